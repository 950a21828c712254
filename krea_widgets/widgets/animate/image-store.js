// The images of one widget: those Python has, those that upload, and why one was refused.

import { uploadFile, uploadProblem } from "../shared/upload.js";

// Milliseconds without an acknowledgement after which the page says why.
const STALLED = 4000;

/** `changed()` is called after each change. */
export class ImageStore {
  constructor(ctx, changed) {
    this.ctx = ctx;
    this.changed = changed;
    // By key: the card.
    this.known = new Map();
    // By field: keys, uploads, and the reason of a refusal.
    this.fields = new Map();
    this.uploads = new Map();
    this.refusals = new Map();
    // The newest upload to a field that takes many.
    this.turn = Promise.resolve();
    this.awaiting = 0;
    ctx.channel.on("stills", (message, parts) => this.learn(message, parts));
  }

  card(key) {
    return this.known.get(key) || null;
  }

  cards(field) {
    return (this.fields.get(field) || []).map((key) => this.known.get(key)).filter(Boolean);
  }

  readings(field) {
    return this.uploads.get(field) || [];
  }

  refused(field) {
    return this.refusals.get(field) || "";
  }

  busy() {
    return this.awaiting > 0 || [...this.uploads.values()].some((list) => list.length);
  }

  learn(message, parts) {
    message.cards.forEach((card, index) => {
      const held = parts[index]?.byteLength ? this.ctx.scope.hold(new Blob([parts[index]], { type: "image/jpeg" })) : null;
      this.known.get(card.key)?.free?.();
      this.known.set(card.key, { ...card, thumb: held?.href || card.url || "", free: held?.free });
    });
    this.fields = new Map(Object.entries(message.fields));
    this.changed();
  }

  /** Uploads a file to a field; `then({key})` is called when Python has accepted it. */
  async take(file, field, then = (_card) => {}) {
    const why = uploadProblem(file);
    this.refusals.set(field, why);
    if (why) return this.changed();
    const model = this.ctx.form()?.id || "";
    if (!this.ctx.isMany(field)) this.stop(field);
    const answer = await (this.ctx.isMany(field) ? this.sendInTurn(file, field, model) : this.send(file, field, model));
    if (answer.kind === "problem") this.refusals.set(field, answer.message);
    if (answer.kind === "still") then({ key: answer.key });
    return this.changed();
  }

  /** Uploads one file after the other: they keep their order, and Python never holds several incomplete ones. */
  async sendInTurn(file, field, model) {
    this.awaiting += 1;
    const before = this.turn;
    const mine = (this.turn = before.then(() => this.send(file, field, model)));
    await before;
    this.awaiting -= 1;
    return mine;
  }

  async send(file, field, model) {
    const { scope, channel } = this.ctx;
    const control = new AbortController();
    const preview = scope.hold(file);
    const reading = { name: file.name || "image.png", size: file.size, received: 0, preview: preview.href, stop: () => control.abort() };
    const paint = (news) => {
      Object.assign(reading, news);
      this.changed();
    };
    let doubt = () => {};
    const hope = (news) => {
      doubt();
      doubt = scope.later(() => paint({ slow: "Waiting for the kernel: it is busy with a cell" }), STALLED);
      paint({ ...news, slow: "" });
    };
    this.uploads.set(field, [...this.readings(field), reading]);
    hope({});
    const answer = await uploadFile(channel, file, { field, model, signal: control.signal, onProgress: (received) => hope({ received }) });
    doubt();
    this.uploads.set(
      field,
      this.readings(field).filter((other) => other !== reading),
    );
    // After the thumbnail has replaced it.
    scope.later(preview.free, 0);
    return answer;
  }

  stop(field) {
    this.readings(field).forEach((reading) => reading.stop());
  }

  remove(field, key) {
    this.refusals.delete(field);
    this.ctx.channel.send("remove", { field, key });
    this.fields.set(
      field,
      (this.fields.get(field) || []).filter((other) => other !== key),
    );
    this.changed();
  }
}
