// One line per job: its bar, its words, its clip, its error, and what can be done about each.

import { copyText, icon, setText } from "../shared/dom.js";
import { advanceClock } from "../shared/format.js";
import { lastFrame, makePlayer } from "../shared/player.js";

const OVER = ["done", "failed", "cancelled", "uncertain"];
const TICKING = ["submitting", "waiting", "working"];

export function isOver(row) {
  return OVER.includes(row.phase);
}

/** `{el, update(row), tick(), open(yes), end()}` for one job; `act` holds cancel, dismiss, useModel and useFrame. */
export function makeJobCard(ctx, act) {
  const parts = jobParts(
    ctx,
    act,
    () => current,
    () => show(true),
  );
  let current = null;
  let heardAt = 0;
  let player = null;
  let opened = false;

  function tick() {
    if (!current || !TICKING.includes(current.phase)) return;
    const now = current.elapsed + (Date.now() - heardAt) / 1000;
    setText(parts.message, advanceClock(current.message, current.elapsed, now));
  }
  function update(row) {
    if (current && JSON.stringify(current) === JSON.stringify(row)) return;
    current = row;
    heardAt = Date.now();
    paintJob(parts, row);
    tick();
    show(opened);
  }
  function show(yes) {
    opened = yes;
    const wanted = yes && current?.clip;
    parts.open.hidden = !current?.clip || yes;
    parts.tools.hidden = !wanted;
    if (wanted && !player) {
      const label = `Clip: ${current.title || current.clip.name}`;
      player = makePlayer(ctx, { key: current.key, clip: current.clip, label, ready: (address) => paintAddress(parts, address, current.clip) });
      parts.stage.replaceChildren(player.el);
    } else if (!wanted && player) {
      player.end();
      player = null;
      parts.address = "";
      parts.stage.replaceChildren();
    }
    parts.stage.hidden = !player;
    parts.el.classList.toggle("kw-open", Boolean(player));
  }
  return { el: parts.el, update, tick, open: show, row: () => current, end: () => player?.end() };
}

function jobParts(ctx, act, row, open) {
  const { h } = ctx;
  const link = (message, onclick, more = {}) => h("button.kw-link", { type: "button", onclick, ...more }, message);
  const parts = { address: "" };
  parts.fill = h("div.kw-fill");
  parts.bar = h("div.kw-bar", { role: "progressbar", "aria-valuemin": 0, "aria-valuemax": 100 }, parts.fill);
  parts.message = h("span.kw-job-message");
  parts.cancel = h("button.kw-button.kw-quiet", { type: "button", onclick: () => act.cancel(row().key) }, "Cancel");
  parts.open = link("Show", open);
  parts.dismiss = h(
    "button.kw-tool",
    { type: "button", "aria-label": "Remove this line; files stay", title: "Remove this line; files stay", onclick: () => act.dismiss(row().key) },
    icon("close"),
  );
  parts.badge = h("span.kw-badge", null, "sandbox");
  parts.about = h("span.kw-about-text");
  parts.stage = h("div.kw-stage", { hidden: true });
  parts.ways = h("div.kw-actions", null);
  parts.offer = (message, work) =>
    h(
      "button.kw-button",
      {
        type: "button",
        onclick: () => {
          const enable = (yes) => [...parts.ways.children].forEach((way) => (way.disabled = !yes));
          enable(false); // one of them, once
          ctx.scope.later(() => enable(true), 3000);
          work();
        },
      },
      message,
    );
  parts.act = act;
  parts.detailText = h("pre.kw-pre");
  parts.details = h("details.kw-more", null, h("summary", null, "Details"), parts.detailText);
  parts.tools = resultTools(ctx, act, row, parts, link);
  parts.el = h(
    "article.kw-job",
    { role: "group" },
    parts.bar,
    parts.stage,
    h(
      "div.kw-side",
      null,
      h(
        "div.kw-line",
        null,
        h("div.kw-job-text", null, parts.message, h("span.kw-about", null, parts.badge, parts.about)),
        parts.open,
        parts.cancel,
        parts.dismiss,
      ),
      parts.ways,
      parts.tools,
      parts.details,
    ),
  );
  return parts;
}

function resultTools(ctx, act, row, parts, link) {
  const { h } = ctx;
  const say = h("span.kw-dim", { role: "status" });
  const briefly = (message) => {
    setText(say, message);
    ctx.scope.later(() => setText(say, ""), 2500);
  };
  parts.download = h("a.kw-link", { hidden: true }, "Download");
  const copy = link("Copy path", async () => briefly((await copyText(row().clip.path, parts.el)) ? "Copied" : "The page may not copy here"));
  const frame = link(
    "Use last frame as next still",
    async () => {
      briefly("Taking the last frame");
      const name = `${row().clip.name.replace(/\.mp4$/i, "")}-last.png`;
      const picture = await lastFrame(parts.address, name).catch(() => null); // some pages may not read a video's pixels
      if (picture) return act.useFrame(picture);
      const answer = await act.frameByPython(row().key);
      return answer.kind === "problem" && briefly(answer.message);
    },
    { hidden: true },
  );
  parts.frame = frame;
  const settings = settingsFold(ctx, row);
  return h("div.kw-tools", null, h("div.kw-actions", null, parts.download, copy, frame, settings.toggle, say), settings.el);
}

/** What was sent, as a call for a cell: asked for when it is looked at, so that no trait holds a long prompt twice. */
function settingsFold(ctx, row) {
  const { h } = ctx;
  const call = h("pre.kw-pre", { tabindex: 0 });
  const badge = h("p.kw-dim", { hidden: true }, h("span.kw-badge", null, "sandbox"), " Rendered here, free. No model has seen it.");
  const copy = h(
    "button.kw-link",
    { type: "button", onclick: async () => setText(copy, (await copyText(call.textContent, box)) ? "Copied" : "Not copied") },
    "Copy call",
  );
  const box = h("div.kw-settings", { hidden: true }, badge, call, copy);
  const toggle = h(
    "button.kw-link",
    {
      type: "button",
      "aria-expanded": "false",
      onclick: async () => {
        box.hidden = !box.hidden;
        toggle.setAttribute("aria-expanded", String(!box.hidden));
        if (box.hidden) return;
        setText(copy, "Copy call");
        badge.hidden = row().backend !== "sandbox";
        const answer = await ctx.channel.request("settings", { key: row().key });
        setText(call, answer.call || answer.message || "");
      },
    },
    "Settings",
  );
  return { toggle, el: box };
}

function paintAddress(parts, address, clip) {
  parts.address = address;
  parts.download.href = address;
  parts.download.download = clip.name;
  parts.download.hidden = false;
  parts.frame.hidden = false;
}

function paintJob(parts, row) {
  const over = isOver(row);
  parts.el.dataset.phase = row.phase;
  parts.el.setAttribute("aria-label", `Clip: ${row.title || row.summary}`);
  setText(parts.message, row.message);
  parts.message.classList.toggle("kw-error", row.phase === "failed");
  parts.message.classList.toggle("kw-warn", row.phase === "uncertain");
  setText(parts.about, [row.summary, row.title ? `“${row.title}”` : ""].filter(Boolean).join(" · "));
  parts.about.title = row.title || "";
  parts.badge.hidden = row.backend !== "sandbox";
  paintBar(parts, row, over);
  parts.cancel.hidden = over;
  parts.cancel.disabled = Boolean(row.cancelling);
  setText(parts.cancel, row.cancelling ? "Cancelling" : "Cancel");
  parts.cancel.setAttribute("aria-label", `Cancel: ${row.title || row.summary}`);
  parts.dismiss.hidden = !over;
  const error = row.error || {};
  const ways = waysOut(parts, row, error);
  parts.ways.hidden = !ways.length;
  parts.ways.replaceChildren(...ways);
  parts.details.hidden = !error.details;
  setText(parts.detailText, error.details || "");
}

/** The buttons that lead on from an error. Sending again stands last and names its price: it is the one that may cost. */
function waysOut({ offer, act }, row, error) {
  const ways = (error.candidates || []).map((id) => offer(`It is ${id.slice(0, 8)}`, () => act.adopt(row.key, id)));
  if (error.replacement) ways.push(offer(`Use ${error.replacement}`, () => act.useModel(error.replacement)));
  if (error.fetch) ways.push(offer("Fetch it again", () => act.fetch(row.key)));
  if (error.uncertain) ways.push(offer(["It was not started: send it again", row.price].filter(Boolean).join(" · "), () => act.again(row.key)));
  return ways;
}

function paintBar(parts, row, over) {
  const known = typeof row.fraction === "number";
  parts.bar.hidden = over;
  parts.bar.classList.toggle("kw-unknown", !known);
  parts.bar.setAttribute("aria-label", row.title || row.summary || "Clip");
  if (known) {
    const percent = Math.round(row.fraction * 100);
    parts.fill.style.width = `${row.fraction * 100}%`;
    parts.bar.setAttribute("aria-valuenow", String(percent));
  } else {
    parts.fill.style.width = "";
    parts.bar.removeAttribute("aria-valuenow");
  }
}
