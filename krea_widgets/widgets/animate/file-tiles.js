// Tiles and small zones for images, videos and sounds among a model's parameters.

import * as icons from "../shared/icons.js";
import { dotted } from "../shared/format.js";
import { makeDropzone, makeFileInput, onDrop } from "./dropzone.js";
import { countHint, labelled } from "./field.js";
import { isSeveral, mediumOf } from "./parameters.js";

const NAMES = { image: "an image", video: "a video", audio: "a sound" };
const CAPITALS = { image: "Image", video: "Video", audio: "Sound" };

/** Tiles for one file or several. Python keeps them under the parameter's name; they are not part of the form's values. @type {MakeControl} */
export function makeFileTiles(ctx, parameter) {
  const { h, imageStore } = ctx;
  const field = parameter.name;
  const medium = mediumOf(parameter);
  const most = isSeveral(parameter) ? parameter.max_items || Infinity : 1;
  let over = 0;
  const input = makeFileInput(ctx, { multiple: most > 1, medium, take });
  const add = h(
    "button.kw-tile.kw-tinted.kw-tile-add",
    { onclick: input.choose, "aria-label": `Add ${NAMES[medium]}: ${parameter.label}` },
    icons.icon(icons.plus),
  );
  const tiles = h("div.kw-tiles");
  const message = h("span.kw-message.kw-error", { role: "alert" });
  const options = { group: true, wide: true, extra: countHint(ctx, parameter) };
  const el = labelled(ctx, parameter, h("div", tiles, message, input.el), options);
  onDrop(ctx, tiles, { over: (on) => tiles.classList.toggle("kw-over", on), files: take });

  function take(/** @type {File[]} */ files) {
    const free = Math.max(0, most - imageStore.cards(field).length - imageStore.readings(field).length);
    over = Math.max(0, files.length - free);
    files.slice(0, free).forEach((file) => imageStore.take(file, field));
    paint();
  }
  function paint() {
    const cards = imageStore.cards(field).map((card, index) => {
      const remove = { "aria-label": `Remove ${card.name}`, onclick: () => imageStore.remove(field, card.key) };
      const image = card.thumb && h("img", { src: card.thumb, alt: card.name });
      const number = most > 1 ? { "data-number": index + 1 } : {};
      const length = medium !== "image" && h("span.kw-tile-length", card.notes?.[0] || card.name);
      return h(
        "span.kw-tile.kw-tinted",
        { title: dotted(card.name, card.notes?.[0]), ...number },
        image,
        length,
        h("button.kw-round.kw-tile-close", remove, icons.icon(icons.close)),
      );
    });
    const coming = imageStore
      .readings(field)
      .map(({ name, received, size }) => h("span.kw-tile.kw-tinted.kw-tile-coming", { title: name }, `${Math.round((received / size) * 100)} %`));
    const shown = [...cards, ...coming];
    tiles.replaceChildren(...shown, ...(shown.length < most ? [add] : []));
    const left = over ? `${over} of the files were left out: the model takes at most ${most}.` : "";
    message.textContent = imageStore.refused(field) || left;
    // Needed until it is there.
    el.querySelector(".kw-need")?.toggleAttribute("hidden", shown.length > 0);
  }
  paint();
  return { el, set() {}, paint };
}

/** One file inside a row. Its value is `{still: key}`; Python replaces it by the file. @type {MakeControl} */
export function makeRowFile(ctx, parameter, tell) {
  const { h, imageStore } = ctx;
  const medium = mediumOf(parameter);
  const slot = `row-${ctx.scope.token}-${ctx.count()}`;
  let key = "";
  function choose(/** @type {string} */ next) {
    key = next;
    tell(key ? { still: key } : undefined);
    paint();
  }
  const zone = makeDropzone(ctx, {
    title: parameter.label,
    small: true,
    medium,
    take: ([file]) => imageStore.take(file, slot, choose, medium),
    remove: () => choose(""),
    stop: () => imageStore.stop(slot),
  });
  const paint = () => zone.paint({ card: imageStore.card(key), reading: imageStore.readings(slot)[0], refused: imageStore.refused(slot) });
  paint();
  return {
    el: h("div.kw-field", zone.el),
    set(value) {
      key = value?.still || "";
      paint();
    },
    paint,
  };
}

/** Several files inside a row: `[{still: key}, ...]`. @type {MakeControl} */
export function makeRowFiles(ctx, parameter, tell) {
  const most = parameter.max_items || 3;
  let values = /** @type {{ still: string }[]} */ ([]);
  let zones = /** @type {Control[]} */ ([]);
  const box = ctx.h("div.kw-tiles");
  function paintAll() {
    // The last zone is empty.
    const shown = [...values, undefined].slice(0, most);
    zones = shown.map((value, index) => {
      const zone = makeRowFile(ctx, { ...parameter, label: CAPITALS[mediumOf(parameter)] }, (next) => {
        values = [...values.slice(0, index), next, ...values.slice(index + 1)].filter(Boolean);
        tell(values.length ? values : undefined);
        paintAll();
      });
      zone.set(value);
      return zone;
    });
    box.replaceChildren(...zones.map((zone) => zone.el));
  }
  paintAll();
  return {
    el: labelled(ctx, parameter, box, { group: true }),
    set(value) {
      values = value || [];
      paintAll();
    },
    paint: () => zones.forEach((zone) => zone.paint?.()),
  };
}
