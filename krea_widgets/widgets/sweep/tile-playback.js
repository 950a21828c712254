// Plays the clips of a grid on one clock, over their thumbnails.

import { makePlayback } from "../compare/synchronize.js";
import { showClip } from "../shared/player.js";

// Clips that play at once; more would only stutter.
const MOST = 24;

/** @typedef {{ picture: HTMLElement, clip: Clip, video?: HTMLVideoElement, end?: () => void }} Tile */

/** `changed()` is called when the clips start or stop. @param {Context} ctx @param {() => void} changed */
export function makeTilePlayback(ctx, changed) {
  const { h, scope, page } = ctx;
  const tiles = /** @type {Map<string, Tile>} */ (new Map());
  const playback = makePlayback(scope, page, () => {});
  let wanted = false;
  const seen = /** @type {Set<Element>} */ (new Set());
  const watch = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) seen[isIntersecting ? "add" : "delete"](target);
    if (wanted) fill();
  });
  scope.onEnd(() => watch.disconnect());

  /** Loads the clip over its thumbnail, and adds it to the clock. @param {string} key @param {Tile} tile */
  async function load(key, tile) {
    const video = h("video.kw-s-film", { muted: true, playsinline: true, preload: "auto", tabindex: -1, "aria-hidden": "true" });
    tile.video = video;
    const { shown, stop } = showClip(ctx, video, document.createTextNode(""), key, tile.clip);
    let leave = () => {};
    tile.end = () => {
      tile.video = undefined;
      leave();
      stop();
      video.remove();
    };
    if (!(await shown) || tile.video !== video) return;
    leave = playback.add(key, video, { ...tile.clip, offset: 0 });
    tile.picture.append(video);
  }

  return {
    /** Tells the clip of a tile, or null for none. @param {string} key @param {HTMLElement} picture @param {Clip | null} clip */
    put(key, picture, clip) {
      const old = tiles.get(key);
      if (old?.clip.path === clip?.path) return;
      old?.end?.();
      tiles.delete(key);
      // What is watched anew is told again.
      watch.unobserve(picture);
      if (!clip) return;
      tiles.set(key, { picture, clip });
      watch.observe(picture);
    },
    /** Plays or pauses. */
    play(/** @type {boolean} */ on) {
      wanted = on;
      changed();
      if (on) fill();
      else if (playback.state().playing) playback.toggle();
    },
    isPlaying: () => wanted,
  };

  /** Plays the tiles in view, and releases others when there are too many. */
  async function fill() {
    const all = [...tiles];
    const shown = all.filter(([, { picture }]) => seen.has(picture)).slice(0, MOST);
    const loading = shown.map(([key, tile]) => tile.video || load(key, tile));
    if (all.filter(([, { video }]) => video).length > MOST) for (const one of all) if (!shown.includes(one)) one[1].end?.();
    await Promise.all(loading);
    if (wanted && !scope.signal.aborted && !playback.state().playing) playback.toggle();
  }
}
