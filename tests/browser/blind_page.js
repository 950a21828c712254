// A model whose Python side is a real widget in the test's process: window.python(message) answers with traits and messages.
import widget from "./widget.js";

const listeners = new Map();
const state = await window.python(null).then(({ traits }) => traits);
const model = (window.model = {
  received: [],
  get: (name) => state[name],
  set(name, value) {
    state[name] = value;
    model.emit(`change:${name}`);
  },
  save_changes() {},
  on: (name, ear) => listeners.set(name, [...(listeners.get(name) || []), ear]),
  off: (name, ear) => listeners.set(name, (listeners.get(name) || []).filter((other) => other !== ear)),
  emit: (name, ...all) => (listeners.get(name) || []).forEach((ear) => ear(...all)),
  ears: () => [...listeners.values()].reduce((sum, list) => sum + list.length, 0),
  async send(message) {
    const { traits, messages } = await window.python(message);
    for (const [name, value] of Object.entries(traits)) if (JSON.stringify(value) !== JSON.stringify(state[name])) model.set(name, value);
    for (const [content, buffers] of messages) {
      model.received.push(content);
      const bytes = buffers.map((text) => new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer));
      model.emit("msg:custom", content, bytes);
    }
  },
});
const el = document.createElement("div");
document.body.append(el);
const end = widget.render({ model, el });
window.leave = () => (end(), el.remove());
window.started = true;
