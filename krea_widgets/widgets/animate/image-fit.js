// An image whose aspect ratio differs from the clip's: what happens to it, and two ways to change that.

import { setText } from "../shared/dom.js";
import { segmentBar } from "./controls.js";

const WAYS = [
  ["", "As it is"],
  ["crop", "Crop"],
  ["pad", "Blurred edges"],
];
const EFFECTS = { "": "The image is sent as it is; the model decides how to fit it.", crop: "Its edges are cut off.", pad: "A blurred margin is added." };

/**
 * `{el, paint(found, how)}`: `found` holds the two aspect ratios from Python, or is null where they agree.
 * `changed(how)` is called with the person's choice.
 */
export function makeImageFit(ctx, changed) {
  const { h } = ctx;
  const message = h("span", { role: "status" });
  const effect = h("span.kw-dim");
  const bar = segmentBar(ctx, "Fit of the image", WAYS, changed);
  const el = h("div.kw-stack.kw-fit", { hidden: true }, message, bar.el, effect);
  return {
    el,
    paint(found, how) {
      el.hidden = !found;
      setText(message, found ? fitText(found) : "");
      message.className = how ? "" : "kw-warn";
      bar.set(how || "");
      setText(effect, EFFECTS[how || ""]);
    },
  };
}

/** "The image (3:2) is narrower than the clip (16:9)." */
export function fitText({ still, clip, wider }) {
  return `The image${still ? ` (${still})` : ""} is ${wider ? "wider" : "narrower"} than the clip (${clip}).`;
}
