// A link that copies text.

import { setText } from "./dom.js";

/** A link that copies `text()` and says so for two seconds. @param {Context} ctx @param {string} label @param {() => string} text */
export function copyButton({ h, scope }, label, text) {
  const button = h("button.kw-link", { onclick: copy }, label);
  async function copy() {
    setText(button, (await copyText(text(), button)) ? "Copied" : "The page cannot copy here");
    scope.later(() => setText(button, label), 2000);
  }
  return button;
}

/** A link that copies a call, which runs in a new notebook too. @param {Context} ctx @param {() => string} call */
export function copyCallButton(ctx, call) {
  return copyButton(ctx, "Copy call", () => `import krea_widgets as krea\n\n${call()}`);
}

/** Copies text, also where the page may not use the clipboard directly (a frame, plain http). @param {string} text @param {Element} near */
async function copyText(text, near) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "kw-hidden";
    near.after(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
