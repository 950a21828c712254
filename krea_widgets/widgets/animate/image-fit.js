// An image whose aspect ratio differs from the clip's: what happens to it, and two ways to change that.

import { setText } from "../shared/dom.js";
import { segmentBar } from "./field.js";

/** What each way does to the image; "{clip}" is the clip's aspect ratio. @type {Record<string, { label: string, effect: string }>} */
const WAYS = {
  "": { label: "Leave as is", effect: "Sent unchanged. The model decides how to fit it." },
  crop: { label: "Crop", effect: "Cropped to {clip}." },
  pad: { label: "Blurred edges", effect: "Extended to {clip} with blurred edges." },
};

/** `changed(how)` is called with the person's choice. @param {AnimateContext} ctx @param {(how: string) => void} changed */
export function makeImageFit(ctx, changed) {
  const { h } = ctx;
  const message = h("span", { role: "status" });
  const effect = h("span.kw-dim");
  const options = Object.entries(WAYS).map(([how, { label }]) => /** @type {[string, string]} */ ([how, label]));
  const bar = segmentBar(ctx, "Fit of the image", options, changed);
  const el = h("div.kw-stack.kw-fit", { hidden: true }, message, bar.el, effect);
  return {
    el,
    /** `found` holds the two aspect ratios from Python, or is null where they agree. @param {Fit | null} found @param {string} how */
    paint(found, how) {
      el.hidden = !found;
      setText(message, found && fitText(found));
      message.className = how ? "" : "kw-warn";
      bar.set(how);
      setText(effect, WAYS[how]?.effect.replace("{clip}", found?.clip || "the clip"));
    },
  };
}

/** "The image (3:2) is narrower than the clip (16:9)." @param {Pick<Fit, "still" | "clip" | "wider">} fit */
export function fitText({ still, clip, wider }) {
  return `The image${still ? ` (${still})` : ""} is ${wider ? "wider" : "narrower"} than the clip (${clip}).`;
}
