// The list of jobs, in sync with Python.

import { keyedList, setText } from "../shared/dom.js";
import { makeHeartbeat } from "../shared/heartbeat.js";
import { isOver, makeJobCard } from "./job-card.js";

/** The newest job is first, and only the newest clip is open: a long session stays readable. */
export function makeJobList(/** @type {AnimateContext} */ ctx, /** @type {(id: string) => void} */ useModel) {
  const { h } = ctx;
  let latest = "";
  const list = h("div.kw-jobs");
  // For screen readers.
  const live = h("p.kw-hidden", { role: "status", "aria-live": "polite" });
  const jobs = keyedList(list, (/** @type {JobRow} */ row) => makeJobCard(ctx, row.key, useModel));
  const heartbeat = makeHeartbeat(ctx, () => jobs.views.forEach((card) => card.tick()));
  return {
    el: h("div.kw-stack.kw-results", live, list),
    update(/** @type {JobRow[]} */ rows) {
      jobs.update([...rows].reverse(), (card, row) => {
        const before = card.row()?.phase;
        card.update(row);
        // A screen reader says changes of state, not of seconds.
        if (before !== row.phase && (before || !isOver(row))) setText(live, row.message);
      });
      const done = rows.filter((row) => row.clip).sort((a, b) => (a.finished || 0) - (b.finished || 0));
      const newest = done.at(-1)?.key || "";
      if (newest !== latest) {
        jobs.views.get(latest)?.open(false);
        jobs.views.get(newest)?.open(true);
        latest = newest;
      }
      heartbeat.received(rows.some((row) => !isOver(row)));
    },
    end: jobs.end,
  };
}
