// A view and the widget's traits: hearing changes until the view ends, and writing the person's own.

/** Calls `work` whenever one of these traits changes, until the view ends. */
export function whenChanged(model, scope, names, work) {
  for (const name of names) {
    model.on(`change:${name}`, work);
    scope.onEnd(() => model.off(`change:${name}`, work));
  }
}

/** Writes the person's traits, gathered for a moment so that typing does not flood the kernel. */
export function makeKeeper(model, scope) {
  let cancel = null;
  const save = () => {
    cancel = null;
    model.save_changes();
  };
  function keep(name, value) {
    if (JSON.stringify(model.get(name)) === JSON.stringify(value)) return;
    model.set(name, value);
    cancel?.();
    cancel = scope.later(save, 250);
  }
  keep.flush = () => cancel && (cancel(), save());
  return keep;
}
