// The sweep board: the plan with its price and button, the progress of its items, and a comparison of chosen clips.

import { setText, showText, focusStill, reveal } from "../shared/dom.js";
import { advanceClock } from "../shared/format.js";
import { makeHeartbeat } from "../shared/heartbeat.js";
import { makeProgressBar } from "../shared/progress-bar.js";
import { debouncedTraits, onTraits } from "../shared/traits.js";
import { widgetOf } from "../shared/view.js";
import { makeCompare } from "../compare/compare.js";
import { makeConfirmation } from "./confirmation.js";
import { isGrid } from "./grid.js";
import { makeItemList } from "./item-list.js";

const FEWEST = 2;
// Clips that a comparison plays in sync.
const MOST = 4;
const ORDERS = [
  ["", "As planned"],
  ["price", "By price"],
  ["time", "By time"],
  ["stars", "By stars"],
  // These are measured.
  ["asked", "As asked"],
  ["amount", "Most motion"],
  ["steady", "Steadiest"],
  ["like", "Like the image"],
];

function makeBoard(/** @type {Context} */ ctx) {
  const { h, model, channel } = ctx;
  const traits = debouncedTraits(ctx);
  // Keys that are chosen and not yet compared; null while they are those of the comparison.
  let ticks = /** @type {string[] | null} */ (null);
  // Whether one more was chosen than can be compared.
  let full = false;
  let receivedAt = 0;
  let mode = "Grid";
  /** @type {Board} */
  let board = { head: model.get("head"), rows: [], live: {} };
  let entries = /** @type {Entry[]} */ ([]);

  const { press, close } = makeConfirmation(ctx);
  const compare = makeCompare(ctx, { received() {} });
  const acts = {
    press,
    compare(/** @type {string} */ key) {
      const now = ticks || shown();
      const next = now.includes(key) ? now.filter((one) => one !== key) : [...now, key];
      const tooMany = next.length > MOST;
      setTicks(tooMany ? now : next, tooMany);
    },
    include(/** @type {string[]} */ keys, /** @type {boolean} */ yes) {
      // A question or a refusal was about another plan.
      close();
      channel.send("include", { keys, yes });
    },
  };
  const list = makeItemList(ctx, acts, () => paintViews());
  const heartbeat = makeHeartbeat(ctx, () => {
    list.tick();
    paintMessage();
  });
  const bar = makeProgressBar(ctx, "All items");
  /** A button of the head. @param {string} kind @param {() => object} [body] */
  const action = (kind, body) => {
    const button = h("button.kw-button", { onclick: () => press(below, button, kind, body?.()) });
    return button;
  };
  const make = action("run", () => ({ offer: board.head.make }));
  make.classList.add("kw-main-button");
  const again = action("retry_failed", () => ({ offer: board.head.again }));
  const cancelAll = action("cancel");
  cancelAll.textContent = "Cancel all";
  const message = h("p.kw-s-message", { tabindex: -1 });
  const badge = h("span.kw-badge");
  const below = h("div.kw-s-below");
  const notes = h("ul.kw-s-notes.kw-dim");
  const live = h("p.kw-hidden", { role: "status" });
  const modes = ["Grid", "List"].map((name) => h("button.kw-chip", { onclick: () => setMode(name) }, name));
  const order = h(
    "select.kw-input.kw-s-order",
    { "aria-label": "Order", onchange: () => paint() },
    ORDERS.map(([name, text]) => h("option", { value: name }, text)),
  );
  const playAll = h("button.kw-chip", { onclick: togglePlay }, "Play all");
  const blind = h("button.kw-chip", { onclick: () => press(below, blind, "blind", { below: ctx.below.able }) }, "Choose blind");
  const jump = h("button.kw-link", { hidden: true, onclick: () => goTo("start") }, "Go to the comparison");
  const views = h("div.kw-line.kw-s-views", modes, order, playAll, blind, jump);
  const side = h("button.kw-button", { onclick: showTicked });
  const clear = h("button.kw-link", { onclick: () => setTicks(null) }, "Clear");
  const hint = h("span.kw-dim");
  const choice = h("div.kw-line.kw-tinted.kw-s-choice", hint, side, clear);
  const comparison = h("div.kw-s-compare", compare.el);
  const top = h("div.kw-line.kw-s-top", message, badge, h("span.kw-line.kw-s-go", again, cancelAll, make));
  const head = h("div.kw-stack.kw-s-head", top, bar.el, below);
  const el = h("section.kw.kw-sweep", { "aria-label": "Sweep" }, head, views, list.el, notes, choice, comparison, live);

  const shown = () => entries.map(({ key }) => key);

  function take(/** @type {Board} */ news) {
    if (board.head.message !== news.head.message || !receivedAt) receivedAt = Date.now();
    board = news;
    heartbeat.received(news.head.busy || news.head.measuring);
    paint();
  }

  function setTicks(/** @type {string[] | null} */ next, tooMany = false) {
    ticks = next;
    full = tooMany;
    paint();
    if (full) reveal(choice);
  }

  function showTicked() {
    const order = board.rows.map(({ key }) => key).filter((key) => ticks?.includes(key));
    traits.set("picked", order);
    traits.flush();
    setTicks(null);
    goTo("nearest");
  }

  function goTo(/** @type {ScrollLogicalPosition} */ block) {
    focusStill(compare.el);
    comparison.scrollIntoView({ block });
  }

  /** @param {Entry[]} [next] */
  function paint(next = model.get("entries")) {
    entries = next;
    const ticked = ticks || shown();
    paintHead(board.head);
    paintItems(ticked);
    paintChoice(ticked);
    notes.replaceChildren(...board.head.notes.map((note) => h("li", note)));
    notes.hidden = !board.head.notes.length;
    comparison.hidden = jump.hidden = entries.length < 2;
  }

  /** Hides the clips and their names while the person chooses between them below. */
  function hideForChoice() {
    el.hidden = Boolean(model.get("_below")?.length);
    if (!el.hidden) return;
    list.playback.play(false);
    compare.pause();
  }

  function setMode(/** @type {string} */ name) {
    mode = name;
    paint();
  }

  function togglePlay() {
    list.playback.play(!list.playback.isPlaying());
  }

  function paintItems(/** @type {string[]} */ ticked) {
    const grid = mode === "Grid" && isGrid(board.rows);
    list.paint(grid ? board.rows : inOrder(), board.live, { grid, ticked, ratings: model.get("ratings") || {}, winner: model.get("winner") });
    paintViews();
  }

  /** The rows in the chosen order; those without its value are last. */
  function inOrder() {
    const stars = model.get("ratings") || {};
    /** @type {Record<string, (row: SweepRow) => number | null | undefined>} */
    const values = { price: (row) => row.cost, time: (row) => board.live[row.key]?.seconds, stars: (row) => stars[row.label] && -stars[row.label] };
    const name = order.value;
    if (!name) return board.rows;
    const value = values[name] || ((row) => /** @type {any} */ (board.live[row.key]?.motion)?.[name]);
    const number = (/** @type {SweepRow} */ row) => value(row) ?? Infinity;
    return [...board.rows].sort((one, other) => (number(one) === number(other) ? 0 : number(one) - number(other)));
  }

  function paintViews() {
    const possible = isGrid(board.rows);
    const grid = possible && mode === "Grid";
    const made = board.rows.filter((row) => board.live[row.key]?.clip).length;
    modes.forEach((button) => {
      button.hidden = !possible;
      button.ariaPressed = String(button.textContent === mode);
    });
    order.hidden = grid || board.rows.length < 3;
    const measured = board.rows.some((row) => board.live[row.key]?.motion);
    [...order.options].forEach((option, index) => (option.hidden = index > 3 && !measured));
    playAll.hidden = !grid || made < 2;
    blind.hidden = made < 2;
    setText(playAll, list.playback.isPlaying() ? "Pause all" : "Play all");
  }

  function paintHead(/** @type {Board["head"]} */ head) {
    el.dataset.phase = head.phase;
    paintMessage();
    // A screen reader says changes of state, not of seconds.
    setText(live, head.message.replace(/ · \d+:\d\d(:\d\d)?/, ""));
    badge.hidden = head.backend !== "sandbox";
    setText(badge, head.backend);
    bar.el.hidden = cancelAll.hidden = !head.busy;
    bar.paint(head.fraction);
    const focused = ctx.active();
    showText(make, head.make);
    showText(again, head.again);
    if ([make, again, cancelAll].some((button) => button === focused && button.hidden)) focusStill(message);
  }

  function paintMessage() {
    const { message: text, elapsed, busy } = board.head;
    setText(message, busy ? advanceClock(text, elapsed, elapsed + (Date.now() - receivedAt) / 1000) : text);
  }

  function paintChoice(/** @type {string[]} */ ticked) {
    const few = ticked.length < FEWEST;
    const same = [...ticked].sort().join() === shown().sort().join();
    choice.hidden = !full && (!ticks || same);
    showText(hint, few ? "Choose two to four clips." : full ? "Four at most. Take one out." : "");
    setText(side, `Compare ${ticked.length}`);
    side.hidden = few || same;
  }

  return {
    el,
    start() {
      const takeTraits = () => take({ head: model.get("head"), rows: model.get("rows"), live: model.get("live") });
      onTraits(ctx, ["head", "rows", "live"], takeTraits);
      onTraits(ctx, ["entries", "ratings", "winner"], () => paint());
      channel.on("board", (news) => take(/** @type {Message & Board} */ (news)));
      channel.on("entries", (news) => paint(news.entries));
      takeTraits();
      compare.start();
      onTraits(ctx, ["_below"], hideForChoice);
      hideForChoice();
    },
    end() {
      list.end();
      compare.end();
      traits.flush();
    },
  };
}

export default widgetOf(makeBoard);
