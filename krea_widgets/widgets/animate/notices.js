// What should be known and is no error, such as a model that will be withdrawn: said once, until it is put away.

import { icon, setText } from "../shared/dom.js";

/** `{el, paint(list), paintLeft(words)}`: one line for each notice, and one for what an earlier kernel left open. */
export function makeNotices(ctx) {
  const { h, channel } = ctx;
  const lines = h("div");
  const left = h("span");
  const takeUp = h(
    "button.kw-button",
    {
      type: "button",
      onclick: () => {
        takeUp.disabled = true;
        channel.send("resume", {});
      },
    },
    "Take up",
  );
  const strip = h("p.kw-notice.kw-strip", { hidden: true }, left, takeUp);
  const element = h("div.kw-notices", { role: "status" }, strip, lines);
  let shown = "";
  return {
    el: element,
    paint(notices) {
      if (!notices || shown === JSON.stringify(notices)) return;
      shown = JSON.stringify(notices);
      lines.replaceChildren(
        ...notices.map((message) =>
          h(
            "p.kw-notice",
            null,
            h("span", null, message),
            h("button.kw-tool", { type: "button", "aria-label": `Put away: ${message}`, onclick: () => channel.send("noted", { message }) }, icon("close")),
          ),
        ),
      );
    },
    paintLeft(message) {
      setText(left, message);
      strip.hidden = !message;
      takeUp.disabled = false;
    },
  };
}
