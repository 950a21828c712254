// The rules of a comparison that need no page: the clock, where clips stand, which words differ, what keys do.

import assert from "node:assert/strict";
import { test } from "node:test";
import { finestRate, frameAt, giveWay, lengthOf, makeClock, makeSteering, middleOfFrame, nextSpeed, place, shortestOf, stepFrames } from "../../../krea_widgets/widgets/compare/clock.js";
import { arrange, fitsCaption, pagesOf, panBy, pinch, splitAt, splitByKey, transformOf, WHOLE, zoomAt } from "../../../krea_widgets/widgets/compare/layout.js";
import { diffPrompts, splitWords } from "../../../krea_widgets/widgets/compare/word-diff.js";
import { KEYS, keyFor } from "../../../krea_widgets/widgets/compare/keyboard.js";
import { preciseText } from "../../../krea_widgets/widgets/compare/transport-bar.js";

const near = (real, wanted, most = 1e-9) => assert.ok(Math.abs(real - wanted) <= most, `${real} is not ${wanted}`);

test("the clock runs at its speed, stops and is set", () => {
  let now = 100;
  const clock = makeClock(() => now);
  now += 5;
  assert.equal(clock.time(), 0); // not started
  clock.start();
  now += 2;
  near(clock.time(), 2);
  clock.setRate(0.5);
  now += 2;
  near(clock.time(), 3);
  clock.shift(-0.25);
  near(clock.time(), 2.75);
  clock.stop();
  now += 60;
  near(clock.time(), 2.75);
  clock.set(9);
  clock.start();
  clock.start();
  now += 1;
  near(clock.time(), 9.5);
});

test("a clip waits, plays and stays at its end", () => {
  const clip = { offset: -1, duration: 4 };
  assert.deepEqual(place(clip, 0.5), { phase: "before", local: 0 });
  assert.deepEqual(place(clip, 3), { phase: "during", local: 2 });
  assert.deepEqual(place(clip, 5), { phase: "after", local: 4 });
  assert.equal(lengthOf([clip, { offset: 0.5, duration: 4 }]), 5);
  assert.equal(lengthOf([]), 0);
});

test("a blind pair ends with its shorter clip, once its length is known", () => {
  const [long, short, coming] = [{ offset: 0, duration: 6 }, { offset: 0, duration: 4.5 }, { offset: 0, duration: 0 }];
  assert.equal(shortestOf([long, short]), 4.5);
  assert.equal(shortestOf([long, coming]), 6);
  assert.equal(shortestOf([coming]), 0);
  assert.equal(shortestOf([]), 0);
});

test("a single reading changes nothing, and what jitters by less than half a frame is left", () => {
  const steering = makeSteering();
  const rates = new Set();
  for (let tick = 0; tick < 200; tick++) rates.add(steering.rateOf("a", [0.01, -0.015, 0.2][tick % 20 ? tick % 2 : 2], tick * 0.04));
  assert.deepEqual([...rates], [1]);
});

test("a nudge is as long as others, and as large as its drift", () => {
  for (const [speed, drift] of [[1, 0.06], [2, 0.06], [0.5, -0.06], [1, 0.29], [0.25, -0.2]]) {
    const steering = makeSteering();
    const rates = Array.from({ length: 18 }, (_, tick) => steering.rateOf("a", drift, tick * 0.04, speed));
    const nudges = rates.filter((rate) => rate !== speed);
    assert.equal(new Set(nudges).size, 1);
    near(nudges.length * 0.04, 0.5, 0.05);
    near(nudges[0] - speed, -Math.sign(drift) * Math.min(Math.abs(drift) / 0.5, speed / 4));
  }
});

/** Plays clips for some seconds; `cost` is the film that a clip loses at each change of its rate. Returns how far apart they are, and the changes. */
function play({ seconds, starts, cost = 0, late = 0.04, jitter = () => 0 }) {
  let now = 0;
  const clock = makeClock(() => now);
  const steering = makeSteering();
  const clips = starts.map((at, index) => ({ key: `${index}`, at, rate: 1, own: 1 + 0.001 * (index - 2) }));
  const [apart, changes] = [[], []];
  clock.start();
  for (let tick = 0; now < seconds; tick++) {
    // A page that is late now and then, and clips whose own clocks are a little off.
    const gap = tick % 17 === 0 ? late : 0.04;
    now += gap;
    for (const clip of clips) clip.at += gap * clip.rate * clip.own;
    const drifts = clips.map((clip) => clip.at + jitter() - clock.time());
    const shift = giveWay(drifts);
    clock.shift(shift);
    clips.forEach((clip, index) => {
      const rate = steering.rateOf(clip.key, drifts[index] - shift, now);
      if (rate === clip.rate) return;
      clip.rate = rate;
      clip.at -= cost;
      changes.push(now);
    });
    apart.push([now, Math.max(...clips.map(({ at }) => at)) - Math.min(...clips.map(({ at }) => at))]);
  }
  return { changes, film: clock.time() / now, apart: (from) => Math.max(...apart.filter(([at]) => at > from).map(([, one]) => one)) };
}

test("clips that start apart come together and stay together, however exactly their times can be read", () => {
  let at = 0;
  for (const jitter of [() => 0, () => -((at = (at * 7919 + 13) % 1000) / 1000) / 24]) {
    const played = play({ seconds: 30, starts: [0, 0.09, -0.05, 0.02], late: 0.3, jitter });
    // Within 5 s, and for good.
    assert.ok(played.apart(5) < 2 / 24, played.apart(5));
    near(played.film, 1, 0.02);
  }
});

test("a browser in which a nudge costs more than it gives is left alone soon", () => {
  const { changes, film } = play({ seconds: 60, starts: [0, 0, -0.05, 0], cost: 0.15 });
  assert.ok(changes.length > 0);
  assert.ok(changes.filter((at) => at > 15).length <= 4, changes);
  assert.ok(film > 0.97, film);
});

test("the clock gives way to the one that is heard, else to the middle", () => {
  near(giveWay([0.1, -0.3, 0.05]), 0.05);
  near(giveWay([0.1, 0.3]), 0.2);
  near(giveWay([0.1, 0.3], -0.02), -0.02);
  near(giveWay([]), 0);
});

test("frames are counted by the finest clip, and a step shows each once", () => {
  assert.equal(finestRate([{ fps: 24 }, { fps: 60 }, { fps: 0 }]), 60);
  assert.equal(finestRate([]), 24);
  for (const fps of [23.976, 24, 25, 29.97, 30, 60]) {
    let time = middleOfFrame(0, fps, 10);
    const last = Math.ceil(10 * fps - 1e-4) - 1;
    for (let frame = 0; frame < 300; frame++) {
      assert.equal(frameAt(time, fps), Math.min(frame, last), `${fps}`);
      time = stepFrames(time, fps, 10, 1);
    }
    time = stepFrames(time, fps, 10, -1000);
    assert.equal(frameAt(time, fps), 0);
    assert.ok(middleOfFrame(10, fps, 10) < 10);
  }
  assert.equal(frameAt(0.1 + 0.2, 10), 3); // 0.30000000000000004
});

test("speeds go up and down and stop at the ends", () => {
  assert.equal(nextSpeed(1, 1), 1.25);
  assert.equal(nextSpeed(1, -1), 0.75);
  assert.equal(nextSpeed(2, 1), 2);
  assert.equal(nextSpeed(0.25, -1), 0.25);
});

test("pictures keep their ratio and are as large as they can be", () => {
  const wide = { ratio: 16 / 9, width: 1144, height: 560 };
  assert.equal(arrange({ ...wide, arrangement: "grid", count: 4 }).columns, 2);
  assert.equal(arrange({ ...wide, arrangement: "grid", count: 2 }).columns, 2);
  assert.equal(arrange({ ...wide, width: 880, arrangement: "grid", count: 2 }).columns, 2); // not one above the other for 30 px
  assert.equal(arrange({ ...wide, width: 560, arrangement: "grid", count: 2 }).columns, 1);
  assert.equal(arrange({ ...wide, arrangement: "row", count: 4 }).columns, 4);
  assert.equal(arrange({ ...wide, ratio: 9 / 16, arrangement: "grid", count: 4 }).columns, 4);
  assert.deepEqual(arrange({ ...wide, width: 336, arrangement: "grid", count: 2 }), { columns: 1, width: 336, height: 189, cell: 336 });
  assert.deepEqual(arrange({ ...wide, width: 336, arrangement: "grid", count: 4 }), { columns: 2, width: 160, height: 90, cell: 160 });
  // Four portrait clips side by side: narrower than a caption, which is as wide as the free space allows.
  const narrow = arrange({ ...wide, width: 1100, height: 300, ratio: 9 / 16, arrangement: "row", count: 4 });
  assert.ok(narrow.width < 200 && fitsCaption(narrow.cell));
  // Two have room beside them, which their captions take.
  const two = arrange({ ...wide, width: 910, height: 316, ratio: 9 / 16, arrangement: "grid", count: 2 });
  assert.deepEqual([two.width, two.cell], [177, 320]);
  const wipe = arrange({ ...wide, arrangement: "wipe", count: 2 });
  assert.deepEqual([wipe.columns, wipe.height], [1, 560]);
  for (const count of [1, 2, 3, 4]) {
    for (const arrangement of ["grid", "row", "wipe", "difference"]) {
      for (const width of [80, 336, 700, 1600]) {
        const made = arrange({ arrangement, count, ratio: 4 / 3, width, height: 560 });
        assert.ok(made.columns * made.width + (made.columns - 1) * 16 <= width + 1e-6, `${arrangement} ${count} ${width}`);
        near(made.width / made.height, 4 / 3, 0.1);
      }
    }
  }
  assert.ok(fitsCaption(300) && !fitsCaption(72));
});

test("pages are even, and none of several holds a single clip", () => {
  assert.deepEqual(pagesOf(0), [[0, 0]]);
  assert.deepEqual(pagesOf(1), [[0, 1]]);
  assert.deepEqual(pagesOf(4), [[0, 4]]);
  assert.deepEqual(pagesOf(5), [[0, 3], [3, 5]]);
  for (let count = 2; count < 40; count++) {
    const pages = pagesOf(count);
    assert.deepEqual(pages.map(([from]) => from), [0, ...pages.slice(0, -1).map(([, to]) => to)]);
    assert.equal(pages[pages.length - 1][1], count);
    assert.ok(pages.every(([from, to]) => to - from >= 2 && to - from <= 4), `${count}: ${pages}`);
  }
});

test("the point under the pointer stays when zooming, and the picture always covers its frame", () => {
  const shown = (view, point) => view.x + (point - 0) * view.scale; // where a point of the picture is in the frame
  const view = zoomAt(WHOLE, 2, 0.3, -0.1);
  near(shown({ scale: view.scale, x: view.x }, 0.3), 0.3);
  const deeper = zoomAt(view, 3, -0.2, 0.4);
  const pointThere = (-0.2 - view.x) / view.scale;
  near(shown({ scale: deeper.scale, x: deeper.x }, pointThere), -0.2);
  assert.deepEqual(zoomAt(deeper, 0.0001), { scale: 1, x: 0, y: 0 });
  assert.equal(zoomAt(WHOLE, 1000).scale, 16);
  const far = panBy(zoomAt(WHOLE, 2), 99, -99);
  assert.deepEqual([far.x, far.y], [0.5, -0.5]);
  assert.deepEqual(panBy(WHOLE, 0.3, 0.3), { scale: 1, x: 0, y: 0 });
  const two = pinch(WHOLE, { x: 0, y: 0, distance: 0.2 }, { x: 0.1, y: 0, distance: 0.4 });
  near(two.scale, 2);
  near(two.x, 0.1);
  assert.equal(transformOf(WHOLE), "none");
  assert.equal(transformOf({ scale: 2, x: 0.25, y: -0.5 }), "translate(25%, -50%) scale(2)");
});

test("the divider follows the pointer and the keys, and stays in the picture", () => {
  assert.equal(splitAt(50, 200), 0.25);
  assert.equal(splitAt(-5, 200), 0);
  assert.equal(splitAt(900, 200), 1);
  assert.equal(splitAt(5, 0), 0.5);
  assert.equal(splitByKey(0.5, "ArrowLeft", false), 0.49);
  assert.equal(splitByKey(0.5, "ArrowRight", true), 0.6);
  assert.equal(splitByKey(0.995, "ArrowRight", false), 1);
  assert.equal(splitByKey(0.5, "Home", false), 0);
  assert.equal(splitByKey(0.5, "x", false), null);
});

const marked = (prompts) => diffPrompts(prompts).map((pieces) => pieces.filter((piece) => piece.marked).map((piece) => piece.text));

test("message that differ are marked on both sides, runs as one", () => {
  assert.deepEqual(marked(["slow dolly in, soft light", "fast pan left, soft light"]), [["slow dolly in"], ["fast pan left"]]);
  assert.deepEqual(marked(["a cat sits", "a small cat sits still"]), [[], ["small", "still"]]);
  assert.deepEqual(marked(["Slow dolly", "slow Dolly"]), [[], []]); // only the case differs
  assert.deepEqual(marked(["the wind", "the storm", "the rain"]), [["wind"], ["storm"], ["rain"]]);
  assert.deepEqual(marked(["slow dolly", "slow pan", "fast dolly"]), [[], ["pan"], ["fast"]]); // each is in one other
  assert.deepEqual(marked(["", "new"]), [[], ["new"]]);
  assert.deepEqual(marked(["only one"]), [[]]);
  assert.deepEqual(marked(["천천히 다가가기", "빠르게 다가가기"]), [["천천히"], ["빠르게"]]);
});

test("the pieces joined are the prompt, whatever it holds", () => {
  const odd = ["", " ", "a  b\n\nc", "<b>x</b> & 'y'", "🐈‍⬛ e\u0301té", "x".repeat(300), "…!?", "one, two; three."];
  for (const text of odd) {
    assert.equal(splitWords(text).map((piece) => piece.text).join(""), text);
    for (const other of odd) {
      const [first, second] = diffPrompts([text, other]).map((pieces) => pieces.map((piece) => piece.text).join(""));
      assert.deepEqual([first, second], [text, other]);
    }
  }
});

test("a prompt of four times the length takes about four times as long, not sixteen", () => {
  const message = (count, seed) => Array.from({ length: count }, (_, index) => `w${(index * seed) % 977}`).join(" ");
  const took = (count) => {
    const prompts = [7, 11].map((seed) => message(count, seed));
    const start = performance.now();
    diffPrompts(prompts);
    return performance.now() - start;
  };
  took(8000); // warm
  const ratios = Array.from({ length: 5 }, () => took(32000) / took(8000));
  assert.ok(Math.min(...ratios) < 9, `ratios ${ratios.map((one) => one.toFixed(1))}`);
});

test("every key does one thing, and none that the focused control needs is taken", () => {
  const all = KEYS.flatMap(([keys]) => keys);
  assert.equal(new Set(all).size, all.length);
  const press = (key, focused, more) => keyFor({ key, ...more }, focused);
  assert.equal(press(" ", { tag: "SECTION" }), "toggle");
  assert.equal(press("K", { tag: "SECTION" }), "toggle");
  assert.equal(press("?", { tag: "SECTION" }), "help");
  assert.equal(press("3", { tag: "DIV" }), "pick");
  assert.equal(press("s", { tag: "SECTION" }, { ctrlKey: true }), undefined);
  assert.equal(press("s", { tag: "INPUT", type: "text" }), undefined);
  assert.equal(press("1", { tag: "INPUT", type: "number" }), undefined);
  assert.equal(press("w", { tag: "SELECT" }), undefined);
  assert.equal(press(" ", { tag: "BUTTON", type: "button" }), undefined);
  assert.equal(press("j", { tag: "BUTTON", type: "button" }), "slower");
  assert.equal(press("ArrowLeft", { tag: "INPUT", type: "range" }), undefined);
  assert.equal(press(" ", { tag: "INPUT", type: "range" }), "toggle");
  assert.equal(press("x", { tag: "SECTION" }), undefined);
});

test("times to the hundredth", () => {
  assert.deepEqual([0, 0.29, 3.25, 59.999, 61.5].map(preciseText), ["0:00.00", "0:00.29", "0:03.25", "0:59.99", "1:01.50"]);
});
