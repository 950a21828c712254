// A clip of the gallery in a video: served from the notebook's folder where that works, else downloaded from the kernel.

import { loadWithProgress, unloadVideo } from "../shared/player.js";

const PROBE = "krea-widgets-probe.mp4";

/**
 * The address of a file below the notebook's folder, or "". Only the page knows where that folder is: it has resolved the
 * relative address of a video that is never loaded, in the static fallback below the widget.
 */
export function addressOf(ctx, url) {
  if (!url) return "";
  ctx.base ||= baseIn(document.getElementsByClassName(ctx.fallbackClass));
  if (!ctx.base) return "";
  // Its query stays: some servers want a token in it.
  const address = new URL(ctx.base);
  address.pathname = address.pathname.slice(0, -PROBE.length) + url;
  return address.href;
}

function baseIn(outputs) {
  for (const output of outputs) {
    for (const video of output.querySelectorAll("video")) {
      if (/^https?:/.test(video.src) && new URL(video.src).pathname.endsWith(PROBE)) return video.src;
    }
  }
  return "";
}

/** Shows the clip of a row in `video`, with its progress in `message`. The returned function stops it and releases everything. */
export function showClip(ctx, video, row, message = ctx.h("p")) {
  const stop = new AbortController();
  loadWithProgress(ctx, video, message, { key: row.key, clip: row, signal: stop.signal });
  return () => {
    stop.abort();
    unloadVideo(video);
  };
}
