// A control for an object, or for a list of objects: one row of fields for each.

import { setText } from "../shared/dom.js";
import * as icons from "../shared/icons.js";
import { countHint, labelled } from "./field.js";
import { accepts, isNone, isNumber } from "./parameters.js";

// Degrees between two new camera positions, so that the path visibly moves.
const TURN = 30;
// With more numbers in a row, they have no sliders.
const CROWDED = 2;

/** A time as a part of the clip. @param {Parameter} parameter */
const isShare = ({ min, max, kind }) => kind === "range" && min === 0 && max === 1;

function fresh(/** @type {Parameter} */ parameter, /** @type {number} */ index, /** @type {number} */ of) {
  if (!isNone(parameter.default)) return parameter.default;
  if (!parameter.required) return undefined;
  if (parameter.kind === "choice") return parameter.choices[0];
  if (!isNumber(parameter)) return undefined;
  if (isShare(parameter)) return of > 1 ? index / (of - 1) : 0;
  if (typeof parameter.above === "number") return parameter.above + 1;
  if (parameter.kind === "number" && parameter.unit === "°") return index * TURN;
  return Math.max(0, parameter.min ?? 0);
}

/** A new row with valid values where they can be guessed; texts and images stay empty. @param {Parameter[]} fields @returns {Values} */
export function freshRow(fields, index = 0, of = 1) {
  const pairs = fields.map((field) => [field.name, fresh(field, index, of)]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
}

/** The rows and a new one. Times that nobody has changed are spread again, so that no two rows are at the end. */
export function withFreshRow(/** @type {Parameter[]} */ fields, /** @type {Values[]} */ rows) {
  const times = fields.filter(isShare).map(({ name }) => name);
  const untouched = times.filter((name) => rows.every((row, index) => row[name] === (rows.length > 1 ? index / (rows.length - 1) : 0)));
  const spread = rows.map((row, index) => ({ ...row, ...Object.fromEntries(untouched.map((name) => [name, +(index / rows.length).toFixed(2)])) }));
  return [...spread, freshRow(fields, rows.length, rows.length + 1)];
}

/** The rows, the last one with the seconds that the others leave of the clip's duration, where it takes that value. */
function withRestOfClip(/** @type {Parameter[]} */ fields, /** @type {Values[]} */ rows, /** @type {Peers} */ peers) {
  const total = totalOf(fields, rows, peers);
  const last = rows[rows.length - 1];
  if (!total?.differs) return rows;
  const rest = total.clip - total.seconds + last[total.field.name];
  return accepts(total.field, rest) ? [...rows.slice(0, -1), { ...last, [total.field.name]: rest }] : rows;
}

/**
 * The sum of the rows' seconds, and whether it differs from the clip's duration; null if the rows have none.
 * @param {Parameter[]} fields @param {Values[]} rows @param {Peers} [peers]
 */
export function totalOf(fields, rows, peers) {
  const field = fields.find((each) => each.unit === "s" && isNumber(each));
  if (!field || !rows.length) return null;
  const seconds = +rows.reduce((sum, row) => sum + (Number(row[field.name]) || 0), 0).toFixed(2);
  const peer = peers?.peek(field.name);
  const differs = Boolean(peer && peer.value !== seconds);
  return { field, seconds, differs, label: peer?.parameter.label, clip: peer?.value, fits: Boolean(peer && differs && accepts(peer.parameter, seconds)) };
}

/** The rows' seconds in all, and a button that sets the clip's duration to them. @param {FormContext} ctx @param {Parameter[]} fields */
function makeTotal({ h, peers }, fields) {
  let total = /** @type {ReturnType<typeof totalOf>} */ (null);
  const message = h("span");
  const set = h("button.kw-link", { hidden: true, onclick: () => total && peers.put(total.field.name, total.seconds) });
  return {
    el: h("span.kw-digits", { role: "status" }, message, " ", set),
    paint(/** @type {Values[]} */ rows) {
      total = totalOf(fields, rows, peers);
      setText(message, total ? `${total.seconds} s in all${total.differs ? `, but ${total.label} is ${total.clip} s` : ""}` : "");
      message.className = total?.differs ? "kw-warn" : "";
      set.hidden = !total?.fits;
      setText(set, total ? `Set ${total.label} to ${total.seconds} s` : "");
    },
  };
}

/** For a parameter of the kind "object" or "list" that has fields. @type {MakeControl} */
export function makeRowEditor(view, parameter, tell) {
  const { fields, label } = parameter;
  const many = parameter.kind === "list";
  const most = many ? parameter.max_items || Infinity : 1;
  const least = many ? parameter.min_items || 0 : 0;
  const ctx = { ...view, compact: fields.filter(isNumber).length > CROWDED };
  const { h, peers } = ctx;
  let values = /** @type {Values[]} */ ([]);
  let rows = /** @type {{ el: HTMLElement, controls: Control[] }[]} */ ([]);
  const total = makeTotal(ctx, fields);
  const add = h("button.kw-button.kw-quiet", { "aria-label": `Add: ${label}`, onclick: grow }, icons.icon(icons.plus), "Add");
  const end = h("div.kw-line.kw-rows-end", add, total.el);
  const box = h("div.kw-stack.kw-rows");
  const options = { group: true, wide: true, extra: countHint(ctx, parameter) };
  const el = labelled(ctx, parameter, box, options);

  function paint() {
    total.paint(values);
  }

  function rebuild() {
    rows = values.map(makeRow);
    add.hidden = values.length >= most;
    box.replaceChildren(...rows.map((row) => row.el), end);
    paint();
  }

  function take(/** @type {Values[]} */ next) {
    values = next;
    paint();
    tell(many && values.length ? values : values[0]);
  }

  function grow() {
    const wanted = Math.max(1, least, values.length + 1);
    let next = values;
    while (next.length < wanted) next = withRestOfClip(fields, withFreshRow(fields, next), peers);
    take(next);
    rebuild();
    controlIn(rows[rows.length - 1].el)?.focus();
  }

  function drop(/** @type {number} */ index) {
    take(values.length <= least ? [] : values.filter((_, at) => at !== index));
    rebuild();
    add.focus();
  }

  function makeRow(/** @type {Values} */ row, /** @type {number} */ index) {
    const controls = fields.map((field) => {
      const change = (/** @type {any} */ value) => take(values.map((old, at) => (at === index ? withValue(old, field.name, value) : old)));
      const control = ctx.control(ctx, { ...field, inner: true }, change);
      control.set(row[field.name]);
      return control;
    });
    const name = many ? `${label} ${index + 1}` : label;
    const number = many && h("span.kw-row-number", { "aria-hidden": "true" }, index + 1);
    const close = h("button.kw-tool", { "aria-label": `Remove: ${name}`, onclick: () => drop(index) }, icons.icon(icons.close));
    const parts = controls.map((control) => control.el);
    const group = { role: "group", "aria-label": name };
    return { controls, el: h(`div.kw-row${ctx.compact ? ".kw-row-compact" : ""}`, group, number, h("div.kw-row-fields", parts), close) };
  }

  rebuild();
  const each = (/** @type {(control: Control) => void} */ work) => rows.forEach((row) => row.controls.forEach(work));
  return {
    el,
    set(value) {
      const next = isNone(value) ? [] : many ? value : [value];
      // A field in use keeps its focus.
      if (JSON.stringify(next) === JSON.stringify(values)) return;
      values = next;
      rebuild();
    },
    settle: () => each((control) => control.settle?.()),
    paint: () => each((control) => control.paint?.()),
    heed: () => total.paint(values),
  };
}

/** The first control in an element that can be seen. @param {Element | null | undefined} element */
export function controlIn(element) {
  const all = /** @type {NodeListOf<HTMLElement> | undefined} */ (element?.querySelectorAll("input, select, textarea, button"));
  return [...(all || [])].find((one) => one.offsetParent);
}

/** The values with one of them set, or removed for undefined. @param {Values} values @param {string} name @param {any} value @returns {Values} */
export function withValue(values, name, value) {
  const { [name]: _, ...rest } = values;
  return value === undefined ? rest : { ...rest, [name]: value };
}
