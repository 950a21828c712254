// The settings of an earlier clip before they go into a form: field by field what is there and what would come.

import { setText } from "./dom.js";

/**
 * A list of fields to choose from and the button that applies the chosen ones. `fields` are rows as Python's
 * `reapply.offers` makes them; `apply(names)` resolves to Python's answer, whose words are shown if it is a problem.
 */
export function makeSettingsPreview(ctx, fields, apply) {
  const { h, signal } = ctx;
  const rows = fields.map((field) => fieldRow(h, field));
  const chosen = () => rows.filter(({ box }) => box.checked && !box.disabled).map(({ name }) => name);
  const said = h("span.kw-dim", { role: "status" });
  const go = h(
    "button.kw-button",
    {
      type: "button",
      onclick: async () => {
        go.disabled = true;
        const done = await apply(chosen());
        setText(said, done.kind === "problem" ? done.message : "In the form now. Nothing was sent.");
        go.disabled = false;
      },
    },
    "Put into the form",
  );
  const follow = () => (go.disabled = !chosen().length);
  for (const { box } of rows) box.addEventListener("change", follow, { signal });
  follow();
  return h(
    "div.kw-preview",
    null,
    h(
      "div",
      { role: "group", "aria-label": "Fields for the form" },
      rows.map(({ el }) => el),
    ),
    h("div.kw-preview-go", null, go, said),
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
