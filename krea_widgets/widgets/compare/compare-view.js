// One view of a comparison: up to four clips in sync, and the traits that they share with Python.

import { setText } from "../shared/dom.js";
import { makeHeartbeat } from "../shared/heartbeat.js";
import { debouncedTraits, onTraits } from "../shared/traits.js";
import { nextSpeed } from "./playback-clock.js";
import { ARRANGEMENTS, pagesOf } from "./layout.js";
import { diffPrompts } from "./word-diff.js";
import { makePlayback } from "./playback.js";
import { ClipCard } from "./clip-card.js";
import { Viewport } from "./viewport.js";
import { TransportBar } from "./transport-bar.js";
import { onKeys, makeHelp } from "./keyboard.js";

const CHOICES = ["winner", "ratings", "notes", "offsets", "arrangement"];

export class CompareView {
  /** `heartbeat` is given by a view that has one already. */
  constructor(ctx, heartbeat = makeHeartbeat(ctx)) {
    const { model, scope, page } = ctx;
    this.ctx = ctx;
    this.model = model;
    this.traits = debouncedTraits(model, scope);
    this.heartbeat = heartbeat;
    this.page = 0;
    /** @type {any[]} */
    this.entries = [];
    this.pages = pagesOf(0);
    this.gain = 4;
    // The cards of this page, in the order shown.
    this.cards = [];
    this.playback = makePlayback(scope, page, () => this.paintTime());
    this.viewport = new Viewport(ctx, () => this.paint());
    this.acts = this.makeActs();
    this.transport = new TransportBar(ctx, this.playback, this.acts);
    this.help = makeHelp(ctx, () => this.el.focus());
    this.empty = ctx.h("p.kw-dim", { hidden: true }, "No clips to compare yet.");
    this.live = ctx.h("p.kw-hidden", { role: "status", "aria-live": "polite" });
    this.el = ctx.h(
      "section.kw.kw-compare",
      { "aria-label": "Compare clips", tabindex: 0, "data-lm-suppress-shortcuts": "true" },
      this.empty,
      this.viewport.el,
      this.transport.el,
      this.help.el,
      this.live,
    );
    onKeys(ctx, this.el, this.acts);
  }

  start() {
    const { ctx, model } = this;
    onTraits(model, ctx.scope, ["entries"], () => this.takeEntries(model.get("entries")));
    onTraits(model, ctx.scope, CHOICES, () => this.paint());
    ctx.channel.on("entries", ({ entries }) => this.takeEntries(entries));
    const watch = new ResizeObserver(() => this.paint());
    watch.observe(this.el);
    ctx.scope.onEnd(() => watch.disconnect());
    ctx.page.addEventListener("fullscreenchange", () => this.paint(), { signal: ctx.signal });
    this.takeEntries(model.get("entries"));
  }

  end() {
    this.dropCards();
    this.traits.flush();
  }

  takeEntries(entries) {
    this.entries = entries;
    this.pages = pagesOf(entries.length);
    this.page = Math.min(this.page, this.pages.length - 1);
    const [from, to] = this.pages[this.page];
    const shown = entries.slice(from, to);
    const same = shown.length === this.cards.length && shown.every((entry) => this.cards.some((card) => card.key === entry.key));
    if (same) for (const entry of shown) this.cards.find((card) => card.key === entry.key).update(entry);
    else this.deal(shown);
    const annotations = diffPrompts(shown.map((entry) => entry.prompt));
    shown.forEach((entry, index) => this.cards.find((card) => card.key === entry.key).paintPrompt(entry.prompt ? annotations[index] : []));
    this.heartbeat.received(entries.some((entry) => !entry.clip && !entry.over));
    this.paint();
  }

  deal(entries) {
    this.playback.reset();
    this.dropCards();
    this.cards = entries.map((entry, index) => new ClipCard(this.ctx, this.playback, entry, index + 1, this.acts));
    this.viewport.put(this.cards);
  }

  dropCards() {
    for (const card of this.cards) {
      // A note may have been typed and not been left yet.
      card.takeNote();
      card.end();
    }
  }

  /** What a button or a key can do, by name. */
  makeActs() {
    const { playback } = this;
    const put = (name, label, value, none) => {
      const { [label]: _, ...others } = this.model.get(name);
      this.choose(name, value === none ? others : { ...others, [label]: value });
    };
    const arrange = (name) => this.choose("arrangement", name);
    return {
      toggle: () => playback.toggle(),
      back: () => playback.jump(-1),
      on: () => playback.jump(1),
      frameBack: () => playback.step(-1),
      frameOn: () => playback.step(1),
      first: () => playback.jump(-Infinity),
      slower: () => playback.setSpeed(nextSpeed(playback.state().speed, -1)),
      faster: () => playback.setSpeed(nextSpeed(playback.state().speed, 1)),
      loop: () => playback.setLoop(!playback.state().loop),
      hear: (key) => playback.hear(playback.state().heard === key ? "" : key),
      nextSound: () => {
        const order = [...this.cards.filter((card) => card.entry.clip).map((card) => card.key), ""];
        playback.hear(order[(order.indexOf(playback.state().heard) + 1) % order.length]);
      },
      win: (label) => {
        this.choose("winner", this.model.get("winner") === label ? "" : label);
        setText(this.live, this.model.get("winner") ? `Winner: ${label}` : "No winner");
      },
      pick: (digit) => {
        const card = this.cards.find(({ number }) => String(number) === digit);
        if (card) this.acts.win(card.entry.label);
      },
      rate: (label, stars) => put("ratings", label, this.model.get("ratings")[label] === stars ? 0 : stars, 0),
      note: (label, text) => put("notes", label, text, ""),
      shift: (label, seconds) => put("offsets", label, seconds, 0),
      swap: () => this.swap(0, this.cards[1]),
      choose: (side, key) =>
        this.swap(
          side,
          this.cards.find((card) => card.key === key),
        ),
      arrange,
      nextArrangement: () => {
        const names = ARRANGEMENTS.map(([name]) => name);
        arrange(names[(names.indexOf(this.model.get("arrangement")) + 1) % names.length]);
      },
      setGain: (gain) => ((this.gain = gain), this.paint()),
      zoomIn: () => this.viewport.zoom(1.5),
      zoomOut: () => this.viewport.zoom(1 / 1.5),
      fit: () => this.viewport.zoom(0),
      full: () => this.fillScreen(),
      turn: (by) => {
        this.page += by;
        this.takeEntries(this.entries);
        // The pressed button may be disabled now.
        this.el.focus({ preventScroll: true });
      },
      help: () => this.help.toggle(),
      closeHelp: () => this.help.close(),
      arrived: () => this.paint(),
    };
  }

  choose(name, value) {
    this.traits.set(name, value);
    this.paint();
  }

  /** Shows a card at a place, and the card of that place where this one was. */
  swap(place, card) {
    const from = this.cards.indexOf(card);
    if (from < 0 || place === from) return;
    const order = [...this.cards];
    [order[place], order[from]] = [order[from], order[place]];
    this.cards = order;
    this.paint();
  }

  fillScreen() {
    const { page } = this.ctx;
    if (page.fullscreenElement) page.exitFullscreen();
    else this.el.requestFullscreen?.().catch(() => {});
  }

  paint() {
    const { model, cards, viewport } = this;
    const full = this.ctx.page.fullscreenElement === this.el;
    const arrangement = cards.length > 1 ? model.get("arrangement") : "grid";
    this.empty.hidden = cards.length > 0;
    viewport.el.hidden = this.transport.el.hidden = !cards.length;
    const style = getComputedStyle(this.el);
    const width = this.el.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const height = full ? this.el.clientHeight - this.transport.el.offsetHeight - 48 : 0;
    if (width > 0) viewport.paint({ arrangement, cards, gain: this.gain, width, height });
    this.transport.paint({ arrangement, cards, gain: this.gain, view: viewport.view, page: this.page, pages: this.pages, most: this.entries.length });
    this.paintCards();
    this.paintTime();
  }

  paintCards() {
    const [ratings, notes, offsets] = ["ratings", "notes", "offsets"].map((name) => this.model.get(name) || {});
    const { heard } = this.playback.state();
    for (const card of this.cards) {
      const { label } = card.entry;
      card.paint({ winner: this.model.get("winner"), rating: ratings[label] || 0, note: notes[label] || "", offset: offsets[label] || 0, heard });
    }
  }

  paintTime() {
    const state = this.playback?.state();
    if (!state || !this.transport) return;
    this.transport.paintTime(state);
    this.el.dataset.state = state.playing ? (state.holding ? "holding" : "playing") : "paused";
    if (state.heard !== this.heard) {
      this.heard = state.heard;
      this.paintCards();
    }
  }
}
