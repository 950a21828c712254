// The frame of every view: one element in the page, its scope and its message channel.

import { makeChannel } from "./channel.js";
import { makeScope } from "./dom.js";

/**
 * @typedef {object} Context what the parts of one view share
 * @property {import("@anywidget/types").AnyModel} model
 * @property {import("./dom.js").Scope} scope
 * @property {ReturnType<typeof import("./dom.js").builder>} h
 * @property {AbortSignal} signal aborted when the view ends
 * @property {Document} page
 * @property {import("./channel.js").Channel} channel
 * @property {string} fallbackClass of the static fallback, which the page shows without a kernel
 * @property {() => Element | null} active the focused element, also inside a shadow root
 */

/**
 * Does what `render` of an anywidget does: `make(ctx)` returns a view with `el`, `start()` and `end()`.
 * @param {Pick<import("@anywidget/types").RenderProps, "model" | "el">} props
 * @param {(ctx: Context) => { el: HTMLElement, start(): void, end(): void }} make
 */
export function renderView({ model, el }, make) {
  const scope = makeScope();
  const ctx = {
    model,
    scope,
    h: scope.h,
    signal: scope.signal,
    page: el.ownerDocument,
    channel: makeChannel(model, scope),
    fallbackClass: `kw-fallback-${String(model.get("_fallback_id")).replace(/\W/g, "")}`,
    active: () => /** @type {Document | ShadowRoot} */ (el.getRootNode()).activeElement,
  };
  const view = make(ctx);
  // The live widget shows the clips, so its fallback is hidden.
  const parts = [scope.h("style", null, `.${ctx.fallbackClass}{display:none}`), view.el];
  el.classList.add("kw-root");
  el.append(...parts);
  view.start();
  return () => {
    view.end();
    scope.end();
    for (const part of parts) part.remove();
  };
}
