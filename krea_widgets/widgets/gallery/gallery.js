// The Gallery widget's view: all clips as a grid, with filters and an inspector.

import { retryUntil } from "../shared/channel.js";
import { copyCallButton } from "../shared/copy-button.js";
import { setText, showText } from "../shared/dom.js";
import { onTraits } from "../shared/traits.js";
import { widgetOf } from "../shared/view.js";
import { makeClipGrid } from "./clip-grid.js";
import { makeFilters } from "./filters.js";
import { makeInspector } from "./inspector.js";

// Milliseconds. After this time away, the view asks for new clips when the person returns.
const AWAY = 2000;
// For so long it is said that clips are restored.
const NOTICE = 8000;
// The inspector follows the arrow keys after this pause.
const FOLLOW = 160;
// The clips are counted by their motion so long after they were found.
const COUNT = 1500;

const clipsText = (/** @type {number} */ count) => `${count.toLocaleString("en")} ${count === 1 ? "clip" : "clips"}`;

function makeGallery(/** @type {Context} */ ctx) {
  const { model, h, channel, scope, signal, page } = ctx;
  let asked = 0;
  let found = /** @type {Found | null} */ (null);
  let receivedAt = Date.now();
  let paging = "";
  let stopFollowing = () => {};
  let undoing = /** @type {string[]} */ ([]);
  let calling = "";
  let stopNotice = () => {};
  // The version of what was counted by its motion.
  let counted = /** @type {number | undefined} */ (undefined);
  let stopCounting = () => {};

  /** @type {GalleryActs} */
  const acts = {
    async page(start, end) {
      const serial = found?.serial;
      const wanted = `${serial} ${start} ${end}`;
      if (paging === wanted) return;
      paging = wanted;
      const answer = await channel.request("page", { serial, start, end });
      paging = "";
      if (signal.aborted || found?.serial !== serial) return;
      if (answer.kind === "changed") find(true);
      else if (answer.kind === "rows") grid.put(answer.start, answer.rows, answer.parts);
      else say(answer.message);
    },
    current(row) {
      stopFollowing();
      if (inspector.row() && inspector.row()?.key !== row.key) stopFollowing = scope.later(() => inspector.row() && acts.open(row), FOLLOW);
    },
    open(row) {
      grid.mark(row.key);
      inspector.show(row);
    },
    selected: paintSelection,
    rate: (row, stars) => change("annotate", { key: row.key, rating: row.rating === stars ? 0 : stars }),
    win: (row) => change("annotate", { key: row.key, winner: !row.winner }),
    look: (row) => change("look", { key: row.key }),
    async remove(rows) {
      const keys = rows.filter((row) => !row.deleted).map((row) => row.key);
      if (!keys.length) return;
      const answer = await channel.request("delete", { keys });
      if (answer.kind !== "deleted") return say(answer.message);
      // The reason comes as a message of its own.
      if (!answer.keys.length) return;
      grid.clear(answer.keys);
      if (answer.keys.includes(inspector.row()?.key)) acts.shut();
      say(`Deleted ${clipsText(answer.keys.length)}.`, { undo: answer.keys });
      await find(true);
      if (found?.total && page.activeElement === page.body) grid.goToCurrent();
    },
    async restore(keys) {
      const answer = await channel.request("restore", { keys });
      if (answer.kind === "problem") say(answer.message);
      else sayBriefly(`Restored ${clipsText(keys.length)}.`);
      if (keys.includes(inspector.row()?.key || "")) acts.shut();
      find(true);
    },
    escape() {
      if (inspector.row()) acts.shut();
      else if (grid.chosen.size) grid.clear();
      else return false;
    },
    shut() {
      grid.mark();
      inspector.shut();
      grid.goToCurrent();
    },
    linked: () => model.get("_linked"),
    form: (row) => openBelow("form", { key: row.key }, "A form with these settings is shown below.", "To use them, run this call in a cell."),
  };
  const filters = makeFilters(
    ctx,
    () => {
      // Its clip need not be among those that are found.
      grid.mark();
      inspector.shut();
      find();
    },
    say,
  );
  const grid = makeClipGrid(ctx, acts);
  const inspector = makeInspector(ctx, acts);

  const link = (/** @type {string} */ label, /** @type {() => unknown} */ onclick) => h("button.kw-link", { onclick }, label);
  const count = h("span.kw-dim.kw-digits.kw-g-count", { role: "status" }, "Looking for clips");
  const empty = h("p.kw-dim", { hidden: true });
  const reset = link("Show all", () => filters.reset());
  reset.hidden = true;
  const compare = h("button.kw-button", { onclick: showComparison }, "Compare selected");
  const picked = h("span");
  const selection = h(
    "div.kw-line.kw-tinted.kw-g-bar",
    { hidden: true, role: "group", "aria-label": "Selected" },
    picked,
    compare,
    link("Delete", () => acts.remove([...grid.chosen.values()])),
    link("Clear", () => grid.clear()),
  );
  const message = h("span", { role: "status" });
  const undo = link("Undo", () => acts.restore(undoing));
  const copy = copyCallButton(ctx, () => calling);
  const dismiss = link("Dismiss", () => (notice.hidden = true));
  const notice = h("div.kw-line.kw-tinted.kw-g-bar", { hidden: true }, message, undo, copy, dismiss);
  const main = h("div.kw-g-main", h("div.kw-line.kw-g-none", empty, reset), grid.el, selection, notice);
  const el = h(
    "section.kw.kw-gallery",
    { "aria-label": "Gallery", onpointerenter: comeBack, onfocusin: comeBack },
    h("div.kw-stack.kw-g-head", filters.el, count),
    h("div.kw-stack.kw-g-body", main, inspector.el),
  );

  async function find(keep = false) {
    const mine = ++asked;
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
    const answer = /** @type {Answer & Found} */ (await channel.request("find", { ...filters.query(), zone }));
    if (mine !== asked || signal.aborted) return;
    receivedAt = Date.now();
    if (answer.kind !== "found") return say(answer.message);
    found = answer;
    filters.paint(answer.facets);
    paintCount(answer);
    grid.set(answer.groups, keep);
    if (answer.notice) say(answer.notice);
    // Once the first clips are shown.
    stopCounting();
    if (!answer.partial && counted !== answer.version) stopCounting = scope.later(countMotion, COUNT);
  }

  function countMotion() {
    counted = found?.version;
    filters.count();
  }

  function paintCount(/** @type {Found} */ { total, facets, partial }) {
    const narrow = filters.isNarrow();
    const { failed, deleted } = filters.query();
    const place = failed ? "failed or cancelled" : deleted ? "deleted" : narrow ? `of ${clipsText(facets.all)}` : "";
    if (partial) setText(count, "Reading the older clips");
    else setText(count, place ? `${total.toLocaleString("en")} ${place}` : clipsText(total));
    showText(empty, total ? "" : narrow ? "No clip matches." : "No clips yet. Create one with krea.Animate().");
    reset.hidden = total > 0 || !narrow;
    grid.el.hidden = total === 0;
  }

  /** Asks for new clips when the person returns to the view; nothing is asked before. */
  async function comeBack() {
    const away = Date.now() - receivedAt;
    receivedAt = Date.now();
    if (away < AWAY || !found) return;
    const answer = await channel.request("fresh", { version: found.version });
    if (answer.kind === "changed" && !signal.aborted) find(true);
  }

  async function change(/** @type {string} */ kind, /** @type {object} */ body) {
    const answer = await channel.request(kind, body);
    if (answer.kind === "problem" || answer.message) say(answer.message);
    for (const row of answer.rows || []) {
      grid.update(row);
      inspector.update(row);
    }
    // The filters count anew.
    if (kind === "annotate") find(true);
  }

  function paintSelection(/** @type {ClipRow[]} */ rows) {
    selection.hidden = rows.length === 0;
    compare.disabled = rows.length < 2 || rows.length > 4 || rows.some((row) => !row.there || row.deleted);
    compare.title = compare.disabled ? "Select two to four clips that are on disk" : "";
    setText(picked, `${rows.length} selected`);
    channel.send("select", { keys: rows.map((row) => row.key) });
  }

  /** Lets Python show a widget below, or says the call that makes one. @param {string} kind @param {object} body @param {string} shown @param {string} otherwise */
  async function openBelow(kind, body, shown, otherwise) {
    const answer = await channel.request(kind, { ...body, below: ctx.below.able });
    if (answer.kind === "problem") return say(answer.message);
    // A form or a comparison that is shown has its own call.
    if (!answer.shown) return say(otherwise, { call: answer.call });
    ctx.below.scrollTo();
    sayBriefly(shown);
  }

  function showComparison() {
    openBelow("compare", { keys: [...grid.chosen.keys()] }, "The comparison is shown below.", "To compare them, run this call in a cell.");
  }

  /** @param {string} [text] @param {{ undo?: string[], call?: string }} [ways] the keys to restore, the call to copy */
  function say(text, { undo: keys = [], call = "" } = {}) {
    stopNotice();
    setText(message, text);
    notice.hidden = !text;
    undoing = keys;
    calling = call;
    undo.hidden = !keys.length;
    copy.hidden = !call;
  }

  function sayBriefly(/** @type {string} */ text) {
    say(text);
    stopNotice = scope.later(() => say(), NOTICE);
  }

  return {
    el,
    start() {
      channel.on("problem", ({ message }) => say(message));
      channel.on("changed", () => found && find(true));
      onTraits(ctx, ["_linked"], inspector.paintLink);
      retryUntil(scope, find, () => found);
    },
    end() {
      inspector.shut();
      grid.end();
    },
  };
}

export default widgetOf(makeGallery);
