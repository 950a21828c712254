// The pictures of one widget: what Python holds, what is on its way there, and what was refused.

import { sendFile, whyNot } from "./chunks.js";

/** `changed()` is called whenever something is to be painted anew. */
export function makeSlots(ctx, changed) {
  const { link, scope } = ctx;
  const cards = new Map(); // key -> card
  const fields = new Map(); // field -> keys
  const coming = new Map(); // field -> readings
  const refusals = new Map(); // field -> words

  function learn(message, parts) {
    message.cards.forEach((card, index) => {
      const held = parts[index]?.byteLength ? scope.hold(new Blob([parts[index]], { type: "image/jpeg" })) : null;
      cards.get(card.key)?.free?.();
      cards.set(card.key, { ...card, thumb: held?.href || card.url || "", free: held?.free });
    });
    fields.clear();
    for (const [field, keys] of Object.entries(message.fields)) fields.set(field, keys);
    changed();
  }
  async function take(file, field, then = () => {}) {
    refusals.delete(field);
    const why = whyNot(file);
    if (why) return refuse(field, why);
    const single = !ctx.isMany(field);
    if (single) stop(field);
    const control = new AbortController();
    const preview = scope.hold(file);
    const reading = { name: file.name || "picture.png", size: file.size, received: 0, preview: preview.href, stop: () => control.abort() };
    const waiting = scope.later(() => ((reading.slow = "Waiting for the kernel: it is busy with a cell"), changed()), 4000);
    coming.set(field, [...readings(field), reading]);
    changed();
    const answer = await sendFile(link, file, {
      field, signal: control.signal,
      onProgress: (received) => {
        waiting();
        Object.assign(reading, { received, slow: "" });
        changed();
      },
    });
    waiting();
    coming.set(field, readings(field).filter((other) => other !== reading));
    if (answer.kind === "refused") refusals.set(field, answer.words);
    if (answer.kind === "still") then({ key: answer.key });
    changed();
    preview.free();
  }
  function refuse(field, words) {
    refusals.set(field, words);
    changed();
  }
  function stop(field) {
    readings(field).forEach((reading) => reading.stop());
  }
  const readings = (field) => coming.get(field) || [];
  link.on("stills", learn);
  return {
    take,
    stop,
    readings,
    busy: () => [...coming.values()].some((list) => list.length),
    card: (key) => cards.get(key) || null,
    cards: (field) => (fields.get(field) || []).map((key) => cards.get(key)).filter(Boolean),
    refused: (field) => refusals.get(field) || "",
    remove(field, key) {
      refusals.delete(field);
      link.send("remove", { field, key });
      fields.set(field, (fields.get(field) || []).filter((other) => other !== key));
      changed();
    },
  };
}
