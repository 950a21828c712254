// The list of jobs: kept in step with Python, ticking, and heard by those who cannot see it.

import { setText } from "../shared/dom.js";
import { isOver, makeJob } from "./jobs.js";

const QUIET = 1500; // milliseconds without news, after which Python is asked: Colab's page may not hear a background thread
const PATIENCE = 10000; // ... and after which it is asked again, so that a busy kernel does not gather questions

/** The newest stands first and only the newest clip is open, so that a long session stays a calm page. */
export class JobList {
  constructor(ctx, { useModel }) {
    const { h, link } = ctx;
    this.ctx = ctx;
    this.lines = new Map();
    this.latest = "";
    this.stopBeat = null;
    this.heardAt = Date.now();
    this.askedAt = 0;
    this.list = h("div.kw-jobs");
    this.live = h("p.kw-hidden", { role: "status", "aria-live": "polite" });
    this.el = h("div.kw-results", null, this.live, this.list);
    this.act = {
      cancel: (key) => link.send("cancel", { key }),
      dismiss: (key) => link.send("dismiss", { key }),
      adopt: (key, id) => link.send("adopt", { key, job_id: id }),
      again: (key) => link.send("again", { key }),
      fetch: (key) => link.send("fetch", { key }),
      useModel,
      useFrame: (file) => ctx.slots.take(file, "start_image"),
      frameByPython: (key) => link.request("frame", { key }),
    };
  }

  update(rows) {
    this.heardAt = Date.now();
    for (const key of this.lines.keys()) if (!rows.some((row) => row.key === key)) this.drop(key);
    [...rows].reverse().forEach((row, index) => this.showRow(row, index));
    this.openNewest(rows);
    const active = rows.some((row) => !isOver(row));
    if (active && !this.stopBeat) this.stopBeat = this.ctx.scope.every(() => this.beat(), 1000);
    if (!active && this.stopBeat) {
      this.stopBeat();
      this.stopBeat = null;
    }
  }

  showRow(row, index) {
    const line = this.lines.get(row.key) || makeJob(this.ctx, this.act);
    const before = line.row()?.phase;
    this.lines.set(row.key, line);
    if (this.list.children[index] !== line.el) this.list.insertBefore(line.el, this.list.children[index] || null);
    line.update(row);
    if (before !== row.phase && (before || !isOver(row))) setText(this.live, row.words); // turns are said, ticks are not
  }

  openNewest(rows) {
    const done = rows.filter((row) => row.clip).sort((a, b) => (a.finished || 0) - (b.finished || 0));
    const latest = done.length ? done[done.length - 1].key : "";
    if (latest === this.latest) return;
    this.lines.get(this.latest)?.open(false);
    this.lines.get(latest)?.open(true);
    this.latest = latest;
  }

  beat() {
    this.lines.forEach((line) => line.tick());
    const now = Date.now();
    if (now - this.heardAt < QUIET || (this.askedAt > this.heardAt && now - this.askedAt < PATIENCE)) return;
    this.askedAt = now;
    this.ctx.link.send("beat");
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
