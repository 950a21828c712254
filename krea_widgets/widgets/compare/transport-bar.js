// The bar below the clips: play, frames, timeline, speed, loop, arrangement, zoom, full screen, help.

import { icon, setText } from "../shared/dom.js";
import { clockText } from "../shared/format.js";
import { ARRANGEMENTS, isStacked } from "./layout.js";
import { SPEEDS, frameAt } from "./playback-clock.js";

const GAINS = [1, 2, 4, 8, 16, 32];

/** 3.25 -> "0:03.25". */
export function preciseText(seconds) {
  const hundredths = Math.max(0, Math.floor(seconds * 100 + 1e-6));
  return `${clockText(Math.floor(hundredths / 100))}.${String(hundredths % 100).padStart(2, "0")}`;
}

export class TransportBar {
  /** `act` has what the keys can do, by name. */
  constructor(ctx, playback, act) {
    this.ctx = ctx;
    this.playback = playback;
    this.act = act;
    const { h } = ctx;
    this.play = this.tool("play", "Play", "Space", () => playback.toggle());
    this.line = h("input.kw-c-timeline", {
      type: "range",
      min: 0,
      max: 1,
      step: 0.001,
      value: "0",
      "aria-label": "Time",
      oninput: () => playback.scrub(Number(this.line.value)),
      onchange: () => playback.letGo(),
    });
    this.time = h("span.kw-c-time", null);
    this.frame = h("span.kw-c-count.kw-dim", { title: "Frame of the clip with the highest frame rate" });
    this.speed = h(
      "select.kw-input.kw-c-speed",
      { "aria-label": "Speed", title: "Speed (J slower, L faster)", onchange: () => playback.setSpeed(Number(this.speed.value)) },
      SPEEDS.map((speed) => h("option", { value: String(speed) }, `${speed}×`)),
    );
    this.loop = this.tool("loop", "Loop", "R", () => act.loop());
    this.gain = h(
      "select.kw-input.kw-c-gain",
      { "aria-label": "Gain", title: "Makes small differences visible", onchange: () => act.setGain(Number(this.gain.value)) },
      GAINS.map((gain) => h("option", { value: String(gain) }, `gain ${gain}×`)),
    );
    this.ways = ARRANGEMENTS.map(([name, message]) => h("button.kw-c-way", { "aria-pressed": "false", onclick: () => act.arrange(name) }, message));
    this.left = this.choice("Left", 0);
    this.right = this.choice("Right", 1);
    this.pair = h(
      "span.kw-c-group.kw-c-pair",
      null,
      this.left,
      this.tool("swap", "Swap", "S", () => act.swap()),
      this.right,
    );
    this.fit = h("button.kw-button.kw-quiet.kw-c-fit", { title: "Show whole picture (0)", onclick: () => act.fit() });
    this.zoom = h(
      "span.kw-c-group",
      null,
      this.tool("minus", "Zoom out", "−", () => act.zoomOut()),
      this.fit,
      this.tool("plus", "Zoom in", "+", () => act.zoomIn()),
    );
    this.full = this.tool("full", "Full screen", "F", () => act.full());
    this.help = h("button.kw-tool.kw-c-ask", { title: "Keys (?)", "aria-label": "Keys", onclick: () => act.help() }, "?");
    const turn = (message, sign, by) => h("button.kw-button.kw-quiet", { "aria-label": message, onclick: () => act.turn(by) }, sign);
    this.before = turn("Previous clips", "‹", -1);
    this.after = turn("Next clips", "›", 1);
    this.where = h("span.kw-c-time");
    this.pages = h("span.kw-c-group.kw-c-pages", null, this.before, this.where, this.after);
    this.el = this.layout();
  }

  layout() {
    const { h } = this.ctx;
    return h(
      "div.kw-line.kw-c-transport",
      { role: "group", "aria-label": "Playback" },
      h(
        "div.kw-c-group.kw-c-run",
        null,
        this.play,
        this.tool("previous", "Frame back", ",", () => this.playback.step(-1)),
        this.tool("next", "Frame forward", ".", () => this.playback.step(1)),
        this.line,
        this.time,
        this.frame,
      ),
      h(
        "div.kw-c-group.kw-c-rest",
        null,
        h("span.kw-c-group", null, this.speed, this.loop),
        h("span.kw-c-ways", { role: "group", "aria-label": "Arrangement" }, this.ways),
        this.pair,
        this.gain,
        this.zoom,
        this.pages,
        h("span.kw-c-group", null, this.full, this.help),
      ),
    );
  }

  tool(name, message, key, work) {
    return this.ctx.h("button.kw-tool", { title: `${message} (${key})`, "aria-label": message, onclick: work }, icon(name));
  }

  choice(message, side) {
    return this.ctx.h("select.kw-input.kw-c-side", { "aria-label": message, onchange: (event) => this.act.choose(side, event.target.value) });
  }

  /** Paints what changes many times a second. */
  paintTime({ playing, time: exact, length, fps, speed, loop }) {
    // The clock itself is in the middle of a frame.
    const time = frameAt(exact, fps) / fps;
    const message = playing ? "Pause" : "Play";
    if (this.play.getAttribute("aria-label") !== message) {
      this.play.setAttribute("aria-label", message);
      this.play.title = `${message} (Space)`;
      this.play.replaceChildren(icon(playing ? "pause" : "play"));
    }
    this.line.max = String(length || 1);
    this.line.value = String(time);
    this.line.disabled = !length;
    this.line.style.setProperty("--kw-done", `${length ? (time / length) * 100 : 0}%`);
    this.line.setAttribute("aria-valuetext", `${preciseText(time)} of ${preciseText(length)}`);
    setText(this.time, `${preciseText(time)} / ${preciseText(length)}`);
    setText(this.frame, length ? `frame ${frameAt(time, fps)}` : "");
    if (this.speed.value !== String(speed)) this.speed.value = String(speed);
    this.loop.setAttribute("aria-pressed", String(loop));
  }

  /** Paints the person's choices; `cards` are in the order shown. */
  paint({ arrangement, cards, gain, view, page, pages, most }) {
    const stacked = isStacked(arrangement);
    this.ways.forEach((way, index) => {
      way.setAttribute("aria-pressed", String(ARRANGEMENTS[index][0] === arrangement));
      way.hidden = cards.length < 2 && index > 0;
    });
    this.pair.hidden = !stacked || cards.length < 2;
    this.gain.hidden = arrangement !== "difference";
    this.gain.value = String(gain);
    this.fillSide(this.left, cards, 0);
    this.fillSide(this.right, cards, 1);
    setText(this.fit, `${Math.round(view.scale * 100)} %`);
    this.full.hidden = !this.ctx.page.fullscreenEnabled;
    this.paintPages(page, pages, most);
  }

  fillSide(select, cards, side) {
    const { h } = this.ctx;
    const sorted = [...cards].sort((a, b) => a.number - b.number);
    if (sorted.length !== select.options.length || sorted.some((card, index) => card.key !== select.options[index].value)) {
      select.replaceChildren(...sorted.map((card) => h("option", { value: card.key }, card.entry.label)));
    }
    if (cards[side]) select.value = cards[side].key;
    select.hidden = cards.length < 3;
  }

  paintPages(page, pages, most) {
    const [from, to] = pages[page];
    this.pages.hidden = pages.length < 2;
    this.before.disabled = !pages[page - 1];
    this.after.disabled = !pages[page + 1];
    setText(this.where, `${from + 1}–${to} of ${most}`);
  }
}
