// The Gallery widget's view: all clips as a grid, with filters and an inspector.

import { retryUntil } from "../shared/channel.js";
import { copyButton } from "../shared/clip-actions.js";
import { setText } from "../shared/dom.js";
import { onTraits } from "../shared/traits.js";
import { renderView } from "../shared/view.js";
import { addressOf } from "./clip-video.js";
import { makeFilters } from "./filters.js";
import { Inspector } from "./inspector.js";
import { ClipGrid } from "./clip-grid.js";

// Milliseconds. After this time away, the view asks for new clips when the person returns.
const AWAY = 2000;
// The inspector follows the arrow keys after this pause.
const FOLLOW = 160;

class GalleryView {
  /** @param {import("../shared/view.js").Context & Record<string, any>} ctx */
  constructor(ctx) {
    const { model, h } = ctx;
    this.ctx = ctx;
    // One probe finds the folder of all clips.
    ctx.serve = (url) => addressOf(ctx, url);
    this.asked = 0;
    /** @type {any} */
    this.found = null;
    this.receivedAt = Date.now();
    this.filters = makeFilters(ctx, () => this.find());
    const acts = {
      page: (start, end) => this.page(start, end),
      current: (row) => this.follow(row),
      open: (row) => this.open(row),
      selected: (rows) => this.paintSelection(rows),
      rate: (row, stars) => this.change("annotate", { key: row.key, rating: row.rating === stars ? 0 : stars }),
      win: (row) => this.change("annotate", { key: row.key, winner: !row.winner }),
      look: (row) => this.change("look", { key: row.key }),
      remove: (rows) => this.remove(rows),
      restore: (keys) => this.restore(keys),
      escape: () => this.escape(),
      shut: () => this.shut(),
      linked: () => model.get("_linked"),
    };
    this.grid = new ClipGrid(ctx, acts);
    this.inspector = new Inspector(ctx, acts);
    this.el = this.layout(h);
  }

  layout(h) {
    const link = (message, onclick) => h("button.kw-link", { onclick }, message);
    this.count = h("span.kw-dim.kw-g-count", { role: "status" });
    this.empty = h("p.kw-dim.kw-g-none", { hidden: true });
    this.reset = link("Show all", () => this.filters.reset());
    this.compare = h("button.kw-button", { onclick: () => this.showComparison() }, "Compare selected");
    this.picked = h("span");
    this.selection = h(
      "div.kw-line.kw-g-bar",
      { hidden: true, role: "group", "aria-label": "Selected" },
      this.picked,
      this.compare,
      link("Delete", () => this.remove([...this.grid.chosen.values()])),
      link("Clear", () => this.grid.clear()),
    );
    this.message = h("span", { role: "status" });
    this.undo = link("Undo", () => this.undoing && this.restore(this.undoing));
    this.copy = copyButton(this.ctx, "Copy call", () => this.calling);
    this.notice = h(
      "div.kw-line.kw-g-bar",
      { hidden: true },
      this.message,
      this.undo,
      this.copy,
      link("Dismiss", () => (this.notice.hidden = true)),
    );
    return h(
      "section.kw.kw-gallery",
      { "aria-label": "Gallery", onpointerenter: () => this.comeBack(), onfocusin: () => this.comeBack() },
      h("div.kw-stack.kw-g-head", null, this.filters.el, this.count),
      h(
        "div.kw-stack.kw-g-body",
        null,
        h("div.kw-g-main", null, h("div.kw-g-none-line", null, this.empty, this.reset), this.grid.el, this.selection, this.notice),
        this.inspector.el,
      ),
    );
  }

  start() {
    this.ctx.channel.on("problem", ({ message }) => this.say(message));
    onTraits(this.ctx.model, this.ctx.scope, ["_linked"], () => this.inspector.use.close());
    setText(this.count, "Looking for clips");
    this.reset.hidden = true;
    retryUntil(
      this.ctx.scope,
      () => this.find(),
      () => this.found,
    );
  }

  end() {
    this.inspector.shut();
    this.grid.end();
  }

  async find(keep = false) {
    const mine = ++this.asked;
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
    const answer = await this.ctx.channel.request("find", { ...this.filters.query(), zone });
    if (mine !== this.asked || this.ctx.signal.aborted) return;
    this.receivedAt = Date.now();
    if (answer.kind !== "found") return this.say(answer.message);
    this.found = answer;
    this.filters.paint(answer.facets);
    this.paintCount(answer);
    this.grid.set(answer.groups, keep);
    if (answer.notice) this.say(answer.notice);
  }

  /** @param {any} answer */
  paintCount({ total, facets }) {
    const narrow = this.filters.isNarrow();
    const clips = (number) => `${number.toLocaleString("en")} ${number === 1 ? "clip" : "clips"}`;
    const { failed, deleted } = this.filters.query();
    const place = failed ? "without a clip" : deleted ? "deleted" : "";
    setText(this.count, place ? `${total.toLocaleString("en")} ${place}` : narrow ? `${total.toLocaleString("en")} of ${clips(facets.all)}` : clips(total));
    this.empty.hidden = total > 0;
    this.reset.hidden = total > 0 || !narrow;
    this.grid.el.hidden = total === 0;
    setText(this.empty, narrow ? "No clip matches." : "No clips yet. Create one with krea.Animate().");
  }

  async page(start, end) {
    const { serial } = this.found;
    if (this.paging === `${serial} ${start} ${end}`) return;
    this.paging = `${serial} ${start} ${end}`;
    const answer = await this.ctx.channel.request("page", { serial, start, end });
    this.paging = "";
    if (this.ctx.signal.aborted || this.found.serial !== serial) return;
    if (answer.kind === "changed") return this.find(true);
    if (answer.kind !== "rows") return this.say(answer.message);
    this.grid.put(answer.start, answer.rows, answer.parts);
  }

  /** Asks for new clips when the person returns to the view; nothing is asked before. */
  async comeBack() {
    const away = Date.now() - this.receivedAt;
    this.receivedAt = Date.now();
    if (away < AWAY || !this.found) return;
    const answer = await this.ctx.channel.request("fresh", { version: this.found.version });
    if (answer.kind === "changed" && !this.ctx.signal.aborted) this.find(true);
  }

  open(row) {
    this.grid.opened = true;
    this.grid.setCurrent(this.grid.current);
    this.inspector.show(row);
  }

  follow(row) {
    this.stopFollowing?.();
    if (!this.inspector.el.hidden && this.inspector.row?.key !== row.key)
      this.stopFollowing = this.ctx.scope.later(() => !this.inspector.el.hidden && this.inspector.show(row), FOLLOW);
  }

  shut() {
    this.grid.opened = false;
    this.inspector.shut();
    this.grid.goTo(this.grid.current);
  }

  /** Closes the inspector, else the selection; false when neither is open. */
  escape() {
    if (!this.inspector.el.hidden) return this.shut();
    return this.grid.chosen.size ? this.grid.clear() : false;
  }

  async change(kind, body) {
    const answer = await this.ctx.channel.request(kind, body);
    if (answer.kind === "problem" || answer.message) this.say(answer.message);
    this.take(answer.rows || []);
  }

  take(rows) {
    for (const row of rows) {
      this.grid.update(row);
      this.inspector.update(row);
    }
  }

  async remove(rows) {
    const keys = rows.filter((row) => !row.deleted).map((row) => row.key);
    if (!keys.length) return;
    const answer = await this.ctx.channel.request("delete", { keys });
    if (answer.kind !== "deleted") return this.say(answer.message);
    // The reason comes as a message of its own.
    if (!answer.keys.length) return;
    this.grid.clear(answer.keys);
    if (answer.keys.includes(this.inspector.row?.key)) this.shut();
    this.say(`Deleted ${answer.keys.length === 1 ? "1 clip" : `${answer.keys.length} clips`}.`, { undo: answer.keys });
    await this.find(true);
    if (this.grid.layout.total && this.ctx.page.activeElement === this.ctx.page.body) this.grid.goTo(this.grid.current);
  }

  async restore(keys) {
    const answer = await this.ctx.channel.request("restore", { keys });
    this.say(answer.kind === "problem" ? answer.message : `Restored ${keys.length === 1 ? "1 clip" : `${keys.length} clips`}.`);
    if (keys.includes(this.inspector.row?.key)) this.shut();
    this.find(true);
  }

  paintSelection(rows) {
    this.selection.hidden = rows.length === 0;
    const fit = rows.filter((row) => row.there && !row.deleted).length;
    this.compare.disabled = rows.length < 2 || rows.length > 4 || fit < rows.length;
    setText(this.picked, `${rows.length} selected`);
    this.compare.title = this.compare.disabled ? "Select two to four clips that are on disk" : "";
    this.ctx.channel.send("select", { keys: rows.map((row) => row.key) });
  }

  async showComparison() {
    const answer = await this.ctx.channel.request("compare", { keys: [...this.grid.chosen.keys()] });
    if (answer.kind === "problem") return this.say(answer.message);
    this.say(answer.shown ? "The comparison is shown below." : "To compare them, run this call in a cell.", { call: answer.call });
  }

  say(message, { undo = null, call = "" } = {}) {
    setText(this.message, message || "");
    this.notice.hidden = !message;
    this.undoing = undo;
    this.calling = call;
    this.undo.hidden = !undo;
    this.copy.hidden = !call;
  }
}

/** @type {import("@anywidget/types").Render} */
const render = (props) => renderView(props, (ctx) => new GalleryView(ctx));

export default { render };
