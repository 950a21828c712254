// An image whose aspect ratio differs from the clip's: what happens to it, and two ways to change that.

import { setText, showText } from "../shared/dom.js";
import { MOST_ZOOM } from "./crop.js";
import { segmentBar } from "./field.js";

/** What each way does to the image; "{clip}" is the clip's aspect ratio. @type {Record<string, { label: string, effect: string }>} */
const WAYS = {
  "": { label: "Leave as is", effect: "Sent whole. {service}" },
  crop: { label: "Crop", effect: "Cropped to {clip}. Drag the image to choose what is kept, or use the arrow keys, + and −." },
  pad: { label: "Blurred edges", effect: "Extended to {clip} with blurred edges." },
};

const SERVICES = { krea: "The model decides how to fit it.", sandbox: "The sandbox crops it; at Krea, the model decides." };

/**
 * `changed(how)` is called with the person's choice, `zoomed(zoom)` with a crop's zoom, and `useRatio()` for the clip's nearest one.
 * @param {AnimateContext} ctx @param {{ changed(how: string): void, zoomed(zoom: number): void, useRatio(): void }} acts
 */
export function makeImageFit(ctx, { changed, zoomed, useRatio }) {
  const { h } = ctx;
  const message = h("span", { role: "status" });
  const effect = h("span.kw-dim");
  const options = Object.entries(WAYS).map(([how, { label }]) => /** @type {[string, string]} */ ([how, label]));
  const bar = segmentBar(ctx, "Fit of the image", options, changed);
  const use = h("button.kw-link", { onclick: useRatio });
  const zoom = h("input.kw-zoom", { type: "range", min: 1, max: MOST_ZOOM, step: 0.01, "aria-label": "Zoom", oninput: () => zoomed(Number(zoom.value)) });
  const zoomLine = h("label.kw-line.kw-zoom-line", "Zoom", zoom);
  const el = h("div.kw-stack.kw-fit", { hidden: true }, h("span", message, " ", use), bar.el, zoomLine, effect);
  return {
    el,
    /**
     * `found` holds the two aspect ratios from Python, or is null where they agree; `nearest` is a ratio of the model that suits the
     * image better than the chosen one, or ""; `chosen` tells whether the form has chosen the clip's.
     * @param {Fit | null} found @param {string} how @param {Crop | null} crop @param {string} nearest @param {boolean} chosen
     */
    paint(found, how, crop, nearest, chosen) {
      showText(use, nearest && `Use ${nearest}`);
      zoomLine.hidden = how !== "crop";
      if (crop) zoom.value = String(crop[2]);
      el.hidden = !found;
      setText(message, found && fitText(found, chosen));
      message.className = how ? "" : "kw-warn";
      bar.set(how);
      const service = ctx.model.get("backend") === "sandbox" ? SERVICES.sandbox : SERVICES.krea;
      setText(effect, WAYS[how]?.effect.replace("{clip}", found?.clip || "the clip").replace("{service}", service));
    },
  };
}

/** "The image (3:2) is narrower than the clip (16:9)." @param {Pick<Fit, "still" | "clip" | "wider">} fit @param {boolean} [chosen] */
export function fitText({ still, clip, wider }, chosen = false) {
  const why = chosen ? `, the model's nearest ratio` : "";
  return `The image${still ? ` (${still})` : ""} is ${wider ? "wider" : "narrower"} than the clip (${clip}${why}).`;
}
