// A clip on the page: served from the notebook's folder where that works, else downloaded over the kernel's connection.

import { reducedMotion, setText } from "./dom.js";
import { partText } from "./format.js";

// The page resolves the static fallback shortly after the clip is done; a page of a Jupyter server that is busy, a while after.
const TRIES = 8;
const TRIES_AT_SERVER = 24;
const SERVER = "#jupyter-config-data, body[data-base-url]";
const BETWEEN_TRIES = 150; // milliseconds
// A video in each fallback that is never loaded; its address is that of the notebook's folder.
const PROBE = "krea-widgets-probe.mp4";

/**
 * The address under which the page serves this clip, or "". Only the page knows where the notebook's folder is: it has resolved
 * the relative address in the static fallback, an output below the widget.
 * @param {ParentNode} fallback @param {string} url relative to the notebook's folder
 */
export function servedAddress(fallback, url) {
  if (!url) return "";
  const videos = /** @type {NodeListOf<HTMLVideoElement>} */ (fallback.querySelectorAll("video, video source"));
  for (const { src } of videos) {
    const address = new URL(src || "about:blank", "about:blank");
    if (!address.protocol.startsWith("http")) continue;
    if (decodeURIComponent(address.pathname).endsWith(`/${decodeURIComponent(url)}`)) return src;
    if (!address.pathname.endsWith(PROBE)) continue;
    // Its query stays: some servers want a token in it.
    address.pathname = address.pathname.slice(0, -PROBE.length) + url;
    return address.href;
  }
  return "";
}

/** As `servedAddress`, in all fallbacks of the view. @param {Context} ctx @param {string} url */
export function addressOf({ fallbackClass }, url) {
  for (const fallback of document.getElementsByClassName(fallbackClass)) {
    const address = servedAddress(fallback, url);
    if (address) return address;
  }
  return "";
}

async function findServed(/** @type {Context} */ ctx, /** @type {string} */ url) {
  const tries = document.querySelector(SERVER) ? TRIES_AT_SERVER : TRIES;
  for (let round = 0; url && round < tries && !ctx.signal.aborted; round++) {
    const address = addressOf(ctx, url);
    // With the probe, the first look is enough.
    if (address || document.querySelector(`.${ctx.fallbackClass} video[src$="${PROBE}"]`)) return address;
    await new Promise((resolve) => ctx.scope.later(() => resolve(null), BETWEEN_TRIES));
  }
  return "";
}

/**
 * Reads a clip over the kernel's connection, chunk by chunk; throws Python's message when it refuses.
 * @param {Channel} channel
 * @param {string} key of the job
 * @param {AbortSignal} [signal]
 * @param {(done: number, total: number) => void} [onProgress]
 */
export async function downloadClip(channel, key, signal, onProgress) {
  const chunks = [];
  let offset = 0;
  for (;;) {
    const answer = await channel.request("download", { key, offset });
    if (signal?.aborted) throw new Error("");
    if (answer.kind !== "chunk") throw new Error(answer.message || "The clip cannot be read.");
    const chunk = answer.parts[0];
    chunks.push(chunk);
    offset += chunk.byteLength;
    onProgress?.(offset, answer.total);
    if (offset >= answer.total || !chunk.byteLength) return new Blob(chunks, { type: "video/mp4" });
  }
}

/**
 * Whether the browser can play what is at this address; false when the signal aborts first.
 * @param {HTMLVideoElement} video @param {string} address @param {AbortSignal} [signal] @returns {Promise<boolean>}
 */
function plays(video, address, signal) {
  return new Promise((resolve) => {
    const over = new AbortController();
    const settle = (/** @type {boolean} */ answer) => () => {
      over.abort();
      resolve(answer);
    };
    video.addEventListener("loadedmetadata", settle(true), { signal: over.signal });
    video.addEventListener("error", settle(false), { signal: over.signal });
    // A video that lost its source fires no event.
    signal?.addEventListener("abort", settle(false), { signal: over.signal });
    video.src = address;
  });
}

/** Stops a video and releases its data. @param {HTMLVideoElement} video */
function unloadVideo(video) {
  video.pause();
  video.removeAttribute("src");
  video.load();
}

/**
 * Loads the clip of a job into a video, with its progress or why nothing is shown as the text of `message`. `shown` resolves to
 * its address, or "" when it cannot be shown or `stop()` was called, which releases everything.
 * @param {Context} ctx @param {HTMLVideoElement} video @param {Node} message @param {string} key @param {Pick<Clip, "url" | "path">} clip
 */
export function showClip(ctx, video, message, key, clip) {
  const control = new AbortController();
  const { signal } = control;
  const stop = ctx.scope.onEnd(() => {
    control.abort();
    unloadVideo(video);
  });
  // Some pages serve no files, such as Voilà's, and a video that has failed shows an error.
  video.style.visibility = "hidden";
  async function load() {
    // A busy server may refuse once.
    for (const _ of [1, 2]) {
      const served = await findServed(ctx, clip.url);
      if (served && (await plays(video, served, signal))) return served;
      if (signal.aborted) return "";
      if (!served) break;
    }
    const blob = await downloadClip(ctx.channel, key, signal, (done, total) => setText(message, `Downloading the clip · ${partText(done, total)}`));
    if (signal.aborted) return "";
    const { href, free } = ctx.scope.hold(blob);
    signal.addEventListener("abort", free, { once: true });
    if (await plays(video, href, signal)) return href;
    free();
    return "";
  }
  async function show() {
    try {
      const address = await load();
      if (signal.aborted) return "";
      if (address) video.style.visibility = "";
      setText(message, address ? "" : `This browser cannot play the clip. It is safe on disk: ${clip.path}`);
      return address;
    } catch (error) {
      const { message: why } = /** @type {Error} */ (error);
      setText(message, why && `${why} Path: ${clip.path}`);
      return "";
    }
  }
  return { shown: show(), stop };
}

/**
 * `{el, video, end()}`; once the clip can play it plays, unless `ready(address)` decides.
 * @param {Context} ctx @param {string} key @param {Clip} clip @param {string} label @param {(address: string) => void} [ready]
 */
export function makePlayer(ctx, key, clip, label, ready) {
  const { h } = ctx;
  const video = h("video.kw-video", { controls: true, loop: true, playsinline: true, muted: true, preload: "metadata", "aria-label": label });
  const message = h("p.kw-message.kw-center", { role: "status" });
  const el = h("div.kw-player.kw-tinted", video, message);
  if (clip.width && clip.height) {
    // The clip's size from the start, so that the page does not jump.
    el.style.setProperty("--kw-ratio", `${clip.width} / ${clip.height}`);
    el.style.setProperty("--kw-shape", String(clip.width / clip.height));
    el.style.setProperty("--kw-wide", `${Math.min(640, Math.round((420 * clip.width) / clip.height))}px`);
  }
  const { shown, stop } = showClip(ctx, video, message, key, clip);
  shown.then((address) => {
    if (!address) return;
    if (ready) ready(address);
    // A page may refuse to start it; the controls remain.
    else if (!reducedMotion()) video.play().catch(() => {});
  });
  return { el, video, end: stop };
}

/** The last frame of what `address` plays, as a PNG file of that name; an error where it cannot be read. @param {string} address @param {string} name */
export async function lastFrame(address, name) {
  const video = document.createElement("video");
  video.muted = true;
  video.preload = "auto";
  try {
    if (!(await plays(video, address))) throw new Error();
    // Exactly at the end, some browsers show the first frame.
    video.currentTime = Math.max(0, video.duration - 0.02);
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    // The frame can come some moments after the seek; until then nothing is drawn.
    let drawn = 0;
    for (let left = 100; left && !drawn; left--) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (video.seeking) continue;
      context.drawImage(video, 0, 0);
      drawn = context.getImageData(0, 0, 1, 1).data[3];
    }
    /** @type {Blob | null} */
    const png = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    if (!png || !drawn) throw new Error();
    return new File([png], name, { type: "image/png" });
  } finally {
    unloadVideo(video);
  }
}
