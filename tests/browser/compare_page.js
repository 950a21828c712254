// A model that plays Python for a comparison and the board of a sweep: traits, clips in pieces, and what a test answers.
import widget from "./widget.js";

const listeners = new Map();
const state = { entries: [], winner: "", ratings: {}, notes: {}, offsets: {}, arrangement: "grid", _fallback_id: "abc123" };
const model = (window.model = {
  sent: [],
  saves: 0,
  get: (name) => state[name],
  set(name, value) {
    state[name] = value;
    model.emit(`change:${name}`);
  },
  save_changes: () => model.saves++,
  on: (name, ear) => listeners.set(name, [...(listeners.get(name) || []), ear]),
  off: (name, ear) => listeners.set(name, (listeners.get(name) || []).filter((other) => other !== ear)),
  emit: (name, ...all) => (listeners.get(name) || []).forEach((ear) => ear(...all)),
  ears: () => [...listeners.values()].reduce((sum, list) => sum + list.length, 0),
  async send(message) {
    model.sent.push(message);
    const entry = state.entries.find(({ key }) => key === message.key);
    const say = (body, parts) => model.emit("msg:custom", { ...body, view: message.view, id: message.id }, parts);
    if (message.kind === "thumbnail") say({ kind: message.kind }, window.thumbnail ? [new DataView(window.thumbnail.slice(0))] : []);
    const answer = window.answers?.[message.kind];
    if (answer) say(answer, []);
    if (message.kind !== "download") return;
    const file = await fetch(entry?.clip?.name || "film.mp4");
    if (!file.ok) return say({ kind: "problem", message: "The clip is not where it was saved." });
    const all = await file.arrayBuffer();
    const piece = all.slice(message.offset, message.offset + 65536);
    say({ kind: "chunk", offset: message.offset, total: all.byteLength }, [new DataView(piece)]);
  },
});
window.show = (more) => {
  Object.assign(state, more);
  const el = document.createElement("div");
  document.body.append(el);
  const end = widget.render({ model, el });
  window.leave = () => {
    end();
    el.remove();
  };
};
window.started = true;
