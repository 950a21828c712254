// Controls for what is more than one value: tiles of pictures, rows of small forms, one small form.

import { icon } from "./dom.js";
import { labelled, makeControl, makeJson } from "./controls.js";
import { makeZone, takeDrops } from "./drop.js";

/**
 * Tiles for a list of pictures that Python keeps under the parameter's name; nothing of them travels in the values.
 * `ctx.slots` tells what is there: `cards(field)`, `reading(field)`, `refused(field)`, `take(file, field)`, `remove(field, key)`.
 */
export function makeTiles(ctx, parameter) {
  const { h, slots } = ctx;
  const field = parameter.name;
  const input = h("input.kw-hidden", {
    type: "file", accept: "image/*", multiple: true, tabindex: -1, "aria-hidden": "true",
    onchange: () => {
      const files = Array.from(input.files);
      input.value = "";
      takeAll(files);
    },
  });
  const most = parameter.max_items || Infinity;
  const takeAll = (files) => files.slice(0, Math.max(0, most - slots.cards(field).length)).forEach((file) => slots.take(file, field));
  const add = h("button.kw-tile.kw-tile-add", { type: "button", onclick: () => input.click(), "aria-label": `Add a picture: ${parameter.label}` }, icon("plus"));
  const tiles = h("div.kw-tiles", null);
  const words = h("span.kw-words.kw-error", { role: "alert" });
  const limit = Number.isFinite(most) ? h("span.kw-dim", null, ` at most ${most}`) : null;
  const element = labelled(h, parameter, h("div", null, tiles, words, input), { tag: "div", extra: limit });
  element.classList.add("kw-wide-field");
  takeDrops(tiles, ctx.signal, { over: (on) => tiles.classList.toggle("kw-over", on), files: (files) => takeAll(files) });

  function paint() {
    const cards = slots.cards(field);
    const coming = slots.readings(field).map((reading) =>
      h("span.kw-tile.kw-tile-coming", { title: reading.name }, `${Math.round((reading.received / reading.size) * 100)} %`));
    const shown = cards.map((card) =>
      h("span.kw-tile", { title: card.name }, h("img", { src: card.thumb, alt: card.name }),
        h("button.kw-tile-close", { type: "button", "aria-label": `Remove ${card.name}`, onclick: () => slots.remove(field, card.key) }, icon("close"))));
    tiles.replaceChildren(...shown, ...coming, ...(cards.length + coming.length < most ? [add] : []));
    words.textContent = slots.refused(field);
  }
  paint();
  return { el: element, set() {}, settle() {}, paint };
}

/** One picture inside a row: its value is `{still: key}`, which Python turns into the picture. */
export function makeRowPicture(ctx, parameter, tell) {
  const { h, slots } = ctx;
  const slot = `row-${ctx.token}-${ctx.count()}`;
  let key = null;
  const zone = makeZone(ctx, {
    title: parameter.label, hint: "", small: true,
    take: (file) => slots.take(file, slot, (card) => ((key = card.key), tell({ still: key }), paint())),
    remove: () => ((key = null), tell(undefined), paint()),
    stop: () => slots.stop(slot),
  });
  const paint = () => zone.paint({ card: slots.card(key), reading: slots.readings(slot)[0], refused: slots.refused(slot) });
  paint();
  return { el: h("div.kw-field", null, zone.el), set: (value) => ((key = value?.still || null), paint()), settle() {}, paint };
}

/** Several pictures inside a row: `[{still: key}, ...]`. */
function makeRowPictures(ctx, parameter, tell) {
  const { h } = ctx;
  const most = parameter.max_items || 3;
  let values = [];
  const box = h("div.kw-tiles", null);
  let zones = [];
  function paintAll() {
    const places = values.length < most ? values.length + 1 : most;
    zones = Array.from({ length: places }, (_, index) => {
      const zone = makeRowPicture(ctx, { ...parameter, label: "Picture" }, (value) => {
        values = values.map((old, at) => (at === index ? value : old)).concat(index === values.length ? [value] : []).filter(Boolean);
        tell(values.length ? values : undefined);
        paintAll();
      });
      zone.set(values[index]);
      return zone;
    });
    box.replaceChildren(...zones.map((zone) => zone.el));
  }
  paintAll();
  return {
    el: labelled(h, parameter, box, { tag: "div" }),
    set: (value) => ((values = value || []), paintAll()),
    settle() {},
    paint: () => zones.forEach((zone) => zone.paint()),
  };
}

function fresh(parameter, index, of) {
  if (parameter.default !== null && parameter.default !== undefined) return parameter.default;
  if (!parameter.required) return undefined;
  if (parameter.kind === "choice") return parameter.choices[0];
  if (parameter.kind !== "range" && parameter.kind !== "number") return undefined;
  if (parameter.min === 0 && parameter.max === 1) return of > 1 ? index / (of - 1) : 0; // a time: spread over the clip
  return typeof parameter.min === "number" && typeof parameter.max !== "number" ? parameter.min + 1 : Math.max(0, parameter.min ?? 0);
}

/** A row that may be sent as it stands wherever that can be guessed; words and pictures are the person's. */
export function freshRow(fields, index = 0, of = 1) {
  const pairs = fields.map((field) => [field.name, fresh(field, index, of)]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
}

/** A list of small forms, or one such form: rows that are added, removed and filled in. */
export function makeRows(ctx, parameter, tell) {
  const fields = parameter.fields || [];
  if (!fields.length) return makeJson(ctx, parameter, tell);
  const { h } = ctx;
  const many = parameter.kind === "list";
  const most = many ? parameter.max_items || Infinity : 1;
  let values = [];
  let rows = [];
  const box = h("div.kw-rows", null);
  const add = h("button.kw-button.kw-quiet", { type: "button", onclick: () => grow() }, icon("plus"), `Add ${many ? "a row" : ""}`.trim());
  const pass = () => tell(values.length === 0 ? undefined : many ? values : values[0]);

  function grow() {
    const least = many ? Math.max(1, parameter.min_items || 1) : 1;
    const wanted = Math.max(least, values.length + 1);
    while (values.length < wanted) values = [...values, freshRow(fields, values.length, wanted)];
    rebuild();
    pass();
    rows[rows.length - 1]?.el.querySelector("input, select, textarea, button")?.focus();
  }
  function change(index, name, value) {
    values = values.map((row, at) => (at === index ? withValue(row, name, value) : row));
    pass();
  }
  function drop(index) {
    values = values.filter((_, at) => at !== index);
    rebuild();
    pass();
    add.focus();
  }
  function rebuild() {
    rows = values.map((row, index) => makeRow(rowContext(ctx), parameter, row, index, { change, drop }));
    add.hidden = values.length >= most;
    box.replaceChildren(...rows.map((row) => row.el), add);
  }
  rebuild();
  const element = labelled(h, parameter, box, { tag: "div" });
  element.classList.add("kw-wide-field");
  return {
    el: element,
    set: (value) => ((values = value === undefined || value === null ? [] : many ? value : [value]), rebuild()),
    settle: () => rows.forEach((row) => row.controls.forEach((control) => control.settle())),
    paint: () => rows.forEach((row) => row.controls.forEach((control) => control.paint?.())),
  };
}

function withValue(row, name, value) {
  const { [name]: old, ...rest } = row;
  return value === undefined ? rest : { ...rest, [name]: value };
}

function rowContext(ctx) {
  return { ...ctx, compact: true, complex: { ...ctx.complex, image: makeRowPicture, images: makeRowPictures } };
}

function makeRow(ctx, parameter, row, index, { change, drop }) {
  const { h } = ctx;
  const controls = parameter.fields.map((field) => {
    const control = makeControl(ctx, { ...field, inner: true }, (value) => change(index, field.name, value));
    control.set(row[field.name]);
    return control;
  });
  const close = h("button.kw-tool", { type: "button", "aria-label": `Remove row ${index + 1}: ${parameter.label}`, onclick: () => drop(index) }, icon("close"));
  return { controls, el: h("div.kw-row", { role: "group", "aria-label": `${parameter.label} ${index + 1}` }, controls.map((control) => control.el), close) };
}

