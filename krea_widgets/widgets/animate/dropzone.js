// Drop zones: an image is dropped, pasted or chosen, shown while it uploads, replaced or removed.

import { dragCrop, keptPart } from "./crop.js";
import { setText, showText } from "../shared/dom.js";
import * as icons from "../shared/icons.js";
import { dotted, partText, sizeText } from "../shared/format.js";
import { makeProgressBar } from "../shared/progress-bar.js";

const ACCEPT = {
  image: "image/*,.heic,.heif,.avif,.tif,.tiff,.webp",
  video: "video/mp4,video/quicktime,video/webm,.mp4,.mov,.webm",
  audio: "audio/wav,audio/mpeg,.wav,.mp3",
};
const CLIPS = "video/mp4,.mp4,.json";
// By the second half of a MIME type.
const KIND_NAMES = new Map(Object.entries({ jpeg: "JPEG", png: "PNG", webp: "WebP", mp4: "MP4", quicktime: "MOV", webm: "WebM", wav: "WAV", mpeg: "MP3" }));

/** The files in a drop or a paste. @param {DataTransfer | null} transfer */
export function filesOf(transfer) {
  return Array.from(transfer?.files || []);
}

/** "1920 × 1080 · JPEG 2.1 MB" @param {Pick<Card, "width" | "height" | "mime" | "size">} card */
export function cardText({ width, height, mime, size }) {
  const kind = [KIND_NAMES.get(mime.split("/")[1]), size && sizeText(size)].filter(Boolean).join(" ");
  return dotted(width && height && `${width} × ${height}`, kind);
}

/**
 * Takes files dropped on `element`; `over(true)` while one hovers. The rest of the page does not see the drop.
 * @param {Context} ctx @param {Element} element @param {{ over(yes: boolean): void, files(files: File[]): void }} act
 */
export function onDrop({ scope }, element, { over, files }) {
  let depth = 0;
  /** @param {"dragenter" | "dragover" | "dragleave" | "drop"} name @param {(event: DragEvent) => void} [work] */
  const listen = (name, work) =>
    scope.listen(element, name, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      event.stopPropagation();
      work?.(event);
    });
  onJupyterDrop({ scope }, element, over, files);
  listen("dragenter", () => over(++depth > 0));
  listen("dragover");
  listen("dragleave", () => over((depth = Math.max(0, depth - 1)) > 0));
  listen("drop", (event) => {
    depth = 0;
    over(false);
    files(filesOf(event.dataTransfer));
  });
}

// Lumino's drag and drop, with which JupyterLab drags files out of its file browser: the paths below the server's root.
const PATHS = "application/x-jupyter-icontents";

/** @typedef {Event & { mimeData: { hasData(type: string): boolean, getData(type: string): unknown }, proposedAction: string, dropAction: string }} LuminoDrag */

/** Takes files that are dropped from JupyterLab's file browser; they are read from its server. @param {Pick<Context, "scope">} ctx @param {Element} element @param {(yes: boolean) => void} over @param {(files: File[]) => void} files */
function onJupyterDrop({ scope }, element, over, files) {
  const listen = (/** @type {string} */ name, /** @type {(event: LuminoDrag) => void} */ work) => {
    const hear = (/** @type {Event} */ event) => {
      const drag = /** @type {LuminoDrag} */ (event);
      if (!drag.mimeData?.hasData(PATHS)) return;
      event.preventDefault();
      event.stopPropagation();
      drag.dropAction = drag.proposedAction;
      work(drag);
    };
    element.addEventListener(name, hear, { signal: scope.signal });
  };
  listen("lm-dragenter", () => over(true));
  listen("lm-dragover", () => {});
  listen("lm-dragleave", () => over(false));
  listen("lm-drop", async ({ mimeData }) => {
    over(false);
    const paths = /** @type {string[]} */ (mimeData.getData(PATHS));
    const found = await Promise.all(paths.map(servedFile));
    files(found.flatMap((file) => file || []));
  });
}

/** A file of the notebook server; null if it has none. @param {string} path below its root, perhaps after the name of a drive */
async function servedFile(path) {
  const config = JSON.parse(document.querySelector("#jupyter-config-data")?.textContent || "{}");
  const address = path.replace(/^\w+:/, "").split("/").map(encodeURIComponent).join("/");
  const answer = await fetch(`${config.baseUrl || "/"}files/${address}`).catch(() => null);
  if (!answer?.ok) return null;
  return new File([await answer.blob()], path.split("/").pop() || path, { type: answer.headers.get("content-type")?.split(";")[0] || "" });
}

/**
 * `{el, choose()}`: a hidden file input; with `multiple`, several files can be chosen, with `clips` also clips and their JSON files.
 * @param {Context} ctx @param {{ multiple?: boolean, clips?: boolean, medium?: Medium, take(files: File[]): void }} options
 */
export function makeFileInput({ h }, { multiple, clips, medium = "image", take }) {
  const accept = clips ? `${ACCEPT[medium]},${CLIPS}` : ACCEPT[medium];
  const el = h("input.kw-hidden", { type: "file", accept, multiple, tabindex: -1, "aria-hidden": "true", onchange: read });
  function read() {
    const files = Array.from(el.files || []);
    // Otherwise choosing the same file again changes nothing.
    el.value = "";
    if (files.length) take(files);
  }
  return { el, choose: () => el.click() };
}

/** @typedef {{ how: string, ratio: number, crop: Crop | null }} ShownFit the image as it would be cropped or padded; `crop` can be dragged */
/** @typedef {{ card?: Card | null, former?: string, reading?: Reading, refused?: string, fit?: ShownFit | null }} ZoneState */

/**
 * A zone for one image. `take(files)` is called with new files, `remove()`, `back()` and `stop()` by the buttons, `cropped()` by dragging.
 * @param {Context} ctx
 * @param {{ title: string, hint?: string, small?: boolean, clips?: boolean, medium?: Medium, take(files: File[]): void, remove(): void, back?(): void, stop(): void, cropped?(crop: Crop): void }} options
 */
export function makeDropzone(ctx, { title, hint, small = false, clips = false, medium, take, remove, back = () => {}, stop, cropped }) {
  const { h } = ctx;
  const input = makeFileInput(ctx, { multiple: clips, clips, medium, take });
  const link = (/** @type {string} */ label, /** @type {() => void} */ onclick) => h("button.kw-link", { onclick, "aria-label": `${label}: ${title}` }, label);
  const pick = h("button.kw-stack.kw-pick", { onclick: input.choose }, icons.icon(icons.picture), h("span", h("strong", title), " ", h("span.kw-dim", hint)));
  const image = h("img.kw-still", { alt: "", draggable: "false" });
  const ground = h("img.kw-ground", { alt: "", hidden: true });
  const upload = h("span.kw-upload-text.kw-ellipsis");
  const bar = makeProgressBar(ctx, "Upload");
  const veil = h("div.kw-stack.kw-veil", upload, bar.el, h("button.kw-link", { onclick: stop }, "Cancel"));
  const name = h("span.kw-name.kw-ellipsis");
  const facts = h("span.kw-facts");
  const notes = h("span.kw-notes");
  const caption = h("div.kw-caption", name, facts, notes, h("span.kw-line", link("Replace", input.choose), link("Remove", remove)));
  const undo = h("button.kw-link.kw-sample.kw-ellipsis", { hidden: true, onclick: back });
  const message = h("p.kw-message.kw-error", { role: "alert" });
  const zone = h(`div.kw-zone.kw-tinted${small ? ".kw-zone-small" : ""}`, { role: "group", "aria-label": title }, pick, ground, image, veil);
  const over = (/** @type {boolean} */ on) => zone.classList.toggle("kw-over", on);
  onDrop(ctx, zone, { over, files: (files) => files.length && take(files) });

  let shown = /** @type {{ crop: Crop, ratio: number, shape: number } | null} */ (null);
  if (cropped) dragCrop(ctx, zone, () => shown, cropped);

  /** @param {ShownFit | null} fit @param {number} shape width over height of the image */
  function paintFit(fit, shape) {
    const crop = fit?.how === "crop" && shape ? fit.crop : null;
    shown = fit && crop && { crop, ratio: fit.ratio, shape };
    if (shown) {
      const { width, height } = keptPart(shown.crop[2], shown.ratio, shape);
      const [x, y] = shown.crop;
      const percent = (/** @type {number} */ part) => `${100 * part}%`;
      Object.assign(image.style, { width: percent(1 / width), height: percent(1 / height) });
      Object.assign(image.style, { left: percent(0.5 - x / width), top: percent(0.5 - y / height) });
    } else image.removeAttribute("style");
    const movable = Boolean(shown && cropped);
    zone.classList.toggle("kw-cropped", Boolean(shown));
    zone.classList.toggle("kw-croppable", movable);
    if (movable) zone.tabIndex = 0;
    else zone.removeAttribute("tabindex");
    zone.ariaLabel = movable ? `${title}: arrow keys move the crop, plus and minus zoom` : title;
    zone.dataset.fit = fit?.how || "";
    zone.style.setProperty("--kw-ratio", String(fit?.ratio ?? 1));
    ground.hidden = fit?.how !== "pad";
    if (!ground.hidden && ground.src !== image.src) ground.src = image.src;
  }

  /** The size of the part that is kept, in pixels. @param {Card} card */
  function keptText({ width, height }) {
    if (!shown) return "";
    const part = keptPart(shown.crop[2], shown.ratio, shown.shape);
    return `${Math.round(part.width * width)} × ${Math.round(part.height * height)} of`;
  }

  return {
    el: h("div.kw-stack.kw-slot", zone, caption, undo, message, input.el),
    over,
    /** Shows an image, a file that uploads, or why one was refused. @param {ZoneState} state */
    paint({ card = null, former = "", reading, refused, fit = null }) {
      const source = reading?.preview || card?.thumb || "";
      const phase = reading ? "reading" : card ? "filled" : "empty";
      zone.dataset.phase = phase;
      if (source && image.getAttribute("src") !== source) image.src = source;
      if (!source) image.removeAttribute("src");
      paintFit(card && !reading ? fit : null, card?.height ? card.width / card.height : 0);
      image.alt = card ? `${title}: ${card.name}` : "";
      image.hidden = !source;
      pick.hidden = phase !== "empty";
      veil.hidden = !reading;
      caption.hidden = phase !== "filled";
      if (reading) {
        const { received, size } = reading;
        const progress = received >= size ? `Opening ${reading.name}` : `Uploading ${reading.name} · ${partText(received, size)}`;
        setText(upload, reading.slow || progress);
        bar.paint(size ? Math.min(1, received / size) : 0);
      } else if (card) {
        setText(name, small ? `${title}: ${card.name}` : card.name);
        name.title = card.name;
        setText(facts, [keptText(card), cardText(card)].filter(Boolean).join(" "));
        showText(notes, card.notes?.join(", "));
      }
      showText(undo, former && !reading ? `Back to ${former}` : "");
      undo.title = former;
      showText(message, refused);
    },
  };
}
