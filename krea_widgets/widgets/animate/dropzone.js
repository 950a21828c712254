// Drop zones: a picture is dropped, pasted or chosen, seen at once, followed on its way, replaced or removed.

import { icon, setText } from "../shared/dom.js";
import { partText, sizeText } from "../shared/format.js";

export const PICTURES = "image/*,.heic,.heif,.avif,.tif,.tiff,.webp";
const CLIPS = "video/mp4,.mp4,.json";
const KIND_NAMES = { "image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WebP" };

/** The files in a drop or a paste. */
export function filesOf(transfer) {
  return transfer ? Array.from(transfer.files || []) : [];
}

/** "1920 × 1080 · JPEG 2.1 MB" */
export function cardText(card) {
  const sides = card.width && card.height ? `${card.width} × ${card.height}` : "";
  const kind = [KIND_NAMES[card.mime] || "", card.size ? sizeText(card.size) : ""].filter(Boolean).join(" ");
  return [sides, kind].filter(Boolean).join(" · ");
}

/** Lets files be dropped on `element`; `over(true)` while one hovers. The page around must not see the drop. */
export function onDrop(element, signal, { over, files }) {
  let depth = 0;
  const carries = (event) => Array.from(event.dataTransfer?.types || []).includes("Files");
  const listen = (name, hear) => element.addEventListener(name, hear, { signal });
  const mine = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  listen("dragenter", (event) => carries(event) && (mine(event), over(++depth > 0)));
  listen("dragover", (event) => carries(event) && mine(event));
  listen("dragleave", (event) => carries(event) && (mine(event), (depth = Math.max(0, depth - 1)), over(depth > 0)));
  listen("drop", (event) => {
    if (!carries(event)) return;
    mine(event);
    depth = 0;
    over(false);
    files(filesOf(event.dataTransfer));
  });
}

/**
 * One place for one picture.
 *
 * `ctx` gives `h`, `signal`; `take(files)` is called with new files, `remove()` and `stop()` by the buttons; with `clips` films
 * and what lies beside them can be chosen too.
 * `paint({card, reading, refused, fit})` shows what is so: a card, a file on its way `{name, received, size, preview}`, or words; with
 * `fit` (`{how, ratio}`) the picture is seen as it would be cropped or padded.
 */
export function makeDropzone(ctx, { title, hint, small = false, clips = false, take, remove, stop }) {
  const { h } = ctx;
  const input = h("input.kw-hidden", {
    type: "file",
    accept: clips ? `${PICTURES},${CLIPS}` : PICTURES,
    multiple: clips,
    tabindex: -1,
    "aria-hidden": "true",
    onchange: () => {
      const files = Array.from(input.files);
      input.value = ""; // else choosing the same file again changes nothing
      if (files.length) take(files);
    },
  });
  const choose = () => input.click();
  const parts = zoneParts(h, { title, hint, choose, remove, stop });
  const group = { role: "group", "aria-label": title };
  const zone = h(`div.kw-zone${small ? ".kw-zone-small" : ""}`, group, parts.pick, parts.ground, parts.image, parts.veil);
  const element = h("div.kw-slot", null, zone, parts.caption, parts.message, input);
  onDrop(zone, ctx.signal, { over: (on) => zone.classList.toggle("kw-over", on), files: (files) => files.length && take(files) });
  return { el: element, zone, choose, paint: (state) => paintZone(zone, parts, title, state) };
}

function zoneParts(h, { title, hint, choose, remove, stop }) {
  const meter = h("div.kw-fill");
  const bar = h("div.kw-bar", { role: "progressbar", "aria-label": "Reading", "aria-valuemin": 0, "aria-valuemax": 100 }, meter);
  const reading = h("span.kw-upload-text");
  const facts = h("span.kw-facts");
  const name = h("span.kw-name");
  const notes = h("span.kw-notes");
  return {
    pick: h("button.kw-pick", { type: "button", onclick: choose }, icon("picture"), h("span", null, h("strong", null, title), h("span.kw-hint", null, hint))),
    image: h("img.kw-still", { alt: "", draggable: "false" }),
    ground: h("img.kw-ground", { alt: "", hidden: true }),
    bar,
    meter,
    reading,
    facts,
    name,
    notes,
    veil: h("div.kw-veil", null, reading, bar, h("button.kw-link", { type: "button", onclick: stop }, "Stop")),
    caption: h(
      "div.kw-caption",
      null,
      name,
      facts,
      notes,
      h(
        "span.kw-actions",
        null,
        h("button.kw-link", { type: "button", onclick: choose, "aria-label": `Replace: ${title}` }, "Replace"),
        h("button.kw-link", { type: "button", onclick: remove, "aria-label": `Remove: ${title}` }, "Remove"),
      ),
    ),
    message: h("p.kw-message.kw-error", { role: "alert" }),
  };
}

function paintZone(zone, parts, title, { card = null, reading = null, refused = "", fit = null }) {
  const source = reading?.preview || card?.thumb || "";
  const state = reading ? "reading" : card ? "filled" : "empty";
  zone.classList.remove("kw-is-reading", "kw-is-filled", "kw-is-empty");
  zone.classList.add(`kw-is-${state}`);
  if (source && parts.image.getAttribute("src") !== source) parts.image.src = source;
  if (!source) parts.image.removeAttribute("src");
  paintFit(zone, parts, card && !reading ? fit : null);
  parts.image.alt = card ? `${title}: ${card.name}` : "";
  parts.pick.hidden = state !== "empty";
  parts.image.hidden = !source;
  parts.veil.hidden = !reading;
  parts.caption.hidden = state !== "filled";
  if (reading) paintReading(parts, reading);
  if (card && !reading) {
    setText(parts.name, card.name);
    parts.name.title = card.name;
    setText(parts.facts, cardText(card));
    setText(parts.notes, (card.notes || []).join(", "));
    parts.notes.hidden = !(card.notes || []).length;
  }
  setText(parts.message, refused);
  parts.message.hidden = !refused;
}

function paintFit(zone, { image, ground }, fit) {
  zone.classList.toggle("kw-fit-crop", fit?.how === "crop");
  zone.classList.toggle("kw-fit-pad", fit?.how === "pad");
  zone.style.setProperty("--kw-ratio", String(fit?.ratio ?? 1));
  ground.hidden = fit?.how !== "pad";
  if (!ground.hidden && ground.getAttribute("src") !== image.getAttribute("src")) ground.src = image.src;
}

function paintReading(parts, { name, received, size, slow }) {
  const share = size ? Math.min(1, received / size) : 0;
  const message = received >= size ? `Looking at ${name}` : `Reading ${name} · ${partText(received, size)}`;
  setText(parts.reading, slow || message);
  parts.meter.style.width = `${share * 100}%`;
  parts.bar.setAttribute("aria-valuenow", String(Math.round(share * 100)));
}
