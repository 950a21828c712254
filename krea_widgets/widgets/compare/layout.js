// The geometry of a comparison: columns, sizes, the wipe's divider, zoom and pan. No DOM.

import { clamp, toThousandths } from "../shared/format.js";

export const ARRANGEMENTS = Object.entries({ grid: "Grid", row: "Side by side", wipe: "Wipe", difference: "Difference" });
const MOST_ZOOM = 16;
// Clips on a page.
const MOST = 4;
// Pixels between two clips.
const GAP = 16;
// One row fewer is worth this part of the largest width: captions take room below each row.
const NEARLY = 0.8;
// The narrowest clip with a readable caption, and the width of a caption where there is room for it, in pixels.
const NARROWEST = 200;
const ROOMY = 320;

/** Whether the clips overlap. @param {string} arrangement */
export function isStacked(arrangement) {
  return arrangement === "wipe" || arrangement === "difference";
}

/**
 * `{columns, width, height, cell}` of `count` frames of one aspect ratio in a box, where a caption has the width `cell`: for a
 * grid, the columns that make them largest or slightly smaller in fewer rows; for a row, one column each. A single column on a narrow page is as wide as the page, even
 * when it is higher than the box.
 * @param {{ arrangement: string, count: number, ratio: number, width: number, height: number }} box
 */
export function arrange({ arrangement, count, ratio, width, height }) {
  const fit = (/** @type {number} */ columns, /** @type {number} */ rows) => {
    const widest = (width - (columns - 1) * GAP) / columns;
    const highest = (height - (rows - 1) * GAP) / rows;
    const wide = Math.max(1, Math.floor(Math.min(widest, highest * ratio)));
    // A portrait clip is narrower than a readable caption: the caption takes the free space beside it.
    return { columns, width: wide, height: Math.round(wide / ratio), cell: Math.max(wide, Math.floor(Math.min(widest, ROOMY))) };
  };
  if (isStacked(arrangement)) return fit(1, 1);
  if (arrangement === "row") return fit(count, 1);
  const most = Math.max(1, Math.min(count, Math.floor((width + GAP) / (NARROWEST + GAP))));
  const rows = (/** @type {number} */ columns) => Math.ceil(count / columns);
  // Three or four on a phone are small, with their captions in a list, so that they are seen together.
  if (most === 1) return count > 2 ? fit(2, rows(2)) : fit(1, 1);
  const made = Array.from({ length: most }, (_, index) => fit(index + 1, rows(index + 1)));
  const enough = NEARLY * Math.max(...made.map((one) => one.width));
  const large = made.filter((one) => one.width >= enough);
  const fewest = Math.min(...large.map((one) => rows(one.columns)));
  return large.find((one) => rows(one.columns) === fewest) || made[0];
}

/** Whether captions fit below frames of this width. @param {number} width */
export function fitsCaption(width) {
  return width >= NARROWEST;
}

// Zoom and pan: `scale` >= 1; `x` and `y` are the shift of the picture as parts of its shown size.

export const WHOLE = Object.freeze({ scale: 1, x: 0, y: 0 });

function keepCovered(/** @type {Zoom} */ { scale, x, y }) {
  const room = (scale - 1) / 2;
  // + 0 turns a negative zero into zero.
  const within = (/** @type {number} */ number) => clamp(-room, number, room) + 0;
  return { scale, x: within(x), y: within(y) };
}

/**
 * Zooms by `factor`; the point at (`px`, `py`), parts of the frame from its middle (-0.5 to 0.5), stays where it is.
 * @param {Zoom} view @param {number} factor
 */
export function zoomAt(view, factor, px = 0, py = 0) {
  const scale = clamp(1, view.scale * factor, MOST_ZOOM);
  const ratio = scale / view.scale;
  return keepCovered({ scale, x: px - (px - view.x) * ratio, y: py - (py - view.y) * ratio });
}

/** Moves the picture by parts of the frame. @param {Zoom} view @param {number} dx @param {number} dy */
export function panBy(view, dx, dy) {
  return keepCovered({ scale: view.scale, x: view.x + dx, y: view.y + dy });
}

/** @typedef {{ x: number, y: number, distance: number }} Fingers their middle and distance */
/** Zooms and pans with two fingers. @param {Zoom} view @param {Fingers} before @param {Fingers} after */
export function pinch(view, before, after) {
  const zoomed = zoomAt(view, after.distance / Math.max(1e-6, before.distance), before.x, before.y);
  return panBy(zoomed, after.x - before.x, after.y - before.y);
}

/** The CSS transform. @param {Zoom} view */
export function transformOf({ scale, x, y }) {
  return scale === 1 ? "none" : `translate(${toThousandths(x * 100)}%, ${toThousandths(y * 100)}%) scale(${toThousandths(scale)})`;
}

// The divider of the wipe: 0 at the left edge, 1 at the right.

/** The divider when the pointer is `x` pixels into a frame of `width`. @param {number} x @param {number} width */
export function splitAt(x, width) {
  return width > 0 ? clamp(0, x / width, 1) : 0.5;
}

/** The divider after a key, or null for another key. @param {number} split @param {string} key @param {boolean} large */
export function splitByKey(split, key, large) {
  const by = large ? 0.1 : 0.01;
  const moved = new Map(Object.entries({ ArrowLeft: split - by, ArrowRight: split + by, Home: 0, End: 1 })).get(key);
  return moved === undefined ? null : toThousandths(clamp(0, moved, 1));
}

/** The pages of `count` clips, four at a time: `[[from, to], ...]`, `to` not included. A last page never holds just one. @param {number} count */
export function pagesOf(count) {
  const pages = Math.max(1, Math.ceil(count / MOST));
  const start = (/** @type {number} */ page) => page * Math.floor(count / pages) + Math.min(page, count % pages);
  return Array.from({ length: pages }, (_, page) => /** @type {[number, number]} */ ([start(page), start(page + 1)]));
}
