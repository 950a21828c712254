// The button: what is missing before it can run, what it costs, and one run per press.

import { setText } from "../shared/dom.js";
import { latestOnly } from "../shared/channel.js";
import { missing } from "./parameters.js";

const BUSY = "The kernel is busy with a cell. This starts as soon as it is free; no need to press again.";
const READING = "The picture is still being read. Press again when it is there. Nothing was sent.";

/** `view` gives `snapshot()`, `focus(field)`, `switchModel(id)` and the prompt. */
export class RunButton {
  constructor(ctx, view) {
    const { h } = ctx;
    this.ctx = ctx;
    this.view = view;
    this.backend = "";
    this.cost = "";
    this.pending = false;
    this.label = h("span", null, "Animate");
    this.price_ = h("span.kw-cost");
    this.billed = h("span.kw-dim", { hidden: true }, "Only completed clips are billed.");
    this.el = h("button.kw-button.kw-main-button", { type: "button", title: "Ctrl+Enter", onclick: () => this.run() }, this.label, this.price_);
    this.text = h("p", { role: "status", "aria-live": "polite", hidden: true });
    this.replacement = h("button.kw-button", {
      type: "button",
      hidden: true,
      onclick: () => {
        this.say("");
        view.switchModel(this.replacement.value);
      },
    });
    this.details = h("pre.kw-pre");
    this.fold = h("details.kw-more", { hidden: true }, h("summary", null, "Details"), this.details);
    this.message = h("div.kw-run-message", null, this.text, this.replacement, this.fold);
    this.wait = () => {};
    this.doubt = () => {};
    this.ask = latestOnly(
      (question) => ctx.channel.request("price", question),
      (answer) => this.showQuote(answer),
    );
  }

  say(message, { error = false, details = "", replacement = "" } = {}) {
    setText(this.text, message);
    this.text.className = error ? "kw-message kw-error" : "kw-message";
    this.text.hidden = !message;
    setText(this.details, details);
    this.fold.hidden = !details;
    this.replacement.value = replacement;
    setText(this.replacement, `Use ${replacement}`);
    this.replacement.hidden = !replacement;
  }

  showProblem({ message, details, replacement, field }) {
    this.say(message, { error: true, details, replacement });
    if (field) this.view.focus(field);
  }

  async run() {
    const { ctx, view } = this;
    if (this.pending) return;
    const shot = view.snapshot();
    if (ctx.imageStore.busy()) {
      this.say(READING);
      return;
    }
    const lack = missing(ctx.form(), { ...shot, filled: (field) => ctx.imageStore.cards(field).length > 0 });
    if (lack) {
      this.showProblem(lack);
      return;
    }
    this.pending = true;
    this.say("");
    this.paint();
    const trust = ctx.scope.later(() => this.say(BUSY), 2000);
    const answer = await ctx.channel.request("run", shot);
    trust();
    this.pending = false;
    this.say("");
    if (answer.kind === "problem") this.showProblem(answer);
    this.paint();
  }

  /** Asks for the price; the old one stays until the answer, unless the answer is long in coming. */
  price() {
    const { model, values } = { model: this.view.model.get("model"), values: this.view.form.values() };
    this.wait();
    this.doubt();
    this.wait = this.ctx.scope.later(() => this.ask({ model, values }), 40);
    this.doubt = this.ctx.scope.later(() => this.showPrice(this.cost && "price to come"), 1500);
    this.paint();
  }

  showQuote({ text = "", source = "", size = null, fit = null }) {
    this.el.title = source ? `Ctrl+Enter. Price: ${source}` : "Ctrl+Enter";
    this.view.takeQuote({ size, fit });
    this.showPrice(text);
  }

  showPrice(text) {
    this.doubt();
    this.cost = text;
    this.paint();
  }

  paint(backend = this.backend) {
    if (backend !== this.backend) {
      this.backend = backend;
      this.price();
    }
    setText(this.label, this.pending ? "Starting" : "Animate");
    this.billed.hidden = this.backend !== "krea";
    setText(this.price_, this.cost ? ` · ${this.cost}` : "");
    this.el.disabled = this.pending;
  }
}
