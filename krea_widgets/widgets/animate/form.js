// The controls of one model. A control that the next model has too stays in place.

import { placeChildren, setText, showText } from "../shared/dom.js";
import { makeControl } from "./controls.js";
import { PLACED, carryOver, gridOrder, parameterOf } from "./parameters.js";
import { controlIn, withValue } from "./row-editor.js";
import { makeSizeControl } from "./size-control.js";

// Two parameters with one control.
const SIDES = ["width", "height"];
/** The only control of a model that the catalogue does not know: all its settings. @type {Parameter} */
const ANYTHING = { name: "*", kind: "any", label: "Settings as JSON", choices: [], labels: [], fields: [] };

/** The last control under "More", for every model. @type {Parameter} */
const WEBHOOK = {
  ...ANYTHING,
  name: "webhook_url",
  kind: "url",
  label: "Webhook",
  hint: "Gets the finished job",
  pattern: "^https?://[^\\s/]\\S*$",
  rare: true,
};

const isRare = (/** @type {Parameter} */ { rare, required }) => Boolean(rare) && !required;

/**
 * `lead` is the element before the controls; `changed(values)` is called for each change by the person. Values stay remembered
 * while the page lives, so that going back to a model restores its settings. `setWebhook(address)` is called likewise.
 * @param {AnimateContext} view @param {HTMLElement} lead @param {(values: Values) => void} changed @param {(address: string) => void} setWebhook
 */
export function makeForm(view, lead, changed, setWebhook) {
  /** @type {FormContext} */
  const ctx = { ...view, peers: { peek, put }, control: makeControl };
  const { h } = ctx;
  let form = /** @type {ModelForm | null} */ (null);
  let remembered = /** @type {Values} */ ({});
  // By parameter.
  let controls = /** @type {Map<string, { control: Control, parameter: Parameter, shape: string }>} */ (new Map());
  const grid = h("div.kw-grid", lead);
  const rareGrid = h("div.kw-grid");
  const unused = h("p.kw-dim.kw-unused", { role: "status" });
  const count = h("span.kw-dim");
  const webhook = makeControl(ctx, WEBHOOK, (address = "") => {
    setWebhook(address);
    paintCount();
  });
  const more = h("details.kw-more", h("summary", "More", count), rareGrid);

  const values = () => carryOver(remembered, form);
  const each = (/** @type {(control: Control) => void} */ work) => new Set([...controls.values()].map(({ control }) => control)).forEach(work);

  /** The control for one parameter or both sides; the one of the model before is used again. @param {Parameter[]} parameters */
  function controlFor(parameters) {
    const [parameter] = parameters;
    const shape = JSON.stringify(parameters);
    const old = controls.get(parameter.name);
    if (old?.shape === shape) return old.control;
    if (parameters.length > 1) return makeSizeControl(ctx, parameters, take);
    return makeControl(ctx, parameter, (value) => take(parameter.name, value));
  }

  /** Shows the controls of a model; null means a model that the catalogue does not know. @param {ModelForm | null} next */
  function use(next) {
    form = next;
    const wanted = form ? gridOrder(form) : [ANYTHING];
    const sides = wanted.filter(({ name }) => SIDES.includes(name));
    const [first, second] = sides;
    const groups = second ? wanted.filter((each) => each !== second).map((each) => (each === first ? sides : [each])) : wanted.map((each) => [each]);
    const made = new Map();
    for (const group of groups) {
      const control = controlFor(group);
      for (const parameter of group) made.set(parameter.name, { control, parameter, shape: JSON.stringify(group) });
    }
    controls = made;
    /** @param {boolean} rare */
    const elements = (rare) => [...new Set(wanted.filter((each) => isRare(each) === rare).map(({ name }) => made.get(name).control.el))];
    placeChildren(grid, [lead, ...elements(false), more]);
    placeChildren(rareGrid, [...elements(true), webhook.el]);
    show();
  }

  /** The parameter of another control and its value or default. @type {Peers["peek"]} */
  function peek(name) {
    const parameter = parameterOf(form, name);
    return parameter && { parameter, value: values()[name] ?? parameter.default };
  }

  /** @type {Peers["put"]} */
  function put(name, value) {
    take(name, value);
    show(name);
  }

  /** @param {string} name @param {any} [value] */
  function take(name, value) {
    remembered = name === ANYTHING.name ? value || {} : withValue(remembered, name, value);
    paintCount();
    controls.forEach(({ control }, other) => other !== name && control.heed?.());
    changed(values());
  }

  /** Shows the values in all controls, or in one. @param {string} [only] */
  function show(only) {
    const now = values();
    for (const [name, { control }] of controls) {
      if (!only || name === only) control.set(name === ANYTHING.name || control.derive ? now : now[name]);
    }
    paintCount();
  }

  function paintCount() {
    const now = values();
    showText(unused, unusedText(form, remembered, view.parameter));
    const isSet = (/** @type {string} */ name) => name in now || view.imageStore.cards(name).length > 0;
    const own = view.model.get("webhook_url") ? 1 : 0;
    const set = own + [...controls.values()].filter(({ parameter }) => isRare(parameter) && isSet(parameter.name)).length;
    setText(count, set ? ` · ${set} set` : "");
  }

  return {
    el: h("div.kw-stack.kw-form", grid, unused),
    use,
    values,
    put,
    /** Shows the values of Python or another view; values that only other models take stay remembered. @param {Values} next */
    set(next) {
      for (const name of Object.keys(values())) if (!(name in next)) delete remembered[name];
      remembered = { ...remembered, ...next };
      show();
    },
    /** @param {string} address */
    setWebhook(address) {
      webhook.set(address);
      paintCount();
    },
    /** Shows the size that is sent when none is set. @param {Size | null} size */
    derive: (size) => each((control) => control.derive?.(size)),
    /** Paints the images. */
    paint() {
      each((control) => control.paint?.());
      paintCount();
    },
    /** Makes text that is being typed valid, as leaving the field would. */
    settle: () => each((control) => control.settle?.()),
    has: (/** @type {string} */ name) => Boolean(parameterOf(form, name)),
    /** A parameter's first control, made visible, and the last element of its row. @param {string} name */
    at(name) {
      const found = name === WEBHOOK.name ? { control: webhook, parameter: WEBHOOK } : controls.get(name);
      if (found && isRare(found.parameter)) more.open = true;
      const el = found?.control.el;
      const siblings = /** @type {HTMLElement[]} */ ([...(el?.parentElement?.children || [])]);
      const after = siblings.filter(({ offsetTop }) => offsetTop === el?.offsetTop).pop();
      return { control: controlIn(el), after };
    },
  };
}

/**
 * What was set for another model and this one does not take; `find(name)` is the parameter of a model that takes it.
 * @param {ModelForm | null} form @param {Values} remembered @param {(name: string) => Parameter | null | undefined} find
 */
function unusedText(form, remembered, find) {
  const taken = carryOver(remembered, form);
  const shown = (/** @type {any} */ value) => (typeof value === "object" ? "" : typeof value === "boolean" ? ` ${value ? "on" : "off"}` : ` ${value}`);
  const text = (/** @type {[string, any]} */ [name, value]) => [`${find(name)?.label || name}${shown(value)}`, find(name)?.unit].filter(Boolean).join(" ");
  // Where there is no ratio to choose, the clip has the image's.
  const follows = form && !parameterOf(form, "aspect_ratio") ? ["aspect_ratio"] : [];
  const unused = Object.entries(remembered).filter(([name]) => !(name in taken) && ![...PLACED, ...follows].includes(name));
  return form && unused.length ? `Not used by ${form.title}: ${unused.map(text).join(", ")}. Kept for the models that have it.` : "";
}
