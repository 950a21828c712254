// How a clip's camera moves, under its caption: a sentence, and a curve with the time of the transport.

import { setText, showText, svg } from "../shared/dom.js";
import { clockText, dotted } from "../shared/format.js";

// The curve's height in pixels, and the travel in widths that fills half of it, unless a clip goes further.
const HIGH = 28;
const USUAL = 0.1;

/** Python measures the clip when it is asked to, which takes some seconds. @param {Context} ctx @param {string} key @param {boolean} told when the caption has the sentence already */
export function makeMotionLine(ctx, key, told) {
  const { h, channel, signal } = ctx;
  let [asked, waiting] = [false, false];
  let curve = /** @type {MotionRow[]} */ ([]);
  const text = h("p.kw-dim.kw-c-followed");
  const reading = h("span.kw-digits");
  const names = ["pan", "tilt", "zoom"].map((name) => h(`span.kw-c-name`, { "data-line": name }, name));
  const legend = h("p.kw-line.kw-dim", names, reading);
  const now = svg("line", { y1: 0, y2: HIGH });
  const plot = svg("svg", { class: "kw-c-curve", preserveAspectRatio: "none", height: HIGH, "aria-hidden": "true" });
  plot.addEventListener("pointermove", (event) => read(/** @type {PointerEvent} */ (event)), { signal });
  plot.addEventListener("pointerleave", () => setText(reading, ""), { signal });
  const el = h("div.kw-stack.kw-c-motion", { hidden: true }, text, plot, legend);

  function draw() {
    const most = Math.max(USUAL, ...curve.flatMap(([, pan, tilt, zoom]) => [pan, tilt, Math.log(zoom)].map(Math.abs)));
    const height = (/** @type {number} */ value) => HIGH / 2 - (value / most) * (HIGH / 2 - 1);
    const line = (/** @type {string} */ name, /** @type {(row: MotionRow) => number} */ value) =>
      svg("polyline", { class: name, points: curve.map((row) => `${row[0]},${height(value(row)).toFixed(1)}`).join(" ") });
    plot.replaceChildren(
      line("kw-c-pan", (row) => row[1]),
      // A camera that goes up has a line that goes up.
      line("kw-c-tilt", (row) => -row[2]),
      line("kw-c-zoom", (row) => Math.log(row[3])),
      now,
    );
  }

  /** Says what the camera has done up to the pointer. @param {PointerEvent} event */
  function read(event) {
    const box = plot.getBoundingClientRect();
    const [start, , length] = (plot.getAttribute("viewBox") || "0 0 1 1").split(" ").map(Number);
    const seconds = start + ((event.clientX - box.left) / (box.width || 1)) * length;
    const row = curve.findLast((each) => each[0] <= seconds) || curve[0];
    if (!row) return;
    const [at, pan, tilt, zoom, roll] = row;
    const percent = (/** @type {string} */ name, /** @type {number} */ value) => `${name} ${Math.abs(100 * value).toFixed(0)} %`;
    const turn = Math.abs(roll) >= 0.5 && `roll ${roll.toFixed(0)}°`;
    setText(
      reading,
      dotted(clockText(at), percent(pan < 0 ? "left" : "right", pan), percent(tilt < 0 ? "up" : "down", tilt), `zoom ×${zoom.toFixed(2)}`, turn),
    );
  }

  return {
    el,
    async load() {
      if (asked) return;
      asked = waiting = true;
      const answer = await channel.request("motion", { key });
      waiting = false;
      // Without the packages that it needs, nothing is said.
      if (signal.aborted || answer.kind !== "motion") return;
      showText(text, told ? "" : answer.text);
      curve = answer.curve;
      plot.toggleAttribute("hidden", curve.length < 2);
      draw();
      el.hidden = false;
    },
    /** Stops the measurement. */
    end() {
      if (waiting) channel.send("motion_stop", { key });
    },
    /** @param {PlaybackState} state @param {number} offset of the clip in seconds */
    paintTime({ time, length }, offset) {
      plot.setAttribute("viewBox", `${offset} 0 ${length || 1} ${HIGH}`);
      now.setAttribute("x1", String(time + offset));
      now.setAttribute("x2", String(time + offset));
    },
  };
}
