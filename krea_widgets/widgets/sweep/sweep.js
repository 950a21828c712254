// The board of a sweep: the plan with its price and button, how far it is, and its clips side by side.

import { setText } from "../shared/dom.js";
import { advanceClock } from "../shared/format.js";
import { makeHeartbeat } from "../shared/heartbeat.js";
import { debouncedTraits, onTraits } from "../shared/traits.js";
import { CompareView, renderView } from "../compare/compare-view.js";
import { Confirmation } from "./confirmation.js";
import { LazyThumbnails } from "./lazy-thumbnails.js";
import { ItemList } from "./item-list.js";

const FEWEST = 2;
const MOST = 4; // clips in step
const TOLD = ["head", "rows", "live"];

class BoardView {
  constructor(model, ctx) {
    this.ctx = ctx;
    this.model = model;
    this.traits = debouncedTraits(model, ctx.scope);
    this.ticks = null; // what the person ticked and does not compare yet; null: what stands in the comparison
    this.heartbeat = makeHeartbeat(ctx, () => this.tick());
    this.confirmation = new Confirmation(ctx);
    this.compare = new CompareView(model, { ...ctx, heartbeat: { heard() {} } });
    this.list = new ItemList(ctx, new LazyThumbnails(ctx), {
      open: (key) => this.list.open(key),
      tick: (key, yes) => this.tickItem(key, yes),
      cancel: (row) => this.confirmation.press(row.home, row.cancel, "cancel", { key: row.key }),
      again: (row) => this.confirmation.press(row.home, row.again, "retry", { key: row.key, offer: row.live.again }),
      linked: () => model.get("_linked"),
    });
    this.build();
  }

  build() {
    const { h } = this.ctx;
    const { confirmation } = this;
    const press = (kind, more = () => ({})) => {
      const button = h("button.kw-button", { type: "button", onclick: () => confirmation.press(this.home, button, kind, more()) });
      return button;
    };
    this.make = press("run", () => ({ offer: this.head.make }));
    this.make.classList.add("kw-main-button");
    this.again = press("retry_failed", () => ({ offer: this.head.again }));
    this.cancelAll = press("cancel");
    setText(this.cancelAll, "Cancel all");
    this.message = h("p.kw-s-message", { tabindex: -1 });
    this.badge = h("span.kw-badge");
    this.fill = h("div.kw-fill");
    this.bar = h("div.kw-bar", { role: "progressbar", "aria-label": "All items", "aria-valuemin": 0, "aria-valuemax": 100 }, this.fill);
    this.home = h("div.kw-s-below");
    this.notes = h("ul.kw-s-notes.kw-dim");
    this.live = h("p.kw-hidden", { role: "status", "aria-live": "polite" });
    this.side = h("button.kw-button", { type: "button", onclick: () => this.showTicked() });
    this.clear = h("button.kw-link", { type: "button", onclick: () => this.setTicks(null) }, "Clear");
    this.hint = h("span.kw-dim");
    this.choice = h("div.kw-s-line.kw-s-choice", null, this.hint, this.side, this.clear);
    this.beside = h("div.kw-s-compare", null, this.compare.el);
    this.el = h(
      "section.kw.kw-sweep",
      { "aria-label": "Sweep" },
      h(
        "div.kw-s-head",
        null,
        h("div.kw-s-line.kw-s-top", null, this.message, this.badge, h("span.kw-s-line.kw-s-go", null, this.again, this.cancelAll, this.make)),
        this.bar,
        this.home,
      ),
      this.list.el,
      this.notes,
      this.choice,
      this.beside,
      this.live,
    );
  }

  start() {
    const { ctx, model } = this;
    onTraits(model, ctx.scope, TOLD, () => this.takeTraits());
    onTraits(model, ctx.scope, ["entries"], () => this.paint());
    ctx.channel.on("board", (told) => this.take(told));
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
    const [head, rows, live] = TOLD.map((name) => this.model.get(name));
    this.take({ head, rows, live });
  }

  take({ head, rows, live }) {
    if (this.head?.message !== head.message) this.heardAt = Date.now();
    this.head = head;
    this.rows = rows;
    this.states = live;
    this.heartbeat.heard(head.busy);
    this.paint();
  }

  // what is chosen

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
    this.beside.scrollIntoView({ block: "nearest" });
  }

  // what is seen

  tick() {
    this.list.tick();
    this.paintWords();
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
    this.beside.hidden = !this.entries.length;
  }

  paintHead(head) {
    const known = typeof head.fraction === "number";
    this.el.dataset.phase = head.phase;
    this.paintWords();
    setText(this.live, head.message.replace(/ · \d+:\d\d(:\d\d)?/, "")); // turns are said, seconds are not
    this.badge.hidden = head.backend !== "sandbox";
    setText(this.badge, head.backend);
    this.bar.hidden = !head.busy;
    this.fill.style.width = known ? `${head.fraction * 100}%` : "";
    if (known) this.bar.setAttribute("aria-valuenow", String(Math.round(head.fraction * 100)));
    const focused = this.el.getRootNode().activeElement;
    setText(this.make, head.make);
    this.make.hidden = !head.make;
    setText(this.again, head.again);
    this.again.hidden = !head.again;
    this.cancelAll.hidden = !head.busy;
    if ([this.make, this.again, this.cancelAll].some((button) => button === focused && button.hidden)) this.message.focus({ preventScroll: true });
  }

  paintWords() {
    const { message, elapsed, busy } = this.head;
    setText(this.message, busy ? advanceClock(message, elapsed, elapsed + (Date.now() - this.heardAt) / 1000) : message);
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
const render = (place) => renderView(place, (model, ctx) => new BoardView(model, ctx));

export default { render };
