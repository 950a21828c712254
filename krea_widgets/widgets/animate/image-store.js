// The images, videos and sounds of one widget: those Python has, those that upload, and why one was refused.

import { uploadFile, uploadProblem } from "../shared/upload.js";
import { mediumOf, parameterOf } from "./parameters.js";

// Milliseconds without an acknowledgement after which the page says why.
const STALLED = 4000;

/**
 * `isMany(field)` tells whether a field takes several images; `changed()` is called after each change, `replaced(field)` before
 * another image takes the place of one.
 * @param {Pick<AnimateContext, "scope" | "channel" | "form">} ctx @param {(field: string) => boolean} isMany @param {() => void} changed
 * @param {(field: string) => void} replaced
 */
export function makeImageStore({ scope, channel, form }, isMany, changed, replaced) {
  const mediumOfField = (/** @type {string} */ field) => mediumOf(parameterOf(form(), field));
  // By key; all others are by field.
  const known = /** @type {Map<string, Card>} */ (new Map());
  let fields = /** @type {Map<string, string[]>} */ (new Map());
  const uploads = /** @type {Map<string, Reading[]>} */ (new Map());
  const refusals = /** @type {Map<string, string>} */ (new Map());
  // The newest upload to a field that takes many.
  let turn = Promise.resolve(/** @type {Message} */ ({ kind: "" }));
  let awaiting = 0;
  // Images that were refused, stopped or could not be read.
  let failures = 0;
  let former = /** @type {Record<string, string>} */ ({});

  const card = (/** @type {string} */ key) => known.get(key) || null;
  const readings = (/** @type {string} */ field) => uploads.get(field) || [];
  const stop = (/** @type {string} */ field) => readings(field).forEach((reading) => reading.stop());

  channel.on("stills", (message, parts) => {
    message.cards.forEach((/** @type {Card} */ card, /** @type {number} */ index) => {
      const thumb = parts[index]?.byteLength ? scope.hold(new Blob([parts[index]], { type: "image/jpeg" })) : null;
      known.get(card.key)?.free?.();
      known.set(card.key, { ...card, thumb: thumb?.href || (isPicture(card) ? card.url : "") || "", free: thumb?.free });
    });
    const before = fields;
    fields = new Map(Object.entries(message.fields));
    // Another image is there, so the one that was refused is no news any more.
    for (const [field, keys] of fields) if (keys.some((key) => !before.get(field)?.includes(key))) refusals.delete(field);
    former = message.former || {};
    changed();
  });

  /** Uploads one file after the other: they keep their order, and Python never holds several incomplete ones. */
  async function sendInTurn(/** @type {File} */ file, /** @type {string} */ field, /** @type {string} */ model, /** @type {Medium} */ medium) {
    awaiting += 1;
    const before = turn;
    const mine = (turn = before.then(() => send(file, field, model, medium)));
    await before;
    awaiting -= 1;
    return mine;
  }

  async function send(/** @type {File} */ file, /** @type {string} */ field, /** @type {string} */ model, /** @type {Medium} */ medium) {
    const control = new AbortController();
    const preview = scope.hold(file);
    const shown = medium === "image" ? preview.href : "";
    /** @type {Reading} */
    const reading = { name: file.name || "image.png", size: file.size, received: 0, preview: shown, stop: () => control.abort() };
    let doubt = () => {};
    const paint = (/** @type {Partial<Reading>} */ news) => {
      Object.assign(reading, news);
      changed();
    };
    const onProgress = (/** @type {number} */ received) => {
      doubt();
      doubt = scope.later(() => paint({ slow: "The kernel is busy" }), STALLED);
      paint({ received, slow: "" });
    };
    uploads.set(field, [...readings(field), reading]);
    onProgress(0);
    const answer = await uploadFile(channel, file, { field, model, medium, signal: control.signal, onProgress });
    doubt();
    const others = readings(field).filter((other) => other !== reading);
    uploads.set(field, others);
    // After the thumbnail has replaced it.
    scope.later(preview.free, 0);
    return answer;
  }

  return {
    card,
    /** The images of a field. @param {string} field */
    cards: (field) => (fields.get(field) || []).flatMap((key) => card(key) || []),
    readings,
    /** Why a file was refused, or "". @param {string} field */
    refused: (field) => refusals.get(field) || "",
    failures: () => failures,
    /** Why files were refused is no news any more; with `replaced`, only where another one is in place. */
    forgetRefusals(replaced = false) {
      const known = [...refusals.keys()].filter((field) => refusals.get(field) && (!replaced || fields.get(field)?.length));
      known.forEach((field) => refusals.delete(field));
      if (known.length) changed();
    },
    busy: () => awaiting > 0 || [...uploads.values()].some((list) => list.length),
    /**
     * Uploads a file to a field; `then(key)` is called when Python has accepted it.
     * @param {File} file @param {string} field @param {(key: string) => void} [then] @param {Medium} [medium]
     */
    async take(file, field, then, medium = mediumOfField(field)) {
      const why = uploadProblem(file, medium);
      refusals.set(field, why);
      if (why) return changed();
      const model = form()?.id || "";
      const many = isMany(field);
      if (!many) {
        stop(field);
        replaced(field);
      }
      const answer = await (many ? sendInTurn(file, field, model, medium) : send(file, field, model, medium));
      if (answer.kind !== "still") failures += 1;
      if (answer.kind === "problem") refusals.set(field, answer.message || "");
      if (answer.kind === "still") then?.(answer.key);
      changed();
    },
    stop,
    /** Counts as busy until this work is done. @param {Promise<unknown>} work */
    async during(work) {
      awaiting += 1;
      await work.catch(() => (failures += 1));
      awaiting -= 1;
      changed();
    },
    /** The name of the image that a field held before, or "". @param {string} field */
    former: (field) => former[field] || "",
    bringBack: (/** @type {string} */ field) => void channel.send("bring_back", { field }),
    /** @param {string} field @param {string} [key] */
    remove(field, key) {
      refusals.delete(field);
      channel.send("remove", { field, key });
      const others = (fields.get(field) || []).filter((other) => other !== key);
      fields.set(field, others);
      changed();
    },
  };
}

/** Whether an address leads to an image: of a video or a sound, nothing can be shown. @param {Card} card */
function isPicture({ url = "" }) {
  return !/\.(mp4|m4v|mov|webm|wav|mp3)$/i.test(url.split("?")[0]);
}
