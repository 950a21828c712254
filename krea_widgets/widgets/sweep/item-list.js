// The list of a sweep's items: how each differs, its price, its progress and its buttons.

import { keyedList, partOf, setText, showText } from "../shared/dom.js";
import { advanceClock } from "../shared/format.js";
import { makeProgressBar } from "../shared/progress-bar.js";
import { markedPieces } from "../compare/clip-card.js";
import { diffPrompts } from "../compare/word-diff.js";
import { makeItemDetails } from "./item-details.js";
import { makeLazyThumbnails } from "./lazy-thumbnails.js";

/**
 * A press of a button that needs a confirmation below the item.
 * @typedef {(below: Element, button: HTMLButtonElement, kind: string, body: object) => void} Press
 */

/** `tick(key, yes)` is called when an item is ticked for the comparison. */
export function makeItemList(/** @type {Context} */ ctx, /** @type {Press} */ press, /** @type {(key: string, yes: boolean) => void} */ tick) {
  const el = ctx.h("ul.kw-s-items", { "aria-label": "Items" });
  const thumbnails = makeLazyThumbnails(ctx);
  const list = keyedList(el, (/** @type {SweepRow} */ row) => makeItemRow(ctx, thumbnails, row, { press, tick, open }));

  /** Opens the details of one item and closes all others; an open item is closed. @param {string} key */
  function open(key) {
    for (const [other, view] of list.views) view.look(other === key && !view.isOpen());
  }
  return {
    el,
    /**
     * @param {SweepRow[]} rows
     * @param {Record<string, SweepLive>} live @param {string[]} ticked keys of the chosen items @param {boolean} full when no more can be chosen
     */
    paint(rows, live, ticked, full) {
      const several = new Set(rows.map((row) => row.prompt)).size > 1;
      const pieces = diffPrompts(rows.map((row) => row.prompt));
      list.update(rows, (view, row, index) => {
        view.paint(row, live[row.key]);
        view.paintText(pieces[index], several);
        view.paintTick(ticked.includes(row.key), full);
      });
    },
    /** Advances the clocks in the messages. */
    tick: () => list.views.forEach((view) => view.paintMessage()),
    end: list.end,
  };
}

/**
 * @param {Context} view @param {ReturnType<typeof makeLazyThumbnails>} thumbnails @param {SweepRow} row
 * @param {{ press: Press, tick(key: string, yes: boolean): void, open(key: string): void }} act
 */
function makeItemRow(view, thumbnails, row, act) {
  const ctx = partOf(view);
  const { h, scope } = ctx;
  const { key } = row;
  /** @type {SweepLive} */
  let live = { state: "", message: "", fraction: null, elapsed: 0, again: "", clip: "", comparable: false };
  let receivedAt = 0;
  let shape = "";
  let details = /** @type {ReturnType<typeof makeItemDetails> | null} */ (null);
  const open = () => act.open(key);
  const bar = makeProgressBar(ctx);
  const box = h("input", { type: "checkbox", onchange: () => act.tick(key, box.checked) });
  const number = h("span.kw-digits.kw-dim");
  const thumbnail = h("img.kw-s-thumbnail", { alt: "" });
  const picture = h("button.kw-s-pic", { tabindex: -1, "aria-hidden": "true", onclick: open }, thumbnail);
  const prompt = h("span.kw-s-prompt");
  const about = h("span.kw-s-what.kw-dim");
  const name = h("button.kw-stack.kw-s-open", { "aria-expanded": "false", onclick: open }, prompt, about);
  const note = h("p.kw-message.kw-dim");
  const price = h("span.kw-s-price");
  const message = h("p.kw-message");
  const below = h("div.kw-stack.kw-s-below");
  const cancel = h("button.kw-button.kw-quiet", { onclick: () => act.press(below, cancel, "cancel", { key }) }, "Cancel");
  const again = h("button.kw-button.kw-quiet", { onclick: () => act.press(below, again, "retry", { key, offer: live.again }) });
  const el = h(
    "li.kw-s-row",
    h("label.kw-s-tick", box, number),
    picture,
    h("div.kw-stack.kw-s-text", name, note),
    price,
    h("div.kw-line.kw-s-state", bar.el, message, h("div.kw-line.kw-s-ways", cancel, again)),
    below,
  );

  /** Advances the clock in the message. */
  function paintMessage() {
    const { elapsed } = live;
    const now = elapsed + (Date.now() - receivedAt) / 1000;
    setText(message, live.state === "running" ? advanceClock(live.message, elapsed, now) : live.message);
  }

  return {
    el,
    /** @param {SweepRow} next @param {SweepLive} [state] */
    paint(next, state = live) {
      const news = live.state !== state.state || live.clip !== state.clip;
      if (live.message !== state.message) receivedAt = Date.now();
      row = next;
      live = state;
      el.dataset.state = live.state;
      const running = live.state === "running";
      const going = running || live.state === "queued";
      setText(number, row.number);
      // A label can change when items are added.
      box.setAttribute("aria-label", `Compare: ${row.label}`);
      cancel.setAttribute("aria-label", `Cancel: ${row.label}`);
      bar.el.setAttribute("aria-label", row.label);
      setText(price, live.state === "reused" ? "" : row.price);
      paintMessage();
      message.classList.toggle("kw-error", ["failed", "invalid"].includes(live.state));
      message.classList.toggle("kw-dim", !["failed", "invalid", "running", "done"].includes(live.state));
      bar.el.hidden = cancel.hidden = !going;
      bar.paint(running ? live.fraction : 0);
      showText(again, live.again);
      thumbnail.classList.toggle("kw-s-dim", !["done", "reused"].includes(live.state));
      if (row.ratio) thumbnail.style.aspectRatio = String(row.ratio);
      picture.hidden = !row.still && !live.clip;
      thumbnails.put(thumbnail, row, live.clip);
      if (news) details?.load();
    },
    /** @param {Piece[]} pieces @param {boolean} several when the prompts differ */
    paintText(pieces, several) {
      const main = several || !row.about;
      const next = JSON.stringify([pieces, row.about, row.note, main]);
      // A selection of text survives.
      if (next === shape) return;
      shape = next;
      prompt.hidden = !main;
      prompt.replaceChildren(...(row.prompt ? markedPieces(ctx, pieces) : ["(no prompt)"]));
      setText(about, row.about);
      about.classList.toggle("kw-dim", main);
      showText(note, row.note);
    },
    paintTick(/** @type {boolean} */ ticked, /** @type {boolean} */ full) {
      box.checked = ticked;
      box.disabled = !live.comparable || (full && !ticked);
      box.title = box.disabled && live.comparable ? "Four at most: take one out first" : "";
    },
    paintMessage,
    isOpen: () => details !== null,
    look(/** @type {boolean} */ yes) {
      name.setAttribute("aria-expanded", String(yes));
      details?.end();
      details = yes ? makeItemDetails(ctx, key, row.label, () => ctx.model.get("_linked")) : null;
      if (details) below.append(details.el);
    },
    end() {
      thumbnails.forget(thumbnail);
      scope.end();
      el.remove();
    },
  };
}
