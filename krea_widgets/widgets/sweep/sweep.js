// The sweep board: the plan with its price and button, the progress of its items, and a comparison of chosen clips.

import { setText } from "../shared/dom.js";
import { advanceClock } from "../shared/format.js";
import { renderView } from "../shared/view.js";
import { makeProgressBar } from "../shared/progress-bar.js";
import { makeHeartbeat } from "../shared/heartbeat.js";
import { debouncedTraits, onTraits } from "../shared/traits.js";
import { CompareView } from "../compare/compare-view.js";
import { Confirmation } from "./confirmation.js";
import { LazyThumbnails } from "./lazy-thumbnails.js";
import { ItemList } from "./item-list.js";

const FEWEST = 2;
// Clips that a comparison plays in sync.
const MOST = 4;
const TRAITS = ["head", "rows", "live"];

class BoardView {
  constructor(ctx) {
    const { model } = ctx;
    this.ctx = ctx;
    this.model = model;
    this.traits = debouncedTraits(model, ctx.scope);
    // Keys that are ticked and not yet compared; null while the ticks are those of the comparison.
    this.ticks = null;
    this.receivedAt = 0;
    this.heartbeat = makeHeartbeat(ctx, () => this.tick());
    this.confirmation = new Confirmation(ctx);
    this.compare = new CompareView(ctx, { received() {} });
    this.list = new ItemList(ctx, new LazyThumbnails(ctx), {
      open: (key) => this.list.open(key),
      tick: (key, yes) => this.tickItem(key, yes),
      cancel: (row) => this.confirmation.press(row.below, row.cancel, "cancel", { key: row.key }),
      again: (row) => this.confirmation.press(row.below, row.again, "retry", { key: row.key, offer: row.live.again }),
      linked: () => model.get("_linked"),
    });
    this.bar = makeProgressBar(ctx.h, "All items");
    this.build();
  }

  build() {
    const { h } = this.ctx;
    const { confirmation } = this;
    const press = (kind, more = () => ({})) => {
      const button = h("button.kw-button", { onclick: () => confirmation.press(this.below, button, kind, more()) });
      return button;
    };
    this.make = press("run", () => ({ offer: this.head.make }));
    this.make.classList.add("kw-main-button");
    this.again = press("retry_failed", () => ({ offer: this.head.again }));
    this.cancelAll = press("cancel");
    setText(this.cancelAll, "Cancel all");
    this.message = h("p.kw-s-message", { tabindex: -1 });
    this.badge = h("span.kw-badge");
    this.below = h("div.kw-s-below");
    this.notes = h("ul.kw-s-notes.kw-dim");
    this.live = h("p.kw-hidden", { role: "status", "aria-live": "polite" });
    this.side = h("button.kw-button", { onclick: () => this.showTicked() });
    this.clear = h("button.kw-link", { onclick: () => this.setTicks(null) }, "Clear");
    this.hint = h("span.kw-dim");
    this.choice = h("div.kw-line.kw-s-choice", null, this.hint, this.side, this.clear);
    this.comparison = h("div.kw-s-compare", null, this.compare.el);
    this.el = h(
      "section.kw.kw-sweep",
      { "aria-label": "Sweep" },
      h(
        "div.kw-stack.kw-s-head",
        null,
        h("div.kw-line.kw-s-top", null, this.message, this.badge, h("span.kw-line.kw-s-go", null, this.again, this.cancelAll, this.make)),
        this.bar.el,
        this.below,
      ),
      this.list.el,
      this.notes,
      this.choice,
      this.comparison,
      this.live,
    );
  }

  start() {
    const { ctx, model } = this;
    onTraits(model, ctx.scope, TRAITS, () => this.takeTraits());
    onTraits(model, ctx.scope, ["entries"], () => this.paint());
    ctx.channel.on("board", (board) => this.take(board));
    ctx.channel.on("entries", ({ entries }) => this.paint(entries));
    this.takeTraits();
    this.compare.start();
  }

  end() {
    this.list.end();
    this.compare.end();
    this.traits.flush();
  }

  takeTraits() {
    const [head, rows, live] = TRAITS.map((name) => this.model.get(name));
    this.take({ head, rows, live });
  }

  take({ head, rows, live }) {
    if (this.head?.message !== head.message) this.receivedAt = Date.now();
    this.head = head;
    this.rows = rows;
    this.states = live;
    this.heartbeat.received(head.busy);
    this.paint();
  }

  shown() {
    return this.entries.map(({ key }) => key);
  }

  tickItem(key, yes) {
    const now = this.ticks || this.shown();
    this.setTicks(yes ? [...now, key] : now.filter((one) => one !== key));
  }

  setTicks(ticks) {
    this.ticks = ticks;
    this.paint();
  }

  showTicked() {
    const order = this.rows.map(({ key }) => key).filter((key) => this.ticks.includes(key));
    this.traits.set("picked", order);
    this.traits.flush();
    this.ticks = null;
    this.paint();
    this.compare.el.focus({ preventScroll: true });
    this.comparison.scrollIntoView({ block: "nearest" });
  }

  tick() {
    this.list.tick();
    this.paintMessage();
  }

  paint(entries = this.model.get("entries")) {
    this.entries = entries;
    const { head, rows, states } = this;
    const ticked = this.ticks || this.shown();
    this.paintHead(head);
    this.list.paint({ rows, live: states, ticked, full: ticked.length >= MOST });
    this.paintChoice(ticked);
    this.notes.replaceChildren(...head.notes.map((note) => this.ctx.h("li", null, note)));
    this.notes.hidden = !head.notes.length;
    this.comparison.hidden = !this.entries.length;
  }

  paintHead(head) {
    this.el.dataset.phase = head.phase;
    this.paintMessage();
    // A screen reader says changes of state, not of seconds.
    setText(this.live, head.message.replace(/ · \d+:\d\d(:\d\d)?/, ""));
    this.badge.hidden = head.backend !== "sandbox";
    setText(this.badge, head.backend);
    this.bar.el.hidden = !head.busy;
    this.bar.paint(head.fraction);
    const focused = this.ctx.active();
    setText(this.make, head.make);
    this.make.hidden = !head.make;
    setText(this.again, head.again);
    this.again.hidden = !head.again;
    this.cancelAll.hidden = !head.busy;
    if ([this.make, this.again, this.cancelAll].some((button) => button === focused && button.hidden)) this.message.focus({ preventScroll: true });
  }

  paintMessage() {
    const { message, elapsed, busy } = this.head;
    setText(this.message, busy ? advanceClock(message, elapsed, elapsed + (Date.now() - this.receivedAt) / 1000) : message);
  }

  paintChoice(ticked) {
    const fresh = this.ticks !== null && [...ticked].sort().join() !== this.shown().sort().join();
    this.choice.hidden = !fresh;
    const few = ticked.length < FEWEST;
    setText(this.hint, few ? "Tick two to four to compare them." : "");
    this.hint.hidden = !few;
    setText(this.side, `Compare ${ticked.length}`);
    this.side.hidden = few;
  }
}

/** @type {import("@anywidget/types").Render} */
const render = (props) => renderView(props, (ctx) => new BoardView(ctx));

export default { render };
