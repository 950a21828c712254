// Another widget that Python shows below this one: a comparison, a plan of variations, a form.

import { reducedMotion } from "./dom.js";
import { onTraits } from "./traits.js";

// Milliseconds in which it gets its height.
const GROWING = 2500;
// How ipywidgets names a widget in a trait.
const REFERENCE = "IPY_MODEL_";

/**
 * The trait names the widget, so it is there again when the page is loaded anew. `able` is whether the page can show one widget in
 * another; `scrollTo()` scrolls to it while it appears.
 * @param {Model} model @param {Scope} scope
 */
export function makeBelow(model, scope) {
  const manager = /** @type {any} */ (model).widget_manager;
  const able = Boolean(manager?.create_view);
  const el = scope.h("div");
  let shown = "";
  let turn = 0;
  let view = /** @type {{ el: HTMLElement, remove(): void } | null} */ (null);

  function clear() {
    view?.remove();
    view = null;
  }

  async function update() {
    const [wanted = ""] = model.get("_below") || [];
    if (wanted === shown) return;
    shown = wanted;
    const mine = ++turn;
    clear();
    if (!wanted) return;
    // A widget that was closed meanwhile is not there any more.
    const child = await Promise.resolve(manager.get_model(wanted.slice(REFERENCE.length))).catch(() => null);
    if (!child) return;
    const made = await manager.create_view(child);
    if (mine !== turn || scope.signal.aborted) return made.remove();
    view = made;
    el.append(made.el);
  }

  if (able) {
    onTraits({ model, scope }, ["_below"], update);
    scope.onEnd(clear);
    update();
  }
  return {
    el,
    able,
    scrollTo() {
      const behavior = reducedMotion() ? "auto" : "smooth";
      const watch = new ResizeObserver(() => el.scrollIntoView({ block: "nearest", behavior }));
      watch.observe(el);
      scope.later(
        scope.onEnd(() => watch.disconnect()),
        GROWING,
      );
    },
  };
}
