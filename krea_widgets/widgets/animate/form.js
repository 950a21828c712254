// The controls of one model. A control that the next model has too stays in place.

import { placeChildren, setText } from "../shared/dom.js";
import { makeControl, makeJson } from "./controls.js";
import { makeRowEditor } from "./row-editor.js";
import { makeImageTiles } from "./image-tiles.js";
import { makeSizeControl } from "./size-control.js";
import { carryOver, gridOrder, parameterOf } from "./parameters.js";

// Two parameters with one control.
const SIDES = ["width", "height"];
// The only control of a model that the catalogue does not know: all its settings.
const ANYTHING = { name: "*", kind: "any", label: "Settings as JSON", required: false, default: null, rare: false };

/**
 * `lead` is the element before the controls; `changed(values)` is called for each change by the person. Values stay remembered
 * while the page lives, so that going back to a model restores its settings.
 */
export class Form {
  constructor(ctx, lead, changed) {
    const { h } = ctx;
    this.ctx = { ...ctx, peers: this, composite: { image: makeImageTiles, images: makeImageTiles, list: makeRowEditor, object: makeRowEditor, any: makeJson } };
    this.lead = lead;
    this.changed = changed;
    this.form = null;
    this.remembered = {};
    this.controls = new Map();
    this.grid = h("div.kw-grid", null, lead);
    this.rareGrid = h("div.kw-grid", null);
    this.count = h("span.kw-dim");
    this.more = h("details.kw-more", { hidden: true }, h("summary", null, "More", this.count), this.rareGrid);
    this.el = h("div.kw-stack.kw-form", null, this.grid, this.more);
  }

  /** Shows the controls of a model; null means a model that the catalogue does not know. */
  use(form) {
    this.form = form;
    const wanted = form ? gridOrder(form) : [ANYTHING];
    const sides = wanted.filter(({ name }) => SIDES.includes(name));
    const sized = sides.length === SIDES.length ? this.sizeFor(sides) : {};
    this.controls = new Map(wanted.map((parameter) => [parameter.name, sized[parameter.name] || this.controlFor(parameter)]));
    const elementsOf = (rare) => wanted.filter((parameter) => isRare(parameter) === rare).map(({ name }) => this.controls.get(name).el);
    const where = (rare) => [...new Set(elementsOf(rare))];
    placeChildren(this.grid, [this.lead, ...where(false)]);
    placeChildren(this.rareGrid, where(true));
    this.more.hidden = !where(true).length;
    this.show();
  }

  controlFor(parameter) {
    const shape = JSON.stringify(parameter);
    const old = this.controls.get(parameter.name);
    if (old && old.shape === shape) return old;
    return { ...makeControl(this.ctx, parameter, (value) => this.take(parameter.name, value)), shape, parameter };
  }

  sizeFor(sides) {
    const shape = JSON.stringify(sides);
    const old = this.controls.get(SIDES[0]);
    if (old && old.shape === shape) return Object.fromEntries(SIDES.map((name) => [name, this.controls.get(name)]));
    const made = makeSizeControl(this.ctx, sides, (name, value) => this.take(name, value));
    return Object.fromEntries(sides.map((parameter) => [parameter.name, { ...made[parameter.name], shape, parameter }]));
  }

  /** Shows the size that is sent when none is set: `{width, height, from}`. */
  derive(size) {
    this.controls.forEach((control) => control.derive?.(size));
  }

  /** The parameter of another control and its value or default; null if the model has no such parameter. */
  peek(name) {
    const parameter = parameterOf(this.form, name);
    return parameter && { parameter, value: this.values()[name] ?? parameter.default };
  }

  put(name, value) {
    this.take(name, value);
    this.controls.get(name)?.set(value);
  }

  take(name, value) {
    const { [name]: _, ...rest } = this.remembered;
    if (name === ANYTHING.name) this.remembered = value || {};
    else this.remembered = value === undefined ? rest : { ...rest, [name]: value };
    this.paintCount();
    this.controls.forEach((control, other) => other !== name && control.heed?.());
    this.changed(this.values());
  }

  values() {
    return carryOver(this.remembered, this.form);
  }

  /** Shows the values of Python or another view; values that only other models take stay remembered. */
  set(values) {
    for (const name of Object.keys(this.values())) if (!(name in values)) delete this.remembered[name];
    this.remembered = { ...this.remembered, ...values };
    this.show();
  }

  show() {
    const values = this.values();
    for (const [name, control] of this.controls) control.set(name === ANYTHING.name ? values : values[name]);
    this.paintCount();
  }

  paintCount() {
    const values = this.values();
    const set = [...this.controls].filter(([name, { parameter }]) => isRare(parameter) && name in values).length;
    setText(this.count, set ? ` · ${set} set` : "");
  }

  paint() {
    this.controls.forEach((control) => control.paint?.());
  }

  /** Makes text that is being typed valid, as leaving the field would. */
  settle() {
    this.controls.forEach((control) => control.settle());
  }

  has(name) {
    return Boolean(parameterOf(this.form, name));
  }

  focus(name) {
    const control = this.controls.get(name);
    if (control && isRare(control.parameter)) this.more.open = true;
    control?.el.querySelector("input, select, textarea, button")?.focus();
  }
}

function isRare(parameter) {
  return Boolean(parameter.rare) && !parameter.required;
}
