// The items of a sweep as a list: what each differs in, its price, how far it is, and what can be done about it.

import { builder, makeScope, setText } from "../shared/dom.js";
import { advanceClock } from "../shared/format.js";
import { diffPrompts } from "../compare/word-diff.js";
import { ItemDetails } from "./item-details.js";

const MADE = ["done", "have it"];

/** A list that is kept up; `act`: `open(key)`, `tick(key, yes)`, `cancel(row)`, `again(row)`, `linked()`. */
export class ItemList {
  constructor(ctx, thumbnails, act) {
    this.ctx = ctx;
    this.thumbnails = thumbnails;
    this.act = act;
    this.rows = new Map();
    this.el = ctx.h("ul.kw-s-items", { "aria-label": "Items" });
  }

  /** `ticked` are the keys that are chosen, `full` when no more can be. */
  paint({ rows, live, ticked, full }) {
    const several = new Set(rows.map((row) => row.prompt)).size > 1;
    const annotations = diffPrompts(rows.map((row) => row.prompt));
    for (const key of this.rows.keys()) if (!rows.some((row) => row.key === key)) this.drop(key);
    rows.forEach((row, index) => {
      const known = this.rows.get(row.key) || this.add(row);
      known.paint(row, live[row.key] || {}, { pieces: annotations[index], several, ticked: ticked.includes(row.key), full });
      if (this.el.children[index] !== known.el) this.el.insertBefore(known.el, this.el.children[index] || null);
    });
  }

  add(row) {
    const made = new ItemRow(this.ctx, this.thumbnails, this.act, row.key);
    this.rows.set(row.key, made);
    return made;
  }

  drop(key) {
    this.rows.get(key).end();
    this.rows.delete(key);
  }

  /** Looks at one item; at the one that is looked at: no longer. */
  open(key) {
    for (const row of this.rows.values()) row.look(row.key === key && !row.view);
  }

  tick() {
    for (const row of this.rows.values()) row.move();
  }

  end() {
    for (const key of [...this.rows.keys()]) this.drop(key);
  }
}

class ItemRow {
  constructor(view, thumbnails, act, key) {
    const scope = makeScope(); // its own, so that a row that goes gives everything back
    this.ctx = { ...view, scope, h: builder(scope.signal), signal: scope.signal };
    this.forget = view.scope.onEnd(() => scope.end());
    this.thumbnails = thumbnails;
    this.act = act;
    this.key = key;
    this.build();
  }

  build() {
    const { h } = this.ctx;
    this.box = h("input", { type: "checkbox", onchange: () => this.act.tick(this.key, this.box.checked) });
    this.number = h("span.kw-s-number.kw-dim");
    this.thumbnail = h("img.kw-s-thumbnail", { alt: "" });
    this.prompt = h("span.kw-s-prompt");
    this.about = h("span.kw-s-what.kw-dim");
    this.name = h("button.kw-s-open", { type: "button", "aria-expanded": "false", onclick: () => this.act.open(this.key) }, this.prompt, this.about);
    this.note = h("p.kw-dim");
    this.price = h("span.kw-s-price");
    this.message = h("p.kw-message");
    this.fill = h("div.kw-fill");
    this.bar = h("div.kw-bar", { role: "progressbar", "aria-valuemin": 0, "aria-valuemax": 100, hidden: true }, this.fill);
    this.cancel = h("button.kw-button.kw-quiet", { type: "button", onclick: () => this.act.cancel(this) }, "Cancel");
    this.again = h("button.kw-button.kw-quiet", { type: "button", onclick: () => this.act.again(this) });
    this.home = h("div.kw-s-below");
    this.el = h(
      "li.kw-s-row",
      null,
      h("label.kw-s-tick", null, this.box, this.number),
      h("button.kw-s-pic", { type: "button", tabindex: -1, "aria-hidden": "true", onclick: () => this.act.open(this.key) }, this.thumbnail),
      h("div.kw-s-text", null, this.name, this.note),
      this.price,
      h("div.kw-s-state", null, this.bar, this.message, h("div.kw-s-line.kw-s-ways", null, this.cancel, this.again)),
      this.home,
    );
  }

  paint(row, live, { pieces, several, ticked, full }) {
    const news = !this.live || this.live.state !== live.state || this.live.clip !== live.clip;
    if (!this.live || this.live.message !== live.message) this.heardAt = Date.now();
    this.row = row;
    this.live = live;
    this.el.dataset.state = live.state;
    setText(this.number, row.number);
    this.paintText(row, pieces, several);
    setText(this.price, live.state === "have it" ? "" : row.price);
    this.paintState(row, live);
    this.box.checked = ticked;
    this.box.disabled = !live.comparable || (full && !ticked);
    this.box.title = this.box.disabled && live.comparable ? "Four at most: take one out first" : "";
    this.box.setAttribute("aria-label", `Compare: ${row.label}`);
    if (row.ratio) this.thumbnail.style.aspectRatio = String(row.ratio);
    this.thumbnail.parentNode.hidden = !row.still && !live.clip;
    this.thumbnails.put(this.thumbnail, row, live.clip);
    if (news && this.view) this.view.load();
  }

  paintText(row, pieces, several) {
    const { h } = this.ctx;
    const main = several || !row.about;
    const shape = JSON.stringify([pieces, row.about, main]);
    if (shape === this.shape) return; // so that a selection stays
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
    const known = running && typeof live.fraction === "number";
    this.move();
    this.message.classList.toggle("kw-error", ["failed", "refused"].includes(live.state));
    this.message.classList.toggle("kw-dim", !["failed", "refused", "running", "done"].includes(live.state));
    this.bar.hidden = !running && live.state !== "in line";
    this.bar.classList.toggle("kw-unknown", running && !known);
    this.bar.setAttribute("aria-label", row.label);
    this.fill.style.width = known ? `${live.fraction * 100}%` : running ? "" : "0";
    if (known) this.bar.setAttribute("aria-valuenow", String(Math.round(live.fraction * 100)));
    else this.bar.removeAttribute("aria-valuenow");
    this.cancel.hidden = !running && live.state !== "in line";
    this.cancel.setAttribute("aria-label", `Cancel: ${row.label}`);
    this.again.hidden = !live.again;
    setText(this.again, live.again || "");
    this.thumbnail.classList.toggle("kw-s-dim", !MADE.includes(live.state));
  }

  /** Lets the clock in its words go on. */
  move() {
    const { message = "", elapsed = 0, state } = this.live;
    const now = elapsed + (Date.now() - this.heardAt) / 1000;
    setText(this.message, state === "running" ? advanceClock(message, elapsed, now) : message);
  }

  look(yes) {
    this.name.setAttribute("aria-expanded", String(yes));
    if (!yes) this.view?.end();
    this.view = yes ? new ItemDetails(this.ctx, { key: this.key, label: this.row.label, linked: this.act.linked }) : null;
    if (this.view) this.home.append(this.view.el);
  }

  end() {
    this.view?.end();
    this.thumbnails.forget(this.thumbnail);
    this.forget();
    this.el.remove();
  }
}
