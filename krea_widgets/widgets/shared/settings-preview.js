// The settings of an earlier clip, field by field beside those of the form, before they are applied.

import { setText } from "./dom.js";

/**
 * A list of fields to choose from and the button that applies the chosen ones. `fields` are rows of Python's `settings_import`;
 * `apply(names)` resolves to Python's answer, whose message is shown if it is a problem.
 */
export function makeSettingsPreview(ctx, fields, apply) {
  const { h, signal } = ctx;
  const rows = fields.map((field) => fieldRow(h, field));
  const chosen = () => rows.filter(({ box }) => box.checked && !box.disabled).map(({ name }) => name);
  const status = h("span.kw-dim", { role: "status" });
  const go = h(
    "button.kw-button",
    {
      onclick: async () => {
        go.disabled = true;
        const done = await apply(chosen());
        setText(status, done.kind === "problem" ? done.message : "In the form now. Nothing was sent.");
        go.disabled = false;
      },
    },
    "Put into the form",
  );
  const follow = () => (go.disabled = !chosen().length);
  for (const { box } of rows) box.addEventListener("change", follow, { signal });
  follow();
  return h(
    "div.kw-stack",
    null,
    h(
      "div",
      { role: "group", "aria-label": "Fields for the form" },
      rows.map(({ el }) => el),
    ),
    h("div.kw-line", null, go, status),
  );
}

function fieldRow(h, { name, label, now, then, same, message }) {
  const box = h("input", { type: "checkbox", checked: !same && !message, disabled: same || Boolean(message) });
  const change = same
    ? h("span.kw-dim", null, `${then || "none"} · the same`)
    : h(
        "span.kw-preview-change",
        null,
        now && h("del", null, now),
        now && " ",
        h("ins", null, then || "none"),
        message && h("span.kw-dim", null, ` ${message}`),
      );
  return { name, box, el: h("label.kw-preview-field", null, box, h("span.kw-dim", null, label), change) };
}
