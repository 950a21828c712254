// The arrangement of the clips on the page, the wipe's divider, and zooming and panning in sync.

import { setText, ownKeys, focusStill } from "../shared/dom.js";
import { clamp } from "../shared/format.js";
import { nameAmong } from "./clip-card.js";
import { makeDifference } from "./difference.js";
import { WHOLE, arrange, fitsCaption, isStacked, panBy, pinch, splitAt, splitByKey, transformOf, zoomAt } from "./layout.js";

// Pixels of all rows of frames together.
const HIGHEST = 560;
// What a notebook and the bars need of a small screen.
const BESIDE = 450;
const LOWEST = 280;
// Pixels of a picture below which its corners have numbers only.
const ROOM_FOR_NAMES = 320;
// The logarithm of the zoom per pixel of the wheel.
const WHEEL = 0.002;

/** @typedef {{ frame: Element, x: number, y: number }} Pointer its position as parts of the frame from the middle */

/** As high as fits the screen. The window would not do: in some notebooks it is a frame as high as the output. */
function usualHeight() {
  return clamp(LOWEST, screen.availHeight - BESIDE, HIGHEST);
}

/** `changed()` is called when the person zooms, pans or drags. @param {Context} ctx @param {() => void} changed */
export function makeViewport(ctx, changed) {
  const { h, scope } = ctx;
  /** @type {Zoom} */
  let view = WHOLE;
  let split = 0.5;
  let stacked = false;
  let dragging = false;
  /** @type {ClipCard | undefined} */
  let second;
  const pointers = /** @type {Map<number, Pointer>} */ (new Map());
  const left = h("span.kw-c-corner.kw-c-short");
  const right = h("span.kw-c-corner.kw-c-corner-right.kw-c-short");
  const divider = h(
    "div.kw-c-divider",
    { role: "slider", tabindex: 0, "aria-label": "Divider", "aria-orientation": "horizontal", "aria-valuemin": 0, "aria-valuemax": 100, onkeydown: moveByKey },
    h("span.kw-c-grip"),
  );
  ownKeys(divider);
  const overlay = h("div.kw-c-overlay", left, right, divider);
  const frames = h("div.kw-c-frames");
  const difference = makeDifference(ctx);
  const captions = h("div.kw-c-captions");
  const pointing = { onpointerdown: press, onpointermove: move, onpointerup: release, onpointercancel: release };
  const box = h("div.kw-c-box", pointing, frames, overlay);
  const el = h("div.kw-c-stage", box);
  scope.listen(box, "wheel", wheel, { passive: false });

  function paintCard(/** @type {ClipCard} */ { el, caption, frame }, /** @type {number} */ index, /** @type {boolean} */ apart) {
    el.style.order = caption.style.order = String(index);
    const home = apart ? captions : el;
    caption.hidden = stacked && index > 1;
    if (caption.parentNode !== home) home.append(caption);
    frame.style.zIndex = stacked ? String(index) : "";
    frame.classList.toggle("kw-c-unseen", stacked && index > 1);
    frame.style.clipPath = "";
  }

  function paintSplit() {
    const percent = Math.round(split * 1000) / 10;
    divider.style.insetInlineStart = `${percent}%`;
    divider.ariaValueNow = String(Math.round(percent));
    if (second && !divider.hidden) second.frame.style.clipPath = `inset(0 0 0 ${percent}%)`;
  }

  function moveByKey(/** @type {KeyboardEvent} */ event) {
    const next = splitByKey(split, event.key, event.shiftKey);
    if (next === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    split = next;
    paintSplit();
  }

  function zoomTo(/** @type {Zoom} */ next) {
    view = next;
    changed();
  }

  function wheel(/** @type {WheelEvent & { target: any }} */ event) {
    const pointer = pointerOf(event);
    // The wheel without a key scrolls the notebook.
    if (!(event.ctrlKey || event.metaKey) || !pointer) return;
    event.preventDefault();
    zoomTo(zoomAt(view, Math.exp(-event.deltaY * WHEEL * (event.deltaMode === 1 ? 16 : 1)), pointer.x, pointer.y));
  }

  /**
   * A pointer and the frame below it; the overlay covers stacked ones.
   * @param {MouseEvent & { target: any }} event @param {Element} [frame] @returns {Pointer | null}
   */
  function pointerOf(event, frame = event.target.closest(".kw-c-frame") || (stacked && frames.querySelector(".kw-c-frame"))) {
    if (!frame) return null;
    const { left, top, width, height } = frame.getBoundingClientRect();
    return { frame, x: (event.clientX - left) / width - 0.5, y: (event.clientY - top) / height - 0.5 };
  }

  function press(/** @type {PointerEvent & { target: any }} */ event) {
    const pointer = pointerOf(event);
    if (!pointer || event.button > 0) return;
    pointers.set(event.pointerId, pointer);
    dragging = Boolean(event.target.closest(".kw-c-divider")) || (el.dataset.arrangement === "wipe" && view.scale === 1);
    box.setPointerCapture(event.pointerId);
    if (!dragging || pointers.size > 1) return;
    moveSplit(event, pointer.frame);
    focusStill(divider);
  }

  function move(/** @type {PointerEvent & { target: any }} */ event) {
    const before = pointers.get(event.pointerId);
    const after = before && pointerOf(event, before.frame);
    if (!after) return;
    const other = [...pointers.values()].find((pointer) => pointer !== before);
    const span = (/** @type {Pointer} */ { x, y }, /** @type {Pointer} */ two) => ({
      x: (x + two.x) / 2,
      y: (y + two.y) / 2,
      distance: Math.hypot(x - two.x, y - two.y),
    });
    if (other && pointers.size === 2) zoomTo(pinch(view, span(before, other), span(after, other)));
    else if (dragging) moveSplit(event, before.frame);
    else if (view.scale > 1) zoomTo(panBy(view, after.x - before.x, after.y - before.y));
    pointers.set(event.pointerId, after);
  }

  function release(/** @type {PointerEvent} */ event) {
    pointers.delete(event.pointerId);
  }

  function moveSplit(/** @type {PointerEvent} */ event, /** @type {Element} */ frame) {
    const { left, width } = frame.getBoundingClientRect();
    split = splitAt(event.clientX - left, width);
    paintSplit();
  }

  return {
    el,
    captions,
    scale: () => view.scale,
    /** Shows the cards of a page. Later, only their CSS order changes: a video that is moved in the DOM loses its position. @param {ClipCard[]} cards */
    put(cards) {
      frames.replaceChildren(...cards.map((card) => card.el), difference.el);
      captions.replaceChildren();
    },
    /**
     * `cards` in the order shown; `width` and `height` are the available pixels, 0 for the usual height.
     * @param {{ arrangement: string, cards: ClipCard[], gain: number, width: number, height: number }} options
     */
    paint({ arrangement, cards, gain, width, height }) {
      stacked = isStacked(arrangement);
      const pair = cards.slice(0, 2);
      second = pair[1];
      const one = cards[0]?.entry();
      const facts = one?.clip || one?.still;
      const ratio = facts?.width && facts.height ? facts.width / facts.height : 16 / 9;
      const made = arrange({ arrangement, count: Math.max(1, cards.length), ratio, width, height: height || usualHeight() });
      el.dataset.arrangement = arrangement;
      // A narrow picture is not covered by names, which are in the captions, too.
      const names = cards.map((card) => (made.width < ROOM_FOR_NAMES ? `${card.number}` : nameAmong(cards, card)));
      const sizes = { columns: stacked ? pair.length : made.columns, wide: `${made.width}px`, cell: `${made.cell}px`, high: `${made.height}px` };
      for (const { style } of [el, captions]) for (const [name, size] of Object.entries(sizes)) style.setProperty(`--kw-c-${name}`, `${size}`);
      const videos = pair.map(({ video }) => video);
      // A clip that is being made shows its progress instead.
      const both = second && videos.every((video) => video.videoWidth);
      difference.show(arrangement === "difference" && both ? videos : []);
      difference.el.style.filter = `brightness(${gain})`;
      // Captions that do not fit below their frames are in a list of their own. Those of a single row are below the
      // bar, in the same columns: it is in view with the clips.
      const listed = stacked || !fitsCaption(made.cell);
      const apart = listed || made.columns >= cards.length;
      el.classList.toggle("kw-c-apart", apart && !stacked && !!second);
      captions.classList.toggle("kw-c-below", apart && !listed);
      cards.forEach((card, index) => paintCard(card, index, apart));
      const two = stacked ? pair.map((card) => card.entry()) : [];
      for (const card of cards) card.showSettings(two);
      const wipe = arrangement === "wipe";
      overlay.hidden = !stacked || !second;
      divider.hidden = right.hidden = !wipe;
      setText(left, wipe ? names[0] : `${names[0]} − ${names[1]}`);
      setText(right, names[1]);
      paintSplit();
      for (const { style } of [...cards.map(({ video }) => video), difference.el]) style.transform = transformOf(view);
      box.classList.toggle("kw-c-zoomed", view.scale > 1);
    },
    /** Zooms by a factor, 0 to show all; the given point stays. @param {number} factor */
    zoom: (factor) => zoomTo(factor ? zoomAt(view, factor) : WHOLE),
  };
}
