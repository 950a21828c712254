// The geometry of a comparison: columns, sizes, the wipe's divider, zoom and pan. No DOM.

export const ARRANGEMENTS = [
  ["grid", "Grid"],
  ["row", "Side by side"],
  ["wipe", "Wipe"],
  ["difference", "Difference"],
];
const MOST_ZOOM = 16;
// Pixels between two clips.
const GAP = 16;
// One row fewer is worth this part of the largest width: captions take room below each row.
const NEARLY = 0.8;
// The narrowest clip with a readable caption, in pixels.
const NARROWEST = 200;

/** Whether the clips overlap. */
export function isStacked(arrangement) {
  return arrangement === "wipe" || arrangement === "difference";
}

/**
 * `{columns, width, height}` of `count` frames of one aspect ratio in a box: for a grid, the columns that make them largest or
 * slightly smaller in fewer rows; for a row, one column each. A single column on a narrow page is as wide as the page, even
 * when it is higher than the box.
 * @returns {{ columns: number, width: number, height: number }}
 */
export function arrange({ arrangement, count, ratio, width, height }) {
  if (isStacked(arrangement)) return fit(1, 1, ratio, width, height);
  if (arrangement === "row") return fit(count, 1, ratio, width, height);
  const most = Math.max(1, Math.min(count, Math.floor((width + GAP) / (NARROWEST + GAP))));
  if (most === 1) return fit(1, 1, ratio, width, height);
  const rows = (columns) => Math.ceil(count / columns);
  const made = Array.from({ length: most }, (_, index) => fit(index + 1, rows(index + 1), ratio, width, height));
  const enough = NEARLY * Math.max(...made.map((one) => one.width));
  const large = made.filter((one) => one.width >= enough);
  const fewest = Math.min(...large.map((one) => rows(one.columns)));
  return large.find((one) => rows(one.columns) === fewest) || made[0];
}

/** Whether captions fit below frames of this width. */
export function fitsCaption(width) {
  return width >= NARROWEST;
}

function fit(columns, rows, ratio, width, height) {
  const widest = (width - (columns - 1) * GAP) / columns;
  const highest = (height - (rows - 1) * GAP) / rows;
  const wide = Math.max(1, Math.floor(Math.min(widest, highest * ratio)));
  return { columns, width: wide, height: Math.round(wide / ratio) };
}

// Zoom and pan: `scale` >= 1; `x` and `y` are the shift of the picture as parts of its shown size.

export const WHOLE = Object.freeze({ scale: 1, x: 0, y: 0 });

function keepCovered({ scale, x, y }) {
  const room = (scale - 1) / 2;
  // + 0 turns a negative zero into zero.
  const within = (number) => Math.min(room, Math.max(-room, number)) + 0;
  return { scale, x: within(x), y: within(y) };
}

/** Zooms by `factor`; the point at (`px`, `py`), parts of the frame from its middle (-0.5 to 0.5), stays where it is. */
export function zoomAt(view, factor, px = 0, py = 0) {
  const scale = Math.min(MOST_ZOOM, Math.max(1, view.scale * factor));
  const ratio = scale / view.scale;
  return keepCovered({ scale, x: px - (px - view.x) * ratio, y: py - (py - view.y) * ratio });
}

/** Moves the picture by parts of the frame. */
export function panBy(view, dx, dy) {
  return keepCovered({ scale: view.scale, x: view.x + dx, y: view.y + dy });
}

/** Two fingers: `{x, y, distance}` of their middle before and after. */
export function pinch(view, before, after) {
  const zoomed = zoomAt(view, after.distance / Math.max(1e-6, before.distance), before.x, before.y);
  return panBy(zoomed, after.x - before.x, after.y - before.y);
}

/** The CSS transform. */
export function transformOf({ scale, x, y }) {
  return scale === 1 ? "none" : `translate(${round(x * 100)}%, ${round(y * 100)}%) scale(${round(scale)})`;
}

function round(number) {
  return Math.round(number * 1000) / 1000;
}

// The divider of the wipe: 0 at the left edge, 1 at the right.

/** The divider when the pointer is `x` pixels into a frame of `width`. */
export function splitAt(x, width) {
  return width > 0 ? Math.min(1, Math.max(0, x / width)) : 0.5;
}

/** The divider after a key, or null for another key. */
export function splitByKey(split, key, large) {
  const by = large ? 0.1 : 0.01;
  const moved = { ArrowLeft: split - by, ArrowRight: split + by, Home: 0, End: 1 }[key];
  return moved === undefined ? null : Math.round(Math.min(1, Math.max(0, moved)) * 1000) / 1000;
}

/** The pages of `count` clips, four at a time: `[[from, to], ...]`, `to` not included. A last page never holds just one. */
export function pagesOf(count, most = 4) {
  const pages = Math.max(1, Math.ceil(count / most));
  const [each, more] = [Math.floor(count / pages), count % pages];
  let from = 0;
  return Array.from({ length: pages }, (_, index) => {
    const to = from + each + (index < more ? 1 : 0);
    const page = [from, to];
    from = to;
    return page;
  });
}
