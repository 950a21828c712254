// The items of a sweep, as a list or as a grid: how each differs, its price, its progress and its buttons.

import { keyedList, partOf, setText, showText } from "../shared/dom.js";
import { advanceClock, dotted } from "../shared/format.js";
import { makeProgressBar } from "../shared/progress-bar.js";
import { markedPieces } from "../compare/clip-card.js";
import { diffPrompts } from "../compare/word-diff.js";
import { makeGrid } from "./grid.js";
import { makeItemDetails } from "./item-details.js";
import { makeLazyThumbnails } from "./lazy-thumbnails.js";
import { makeTilePlayback } from "./tile-playback.js";

/**
 * `press` asks for a confirmation below the item; `compare` is called when an item is chosen for the comparison, `include` when
 * items are to be made or left out.
 * @typedef {{
 *   press(below: Element, button: HTMLButtonElement, kind: string, body: object): void,
 *   compare(key: string): void,
 *   include(keys: string[], yes: boolean): void,
 * }} Acts
 */

/**
 * What the list shows beside the rows: whether as a grid, the keys that are compared, stars by label, and the label of the winner.
 * @typedef {{ grid: boolean, ticked: string[], ratings: Record<string, number>, winner: string }} Shown
 */

/** `played()` is called when the clips of the grid start or stop. @param {Context} ctx @param {Acts} acts @param {() => void} played */
export function makeItemList(ctx, acts, played) {
  const { h, scope } = ctx;
  const items = h("ul.kw-s-items", { "aria-label": "Items" });
  const grid = makeGrid(ctx, acts.include, () => repaint());
  const el = h("div.kw-s-board", grid.el, items);
  const thumbnails = makeLazyThumbnails(ctx);
  const playback = makeTilePlayback(ctx, played);
  const list = keyedList(items, (/** @type {SweepRow} */ row) => makeItemRow(ctx, thumbnails, playback, row, { ...acts, open, turn: grid.turn }));
  let repaint = () => {};
  scope.listen(el, "pointerenter", () => el.dataset.mode === "grid" && playback.play(true));
  scope.listen(el, "pointerleave", () => playback.play(false));

  /** Opens the details of one item and closes all others; an open item is closed. @param {string} key */
  function open(key) {
    for (const [other, view] of list.views) view.look(other === key && !view.isOpen());
  }

  /** @param {SweepRow[]} rows @param {Record<string, SweepLive>} live @param {Shown} shown */
  function paint(rows, live, shown) {
    repaint = () => paint(rows, live, shown);
    el.dataset.mode = shown.grid ? "grid" : "list";
    const several = new Set(rows.map((row) => row.prompt)).size > 1;
    const pieces = diffPrompts(rows.map((row) => row.prompt));
    const { places, columns } = shown.grid ? grid.paint(rows, live, pieces, shown.ratings) : { places: new Map(), columns: 0 };
    el.style.setProperty("--kw-s-columns", String(columns));
    const comparable = rows.filter((row) => live[row.key]?.comparable).length > 1;
    list.update(rows, (view, row, index) => {
      view.paint(row, live[row.key]);
      view.paintText(pieces[index], several);
      view.paintTick(shown.ticked.includes(row.key), comparable);
      view.place(places.get(row.key), shown.ratings[row.label] || 0, shown.winner === row.label);
    });
  }

  return { el, paint, playback, /** Advances the clocks in the messages. */ tick: () => list.views.forEach((view) => view.paintMessage()), end: list.end };
}

/**
 * @param {Context} view @param {ReturnType<typeof makeLazyThumbnails>} thumbnails @param {ReturnType<typeof makeTilePlayback>} playback
 * @param {SweepRow} row @param {Acts & { open(key: string): void, turn(key: string): void }} acts
 */
function makeItemRow(view, thumbnails, playback, row, acts) {
  const ctx = partOf(view);
  const { h, scope } = ctx;
  const { key } = row;
  let live = /** @type {SweepLive} */ (/** @type {Partial<SweepLive>} */ ({ state: "", message: "", elapsed: 0 }));
  let receivedAt = 0;
  let shape = "";
  let details = /** @type {ReturnType<typeof makeItemDetails> | null} */ (null);
  const open = () => acts.open(key);
  const bar = makeProgressBar(ctx);
  const box = h("input", { type: "checkbox", onchange: () => acts.include([key], box.checked) });
  const purpose = h("span");
  const include = h("label.kw-line", box, purpose);
  const compare = h("button.kw-chip", { onclick: () => acts.compare(key) }, "Compare");
  const tick = h("div.kw-s-tick", include, compare);
  const thumbnail = h("img.kw-s-thumbnail", { alt: "" });
  const picture = h("button.kw-s-pic", { tabindex: -1, "aria-hidden": "true", onclick: open }, thumbnail);
  const prompt = h("span.kw-s-prompt");
  const about = h("span.kw-s-what.kw-dim");
  const name = h("button.kw-stack.kw-s-open", { "aria-expanded": "false", onclick: open }, prompt, about);
  const note = h("p.kw-message.kw-dim");
  const price = h("span.kw-s-price");
  const message = h("p.kw-message");
  const followed = h("p.kw-s-followed.kw-ellipsis", { onclick: open });
  const below = h("div.kw-stack.kw-s-below");
  const cancel = h("button.kw-button.kw-quiet", { onclick: () => acts.press(below, cancel, "cancel", { key }) }, "Cancel");
  const again = h("button.kw-button.kw-quiet", { onclick: () => acts.press(below, again, "retry", { key, offer: live.again }) });
  const turn = h("button.kw-link.kw-s-turn", { onclick: () => acts.turn(key) });
  const stars = h("span.kw-s-rated");
  const text = h("div.kw-stack.kw-s-text", name, note);
  const state = h("div.kw-line.kw-s-state", bar.el, message, followed, h("div.kw-line.kw-s-ways", cancel, again));
  const tile = h("div.kw-s-tile", tick, picture, text, h("div.kw-line.kw-s-foot", price, stars, turn), state);
  const el = h("li.kw-s-row", tile, below);

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
      const news = live.state !== state.state || live.clip?.path !== state.clip?.path;
      if (live.message !== state.message) receivedAt = Date.now();
      row = next;
      live = state;
      el.dataset.state = live.state;
      const running = live.state === "running";
      const going = running || live.state === "queued";
      cancel.ariaLabel = `Cancel: ${row.label}`;
      bar.el.ariaLabel = row.label;
      // What the sandbox has made costs nothing any more.
      const over = live.state === "reused" || (live.state === "done" && row.price.startsWith("free"));
      setText(price, over ? "" : dotted(row.facts, row.price));
      paintMessage();
      showText(followed, live.motion?.text);
      followed.title = live.motion?.title || "";
      bar.el.hidden = cancel.hidden = !going;
      bar.paint(running ? live.fraction : 0);
      showText(again, live.again);
      const ratio = live.clip?.width && live.clip.height ? live.clip.width / live.clip.height : row.ratio;
      if (ratio) thumbnail.style.aspectRatio = String(ratio);
      picture.hidden = !row.still && !live.clip;
      thumbnails.put(thumbnail, row, live.clip?.path || "");
      playback.put(key, picture, live.clip);
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
    /** @param {boolean} compared @param {boolean} several when two can be compared */
    paintTick(compared, several) {
      const { choosable, comparable } = live;
      include.hidden = !choosable;
      compare.hidden = choosable || !comparable || !several;
      tick.classList.toggle("kw-s-none", include.hidden && compare.hidden);
      box.checked = live.state !== "left_out";
      setText(purpose, box.checked ? "Included" : "Include");
      // A label can change when items are added.
      box.ariaLabel = `Include: ${row.label}`;
      compare.ariaLabel = `Compare: ${row.label}`;
      compare.ariaPressed = String(compared);
    },
    /** Puts the item in a cell of the grid, or in the list. @param {Cell | undefined} cell @param {number} rating 0 to 5 stars @param {boolean} won */
    place(cell, rating, won) {
      tile.style.gridArea = cell ? `${cell.row} / ${cell.column}` : "";
      below.style.gridRow = cell ? String(cell.row + 1) : "";
      tile.hidden = Boolean(cell?.behind);
      showText(turn, cell && cell.count > 1 ? `${row.place && row.place.take} · ${cell.index + 1} of ${cell.count}` : "");
      showText(stars, dotted(won && "Winner", rating && `★ ${rating}`, cell?.best && `best of its ${cell.best}`));
      // In a grid its heads name it, and the picture is the button.
      name.hidden = Boolean(cell);
      picture.tabIndex = cell ? 0 : -1;
      picture.ariaHidden = cell ? null : "true";
      picture.ariaLabel = cell ? row.label : null;
      picture.ariaExpanded = cell ? String(details !== null) : null;
    },
    paintMessage,
    isOpen: () => details !== null,
    look(/** @type {boolean} */ yes) {
      name.ariaExpanded = String(yes);
      if (picture.ariaExpanded) picture.ariaExpanded = String(yes);
      el.classList.toggle("kw-s-opened", yes);
      details?.end();
      details = yes ? makeItemDetails(ctx, key, row.label, () => ctx.model.get("_linked")) : null;
      if (details) below.append(details.el);
    },
    end() {
      thumbnails.forget(thumbnail);
      playback.put(key, picture, null);
      scope.end();
      el.remove();
    },
  };
}
