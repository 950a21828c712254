// Saves the comparison beside its clips: as one film, or as a page that plays without a kernel.

import { copyButton } from "../shared/copy-button.js";
import { setText, showText } from "../shared/dom.js";

const SAVING = { film: "Writing the film", page: "Writing the page" };

/** `heard()` is the key of the clip whose sound is on, or "". @param {Context} ctx @param {() => string} heard */
export function makeSave(ctx, heard) {
  const { h, channel, signal } = ctx;
  const buttons = [save("film", "Save film"), save("page", "Save page")];
  const message = h("span", { role: "status" });
  const path = h("code.kw-path", { hidden: true });
  const copy = copyButton(ctx, "Copy path", () => path.textContent);
  copy.hidden = true;

  function save(/** @type {"film" | "page"} */ what, /** @type {string} */ label) {
    return h("button.kw-button.kw-quiet", { onclick: () => write(what) }, label);
  }

  async function write(/** @type {"film" | "page"} */ what) {
    buttons.forEach((button) => (button.disabled = true));
    show(`${SAVING[what]} …`, "");
    const answer = await channel.request("save", { what, heard: heard() });
    if (signal.aborted) return;
    buttons.forEach((button) => (button.disabled = false));
    show(answer.path ? "Saved" : answer.message || "", answer.path || "");
    message.classList.toggle("kw-error", !answer.path);
  }

  function show(/** @type {string} */ text, /** @type {string} */ saved) {
    message.classList.remove("kw-error");
    setText(message, text);
    showText(path, saved);
    copy.hidden = !saved;
  }

  const el = h("div.kw-line.kw-c-save", { hidden: true }, buttons, message, path, copy);
  return {
    el,
    /** @param {number} clips that are finished */
    paint(clips) {
      // A saved page has no kernel.
      el.hidden = !clips || Boolean(ctx.model.get("_offline"));
    },
  };
}
