// Files over the kernel's connection, in acknowledged pieces.

const WINDOW = 4; // pieces under way at once: 512 KiB x 4 measured 10.7 MB/s, x 1 only 5.3
const PIECE = 512 * 1024;
export const MOST_BYTES = 75e6; // Krea docs, "Upload an asset"
const UNKNOWN_TYPES = ["", "application/octet-stream"];

/** Why this file cannot be a still, in words, or "". */
export function uploadProblem(file) {
  if (!UNKNOWN_TYPES.includes(file.type) && !file.type.startsWith("image/")) {
    return `${file.name} is not a picture (it is ${kindOf(file.type)}). Nothing was sent.`;
  }
  if (file.size === 0) return `${file.name} is empty. Nothing was sent.`;
  if (file.size > MOST_BYTES) {
    return `${file.name} is too large: ${Math.ceil(file.size / 1e6)} MB, and Krea takes at most 75 MB. Nothing was sent.`;
  }
  return "";
}

function kindOf(type) {
  const family = type.split("/")[0];
  return { video: "a video", audio: "a sound file", text: "text" }[family] || type.slice(0, 80);
}

/**
 * Sends one file and resolves to Python's last word about it: `{kind: "still" | "refused", ...}`.
 * `model` is the one whose form the page shows: Python may not have heard of it yet, and it says what `field` holds.
 * `onProgress(sent bytes)` follows what Python has, not what was handed to the socket.
 */
export function uploadFile(channel, file, { field = "", model = "", onProgress = (_sent) => {}, signal = null } = {}) {
  const id = channel.newId();
  return new Promise((resolve) => {
    let next = 0;
    let known = 0;
    let size = PIECE;
    let over = false;

    function finish(message, parts = []) {
      if (over) return;
      over = true;
      unfollow();
      signal?.removeEventListener("abort", stop);
      resolve({ ...message, parts });
    }
    function stop() {
      channel.send("abandon", { id });
      finish({ kind: "stopped" });
    }
    async function pump() {
      while (!over && next < file.size && next - known < WINDOW * size) {
        const offset = next;
        next = Math.min(file.size, offset + size);
        let piece;
        try {
          piece = await file.slice(offset, next).arrayBuffer(); // a fresh buffer: VS Code sends a view's buffer whole
        } catch {
          channel.send("abandon", { id });
          return finish({ kind: "refused", message: `${file.name} can no longer be read from the disk. Nothing was sent.` });
        }
        if (!over) channel.send("chunk", { id, offset }, [piece]);
      }
    }
    let pumping = Promise.resolve();
    const unfollow = channel.follow(id, (message, parts) => {
      if (message.kind !== "ack") return finish(message, parts);
      if (message.piece) size = message.piece;
      known = Math.max(known, message.received);
      onProgress(known);
      pumping = pumping.then(pump);
    });
    if (signal?.aborted) return stop();
    signal?.addEventListener("abort", stop, { once: true });
    channel.send("file", { id, field, model, name: file.name || "pasted.png", size: file.size, type: file.type });
  });
}
