// The arrangement of the clips on the page, the wipe's divider, and zooming and panning in sync.

import { setText } from "../shared/dom.js";
import { arrange, fitsCaption, isStacked, panBy, pinch, splitAt, splitByKey, transformOf, zoomAt } from "./layout.js";

// Pixels of all rows of frames together.
const HIGHEST = 560;
// The logarithm of the zoom per pixel of the wheel.
const WHEEL = 0.002;

export class Viewport {
  /** `changed()` is called when the person zooms, pans or drags. */
  constructor(ctx, changed) {
    this.ctx = ctx;
    this.changed = changed;
    this.view = { scale: 1, x: 0, y: 0 };
    this.split = 0.5;
    this.pointers = new Map();
    const { h } = ctx;
    this.left = h("span.kw-c-corner");
    this.right = h("span.kw-c-corner.kw-c-corner-right");
    this.divider = h(
      "div.kw-c-divider",
      {
        role: "slider",
        tabindex: 0,
        "aria-label": "Divider",
        "aria-orientation": "horizontal",
        "aria-valuemin": 0,
        "aria-valuemax": 100,
        "data-lm-suppress-shortcuts": "true",
        onkeydown: (event) => this.moveByKey(event),
      },
      h("span.kw-c-grip"),
    );
    this.overlay = h("div.kw-c-overlay", null, this.left, this.right, this.divider);
    this.frames = h("div.kw-c-frames");
    this.captions = h("div.kw-c-captions");
    this.box = h("div.kw-c-box", null, this.frames, this.overlay);
    this.el = h("div.kw-c-stage", null, this.box, this.captions);
    this.listen();
  }

  /** Shows the cards of a page. Later, only their CSS order changes: a video that is moved in the DOM loses its position. */
  put(cards) {
    this.frames.replaceChildren(...cards.map((card) => card.el));
    this.captions.replaceChildren();
  }

  /** `cards` in the order shown; `width` is the available width in pixels. */
  paint({ arrangement, cards, gain, width, height }) {
    const stacked = isStacked(arrangement);
    this.stacked = stacked;
    const [first, second] = cards;
    const facts = first?.entry.clip || first?.entry.still;
    const ratio = facts?.width && facts?.height ? facts.width / facts.height : 16 / 9;
    const made = arrange({ arrangement, count: Math.max(1, cards.length), ratio, width, height: height || HIGHEST });
    this.el.dataset.arrangement = arrangement;
    this.el.style.setProperty("--kw-c-columns", String(stacked ? Math.min(2, cards.length) : made.columns));
    this.el.style.setProperty("--kw-c-wide", `${made.width}px`);
    this.el.style.setProperty("--kw-c-high", `${made.height}px`);
    this.frames.style.filter = arrangement === "difference" && gain > 1 ? `brightness(${gain})` : "";
    // Captions that do not fit below their frames are in a list of their own.
    const apart = stacked || !fitsCaption(made.width);
    cards.forEach((card, index) => this.paintCard(card, index, { stacked, apart }));
    this.overlay.hidden = !stacked || cards.length < 2;
    this.divider.hidden = arrangement !== "wipe";
    setText(this.left, arrangement === "wipe" ? first?.entry.label || "" : `${first?.entry.label} − ${second?.entry.label}`);
    setText(this.right, arrangement === "wipe" ? second?.entry.label || "" : "");
    this.right.hidden = arrangement !== "wipe";
    this.second = second;
    this.paintSplit();
    this.paintView(cards);
  }

  paintCard(card, index, { stacked, apart }) {
    card.el.style.order = String(index);
    card.caption.style.order = String(index);
    const home = apart ? this.captions : card.el;
    card.caption.hidden = stacked && index > 1;
    if (card.caption.parentNode !== home) home.append(card.caption);
    card.frame.style.zIndex = stacked ? String(index) : "";
    card.frame.classList.toggle("kw-c-unseen", stacked && index > 1);
    card.frame.classList.toggle("kw-c-second", stacked && index === 1);
    card.frame.style.clipPath = "";
  }

  paintSplit() {
    const percent = Math.round(this.split * 1000) / 10;
    this.divider.style.insetInlineStart = `${percent}%`;
    this.divider.setAttribute("aria-valuenow", String(Math.round(percent)));
    if (this.second && !this.divider.hidden) this.second.frame.style.clipPath = `inset(0 0 0 ${percent}%)`;
  }

  paintView(cards) {
    const transform = transformOf(this.view);
    for (const card of cards) card.video.style.transform = transform;
    this.box.classList.toggle("kw-c-zoomed", this.view.scale > 1);
  }

  zoom(factor, px = 0, py = 0) {
    this.view = factor ? zoomAt(this.view, factor, px, py) : { scale: 1, x: 0, y: 0 };
    this.changed();
  }

  moveByKey(event) {
    const next = splitByKey(this.split, event.key, event.shiftKey);
    if (next === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.split = next;
    this.paintSplit();
  }

  listen() {
    const on = (name, hear, options) => this.box.addEventListener(name, hear, { signal: this.ctx.signal, ...options });
    on(
      "wheel",
      (event) => {
        // The wheel without a key scrolls the notebook.
        if (!(event.ctrlKey || event.metaKey) || !this.frameOf(event)) return;
        event.preventDefault();
        const { x, y } = this.at(event, this.frameOf(event));
        this.zoom(Math.exp(-event.deltaY * WHEEL * (event.deltaMode === 1 ? 16 : 1)), x, y);
      },
      { passive: false },
    );
    on("pointerdown", (event) => this.down(event));
    on("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) on(name, (event) => this.up(event));
  }

  /** The frame under a pointer; the overlay covers stacked ones. */
  frameOf(event) {
    return event.target.closest(".kw-c-frame") || (this.stacked ? this.frames.querySelector(".kw-c-frame") : null);
  }

  /** The position of a pointer as parts of the frame from its middle. */
  at(event, frame) {
    const box = frame.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width - 0.5, y: (event.clientY - box.top) / box.height - 0.5 };
  }

  down(event) {
    const frame = this.frameOf(event);
    if (!frame || event.button > 0) return;
    const grip = Boolean(event.target.closest(".kw-c-divider"));
    this.pointers.set(event.pointerId, { frame, ...this.at(event, frame) });
    this.dragging = grip || (this.el.dataset.arrangement === "wipe" && this.view.scale === 1);
    this.box.setPointerCapture(event.pointerId);
    if (this.dragging && this.pointers.size === 1) this.moveSplit(event, frame);
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const after = this.at(event, before.frame);
    if (this.pointers.size === 2) this.pinch(event.pointerId, before, after);
    else if (this.dragging) this.moveSplit(event, before.frame);
    else if (this.view.scale > 1) {
      this.view = panBy(this.view, after.x - before.x, after.y - before.y);
      this.changed();
    }
    this.pointers.set(event.pointerId, { ...before, ...after });
  }

  up(event) {
    this.pointers.delete(event.pointerId);
  }

  moveSplit(event, frame) {
    const box = frame.getBoundingClientRect();
    this.split = splitAt(event.clientX - box.left, box.width);
    this.paintSplit();
    if (event.type === "pointerdown") this.divider.focus({ preventScroll: true });
  }

  pinch(moved, before, after) {
    const [other] = [...this.pointers].flatMap(([id, pointer]) => (id === moved ? [] : [pointer]));
    const span = (one) => ({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2, distance: Math.hypot(one.x - other.x, one.y - other.y) });
    this.view = pinch(this.view, span(before), span(after));
    this.changed();
  }
}
