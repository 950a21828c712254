// A control with its label, the hints beside it, and whether it still needs something.

import { isNeeded } from "./parameters.js";

/** A labelled field: the label wraps its control, so no ids are needed. */
export function labelled(h, parameter, control, { tag = "label", extra = null } = {}) {
  const need = isNeeded(parameter) ? h("span.kw-need", null, "needed") : null;
  const old = parameter.deprecated ? h("span.kw-dim", null, "Krea ignores it now") : null;
  const name = h("span.kw-label", null, parameter.label, need, extra, old);
  return h(`${tag}.kw-field`, tag === "label" ? null : { role: "group", "aria-label": parameter.label }, name, control);
}

/** "at most 9", "2 to 12", "" : how many a list takes. */
export function countText({ min_items: least, max_items: most }) {
  if (least && most) return `${least} to ${most}`;
  if (most) return `at most ${most}`;
  return least ? `at least ${least}` : "";
}
