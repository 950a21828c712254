// Other widgets that Python shows below this one: a comparison, a plan of variations, a form.

import { glideTo } from "./dom.js";
import { onTraits } from "./traits.js";

// Milliseconds in which it gets its height.
const GROWING = 2500;
// How ipywidgets names a widget in a trait.
const REFERENCE = "IPY_MODEL_";

/**
 * The trait names the widgets, so they are there again when the page is loaded anew. `able` is whether the page can show one widget in
 * another; `scrollTo()` scrolls to the newest while it appears.
 * @param {Model} model @param {Scope} scope
 */
export function makeBelow(model, scope) {
  const manager = /** @type {any} */ (model).widget_manager;
  const able = Boolean(manager?.create_view);
  const el = scope.h("div");
  // By the name of the widget.
  const views = /** @type {Map<string, { el: HTMLElement, remove(): void }>} */ (new Map());
  let turn = 0;

  /** Removes the views of the widgets that are not wanted. @param {string[]} wanted */
  function clear(wanted) {
    for (const [name, view] of views) if (!wanted.includes(name)) (view.remove(), views.delete(name));
  }

  async function update() {
    const wanted = /** @type {string[]} */ (model.get("_below") || []);
    const mine = ++turn;
    clear(wanted);
    for (const name of wanted) {
      if (views.has(name)) continue;
      // A widget that was closed meanwhile is not there any more.
      const child = await Promise.resolve(manager.get_model(name.slice(REFERENCE.length))).catch(() => null);
      const made = child && (await manager.create_view(child));
      if (mine !== turn || scope.signal.aborted) return made?.remove();
      if (!made) continue;
      views.set(name, made);
      el.append(made.el);
    }
  }

  if (able) {
    onTraits({ model, scope }, ["_below"], update);
    scope.onEnd(() => clear([]));
    update();
  }
  return {
    el,
    able,
    scrollTo() {
      let height = 0;
      const watch = new ResizeObserver(([{ contentRect }]) => {
        // What is closed meanwhile makes it smaller.
        if (contentRect.height > height) glideTo(/** @type {Element} */ (el.lastElementChild));
        height = contentRect.height;
      });
      watch.observe(el);
      scope.later(
        scope.onEnd(() => watch.disconnect()),
        GROWING,
      );
    },
  };
}
