// Small pictures of items: asked for when they come into view; items that begin with the same still share one.

export class LazyThumbnails {
  constructor(ctx) {
    this.ctx = ctx;
    this.wanted = new WeakMap(); // of an image: which thumbnail, and the item to ask for it
    this.known = new Map(); // promises of addresses
    this.watch = new IntersectionObserver((seen) => seen.forEach(({ isIntersecting, target }) => isIntersecting && this.load(target)));
    ctx.scope.onEnd(() => this.watch.disconnect());
  }

  /** Lets an image show an item: its still, and its clip once there is one. */
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
