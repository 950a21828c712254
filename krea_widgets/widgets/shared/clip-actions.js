// What every view offers for a clip: texts to copy, and its settings as a call or for the linked form.

import { copyText, setText } from "./dom.js";
import { makeSettingsPreview } from "./settings-preview.js";

/** A link that copies `text()` and says so for two seconds. */
export function copyButton(ctx, label, text) {
  const button = ctx.h(
    "button.kw-link",
    {
      onclick: async () => {
        setText(button, (await copyText(text(), button.parentNode)) ? "Copied" : "The page cannot copy here");
        ctx.scope.later(() => setText(button, label), 2000);
      },
    },
    label,
  );
  return button;
}

/**
 * `{toggle, el, isOpen(), open(yes)}`: a link that shows and hides `el`, then calls `toggled(yes)`.
 * @param {(yes: boolean) => unknown} [toggled]
 */
export function makeDisclosure(ctx, label, el, toggled = () => {}) {
  const open = (yes) => {
    el.hidden = !yes;
    toggle.setAttribute("aria-expanded", String(yes));
    toggled(yes);
  };
  const toggle = ctx.h("button.kw-link", { onclick: () => open(el.hidden) }, label);
  el.hidden = true;
  toggle.setAttribute("aria-expanded", "false");
  return { toggle, el, isOpen: () => !el.hidden, open };
}

/** The settings of the clip `key()`: as a call to copy and, where `linked()` tells of a form, field by field. `{toggle, el, setCall(call), close()}`. */
export function makeSettingsUse(ctx, { key, linked }) {
  const { h, channel } = ctx;
  const call = h("pre.kw-pre", { tabindex: 0, "aria-label": "The call" });
  const fields = h("div");
  const copy = copyButton(ctx, "Copy call", () => call.textContent);
  const box = makeDisclosure(ctx, "Use these settings", h("div.kw-settings-use", null, fields, call, copy), async (yes) => {
    fields.replaceChildren();
    if (!yes || !linked()) return;
    const mine = key();
    const answer = await channel.request("preview", { key: mine });
    if (mine !== key() || !box.isOpen()) return;
    fields.replaceChildren(
      answer.kind === "preview"
        ? makeSettingsPreview(ctx, answer.fields, (names) => channel.request("apply", { key: mine, names }))
        : h("p.kw-error", null, answer.message || ""),
    );
  });
  return {
    toggle: box.toggle,
    el: box.el,
    close: () => box.open(false),
    setCall(text) {
      setText(call, text);
      box.toggle.hidden = !text;
    },
  };
}
