// The widget's traits as one view reads and writes them.

/**
 * Calls `work` whenever one of these traits changes, until the view ends.
 * @param {import("@anywidget/types").AnyModel} model
 * @param {import("./dom.js").Scope} scope
 * @param {string[]} names
 * @param {() => unknown} work
 */
export function onTraits(model, scope, names, work) {
  for (const name of names) {
    model.on(`change:${name}`, work);
    scope.onEnd(() => model.off(`change:${name}`, work));
  }
}

/**
 * Writes traits at most every 250 ms, so that typing does not flood the kernel; `flush()` writes what is waiting.
 * @param {import("@anywidget/types").AnyModel} model
 * @param {import("./dom.js").Scope} scope
 */
export function debouncedTraits(model, scope) {
  /** @type {(() => unknown) | null} */
  let cancel = null;
  const save = () => {
    cancel = null;
    model.save_changes();
  };
  return {
    set(name, value) {
      if (JSON.stringify(model.get(name)) === JSON.stringify(value)) return;
      model.set(name, value);
      cancel?.();
      cancel = scope.later(save, 250);
    },
    flush() {
      if (!cancel) return;
      cancel();
      save();
    },
  };
}
