// Line drawings of 16 pixels. A bundle has those that its view draws.

import { svg } from "./dom.js";

export const check = "M3.5 8.5l3 3 6-6.5";
export const close = "M4 4l8 8M12 4l-8 8";
export const dice = "M3 3h10v10H3zM5.6 5.6h.01M10.4 5.6h.01M8 8h.01M5.6 10.4h.01M10.4 10.4h.01";
export const picture = "M2.5 3.5h11v9h-11zM2.5 10.5l3-3 2.5 2.5 2-2 3.5 3.5M10.6 6.4h.01";
export const plus = "M8 3.5v9M3.5 8h9";
export const full = "M2.5 6v-3.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10";
export const loop = "M3 8.5V7a2.5 2.5 0 0 1 2.5-2.5H12M10 2.5l2 2-2 2M13 7.5V9a2.5 2.5 0 0 1-2.5 2.5H4M6 13.5l-2-2 2-2";
export const minus = "M3.5 8h9";
export const next = "M4.5 3.5L9.5 8l-5 4.5zM12 3.5v9";
export const pause = "M5.5 3.5v9M10.5 3.5v9";
export const play = "M5 3.2L12.5 8 5 12.8z";
export const previous = "M11.5 3.5L6.5 8l5 4.5zM4 3.5v9";
export const quiet = "M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM10.5 6.2l3.5 3.6M14 6.2l-3.5 3.6";
export const sound = "M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM10.4 6a2.8 2.8 0 0 1 0 4M12.2 4.3a5.2 5.2 0 0 1 0 7.4";
export const star = "M8 2.2l1.75 3.6 3.95.55-2.87 2.77.7 3.93L8 11.2l-3.53 1.85.7-3.93L2.3 6.35l3.95-.55z";
export const swap = "M3 5.5h9.5M10 3l2.5 2.5L10 8M13 10.5H3.5M6 8l-2.5 2.5L6 13";

/** A drawing in the text's colour; decoration only, so it is hidden from assistive technology. @param {string} path one of the above */
export function icon(path) {
  return svg("svg", { viewBox: "0 0 16 16", class: "kw-icon", "aria-hidden": "true" }, svg("path", { d: path }));
}
