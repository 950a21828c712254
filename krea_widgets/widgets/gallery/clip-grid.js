// The grid of clips: a long scrolling list in which only the visible cards exist and are requested.

import { icon, reducedMotion, setText } from "../shared/dom.js";
import { cardByKey, dayOf, dayText, layOut, lineOf, missing, scrollFor, seenLines, span } from "./virtual-grid.js";
import { addressOf, showClip } from "./clip-video.js";

// Pixels above and below the visible part that have cards too.
const AROUND = 120;
// Milliseconds without scrolling before rows are requested: a fast scroll loads nothing.
const SETTLE = 50;
// Milliseconds over a card before its clip plays.
const HOVER = 180;
// Rows kept with their posters; the farthest are dropped first.
const MOST_KEPT = 300;

/** The label of a card for screen readers. */
export function cardLabel(row) {
  const stars = row.rating ? `${row.rating} ${row.rating === 1 ? "star" : "stars"}` : "";
  const length = row.length ? `${row.length} seconds` : "";
  return [
    row.prompt || row.name || "Clip without a prompt",
    row.title,
    length,
    row.price,
    row.backend === "sandbox" && "sandbox",
    stars,
    row.winner && "winner",
    stateText(row),
  ]
    .filter(Boolean)
    .join(", ");
}

/** Why a clip cannot be played, or "". */
export function stateText(row) {
  if (row.state === "open") return "In progress";
  if (row.state !== "done") return { failed: "Failed", cancelled: "Cancelled", uncertain: "Unknown" }[row.state];
  if (row.deleted) return "Deleted";
  return row.there ? "" : "File was moved";
}

/** `act`: `page(start, end)`, `current(row)`, `open(row)`, `selected(rows)`, `rate(row, stars)`, `win(row)`, `remove(rows)`, `escape()`. */
export class ClipGrid {
  constructor(ctx, act) {
    const { h, scope } = ctx;
    this.ctx = ctx;
    this.act = act;
    // By index: {row, href, free}.
    this.rows = new Map();
    // By index: the element.
    this.cards = new Map();
    // By day: the element.
    this.days = new Map();
    // By key: the row, in the order of selection.
    this.chosen = new Map();
    this.current = 0;
    this.anchor = 0;
    /** @type {[string, number][]} */
    this.groups = [];
    /** @type {(() => void) | null} */
    this.stopVideo = null;
    this.list = h("div.kw-g-list", { role: "listbox", "aria-multiselectable": "true", "aria-label": "Clips", "data-lm-suppress-shortcuts": "true" });
    this.el = h("div.kw-g-scroll", { onscroll: () => this.paintSoon() }, this.list);
    const on = (name, work) => this.list.addEventListener(name, work, { signal: ctx.signal });
    on("click", (event) => this.click(event));
    // A press of the tick keeps the focus.
    on("mousedown", (event) => event.target.closest(".kw-g-tick") && event.preventDefault());
    on("keydown", (event) => this.key(event));
    on("focusin", (event) => this.indexOf(event) >= 0 && this.setCurrent(this.indexOf(event)));
    on("pointerover", (event) => event.pointerType === "mouse" && this.hover(this.indexOf(event)));
    on("pointerleave", () => this.hover(-1));
    const watch = new ResizeObserver(() => this.resize());
    watch.observe(this.el);
    scope.onEnd(() => watch.disconnect());
    this.layout = layOut([], 300);
    // Whether the inspector shows the current clip.
    this.opened = false;
  }

  /** Shows the groups of an answer; `keep` when the query is unchanged. */
  set(groups, keep) {
    const total = groups.reduce((sum, [, count]) => sum + count, 0);
    this.groups = groups;
    this.hover(-1);
    for (const [index, entry] of this.rows) {
      // Old rows are shown until the new ones arrive.
      if (keep && index < total) entry.old = true;
      else this.drop(index);
    }
    if (!keep) this.current = this.anchor = 0;
    this.resize(keep ? this.el.scrollTop : 0);
    this.current = Math.min(this.current, Math.max(0, this.layout.total - 1));
    for (const index of this.cards.keys()) this.fill(index);
    this.paint();
    this.ask();
  }

  resize(top = null) {
    const width = this.list.clientWidth;
    if (!width) return;
    const first = top === null && this.layout.lines.length ? span(seenLines(this.layout, this.el.scrollTop, this.el.scrollTop + 1))[0] : -1;
    this.layout = layOut(this.groups, width);
    this.list.style.height = `${this.layout.height}px`;
    if (top !== null) this.el.scrollTop = top;
    else if (first > 0 && this.el.scrollTop > 0) this.el.scrollTop = lineOf(this.layout, first)?.top ?? 0;
    for (const [index, card] of [...this.cards]) {
      // Moved, not created again, which would lose the focus and flash.
      if (index < this.layout.total) this.place(index, card);
      else this.take(index);
    }
    this.paint();
  }

  paintSoon() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      if (!this.ctx.signal.aborted) this.paint();
    });
  }

  seen() {
    return seenLines(this.layout, this.el.scrollTop - AROUND, this.el.scrollTop + this.el.clientHeight + AROUND);
  }

  paint() {
    const lines = this.seen();
    const [start, end] = span(lines);
    const focused = this.list.contains(this.ctx.active()) ? this.current : -1;
    for (const index of [...this.cards.keys()]) if ((index < start || index >= end) && index !== focused) this.take(index);
    for (let index = start; index < end; index++) if (!this.cards.has(index)) this.deal(index);
    this.paintDays(lines);
    // Tab must reach some card.
    if (!this.cards.has(this.current) && end > start) this.cards.get(start).tabIndex = 0;
    this.stopAsking?.();
    if (missing((index) => this.isFresh(index), [start, end])) this.stopAsking = this.ctx.scope.later(() => this.ask(), SETTLE);
  }

  paintDays(lines) {
    const wanted = lines.filter((line) => line.start === line.end);
    for (const [day, element] of this.days) if (!wanted.some((line) => line.day === day)) (element.remove(), this.days.delete(day));
    for (const line of wanted) {
      let element = this.days.get(line.day);
      if (!element) {
        element = this.ctx.h(
          "div.kw-g-day",
          { role: "presentation" },
          this.ctx.h("span", null, dayText(line.day, dayOf(new Date()))),
          this.ctx.h("span.kw-dim", null, String(line.count)),
        );
        this.days.set(line.day, element);
        this.list.append(element);
      }
      element.style.transform = `translateY(${line.top}px)`;
    }
  }

  ask() {
    const gap = missing((index) => this.isFresh(index), span(this.seen()));
    if (gap) this.act.page(...gap);
  }

  /** Takes rows from Python, and the posters of those that have one. */
  put(start, rows, posters) {
    const pictures = [...posters];
    rows.forEach((row, offset) => {
      this.drop(start + offset);
      const entry = row.poster ? this.ctx.scope.hold(new Blob([pictures.shift()], { type: "image/jpeg" })) : { href: "", free() {} };
      this.rows.set(start + offset, { row, ...entry });
      if (this.chosen.has(row.key)) this.chosen.set(row.key, row);
      if (this.cards.has(start + offset)) this.fill(start + offset);
    });
    const [from, to] = span(this.seen());
    const far = [...this.rows.keys()].filter((index) => index < from || index >= to).sort((a, b) => Math.abs(b - from) - Math.abs(a - from));
    for (const index of far.slice(0, Math.max(0, this.rows.size - MOST_KEPT))) this.drop(index);
    this.ask();
  }

  /** One clip has changed. */
  update(row) {
    for (const [index, entry] of this.rows) {
      if (entry.row.key !== row.key) continue;
      entry.row = { ...entry.row, ...row };
      if (this.cards.has(index)) this.fill(index);
    }
  }

  isFresh(index) {
    return this.rows.has(index) && !this.rows.get(index).old;
  }

  drop(index) {
    this.rows.get(index)?.free();
    this.rows.delete(index);
  }

  row(index) {
    return this.rows.get(index)?.row || null;
  }

  deal(index) {
    const { h } = this.ctx;
    const card = h(
      "div.kw-g-card",
      { role: "option", tabindex: index === this.current ? 0 : -1, "aria-posinset": index + 1, "data-index": index },
      h("div.kw-g-pic", null),
      h("p.kw-g-prompt"),
      h("p.kw-g-meta"),
    );
    this.place(index, card);
    this.cards.set(index, card);
    // In the order of reading, for screen readers.
    const after = [...this.list.children].find((other) => Number(other.dataset.index) > index);
    this.list.insertBefore(card, after || null);
    this.fill(index);
  }

  place(index, card) {
    const { wide, high, gap, total } = this.layout;
    const line = lineOf(this.layout, index);
    card.style.cssText = `width:${wide}px;height:${high}px;transform:translate(${(index - line.start) * (wide + gap)}px,${line.top}px)`;
    card.setAttribute("aria-setsize", String(total));
  }

  take(index) {
    if (this.playing === index) this.hover(-1);
    this.cards.get(index).querySelector("video")?.removeAttribute("src");
    this.cards.get(index).remove();
    this.cards.delete(index);
  }

  fill(index) {
    const { h } = this.ctx;
    const card = this.cards.get(index);
    const entry = this.rows.get(index);
    const [picture, prompt, meta] = card.children;
    if (!entry) {
      card.setAttribute("aria-label", "Loading");
      for (const part of card.children) part.replaceChildren();
      return;
    }
    const { row, href } = entry;
    if (this.playing === index) this.hover(-1);
    const message = stateText(row);
    card.setAttribute("aria-label", cardLabel(row));
    card.classList.toggle("kw-g-dull", Boolean(message));
    picture.replaceChildren(
      this.thumbnail(row, href),
      h("span.kw-g-tick", { "aria-hidden": "true", title: "Select" }, icon("check")),
      (row.backend === "sandbox" && h("span.kw-badge.kw-g-badge", null, "sandbox")) || "",
      (message && h("span.kw-g-state", null, message)) || "",
    );
    setText(prompt, row.prompt || row.name || "(no prompt)");
    prompt.title = row.prompt;
    meta.replaceChildren(
      h("span.kw-g-facts", null, [row.title, row.length && `${row.length} s`, row.price].filter(Boolean).join(" · ")),
      (row.winner && h("span.kw-g-win", null, "winner")) || "",
      (row.rating && h("span.kw-g-rated", null, "★".repeat(row.rating))) || "",
    );
    this.paintSelected(index);
  }

  thumbnail(row, href) {
    const { h } = this.ctx;
    if (href) return h("img.kw-g-thumbnail", { src: href, alt: "", draggable: "false" });
    // A clip without a poster shows its first frame.
    const address = row.there && addressOf(this.ctx, row.url);
    return address
      ? h("video.kw-g-thumbnail", { src: `${address}#t=0.1`, muted: true, preload: "metadata", playsinline: true, tabindex: -1, "aria-hidden": "true" })
      : icon("picture");
  }

  paintSelected(index) {
    const chosen = this.chosen.has(this.row(index)?.key);
    const card = this.cards.get(index);
    card.setAttribute("aria-selected", String(chosen));
    card.classList.toggle("kw-g-current", index === this.current && this.opened);
  }

  indexOf(event) {
    const card = event.target.closest?.(".kw-g-card");
    return card ? Number(card.dataset.index) : -1;
  }

  setCurrent(index) {
    const old = this.current;
    this.current = index;
    for (const [at, card] of this.cards) card.tabIndex = at === index ? 0 : -1;
    for (const at of [old, index]) if (this.cards.has(at)) this.paintSelected(at);
    if (this.row(index)) this.act.current(this.row(index));
  }

  /** Brings a card into view and focuses it. */
  goTo(index) {
    const line = lineOf(this.layout, index);
    if (!line) return;
    this.el.scrollTop = scrollFor(line, this.el.scrollTop, this.el.clientHeight);
    if (!this.cards.has(index)) this.deal(index);
    this.cards.get(index).focus({ preventScroll: true });
    this.paint();
  }

  select(index, how) {
    const row = this.row(index);
    if (!row) return;
    if (how === "range") {
      for (let at = Math.min(this.anchor, index); at <= Math.max(this.anchor, index); at++) if (this.row(at)) this.chosen.set(this.row(at).key, this.row(at));
    } else if (!this.chosen.delete(row.key)) this.chosen.set(row.key, row);
    if (how !== "range") this.anchor = index;
    this.tell();
  }

  clear(keys = [...this.chosen.keys()]) {
    for (const key of keys) this.chosen.delete(key);
    this.tell();
  }

  tell() {
    this.list.classList.toggle("kw-g-choosing", this.chosen.size > 0);
    for (const index of this.cards.keys()) this.paintSelected(index);
    this.act.selected([...this.chosen.values()]);
  }

  click(event) {
    const index = this.indexOf(event);
    if (index < 0) return;
    if (event.shiftKey) return this.select(index, "range");
    if (event.ctrlKey || event.metaKey || event.target.closest(".kw-g-tick")) return this.select(index);
    this.anchor = index;
    this.goTo(index);
    if (this.row(index)) this.act.open(this.row(index));
  }

  key(event) {
    const { key } = event;
    if (event.altKey || event.isComposing || ((event.ctrlKey || event.metaKey) && !["Home", "End"].includes(key))) return;
    const row = this.row(this.current);
    const goal = cardByKey(this.layout, this.current, key, this.el.clientHeight);
    const acts = {
      Enter: () => row && this.act.open(row),
      " ": () => this.select(this.current),
      Delete: () => row && this.act.remove(this.chosen.size ? [...this.chosen.values()] : [row]),
      Escape: () => this.act.escape(),
      w: () => row && this.act.win(row),
    };
    acts.Backspace = acts.Delete;
    if (goal !== null) {
      this.goTo(goal);
      if (event.shiftKey) this.select(goal, "range");
    } else if (/^[0-5]$/.test(key)) row && this.act.rate(row, Number(key));
    else if (!acts[key] || acts[key]() === false) return;
    event.preventDefault();
    event.stopPropagation();
  }

  hover(index) {
    if (index === this.playing) return;
    this.playing = index;
    this.stopWaiting?.();
    this.stopVideo?.();
    this.stopVideo = this.stopWaiting = null;
    const row = this.row(index);
    if (!row || !row.there || row.deleted || reducedMotion()) return;
    this.stopWaiting = this.ctx.scope.later(() => this.play(index, row), HOVER);
  }

  play(index, row) {
    const video = document.createElement("video");
    video.className = "kw-g-thumbnail kw-g-hover-video";
    Object.assign(video, { muted: true, loop: true, playsInline: true, autoplay: true, tabIndex: -1 });
    video.setAttribute("aria-hidden", "true");
    video.onplaying = () => video.classList.add("kw-g-plays");
    const stop = showClip(this.ctx, video, row);
    this.cards.get(index)?.firstChild.append(video);
    this.stopVideo = () => (stop(), video.remove());
  }

  end() {
    this.hover(-1);
    cancelAnimationFrame(this.frame || 0);
    for (const index of [...this.rows.keys()]) this.drop(index);
    for (const index of [...this.cards.keys()]) this.take(index);
  }
}
