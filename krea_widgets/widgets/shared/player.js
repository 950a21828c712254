// A clip on the page: served from the notebook's folder where that works, else downloaded over the kernel's connection.

import { reducedMotion, setText } from "./dom.js";
import { partText } from "./format.js";
import { downloadClip } from "./download.js";

// The page resolves the static fallback shortly after the clip is done.
const TRIES = 8;
const BETWEEN_TRIES = 150; // milliseconds

/**
 * The address under which the page serves this clip, or "". Only the page knows where the notebook's folder is: it has
 * resolved the relative address in the static fallback, an output below the widget.
 */
export function servedAddress(fallback, url) {
  if (!url) return "";
  const ending = `/${decodeURIComponent(url)}`;
  for (const video of fallback.querySelectorAll("video, video source")) {
    const address = new URL(video.src || "about:blank", "about:blank");
    if (address.protocol.startsWith("http") && decodeURIComponent(address.pathname).endsWith(ending)) return video.src;
  }
  return "";
}

async function findServed(scope, fallbackClass, url) {
  for (let round = 0; url && round < TRIES && !scope.signal.aborted; round++) {
    for (const fallback of document.getElementsByClassName(fallbackClass)) {
      const address = servedAddress(fallback, url);
      if (address) return address;
    }
    await new Promise((resolve) => scope.later(resolve, BETWEEN_TRIES));
  }
  return "";
}

/** Whether the browser can play what is at this address; false when the signal aborts first.
 * @param {HTMLVideoElement} video
 * @param {string} address
 * @param {AbortSignal} [signal] */
function plays(video, address, signal) {
  return new Promise((resolve) => {
    const over = new AbortController();
    const settle = (answer) => () => {
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

/** Stops a video and releases its data. */
export function unloadVideo(video) {
  video.pause();
  video.removeAttribute("src");
  video.load();
}

/**
 * Loads the clip of a job into a video, from the page's own server where that works, else over the kernel's connection.
 * `ctx.serve(url)` finds the address where a view has its own way. Resolves to `{href, free()}`; `href` is "" when the browser
 * cannot play it or the signal aborts. Throws Python's message.
 */
async function loadClip(ctx, video, { key, clip, signal, onProgress }) {
  const { scope, channel } = ctx;
  const nothing = { href: "", free() {} };
  const served = ctx.serve ? ctx.serve(clip.url) : await findServed(scope, ctx.fallbackClass, clip.url);
  if (served && (await plays(video, served, signal))) return { ...nothing, href: served };
  if (signal.aborted || scope.signal.aborted) return nothing;
  const held = scope.hold(await downloadClip(channel, key, { signal, onProgress }));
  signal.addEventListener("abort", held.free, { once: true });
  if (await plays(video, held.href, signal)) return held;
  held.free();
  return nothing;
}

/** As `loadClip`, with its progress or why nothing is shown as the text of `message`; never throws. */
export async function loadWithProgress(ctx, video, message, { key, clip, signal }) {
  const nothing = { href: "", free() {} };
  try {
    const onProgress = (done, total) => setText(message, `Downloading the clip · ${partText(done, total)}`);
    const shown = await loadClip(ctx, video, { key, clip, signal, onProgress });
    if (signal.aborted || ctx.scope.signal.aborted) return nothing;
    setText(message, shown.href ? "" : `This browser cannot play the clip. It is safe on disk: ${clip.path}`);
    return shown;
  } catch (error) {
    const { message: why } = /** @type {Error} */ (error);
    setText(message, why && `${why} Path: ${clip.path}`);
    return nothing;
  }
}

/** `{el, video, end()}`; `ready(address)` is called once the clip plays. */
export function makePlayer(ctx, { key, clip, label, ready }) {
  const { h, scope } = ctx;
  const video = h("video.kw-video", { controls: true, loop: true, playsinline: true, muted: true, preload: "metadata", "aria-label": label });
  video.setAttribute("muted", "");
  const message = h("p.kw-message.kw-center", { role: "status" });
  const frame = h("div.kw-player", null, video, message);
  if (clip.width && clip.height) {
    // The clip's size from the start, so that the page does not jump.
    frame.style.setProperty("--kw-ratio", `${clip.width} / ${clip.height}`);
    frame.style.setProperty("--kw-wide", `${Math.min(640, Math.round((420 * clip.width) / clip.height))}px`);
  }
  const stop = new AbortController();
  const shown = loadWithProgress(ctx, video, message, { key, clip, signal: stop.signal });
  shown.then(({ href }) => {
    if (!href || stop.signal.aborted || scope.signal.aborted) return;
    ready(href);
    // A page may refuse to start it; the controls remain.
    if (!reducedMotion()) video.play().catch(() => {});
  });

  return {
    el: frame,
    video,
    end() {
      stop.abort();
      unloadVideo(video);
      shown.then(({ free }) => free());
    },
  };
}

/** The last frame of what `address` plays, as a PNG file of that name. */
export async function lastFrame(address, name) {
  const video = document.createElement("video");
  video.muted = true;
  video.preload = "auto";
  try {
    if (!(await plays(video, address))) throw new Error("The clip could not be read.");
    await new Promise((resolve, reject) => {
      video.onseeked = resolve;
      video.onerror = reject;
      // Exactly at the end, some browsers show the first frame.
      video.currentTime = Math.max(0, video.duration - 0.02);
    });
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext("2d")?.drawImage(video, 0, 0);
    /** @type {Blob | null} */
    const png = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    if (!png) throw new Error("The clip could not be read.");
    return new File([png], name, { type: "image/png" });
  } finally {
    video.onseeked = video.onerror = null;
    unloadVideo(video);
  }
}
