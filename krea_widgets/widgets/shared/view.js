// The frame of every view: one element in the page, its scope and its message channel.

import { makeBelow } from "./below.js";
import { receiveDirectly, makeChannel } from "./channel.js";
import { makeScope, showText, leaveSaving, reveal } from "./dom.js";
import * as icons from "./icons.js";

const LOST = "The kernel was restarted or shut down. Run its cell again. Clips are kept.";

/**
 * An anywidget: `make(ctx)` returns a view.
 * @param {(ctx: Context) => View & { start(): void }} make
 * @returns {{ initialize: typeof receiveDirectly, render: Render }}
 */
export function widgetOf(make) {
  return { initialize: receiveDirectly, render: ({ model, el }) => renderView(model, el, make) };
}

function renderView(/** @type {Model} */ model, /** @type {HTMLElement} */ el, /** @type {(ctx: Context) => View & { start(): void }} */ make) {
  const scope = makeScope();
  const { h, signal } = scope;
  const fallbackClass = `kw-fallback-${String(model.get("_fallback_id")).replace(/\W/g, "")}`;
  const active = () => /** @type {Document | ShadowRoot} */ (el.getRootNode()).activeElement;
  const lost = h("p.kw-message.kw-error.kw-lost", { role: "alert", hidden: true });
  function leave() {
    // To the widget above this one; its root has this one too, which is gone in a moment.
    const above = el.parentElement?.closest(".kw-root")?.querySelector(".kw");
    if (above) reveal(above);
    channel.send("leave");
  }
  const channel = makeChannel(model, scope, () => {
    showText(lost, LOST);
    view?.lost?.();
  });
  const below = makeBelow(model, scope);
  scope.listen(window, "keydown", leaveSaving, { capture: true });
  /** @type {ReturnType<typeof make> | undefined} */
  let view;
  view = make({ model, scope, h, signal, page: el.ownerDocument, channel, fallbackClass, active, below });
  const close = h("button.kw-tool.kw-close", { "aria-label": "Close", title: "Close", onclick: leave }, icons.icon(icons.close));
  view.el.prepend(...(model.get("_closable") ? [close] : []), lost);
  // The live widget shows the clips, so its fallback is hidden.
  const parts = [h("style", `.${fallbackClass}{display:none}`), view.el, below.el];
  el.classList.add("kw-root");
  el.append(...parts);
  view.start();
  return () => {
    view.end();
    scope.end();
    for (const part of parts) part.remove();
  };
}
