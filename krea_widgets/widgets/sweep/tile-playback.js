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

  const isSeen = (/** @type {Tile} */ { picture }) => {
    const { top, bottom, width } = picture.getBoundingClientRect();
    return width > 0 && bottom > 0 && top < innerHeight;
  };

  /** Loads the clip over its thumbnail, and adds it to the clock. @param {string} key @param {Tile} tile */
  async function load(key, tile) {
    const { duration, fps } = tile.clip;
    const video = h("video.kw-s-film", { muted: true, playsinline: true, preload: "auto", tabindex: -1, "aria-hidden": "true" });
    tile.video = video;
    const { shown, stop } = showClip(ctx, video, document.createTextNode(""), key, tile.clip);
    let leave = () => {};
    tile.end = () => {
      leave();
      stop();
      video.remove();
    };
    if (!(await shown) || tile.video !== video) return;
    leave = playback.add(key, video, { duration, fps, offset: 0 });
    tile.picture.append(video);
  }

  function drop(/** @type {string} */ key) {
    tiles.get(key)?.end?.();
    tiles.delete(key);
  }

  return {
    /** Tells the clip of a tile, or null for none. @param {string} key @param {HTMLElement} picture @param {Clip | null} clip */
    put(key, picture, clip) {
      const old = tiles.get(key);
      if (old?.clip.path === clip?.path) return;
      drop(key);
      if (!clip) return;
      tiles.set(key, { picture, clip });
      if (wanted) play();
    },
    play,
    pause() {
      wanted = false;
      changed();
      if (playback.state().playing) playback.toggle();
    },
    isPlaying: () => wanted,
  };

  async function play() {
    wanted = true;
    changed();
    const seen = [...tiles].filter(([, tile]) => isSeen(tile)).slice(0, MOST);
    await Promise.all(seen.map(([key, tile]) => tile.video || load(key, tile)));
    if (wanted && !scope.signal.aborted && !playback.state().playing) playback.toggle();
  }
}
