// The controls of one model, kept in place where the next model has the same ones.

import { setText } from "./dom.js";
import { makeControl } from "./controls.js";
import { makeRows, makeTiles } from "./rows.js";
import { carried, gridOrder, parameterOf } from "./values.js";

/**
 * `{el, use(form), set(values), values(), settle(), paint()}`; `lead` stands before the controls. `changed(values)` is called with each change of the person's.
 * All that was ever set is remembered while the page lives, so that going back to a model brings its settings back.
 */
export function makeForm(ctx, lead, changed) {
  const { h } = ctx;
  const inner = { ...ctx, complex: { image: makeTiles, images: makeTiles, list: makeRows, object: makeRows } };
  const grid = h("div.kw-grid", null, lead);
  const rareGrid = h("div.kw-grid", null);
  const count = h("span.kw-dim");
  const more = h("details.kw-more", null, h("summary", null, "More", count), rareGrid);
  let form = null;
  let remembered = {};
  let controls = new Map();

  function tell(name, value) {
    const { [name]: old, ...rest } = remembered;
    remembered = value === undefined ? rest : { ...rest, [name]: value };
    paintCount();
    changed(carried(remembered, form));
  }
  function controlFor(parameter) {
    const shape = JSON.stringify(parameter);
    const old = controls.get(parameter.name);
    if (old && old.shape === shape) return old;
    return { ...makeControl(inner, parameter, (value) => tell(parameter.name, value)), shape, parameter };
  }
  function use(next) {
    form = next;
    const wanted = next ? gridOrder(next) : [];
    controls = new Map(wanted.map((parameter) => [parameter.name, controlFor(parameter)]));
    const where = (rare) => wanted.filter((parameter) => isRare(parameter) === rare).map((parameter) => controls.get(parameter.name).el);
    place(grid, [lead, ...where(false)]);
    place(rareGrid, where(true));
    more.hidden = !where(true).length;
    showValues();
  }
  function showValues() {
    const values = carried(remembered, form);
    for (const [name, control] of controls) control.set(values[name]);
    paintCount();
  }
  function paintCount() {
    const values = carried(remembered, form);
    const set = [...controls].filter(([name, { parameter }]) => isRare(parameter) && name in values).length;
    setText(count, set ? ` · ${set} set` : "");
  }
  return {
    el: h("div.kw-form", null, grid, more),
    use,
    set(values) {
      remembered = { ...remembered, ...values };
      for (const name of Object.keys(carried(remembered, form))) if (!(name in values)) delete remembered[name];
      showValues();
    },
    values: () => carried(remembered, form),
    settle: () => controls.forEach((control) => control.settle()),
    paint: () => controls.forEach((control) => control.paint?.()),
    focus(name) {
      const control = controls.get(name);
      if (control && isRare(control.parameter)) more.open = true;
      control?.el.querySelector("input, select, textarea, button")?.focus();
    },
    has: (name) => Boolean(parameterOf(form, name)),
  };
}

function isRare(parameter) {
  return Boolean(parameter.rare) && !parameter.required;
}

/** Puts the children in order without moving those that are in place already: focus and sliders survive. */
function place(parent, children) {
  children.forEach((child, index) => {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] || null);
  });
  while (parent.children.length > children.length) parent.lastElementChild.remove();
}
