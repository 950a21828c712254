// The keys of a comparison, and the overlay that lists them.

import * as icons from "../shared/icons.js";

/** @type {{ keys: string[], shown: string, message: string, act: KeyAct }[]} the keys, their label and description in the overlay, and the act */
export const KEYS = [
  { keys: [" ", "k"], shown: "Space, K", message: "Play or pause", act: "toggle" },
  { keys: ["home"], shown: "Home", message: "Go to start", act: "first" },
  { keys: ["arrowleft"], shown: "←", message: "1 second back", act: "back" },
  { keys: ["arrowright"], shown: "→", message: "1 second forward", act: "on" },
  { keys: [",", "<"], shown: ",", message: "1 frame back", act: "frameBack" },
  { keys: [".", ">"], shown: ".", message: "1 frame forward", act: "frameOn" },
  { keys: ["j"], shown: "J", message: "Slower", act: "slower" },
  { keys: ["l"], shown: "L", message: "Faster", act: "faster" },
  { keys: ["r"], shown: "R", message: "Loop on or off", act: "loop" },
  { keys: ["m"], shown: "M", message: "Next audio", act: "nextSound" },
  { keys: ["1", "2", "3", "4"], shown: "1 – 4", message: "Choose the winner", act: "pick" },
  { keys: ["s"], shown: "S", message: "Swap the first two", act: "swap" },
  { keys: ["w"], shown: "W", message: "Next arrangement", act: "nextArrangement" },
  { keys: ["f"], shown: "F", message: "Full screen", act: "full" },
  { keys: ["+", "="], shown: "+", message: "Zoom in", act: "zoomIn" },
  { keys: ["-"], shown: "−", message: "Zoom out", act: "zoomOut" },
  { keys: ["0"], shown: "0", message: "Show whole picture", act: "fit" },
  { keys: ["?"], shown: "?", message: "Show these keys", act: "help" },
];
const HELP = [
  "Click the comparison first. To zoom, use Ctrl or ⌘ with the wheel, or two fingers; then drag to pan.",
  "On the divider, ← and → move it, with Shift faster.",
];

/** The entry for a pressed key; null for keys with Ctrl, Alt or ⌘, and for keys that the focused control uses. */
export function keyFor(/** @type {KeyboardEvent} */ { key, ctrlKey, metaKey, altKey, isComposing }, /** @type {{ tag: string, type?: string }} */ focused) {
  if (ctrlKey || metaKey || altKey || isComposing || !key) return null;
  if (focused.tag === "INPUT" && focused.type !== "range") return null;
  if (focused.tag === "SELECT" || focused.tag === "TEXTAREA") return null;
  if (focused.tag === "BUTTON" && key === " ") return null;
  if (focused.type === "range" && /^(Arrow|Home)/.test(key)) return null;
  return KEYS.find(({ keys }) => keys.includes(key.toLowerCase())) || null;
}

/** Handles keys pressed inside `element`; those do not reach the notebook. @param {Context} ctx @param {HTMLElement} element @param {CompareActs} act */
export function onKeys({ scope }, element, act) {
  scope.listen(element, "keydown", (event) => {
    const { tagName: tag, type } = event.target;
    if (event.key === "Escape" && act.closeHelp()) return event.stopPropagation();
    const entry = keyFor(event, { tag, type });
    if (!entry) return;
    event.preventDefault();
    event.stopPropagation();
    act[entry.act](event.key);
  });
}

/** The overlay with all keys; `back()` takes the focus when it is closed. @param {Context} ctx @param {() => void} back */
export function makeHelp({ h }, back) {
  const rows = KEYS.map(({ shown, message }) => [h("dt", h("kbd", shown)), h("dd", message)]);
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
    el.scrollIntoView({ block: "nearest" });
    shut.focus({ preventScroll: true });
  }
  return { el, toggle, close };
}
