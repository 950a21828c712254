// Saves the comparison beside its clips: as one film, or as a page that plays without a kernel.

import { copyButton } from "../shared/copy-button.js";
import { setText, showText } from "../shared/dom.js";

const SAVING = { film: "Writing the film", page: "Writing the page" };

/**
 * `shown()` has the keys of the clips in their order, the first two of which a wipe shows, and that of the clip whose sound is on, or "".
 * @param {Context} ctx @param {() => { heard: string, keys: string[] }} shown
 */
export function makeSave(ctx, shown) {
  const { h, channel, signal } = ctx;
  const buttons = {
    film: save("film", "Save film", "One MP4 of these clips, arranged as here"),
    page: save("page", "Save page", "An HTML file that plays without a kernel"),
  };
  const results = { film: makeResult(), page: makeResult() };

  function makeResult() {
    const message = h("span", { role: "status" });
    const path = h("code.kw-path", { hidden: true });
    const copy = copyButton(ctx, "Copy path", () => path.textContent);
    copy.hidden = true;
    return {
      el: h("div.kw-line", message, path, copy),
      show(/** @type {string} */ text, saved = "", failed = false) {
        message.classList.toggle("kw-error", failed);
        setText(message, text);
        showText(path, saved);
        copy.hidden = !saved;
      },
    };
  }

  function save(/** @type {"film" | "page"} */ what, /** @type {string} */ label, /** @type {string} */ title) {
    return h("button.kw-button.kw-quiet", { title, onclick: () => write(what) }, label);
  }

  async function write(/** @type {"film" | "page"} */ what) {
    buttons[what].disabled = true;
    results[what].show(`${SAVING[what]} …`);
    const answer = await channel.request("save", { what, ...shown() });
    if (signal.aborted) return;
    buttons[what].disabled = false;
    results[what].show(answer.path ? "Saved" : answer.message || "", answer.path || "", !answer.path);
    results[what].el.scrollIntoView({ block: "nearest" });
  }

  // A saved page has no kernel.
  const offline = ctx.model.get("_offline");
  const parts = offline
    ? [h("p.kw-dim", "Changes to stars, notes and winner are not kept here.")]
    : [h("div.kw-line", buttons.film, buttons.page), results.film.el, results.page.el];
  const el = h("div.kw-stack.kw-c-save", { hidden: true }, parts);
  return {
    el,
    /** @param {number} clips that are finished */
    paint(clips) {
      el.hidden = !clips;
    },
  };
}
