// Where clips stand: columns, sizes, the wipe's divider, and what zooming and panning do. Numbers only; no DOM.

export const ARRANGEMENTS = [
  ["grid", "Grid"],
  ["row", "Side by side"],
  ["wipe", "Wipe"],
  ["difference", "Difference"],
];
export const MOST_ZOOM = 16;
const GAP = 16; // px between two clips
const NEARLY = 0.8; // of the largest pictures' width, for which a row less is worth it: words take room below each row
const NARROWEST = 200; // px at which a clip and its words can still be read

/** Whether the clips lie on one another. */
export function isStacked(arrangement) {
  return arrangement === "wipe" || arrangement === "difference";
}

/**
 * `{columns, width, height}` of `count` pictures of one `ratio` in a box: for a grid the columns that make them largest, or
 * a little smaller in fewer rows; for a row as many as there are. The box's height is a wish: one column on a narrow page
 * is as wide as the page.
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
  return large.find((one) => rows(one.columns) === fewest);
}

/** Whether words fit below pictures of this width. */
export function holdsWords(width) {
  return width >= NARROWEST;
}

function fit(columns, rows, ratio, width, height) {
  const widest = (width - (columns - 1) * GAP) / columns;
  const highest = (height - (rows - 1) * GAP) / rows;
  const wide = Math.max(1, Math.floor(Math.min(widest, highest * ratio)));
  return { columns, width: wide, height: Math.round(wide / ratio) };
}

// zoom and pan: `scale` >= 1; `x` and `y` are how far the picture is moved, as parts of its own shown size

export const WHOLE = Object.freeze({ scale: 1, x: 0, y: 0 });

function keepCovered({ scale, x, y }) {
  const room = (scale - 1) / 2;
  const within = (number) => Math.min(room, Math.max(-room, number)) + 0; // + 0: no negative zero
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

/** Two fingers: from their middle and distance before to those after. */
export function pinch(view, before, after) {
  const zoomed = zoomAt(view, after.distance / Math.max(1e-6, before.distance), before.x, before.y);
  return panBy(zoomed, after.x - before.x, after.y - before.y);
}

/** What CSS makes of it. */
export function transformOf({ scale, x, y }) {
  return scale === 1 ? "none" : `translate(${round(x * 100)}%, ${round(y * 100)}%) scale(${round(scale)})`;
}

function round(number) {
  return Math.round(number * 1000) / 1000;
}

// the divider of the wipe: 0 at the left edge, 1 at the right

/** Where the divider is when the pointer is `x` pixels into a frame of `width`. */
export function splitAt(x, width) {
  return width > 0 ? Math.min(1, Math.max(0, x / width)) : 0.5;
}

/** Where a key moves it, or null for a key that means nothing to it. */
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
