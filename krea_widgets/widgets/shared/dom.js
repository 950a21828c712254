// Builds DOM elements from plain calls. Data becomes text, never markup. A scope releases what one view holds.

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

// On these elements JupyterLab would handle keys as its own shortcuts: "d d" deletes the cell, an arrow leaves it.
// In text fields it ignores plain keys already.
const NO_SHORTCUTS = ["button", "select", "summary", "a", "video", "pre"];
const NOT_TYPED = ["radio", "range", "checkbox", "file"];
const AS_PROPERTY = ["value", "checked"];

/**
 * `h("button.kw-link", {onclick: f}, "text", node)`. The properties can be omitted; children that are null or false are; a button
 * never submits unless its type says so.
 * @param {AbortSignal} signal
 */
function builder(signal) {
  /**
   * @template {string} Tag
   * @param {Tag} tag
   * @param {[Props | Child, ...Child[]] | []} rest
   * @returns {Made<Tag>}
   */
  return function h(tag, ...rest) {
    const props = /** @type {Props} */ (rest[0]?.constructor === Object ? rest.shift() : {});
    const [name, ...classes] = tag.split(".");
    const element = document.createElement(name);
    if (classes.length) element.className = classes.join(" ");
    if (name === "button") element.setAttribute("type", "button");
    if (NO_SHORTCUTS.includes(name) || NOT_TYPED.includes(props.type)) ownKeys(element);
    for (const [key, value] of Object.entries(props)) {
      if (value === null || value === undefined || value === false) continue;
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value, { signal });
      else if (AS_PROPERTY.includes(key)) Object.assign(element, { [key]: value });
      else element.setAttribute(key, value === true ? "" : String(value));
      // The attribute alone mutes only what the parser makes.
      if (key === "muted") Object.assign(element, { muted: true });
    }
    const children = /** @type {any[]} */ (rest).flat(3);
    element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
    return /** @type {Made<Tag>} */ (element);
  };
}

/** Keeps the notebook's shortcuts from an element that has keys of its own. @param {HTMLElement} element */
export function ownKeys(element) {
  element.dataset.kwKeys = element.dataset.lmSuppressShortcuts = "true";
}

/**
 * Leaves Ctrl-S to the notebook on all of these elements: it looks for its mark in the same event, after the window's listeners.
 * @param {KeyboardEvent} event
 */
export function leaveSaving(event) {
  const saves = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
  for (const element of event.composedPath()) {
    if (element instanceof HTMLElement && element.dataset.kwKeys) element.toggleAttribute("data-lm-suppress-shortcuts", !saves);
  }
}

/** A drawing in SVG. @param {string} name @param {object} attributes @param {...(Node | string)} children */
export function svg(name, attributes, ...children) {
  const element = document.createElementNS(SVG_NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** The listeners, timers and object URLs of one view; `end()` releases them. */
export function makeScope() {
  const controller = new AbortController();
  const { signal } = controller;
  const ends = /** @type {Set<() => unknown>} */ (new Set());
  const scope = {
    signal,
    h: builder(signal),
    token: Math.random().toString(36).slice(2, 10),
    /** Calls `end` at the end, or when the returned function is called. @param {() => unknown} end */
    onEnd(end) {
      ends.add(end);
      return () => ends.delete(end) && end();
    },
    later(/** @type {() => unknown} */ work, /** @type {number} */ milliseconds) {
      const timer = setTimeout(() => {
        ends.delete(stop);
        work();
      }, milliseconds);
      const stop = () => clearTimeout(timer);
      return scope.onEnd(stop);
    },
    every(/** @type {() => unknown} */ work, /** @type {number} */ milliseconds) {
      const timer = setInterval(work, milliseconds);
      return scope.onEnd(() => clearInterval(timer));
    },
    /** @type {<Name extends keyof Events>(target: EventTarget, name: Name, hear: Hear<Name>, options?: AddEventListenerOptions) => void} */
    listen(target, name, hear, options) {
      target.addEventListener(name, /** @type {EventListener} */ (hear), { signal, ...options });
    },
    /** Calls `work` after each change of an element's size. Browsers complain of work that changes sizes while they tell them. */
    onResize(/** @type {Element} */ element, /** @type {() => void} */ work) {
      const watch = new ResizeObserver(() => scope.later(work, 0));
      watch.observe(element);
      scope.onEnd(() => watch.disconnect());
    },
    /** An object URL for a blob. Call `free()` when nothing shows it any more. @param {Blob} blob */
    hold(blob) {
      const href = URL.createObjectURL(blob);
      return { href, free: scope.onEnd(() => URL.revokeObjectURL(href)) };
    },
    end() {
      controller.abort();
      for (const end of ends) end();
      ends.clear();
    },
  };
  return scope;
}

/** The context of a part that ends before its view does, or with it. @param {Context} ctx */
export function partOf(ctx) {
  const scope = makeScope();
  const end = ctx.scope.onEnd(scope.end);
  return { ...ctx, scope: { ...scope, end }, h: scope.h, signal: scope.signal };
}

/** Sets text only when it differs: a screen reader repeats nothing, and a selection survives. @param {Node} element @param {string | null} [text] */
export function setText(element, text) {
  if (element.textContent !== (text || "")) element.textContent = text || "";
}

/** Sets text, and hides the element while there is none. @param {HTMLElement} element @param {string | null} [text] */
export function showText(element, text) {
  setText(element, text);
  element.hidden = !text;
}

/** Scrolls as little as brings an element into view. */
export function reveal(/** @type {Element} */ element, /** @type {ScrollBehavior} */ behavior = "auto") {
  element.scrollIntoView({ block: "nearest", behavior });
}

/** The same smoothly, unless the person wants less motion. */
export function glideTo(/** @type {Element} */ element) {
  reveal(element, reducedMotion() ? "auto" : "smooth");
}

/** Gives the focus to an element where it is: the page does not scroll. */
export function focusStill(/** @type {HTMLElement} */ element) {
  element.focus({ preventScroll: true });
}

/** Puts children in order without moving those already in place: sliders and playing videos survive, and so does the focus. */
export function placeChildren(/** @type {Element} */ parent, /** @type {Element[]} */ children) {
  const focused = /** @type {HTMLElement | null} */ (parent.querySelector(":focus"));
  for (const child of [...parent.children]) if (!children.includes(child)) child.remove();
  children.forEach((child, index) => {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] || null);
  });
  // What is moved loses it.
  if (focused && !focused.matches(":focus")) focusStill(focused);
}

/**
 * One view for each row of a list, found by the row's key. `update(rows, paint)` makes the new ones with `make(row)`, ends those
 * whose row is gone, and paints and orders the others.
 * @template {{ key: string }} Row
 * @template {View} Each
 * @param {Element} parent
 * @param {(row: Row) => Each} make
 */
export function keyedList(parent, make) {
  const views = /** @type {Map<string, Each>} */ (new Map());
  const drop = (/** @type {string} */ key) => {
    views.get(key)?.end();
    views.delete(key);
  };
  return {
    views,
    update(/** @type {Row[]} */ rows, /** @type {(view: Each, row: Row, index: number) => void} */ paint) {
      for (const key of [...views.keys()]) if (!rows.some((row) => row.key === key)) drop(key);
      const shown = rows.map((row, index) => {
        const view = views.get(row.key) || make(row);
        views.set(row.key, view);
        paint(view, row, index);
        return view.el;
      });
      placeChildren(parent, shown);
    },
    end: () => [...views.keys()].forEach(drop),
  };
}

/**
 * Takes the comma of the browser's language in a number field. A browser whose own language is another one drops it: "0,5" would be 5.
 * @param {InputEvent} event
 */
export function takeComma(event) {
  if (!event.data?.includes(",") || (1.1).toLocaleString()[1] !== ",") return;
  event.preventDefault();
  document.execCommand("insertText", false, event.data.replace(",", "."));
}

/** Whether the person asked the system for less motion: no clip starts without a press. */
export function reducedMotion() {
  return Boolean(window.matchMedia?.("(prefers-reduced-motion: reduce)").matches);
}
