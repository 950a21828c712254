// The page of `save_page`: a comparison without a kernel. The page holds the traits and, as base64, the clips.

import widget from "./compare.js";

const traits = JSON.parse(document.getElementById("krea-traits")?.textContent || "{}");
// Nothing can be saved from it.
traits._offline = true;
// By clip, where the kernel has measured it.
traits._motions ||= {};
const listeners = /** @type {Map<string, Set<Function>>} */ (new Map());

function emit(/** @type {string} */ name, /** @type {unknown[]} */ ...news) {
  for (const listener of [...(listeners.get(name) || [])]) listener(...news);
}

function bytesOf(/** @type {string} */ key) {
  const clips = [...document.querySelectorAll("script[data-krea-clip]")];
  const text = clips.find((one) => one.getAttribute("data-krea-clip") === key)?.textContent;
  return text && Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** Answers as Python does, with the whole clip as one chunk. @param {Message} message */
function send({ kind, key, view, id }) {
  if (!id) return;
  const bytes = kind === "download" && bytesOf(key);
  const motion = kind === "motion" && traits._motions[key];
  const refusal = { kind: kind === "download" || kind === "motion" ? "problem" : kind, message: "This clip is not in the page." };
  const answer = motion ? { kind, ...motion } : bytes ? { kind: "chunk", offset: 0, total: bytes.length } : refusal;
  setTimeout(() => emit("msg:custom", { ...answer, view, id }, bytes ? [bytes] : []));
}

const model = /** @type {Model} */ ({
  get: (name) => traits[name],
  set(name, value) {
    traits[name] = value;
    emit(`change:${name}`);
  },
  save_changes() {},
  send,
  on(/** @type {string} */ name, /** @type {Function} */ listener) {
    listeners.set(name, (listeners.get(name) || new Set()).add(listener));
  },
  off(name, listener) {
    if (name && listener) listeners.get(name)?.delete(listener);
  },
});

document.body.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
const el = document.getElementById("krea-page");
widget.render(/** @type {Parameters<Render>[0]} */ ({ model, el }));
// So that Space plays at once.
/** @type {HTMLElement | null} */ (el?.querySelector("[aria-label='Compare clips']"))?.focus();
