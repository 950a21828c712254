// One clip of the gallery looked at closely: its film, its words, its stars, its file, and what can be done with it.

import { copyText, icon, setText } from "../shared/dom.js";
import { clockText } from "../shared/format.js";
import { showClip } from "./clip-video.js";
import { makeSettingsPreview } from "../shared/settings-preview.js";
import { stateText } from "./clip-grid.js";

const STARS = [1, 2, 3, 4, 5];

/** `act`: `rate(row, stars)`, `win(row)`, `remove(rows)`, `restore(keys)`, `look(row)`, `shut()`, `linked()`. */
export class Inspector {
  constructor(ctx, act) {
    this.ctx = ctx;
    this.act = act;
    this.row = null;
    this.asked = 0;
    this.build();
  }

  build() {
    const { h } = this.ctx;
    const link = (message, onclick, more = {}) => h("button.kw-link", { type: "button", onclick, ...more }, message);
    this.stage = h("div.kw-g-stage");
    this.prompt = h("p.kw-g-full-prompt", { tabindex: 0, "data-lm-suppress-shortcuts": "true", role: "group", "aria-label": "Prompt" });
    this.badge = h("span.kw-badge", null, "sandbox");
    this.facts = h("span");
    this.when = h("p.kw-dim");
    this.trouble = h("p.kw-message.kw-error", { role: "status" });
    this.note = h("p.kw-message");
    this.stars = STARS.map((count) =>
      h("button.kw-g-star", { type: "button", "aria-label": `${count} of 5 stars`, onclick: () => this.act.rate(this.row, count) }, icon("star")),
    );
    this.winner = h("button.kw-button.kw-quiet", { type: "button", "aria-pressed": "false", onclick: () => this.act.win(this.row) }, "Winner");
    this.judge = h("div.kw-g-line", null, h("span.kw-g-stars", { role: "group", "aria-label": "Rating" }, this.stars), this.winner);
    this.path = h("code.kw-g-path");
    this.copyPath = link("Copy path", () => this.copy(this.copyPath, this.row.path, "Copy path"));
    this.look = h("button.kw-button", { type: "button", onclick: () => this.act.look(this.row) }, "Look again");
    this.use = link("Use these settings", () => this.toggleUse(), { "aria-expanded": "false" });
    this.remove = link("Delete", () => this.act.remove([this.row]));
    this.restore = h("button.kw-button", { type: "button", onclick: () => this.act.restore([this.row.key]) }, "Restore");
    this.call = h("pre.kw-pre", { tabindex: 0, "aria-label": "The call" });
    this.copyCall = link("Copy call", () => this.copy(this.copyCall, this.call.textContent, "Copy call"));
    this.fields = h("div");
    this.box = h("div.kw-g-use", { hidden: true }, this.fields, this.call, this.copyCall);
    this.file = h("p.kw-g-file", null, this.path, " ", this.copyPath);
    this.el = h(
      "aside.kw-g-inspector",
      { hidden: true, "aria-label": "Clip", onkeydown: (event) => event.key === "Escape" && (event.stopPropagation(), this.act.shut()) },
      h("button.kw-tool.kw-g-shut", { type: "button", "aria-label": "Close", onclick: () => this.act.shut() }, icon("close")),
      this.stage,
      h(
        "div.kw-g-about",
        null,
        this.prompt,
        h("p.kw-g-line", null, this.badge, this.facts),
        this.when,
        this.trouble,
        this.judge,
        this.note,
        this.file,
        h("div.kw-g-line", null, this.look, this.restore),
        h("div.kw-actions", null, this.use, this.remove),
        this.box,
      ),
    );
  }

  async copy(button, text, message) {
    setText(button, (await copyText(text, this.el)) ? "Copied" : "The page may not copy here");
    this.ctx.scope.later(() => setText(button, message), 2000);
  }

  /** Shows a clip; the newest wish wins. */
  async show(row) {
    const other = this.row?.key !== row.key;
    this.row = row;
    this.el.hidden = false;
    if (other) {
      this.stopFilm?.();
      this.stopFilm = null;
      this.stage.replaceChildren();
      this.openUse(false);
      for (const part of [this.when, this.facts, this.note]) setText(part, "");
      setText(this.call, "");
    }
    this.paint(row);
    const mine = ++this.asked;
    const answer = await this.ctx.channel.request("details", { key: row.key });
    if (mine !== this.asked || this.ctx.signal.aborted) return;
    if (answer.kind !== "details") return setText(this.trouble, answer.message || "");
    this.row = answer.row;
    this.paintDetails(answer);
    this.paint(answer.row);
    if (!this.stopFilm) this.paintFilm(answer.row);
  }

  update(row) {
    if (this.el.hidden || this.row?.key !== row.key) return;
    const moved = this.row.there !== row.there || this.row.deleted !== row.deleted;
    this.row = { ...this.row, ...row };
    if (moved) this.show(this.row);
    else this.paint(this.row);
  }

  paint(row) {
    setText(this.prompt, row.prompt || "(no prompt)");
    this.badge.hidden = row.backend !== "sandbox";
    this.stars.forEach((star, index) => {
      star.classList.toggle("kw-g-lit", index < row.rating);
      star.setAttribute("aria-pressed", String(index + 1 === row.rating));
    });
    this.winner.setAttribute("aria-pressed", String(row.winner));
    const gone = row.state === "done" && !row.there && !row.deleted;
    this.judge.hidden = row.state !== "done"; // there is nothing to be judged
    this.look.hidden = !gone;
    this.restore.hidden = !row.deleted;
    this.remove.hidden = row.deleted || row.state === "open";
    this.file.hidden = !row.path;
    setText(this.path, row.path);
    this.path.title = row.path;
    if (gone) setText(this.trouble, "The file is not there any more: it was moved or renamed.");
    else if (row.state === "done") setText(this.trouble, "");
  }

  paintDetails({ row, prompt, facts, seconds, message, note, call, trash }) {
    const made = new Date(row.at * 1000).toLocaleString("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
    this.row = { ...row, prompt };
    row.prompt = prompt;
    setText(this.facts, [facts, row.price].filter(Boolean).join(" · "));
    setText(this.when, [made, seconds && `made in ${clockText(seconds)}`].filter(Boolean).join(" · "));
    setText(this.note, note && `Note: ${note}`);
    this.note.hidden = !note;
    if (row.state !== "done") setText(this.trouble, message || `${stateText(row)}.`);
    if (trash) setText(this.when, `Deleted. It is kept in ${trash}`);
    setText(this.call, call);
    this.use.hidden = !call;
  }

  paintFilm(row) {
    const { h } = this.ctx;
    this.stage.hidden = !row.there || row.deleted;
    if (this.stage.hidden) return;
    const still = window.matchMedia?.("(prefers-reduced-motion: reduce)").matches;
    const message = h("p.kw-g-say", { role: "status" });
    const video = h("video.kw-g-video", {
      controls: true,
      loop: true,
      muted: true,
      playsinline: true,
      autoplay: !still,
      preload: "metadata",
      "aria-label": `Clip: ${row.prompt || row.name}`,
    });
    this.stage.replaceChildren(video, message);
    this.stopFilm = showClip(this.ctx, video, row, { say: (text) => setText(message, text) });
  }

  // its settings, used again

  toggleUse() {
    this.openUse(this.box.hidden);
    if (!this.box.hidden && this.act.linked()) this.preview();
  }

  openUse(yes) {
    this.box.hidden = !yes;
    this.use.setAttribute("aria-expanded", String(yes));
    this.fields.replaceChildren();
  }

  async preview() {
    const { h, channel } = this.ctx;
    const { key } = this.row;
    const answer = await channel.request("preview", { key });
    if (this.row?.key !== key || this.box.hidden) return;
    const shown =
      answer.kind === "preview"
        ? makeSettingsPreview(this.ctx, answer.fields, (names) => channel.request("apply", { key, names }))
        : h("p.kw-error", null, answer.message || "");
    this.fields.replaceChildren(shown);
  }

  shut() {
    this.asked++;
    this.stopFilm?.();
    this.stopFilm = null;
    this.row = null;
    this.stage.replaceChildren();
    this.el.hidden = true;
  }
}
