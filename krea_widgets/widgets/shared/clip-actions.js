// What every view offers for a clip: its settings as a call, or for the linked form.

import { copyCallButton } from "./copy-button.js";
import { setText, reveal } from "./dom.js";
import { makeSettingsPreview } from "./settings-preview.js";

/**
 * `{toggle, el, isOpen(), open(yes)}`: a link that shows and hides `el`, then calls `toggled(yes)`.
 * @param {Context} ctx @param {string} label @param {HTMLElement} el @param {(yes: boolean) => unknown} toggled
 */
export function makeDisclosure({ h }, label, el, toggled) {
  const toggle = h("button.kw-link", { onclick: () => open(el.hidden), "aria-expanded": "false" }, label);
  const open = (/** @type {boolean} */ yes) => {
    el.hidden = !yes;
    toggle.ariaExpanded = String(yes);
    toggled(yes);
  };
  el.hidden = true;
  return { toggle, el, isOpen: () => !el.hidden, open };
}

/**
 * The settings of the clip `key()`: as a call to copy and, where `linked()` tells of a form, field by field.
 * @param {Context} ctx @param {() => string | undefined} key @param {() => boolean} linked
 */
export function makeSettingsUse(ctx, key, linked) {
  const { h, channel } = ctx;
  const call = h("pre.kw-pre.kw-tinted", { tabindex: 0, "aria-label": "The call" });
  const fields = h("div");
  const copy = copyCallButton(ctx, () => call.textContent || "");
  const box = makeDisclosure(ctx, "Use these settings", h("div.kw-stack.kw-settings-use", fields, call, copy), async (yes) => {
    fields.replaceChildren();
    if (!yes) return;
    if (linked()) {
      const mine = key();
      const answer = await channel.request("preview", { key: mine });
      if (mine !== key() || !box.isOpen()) return;
      const preview = answer.fields && makeSettingsPreview(ctx, answer.fields, (names) => channel.request("apply", { key: mine, names }));
      fields.replaceChildren(preview || h("p.kw-error", answer.message));
    }
    // Its buttons may be below the fold.
    reveal(box.el);
  });
  return {
    toggle: box.toggle,
    el: box.el,
    close: () => box.open(false),
    setCall(/** @type {string} */ text) {
      setText(call, text);
      setText(box.toggle, linked() ? "Use these settings" : "Settings");
      box.toggle.hidden = !text;
    },
  };
}
