// Notices that are no errors, such as a model that will be withdrawn, until each is dismissed.

import { icon, setText } from "../shared/dom.js";

/** `{el, paint(notices), paintUnfinished(message)}`: one line per notice, and one for unfinished jobs of an earlier kernel. */
export function makeNotices(ctx) {
  const { h, channel } = ctx;
  const lines = h("div");
  const unfinished = h("span");
  const resume = h(
    "button.kw-button",
    {
      onclick: () => {
        resume.disabled = true;
        channel.send("resume", {});
      },
    },
    "Resume jobs",
  );
  const strip = h("p.kw-notice.kw-strip", { hidden: true }, unfinished, resume);
  const el = h("div.kw-stack.kw-notices", { role: "status" }, strip, lines);
  let shown = "";
  return {
    el,
    paint(notices) {
      if (!notices || shown === JSON.stringify(notices)) return;
      shown = JSON.stringify(notices);
      lines.replaceChildren(
        ...notices.map((message) =>
          h(
            "p.kw-notice",
            null,
            h("span", null, message),
            h("button.kw-tool", { "aria-label": `Dismiss: ${message}`, onclick: () => channel.send("dismiss_notice", { message }) }, icon("close")),
          ),
        ),
      );
    },
    paintUnfinished(message) {
      setText(unfinished, message);
      strip.hidden = !message;
      resume.disabled = false;
    },
  };
}
