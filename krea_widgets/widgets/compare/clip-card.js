// One clip of a comparison: its frame with the video (or the start image of a running job), and its caption.

import { partOf, setText, showText, takeComma } from "../shared/dom.js";
import * as icons from "../shared/icons.js";
import { clamp, shortName, toThousandths } from "../shared/format.js";
import { showClip } from "../shared/player.js";
import { makeProgressBar } from "../shared/progress-bar.js";
import { makeRating } from "../shared/rating.js";
import { makeMotionLine } from "./motion-line.js";

// Seconds; Python refuses more.
const MOST_OFFSET = 3600;

/**
 * `playback` gets the video when it is loaded.
 * @param {Context} view @param {Playback} playback @param {Entry} entry @param {number} number @param {CompareActs} act
 */
export function makeClipCard(view, playback, entry, number, act) {
  const ctx = partOf(view);
  const { h, scope, channel } = ctx;
  const { key, label } = entry;
  let loading = /** @type {ReturnType<typeof showClip> | null} */ (null);
  let [release, freeImage] = [() => {}, () => {}];
  let noted = "";
  let shifted = 0;
  const bar = makeProgressBar(ctx, label);
  const rating = makeRating(ctx, { label, key: String(number), rate: (count) => act.rate(entry.label, count), win: () => act.win(entry.label) });
  const video = h("video.kw-c-video", { playsinline: true, muted: true, preload: "auto", tabindex: -1, "aria-label": label });
  const startImage = h("img.kw-c-still", { alt: "", hidden: true });
  const message = h("p.kw-c-message", { role: "status" });
  const frame = h(
    "div.kw-c-frame",
    video,
    startImage,
    h("div.kw-stack.kw-c-over", message, bar.el),
    h("span.kw-c-tag.kw-ellipsis", `${number} · ${shortName(label)}`),
  );
  const sound = h("button.kw-tool", { "aria-pressed": "false", onclick: () => act.hear(key) }, icons.icon(icons.quiet));
  const badge = h("span.kw-badge");
  const price = h("span.kw-dim.kw-c-price");
  const prompt = h("p.kw-c-prompt", { tabindex: -1 });
  const settings = h("p.kw-c-settings.kw-dim");
  const motion = makeMotionLine(ctx, key, Boolean(entry.verdict));
  let loaded = false;
  const offset = h("input.kw-input.kw-c-offset", {
    type: "number",
    step: 0.01,
    "aria-label": `Offset in seconds: ${label}`,
    title: "Seconds that this clip is ahead",
    onbeforeinput: takeComma,
    onchange: takeOffset,
  });
  const note = h("input.kw-input.kw-c-note", { type: "text", placeholder: "Note", "aria-label": `Note: ${label}`, maxlength: 2000, onchange: takeNote });
  const name = h("strong.kw-c-label.kw-c-short", { title: label }, shortName(label));
  const place = h("span.kw-c-number.kw-digits", { "aria-hidden": "true" }, number);
  const caption = h(
    "div.kw-stack.kw-c-caption",
    h("p.kw-c-verdict", { hidden: !entry.verdict }, entry.verdict),
    h("div.kw-line.kw-c-line", place, name, badge, price, sound),
    prompt,
    settings,
    h("span.kw-c-space"),
    motion.el,
    h("div.kw-line.kw-c-line.kw-c-judge", h("span.kw-line.kw-c-line", rating.stars, rating.winner), h("label.kw-c-shift.kw-dim", "Offset", offset, "s")),
    note,
  );
  const el = h("article.kw-stack.kw-c-card", { "aria-label": label }, frame, caption);

  function takeNote() {
    const text = note.value.trim();
    if (text !== noted) act.note(entry.label, text);
  }

  function takeOffset() {
    const seconds = Number(offset.value);
    if (Number.isFinite(seconds)) act.shift(entry.label, toThousandths(clamp(-MOST_OFFSET, seconds, MOST_OFFSET)));
  }

  /** Shows the settings, without those that all of these entries have alike. @param {Entry[]} others */
  function showSettings(others) {
    const isAlike = (/** @type {string[]} */ [name, value]) => others.every((other) => other.settings.some((one) => one[0] === name && one[1] === value));
    const shown = others.length ? entry.settings.filter((one) => !isAlike(one)) : entry.settings;
    settings.replaceChildren(...shown.map(([name, value]) => h("span", `${name} `, h("b", value))));
    settings.hidden = !shown.length;
  }

  /** Shows an entry of Python's; the video is loaded as soon as the entry has a clip. @param {Entry} next */
  function update(next) {
    entry = next;
    showText(badge, entry.badge);
    showText(price, entry.price);
    showSettings([]);
    video.hidden = sound.hidden = !entry.clip;
    if (loading) return;
    bar.el.hidden = entry.over || Boolean(entry.clip);
    setText(message, entry.clip ? "" : entry.message);
    if (entry.clip) load(entry.clip);
    else bar.paint(entry.fraction);
  }

  async function showStartImage() {
    const { parts } = await channel.request("thumbnail", { key });
    if (scope.signal.aborted || entry.clip || !parts.length) return;
    const image = scope.hold(new Blob([parts[0]], { type: "image/jpeg" }));
    freeImage = image.free;
    startImage.src = image.href;
    startImage.hidden = false;
  }

  async function load(/** @type {Clip} */ clip) {
    loading = showClip(ctx, video, message, key, clip);
    if (!(await loading.shown)) return;
    startImage.hidden = true;
    freeImage();
    release = playback.add(key, video, { duration: clip.duration, fps: clip.fps, offset: shifted });
    loaded = true;
    act.arrived();
  }

  update(entry);
  if (!entry.clip) showStartImage();
  return {
    el,
    key,
    number,
    frame,
    video,
    caption,
    entry: () => entry,
    /** The label without what all clips share. */
    name: () => name.textContent || "",
    showSettings,
    update,
    takeNote,
    motion,
    /** Whether the video is there, as far as there is a clip. */
    ready: () => loaded || !entry.clip,
    paintTime: (/** @type {PlaybackState} */ state) => motion.paintTime(state, shifted),
    /** The person's choices for this clip, and whether it is heard. */
    paint(/** @type {{ won: boolean, rating: number, note: string, offset: number, loud: boolean }} */ choices) {
      const { won, loud } = choices;
      for (const { classList } of [el, caption]) classList.toggle("kw-c-won", won);
      rating.paint(choices.rating, won);
      noted = choices.note;
      if (note.value !== noted && ctx.active() !== note) note.value = noted;
      shifted = choices.offset;
      if (ctx.active() !== offset) offset.value = String(toThousandths(shifted));
      playback.setOffset(key, shifted);
      if (sound.ariaPressed === String(loud) && sound.title) return;
      sound.title = loud ? "Mute this clip" : "Unmute this clip";
      sound.ariaPressed = String(loud);
      sound.ariaLabel = `${sound.title}: ${label}`;
      sound.replaceChildren(icons.icon(loud ? icons.sound : icons.quiet));
    },
    paintPrompt(/** @type {Piece[]} */ pieces) {
      const text = pieces.map((piece) => piece.text).join("");
      const rest = label.startsWith(text) ? label.slice(text.length) : label;
      // A clip that is named by its prompt has its marks in the name; a second one has a number behind them.
      const isName = /^( \(\d+\))?$/.test(rest);
      name.classList.toggle("kw-c-short", !isName);
      // The prompt is below; a name that begins with it leads with what follows.
      const marks = markedPieces(ctx, pieces);
      name.replaceChildren(...(isName ? [...marks, rest] : [shortName(rest.replace(/^ · /, ""))]));
      prompt.replaceChildren(...(isName ? [] : marks));
      prompt.hidden = !prompt.firstChild;
    },
    end() {
      release();
      motion.end();
      scope.end();
      el.remove();
      caption.remove();
    },
  };
}

/** "2 · Wan 2.5": a card's number and name; its whole label if two cards have one name. @param {ClipCard[]} cards @param {ClipCard} card */
export function nameAmong(cards, card) {
  const names = new Set(cards.map((other) => other.name()));
  return `${card.number} · ${names.size < cards.length ? shortName(card.entry().label) : card.name()}`;
}

/** A prompt as text and marks. @param {Context} ctx @param {Piece[]} pieces */
export function markedPieces({ h }, pieces) {
  return pieces.map(({ text, marked }) => (marked ? h("mark.kw-c-mark", text) : text));
}
