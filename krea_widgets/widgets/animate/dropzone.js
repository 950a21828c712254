// Drop zones: an image is dropped, pasted or chosen, shown while it uploads, replaced or removed.

import { icon, setText } from "../shared/dom.js";
import { partText, sizeText } from "../shared/format.js";
import { makeProgressBar } from "../shared/progress-bar.js";

const IMAGES = "image/*,.heic,.heif,.avif,.tif,.tiff,.webp";
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

/** Takes files dropped on `element`; `over(true)` while one hovers. The rest of the page does not see the drop. */
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

/** `{el, choose()}`: a hidden file input; `take(files)` gets what was chosen. */
export function fileInput(h, { multiple, clips = false, take }) {
  const el = h("input.kw-hidden", {
    type: "file",
    accept: clips ? `${IMAGES},${CLIPS}` : IMAGES,
    multiple,
    tabindex: -1,
    "aria-hidden": "true",
    onchange: () => {
      const files = Array.from(el.files);
      // Otherwise choosing the same file again changes nothing.
      el.value = "";
      if (files.length) take(files);
    },
  });
  return { el, choose: () => el.click() };
}

/**
 * A zone for one image. `take(files)` is called with new files, `remove()` and `stop()` by the buttons; with `clips`, clips and
 * their JSON files can be chosen too.
 * `paint({card, reading, refused, fit})` shows a card, a file that uploads (`{name, received, size, preview}`) or an error; with
 * `fit` (`{how, ratio}`) the image is shown as it would be cropped or padded.
 */
export function makeDropzone(ctx, { title, hint, small = false, clips = false, take, remove, stop }) {
  const { h } = ctx;
  const { el: input, choose } = fileInput(h, { multiple: clips, clips, take });
  const parts = zoneParts(h, { title, hint, choose, remove, stop });
  const group = { role: "group", "aria-label": title };
  const zone = h(`div.kw-zone${small ? ".kw-zone-small" : ""}`, group, parts.pick, parts.ground, parts.image, parts.veil);
  const el = h("div.kw-stack.kw-slot", null, zone, parts.caption, parts.message, input);
  onDrop(zone, ctx.signal, { over: (on) => zone.classList.toggle("kw-over", on), files: (files) => files.length && take(files) });
  return { el, zone, paint: (state) => paintZone(zone, parts, title, state) };
}

function zoneParts(h, { title, hint, choose, remove, stop }) {
  const bar = makeProgressBar(h, "Upload");
  const reading = h("span.kw-upload-text");
  const facts = h("span.kw-facts");
  const name = h("span.kw-name");
  const notes = h("span.kw-notes");
  return {
    pick: h("button.kw-stack.kw-pick", { onclick: choose }, icon("picture"), h("span", null, h("strong", null, title), h("span.kw-hint", null, hint))),
    image: h("img.kw-still", { alt: "", draggable: "false" }),
    ground: h("img.kw-ground", { alt: "", hidden: true }),
    bar,
    reading,
    facts,
    name,
    notes,
    veil: h("div.kw-stack.kw-veil", null, reading, bar.el, h("button.kw-link", { onclick: stop }, "Cancel")),
    caption: h(
      "div.kw-caption",
      null,
      name,
      facts,
      notes,
      h(
        "span.kw-line",
        null,
        h("button.kw-link", { onclick: choose, "aria-label": `Replace: ${title}` }, "Replace"),
        h("button.kw-link", { onclick: remove, "aria-label": `Remove: ${title}` }, "Remove"),
      ),
    ),
    message: h("p.kw-message.kw-error", { role: "alert" }),
  };
}

/** @param {{ card?: any, reading?: any, refused?: string, fit?: { how: string, ratio: number } | null }} state */
function paintZone(zone, parts, title, state) {
  const { card = null, reading = null, refused = "", fit = null } = state;
  const source = reading?.preview || card?.thumb || "";
  const phase = reading ? "reading" : card ? "filled" : "empty";
  zone.classList.remove("kw-is-reading", "kw-is-filled", "kw-is-empty");
  zone.classList.add(`kw-is-${phase}`);
  if (source && parts.image.getAttribute("src") !== source) parts.image.src = source;
  if (!source) parts.image.removeAttribute("src");
  paintFit(zone, parts, card && !reading ? fit : null);
  parts.image.alt = card ? `${title}: ${card.name}` : "";
  parts.pick.hidden = phase !== "empty";
  parts.image.hidden = !source;
  parts.veil.hidden = !reading;
  parts.caption.hidden = phase !== "filled";
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
  const message = received >= size ? `Opening ${name}` : `Uploading ${name} · ${partText(received, size)}`;
  setText(parts.reading, slow || message);
  parts.bar.paint(share);
}
