// A model that plays Python: answers the messages of the Animate widget.
import { start } from "./view.js";
import widget from "./widget.js";
const forms = await (await fetch("forms.json")).json();
const listeners = new Map();
const state = { prompt: "", model: forms[0].id, values: {}, backend: "sandbox", jobs: [], _fallback_id: "abc123" };
const model = (window.model = {
  sent: [],
  get: (name) => state[name],
  set(name, value) { state[name] = value; model.emit("change:" + name); },
  save_changes() {},
  on: (name, ear) => listeners.set(name, [...(listeners.get(name) || []), ear]),
  off: (name, ear) => listeners.set(name, (listeners.get(name) || []).filter((other) => other !== ear)),
  emit: (name, ...all) => (listeners.get(name) || []).forEach((ear) => ear(...all)),
  ears: () => [...listeners.values()].reduce((sum, list) => sum + list.length, 0),
  send(message, _, buffers) { model.sent.push(message); setTimeout(() => answer(message, buffers || []), 1); },
});
const files = {};
window.deaf = false;
function answer(message, buffers) {
  if (window.deaf) return;
  const say = (kind, body = {}, parts = []) => model.emit("msg:custom", { ...body, kind, view: message.view, id: message.id }, parts);
  if (message.kind === "ready") say("catalogue", { forms });
  if (message.kind === "price") say("price", { text: message.values.duration === 10 ? "$0.73" : "$0.37" });
  if (message.kind === "run") say(window.problem ? "problem" : "started", window.problem || { key: "j" });
  if (message.kind === "offer") say("offer", window.offered || {});
  if (message.kind === "apply") say("done");
  if (message.kind === "file") { files[message.id] = { ...message, got: 0 }; say("ack", { received: 0, chunk_size: 512 * 1024 }); }
  if (message.kind === "chunk") {
    const file = files[message.id];
    file.got += buffers[0].byteLength;
    say("ack", { received: file.got });
    if (file.got < file.size) return;
    const card = { key: message.id, name: file.name, width: 64, height: 64, size: file.size, mime: "image/png", notes: [], url: "" };
    model.emit("msg:custom", { kind: "stills", fields: { [file.field]: [message.id] }, cards: [card] }, [new DataView(buffers[0])]);
    say("still", { key: message.id });
  }
}
start(widget, model);
