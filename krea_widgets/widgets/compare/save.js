// Saves the comparison beside its clips: as one film, or as a page that plays without a kernel.

import { copyButton } from "../shared/copy-button.js";
import { setText, showText, reveal } from "../shared/dom.js";

/**
 * `shown()` has the keys of the clips in their order, the first two of which a wipe shows, and that of the clip whose sound is on, or "".
 * @param {Context} ctx @param {() => { heard: string, keys: string[] }} shown
 */
export function makeSave(ctx, shown) {
  const { h, channel, signal } = ctx;

  /** A button, and the line with what became of its press. @param {"film" | "page"} what @param {string} title */
  function makeOne(what, title) {
    const button = h("button.kw-button.kw-quiet", { title, onclick: write }, `Save ${what}`);
    const message = h("span", { role: "status" });
    const path = h("code.kw-path", { hidden: true });
    const copy = copyButton(ctx, "Copy path", () => path.textContent);
    const line = h("div.kw-line", message, path, copy);
    copy.hidden = true;

    async function write() {
      button.disabled = true;
      show(`Writing the ${what} …`);
      reveal(line);
      const answer = await channel.request("save", { what, ...shown() });
      if (signal.aborted) return;
      button.disabled = false;
      show(answer.path ? "Saved" : answer.message, answer.path, !answer.path);
      reveal(line);
    }
    function show(/** @type {string | undefined} */ text, saved = "", failed = false) {
      message.classList.toggle("kw-error", failed);
      setText(message, text);
      showText(path, saved);
      copy.hidden = !saved;
    }
    return { button, line };
  }

  const film = makeOne("film", "One MP4, arranged as here");
  const page = makeOne("page", "An HTML file that plays without a kernel");
  // A saved page has no kernel.
  const offline = ctx.model.get("_offline");
  const parts = offline
    ? [h("p.kw-dim", "Changes to stars, notes and winner are not kept here.")]
    : [h("div.kw-line", film.button, page.button), film.line, page.line];
  const el = h("div.kw-stack.kw-c-save", { hidden: true }, parts);
  return {
    el,
    /** @param {number} clips that are finished */
    paint(clips) {
      el.hidden = !clips;
    },
  };
}
