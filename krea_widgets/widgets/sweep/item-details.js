// The details of one sweep item: its clip, settings and file.

import { copyButton, makeSettingsUse } from "../shared/clip-actions.js";
import { setText } from "../shared/dom.js";
import { clockText } from "../shared/format.js";
import { makePlayer } from "../shared/player.js";

/** `linked()` tells whether there is a form to apply the settings to. */
export class ItemDetails {
  constructor(ctx, { key, label, linked }) {
    const { h } = ctx;
    this.ctx = ctx;
    this.key = key;
    this.label = label;
    this.stage = h("div.kw-s-stage", { hidden: true });
    this.settings = h("dl.kw-s-settings");
    this.path = h("code.kw-path");
    this.file = h(
      "p.kw-line",
      { hidden: true },
      this.path,
      copyButton(ctx, "Copy path", () => this.path.textContent),
    );
    this.use = makeSettingsUse(ctx, { key: () => (this.ended ? "" : key), linked });
    this.trouble = h("pre.kw-pre");
    this.fold = h("details.kw-more", { hidden: true }, h("summary", null, "Details"), this.trouble);
    this.el = h(
      "div.kw-s-item",
      { role: "region", "aria-label": `Item: ${label}` },
      this.stage,
      h("div.kw-stack.kw-s-about", null, this.settings, this.file, this.fold, this.use.toggle, this.use.el),
    );
    this.load();
  }

  /** Called again when the item has changed. */
  async load() {
    const answer = await this.ctx.channel.request("details", { key: this.key });
    if (this.ctx.signal.aborted || this.ended || answer.kind !== "details") return;
    const { h } = this.ctx;
    const made = answer.seconds ? [["Made in", clockText(answer.seconds)]] : [];
    this.settings.replaceChildren(...[...answer.settings, ...made].flatMap(([name, value]) => [h("dt", null, name), h("dd", null, value)]));
    this.file.hidden = !answer.path;
    setText(this.path, answer.path);
    this.use.setCall(answer.call);
    this.fold.hidden = !answer.details;
    setText(this.trouble, answer.details);
    if (answer.clip && this.played !== answer.path) this.play(answer.clip);
  }

  play(clip) {
    this.player?.end();
    this.played = clip.path;
    this.player = makePlayer(this.ctx, { key: this.key, clip, label: `Clip: ${this.label}`, ready() {} });
    this.stage.replaceChildren(this.player.el);
    this.stage.hidden = false;
  }

  end() {
    this.ended = true;
    this.player?.end();
    this.el.remove();
  }
}
