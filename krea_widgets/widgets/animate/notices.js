// Notices that are no errors, such as a model that will be withdrawn, until each is dismissed.

import { setText } from "../shared/dom.js";
import * as icons from "../shared/icons.js";

/** One line per notice, and one for unfinished jobs of an earlier kernel. @param {Context} ctx */
export function makeNotices({ h, channel }) {
  const lines = h("div");
  const unfinished = h("span");
  const resume = h("button.kw-button", { onclick: press }, "Resume jobs");
  const strip = h("p.kw-notice.kw-strip", { hidden: true }, unfinished, resume);
  let shown = "";
  function press() {
    resume.disabled = true;
    channel.send("resume");
  }
  return {
    el: h("div.kw-stack.kw-notices", { role: "status" }, strip, lines),
    paint(/** @type {string[]} */ notices) {
      const text = JSON.stringify(notices);
      if (shown === text) return;
      shown = text;
      const made = notices.map((message) => {
        const dismiss = { "aria-label": `Dismiss: ${message}`, onclick: () => channel.send("dismiss_notice", { message }) };
        return h("p.kw-notice", h("span", message), h("button.kw-tool", dismiss, icons.icon(icons.close)));
      });
      lines.replaceChildren(...made);
    },
    /** @param {string} [message] */
    paintUnfinished(message) {
      setText(unfinished, message);
      strip.hidden = !message;
      resume.disabled = false;
    },
  };
}
