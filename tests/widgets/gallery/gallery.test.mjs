// Where the cards of a long sheet stand, what is seen of it, what is asked for, and where the keys lead.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cardByKey, dayOf, dayText, layOut, lineOf, missing, scrollFor, seenLines, span } from "../../../krea_widgets/widgets/gallery/virtual-grid.js";
import { cardLabel, stateText } from "../../../krea_widgets/widgets/gallery/clip-grid.js";

const GROUPS = [["2026-11-23", 5], ["2026-11-22", 8], ["2026-11-20", 1000]];

test("every card stands in exactly one line, days apart, none over another", () => {
  for (const width of [140, 330, 720, 1176, 3000]) {
    const sheet = layOut(GROUPS, width);
    assert.equal(sheet.total, 1013);
    assert.ok(sheet.columns * sheet.wide + (sheet.columns - 1) * sheet.gap <= width);
    let [next, bottom] = [0, 0];
    for (const line of sheet.lines) {
      assert.equal(line.start, next);
      assert.ok(line.top >= bottom && line.end - line.start <= sheet.columns);
      [next, bottom] = [line.end, line.top + line.height];
    }
    assert.deepEqual([next, bottom], [1013, sheet.height]);
    assert.equal(sheet.lines.filter((line) => line.start === line.end).length, 3);
  }
  assert.equal(layOut(GROUPS, 336).columns, 2); // a widget of 360 px
  assert.equal(layOut([["", 0]], 700).total, 0);
});

test("only what touches the strip is seen", () => {
  const sheet = layOut(GROUPS, 1176);
  assert.deepEqual(seenLines(sheet, 0, 1).map((line) => line.day), ["2026-11-23"]);
  assert.equal(seenLines(sheet, sheet.height, sheet.height + 500).length, 0);
  for (let top = 0; top < sheet.height; top += 911) {
    const seen = seenLines(sheet, top, top + 600);
    assert.deepEqual(seen, sheet.lines.filter((line) => line.top + line.height > top && line.top < top + 600));
    assert.ok(span(seen)[1] - span(seen)[0] <= 5 * sheet.columns);
  }
});

test("what is there is not asked for again", () => {
  const there = (have) => (index) => have.includes(index);
  assert.deepEqual(missing(there([]), [3, 9]), [3, 9]);
  assert.deepEqual(missing(there([3, 4, 8]), [3, 9]), [5, 8]);
  assert.deepEqual(missing(there([3, 4, 5]), [3, 6]), null);
  assert.deepEqual(missing(there([]), [0, 1000]), [0, 120]);
});

test("keys lead along lines, over days, and stop at the ends", () => {
  const sheet = layOut(GROUPS, 840); // 5 + 8 + 1000 in columns of 4
  assert.equal(sheet.columns, 4);
  const go = (index, key) => cardByKey(sheet, index, key, 600);
  assert.deepEqual([go(0, "ArrowLeft"), go(0, "ArrowRight"), go(1012, "ArrowRight")], [0, 1, 1012]);
  assert.equal(go(2, "ArrowDown"), 4); // the next line has one card only
  assert.equal(go(4, "ArrowDown"), 5); // the first line of the next day
  assert.equal(go(7, "ArrowUp"), 4);
  assert.equal(go(0, "ArrowUp"), 0);
  assert.deepEqual([go(500, "Home"), go(500, "End")], [0, 1012]);
  assert.ok(go(0, "PageDown") > 4 && go(0, "PageDown") < 20);
  assert.equal(go(0, "x"), null);
  assert.equal(cardByKey(layOut([], 840), 0, "ArrowDown", 600), null);
});

test("scrolling to a card shows all of it, and its day", () => {
  const sheet = layOut(GROUPS, 840);
  const line = lineOf(sheet, 300);
  assert.equal(scrollFor(line, line.top - 10, 600), line.top - 10);
  assert.equal(scrollFor(line, 0, 600), line.top + line.height - 600);
  assert.equal(scrollFor(lineOf(sheet, 0), 900, 600), 0);
  assert.equal(lineOf(sheet, 5000), null);
});

test("days as they are read", () => {
  assert.equal(dayText("2026-11-23", "2026-11-23"), "Today");
  assert.equal(dayText("2026-11-22", "2026-11-23"), "Yesterday");
  assert.equal(dayText("2026-11-16", "2026-11-23"), "Monday 16 November");
  assert.match(dayText("2025-12-31", "2026-01-01"), /Yesterday/);
  assert.match(dayText("2025-11-16", "2026-11-23"), /^Sunday 16 November 2025$/);
  assert.equal(dayOf(new Date(2026, 0, 5, 23, 59)), "2026-01-05");
});

test("a card in message", () => {
  const row = { prompt: "slow dolly in", title: "Kling 2.5", length: 5, price: "$0.37", backend: "sandbox", rating: 1, winner: true, state: "done", there: true };
  assert.equal(cardLabel(row), "slow dolly in, Kling 2.5, 5 seconds, $0.37, sandbox, 1 star, winner");
  assert.equal(stateText({ ...row, there: false }), "File was moved");
  assert.equal(stateText({ ...row, state: "failed", there: false }), "Failed");
  assert.equal(stateText({ ...row, state: "open" }), "In progress");
  assert.match(cardLabel({ ...row, prompt: "", name: "a.mp4", backend: "krea", rating: 0 }), /^a\.mp4, Kling 2\.5/);
});
