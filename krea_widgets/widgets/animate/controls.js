// One native control for each kind of parameter.

import { icon, setText } from "../shared/dom.js";
import { accepts, clamp, isNeeded, isSegmented, stepOf, tidied } from "./parameters.js";

/**
 * @typedef {object} Parameter one of a model's, as `Model.as_form` in Python makes it
 * @property {string} name
 * @property {string} kind "choice", "range", "number", "switch", "text", "url", "urls", "image", "images", "list", "object" or "any"
 * @property {string} label
 * @property {boolean} required
 * @property {any} default
 * @property {any[]} choices
 * @property {string[]} labels of the choices
 */

/**
 * A control is `{el, set(value), settle()}`: `set(undefined)` shows the default, `settle()` makes typed text valid.
 * `tell(value)` is called for each change by the person; undefined means unset.
 */
export function makeControl(ctx, parameter, tell) {
  const make = {
    choice: isSegmented(parameter) ? makeSegments : makeSelect,
    range: isSliding(parameter) && !ctx.compact ? makeSlider : makeNumber,
    number: makeNumber,
    switch: isThreefold(parameter) ? makeThreefold : makeSwitch,
    text: makeText,
    url: makeText,
    urls: makeLines,
  }[parameter.kind];
  if (make) return make(ctx, parameter, tell);
  return (ctx.composite[parameter.kind] || makeJson)(ctx, parameter, tell);
}

/** Whether Krea chooses a switch's default: then neither on nor off is shown as set. */
function isThreefold({ required, default: own }) {
  return !required && (own === null || own === undefined);
}

function makeThreefold(ctx, parameter, tell) {
  return makeSegments(ctx, { ...parameter, choices: [true, false], labels: ["on", "off"] }, tell);
}

/** Whether a hand can hit each step of a slider; a seed has 2^31. */
function isSliding({ min, max, step }) {
  return typeof min === "number" && typeof max === "number" && max - min <= 200 * (step || 1);
}

/** A parameter's control with its label, its hints and whether it is needed. The label wraps the control, so no ids are needed. */
export function labelled(h, parameter, control, { tag = "label", extra = null } = {}) {
  const need = isNeeded(parameter) ? h("span.kw-need", null, "needed") : null;
  const old = parameter.deprecated ? h("span.kw-dim", null, "ignored by Krea") : null;
  const name = h("span.kw-label", null, parameter.label, need, extra, old);
  return h(`${tag}.kw-field`, tag === "label" ? null : { role: "group", "aria-label": parameter.label }, name, control);
}

/** "at most 9", "2 to 12" or "": how many values a list takes. */
export function countText({ min_items: least, max_items: most }) {
  if (least && most) return `${least} to ${most}`;
  if (most) return `at most ${most}`;
  return least ? `at least ${least}` : "";
}

function shown(parameter, value) {
  return value === undefined || value === null ? parameter.default : value;
}

/** The choices, with "auto" first where the parameter can stay unset. */
function optionsOf(parameter) {
  const pairs = parameter.choices.map((choice, index) => [choice, String(parameter.labels[index] ?? choice)]);
  const free = !parameter.required && (parameter.default === null || parameter.default === undefined);
  return free ? [[undefined, "auto"], ...pairs] : pairs;
}

function makeSegments(ctx, parameter, tell) {
  const { h } = ctx;
  const bar = segmentBar(ctx, parameter.label, optionsOf(parameter), tell);
  return { el: labelled(h, parameter, bar.el, { tag: "div" }), set: (value) => bar.set(shown(parameter, value) ?? undefined), settle() {} };
}

/** Radio buttons in a row: `{el, set(value)}` for `[[value, label], ...]`. */
export function segmentBar(ctx, label, options, tell) {
  const { h } = ctx;
  const name = `kw-${ctx.scope.token}-${ctx.count()}`;
  const inputs = options.map(([value]) => h("input", { type: "radio", name, onchange: () => tell(value) }));
  const segments = options.map(([, text], index) => h("label.kw-segment", null, inputs[index], h("span", null, text)));
  return {
    el: h("div.kw-segments", { role: "radiogroup", "aria-label": label }, segments),
    set: (value) => inputs.forEach((input, index) => (input.checked = options[index][0] === value)),
  };
}

function makeSelect(ctx, parameter, tell) {
  const { h } = ctx;
  const options = optionsOf(parameter);
  const select = h(
    "select.kw-input",
    { onchange: () => tell(options[select.selectedIndex][0]) },
    options.map(([, label]) => h("option", null, label)),
  );
  return {
    el: labelled(h, parameter, select),
    set: (value) => (select.selectedIndex = options.findIndex(([choice]) => choice === (shown(parameter, value) ?? undefined))),
    settle() {},
  };
}

/** `{box, settle()}`: a number field that tells valid values while typing and corrects the value when it is left. */
export function numberBox(h, parameter, tell) {
  const box = h("input.kw-input.kw-number", {
    type: "number",
    inputmode: "decimal",
    min: parameter.min,
    max: parameter.max,
    step: parameter.step || "any",
    "aria-label": parameter.label,
    placeholder: "auto",
    title: parameter.hint,
    oninput: () => box.value !== "" && accepts(parameter, box.valueAsNumber) && tell(box.valueAsNumber),
    onchange: () => settle(),
  });
  function settle() {
    const value = box.value === "" && !box.validity.badInput ? null : clamp(parameter, box.valueAsNumber);
    const text = value === null ? "" : String(value);
    if (box.value !== text || box.validity.badInput) box.value = text;
    tell(value === null ? undefined : value);
  }
  return { box, settle: () => box.ownerDocument.activeElement === box && settle() };
}

function makeSlider(ctx, parameter, tell) {
  const { h } = ctx;
  const low = parameter.min;
  const { box, settle } = numberBox(h, parameter, (value) => (move(value), tell(value)));
  const slider = h("input.kw-slider", {
    type: "range",
    min: low,
    max: parameter.max,
    step: stepOf(parameter),
    "aria-label": parameter.label,
    oninput: () => {
      box.value = slider.value;
      tell(slider.valueAsNumber);
    },
  });
  const move = (value) => (slider.value = shown(parameter, value) ?? low);
  const unit = parameter.unit ? h("span.kw-unit", null, parameter.unit) : null;
  return {
    el: labelled(h, parameter, h("div.kw-slide", null, slider, box, unit), { tag: "div" }),
    set: (value) => {
      move(value);
      box.value = shown(parameter, value) ?? "";
    },
    settle,
  };
}

function makeNumber(ctx, parameter, tell) {
  const { h } = ctx;
  const { box, settle } = numberBox(h, parameter, tell);
  const isSeed = parameter.name === "seed";
  if (isSeed) {
    box.placeholder = "random";
    box.classList.add("kw-seed");
  }
  const roll = () => {
    box.value = Math.floor(Math.random() * (Math.min(parameter.max ?? 2147483647, 2147483647) + 1));
    tell(box.valueAsNumber);
  };
  const dice = isSeed && h("button.kw-tool", { onclick: roll, "aria-label": "New random seed", title: "New random seed" }, icon("dice"));
  const unit = parameter.unit ? h("span.kw-unit", null, parameter.unit) : null;
  return {
    el: labelled(h, parameter, h("div.kw-slide", null, box, unit, dice || null), { tag: "div" }),
    set: (value) => (box.value = shown(parameter, value) ?? ""),
    settle,
  };
}

function makeSwitch(ctx, parameter, tell) {
  const { h } = ctx;
  const input = h("input.kw-switch", { type: "checkbox", role: "switch", onchange: () => (paint(), tell(input.checked)) });
  const message = h("span.kw-switch-text");
  const paint = () => setText(message, input.checked ? "on" : "off");
  return {
    el: labelled(h, parameter, h("span.kw-switch-line", null, input, message)),
    set: (value) => {
      input.checked = Boolean(shown(parameter, value));
      paint();
    },
    settle() {},
  };
}

// Characters above which a text has several lines.
const LONG = 200;

function makeText(ctx, parameter, tell) {
  const { h } = ctx;
  const isUrl = parameter.kind === "url" || parameter.kind === "image";
  const long = !isUrl && parameter.max_length >= LONG;
  const markInvalid = () => box.toggleAttribute("aria-invalid", box.value !== "" && !accepts({ ...parameter, kind: "text" }, box.value.trim()));
  const box = h(long ? "textarea.kw-input" : "input.kw-input", {
    type: long ? null : isUrl ? "url" : "text",
    rows: long ? 2 : null,
    maxlength: parameter.max_length,
    placeholder: isUrl ? "https://…" : parameter.hint || "",
    title: parameter.hint,
    spellcheck: String(long),
    oninput: () => tell(box.value.trim() === "" ? undefined : isUrl ? box.value.trim() : box.value),
    onchange: () => {
      const text = tidied(parameter, box.value);
      if (parameter.pattern && text !== box.value) tell((box.value = text) || undefined);
      markInvalid();
    },
  });
  const field = labelled(h, parameter, box);
  field.classList.add("kw-wide-field");
  return { el: field, set: (value) => ((box.value = shown(parameter, value) ?? ""), markInvalid()), settle() {} };
}

function makeLines(ctx, parameter, tell) {
  const { h } = ctx;
  const box = h("textarea.kw-input", {
    rows: 1,
    placeholder: "https://…   one per line",
    spellcheck: "false",
    oninput: () => {
      grow();
      const lines = box.value
        .split("\n")
        .map((line) => line.trim())
        .filter(Boolean);
      tell(lines.length ? lines : undefined);
    },
  });
  const grow = () => (box.rows = Math.min(6, box.value.split("\n").length));
  const limit = h("span.kw-dim", null, countText(parameter));
  const field = labelled(h, parameter, box, { extra: limit });
  field.classList.add("kw-wide-field");
  return { el: field, set: (value) => ((box.value = (shown(parameter, value) || []).join("\n")), grow()), settle() {} };
}

/** The fallback for shapes that have no control: JSON, checked while typing. */
export function makeJson(ctx, parameter, tell) {
  const { h } = ctx;
  const fault = h("span.kw-error", { role: "status" });
  const box = h("textarea.kw-input.kw-code", {
    rows: 3,
    spellcheck: "false",
    placeholder: "JSON",
    oninput: () => {
      try {
        tell(box.value.trim() === "" ? undefined : JSON.parse(box.value));
        setText(fault, "");
        box.removeAttribute("aria-invalid");
      } catch {
        setText(fault, "This is not valid JSON yet, so it is not used.");
        box.setAttribute("aria-invalid", "true");
        tell(undefined);
      }
    },
  });
  const field = labelled(h, parameter, box);
  field.classList.add("kw-wide-field");
  field.append(fault);
  const write = (value) => {
    const bare = value === undefined || value === null || Object.keys(value).length === 0;
    box.value = bare ? "" : JSON.stringify(value, null, 1);
  };
  return { el: field, set: (value) => write(shown(parameter, value)), settle() {} };
}
