// Clips over the kernel's connection, in asked-for pieces.

/** Fetches the clip of a job in pieces and resolves to a Blob; throws with words when Python says no. */
export async function downloadClip(channel, key, { onProgress = (_done, _total) => {}, signal = null } = {}) {
  const pieces = [];
  let offset = 0;
  for (;;) {
    const answer = await channel.request("pull", { key, offset });
    if (signal?.aborted) throw new Error("");
    if (answer.kind !== "piece") throw new Error(answer.message || "The clip cannot be read.");
    pieces.push(answer.parts[0]);
    offset += answer.parts[0].byteLength;
    onProgress(offset, answer.total);
    if (offset >= answer.total || !answer.parts[0].byteLength) break;
  }
  return new Blob(pieces, { type: "video/mp4" });
}
