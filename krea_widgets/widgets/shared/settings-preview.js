// The settings of an earlier clip, field by field beside those of the form, before they are applied.

import { setText } from "./dom.js";

/**
 * A list of fields to choose from and the button that applies the chosen ones; `apply(names)` resolves to Python's answer, whose
 * message is shown if it is a problem.
 * @param {Context} ctx @param {Field[]} fields @param {(names: string[]) => Promise<Message>} apply
 */
export function makeSettingsPreview({ h }, fields, apply) {
  const boxes = fields.map(({ same, message }) =>
    h("input", { type: "checkbox", checked: !same && !message, disabled: same || Boolean(message), onchange: follow }),
  );
  const chosen = () => fields.filter((_, index) => boxes[index].checked && !boxes[index].disabled).map(({ name }) => name);
  const status = h("span.kw-dim", { role: "status" });
  const go = h("button.kw-button", { onclick: press }, "Apply");
  async function press() {
    go.disabled = true;
    const done = await apply(chosen());
    const failed = done.kind === "problem";
    setText(status, failed ? done.message : "Applied. Nothing has been sent.");
    // They compare with what the form held before.
    list.hidden = go.hidden = !failed;
    go.disabled = false;
  }
  function follow() {
    go.disabled = !chosen().length;
  }
  const rows = fields.map((field, index) => h("label.kw-preview-field", boxes[index], h("span.kw-dim", field.label), change(field)));
  function change(/** @type {Field} */ { now, then, same, message }) {
    if (same) return h("span.kw-dim", `${then || "none"} (unchanged)`);
    const news = [now && h("del", now), now && " ", h("ins", then || "none"), message && h("span.kw-dim", ` ${message}`)];
    return h("span.kw-preview-change.kw-message", news);
  }
  const list = h("div", { role: "group", "aria-label": "Fields for the form" }, rows);
  follow();
  return h("div.kw-stack", list, h("div.kw-line", go, status));
}
