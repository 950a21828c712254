// The bar below the clips: play, frames, timeline, speed, loop, arrangement, zoom, full screen, help.

import { setText } from "../shared/dom.js";
import * as icons from "../shared/icons.js";
import { clockText, two } from "../shared/format.js";
import { nameAmong } from "./clip-card.js";
import { ARRANGEMENTS, isStacked } from "./layout.js";
import { SPEEDS, frameAt } from "./clock.js";

const GAINS = [1, 2, 4, 8, 16, 32];

/** 3.25 -> "0:03.25". @param {number} seconds */
export function preciseText(seconds) {
  const hundredths = Math.max(0, Math.floor(seconds * 100 + 1e-6));
  return `${clockText(Math.floor(hundredths / 100))}.${two(hundredths % 100)}`;
}

export function makeTransportBar(/** @type {Context} */ { h, page }, /** @type {Playback} */ playback, /** @type {CompareActs} */ act) {
  /** @param {string} path @param {string} label @param {string} key @param {(key: string) => void} work */
  const tool = (path, label, key, work) => h("button.kw-tool", { title: `${label} (${key})`, "aria-label": label, onclick: () => work(key) }, icons.icon(path));
  /** @param {string} classes @param {Props} props @param {number[]} values @param {(value: number) => string} name @param {(value: number) => void} choose */
  const choice = (classes, props, values, name, choose) => {
    const options = values.map((value) => h("option", { value: String(value) }, name(value)));
    return h(`select.kw-input.${classes}`, { ...props, onchange: (event) => choose(Number(event.target.value)) }, options);
  };
  /** The choice of the clip on one side. @param {string} label @param {number} side */
  const sideOf = (label, side) => h("select.kw-input.kw-c-side", { "aria-label": label, onchange: (event) => act.choose(side, event.target.value) });
  /** @param {string} label @param {string} sign @param {number} by */
  const turn = (label, sign, by) => h("button.kw-button.kw-quiet", { "aria-label": label, onclick: () => act.turn(by) }, sign);

  let problem = "";
  const play = tool(icons.play, "Play", "Space", act.toggle);
  const line = h("input.kw-c-timeline", {
    type: "range",
    min: 0,
    max: 1,
    step: 0.001,
    value: "0",
    "aria-label": "Time",
    oninput: () => playback.scrub(Number(line.value)),
    onchange: () => playback.letGo(),
  });
  const time = h("span.kw-c-time.kw-digits");
  const frame = h("span.kw-c-count.kw-digits.kw-dim", { title: "Frame at the highest rate" });
  const speedProps = { "aria-label": "Speed", title: "Speed (keys J and L)" };
  const speed = choice("kw-c-speed", speedProps, SPEEDS, (value) => `${value}×`, playback.setSpeed);
  const loop = tool(icons.loop, "Loop", "R", act.loop);
  const gainProps = { "aria-label": "Gain", title: "Amplifies differences" };
  const gain = choice("kw-c-gain", gainProps, GAINS, (value) => `gain ${value}×`, act.setGain);
  const ways = ARRANGEMENTS.map(([name, label]) => h("button.kw-c-way", { "aria-pressed": "false", onclick: () => act.arrange(name) }, label));
  const sides = [sideOf("Left", 0), sideOf("Right", 1)];
  const pair = h("span.kw-c-group.kw-c-pair", sides[0], tool(icons.swap, "Swap", "S", act.swap), sides[1]);
  const fit = h("button.kw-button.kw-quiet.kw-c-fit", { title: "Show whole picture (0)", onclick: () => act.fit("0") });
  const zoom = h("span.kw-c-group", tool(icons.minus, "Zoom out", "−", act.zoomOut), fit, tool(icons.plus, "Zoom in", "+", act.zoomIn));
  const full = tool(icons.full, "Full screen", "F", act.full);
  const help = h("button.kw-tool.kw-c-ask", { title: "Keys (?)", "aria-label": "Keys", onclick: () => act.help("?") }, "?");
  const before = turn("Previous clips", "‹", -1);
  const where = h("span.kw-c-time.kw-digits");
  const after = turn("Next clips", "›", 1);
  const turning = h("span.kw-c-group.kw-c-pages", before, where, after);
  const stepBack = tool(icons.previous, "Frame back", ",", act.frameBack);
  const stepOn = tool(icons.next, "Frame forward", ".", act.frameOn);
  const el = h(
    "div.kw-line.kw-c-transport",
    { role: "group", "aria-label": "Playback" },
    h("div.kw-c-group.kw-c-run", play, stepBack, stepOn, line, time, frame),
    h(
      "div.kw-c-group.kw-c-rest",
      h("span.kw-c-group", speed, loop),
      h("span.kw-c-ways", { role: "group", "aria-label": "Arrangement" }, ways),
      pair,
      gain,
      zoom,
      turning,
      h("span.kw-c-group", full, help),
    ),
  );

  function fillSide(/** @type {HTMLSelectElement} */ select, /** @type {ClipCard[]} */ cards, /** @type {number} */ side) {
    const sorted = [...cards].sort((a, b) => a.number - b.number);
    if (sorted.length !== select.options.length || sorted.some((card, index) => card.key !== select.options[index].value)) {
      select.replaceChildren(...sorted.map((card) => h("option", { value: card.key }, nameAmong(cards, card))));
    }
    if (cards[side]) select.value = cards[side].key;
    select.hidden = cards.length < 3;
  }

  return {
    el,
    /** Shows why there is nothing to play, until there is. @param {string} text */
    say(text) {
      problem = text;
      setText(frame, text);
      return text;
    },
    /** Paints what changes many times a second. @param {PlaybackState} state */
    paintTime(state) {
      const { playing, length, fps } = state;
      // The clock itself is in the middle of a frame.
      const now = frameAt(state.time, fps) / fps;
      const label = playing ? "Pause" : "Play";
      if (play.ariaLabel !== label) {
        play.ariaLabel = label;
        play.title = `${label} (Space)`;
        play.replaceChildren(icons.icon(playing ? icons.pause : icons.play));
      }
      line.max = String(length || 1);
      line.value = String(now);
      line.disabled = !length;
      line.style.setProperty("--kw-done", `${length ? (now / length) * 100 : 0}%`);
      line.ariaValueText = `${preciseText(now)} of ${preciseText(length)}`;
      setText(time, `${preciseText(now)} / ${preciseText(length)}`);
      setText(frame, length ? `frame ${frameAt(now, fps)}` : problem);
      if (speed.value !== String(state.speed)) speed.value = String(state.speed);
      loop.ariaPressed = String(state.loop);
    },
    /**
     * Paints the person's choices; `cards` are in the order shown, `at` is the page and `count` the number of all clips.
     * @param {{ arrangement: string, cards: ClipCard[], gain: number, scale: number, at: number, pages: [number, number][], count: number }} view
     */
    paint({ arrangement, cards, gain: factor, scale, at, pages, count }) {
      ways.forEach((way, index) => {
        way.ariaPressed = String(ARRANGEMENTS[index][0] === arrangement);
        way.hidden = cards.length < 2 && index > 0;
      });
      pair.hidden = !isStacked(arrangement) || cards.length < 2;
      gain.hidden = arrangement !== "difference";
      gain.value = String(factor);
      sides.forEach((select, side) => fillSide(select, cards, side));
      setText(fit, `${Math.round(scale * 100)} %`);
      full.hidden = !page.fullscreenEnabled;
      turning.hidden = pages.length < 2;
      before.disabled = !pages[at - 1];
      after.disabled = !pages[at + 1];
      setText(where, `${pages[at][0] + 1}–${pages[at][1]} of ${count}`);
    },
  };
}
