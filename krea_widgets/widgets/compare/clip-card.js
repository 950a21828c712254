// One clip of a comparison: its frame with the video (or the start image of a running job), and its caption.

import { builder, icon, makeScope, setText } from "../shared/dom.js";
import { loadWithProgress, unloadVideo } from "../shared/player.js";
import { makeProgressBar } from "../shared/progress-bar.js";
import { makeRating } from "../shared/rating.js";

// Seconds; Python refuses more.
const MOST_OFFSET = 3600;

/**
 * `act` has `rate(label, stars)`, `win(label)`, `note(label, text)`, `shift(label, seconds)`, `hear(key)` and `arrived()`.
 * `playback` gets the video when it is loaded.
 */
export class ClipCard {
  constructor(view, playback, entry, number, act) {
    // A scope of its own, so that turning the page releases everything.
    const scope = makeScope();
    this.ctx = { ...view, scope, h: builder(scope.signal) };
    this.forget = view.scope.onEnd(() => scope.end());
    this.playback = playback;
    this.act = act;
    this.number = number;
    this.key = entry.key;
    this.entry = entry;
    /** @type {(() => void) | null} */
    this.release = null;
    this.stop = new AbortController();
    this.bar = makeProgressBar(this.ctx.h, entry.label);
    this.bar.el.hidden = true;
    this.rating = makeRating(this.ctx.h, {
      label: entry.label,
      key: String(number),
      rate: (count) => act.rate(entry.label, count),
      win: () => act.win(entry.label),
    });
    this.buildFrame();
    this.buildCaption();
    this.el = this.ctx.h("article.kw-stack.kw-c-card", { "aria-label": entry.label }, this.frame, this.caption);
    this.update(entry);
  }

  buildFrame() {
    const { h } = this.ctx;
    this.video = h("video.kw-c-video", { playsinline: true, muted: true, preload: "auto", tabindex: -1, "aria-label": this.entry.label });
    this.video.setAttribute("muted", "");
    this.startImage = h("img.kw-c-still", { alt: "", hidden: true });
    this.message = h("p.kw-c-message", { role: "status" });
    this.tag = h("span.kw-c-tag", null, this.entry.label);
    this.frame = h("div.kw-c-frame", null, this.video, this.startImage, h("div.kw-stack.kw-c-over", null, this.message, this.bar.el), this.tag);
  }

  buildCaption() {
    const { h } = this.ctx;
    const { label } = this.entry;
    this.sound = h("button.kw-tool", { "aria-pressed": "false", onclick: () => this.act.hear(this.key) }, icon("quiet"));
    this.badge = h("span.kw-badge");
    this.price = h("span.kw-dim.kw-c-price");
    this.prompt = h("p.kw-c-prompt", { tabindex: -1 });
    this.settings = h("p.kw-c-settings.kw-dim");
    this.offset = h("input.kw-input.kw-c-offset", {
      type: "number",
      step: 0.01,
      "aria-label": `Offset in seconds: ${label}`,
      title: "Shows this clip this many seconds ahead of the others",
      onchange: () => this.takeOffset(),
    });
    this.note = h("input.kw-input.kw-c-note", {
      type: "text",
      placeholder: "Note",
      "aria-label": `Note: ${label}`,
      maxlength: 2000,
      onchange: () => this.takeNote(),
    });
    this.caption = h(
      "div.kw-stack.kw-c-caption",
      null,
      h(
        "div.kw-line.kw-c-line",
        null,
        h("span.kw-c-number", { "aria-hidden": "true" }, String(this.number)),
        h("strong.kw-c-label", { title: label }, label),
        this.badge,
        this.price,
        this.sound,
      ),
      this.prompt,
      this.settings,
      h(
        "div.kw-line.kw-c-line.kw-c-judge",
        null,
        h("span.kw-line.kw-c-line", null, this.rating.stars, this.rating.winner),
        h("label.kw-c-shift.kw-dim", null, "Offset", this.offset, "s"),
      ),
      this.note,
    );
  }

  takeNote() {
    const text = this.note.value.trim();
    if (text !== (this.noted || "")) this.act.note(this.entry.label, text);
  }

  takeOffset() {
    const seconds = Number(this.offset.value);
    if (Number.isFinite(seconds)) this.act.shift(this.entry.label, Math.round(Math.min(MOST_OFFSET, Math.max(-MOST_OFFSET, seconds)) * 1000) / 1000);
  }

  /** Shows an entry of Python's; the video is loaded as soon as the entry has a clip. */
  update(entry) {
    const isNew = !this.seen;
    this.entry = entry;
    this.seen = true;
    this.badge.hidden = !entry.badge;
    setText(this.badge, entry.badge);
    setText(this.price, entry.price);
    this.price.hidden = !entry.price;
    const { h } = this.ctx;
    this.settings.replaceChildren(...entry.settings.map(([name, value]) => h("span", null, `${name} `, h("b", null, value))));
    this.settings.hidden = !entry.settings.length;
    this.video.hidden = !entry.clip;
    this.sound.hidden = !entry.clip;
    if (entry.clip) {
      if (!this.loading) this.load();
    } else this.paintProgress(isNew);
  }

  async paintProgress(isNew) {
    const { entry } = this;
    setText(this.message, entry.message);
    this.bar.el.hidden = entry.over;
    this.bar.paint(entry.fraction);
    if (!isNew) return;
    const answer = await this.ctx.channel.request("thumbnail", { key: this.key });
    if (this.ctx.signal.aborted || this.ctx.scope.signal.aborted || this.entry.clip || !answer.parts?.length) return;
    this.imageUrl = this.ctx.scope.hold(new Blob([answer.parts[0]], { type: "image/jpeg" }));
    this.startImage.src = this.imageUrl.href;
    this.startImage.hidden = false;
  }

  async load() {
    this.loading = true;
    const { clip } = this.entry;
    this.bar.el.hidden = true;
    setText(this.message, "");
    const { href } = await loadWithProgress(this.ctx, this.video, this.message, { key: this.key, clip, signal: this.stop.signal });
    if (href && !this.stop.signal.aborted) this.show();
  }

  show() {
    this.startImage.hidden = true;
    this.imageUrl?.free();
    const { clip } = this.entry;
    this.release = this.playback.add(this.key, this.video, { duration: clip.duration, fps: clip.fps, offset: this.shifted || 0 });
    this.act.arrived();
  }

  /** The person's choices for this clip, and which clip is heard. */
  paint({ winner, rating, note, offset, heard }) {
    const won = winner === this.entry.label;
    this.el.classList.toggle("kw-c-won", won);
    this.caption.classList.toggle("kw-c-won", won);
    this.rating.paint(rating, won);
    this.noted = note;
    if (this.note.value !== note && this.ctx.active() !== this.note) this.note.value = note;
    if (this.ctx.active() !== this.offset) this.offset.value = String(Math.round(offset * 1000) / 1000);
    this.shifted = offset;
    this.playback.setOffset(this.key, offset);
    const loud = heard === this.key;
    if (this.sound.getAttribute("aria-pressed") !== String(loud) || !this.sound.title) {
      this.sound.setAttribute("aria-pressed", String(loud));
      this.sound.title = loud ? "Mute this clip" : "Hear this clip";
      this.sound.setAttribute("aria-label", `${this.sound.title}: ${this.entry.label}`);
      this.sound.replaceChildren(icon(loud ? "sound" : "quiet"));
    }
  }

  paintPrompt(pieces) {
    const { h } = this.ctx;
    this.prompt.hidden = !pieces.length;
    this.prompt.replaceChildren(...pieces.map(({ text, marked }) => (marked ? h("mark.kw-c-mark", null, text) : text)));
  }

  end() {
    this.stop.abort();
    this.release?.();
    unloadVideo(this.video);
    this.forget();
    this.el.remove();
    this.caption.remove();
  }
}
