// Reads a clip over the kernel's connection, chunk by chunk.

/**
 * Resolves to the clip as a Blob; throws Python's message when it refuses.
 * @param {import("./channel.js").Channel} channel
 * @param {string} key of the job
 * @param {{ onProgress?: (done: number, total: number) => void, signal?: AbortSignal }} [options]
 */
export async function downloadClip(channel, key, { onProgress = () => {}, signal } = {}) {
  const chunks = [];
  let offset = 0;
  for (;;) {
    const answer = await channel.request("download", { key, offset });
    if (signal?.aborted) throw new Error("");
    if (answer.kind !== "chunk") throw new Error(answer.message || "The clip cannot be read.");
    const chunk = answer.parts[0];
    chunks.push(chunk);
    offset += chunk.byteLength;
    onProgress(offset, answer.total);
    if (offset >= answer.total || !chunk.byteLength) break;
  }
  return new Blob(/** @type {BlobPart[]} */ (chunks), { type: "video/mp4" });
}
