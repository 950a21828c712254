// One job: its progress, clip and error, with the buttons for each.

import { copyButton, makeDisclosure } from "../shared/clip-actions.js";
import { icon, setText } from "../shared/dom.js";
import { advanceClock } from "../shared/format.js";
import { lastFrame, makePlayer } from "../shared/player.js";
import { makeProgressBar } from "../shared/progress-bar.js";

const OVER = ["done", "failed", "cancelled", "uncertain"];
const TICKING = ["submitting", "waiting", "working"];

export function isOver(row) {
  return OVER.includes(row.phase);
}

/** `{el, update(row), tick(), open(yes), row(), end()}`; `act` has the functions that JobList lists. */
export function makeJobCard(ctx, act) {
  const parts = jobParts(
    ctx,
    act,
    () => current,
    () => show(true),
  );
  /** @type {any} */
  let current = null;
  let receivedAt = 0;
  /** @type {ReturnType<typeof makePlayer> | null} */
  let player = null;
  let opened = false;

  function tick() {
    if (!current || !TICKING.includes(current.phase)) return;
    const now = current.elapsed + (Date.now() - receivedAt) / 1000;
    setText(parts.message, advanceClock(current.message, current.elapsed, now));
  }
  function update(row) {
    if (current && JSON.stringify(current) === JSON.stringify(row)) return;
    current = row;
    receivedAt = Date.now();
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
  const end = () => {
    player?.end();
    parts.el.remove();
  };
  return { el: parts.el, update, tick, open: show, row: () => current, end };
}

function jobParts(ctx, act, row, open) {
  const { h } = ctx;
  const link = (message, onclick, more = {}) => h("button.kw-link", { onclick, ...more }, message);
  /** @type {Record<string, any>} */
  const parts = { address: "", act };
  parts.bar = makeProgressBar(h);
  parts.message = h("span.kw-job-message");
  parts.cancel = h("button.kw-button.kw-quiet", { onclick: () => act.cancel(row().key) }, "Cancel");
  parts.open = link("Show", open);
  parts.dismiss = h(
    "button.kw-tool",
    { "aria-label": "Remove from the list; files stay", title: "Remove from the list; files stay", onclick: () => act.dismiss(row().key) },
    icon("close"),
  );
  parts.badge = h("span.kw-badge", null, "sandbox");
  parts.about = h("span.kw-about-text");
  parts.stage = h("div.kw-stage", { hidden: true });
  parts.ways = h("div.kw-line", null);
  parts.offer = (message, work) =>
    h(
      "button.kw-button",
      {
        onclick: () => {
          const enable = (yes) => [...parts.ways.children].forEach((way) => (way.disabled = !yes));
          // One of them, once.
          enable(false);
          ctx.scope.later(() => enable(true), 3000);
          work();
        },
      },
      message,
    );
  parts.detailText = h("pre.kw-pre");
  parts.details = h("details.kw-more", null, h("summary", null, "Details"), parts.detailText);
  parts.tools = resultTools(ctx, act, row, parts, link);
  parts.el = h(
    "article.kw-stack.kw-job",
    { role: "group" },
    parts.bar.el,
    parts.stage,
    h(
      "div.kw-stack",
      null,
      h(
        "div.kw-job-line",
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
  const status = h("span.kw-dim", { role: "status" });
  const say = (message) => {
    setText(status, message);
    ctx.scope.later(() => setText(status, ""), 2500);
  };
  parts.download = h("a.kw-link", { hidden: true }, "Download");
  const copy = copyButton(ctx, "Copy path", () => row().clip.path);
  const frame = link(
    "Use last frame as next image",
    async () => {
      say("Reading the last frame");
      const name = `${row().clip.name.replace(/\.mp4$/i, "")}-last.png`;
      // Some pages may not read a video's pixels; Python can.
      const image = await lastFrame(parts.address, name).catch(() => null);
      if (image) return act.useFrame(image);
      const answer = await act.frameByPython(row().key);
      return answer.kind === "problem" && say(answer.message);
    },
    { hidden: true },
  );
  parts.frame = frame;
  const settings = settingsFold(ctx, row);
  return h("div.kw-stack.kw-tools", null, h("div.kw-line", null, parts.download, copy, frame, settings.toggle, status), settings.el);
}

/** The call that makes this clip, requested when it is opened, so that no trait holds a long prompt twice. */
function settingsFold(ctx, row) {
  const { h } = ctx;
  const call = h("pre.kw-pre", { tabindex: 0 });
  const badge = h("p.kw-dim", { hidden: true }, h("span.kw-badge", null, "sandbox"), " Rendered here, free. No model was used.");
  const copy = copyButton(ctx, "Copy call", () => call.textContent);
  return makeDisclosure(ctx, "Settings", h("div.kw-stack.kw-settings", null, badge, call, copy), async (yes) => {
    if (!yes) return;
    badge.hidden = row().backend !== "sandbox";
    const answer = await ctx.channel.request("settings", { key: row().key });
    setText(call, answer.call || answer.message || "");
  });
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
  parts.bar.el.hidden = over;
  parts.bar.el.setAttribute("aria-label", row.title || row.summary || "Clip");
  parts.bar.paint(row.fraction);
  parts.cancel.hidden = over;
  parts.cancel.disabled = Boolean(row.cancelling);
  setText(parts.cancel, row.cancelling ? "Cancelling" : "Cancel");
  parts.cancel.setAttribute("aria-label", `Cancel: ${row.title || row.summary}`);
  parts.dismiss.hidden = !over;
  const error = row.error || {};
  const ways = recoveries(parts, row, error);
  parts.ways.hidden = !ways.length;
  parts.ways.replaceChildren(...ways);
  parts.details.hidden = !error.details;
  setText(parts.detailText, error.details || "");
}

/** The buttons that an error offers. Submitting again is last and names its price: it is the one that may cost. */
function recoveries({ offer, act }, row, error) {
  const ways = (error.candidates || []).map((id) => offer(`It is ${id.slice(0, 8)}`, () => act.adopt(row.key, id)));
  if (error.replacement) ways.push(offer(`Use ${error.replacement}`, () => act.useModel(error.replacement)));
  if (error.fetch) ways.push(offer("Download it again", () => act.fetch(row.key)));
  if (error.uncertain) ways.push(offer(["It was not started: submit it again", row.price].filter(Boolean).join(" · "), () => act.again(row.key)));
  return ways;
}
