// A clip of the gallery in a video: served from the notebook's folder where that works, else downloaded from the kernel.

import { downloadClip } from "../shared/download.js";
import { unloadVideo } from "../shared/player.js";

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

/**
 * Shows the clip of a row in `video`; the returned function stops it and releases everything. `say(message)` gets the progress,
 * why nothing is shown, or "".
 */
export function showClip(ctx, video, row, { say = (_message) => {} } = {}) {
  const stop = new AbortController();
  /** @type {{ href: string, free: () => unknown } | null} */
  let held = null;
  async function download() {
    try {
      const blob = await downloadClip(ctx.channel, row.key, {
        signal: stop.signal,
        onProgress: (done, total) => done < total && say(`Downloading · ${Math.round((100 * done) / total)} %`),
      });
      if (stop.signal.aborted || ctx.signal.aborted) return;
      say("");
      const url = ctx.scope.hold(blob);
      held = url;
      video.addEventListener("error", () => say("This browser cannot play the clip."), { signal: stop.signal, once: true });
      video.src = url.href;
    } catch (error) {
      if (!stop.signal.aborted) say(/** @type {Error} */ (error).message);
    }
  }
  const served = addressOf(ctx, row.url);
  if (served) {
    video.addEventListener("error", download, { signal: stop.signal, once: true });
    video.src = served;
  } else download();
  return () => {
    stop.abort();
    unloadVideo(video);
    held?.free();
  };
}
