// Thumbnails of items, requested when they come into view. Items with the same start image share one.

export function makeLazyThumbnails(/** @type {Context} */ { channel, scope }) {
  // The name of the thumbnail, and the item to request it for.
  const wanted = /** @type {WeakMap<Element, { name: string, key: string }>} */ (new WeakMap());
  // Addresses by name.
  const known = /** @type {Map<string, Promise<string>>} */ (new Map());
  const watch = new IntersectionObserver((seen) => seen.forEach(({ isIntersecting, target }) => isIntersecting && load(target)));
  scope.onEnd(() => watch.disconnect());

  async function load(/** @type {Element} */ image) {
    watch.unobserve(image);
    const want = wanted.get(image);
    if (!want) return;
    const promised = known.get(want.name) || ask(want.key);
    known.set(want.name, promised);
    const address = await promised;
    if (address && wanted.get(image)?.name === want.name && !scope.signal.aborted) image.setAttribute("src", address);
  }

  async function ask(/** @type {string} */ key) {
    const { parts } = await channel.request("thumbnail", { key });
    if (!parts.length || scope.signal.aborted) return "";
    return scope.hold(new Blob([parts[0]], { type: "image/jpeg" })).href;
  }

  return {
    /** Shows in `image` the clip of an item, or its start image until there is one. @param {Element} image @param {SweepRow} row @param {string} clip */
    put(image, { key, still }, clip) {
      const name = clip ? `${key} ${clip}` : still;
      if (!name || wanted.get(image)?.name === name) return;
      wanted.set(image, { name, key });
      watch.observe(image);
    },
    forget(/** @type {Element} */ image) {
      watch.unobserve(image);
      wanted.delete(image);
    },
  };
}
