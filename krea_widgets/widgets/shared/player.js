// A clip on the page: served beside the notebook where that works, else fetched over the kernel's connection.

import { setText } from "./dom.js";
import { partText } from "./format.js";
import { downloadClip } from "./download.js";

const TRIES = 8; // x 150 ms: the page resolves the output beside the widget a moment after the clip is done

/**
 * The address under which the page serves this clip, or "". Only the page knows where the notebook's folder is, and it
 * has resolved the relative address in the output beside the widget (`.kept`): that one is borrowed.
 */
export function servedAddress(kept, url) {
  if (!url) return "";
  const ending = `/${decodeURIComponent(url)}`;
  for (const video of kept.querySelectorAll("video, video source")) {
    const address = new URL(video.src || "about:blank", "about:blank");
    if (address.protocol.startsWith("http") && decodeURIComponent(address.pathname).endsWith(ending)) return video.src;
  }
  return "";
}

async function findServed(scope, fallbackClass, url) {
  for (let round = 0; url && round < TRIES && !scope.signal.aborted; round++) {
    for (const kept of document.getElementsByClassName(fallbackClass)) {
      const address = servedAddress(kept, url);
      if (address) return address;
    }
    await new Promise((resolve) => scope.later(resolve, 150));
  }
  return "";
}

/** Whether the browser can play what is at this address; no, when the signal comes first. */
function plays(video, address, signal = null) {
  return new Promise((resolve) => {
    const over = new AbortController();
    const say = (answer) => () => {
      over.abort();
      resolve(answer);
    };
    video.addEventListener("loadedmetadata", say(true), { signal: over.signal });
    video.addEventListener("error", say(false), { signal: over.signal });
    signal?.addEventListener("abort", say(false), { signal: over.signal }); // a video without a source says nothing
    video.src = address;
  });
}

/**
 * Lets a video show a clip of Python's: served by the page's own server where that works, else fetched in pieces. Resolves
 * to `{href, free()}`; `href` is "" when the browser cannot play it, or the signal came. Throws with words.
 */
export async function loadClip(ctx, video, { key, clip, signal, onProgress }) {
  const { scope, channel } = ctx;
  const nothing = { href: "", free() {} };
  const served = await findServed(scope, ctx.fallbackClass, clip.url);
  if (served && (await plays(video, served, signal))) return { ...nothing, href: served };
  if (signal.aborted || scope.signal.aborted) return nothing;
  const pulled = await downloadClip(channel, key, { signal, onProgress });
  const held = scope.hold(pulled);
  signal.addEventListener("abort", held.free, { once: true });
  if (await plays(video, held.href, signal)) return held;
  held.free();
  return nothing;
}

/** `{el, video, name, end()}`; `ready(address)` is called once the clip plays. */
export function makePlayer(ctx, { key, clip, label, ready }) {
  const { h, scope } = ctx;
  const still = window.matchMedia?.("(prefers-reduced-motion: reduce)").matches;
  const video = h("video.kw-video", { controls: true, loop: true, playsinline: true, muted: true, preload: "metadata", "aria-label": label });
  video.setAttribute("muted", "");
  const message = h("p.kw-message.kw-center", { role: "status" });
  const frame = h("div.kw-player", null, video, message);
  if (clip.width && clip.height) {
    // the clip's own place from the start, so that the page does not jump
    frame.style.setProperty("--kw-ratio", `${clip.width} / ${clip.height}`);
    frame.style.setProperty("--kw-wide", `${Math.min(640, Math.round((420 * clip.width) / clip.height))}px`);
  }
  let shown = null;
  const stop = new AbortController();
  const load = async () => {
    shown = await loadClip(ctx, video, {
      key,
      clip,
      signal: stop.signal,
      onProgress: (done, total) => setText(message, `Fetching the clip · ${partText(done, total)}`),
    });
    return shown.href;
  };
  load()
    .then((address) => {
      if (stop.signal.aborted || scope.signal.aborted) return;
      setText(message, address ? "" : `This browser cannot play the clip. It is safe on disk: ${clip.path}`);
      if (!address) return;
      ready(address);
      if (!still) video.play().catch(() => {}); // a page may refuse to start it; the controls remain
    })
    .catch((error) => setText(message, error.message && `${error.message} It is safe on disk: ${clip.path}`));

  return {
    el: frame,
    video,
    end() {
      stop.abort();
      video.pause();
      video.removeAttribute("src");
      video.load();
      shown?.free();
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
      video.currentTime = Math.max(0, video.duration - 0.02); // a hair before the end, or some browsers show the first frame
    });
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext("2d").drawImage(video, 0, 0);
    const png = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    return new File([png], name, { type: "image/png" });
  } finally {
    video.onseeked = video.onerror = null;
    video.removeAttribute("src");
    video.load();
  }
}
