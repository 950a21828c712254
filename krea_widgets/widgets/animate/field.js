// What several controls are made of: the label, the number box, the bar of radio buttons.

import { takeComma } from "../shared/dom.js";
import { accepts, clamp, isNeeded } from "./parameters.js";

/**
 * A parameter's control with its label, its hints and whether it is needed. The label wraps the control, so no ids are needed; a
 * `group` has several controls.
 * @param {Pick<Context, "h">} ctx @param {Parameter} parameter @param {Child} control @param {{ group?: boolean, wide?: boolean, extra?: Child }} [options]
 */
export function labelled({ h }, parameter, control, { group = false, wide = false, extra } = {}) {
  const { label } = parameter;
  const need = isNeeded(parameter) && h("span.kw-need.kw-warn", "needed");
  const name = h("span.kw-label", label, need, extra);
  const classes = wide ? ".kw-field.kw-wide-field" : ".kw-field";
  return group ? h(`div${classes}`, { role: "group", "aria-label": label }, name, control) : h(`label${classes}`, name, control);
}

/** "at most 9", "2 to 12" or "": how many values a list takes. @param {Context} ctx @param {Parameter} parameter */
export function countHint({ h }, { min_items: least, max_items: most }) {
  const text = least && most ? `${least} to ${most} of them` : most ? `at most ${most}` : least ? `at least ${least}` : "";
  return h("span.kw-dim", text);
}

/**
 * Radio buttons in a row for `[[value, label], ...]`.
 * @param {AnimateContext} ctx @param {string} label @param {[any, string][]} options @param {(value: any) => void} tell
 */
export function segmentBar({ h, scope, count }, label, options, tell) {
  const name = `kw-${scope.token}-${count()}`;
  const inputs = options.map(([value]) => h("input", { type: "radio", name, onchange: () => tell(value) }));
  const segments = options.map(([, text], index) => h("label.kw-segment", inputs[index], h("span", text)));
  return {
    el: h("div.kw-segments", { role: "radiogroup", "aria-label": label }, segments),
    set: (/** @type {any} */ value) => inputs.forEach((input, index) => (input.checked = options[index][0] === value)),
  };
}

/**
 * A number field that tells valid values while typing and corrects the value when it is left.
 * @param {Context} ctx @param {Parameter} parameter @param {(value?: number) => void} tell
 */
export function numberBox({ h }, parameter, tell) {
  const box = h("input.kw-input.kw-number", {
    type: "number",
    inputmode: "decimal",
    min: parameter.min,
    max: parameter.max,
    step: parameter.step || "any",
    "aria-label": parameter.label,
    placeholder: "auto",
    title: parameter.hint,
    onbeforeinput: takeComma,
    oninput: () => box.value !== "" && accepts(parameter, box.valueAsNumber) && tell(box.valueAsNumber),
    onchange: settle,
  });
  function settle() {
    const value = box.value === "" && !box.validity.badInput ? null : clamp(parameter, box.valueAsNumber);
    const text = value === null ? "" : String(value);
    if (box.value !== text || box.validity.badInput) box.value = text;
    tell(value ?? undefined);
  }
  return { box, settle: () => box.matches(":focus") && settle() };
}

export const unitOf = (/** @type {Context} */ { h }, /** @type {Parameter} */ { unit }) => unit && h("span.kw-dim", unit);
