// Still and clip of different shape: said once, with two ways to change it, seen on the still itself.

import { setText } from "../shared/dom.js";

const WAYS = [
  ["", "As it is"],
  ["crop", "Crop"],
  ["pad", "Pad"],
];
const WORDS = { "": "It is sent as it is; the model decides what becomes of it.", crop: "Its edges are cut off.", pad: "A blurred margin is added." };

/**
 * `{el, paint(found, how)}`: `found` is what Python says of the two ratios, or null where they agree.
 * `changed(how)` is called with the person's choice.
 */
export function makeImageFit(ctx, changed) {
  const { h } = ctx;
  const group = `kw-${ctx.token}-fit`;
  const message = h("span", { role: "status" });
  const effect = h("span.kw-dim");
  const inputs = WAYS.map(([how, label]) => {
    const input = h("input", { type: "radio", name: group, onchange: () => changed(how) });
    return { how, input, el: h("label.kw-segment", null, input, h("span", null, label)) };
  });
  const bar = h(
    "div.kw-segments",
    { role: "radiogroup", "aria-label": "How the still is fitted" },
    inputs.map(({ el }) => el),
  );
  const element = h("div.kw-fit", { hidden: true }, message, bar, effect);
  return {
    el: element,
    paint(found, how) {
      element.hidden = !found;
      if (!found) return setText(message, "");
      setText(message, fitText(found));
      message.className = how ? "" : "kw-warn";
      inputs.forEach((each) => (each.input.checked = each.how === (how || "")));
      return setText(effect, WORDS[how || ""]);
    },
  };
}

/** "The picture (3:2) is narrower than the clip (16:9)." */
export function fitText({ still, clip, wider }) {
  return `The picture${still ? ` (${still})` : ""} is ${wider ? "wider" : "narrower"} than the clip (${clip}).`;
}
