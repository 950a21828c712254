// The jobs: one on the stage, under the button, and the earlier clips as a strip of thumbnails below it.

import { glideTo, keyedList, setText } from "../shared/dom.js";
import { makeHeartbeat } from "../shared/heartbeat.js";
import { isOver, makeJobCard } from "./job-card.js";

/**
 * A job goes on the stage when it begins, and when its thumbnail is clicked. `continued()` is called when a clip's last frame is the start image.
 * @param {AnimateContext} ctx @param {{ useModel(id: string): void, continued(): void }} acts
 */
export function makeJobList(ctx, { useModel, continued }) {
  const { h, scope } = ctx;
  let staged = "";
  let newest = "";
  let rows = /** @type {JobRow[]} */ ([]);
  let picked = /** @type {string[] | null} */ (null);
  // The person has pressed the button here, and neither seen yet what came of it nor gone on to something else.
  let awaited = false;
  const list = h("div.kw-jobs");
  // For screen readers.
  const live = h("p.kw-hidden", { role: "status" });
  const jobs = keyedList(list, (/** @type {JobRow} */ row) => makeJobCard(ctx, row.key, { useModel, continued, expectJob, stage, pick, compare }));
  const heartbeat = makeHeartbeat(ctx, () => jobs.views.forEach((card) => card.tick()));

  /** What the person pressed begins a job, or does not. @param {boolean} yes */
  function expectJob(yes) {
    awaited = yes;
  }

  function stage(/** @type {string} */ key) {
    staged = key;
    jobs.views.forEach((card, each) => card.stage(each === key));
    paintOthers();
  }

  const earlier = () => rows.filter(({ key, clip }) => clip && key !== staged).map(({ key }) => key);

  /** The clips to compare with the one on the stage: those that the person has chosen, else the newest. */
  function others() {
    const clips = earlier();
    return picked ? clips.filter((key) => picked?.includes(key)) : clips.slice(-1);
  }

  function pick(/** @type {string} */ key) {
    const now = others();
    picked = now.includes(key) ? now.filter((one) => one !== key) : [...now, key];
    paintOthers();
  }

  function paintOthers() {
    const now = others();
    jobs.views.forEach((card, key) => card.offer(now.includes(key), now.length, !earlier().length));
  }

  /** Compares the clip on the stage with others. @param {(news: string | undefined) => void} say */
  async function compare(say) {
    const answer = await ctx.channel.request("compare", { keys: [staged, ...others()], below: ctx.below.able });
    say(answer.message);
    ctx.below.scrollTo();
  }

  /** Brings the newest job into view: below a long form, a press would seem to do nothing. */
  function follow() {
    const card = jobs.views.get(newest);
    if (!awaited || !card) return;
    awaited = !card.row()?.clip;
    // The clip's player has its height by then.
    scope.later(() => glideTo(card.el), 50);
  }

  return {
    el: h("div.kw-stack.kw-results", live, list),
    expectJob,
    update(/** @type {JobRow[]} */ next) {
      rows = next;
      const held = jobs.views.get(staged)?.row()?.phase;
      jobs.update([...rows].reverse(), (card, row, index) => {
        const before = card.row()?.phase;
        card.el.classList.toggle("kw-newest", index === 0);
        card.update(row);
        // A screen reader says changes of state, not of seconds.
        if (before !== row.phase && (before || !isOver(row))) setText(live, row.message);
      });
      const latest = rows.at(-1)?.key || "";
      if (latest !== newest || !jobs.views.has(staged)) stage(latest);
      const news = latest !== newest || jobs.views.get(latest)?.row()?.clip;
      newest = latest;
      if (news) follow();
      // What was cancelled here gives the stage back to the clip before it.
      const clip = rows.findLast((row) => row.clip)?.key;
      if (clip && held !== "cancelled" && jobs.views.get(staged)?.row()?.phase === "cancelled") stage(clip);
      paintOthers();
      heartbeat.received(rows.some((row) => !isOver(row)));
    },
    end: jobs.end,
  };
}
