// The button that starts a job: its price, what is missing, and one job per press.

import { setText } from "../shared/dom.js";
import { latestOnly, noticeSlow } from "../shared/channel.js";
import { missing } from "./parameters.js";

const BUSY = "The kernel is busy with a cell. The job starts as soon as it is free; no need to press again.";
const READING = "The image is still uploading. Press again when it is complete. Nothing was sent.";

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
    this.amount = h("span.kw-cost");
    this.billed = h("span.kw-dim", { hidden: true }, "Only completed clips are billed.");
    this.el = h("button.kw-button.kw-main-button", { title: "Ctrl+Enter", onclick: () => this.run() }, this.label, this.amount);
    this.text = h("p", { role: "status", "aria-live": "polite", hidden: true });
    this.replacement = h("button.kw-button", {
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
    const answer = await noticeSlow(ctx.scope, ctx.channel.request("run", shot), () => this.say(BUSY), 2000);
    this.pending = false;
    this.say("");
    if (answer.kind === "problem") this.showProblem(answer);
    this.paint();
  }

  /** Asks for the price. The old one is shown until the answer, or for 1.5 seconds. */
  price() {
    const { model, values } = { model: this.view.model.get("model"), values: this.view.form.values() };
    this.wait();
    this.doubt();
    this.wait = this.ctx.scope.later(() => this.ask({ model, values }), 40);
    this.doubt = this.ctx.scope.later(() => this.showPrice(this.cost && "price pending"), 1500);
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
    setText(this.amount, this.cost ? ` · ${this.cost}` : "");
    this.el.disabled = this.pending;
  }
}
