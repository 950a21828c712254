// The list of jobs, in sync with Python.

import { keyedList, setText } from "../shared/dom.js";
import { makeHeartbeat } from "../shared/heartbeat.js";
import { isOver, makeJobCard } from "./job-card.js";

/** The newest job is first, and only the newest clip is open: a long session stays readable. */
export class JobList {
  constructor(ctx, { useModel }) {
    const { h, channel } = ctx;
    this.latest = "";
    const list = h("div.kw-jobs");
    // For screen readers.
    this.live = h("p.kw-hidden", { role: "status", "aria-live": "polite" });
    this.el = h("div.kw-stack.kw-results", null, this.live, list);
    const act = {
      cancel: (key) => channel.send("cancel", { key }),
      dismiss: (key) => channel.send("dismiss", { key }),
      adopt: (key, id) => channel.send("adopt", { key, job_id: id }),
      again: (key) => channel.send("again", { key }),
      fetch: (key) => channel.send("fetch", { key }),
      useModel,
      useFrame: (file) => ctx.imageStore.take(file, "start_image"),
      frameByPython: (key) => channel.request("frame", { key }),
    };
    this.jobs = keyedList(list, () => makeJobCard(ctx, act));
    this.heartbeat = makeHeartbeat(ctx, () => this.jobs.views.forEach((card) => card.tick()));
  }

  update(rows) {
    this.jobs.update([...rows].reverse(), (card, row) => {
      const before = card.row()?.phase;
      card.update(row);
      // A screen reader says changes of state, not of seconds.
      if (before !== row.phase && (before || !isOver(row))) setText(this.live, row.message);
    });
    this.openNewest(rows);
    this.heartbeat.received(rows.some((row) => !isOver(row)));
  }

  openNewest(rows) {
    const done = rows.filter((row) => row.clip).sort((a, b) => (a.finished || 0) - (b.finished || 0));
    const latest = done.length ? done[done.length - 1].key : "";
    if (latest === this.latest) return;
    this.jobs.views.get(this.latest)?.open(false);
    this.jobs.views.get(latest)?.open(true);
    this.latest = latest;
  }

  end() {
    this.jobs.end();
  }
}
