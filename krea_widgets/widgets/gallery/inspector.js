// One clip of the gallery in detail: the video, prompt, rating, file and settings.

import { copyButton, makeSettingsUse } from "../shared/clip-actions.js";
import { icon, reducedMotion, setText } from "../shared/dom.js";
import { clockText, whenText } from "../shared/format.js";
import { makeRating } from "../shared/rating.js";
import { showClip } from "./clip-video.js";
import { stateText } from "./clip-grid.js";

/** `act`: `rate(row, stars)`, `win(row)`, `remove(rows)`, `restore(keys)`, `look(row)`, `shut()`, `linked()`. */
export class Inspector {
  constructor(ctx, act) {
    this.ctx = ctx;
    this.act = act;
    /** @type {any} */
    this.row = null;
    this.asked = 0;
    /** @type {(() => void) | null} */
    this.stopVideo = null;
    this.rating = makeRating(ctx.h, { rate: (count) => act.rate(this.row, count), win: () => act.win(this.row) });
    this.use = makeSettingsUse(ctx, { key: () => this.row?.key, linked: () => act.linked() });
    this.build();
  }

  build() {
    const { h } = this.ctx;
    this.stage = h("div.kw-g-stage");
    this.prompt = h("p.kw-g-full-prompt", { tabindex: 0, "data-lm-suppress-shortcuts": "true", role: "group", "aria-label": "Prompt" });
    this.badge = h("span.kw-badge", null, "sandbox");
    this.facts = h("span");
    this.when = h("p.kw-dim");
    this.trouble = h("p.kw-message.kw-error", { role: "status" });
    this.note = h("p.kw-message");
    this.judge = h("div.kw-line.kw-g-line", null, this.rating.stars, this.rating.winner);
    this.path = h("code.kw-path");
    const copyPath = copyButton(this.ctx, "Copy path", () => this.row.path);
    this.look = h("button.kw-button", { onclick: () => this.act.look(this.row) }, "Look again");
    this.remove = h("button.kw-link", { onclick: () => this.act.remove([this.row]) }, "Delete");
    this.restore = h("button.kw-button", { onclick: () => this.act.restore([this.row.key]) }, "Restore");
    this.file = h("p.kw-g-file", null, this.path, " ", copyPath);
    this.el = h(
      "aside.kw-g-inspector",
      { hidden: true, "aria-label": "Clip", onkeydown: (event) => event.key === "Escape" && (event.stopPropagation(), this.act.shut()) },
      h("button.kw-tool.kw-g-shut", { "aria-label": "Close", onclick: () => this.act.shut() }, icon("close")),
      this.stage,
      h(
        "div.kw-stack.kw-g-about",
        null,
        this.prompt,
        h("p.kw-line.kw-g-line", null, this.badge, this.facts),
        this.when,
        this.trouble,
        this.judge,
        this.note,
        this.file,
        h("div.kw-line.kw-g-line", null, this.look, this.restore),
        h("div.kw-line", null, this.use.toggle, this.remove),
        this.use.el,
      ),
    );
  }

  /** Shows a clip; a call while another is loading replaces it. */
  async show(row) {
    const other = this.row?.key !== row.key;
    this.row = row;
    this.el.hidden = false;
    if (other) {
      this.stopVideo?.();
      this.stopVideo = null;
      this.stage.replaceChildren();
      this.use.close();
      for (const part of [this.when, this.facts, this.note]) setText(part, "");
      this.use.setCall("");
    }
    this.paint(row);
    const mine = ++this.asked;
    const answer = await this.ctx.channel.request("details", { key: row.key });
    if (mine !== this.asked || this.ctx.signal.aborted) return;
    if (answer.kind !== "details") return setText(this.trouble, answer.message || "");
    this.row = answer.row;
    this.paintDetails(answer);
    this.paint(answer.row);
    if (!this.stopVideo) this.paintVideo(answer.row);
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
    this.rating.paint(row.rating, row.winner);
    const gone = row.state === "done" && !row.there && !row.deleted;
    // Only a clip can be rated.
    this.judge.hidden = row.state !== "done";
    this.look.hidden = !gone;
    this.restore.hidden = !row.deleted;
    this.remove.hidden = row.deleted || row.state === "open";
    this.file.hidden = !row.path;
    setText(this.path, row.path);
    this.path.title = row.path;
    if (gone) setText(this.trouble, "The file is missing: it was moved or renamed.");
    else if (row.state === "done") setText(this.trouble, "");
  }

  paintDetails({ row, prompt, facts, seconds, message, note, call, trash }) {
    this.row = { ...row, prompt };
    row.prompt = prompt;
    setText(this.facts, [facts, row.price].filter(Boolean).join(" · "));
    setText(this.when, [whenText(row.at * 1000), seconds && `made in ${clockText(seconds)}`].filter(Boolean).join(" · "));
    setText(this.note, note && `Note: ${note}`);
    this.note.hidden = !note;
    if (row.state !== "done") setText(this.trouble, message || `${stateText(row)}.`);
    if (trash) setText(this.when, `Deleted. Its file is in ${trash}`);
    this.use.setCall(call);
  }

  paintVideo(row) {
    const { h } = this.ctx;
    this.stage.hidden = !row.there || row.deleted;
    if (this.stage.hidden) return;
    const message = h("p.kw-g-say", { role: "status" });
    const video = h("video.kw-g-video", {
      controls: true,
      loop: true,
      muted: true,
      playsinline: true,
      autoplay: !reducedMotion(),
      preload: "metadata",
      "aria-label": `Clip: ${row.prompt || row.name}`,
    });
    this.stage.replaceChildren(video, message);
    this.stopVideo = showClip(this.ctx, video, row, message);
  }

  shut() {
    this.asked++;
    this.stopVideo?.();
    this.stopVideo = null;
    this.row = null;
    this.stage.replaceChildren();
    this.el.hidden = true;
  }
}
