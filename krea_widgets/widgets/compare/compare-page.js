// The page of `save_page`: a comparison without a kernel. The page holds the traits and, as base64, the clips.

import widget from "./compare.js";

const traits = JSON.parse(document.getElementById("krea-traits")?.textContent || "{}");
const listeners = new Map();

function emit(name, ...what) {
  for (const listener of [...(listeners.get(name) || [])]) listener(...what);
}

function bytesOf(key) {
  const holder = [...document.querySelectorAll("script[data-krea-clip]")].find((one) => one.getAttribute("data-krea-clip") === key);
  return holder && Uint8Array.from(atob(holder.textContent), (letter) => letter.charCodeAt(0));
}

/** Answers as Python does, with the whole clip as one chunk. */
function send({ kind, key, view, id }) {
  if (!id) return;
  const bytes = kind === "download" ? bytesOf(key) : null;
  const refusal = { kind: kind === "download" ? "problem" : kind, message: "This clip is not in the page." };
  const answer = bytes ? { kind: "chunk", offset: 0, total: bytes.length } : refusal;
  setTimeout(() => emit("msg:custom", { ...answer, view, id }, bytes ? [bytes] : []));
}

const model = {
  get: (name) => traits[name],
  set(name, value) {
    traits[name] = value;
    emit(`change:${name}`);
  },
  save_changes() {},
  send,
  on: (name, listener) => listeners.set(name, [...(listeners.get(name) || []), listener]),
  off: (name, listener) =>
    listeners.set(
      name,
      (listeners.get(name) || []).filter((one) => one !== listener),
    ),
};

document.body.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
widget.render(/** @type {any} */ ({ model, el: document.getElementById("krea-page") }));
