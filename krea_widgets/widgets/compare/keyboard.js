// The keys of a comparison, and the overlay that lists them.

import { focusStill, reveal } from "../shared/dom.js";
import * as icons from "../shared/icons.js";

/** @type {[string[], string, string, KeyAct][]} the keys, their label and description in the overlay, and the act */
export const KEYS = [
  [[" ", "k"], "Space, K", "Play or pause", "toggle"],
  [["home"], "Home", "Go to start", "first"],
  [["arrowleft"], "←", "1 second back", "back"],
  [["arrowright"], "→", "1 second forward", "on"],
  [[",", "<"], ",", "1 frame back", "frameBack"],
  [[".", ">"], ".", "1 frame forward", "frameOn"],
  [["j"], "J", "Slower", "slower"],
  [["l"], "L", "Faster", "faster"],
  [["r"], "R", "Loop on or off", "loop"],
  [["m"], "M", "Next audio", "nextSound"],
  [["1", "2", "3", "4"], "1 – 4", "Choose the winner", "pick"],
  [["s"], "S", "Swap the first two", "swap"],
  [["w"], "W", "Next arrangement", "nextArrangement"],
  [["f"], "F", "Full screen", "full"],
  [["+", "="], "+", "Zoom in", "zoomIn"],
  [["-"], "−", "Zoom out", "zoomOut"],
  [["0"], "0", "Show whole picture", "fit"],
  [["?"], "?", "Show these keys", "help"],
];
const HELP = [
  "Click the comparison first. To zoom, use Ctrl or ⌘ with the wheel, or two fingers; then drag to pan.",
  "← and → move the divider, faster with Shift.",
];

/** What a pressed key does; nothing for keys with Ctrl, Alt or ⌘, and for keys that the focused control uses. */
export function keyFor(/** @type {KeyboardEvent} */ { key, ctrlKey, metaKey, altKey, isComposing }, /** @type {{ tag: string, type?: string }} */ focused) {
  if (ctrlKey || metaKey || altKey || isComposing || !key) return;
  if (focused.tag === "INPUT" && focused.type !== "range") return;
  if (focused.tag === "SELECT" || focused.tag === "TEXTAREA") return;
  if (focused.tag === "BUTTON" && key === " ") return;
  if (focused.type === "range" && /^(Arrow|Home)/.test(key)) return;
  return KEYS.find(([keys]) => keys.includes(key.toLowerCase()))?.[3];
}

/** Handles keys pressed inside `element`; those do not reach the notebook. @param {Context} ctx @param {HTMLElement} element @param {CompareActs} act */
export function onKeys({ scope }, element, act) {
  scope.listen(element, "keydown", (event) => {
    const { tagName: tag, type } = event.target;
    if (event.key === "Escape" && act.closeHelp()) return event.stopPropagation();
    const name = keyFor(event, { tag, type });
    if (!name) return;
    event.preventDefault();
    event.stopPropagation();
    act[name](event.key);
  });
}

/** The overlay with all keys; `back()` takes the focus when it is closed. @param {Context} ctx @param {() => void} back */
export function makeHelp({ h }, back) {
  const rows = KEYS.map(([, shown, message]) => [h("dt", h("kbd", shown)), h("dd", message)]);
  const shut = h("button.kw-tool", { "aria-label": "Close", onclick: close }, icons.icon(icons.close));
  const head = h("div.kw-line.kw-c-line", h("strong", "Keys"), shut);
  const el = h("div.kw-c-help", { role: "dialog", "aria-label": "Keys", hidden: true }, head, h("dl", rows), h("p.kw-dim", HELP.join(" ")));
  /** Returns whether it was open. */
  function close() {
    if (el.hidden) return false;
    el.hidden = true;
    back();
    return true;
  }
  function toggle() {
    if (close()) return;
    el.hidden = false;
    reveal(el);
    focusStill(shut);
  }
  return { el, toggle, close };
}
