// The list of jobs: kept in step with Python, ticking, and heard by those who cannot see it.

import { setText } from "../shared/dom.js";
import { makeHeartbeat } from "../shared/heartbeat.js";
import { isOver, makeJobCard } from "./job-card.js";

/** The newest is first and only the newest clip is open, so that a long session stays a calm page. */
export class JobList {
  constructor(ctx, { useModel }) {
    const { h, channel } = ctx;
    this.ctx = ctx;
    this.lines = new Map();
    this.latest = "";
    this.heartbeat = makeHeartbeat(ctx, () => this.lines.forEach((line) => line.tick()));
    this.list = h("div.kw-jobs");
    this.live = h("p.kw-hidden", { role: "status", "aria-live": "polite" });
    this.el = h("div.kw-results", null, this.live, this.list);
    this.act = {
      cancel: (key) => channel.send("cancel", { key }),
      dismiss: (key) => channel.send("dismiss", { key }),
      adopt: (key, id) => channel.send("adopt", { key, job_id: id }),
      again: (key) => channel.send("again", { key }),
      fetch: (key) => channel.send("fetch", { key }),
      useModel,
      useFrame: (file) => ctx.imageStore.take(file, "start_image"),
      frameByPython: (key) => channel.request("frame", { key }),
    };
  }

  update(rows) {
    for (const key of this.lines.keys()) if (!rows.some((row) => row.key === key)) this.drop(key);
    [...rows].reverse().forEach((row, index) => this.showRow(row, index));
    this.openNewest(rows);
    this.heartbeat.heard(rows.some((row) => !isOver(row)));
  }

  showRow(row, index) {
    const line = this.lines.get(row.key) || makeJobCard(this.ctx, this.act);
    const before = line.row()?.phase;
    this.lines.set(row.key, line);
    if (this.list.children[index] !== line.el) this.list.insertBefore(line.el, this.list.children[index] || null);
    line.update(row);
    if (before !== row.phase && (before || !isOver(row))) setText(this.live, row.message); // turns are said, ticks are not
  }

  openNewest(rows) {
    const done = rows.filter((row) => row.clip).sort((a, b) => (a.finished || 0) - (b.finished || 0));
    const latest = done.length ? done[done.length - 1].key : "";
    if (latest === this.latest) return;
    this.lines.get(this.latest)?.open(false);
    this.lines.get(latest)?.open(true);
    this.latest = latest;
  }

  drop(key) {
    this.lines.get(key).end();
    this.lines.get(key).el.remove();
    this.lines.delete(key);
  }

  end() {
    this.lines.forEach((line) => line.end());
  }
}
