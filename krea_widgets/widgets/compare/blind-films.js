// The clips of a blind choice as object URLs: their addresses at the notebook's server have the files' names.

import { downloadClip } from "../shared/player.js";

/** @param {Context} ctx */
export function makeFilms({ channel, scope, signal }) {
  const loading = /** @type {Map<string, Promise<string>>} */ (new Map());
  let ahead = false;

  const films = {
    /** The address of a clip, which is downloaded once; rejects with Python's message. @param {string} key */
    address(key) {
      const known = loading.get(key);
      if (known) return known;
      const promise = downloadClip(channel, key, signal).then((blob) => scope.hold(blob).href);
      loading.set(key, promise);
      promise.catch(() => loading.delete(key));
      return promise;
    },
    /** Loads all, one after the other, so that the next pairs are there at once. @param {string[]} keys */
    async loadAhead(keys) {
      if (ahead) return;
      ahead = true;
      for (const key of keys) await films.address(key).catch(() => {});
    },
  };
  return films;
}
