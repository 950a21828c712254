// Plays the videos of a comparison in sync with the master clock.

import { TOO_FAR, finestRate, giveWay, lengthOf, makeClock, makeSteering, middleOfFrame, place, stepFrames } from "./clock.js";

// Seconds between two corrections.
const BETWEEN_CORRECTIONS = 0.04;
// Milliseconds between two looks for the end, which are not left to the drawings: a page that draws slowly has few.
const BETWEEN_LOOKS = 40;
// Seconds between two times when all clips wait for each other: a slow machine must show something too.
const BETWEEN_GATHERINGS = 1.5;
// Seconds for clips to seek and load before the others continue without them.
const PATIENCE = 3;
// A video's readyState HAVE_CURRENT_DATA.
const CURRENT = 2;
// Seconds of film that are enough to play on.
const AHEAD = 0.3;
// Seconds after which a clip that could play on, but does not, is not waited for.
const STUCK = 0.2;

const seconds = () => performance.now() / 1000;

/**
 * `seek(time)` seeks a video. While it seeks, only the newest time is kept, so that dragging builds no queue.
 * @param {Scope} scope @param {HTMLVideoElement} video
 */
function makeSeeker(scope, video) {
  let target = NaN;
  let seeking = false;
  function next() {
    // "loadedmetadata" continues here.
    if (video.readyState < 1) return;
    seeking = Math.abs(video.currentTime - target) > 0.0005;
    if (seeking) {
      const { ended } = video;
      video.currentTime = target;
      if (ended) {
        // WebKit leaves the end of a clip only to play.
        video.play().catch(() => {});
        video.pause();
      }
    }
    target = NaN;
  }
  for (const event of ["seeked", "loadedmetadata"]) video.addEventListener(event, next, { signal: scope.signal });
  return {
    seek(/** @type {number} */ time) {
      target = time;
      if (!seeking) next();
    },
    isSeeking: () => seeking,
  };
}

/** Whether a video can play on. WebKit says only HAVE_CURRENT_DATA of one that is loaded. */
function isReady(/** @type {HTMLVideoElement} */ { readyState, buffered, currentTime, duration }) {
  let loaded = 0;
  for (let at = 0; at < buffered.length; at++) if (buffered.start(at) <= currentTime) loaded = buffered.end(at);
  return readyState > CURRENT || (readyState === CURRENT && loaded >= Math.min(currentTime + AHEAD, duration - 0.05));
}

/**
 * The clips and their clock. `changed()` is called whenever `state()` may have changed; `ending(clips)` is when they end.
 * @param {Scope} scope @param {Document} page @param {() => void} changed @param {typeof lengthOf} [ending]
 */
export function makePlayback(scope, page, changed, ending = lengthOf) {
  const clock = makeClock(seconds);
  const steering = makeSteering();
  const clips = /** @type {Map<string, PlayedClip>} */ (new Map());
  // The person has pressed play.
  let wants = false;
  // Playing continues when all clips are in place.
  let holding = false;
  // Counts requests, so that an older one that resolves late has no effect.
  let turn = 0;
  let speed = 1;
  let loop = true;
  let heard = "";
  let frame = 0;
  let corrected = 0;
  let gathered = 0;
  let stopLooking = () => {};

  const all = () => [...clips.values()].filter((clip) => clip.video.readyState >= 1 && !clip.video.error);
  const length = () => ending([...clips.values()]);
  const rate = () => finestRate([...clips.values()]);

  /** The time in a clip; after its end, a time within its last frame. @param {PlayedClip} clip @param {number} time */
  function spot(clip, time) {
    const { phase, local } = place(clip, time);
    return phase === "after" ? Math.max(0, clip.duration - 0.4 / (clip.fps || 24)) : local;
  }
  function stopAll() {
    clock.stop();
    for (const clip of clips.values()) clip.video.pause();
  }
  /** @param {PlayedClip} clip @param {number} rate */
  function setSpeed({ video }, rate) {
    if (video.playbackRate !== rate) video.playbackRate = rate;
  }
  function start(/** @type {PlayedClip} */ clip) {
    setSpeed(clip, speed);
    clip.video.play().catch((error) => {
      if (error.name !== "NotAllowedError" || clip.video.muted) return;
      // The page may play only silently.
      hear("");
      clip.video.play().catch(() => {});
    });
  }
  /** Brings all clips to the time of the clock, where they can play on. @param {() => boolean} wanted */
  async function gather(wanted) {
    const time = clock.time();
    gathered = seconds();
    steering.restart();
    for (const clip of all()) clip.seek(spot(clip, time));
    const waits = (/** @type {PlayedClip} */ clip) => clip.isSeeking() || (place(clip, time).phase === "during" && !isReady(clip.video));
    /** @type {() => Promise<void>} */
    const pause = () => new Promise((resolve) => scope.later(resolve, 15));
    while (wanted() && all().some(waits) && seconds() - gathered < PATIENCE) await pause();
  }

  async function run() {
    const mine = ++turn;
    wants = holding = true;
    // Without clips yet, the first one starts it.
    if (!length()) return changed();
    stopAll();
    watch();
    stopLooking();
    stopLooking = scope.every(lookForEnd, BETWEEN_LOOKS);
    changed();
    const wanted = () => mine === turn && !scope.signal.aborted && !page.hidden;
    await gather(wanted);
    if (!wanted()) return;
    for (const clip of all()) if (place(clip, clock.time()).phase === "during") start(clip);
    clock.start();
    gathered = seconds();
    holding = false;
    changed();
  }
  /** Stops at a time. @param {number} time */
  function rest(time) {
    turn++;
    wants = holding = false;
    stopLooking();
    stopAll();
    show(middleOfFrame(time, rate(), length()));
  }
  function show(/** @type {number} */ time) {
    clock.set(time);
    for (const clip of clips.values()) clip.seek(spot(clip, time));
    changed();
  }

  function watch() {
    if (!frame) frame = requestAnimationFrame(tick);
  }
  function tick() {
    frame = 0;
    if (!wants) return;
    if (!holding && seconds() - corrected >= BETWEEN_CORRECTIONS) correct(clock.time());
    changed();
    if (wants) watch();
  }
  function lookForEnd() {
    if (holding || clock.time() < length()) return;
    if (!loop) return rest(length());
    clock.set(0);
    run();
  }
  function correct(/** @type {number} */ time) {
    corrected = seconds();
    const running = [];
    for (const clip of all()) {
      const { phase, local } = place(clip, time);
      if (phase !== "during") clip.video.pause();
      else if (clip.video.paused && !clip.video.ended) start(clip);
      else if (!clip.video.seeking) {
        const { currentTime } = clip.video;
        if (currentTime !== clip.at) clip.moved = corrected;
        clip.at = currentTime;
        // WebKit leaves out the end of some clips, and never says that they have ended.
        if (corrected - clip.moved < STUCK || !isReady(clip.video)) running.push({ clip, drift: currentTime - local });
      }
    }
    const voice = running.find(({ clip }) => clip.key === heard);
    const drifts = running.map(({ drift }) => drift);
    const shift = giveWay(drifts, voice?.drift);
    clock.shift(shift);
    for (const { clip, drift } of running) {
      const left = drift - shift;
      if (Math.abs(left) > TOO_FAR * Math.max(1, speed) && seconds() - gathered > BETWEEN_GATHERINGS) return void run();
      // A change of speed could be heard.
      setSpeed(clip, clip.key === heard ? speed : steering.rateOf(clip.key, left, seconds(), speed));
    }
  }
  /** @param {string} key or "" for none */
  function hear(key) {
    heard = key;
    for (const clip of clips.values()) clip.video.muted = clip.key !== key;
    changed();
  }

  scope.listen(page, "visibilitychange", () => {
    // A hidden page does not play, and is in sync when it returns.
    if (!wants) return;
    if (!page.hidden) return void run();
    turn++;
    holding = true;
    stopAll();
  });
  scope.onEnd(() => {
    wants = false;
    cancelAnimationFrame(frame);
    stopAll();
  });

  const playback = {
    /**
     * Adds a video. The returned function removes it.
     * @param {string} key @param {HTMLVideoElement} video @param {Pick<PlayedClip, "duration" | "fps" | "offset">} facts
     */
    add(key, video, facts) {
      const clip = { key, video, at: 0, moved: 0, ...makeSeeker(scope, video), ...facts };
      clips.set(key, clip);
      video.muted = key !== heard;
      const arrive = () => {
        if (Number.isFinite(video.duration) && video.duration > 0) clip.duration = video.duration;
        if (wants) run();
        else clip.seek(spot(clip, clock.time()));
        changed();
      };
      if (video.readyState >= 1) arrive();
      else video.addEventListener("loadedmetadata", arrive, { signal: scope.signal, once: true });
      return () => {
        clips.delete(key);
        video.pause();
        if (heard === key) heard = "";
      };
    },
    state: () => ({ playing: wants, holding, time: Math.min(clock.time(), length()), length: length(), fps: rate(), speed, loop, heard }),
    toggle() {
      if (wants) return rest(clock.time());
      if (clock.time() >= length() - 1 / rate()) clock.set(0);
      run();
    },
    /** Shows another time; playing waits until `letGo()`. @param {number} time */
    scrub(time) {
      turn++;
      holding = wants;
      stopAll();
      show(middleOfFrame(Math.max(0, time), rate(), length()));
    },
    letGo() {
      if (wants) run();
    },
    jump(/** @type {number} */ by) {
      playback.scrub(clock.time() + by);
      playback.letGo();
    },
    step(/** @type {number} */ count) {
      if (wants) rest(clock.time());
      show(stepFrames(clock.time(), rate(), length(), count));
    },
    setSpeed(/** @type {number} */ next) {
      speed = next;
      clock.setRate(next);
      steering.restart();
      for (const clip of clips.values()) setSpeed(clip, next);
      changed();
    },
    setLoop(/** @type {boolean} */ yes) {
      loop = yes;
      changed();
    },
    hear,
    setOffset(/** @type {string} */ key, /** @type {number} */ offset) {
      const clip = clips.get(key);
      if (!clip || clip.offset === offset) return;
      clip.offset = offset;
      if (wants) run();
      else show(Math.min(clock.time(), length()));
    },
    reset() {
      rest(0);
      // Exactly 0, whatever the frame rates of the next clips.
      clock.set(0);
    },
  };
  return playback;
}
