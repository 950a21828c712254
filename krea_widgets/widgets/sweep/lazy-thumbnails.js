// Thumbnails of items, requested when they come into view. Items with the same start image share one.

export class LazyThumbnails {
  constructor(ctx) {
    this.ctx = ctx;
    // For each image element: the name of its thumbnail, and the item to request it for.
    this.wanted = new WeakMap();
    // The promised address of each thumbnail by name.
    this.known = new Map();
    this.watch = new IntersectionObserver((seen) => seen.forEach(({ isIntersecting, target }) => isIntersecting && this.load(target)));
    ctx.scope.onEnd(() => this.watch.disconnect());
  }

  /** Shows in `image` the clip of an item, or its start image until there is one. */
  put(image, row, clip) {
    const name = clip ? `${row.key} ${clip}` : row.still;
    if (!name || this.wanted.get(image)?.name === name) return;
    this.wanted.set(image, { name, key: row.key });
    this.watch.observe(image);
  }

  forget(image) {
    this.watch.unobserve(image);
    this.wanted.delete(image);
  }

  async load(image) {
    this.watch.unobserve(image);
    const { name, key } = this.wanted.get(image);
    if (!this.known.has(name)) this.known.set(name, this.ask(key));
    const address = await this.known.get(name);
    if (address && this.wanted.get(image)?.name === name && !this.ctx.signal.aborted) image.src = address;
  }

  async ask(key) {
    const { channel, scope } = this.ctx;
    const { parts } = await channel.request("thumbnail", { key });
    if (!parts?.length || scope.signal.aborted) return "";
    return scope.hold(new Blob([parts[0]], { type: "image/jpeg" })).href;
  }
}
