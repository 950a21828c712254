// Uploads a file to the kernel in acknowledged chunks.

// Chunks in flight: 512 KiB x 4 measured 10.7 MB/s, x 1 only 5.3.
const WINDOW = 4;
const CHUNK = 512 * 1024;
// Krea docs, "Upload an asset".
export const MOST_BYTES = 75e6;
const NAMES = { image: "an image", video: "a video", audio: "a sound" };
const UNKNOWN_TYPES = ["", "application/octet-stream"];

/** Why this file cannot be an image, a video or a sound, or "". @param {File} file @param {Medium} [medium] */
export function uploadProblem(file, medium = "image") {
  if (!UNKNOWN_TYPES.includes(file.type) && !file.type.startsWith(`${medium}/`)) {
    return `${file.name} is not ${NAMES[medium]} (it is ${kindOf(file.type)}).`;
  }
  if (file.size === 0) return `${file.name} is empty.`;
  if (file.size > MOST_BYTES) {
    return `${file.name} is too large: ${Math.ceil(file.size / 1e6)} MB, and Krea takes at most 75 MB.`;
  }
  return "";
}

function kindOf(/** @type {string} */ type) {
  const families = Object.entries({ ...NAMES, text: "text" });
  return families.find(([family]) => type.startsWith(`${family}/`))?.[1] || type.slice(0, 80);
}

/**
 * Uploads one file and resolves to Python's final answer: `{kind: "still" | "problem", ...}`.
 * `model` is the one whose form the page shows: Python may still have another, and the model says what `field` takes.
 * `onProgress(bytes)` counts what Python has acknowledged, not what was handed to the socket.
 * @param {Channel} channel
 * @param {File} file
 * @param {{ field?: string, model?: string, medium?: Medium, onProgress?: (received: number) => void, signal?: AbortSignal }} [options]
 * @returns {Promise<Message>}
 */
export function uploadFile(channel, file, { field = "", model = "", medium = "image", onProgress = () => {}, signal } = {}) {
  const id = channel.newId();
  return new Promise((resolve) => {
    let next = 0;
    let received = 0;
    let size = CHUNK;
    let over = false;

    function finish(/** @type {Message} */ message) {
      if (over) return;
      over = true;
      signal?.removeEventListener("abort", stop);
      resolve(message);
    }
    function stop() {
      channel.send("abandon", { id });
      finish({ kind: "stopped" });
    }
    async function pump() {
      while (!over && next < file.size && next - received < WINDOW * size) {
        const offset = next;
        next = Math.min(file.size, offset + size);
        let chunk;
        try {
          // A fresh buffer: VS Code sends the whole buffer of a view.
          chunk = await file.slice(offset, next).arrayBuffer();
        } catch {
          channel.send("abandon", { id });
          return finish({ kind: "problem", message: `${file.name} can no longer be read from the disk.` });
        }
        if (!over) channel.send("chunk", { id, offset }, [chunk]);
      }
    }
    let pumping = Promise.resolve();
    // Followed until the view ends, so that no other listener shows a late answer to an upload that was stopped.
    channel.follow(id, (message) => {
      if (message.kind !== "ack") return finish(message);
      if (message.chunk_size) size = message.chunk_size;
      received = Math.max(received, message.received);
      onProgress(received);
      pumping = pumping.then(pump);
    });
    if (signal?.aborted) return stop();
    signal?.addEventListener("abort", stop, { once: true });
    channel.send("file", { id, field, model, medium, name: file.name || "pasted.png", size: file.size, type: file.type });
  });
}
