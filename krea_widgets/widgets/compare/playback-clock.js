// The master clock of a comparison and what each clip has to do to follow it. Seconds everywhere; no DOM.

export const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2];
export const STEADY = 0.006; // s apart that are left alone: a seventh of a frame at 24 a second
export const TOO_FAR = 0.3; // s apart that no change of speed makes good
const PULL = 3; // of the distance, per second, by running faster or slower
const MOST_PULL = 0.25; // of the speed; silent clips show no sign of it
const MOST_PULL_HEARD = 0.03; // a voice that changes its pace more than this is noticed

/** A clock that runs, stops and is set. `now()` gives seconds that only grow. */
export function makeClock(now) {
  let at = 0;
  let since = 0;
  let rate = 1;
  let running = false;
  const clock = {
    time: () => (running ? at + (now() - since) * rate : at),
    running: () => running,
    rate: () => rate,
    set(time) {
      at = time;
      since = now();
    },
    shift: (by) => clock.set(clock.time() + by),
    start() {
      if (!running) since = now();
      running = true;
    },
    stop() {
      at = clock.time();
      running = false;
    },
    setRate(next) {
      clock.set(clock.time());
      rate = next;
    },
  };
  return clock;
}

/** Where a clip is when the clock shows `time`: `{phase: "before" | "during" | "after", local}`; `local` is in the clip. */
export function place(clip, time) {
  const local = time + clip.offset;
  if (local < 0) return { phase: "before", local: 0 };
  if (local >= clip.duration) return { phase: "after", local: clip.duration };
  return { phase: "during", local };
}

/** Until when there is something to see. */
export function lengthOf(clips) {
  return Math.max(0, ...clips.map((clip) => clip.duration - clip.offset));
}

/** What a clip that is `drift` seconds ahead (behind when negative) has to do: `{seek}` or `{rate}`. */
export function steer(drift, { rate, heard }) {
  if (Math.abs(drift) > TOO_FAR * Math.max(1, rate)) return { seek: true, rate };
  if (Math.abs(drift) < STEADY) return { seek: false, rate };
  const most = heard ? MOST_PULL_HEARD : MOST_PULL;
  const pull = Math.min(most, Math.max(-most, drift * PULL));
  return { seek: false, rate: Math.round(rate * (1 - pull) * 1000) / 1000 };
}

/** By how much the clock itself gives way: to the clip that is heard, else to the middle of all. */
export function giveWay(drifts, heard = null) {
  if (heard !== null) return heard;
  if (!drifts.length) return 0;
  const sorted = [...drifts].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return sorted.length % 2 ? sorted[Math.floor(half)] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The finest frame rate among the clips, by which frames are counted and stepped, so that none is skipped. */
export function finestRate(clips) {
  return Math.max(0, ...clips.map((clip) => clip.fps || 0)) || 24;
}

/** The number of the frame at `time`; the hair allows for times that were rounded on their way. */
export function frameAt(time, fps) {
  return Math.max(0, Math.floor(time * fps + 1e-4));
}

/** The middle of the frame at `time`, where every rounding still shows that frame, within [0, length]. */
export function middleOfFrame(time, fps, length) {
  const last = Math.max(0, Math.ceil(length * fps - 1e-4) - 1);
  return (Math.min(last, frameAt(time, fps)) + 0.5) / fps;
}

/** The middle of the frame `count` frames further on. */
export function stepFrames(time, fps, length, count) {
  return middleOfFrame(Math.max(0, frameAt(time, fps) + count + 0.5) / fps, fps, length);
}

/** The next speed up (`by` 1) or down (-1); stays at the ends. */
export function nextSpeed(rate, by) {
  const at = SPEEDS.reduce((best, speed, index) => (Math.abs(speed - rate) < Math.abs(SPEEDS[best] - rate) ? index : best), 0);
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + by))];
}
