// A clip of the gallery in a video: served by the page's own server where that works, else fetched in pieces.

import { downloadClip } from "../shared/download.js";

const PROBE = "krea-widgets-probe.mp4";

/**
 * The address of a file below the notebook's folder, or "". Only the page knows where that folder is: it has resolved the
 * relative address of a video that is never loaded, in the output below the widget (`.kept`).
 */
export function addressOf(ctx, url) {
  if (!url) return "";
  ctx.base ||= baseIn(document.getElementsByClassName(ctx.fallbackClass));
  if (!ctx.base) return "";
  const address = new URL(ctx.base); // its query stays: some servers want a token in it
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
 * Lets `video` show the clip of a row. Returns what stops it and gives everything back. `say(words)` tells why there is
 * nothing to be seen, or "".
 */
export function showClip(ctx, video, row, { say = (_words) => {} } = {}) {
  const stop = new AbortController();
  let held = null;
  async function pull() {
    try {
      const blob = await downloadClip(ctx.channel, row.key, {
        signal: stop.signal,
        onProgress: (done, total) => done < total && say(`Fetching · ${Math.round((100 * done) / total)} %`),
      });
      if (stop.signal.aborted || ctx.signal.aborted) return;
      say("");
      held = ctx.scope.hold(blob);
      video.addEventListener("error", () => say("This browser cannot play the clip."), { signal: stop.signal, once: true });
      video.src = held.href;
    } catch (error) {
      if (!stop.signal.aborted) say(error.message);
    }
  }
  const served = addressOf(ctx, row.url);
  if (served) {
    video.addEventListener("error", pull, { signal: stop.signal, once: true });
    video.src = served;
  } else pull();
  return () => {
    stop.abort();
    video.pause();
    video.removeAttribute("src");
    video.load();
    held?.free();
  };
}
