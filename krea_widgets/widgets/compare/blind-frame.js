// One side of a blind choice: a video that nothing names but its side.

import { partOf, setText } from "../shared/dom.js";

const UNPLAYABLE = "This browser cannot play the clip. Skip the pair.";

/**
 * `arrived()` is called when the clip can play, or cannot be shown.
 * @param {Context} view @param {"left" | "right"} side @param {Playback} playback @param {ReturnType<typeof import("./blind-films.js").makeFilms>} films
 * @param {() => void} arrived
 */
export function makeBlindFrame(view, side, playback, films, arrived) {
  const { h } = view;
  const label = side === "left" ? "First clip" : "Second clip";
  const message = h("p.kw-b-message", { role: "status" });
  const el = h("div.kw-b-frame", message);
  let video = h("video");
  let end = () => {};
  let state = "";

  function settle(/** @type {string} */ next, text = "") {
    state = next;
    setText(message, text);
    arrived();
  }

  /** Shows a clip, or none. @param {string} key */
  async function show(key) {
    end();
    state = "";
    setText(message, key && "Loading");
    if (!key) return;
    const ctx = partOf(view);
    let remove = () => {};
    const mine = (video = ctx.h("video.kw-b-video", { playsinline: true, muted: true, preload: "auto", tabindex: -1, "aria-label": label }));
    end = () => {
      remove();
      ctx.scope.end();
      mine.remove();
      mine.removeAttribute("src");
      mine.load();
    };
    el.prepend(mine);
    try {
      const address = await films.address(key);
      if (mine !== video || ctx.scope.signal.aborted) return;
      mine.addEventListener("error", () => settle("failed", UNPLAYABLE), { signal: ctx.scope.signal });
      mine.addEventListener("loadeddata", () => settle("ready"), { signal: ctx.scope.signal, once: true });
      mine.src = address;
      remove = playback.add(side, mine, { duration: 0, fps: 0, offset: 0 });
    } catch (error) {
      if (mine === video && !ctx.scope.signal.aborted) settle("failed", /** @type {Error} */ (error).message);
    }
  }

  return {
    el,
    show,
    video: () => video,
    ready: () => state === "ready",
    /** Whether it is ready, or never will be. */
    over: () => state !== "",
  };
}
