// The Compare widget's view: up to four clips in sync, and the traits that they share with Python.

import { setText, ownKeys, focusStill, reveal } from "../shared/dom.js";
import { makeHeartbeat } from "../shared/heartbeat.js";
import { debouncedTraits, onTraits } from "../shared/traits.js";
import { widgetOf } from "../shared/view.js";
import { makeClipCard } from "./clip-card.js";
import { makeHelp, onKeys } from "./keyboard.js";
import { ARRANGEMENTS, pagesOf } from "./layout.js";
import { nextSpeed } from "./clock.js";
import { makeSave } from "./save.js";
import { makePlayback } from "./synchronize.js";
import { makeTransportBar } from "./transport-bar.js";
import { makeViewport } from "./viewport.js";
import { diffPrompts } from "./word-diff.js";

const CHOICES = ["winner", "ratings", "notes", "offsets", "arrangement"];

/** `heartbeat` is given by a view that has one already. @param {Context} ctx @param {Heartbeat} [heartbeat] */
export function makeCompare(ctx, heartbeat = makeHeartbeat(ctx)) {
  const { model, scope, page, h } = ctx;
  const traits = debouncedTraits(ctx);
  let at = 0;
  let entries = /** @type {Entry[]} */ ([]);
  let pages = pagesOf(0);
  let gain = 4;
  let heard = "";
  // The cards of this page, in the order shown.
  let cards = /** @type {ClipCard[]} */ ([]);
  const playback = makePlayback(scope, page, paintTime);

  /** Changes the choice of one clip. @param {string} name @param {string} label @param {string | number} value */
  const put = (name, label, value) => {
    const { [label]: _, ...others } = model.get(name);
    choose(name, value ? { ...others, [label]: value } : others);
  };
  /** @type {CompareActs} */
  const act = {
    toggle() {
      // Otherwise the first clip that is made starts it.
      if (entries.length && entries.every(({ clip, over }) => over && !clip)) setText(live, transport.say("There is no clip to play."));
      else playback.toggle();
    },
    back: () => playback.jump(-1),
    on: () => playback.jump(1),
    frameBack: () => playback.step(-1),
    frameOn: () => playback.step(1),
    first: () => playback.jump(-Infinity),
    slower: () => playback.setSpeed(nextSpeed(playback.state().speed, -1)),
    faster: () => playback.setSpeed(nextSpeed(playback.state().speed, 1)),
    loop: () => playback.setLoop(!playback.state().loop),
    hear: (key) => playback.hear(playback.state().heard === key ? "" : key),
    nextSound() {
      const order = [...cards.filter((card) => card.entry().clip).map((card) => card.key), ""];
      playback.hear(order[(order.indexOf(playback.state().heard) + 1) % order.length]);
    },
    win(label) {
      choose("winner", model.get("winner") === label ? "" : label);
      setText(live, model.get("winner") ? `Winner: ${label}` : "No winner");
    },
    pick(digit) {
      const card = cards.find(({ number }) => String(number) === digit);
      if (card) act.win(card.entry().label);
    },
    rate: (label, stars) => put("ratings", label, model.get("ratings")[label] === stars ? 0 : stars),
    note: (label, text) => put("notes", label, text),
    shift: (label, seconds) => put("offsets", label, seconds),
    swap: () => act.choose(0, cards[1]?.key),
    choose(place, key) {
      const from = cards.findIndex((card) => card.key === key);
      if (from < 0 || place === from) return;
      const order = [...cards];
      [order[place], order[from]] = [order[from], order[place]];
      cards = order;
      paint();
    },
    arrange(name) {
      choose("arrangement", name);
      // Both are still seen when they have become lower or higher.
      for (const { el } of [viewport, transport]) reveal(el);
    },
    nextArrangement() {
      const names = ARRANGEMENTS.map(([name]) => name);
      act.arrange(names[(names.indexOf(model.get("arrangement")) + 1) % names.length]);
    },
    setGain(next) {
      gain = next;
      paint();
    },
    zoomIn: () => viewport.zoom(1.5),
    zoomOut: () => viewport.zoom(1 / 1.5),
    fit: () => viewport.zoom(0),
    full() {
      if (page.fullscreenElement) page.exitFullscreen();
      else el.requestFullscreen?.().catch(() => {});
    },
    turn(by) {
      at += by;
      takeEntries(entries);
      // The pressed button may be disabled now.
      focusStill(el);
    },
    help: () => help.toggle(),
    closeHelp: () => help.close(),
    arrived() {
      paint();
      measure();
    },
  };
  const viewport = makeViewport(ctx, paint);
  const transport = makeTransportBar(ctx, playback, act);
  const saving = makeSave(ctx, () => ({ heard: playback.state().heard, keys: cards.map(({ key }) => key) }));
  const help = makeHelp(ctx, () => focusStill(el));
  const empty = h("p.kw-dim", { hidden: true }, "No clips to compare yet.");
  const live = h("p.kw-hidden", { role: "status" });
  const options = { "aria-label": "Compare clips", tabindex: 0 };
  const el = h("section.kw.kw-compare", options, empty, viewport.el, transport.el, saving.el, viewport.captions, help.el, live);
  ownKeys(el);
  onKeys(ctx, el, act);

  function takeEntries(/** @type {Entry[]} */ next) {
    entries = next;
    pages = pagesOf(entries.length);
    at = Math.min(at, pages.length - 1);
    const shown = entries.slice(...pages[at]);
    if (shown.length === cards.length && shown.every(({ key }) => cards.some((card) => card.key === key))) {
      for (const entry of shown) cards.find((card) => card.key === entry.key)?.update(entry);
    } else deal(shown);
    const pieces = diffPrompts(shown.map((entry) => entry.prompt));
    shown.forEach(({ key, prompt }, index) => cards.find((card) => card.key === key)?.paintPrompt(prompt ? pieces[index] : []));
    heartbeat.received(entries.some((entry) => !entry.clip && !entry.over));
    paint();
  }

  function deal(/** @type {Entry[]} */ shown) {
    playback.reset();
    dropCards();
    cards = shown.map((entry, index) => makeClipCard(ctx, playback, entry, index + 1, act));
    viewport.put(cards);
  }

  /** Asks for each clip's motion once all are shown, one after the other: showing them comes first. */
  async function measure() {
    if (!cards.every((card) => card.ready())) return;
    for (const card of cards.filter((card) => card.entry().clip)) await card.motion.load();
  }

  function dropCards() {
    for (const card of cards) {
      // A note may have been typed and not been left yet.
      card.takeNote();
      card.end();
    }
  }

  function choose(/** @type {string} */ name, /** @type {unknown} */ value) {
    traits.set(name, value);
    paint();
  }

  function paint() {
    const full = page.fullscreenElement === el;
    const arrangement = cards.length > 1 ? model.get("arrangement") : "grid";
    empty.hidden = cards.length > 0;
    viewport.el.hidden = transport.el.hidden = !cards.length;
    const style = getComputedStyle(el);
    const width = el.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const height = full ? el.clientHeight - transport.el.offsetHeight - 48 : 0;
    if (width > 0) viewport.paint({ arrangement, cards, gain, width, height });
    transport.paint({ arrangement, cards, gain, scale: viewport.scale(), at, pages, count: entries.length });
    saving.paint(cards.filter((card) => card.entry().clip).length);
    paintCards();
    paintTime();
  }

  function paintCards() {
    const [ratings, notes, offsets] = ["ratings", "notes", "offsets"].map((name) => model.get(name) || {});
    const winner = model.get("winner");
    for (const card of cards) {
      const { label } = card.entry();
      card.paint({ won: winner === label, rating: ratings[label] || 0, note: notes[label] || "", offset: offsets[label] || 0, loud: heard === card.key });
    }
  }

  function paintTime() {
    const state = playback.state();
    transport.paintTime(state);
    for (const card of cards) card.paintTime(state);
    el.dataset.state = state.playing ? (state.holding ? "holding" : "playing") : "paused";
    if (state.heard === heard) return;
    heard = state.heard;
    paintCards();
  }

  return {
    el,
    pause: () => playback.state().playing && playback.toggle(),
    start() {
      onTraits(ctx, ["entries"], () => takeEntries(model.get("entries")));
      onTraits(ctx, CHOICES, paint);
      ctx.channel.on("entries", ({ entries }) => takeEntries(entries));
      scope.onResize(el, paint);
      scope.listen(page, "fullscreenchange", paint);
      takeEntries(model.get("entries"));
    },
    end() {
      dropCards();
      traits.flush();
    },
  };
}

export default widgetOf(makeCompare);
