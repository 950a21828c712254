// The master clock of a comparison, and how each clip follows it. All times in seconds; no DOM.

import { clamp } from "../shared/format.js";

export const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2];
// A larger drift needs a seek.
export const TOO_FAR = 0.3;
// Half a frame at 24 fps. Some browsers tell a clip's time by the frame on show, so no reading is closer.
const SMALL = 0.02;
// A drift is read so often before it is believed.
const READINGS = 5;
// Seconds in which a nudge removes a drift. A change of speed stops a clip for up to a tenth of a second in WebKit.
const NUDGE = 0.5;
// The largest change of speed, which nobody sees.
const MOST_PULL = 0.25;

/** A clock that can be started, stopped and set. `now()` returns monotonic seconds. @param {() => number} now */
export function makeClock(now) {
  let at = 0;
  let since = 0;
  let rate = 1;
  let running = false;
  const clock = {
    time: () => (running ? at + (now() - since) * rate : at),
    set(/** @type {number} */ time) {
      at = time;
      since = now();
    },
    shift: (/** @type {number} */ by) => clock.set(clock.time() + by),
    start() {
      if (!running) since = now();
      running = true;
    },
    stop() {
      at = clock.time();
      running = false;
    },
    setRate(/** @type {number} */ next) {
      clock.set(clock.time());
      rate = next;
    },
  };
  return clock;
}

/** @typedef {Pick<PlayedClip, "offset" | "duration">} Times */
/** The position of a clip at `time` of the clock: `{phase: "before" | "during" | "after", local}`; `local` is in the clip. */
export function place(/** @type {Times} */ clip, /** @type {number} */ time) {
  const local = time + clip.offset;
  if (local < 0) return { phase: "before", local: 0 };
  if (local >= clip.duration) return { phase: "after", local: clip.duration };
  return { phase: "during", local };
}

/** The end of the last clip. @param {Times[]} clips */
export function lengthOf(clips) {
  return Math.max(0, ...clips.map((clip) => clip.duration - clip.offset));
}

/** The end of the first clip that ends. @param {Times[]} clips */
export function shortestOf(clips) {
  // A clip that has not loaded yet has no duration.
  const lengths = clips.filter((clip) => clip.duration > 0).map((clip) => clip.duration - clip.offset);
  return lengths.length ? Math.max(0, Math.min(...lengths)) : 0;
}

/** @param {number[]} numbers at least one */
function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const { length } = sorted;
  return (sorted[(length - 1) >> 1] + sorted[length >> 1]) / 2;
}

/**
 * Removes drifts by nudges: a clip plays faster or slower for a while, then its drift is read again. Where a nudge made a drift
 * larger, only drifts of twice the size are nudged from then on, so a browser in which nudges cost more than they give is spared.
 */
export function makeSteering() {
  let tolerance = SMALL;
  /** @type {Map<string, { until: number, rate: number, readings: number[], nudged: number }>} */
  const clips = new Map();
  return {
    /** The rate of a clip that is `drift` seconds ahead (behind when negative) at `time` of any clock, while others play at `speed`. */
    rateOf(/** @type {string} */ key, /** @type {number} */ drift, /** @type {number} */ time, speed = 1) {
      const clip = clips.get(key) || { until: 0, rate: speed, readings: [], nudged: 0 };
      clips.set(key, clip);
      if (time < clip.until) return clip.rate;
      if (clip.readings.push(drift) < READINGS) return speed;
      const left = median(clip.readings);
      const size = Math.abs(left);
      if (clip.nudged) tolerance = size > clip.nudged ? tolerance * 2 : Math.max(SMALL, tolerance / 2);
      clip.readings = [];
      clip.nudged = size > tolerance ? size : 0;
      if (!clip.nudged) return speed;
      const most = MOST_PULL * speed;
      clip.until = time + NUDGE;
      return (clip.rate = speed - clamp(-most, left / NUDGE, most));
    },
    /** Forgets what was read, after a seek or another change of speed. */
    restart: () => clips.clear(),
  };
}

/** The shift of the clock itself: the drift of the clip that is heard, else the median of all. @param {number[]} drifts @param {number} [heard] */
export function giveWay(drifts, heard) {
  return heard ?? (drifts.length ? median(drifts) : 0);
}

/** The highest frame rate of the clips. Frames are counted and stepped by it, so that none is skipped. @param {{ fps: number }[]} clips */
export function finestRate(clips) {
  return Math.max(0, ...clips.map((clip) => clip.fps || 0)) || 24;
}

/** The number of the frame at `time`, tolerant of rounded times. @param {number} time @param {number} fps */
export function frameAt(time, fps) {
  return Math.max(0, Math.floor(time * fps + 1e-4));
}

/** The middle of the frame at `time`, within [0, length]: rounding cannot reach another frame. */
export function middleOfFrame(/** @type {number} */ time, /** @type {number} */ fps, /** @type {number} */ length) {
  const last = Math.max(0, Math.ceil(length * fps - 1e-4) - 1);
  return (Math.min(last, frameAt(time, fps)) + 0.5) / fps;
}

/** The middle of the frame `count` frames later. @param {number} time @param {number} fps @param {number} length @param {number} count */
export function stepFrames(time, fps, length, count) {
  return middleOfFrame(Math.max(0, frameAt(time, fps) + count + 0.5) / fps, fps, length);
}

/** The next speed up (`by` 1) or down (-1); stays at the ends. @param {number} rate @param {1 | -1} by */
export function nextSpeed(rate, by) {
  const at = SPEEDS.reduce((best, speed, index) => (Math.abs(speed - rate) < Math.abs(SPEEDS[best] - rate) ? index : best), 0);
  return SPEEDS[clamp(0, at + by, SPEEDS.length - 1)];
}
