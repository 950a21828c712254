// The jobs: one on the stage, under the button, and the earlier clips as a strip of thumbnails below it.

import { keyedList, setText } from "../shared/dom.js";
import { makeHeartbeat } from "../shared/heartbeat.js";
import { isOver, makeJobCard } from "./job-card.js";

/** A job goes on the stage when it begins, and when its thumbnail is clicked. */
export function makeJobList(/** @type {AnimateContext} */ ctx, /** @type {(id: string) => void} */ useModel) {
  const { h } = ctx;
  let staged = "";
  let newest = "";
  const list = h("div.kw-jobs");
  // For screen readers.
  const live = h("p.kw-hidden", { role: "status", "aria-live": "polite" });
  const jobs = keyedList(list, (/** @type {JobRow} */ row) => makeJobCard(ctx, row.key, { useModel, stage, ticked, compare }));
  const heartbeat = makeHeartbeat(ctx, () => jobs.views.forEach((card) => card.tick()));

  function stage(/** @type {string} */ key) {
    staged = key;
    jobs.views.forEach((card, each) => card.stage(each === key));
    ticked();
  }

  const tickedKeys = () => [...jobs.views].filter(([, card]) => card.ticked()).map(([key]) => key);

  function ticked() {
    jobs.views.get(staged)?.offer(tickedKeys().length);
  }

  /** Compares the clip on the stage with those that are ticked. @param {(news: string | undefined) => void} say */
  async function compare(say) {
    const answer = await ctx.channel.request("compare", { keys: [staged, ...tickedKeys()], below: ctx.below.able });
    say(answer.message);
    ctx.below.scrollTo();
  }

  return {
    el: h("div.kw-stack.kw-results", live, list),
    update(/** @type {JobRow[]} */ rows) {
      const held = jobs.views.get(staged)?.row()?.phase;
      jobs.update([...rows].reverse(), (card, row) => {
        const before = card.row()?.phase;
        card.update(row);
        // A screen reader says changes of state, not of seconds.
        if (before !== row.phase && (before || !isOver(row))) setText(live, row.message);
      });
      const latest = rows.at(-1)?.key || "";
      if (latest !== newest || !jobs.views.has(staged)) stage(latest);
      newest = latest;
      // What was cancelled here gives the stage back to the clip before it.
      const clip = rows.findLast((row) => row.clip)?.key;
      if (clip && held !== "cancelled" && jobs.views.get(staged)?.row()?.phase === "cancelled") stage(clip);
      heartbeat.received(rows.some((row) => !isOver(row)));
    },
    end: jobs.end,
  };
}
