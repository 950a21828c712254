// A control for an object, or for a list of objects: one row of fields for each.

import { icon, setText } from "../shared/dom.js";
import { countText, labelled, makeControl, makeJson } from "./controls.js";
import { makeCameraPath } from "./camera-path.js";
import { makeRowImage, makeRowImages } from "./image-tiles.js";
import { accepts } from "./parameters.js";

// Degrees between two new camera positions, so that the path visibly moves.
const TURN = 30;
// With more numbers in a row, they have no sliders.
const CROWDED = 2;

const isNumber = ({ kind }) => kind === "range" || kind === "number";
// A time as a part of the clip.
const isShare = ({ min, max, kind }) => kind === "range" && min === 0 && max === 1;

function fresh(parameter, index, of) {
  if (parameter.default !== null && parameter.default !== undefined) return parameter.default;
  if (!parameter.required) return undefined;
  if (parameter.kind === "choice") return parameter.choices[0];
  if (!isNumber(parameter)) return undefined;
  if (isShare(parameter)) return of > 1 ? index / (of - 1) : 0;
  if (typeof parameter.above === "number") return parameter.above + 1;
  if (parameter.kind === "number" && parameter.unit === "°") return index * TURN;
  return Math.max(0, parameter.min ?? 0);
}

/** A new row with valid values where they can be guessed; texts and images stay empty. */
export function freshRow(fields, index = 0, of = 1) {
  const pairs = fields.map((field) => [field.name, fresh(field, index, of)]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
}

/** The rows and a new one. Times that nobody has changed are spread again, so that no two rows are at the end. */
export function withFreshRow(fields, rows) {
  const times = fields.filter(isShare).map(({ name }) => name);
  const untouched = times.filter((name) => rows.every((row, index) => row[name] === (rows.length > 1 ? index / (rows.length - 1) : 0)));
  const spread = (row, index) => ({ ...row, ...Object.fromEntries(untouched.map((name) => [name, +(index / rows.length).toFixed(2)])) });
  return [...rows.map(spread), freshRow(fields, rows.length, rows.length + 1)];
}

/** The rows, the last one with the seconds that the others leave of the clip's duration, where it takes that value. */
function withRestOfClip(fields, rows, peers) {
  const total = totalOf(fields, rows, peers);
  if (!total?.differs) return rows;
  const field = fields.find(({ name }) => name === total.name);
  const last = rows[rows.length - 1];
  const rest = total.clip - total.seconds + last[total.name];
  return accepts(field, rest) ? [...rows.slice(0, -1), { ...last, [total.name]: rest }] : rows;
}

/** The sum of the rows' seconds, and whether it differs from the clip's duration; null if the rows have none. */
export function totalOf(fields, rows, peers) {
  const field = fields.find((each) => each.unit === "s" && isNumber(each));
  if (!field || !rows.length) return null;
  const seconds = +rows.reduce((sum, row) => sum + (Number(row[field.name]) || 0), 0).toFixed(2);
  const peer = peers?.peek(field.name);
  const differs = Boolean(peer) && peer.value !== seconds;
  return { name: field.name, seconds, differs, label: peer?.parameter.label, clip: peer?.value, fits: differs && accepts(peer.parameter, seconds) };
}

function makeTotal(ctx, fields) {
  const { h, peers } = ctx;
  let total = null;
  const message = h("span");
  const set = h("button.kw-link", { hidden: true, onclick: () => peers.put(total.name, total.seconds) });
  return {
    el: h("span.kw-total", { role: "status" }, message, " ", set),
    paint(rows) {
      total = totalOf(fields, rows, peers);
      setText(message, total ? `${total.seconds} s in all${total.differs ? `, but ${total.label} is ${total.clip} s` : ""}` : "");
      message.className = total?.differs ? "kw-warn" : "";
      set.hidden = !total?.fits;
      setText(set, total ? `Set ${total.label} to ${total.seconds} s` : "");
    },
  };
}

/** For a parameter of the kind "object" or "list". */
export function makeRowEditor(ctx, parameter, tell) {
  const fields = parameter.fields || [];
  if (!fields.length) return makeJson(ctx, parameter, tell);
  return new RowList(ctx, parameter, tell).control();
}

class RowList {
  constructor(ctx, parameter, tell) {
    const { h } = ctx;
    this.parameter = parameter;
    this.tell = tell;
    this.many = parameter.kind === "list";
    this.most = this.many ? parameter.max_items || Infinity : 1;
    this.least = this.many ? parameter.min_items || 0 : 0;
    this.values = [];
    this.rows = [];
    const crowded = parameter.fields.filter(isNumber).length > CROWDED;
    this.ctx = { ...ctx, compact: crowded, composite: { ...ctx.composite, image: makeRowImage, images: makeRowImages } };
    this.total = makeTotal(ctx, parameter.fields);
    this.orbit = parameter.fields.some(({ name }) => name === "azimuth") ? makeCameraPath(h) : null;
    this.add = h("button.kw-button.kw-quiet", { "aria-label": `Add: ${parameter.label}`, onclick: () => this.grow() }, icon("plus"), "Add");
    this.box = h("div.kw-stack.kw-rows", null);
    const limit = h("span.kw-dim", null, countText(parameter));
    this.el = labelled(h, parameter, h("div.kw-rows-and-path", null, this.box, this.orbit?.el), { tag: "div", extra: limit });
    this.el.classList.add("kw-wide-field");
    this.rebuild();
  }

  control() {
    const each = (work) => this.rows.forEach((row) => row.controls.forEach(work));
    return {
      el: this.el,
      set: (value) => this.show(value === undefined || value === null ? [] : this.many ? value : [value]),
      settle: () => each((control) => control.settle()),
      paint: () => each((control) => control.paint?.()),
      heed: () => this.total.paint(this.values),
    };
  }

  show(values) {
    // A field in use keeps its focus.
    if (JSON.stringify(values) === JSON.stringify(this.values)) return;
    this.values = values;
    this.rebuild();
  }

  pass() {
    this.total.paint(this.values);
    this.orbit?.paint(this.values);
    this.tell(this.values.length === 0 ? undefined : this.many ? this.values : this.values[0]);
  }

  grow() {
    const wanted = Math.max(1, this.least, this.values.length + 1);
    const { fields } = this.parameter;
    while (this.values.length < wanted) this.values = withRestOfClip(fields, withFreshRow(fields, this.values), this.ctx.peers);
    this.rebuild();
    this.pass();
    this.rows[this.rows.length - 1]?.el.querySelector("input, select, textarea, button")?.focus();
  }

  change(index, name, value) {
    this.values = this.values.map((row, at) => (at === index ? withValue(row, name, value) : row));
    this.pass();
  }

  drop(index) {
    this.values = this.values.length <= this.least ? [] : this.values.filter((_, at) => at !== index);
    this.rebuild();
    this.pass();
    this.add.focus();
  }

  rebuild() {
    this.rows = this.values.map((row, index) => this.makeRow(row, index));
    this.add.hidden = this.values.length >= this.most;
    this.box.replaceChildren(...this.rows.map((row) => row.el), this.ctx.h("div.kw-line.kw-rows-end", null, this.add, this.total.el));
    this.total.paint(this.values);
    this.orbit?.paint(this.values);
  }

  makeRow(row, index) {
    const { ctx, parameter } = this;
    const { h } = ctx;
    const controls = parameter.fields.map((field) => {
      const control = makeControl(ctx, { ...field, inner: true }, (value) => this.change(index, field.name, value));
      control.set(row[field.name]);
      return control;
    });
    const name = `${parameter.label}${this.many ? ` ${index + 1}` : ""}`;
    const close = h("button.kw-tool", { "aria-label": `Remove: ${name}`, onclick: () => this.drop(index) }, icon("close"));
    const number = this.many ? h("span.kw-row-number", { "aria-hidden": "true" }, String(index + 1)) : null;
    return {
      controls,
      el: h(
        `div.kw-row${ctx.compact ? ".kw-row-compact" : ""}`,
        { role: "group", "aria-label": name },
        number,
        h(
          "div.kw-row-fields",
          null,
          controls.map(({ el }) => el),
        ),
        close,
      ),
    };
  }
}

function withValue(row, name, value) {
  const { [name]: old, ...rest } = row;
  return value === undefined ? rest : { ...rest, [name]: value };
}
