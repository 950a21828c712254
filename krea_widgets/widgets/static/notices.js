// What should be known and is no error, such as a model that will be withdrawn: said once, until it is put away.

import { icon } from "./dom.js";

/** `{el, paint(list)}`: one line for each notice. */
export function makeNotices(ctx) {
  const { h, link } = ctx;
  const element = h("div.kw-notices", { role: "status" });
  let shown = "";
  return {
    el: element,
    paint(notices) {
      if (!notices || shown === JSON.stringify(notices)) return;
      shown = JSON.stringify(notices);
      element.replaceChildren(...notices.map((words) => h("p.kw-notice", null, h("span", null, words),
        h("button.kw-tool", { type: "button", "aria-label": `Put away: ${words}`, onclick: () => link.send("noted", { words }) }, icon("close")))));
    },
  };
}
