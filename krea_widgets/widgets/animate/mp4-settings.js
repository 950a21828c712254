// Finds the settings embedded in an MP4 with a few small reads, however large the file is.

// As in media/xmp.py: the owner of a box with an XMP packet, and the namespace of our property in it.
const XMP = "be7acfcb97a942e89c71999491e3afac";
const NAMESPACE = "urn:uuid:34c11bca-3f3f-41dd-972c-3e35a776bff3#";
// Bytes: a 64-bit length and the UUID of a box.
const HEAD = 32;
const MOST_BOXES = 20000;
// Bytes, as in media/embedded_settings.py.
export const MOST_SETTINGS = 64 * 1024;
export const MOST_PACKET = 4 * MOST_SETTINGS;

/** The last XMP packet with settings in an MP4, which Python reads, or null. Nothing else of the file is read. @param {File} file */
export async function embeddedSettings(file) {
  let [at, found] = [0, /** @type {Blob | null} */ (null)];
  for (let count = 0; count < MOST_BOXES && at + 8 <= file.size; count++) {
    const { kind, start, end, owner } = await boxAt(file, at);
    if (end > file.size || end < start) return null;
    const inside = start + 16;
    if (kind === "uuid" && owner === XMP && end >= inside && end - inside <= MOST_PACKET) {
      const packet = file.slice(inside, end);
      if ((await packet.text()).includes(NAMESPACE)) found = packet;
    }
    at = end;
  }
  return found && found.arrayBuffer();
}

async function boxAt(/** @type {File} */ file, /** @type {number} */ at) {
  const bytes = new Uint8Array(await file.slice(at, at + HEAD).arrayBuffer());
  const head = new DataView(bytes.buffer);
  const short = head.getUint32(0);
  const long = short === 1 && head.byteLength >= 16;
  const body = long ? 16 : 8;
  const end = short === 0 ? file.size : at + (long ? Number(head.getBigUint64(8)) : short);
  const owner = Array.from(bytes.slice(body, body + 16), (byte) => byte.toString(16).padStart(2, "0"));
  return { kind: String.fromCharCode(...bytes.slice(4, 8)), start: at + body, end, owner: owner.join("") };
}

// Bytes. Most of it is the poster, which is not sent.
const MOST_SIDECAR = 1 << 20;

/** The settings in a clip's JSON file, as bytes without the poster, or null. @param {File | null} file */
export async function sidecarSettings(file) {
  if (!file || file.size > MOST_SIDECAR) return null;
  try {
    const { poster, ...settings } = JSON.parse(await file.text());
    const bytes = new TextEncoder().encode(JSON.stringify(settings));
    return bytes.byteLength <= MOST_SETTINGS ? bytes.buffer : null;
  } catch {
    // Not JSON, or not an object.
    return null;
  }
}
