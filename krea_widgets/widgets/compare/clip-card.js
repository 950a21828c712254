// One clip of a comparison: its frame with the video (or the still of one that is being made), and what stands below it.

import { builder, icon, makeScope, setText } from "../shared/dom.js";
import { partText } from "../shared/format.js";
import { loadClip } from "../shared/player.js";

const STARS = [1, 2, 3, 4, 5];
const MOST_OFFSET = 3600; // s; Python refuses more

/**
 * `act` is what a card can ask for: `rate(label, stars)`, `win(label)`, `note(label, text)`, `shift(label, seconds)`,
 * `hear(key)`, `arrived()`. `playback` gets the video once there is one.
 */
export class ClipCard {
  constructor(view, playback, entry, number, act) {
    const scope = makeScope(); // its own, so that turning a page gives everything back
    this.ctx = { ...view, scope, h: builder(scope.signal) };
    this.forget = view.scope.onEnd(() => scope.end());
    this.playback = playback;
    this.act = act;
    this.number = number;
    this.key = entry.key;
    this.entry = entry;
    this.letGo = null;
    this.stop = new AbortController();
    this.buildFrame();
    this.buildCaption();
    this.el = this.ctx.h("article.kw-c-card", { "aria-label": entry.label }, this.frame, this.caption);
    this.update(entry);
  }

  buildFrame() {
    const { h } = this.ctx;
    this.video = h("video.kw-c-video", { playsinline: true, muted: true, preload: "auto", tabindex: -1, "aria-label": this.entry.label });
    this.video.setAttribute("muted", "");
    this.still = h("img.kw-c-still", { alt: "", hidden: true });
    this.message = h("p.kw-c-message", { role: "status" });
    this.fill = h("div.kw-fill");
    this.bar = h("div.kw-bar", { role: "progressbar", "aria-label": this.entry.label, "aria-valuemin": 0, "aria-valuemax": 100, hidden: true }, this.fill);
    this.tag = h("span.kw-c-tag", null, this.entry.label);
    this.frame = h("div.kw-c-frame", null, this.video, this.still, h("div.kw-c-over", null, this.message, this.bar), this.tag);
  }

  buildCaption() {
    const { h } = this.ctx;
    const { label } = this.entry;
    this.sound = h("button.kw-tool", { type: "button", "aria-pressed": "false", onclick: () => this.act.hear(this.key) }, icon("quiet"));
    this.badge = h("span.kw-badge");
    this.price = h("span.kw-dim.kw-c-price");
    this.prompt = h("p.kw-c-prompt", { tabindex: -1 });
    this.settings = h("p.kw-c-settings.kw-dim");
    this.stars = STARS.map((count) =>
      h("button.kw-c-star", { type: "button", "aria-label": `${count} of 5 stars: ${label}`, onclick: () => this.act.rate(label, count) }, icon("star")),
    );
    this.winner = h(
      "button.kw-button.kw-quiet.kw-c-winner",
      { type: "button", "aria-pressed": "false", "aria-label": `Winner: ${label}`, title: `Key ${this.number}`, onclick: () => this.act.win(label) },
      "Winner",
    );
    this.offset = h("input.kw-input.kw-c-offset", {
      type: "number",
      step: 0.01,
      "aria-label": `Offset in seconds: ${label}`,
      title: "Shows this clip so many seconds further on",
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
      "div.kw-c-caption",
      null,
      h(
        "div.kw-c-line",
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
        "div.kw-c-line.kw-c-judge",
        null,
        h("span.kw-c-line", null, h("span.kw-c-stars", { role: "group", "aria-label": `Rating: ${label}` }, this.stars), this.winner),
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

  /** Takes over what Python says of this clip; the video is loaded once there is a file. */
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
    } else this.paintComing(isNew);
  }

  async paintComing(isNew) {
    const { entry } = this;
    setText(this.message, entry.message);
    const known = typeof entry.fraction === "number";
    this.bar.hidden = entry.over;
    this.bar.classList.toggle("kw-unknown", !known);
    this.fill.style.width = known ? `${entry.fraction * 100}%` : "";
    if (known) this.bar.setAttribute("aria-valuenow", String(Math.round(entry.fraction * 100)));
    if (!isNew) return;
    const answer = await this.ctx.channel.request("still", { key: this.key });
    if (this.ctx.signal.aborted || this.ctx.scope.signal.aborted || this.entry.clip || !answer.parts?.length) return;
    this.picture = this.ctx.scope.hold(new Blob([answer.parts[0]], { type: "image/jpeg" }));
    this.still.src = this.picture.href;
    this.still.hidden = false;
  }

  async load() {
    this.loading = true;
    const { clip } = this.entry;
    this.bar.hidden = true;
    setText(this.message, "");
    try {
      const { href } = await loadClip(this.ctx, this.video, {
        key: this.key,
        clip,
        signal: this.stop.signal,
        onProgress: (done, total) => setText(this.message, `Fetching the clip · ${partText(done, total)}`),
      });
      if (this.stop.signal.aborted) return;
      setText(this.message, href ? "" : `This browser cannot play the clip. It is safe on disk: ${clip.path}`);
      if (href) this.show();
    } catch (error) {
      setText(this.message, error.message && `${error.message} ${clip.path}`);
    }
  }

  show() {
    this.still.hidden = true;
    this.picture?.free();
    const { clip } = this.entry;
    this.letGo = this.playback.add(this.key, this.video, { duration: clip.duration, fps: clip.fps, offset: this.shifted || 0 });
    this.act.arrived();
  }

  /** The person's choices about this clip, and who is heard. */
  paint({ winner, rating, note, offset, heard }) {
    const won = winner === this.entry.label;
    this.el.classList.toggle("kw-c-won", won);
    this.winner.setAttribute("aria-pressed", String(won));
    this.caption.classList.toggle("kw-c-won", won);
    this.stars.forEach((star, index) => {
      star.classList.toggle("kw-c-on", index < rating);
      star.setAttribute("aria-pressed", String(index + 1 === rating));
    });
    this.noted = note;
    if (this.note.value !== note && this.ctx.active() !== this.note) this.note.value = note;
    if (this.ctx.active() !== this.offset) this.offset.value = String(Math.round(offset * 1000) / 1000);
    this.shifted = offset;
    this.playback.setOffset(this.key, offset);
    const loud = heard === this.key;
    if (this.sound.getAttribute("aria-pressed") !== String(loud) || !this.sound.title) {
      this.sound.setAttribute("aria-pressed", String(loud));
      this.sound.title = loud ? "Silence" : "Hear this one";
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
    this.letGo?.();
    this.video.pause();
    this.video.removeAttribute("src");
    this.video.load();
    this.forget();
    this.el.remove();
    this.caption.remove();
  }
}
