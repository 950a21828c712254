// The widget's traits as one view reads and writes them.

/** Calls `work` whenever one of these traits changes, until the view ends. @param {Pick<Context, "model" | "scope">} ctx @param {string[]} names @param {() => unknown} work */
export function onTraits({ model, scope }, names, work) {
  for (const name of names) {
    model.on(`change:${name}`, work);
    scope.onEnd(() => model.off(`change:${name}`, work));
  }
}

/** Writes traits at most every 250 ms, so that typing does not flood the kernel; `flush()` writes what is waiting. @param {Context} ctx */
export function debouncedTraits({ model, scope }) {
  let cancel = /** @type {(() => unknown) | null} */ (null);
  const save = () => {
    cancel = null;
    model.save_changes();
  };
  return {
    set(/** @type {string} */ name, /** @type {unknown} */ value) {
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
