// The list of a sweep's items: how each differs, its price, its progress and its buttons.

import { builder, keyedList, makeScope, setText } from "../shared/dom.js";
import { advanceClock } from "../shared/format.js";
import { makeProgressBar } from "../shared/progress-bar.js";
import { diffPrompts } from "../compare/word-diff.js";
import { ItemDetails } from "./item-details.js";

const MADE = ["done", "reused"];

/** `act` has `open(key)`, `tick(key, yes)`, `cancel(row)`, `again(row)` and `linked()`. */
export class ItemList {
  constructor(ctx, thumbnails, act) {
    this.el = ctx.h("ul.kw-s-items", { "aria-label": "Items" });
    this.list = keyedList(this.el, ({ key }) => new ItemRow(ctx, thumbnails, act, key));
  }

  /** `ticked` are the keys that are chosen, `full` when no more can be. */
  paint({ rows, live, ticked, full }) {
    const several = new Set(rows.map((row) => row.prompt)).size > 1;
    const pieces = diffPrompts(rows.map((row) => row.prompt));
    this.list.update(rows, (view, row, index) =>
      view.paint(row, live[row.key] || {}, { pieces: pieces[index], several, ticked: ticked.includes(row.key), full }),
    );
  }

  /** Opens the details of one item and closes all others; an open item is closed. */
  open(key) {
    for (const row of this.list.views.values()) row.look(row.key === key && !row.details);
  }

  tick() {
    for (const row of this.list.views.values()) row.paintMessage();
  }

  end() {
    this.list.end();
  }
}

class ItemRow {
  constructor(view, thumbnails, act, key) {
    // A scope of its own, so that a row that goes releases everything.
    const scope = makeScope();
    this.ctx = { ...view, scope, h: builder(scope.signal), signal: scope.signal };
    this.forget = view.scope.onEnd(() => scope.end());
    this.thumbnails = thumbnails;
    this.act = act;
    this.key = key;
    this.receivedAt = 0;
    this.bar = makeProgressBar(this.ctx.h);
    this.build();
  }

  build() {
    const { h } = this.ctx;
    this.box = h("input", { type: "checkbox", onchange: () => this.act.tick(this.key, this.box.checked) });
    this.number = h("span.kw-s-number.kw-dim");
    this.thumbnail = h("img.kw-s-thumbnail", { alt: "" });
    this.prompt = h("span.kw-s-prompt");
    this.about = h("span.kw-s-what.kw-dim");
    this.name = h("button.kw-stack.kw-s-open", { "aria-expanded": "false", onclick: () => this.act.open(this.key) }, this.prompt, this.about);
    this.note = h("p.kw-dim");
    this.price = h("span.kw-s-price");
    this.message = h("p.kw-message");
    this.cancel = h("button.kw-button.kw-quiet", { onclick: () => this.act.cancel(this) }, "Cancel");
    this.again = h("button.kw-button.kw-quiet", { onclick: () => this.act.again(this) });
    this.below = h("div.kw-s-below");
    this.el = h(
      "li.kw-s-row",
      null,
      h("label.kw-s-tick", null, this.box, this.number),
      h("button.kw-s-pic", { tabindex: -1, "aria-hidden": "true", onclick: () => this.act.open(this.key) }, this.thumbnail),
      h("div.kw-stack.kw-s-text", null, this.name, this.note),
      this.price,
      h("div.kw-line.kw-s-state", null, this.bar.el, this.message, h("div.kw-line.kw-s-ways", null, this.cancel, this.again)),
      this.below,
    );
  }

  paint(row, live, { pieces, several, ticked, full }) {
    const news = !this.live || this.live.state !== live.state || this.live.clip !== live.clip;
    if (!this.live || this.live.message !== live.message) this.receivedAt = Date.now();
    this.row = row;
    this.live = live;
    this.el.dataset.state = live.state;
    setText(this.number, row.number);
    this.paintText(row, pieces, several);
    setText(this.price, live.state === "reused" ? "" : row.price);
    this.paintState(row, live);
    this.box.checked = ticked;
    this.box.disabled = !live.comparable || (full && !ticked);
    this.box.title = this.box.disabled && live.comparable ? "Four at most: take one out first" : "";
    this.box.setAttribute("aria-label", `Compare: ${row.label}`);
    if (row.ratio) this.thumbnail.style.aspectRatio = String(row.ratio);
    this.thumbnail.parentNode.hidden = !row.still && !live.clip;
    this.thumbnails.put(this.thumbnail, row, live.clip);
    if (news && this.details) this.details.load();
  }

  paintText(row, pieces, several) {
    const { h } = this.ctx;
    const main = several || !row.about;
    const shape = JSON.stringify([pieces, row.about, main]);
    // A selection of text survives.
    if (shape === this.shape) return;
    this.shape = shape;
    this.prompt.hidden = !main;
    this.prompt.replaceChildren(...(row.prompt ? pieces.map(({ text, marked }) => (marked ? h("mark.kw-c-mark", null, text) : text)) : ["(no prompt)"]));
    setText(this.about, row.about);
    this.about.classList.toggle("kw-dim", main);
    setText(this.note, row.note);
    this.note.hidden = !row.note;
  }

  paintState(row, live) {
    const running = live.state === "running";
    this.paintMessage();
    this.message.classList.toggle("kw-error", ["failed", "invalid"].includes(live.state));
    this.message.classList.toggle("kw-dim", !["failed", "invalid", "running", "done"].includes(live.state));
    this.bar.el.hidden = !running && live.state !== "queued";
    this.bar.el.setAttribute("aria-label", row.label);
    this.bar.paint(running ? live.fraction : 0);
    this.cancel.hidden = !running && live.state !== "queued";
    this.cancel.setAttribute("aria-label", `Cancel: ${row.label}`);
    this.again.hidden = !live.again;
    setText(this.again, live.again || "");
    this.thumbnail.classList.toggle("kw-s-dim", !MADE.includes(live.state));
  }

  /** Advances the clock in the message. */
  paintMessage() {
    const { message = "", elapsed = 0, state } = this.live;
    const now = elapsed + (Date.now() - this.receivedAt) / 1000;
    setText(this.message, state === "running" ? advanceClock(message, elapsed, now) : message);
  }

  look(yes) {
    this.name.setAttribute("aria-expanded", String(yes));
    if (!yes) this.details?.end();
    this.details = yes ? new ItemDetails(this.ctx, { key: this.key, label: this.row.label, linked: this.act.linked }) : null;
    if (this.details) this.below.append(this.details.el);
  }

  end() {
    this.details?.end();
    this.thumbnails.forget(this.thumbnail);
    this.forget();
    this.el.remove();
  }
}
