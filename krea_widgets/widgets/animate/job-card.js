// One job: its progress, clip and error, with the buttons for each.

import { makeDisclosure } from "../shared/clip-actions.js";
import { copyButton, copyCallButton } from "../shared/copy-button.js";
import { reducedMotion, setText, reveal } from "../shared/dom.js";
import * as icons from "../shared/icons.js";
import { advanceClock, dotted } from "../shared/format.js";
import { lastFrame, makePlayer } from "../shared/player.js";
import { makeProgressBar } from "../shared/progress-bar.js";

const OVER = ["done", "failed", "cancelled", "uncertain"];
const TICKING = ["submitting", "waiting", "working"];
const GONE = "Its kernel has stopped.";
const READING = "Reading the frame";
const DISMISS = "Remove from list (keeps the file)";

/** What a card asks of its list. @typedef {{ useModel: (id: string) => void, continued: () => void, expectJob: (yes: boolean) => void, stage: (key: string) => void, pick: (key: string) => void, compare: (say: (news: string | undefined) => void) => void }} JobListActions */

export function isOver(/** @type {JobRow} */ row) {
  return OVER.includes(row.phase);
}

export function makeJobCard(/** @type {AnimateContext} */ ctx, /** @type {string} */ key, /** @type {JobListActions} */ list) {
  const { h, scope, channel } = ctx;
  let current = /** @type {JobRow | null} */ (null);
  let receivedAt = 0;
  let player = /** @type {ReturnType<typeof makePlayer> | null} */ (null);
  let staged = false;
  let hovered = false;
  let address = "";
  const send = (/** @type {string} */ kind, /** @type {string} */ job_id = "") => {
    list.expectJob(/again|fetch|adopt/.test(kind));
    channel.send(kind, { key, job_id });
  };

  const bar = makeProgressBar(ctx);
  const partner = h("button.kw-chip.kw-partner", { onclick: () => list.pick(key) }, "Compare");
  const [begin, end] = [() => hover(true), () => hover(false)];
  const hovering = { onpointerenter: begin, onfocus: begin, onpointerleave: end, onblur: end };
  const thumbnail = h("button.kw-thumbnail", { onclick: () => list.stage(key), ...hovering });
  const screen = h("div.kw-screen", { hidden: true }, thumbnail, partner);
  const message = h("span.kw-job-message.kw-digits");
  const badge = h("span.kw-badge", "sandbox");
  const about = h("span.kw-about-text.kw-ellipsis");
  const cancel = h("button.kw-button.kw-quiet", { onclick: () => send("cancel") }, "Cancel");
  const dismiss = h("button.kw-tool", { title: DISMISS, onclick: () => send("dismiss") }, icons.icon(icons.close));
  const recovery = h("div.kw-line");
  const download = h("a.kw-link", { hidden: true }, "Download");
  const again = h("button.kw-link", { onclick: runAgain });
  const vary = h("button.kw-link", { title: "Plan other speeds and models", onclick: varyIt }, "Vary");
  const compare = h("button.kw-link", { onclick: () => list.compare(say) }, "Compare");
  const copyPath = copyButton(ctx, "Copy path", () => current?.clip?.path || "");
  const frame = h("button.kw-link", { hidden: true, title: "Use the last frame as the next image", onclick: useFrame }, "Continue");
  const status = h("span.kw-dim", { role: "status" });
  const enlarge = h("button.kw-link", { onclick: () => grow(!el.classList.contains("kw-large")) }, "Enlarge");
  const settings = makeSettings(ctx, key, () => current?.backend);
  const tools = h("div.kw-stack.kw-tools", h("div.kw-line", again, vary, frame, compare, enlarge, download, copyPath, settings.toggle, status), settings.el);
  const detailText = h("pre.kw-pre.kw-tinted");
  const details = h("details.kw-more", h("summary", "Details"), detailText);
  const text = h("div.kw-job-text", message, h("span.kw-about", badge, about));
  const line = h("div.kw-job-line", text, cancel, dismiss);
  const el = h("article.kw-stack.kw-job", { role: "group" }, bar.el, screen, h("div.kw-stack", line, recovery, tools, details));

  function say(/** @type {string | undefined} */ news) {
    setText(status, news);
    scope.later(() => setText(status, ""), 2500);
  }

  function grow(/** @type {boolean} */ yes) {
    el.classList.toggle("kw-large", yes);
    setText(enlarge, yes ? "Smaller" : "Enlarge");
    reveal(el);
  }

  function runAgain() {
    send("again");
    // Two quick presses are one.
    again.disabled = true;
    scope.later(() => (again.disabled = false), 3000);
  }

  async function varyIt() {
    const answer = await channel.request("vary", { key, below: ctx.below.able });
    say(answer.message);
    ctx.below.scrollTo();
  }

  async function useFrame() {
    setText(status, READING);
    await ctx.imageStore.during(takeFrame());
    if (status.textContent !== READING) return;
    say("The last frame is the new image.");
    list.continued();
  }

  async function takeFrame() {
    const name = `${current?.clip?.name.replace(/\.mp4$/i, "")}-last.png`;
    const { kind, message } = await channel.request("frame", { key });
    if (kind !== "problem") return;
    // Python reads films only where PyAV is installed.
    const image = await lastFrame(address, name).catch(() => null);
    if (image) return ctx.imageStore.take(image, "start_image");
    say(message);
    throw new Error(message);
  }

  function hover(/** @type {boolean} */ yes) {
    hovered = yes;
    if (yes) load();
    pose();
  }

  function tick() {
    if (!current || !TICKING.includes(current.phase)) return;
    if (channel.isLost) {
      bar.el.hidden = cancel.hidden = true;
      return setText(message, GONE);
    }
    const now = current.elapsed + (Date.now() - receivedAt) / 1000;
    setText(message, advanceClock(current.message, current.elapsed, now));
  }

  /** Loads the clip, once. */
  function load() {
    const clip = current?.clip;
    if (!clip || player) return;
    player = makePlayer(ctx, key, clip, `Clip: ${current?.title || clip.name}`, (found) => {
      address = download.href = found;
      download.download = clip.name;
      download.hidden = frame.hidden = false;
      pose();
    });
    screen.replaceChildren(player.el, thumbnail, partner);
    pose();
  }

  /** Plays on the stage; on the strip it rests at a frame from late in the clip. */
  function pose() {
    const video = player?.video;
    if (!video) return;
    video.controls = staged;
    if ((staged || hovered) && !reducedMotion()) return void video.play().catch(() => {});
    video.pause();
    if (!staged) video.currentTime = 0.75 * (video.duration || 0);
  }

  /** Puts the job on the stage, or on the strip once it has a clip. @param {boolean} yes */
  function stage(yes) {
    const moved = staged !== yes;
    staged = yes;
    // On the strip, what is not served waits for the pointer: over the kernel's connection a clip takes long.
    if (yes || current?.clip?.url) load();
    if (moved) pose();
    const small = Boolean(current?.clip && !yes);
    el.classList.toggle("kw-staged", yes);
    el.classList.toggle("kw-small", small);
    screen.hidden = !current?.clip;
    thumbnail.hidden = partner.hidden = !small;
    tools.hidden = !(current?.clip && yes);
  }

  function paint(/** @type {JobRow} */ row) {
    const over = isOver(row);
    const name = row.title || row.summary;
    el.dataset.phase = row.phase;
    el.ariaLabel = `Clip: ${name}`;
    thumbnail.ariaLabel = `Show: ${name}`;
    thumbnail.title = dotted(name, row.summary);
    partner.ariaLabel = `Compare: ${name}`;
    setText(again, dotted("Run again", row.price || (row.backend === "krea" && "price unknown")));
    setText(message, row.message);
    setText(about, dotted(row.summary, row.title && `“${row.title}”`));
    about.title = row.title;
    badge.hidden = row.backend !== "sandbox";
    bar.el.hidden = cancel.hidden = over;
    bar.el.ariaLabel = name || "Clip";
    bar.paint(row.fraction);
    cancel.disabled = row.cancelling;
    setText(cancel, row.cancelling ? "Cancelling" : "Cancel");
    cancel.ariaLabel = `Cancel: ${name}`;
    dismiss.hidden = !over;
    const ways = recoveries(row);
    recovery.hidden = !ways.length;
    recovery.replaceChildren(...ways);
    setText(detailText, row.error?.details);
    details.hidden = !row.error?.details;
  }

  /** The buttons that an error offers. Submitting again is last and names its price: it is the one that may cost. @param {JobRow} row */
  function recoveries({ error, price, phase }) {
    if (phase === "cancelled") return [offer(dotted("Run again", price), () => send("again"))];
    const { candidates = [], replacement = "", fetch = false, uncertain = false } = error || {};
    const ways = candidates.map((id) => offer(`It is ${id.slice(0, 8)}`, () => send("adopt", id)));
    if (replacement) ways.push(offer(`Use ${replacement}`, () => list.useModel(replacement)));
    if (fetch) ways.push(offer("Download it again", () => send("fetch")));
    if (uncertain) ways.push(offer(dotted("It was not started: submit it again", price), () => send("send_again")));
    return ways;
  }

  function offer(/** @type {string} */ label, /** @type {() => void} */ work) {
    return h("button.kw-button", { onclick: press }, label);
    function press() {
      const ways = /** @type {HTMLButtonElement[]} */ ([...recovery.children]);
      const enable = (/** @type {boolean} */ yes) => ways.forEach((way) => (way.disabled = !yes));
      // One of them, once.
      enable(false);
      scope.later(() => enable(true), 3000);
      work();
    }
  }

  return {
    el,
    update(/** @type {JobRow} */ row) {
      if (current && JSON.stringify(current) === JSON.stringify(row)) return;
      current = row;
      receivedAt = Date.now();
      paint(row);
      tick();
      stage(staged);
    },
    tick,
    stage,
    row: () => current,
    /** Whether it is compared, with how many others, and whether it is the only clip. @param {boolean} compared @param {number} count @param {boolean} alone */
    offer(compared, count, alone) {
      partner.ariaPressed = String(compared);
      compare.hidden = alone;
      compare.disabled = !count || count > 3;
      // With the one on the stage.
      setText(compare, count ? `Compare ${count + 1}` : "Compare");
      compare.title = count ? "" : "Choose a clip below";
    },
    end() {
      player?.end();
      el.remove();
    },
  };
}

/** The call that makes this clip, requested when it is opened, so that no trait holds a long prompt twice. */
function makeSettings(/** @type {Context} */ ctx, /** @type {string} */ key, /** @type {() => string | undefined} */ backend) {
  const { h, channel } = ctx;
  const call = h("pre.kw-pre.kw-tinted", { tabindex: 0 });
  const badge = h("p.kw-dim", { hidden: true }, h("span.kw-badge", "sandbox"), " A camera move only; no AI model was used.");
  const copy = copyCallButton(ctx, () => call.textContent || "");
  return makeDisclosure(ctx, "Settings", h("div.kw-stack.kw-settings", badge, call, copy), async (yes) => {
    if (!yes) return;
    badge.hidden = backend() !== "sandbox";
    const answer = await channel.request("settings", { key });
    setText(call, answer.call || answer.message);
    reveal(copy);
  });
}
