// Tiles and small zones for images among a model's parameters.

import { icon } from "../shared/dom.js";
import { countText, labelled } from "./controls.js";
import { fileInput, makeDropzone, onDrop } from "./dropzone.js";

/** Tiles for a list of images. Python keeps them under the parameter's name; they are not part of the form's values. */
export function makeImageTiles(ctx, parameter) {
  const { h, imageStore } = ctx;
  const field = parameter.name;
  const input = fileInput(h, { multiple: true, take: (files) => takeAll(files) });
  const most = parameter.max_items || Infinity;
  let over = 0;
  const takeAll = (files) => {
    const free = Math.max(0, most - imageStore.cards(field).length - imageStore.readings(field).length);
    over = Math.max(0, files.length - free);
    files.slice(0, free).forEach((file) => imageStore.take(file, field));
    paint();
  };
  const add = h("button.kw-tile.kw-tile-add", { onclick: input.choose, "aria-label": `Add an image: ${parameter.label}` }, icon("plus"));
  const tiles = h("div.kw-tiles", null);
  const message = h("span.kw-message.kw-error", { role: "alert" });
  const limit = h("span.kw-dim", null, countText(parameter));
  const el = labelled(h, parameter, h("div", null, tiles, message, input.el), { tag: "div", extra: limit });
  el.classList.add("kw-wide-field");
  onDrop(tiles, ctx.signal, { over: (on) => tiles.classList.toggle("kw-over", on), files: (files) => takeAll(files) });

  function paint() {
    const cards = imageStore.cards(field);
    const coming = imageStore
      .readings(field)
      .map((reading) => h("span.kw-tile.kw-tile-coming", { title: reading.name }, `${Math.round((reading.received / reading.size) * 100)} %`));
    const shown = cards.map((card, index) =>
      h(
        "span.kw-tile",
        { title: card.name, "data-number": index + 1 },
        h("img", { src: card.thumb, alt: card.name }),
        h("button.kw-tile-close", { "aria-label": `Remove ${card.name}`, onclick: () => imageStore.remove(field, card.key) }, icon("close")),
      ),
    );
    tiles.replaceChildren(...shown, ...coming, ...(cards.length + coming.length < most ? [add] : []));
    const left = over ? `${over} of the images were left out: the model takes at most ${most}.` : "";
    message.textContent = imageStore.refused(field) || left;
  }
  paint();
  return { el, set() {}, settle() {}, paint };
}

/** One image inside a row. Its value is `{still: key}`; Python replaces it by the image. */
export function makeRowImage(ctx, parameter, tell) {
  const { h, imageStore } = ctx;
  const slot = `row-${ctx.scope.token}-${ctx.count()}`;
  let key = null;
  const zone = makeDropzone(ctx, {
    title: parameter.label,
    hint: "",
    small: true,
    take: ([file]) => imageStore.take(file, slot, (card) => ((key = card.key), tell({ still: key }), paint())),
    remove: () => ((key = null), tell(undefined), paint()),
    stop: () => imageStore.stop(slot),
  });
  const paint = () => zone.paint({ card: imageStore.card(key), reading: imageStore.readings(slot)[0], refused: imageStore.refused(slot) });
  paint();
  return { el: h("div.kw-field", null, zone.el), set: (value) => ((key = value?.still || null), paint()), settle() {}, paint };
}

/** Several images inside a row: `[{still: key}, ...]`. */
export function makeRowImages(ctx, parameter, tell) {
  const { h } = ctx;
  const most = parameter.max_items || 3;
  let values = [];
  const box = h("div.kw-tiles", null);
  let zones = [];
  function paintAll() {
    const places = values.length < most ? values.length + 1 : most;
    zones = Array.from({ length: places }, (_, index) => {
      const zone = makeRowImage(ctx, { ...parameter, label: "Image" }, (value) => {
        values = values
          .map((old, at) => (at === index ? value : old))
          .concat(index === values.length ? [value] : [])
          .filter(Boolean);
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
