// The part of an image that a crop keeps: its centre as parts of width and height, and a zoom. Dragged on the image itself.

import { clamp } from "../shared/format.js";

export const MOST_ZOOM = 8;
// Parts of what is shown, per press of a key.
const STEP = 0.04;
const KEYS = new Map(Object.entries({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }));

/** How much of an image is kept. @param {number} zoom @param {number} ratio of the clip @param {number} shape of the image */
export function keptPart(zoom, ratio, shape) {
  return { width: Math.min(1, ratio / shape) / zoom, height: Math.min(1, shape / ratio) / zoom };
}

/** The crop with its zoom in range and its part within the image. @param {Crop} crop @param {number} ratio @param {number} shape @returns {Crop} */
export function withinImage([x, y, zoom], ratio, shape) {
  const scale = clamp(1, zoom, MOST_ZOOM);
  const { width, height } = keptPart(scale, ratio, shape);
  const within = (/** @type {number} */ at, /** @type {number} */ part) => clamp(part / 2, at, 1 - part / 2);
  return [within(x, width), within(y, height), scale];
}

/**
 * Drags, pinches and moves by arrow keys what `zone` shows. `now()` is the shown crop, or null when there is none; `changed` gets
 * the next one.
 * @param {Context} ctx @param {HTMLElement} zone
 * @param {() => { crop: Crop, ratio: number, shape: number } | null} now @param {(crop: Crop) => void} changed
 */
export function dragCrop({ scope }, zone, now, changed) {
  const pointers = /** @type {Map<number, { x: number, y: number }>} */ (new Map());

  /** Moves the image by parts of the zone, and zooms. @param {number} dx @param {number} dy @param {number} [factor] */
  function move(dx, dy, factor = 1) {
    const shown = now();
    if (!shown) return;
    const { crop, ratio, shape } = shown;
    const { width, height } = keptPart(crop[2], ratio, shape);
    changed(withinImage([crop[0] - dx * width, crop[1] - dy * height, crop[2] * factor], ratio, shape));
  }
  const spread = () => {
    const [one, two] = [...pointers.values()];
    return two ? Math.hypot(one.x - two.x, one.y - two.y) : 0;
  };

  scope.listen(zone, "pointerdown", (event) => {
    if (!now() || event.button > 0 || /** @type {Element} */ (event.target).closest("button")) return;
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    zone.setPointerCapture(event.pointerId);
  });
  scope.listen(zone, "pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const apart = spread();
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const { width, height } = zone.getBoundingClientRect();
    const share = 1 / pointers.size;
    move(((event.clientX - before.x) / width) * share, ((event.clientY - before.y) / height) * share, apart ? spread() / apart : 1);
  });
  for (const name of /** @type {const} */ (["pointerup", "pointercancel"])) scope.listen(zone, name, (event) => pointers.delete(event.pointerId));
  scope.listen(zone, "keydown", (event) => {
    const way = KEYS.get(event.key);
    const zoom = { "+": 1.1, "=": 1.1, "-": 1 / 1.1 }[event.key];
    if (!now() || event.target !== zone || event.ctrlKey || event.metaKey || event.altKey || !(way || zoom)) return;
    event.preventDefault();
    event.stopPropagation();
    if (way) move(-way[0] * STEP, -way[1] * STEP);
    else move(0, 0, zoom);
  });
}
