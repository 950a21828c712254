// The list of jobs: kept in step with Python, ticking, and heard by those who cannot see it.

import { setText } from "./dom.js";
import { isOver, makeJob } from "./jobs.js";

/** The jobs, the newest first; only the newest clip is open, so that a long session stays a calm page. */
export function makeJobList(ctx, model, { useModel, say }) {
  const { h, link, scope } = ctx;
  const list = h("div.kw-jobs");
  const live = h("p.kw-hidden", { role: "status", "aria-live": "polite" });
  const lines = new Map();
  let newestClip = "";
  let beating = null;
  let heardAt = Date.now();
  let askedAt = 0;
  const act = {
    cancel: (key) => link.send("cancel", { key }),
    dismiss: (key) => link.send("dismiss", { key }),
    useModel,
    useFrame: (file) => ctx.slots.take(file, "start_image"),
  };
  function beat() {
    lines.forEach((line) => line.tick());
    const quiet = Date.now() - heardAt > 1500; // Colab's page may not hear a background thread, but it hears an answer
    if (quiet && (askedAt <= heardAt || Date.now() - askedAt > 10000)) {
      askedAt = Date.now();
      link.send("beat");
    }
  }
  function update(rows) {
    for (const [key, line] of lines) {
      if (rows.some((row) => row.key === key)) continue;
      line.end();
      line.el.remove();
      lines.delete(key);
    }
    [...rows].reverse().forEach((row, index) => {
      const line = lines.get(row.key) || makeJob(ctx, act);
      const before = line.row()?.phase;
      lines.set(row.key, line);
      if (list.children[index] !== line.el) list.insertBefore(line.el, list.children[index] || null);
      line.update(row);
      if (before !== row.phase && (before || !isOver(row))) setText(live, row.words);
    });
    openNewest(rows);
    const active = rows.some((row) => !isOver(row));
    if (active && !beating) beating = scope.every(beat, 1000);
    if (!active && beating) beating = beating() && null;
  }
  function openNewest(rows) {
    const latest = rows.filter((row) => row.clip).sort((a, b) => (a.finished || 0) - (b.finished || 0)).pop()?.key || "";
    if (latest === newestClip) return;
    lines.get(newestClip)?.open(false);
    lines.get(latest)?.open(true);
    newestClip = latest;
  }
  return { el: h("div.kw-results", null, live, list), update, heard: () => (heardAt = Date.now()), end: () => lines.forEach((line) => line.end()) };
}
