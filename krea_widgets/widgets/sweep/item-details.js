// One item of a sweep looked at closely: its clip playing, what it was made with, its file, and its settings to be used.

import { copyText, setText } from "../shared/dom.js";
import { clockText } from "../shared/format.js";
import { makePlayer } from "../shared/player.js";
import { makeSettingsPreview } from "../shared/settings-preview.js";

/** `linked()` tells whether there is a form that can take over settings. */
export class ItemDetails {
  constructor(ctx, { key, label, linked }) {
    const { h } = ctx;
    const link = (message, onclick, more = {}) => h("button.kw-link", { type: "button", onclick, ...more }, message);
    this.ctx = ctx;
    this.key = key;
    this.label = label;
    this.linked = linked;
    this.stage = h("div.kw-s-stage", { hidden: true });
    this.settings = h("dl.kw-s-settings");
    this.path = h("code.kw-s-path");
    this.copyPath = link("Copy path", () => this.copy(this.copyPath, this.path.textContent));
    this.file = h("p.kw-s-line", { hidden: true }, this.path, this.copyPath);
    this.use = link("Use these settings", () => this.toggleUse(), { "aria-expanded": "false" });
    this.call = h("pre.kw-pre", { tabindex: 0, "aria-label": "The call" });
    this.copyCall = link("Copy call", () => this.copy(this.copyCall, this.call.textContent));
    this.fields = h("div");
    this.box = h("div.kw-s-use", { hidden: true }, this.fields, this.call, this.copyCall);
    this.trouble = h("pre.kw-pre");
    this.fold = h("details.kw-more", { hidden: true }, h("summary", null, "Details"), this.trouble);
    this.el = h(
      "div.kw-s-item",
      { role: "region", "aria-label": `Item: ${label}` },
      this.stage,
      h("div.kw-s-about", null, this.settings, this.file, this.fold, this.use, this.box),
    );
    this.load();
  }

  /** Asked for anew when the item has changed. */
  async load() {
    const answer = await this.ctx.channel.request("details", { key: this.key });
    if (this.ctx.signal.aborted || this.ended || answer.kind !== "details") return;
    const { h } = this.ctx;
    const made = answer.seconds ? [["Made in", clockText(answer.seconds)]] : [];
    this.settings.replaceChildren(...[...answer.settings, ...made].flatMap(([name, value]) => [h("dt", null, name), h("dd", null, value)]));
    this.file.hidden = !answer.path;
    setText(this.path, answer.path);
    setText(this.call, answer.call);
    this.use.hidden = !answer.call;
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

  async copy(button, text) {
    const message = button.textContent;
    setText(button, (await copyText(text, this.el)) ? "Copied" : "The page may not copy here");
    this.ctx.scope.later(() => setText(button, message), 2000);
  }

  // its settings, used again

  toggleUse() {
    const yes = this.box.hidden;
    this.box.hidden = !yes;
    this.use.setAttribute("aria-expanded", String(yes));
    this.fields.replaceChildren();
    if (yes && this.linked()) this.preview();
  }

  async preview() {
    const { channel, h } = this.ctx;
    const { key } = this;
    const answer = await channel.request("preview", { key });
    if (this.box.hidden || this.ended) return;
    const shown =
      answer.kind === "preview"
        ? makeSettingsPreview(this.ctx, answer.fields, (names) => channel.request("apply", { key, names }))
        : h("p.kw-error", null, answer.message || "");
    this.fields.replaceChildren(shown);
  }

  end() {
    this.ended = true;
    this.player?.end();
    this.el.remove();
  }
}
