// Counts what a page holds: listeners (also those that a signal will end), timers, drawn frames, observers, object URLs.
// Not counted are listeners of the window and observers of mutations: the tool that drives the page has some of its own.
(() => {
  const held = (window.held = { listeners: new Set(), timers: new Set(), frames: new Set(), observers: new Set(), urls: new Set() });
  window.heldCounts = () => Object.fromEntries(Object.entries(held).map(([name, set]) => [name, set.size]));

  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, work, options) {
    const { signal, once } = typeof options === "object" && options ? options : {};
    if (this === window) return add.call(this, type, work, options);
    if (!work || signal?.aborted) return;
    const record = { target: this, type, work };
    held.listeners.add(record);
    const over = () => held.listeners.delete(record);
    if (signal) add.call(signal, "abort", over, { once: true });
    if (once) add.call(this, type, over, { once: true });
    return add.call(this, type, work, options);
  };
  EventTarget.prototype.removeEventListener = function (type, work, options) {
    for (const record of held.listeners) {
      if (record.target === this && record.type === type && record.work === work) held.listeners.delete(record);
    }
    return remove.call(this, type, work, options);
  };
  const count = (set, start, stop, once) => {
    const [begin, end] = [window[start].bind(window), window[stop].bind(window)];
    window[start] = (work, ...rest) => {
      const id = begin((...all) => {
        if (once) set.delete(id);
        work(...all);
      }, ...rest);
      set.add(id);
      return id;
    };
    window[stop] = (id) => (set.delete(id), end(id));
  };
  count(held.timers, "setTimeout", "clearTimeout", true);
  count(held.timers, "setInterval", "clearInterval", false);
  count(held.frames, "requestAnimationFrame", "cancelAnimationFrame", true);
  for (const name of ["ResizeObserver", "IntersectionObserver"]) {
    const Base = window[name];
    window[name] = class extends Base {
      constructor(...all) {
        super(...all);
        held.observers.add(this);
      }
      disconnect() {
        held.observers.delete(this);
        super.disconnect();
      }
    };
  }
  const [make, free] = [URL.createObjectURL.bind(URL), URL.revokeObjectURL.bind(URL)];
  URL.createObjectURL = (blob) => {
    const url = make(blob);
    held.urls.add(url);
    return url;
  };
  URL.revokeObjectURL = (url) => (held.urls.delete(url), free(url));
})();
