// The Animate widget's view.

import { retryUntil } from "../shared/channel.js";
import { debouncedTraits, onTraits } from "../shared/traits.js";
import { renderView } from "../shared/view.js";
import { ImageStore } from "./image-store.js";
import { filesOf, makeDropzone, onDrop } from "./dropzone.js";
import { Form } from "./form.js";
import { makeImageFit } from "./image-fit.js";
import { makeNotices } from "./notices.js";
import { makeModelChoice, makePrompt } from "./prompt.js";
import { JobList } from "./job-list.js";
import { makeBackend } from "./backend.js";
import { RunButton } from "./run-button.js";
import { makeSettingsImport } from "./settings-import.js";
import { parameterOf } from "./parameters.js";

const PLACES = [
  ["start_image", "Image", "Drop an image, paste one, or choose a file. Drop an earlier clip to reuse its settings."],
  ["end_image", "End image", "optional"],
];

const NO_KERNEL = "The kernel does not answer. It may be busy with a cell; if it is not, reload the page. Running jobs continue.";
// Milliseconds without an answer after which the page says so.
const UNTIL_NO_KERNEL = 20000;

class AnimateView {
  /** @param {import("../shared/view.js").Context & Record<string, any>} ctx */
  constructor(ctx) {
    const { model, scope } = ctx;
    let count = 0;
    this.ctx = ctx;
    this.model = model;
    this.forms = new Map();
    this.traits = debouncedTraits(model, scope);
    ctx.count = () => ++count;
    ctx.form = () => this.forms.get(model.get("model")) || null;
    ctx.isMany = (field) => parameterOf(ctx.form(), field)?.kind === "images";
    ctx.imageStore = new ImageStore(ctx, () => this.paintImages());
    this.prompt = makePrompt(ctx, (text) => {
      this.traits.set("prompt", text);
      this.runner.paint();
    });
    this.choice = makeModelChoice(ctx, (id) => this.switchModel(id));
    this.form = new Form(ctx, this.choice.el, (values) => this.takeValues(values));
    this.backend = makeBackend(ctx);
    this.settingsImport = makeSettingsImport(ctx, { flush: () => this.traits.flush(), back: () => this.focus("start_image") });
    this.zones = new Map(PLACES.map(([field, title, hint]) => [field, this.placeZone(field, title, hint)]));
    this.fitFound = null;
    this.fit = makeImageFit(ctx, (how) => {
      this.traits.set("fit", how);
      this.paintImages();
    });
    this.notices = makeNotices(ctx);
    this.runner = new RunButton(ctx, this);
    this.jobs = new JobList(ctx, { useModel: (id) => this.switchModel(id) });
    this.el = this.layout();
    this.listen();
  }

  layout() {
    const { h } = this.ctx;
    return h(
      "section.kw.kw-animate",
      { "aria-label": "Animate an image" },
      this.settingsImport.el,
      h(
        "div.kw-columns",
        null,
        h(
          "div.kw-stack.kw-pictures",
          null,
          [...this.zones.values()].flatMap((zone, index) => (index ? [zone.el] : [zone.el, this.fit.el])),
        ),
        h(
          "div.kw-stack.kw-main",
          null,
          this.prompt.el,
          this.form.el,
          h("div.kw-line.kw-run-line", null, this.runner.el, this.runner.billed, this.backend.el),
          this.runner.message,
          this.notices.el,
        ),
      ),
      this.jobs.el,
    );
  }

  placeZone(field, title, hint) {
    const { imageStore } = this.ctx;
    return makeDropzone(this.ctx, {
      title,
      hint,
      small: field !== "start_image",
      clips: field === "start_image",
      take: (files) => this.take(files, field),
      remove: () => imageStore.remove(field, imageStore.cards(field)[0]?.key),
      stop: () => imageStore.stop(field),
    });
  }

  /** Takes dropped, pasted or chosen files: a clip opens its settings, and the first image is uploaded. */
  take(files, field) {
    const [image] = this.settingsImport.take(files);
    if (image) this.ctx.imageStore.take(image, field);
  }

  listen() {
    const { ctx, el } = this;
    const on = (name, hear) => el.addEventListener(name, hear, { signal: ctx.signal });
    const { zone } = /** @type {{ zone: HTMLElement }} */ (this.zones.get("start_image"));
    const use = (files) => this.take(files, "start_image");
    // The browser must not open an image that is dropped beside the zone.
    onDrop(el, ctx.signal, { over: (yes) => zone.classList.toggle("kw-over", yes), files: use });
    const mine = (event, work) => {
      event.preventDefault();
      // Otherwise the notebook takes the image, or runs the cell and creates the widget again.
      event.stopPropagation();
      work();
    };
    on("paste", (event) => {
      const files = filesOf(event.clipboardData);
      if (files.length) mine(event, () => use(files));
    });
    on("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) mine(event, () => this.runner.run());
    });
  }

  start() {
    const { ctx, model } = this;
    const answered = ctx.scope.later(() => this.runner.say(NO_KERNEL), UNTIL_NO_KERNEL);
    ctx.channel.on("catalogue", (message) => {
      // It may have been requested twice.
      if (this.forms.size) return;
      answered();
      this.runner.say("");
      this.forms = new Map(message.forms.map((form) => [form.id, form]));
      this.choice.fill(message.forms);
      this.form.set(model.get("values"));
      this.followModel();
    });
    ctx.channel.on("state", (message) => this.showState(message));
    ctx.channel.on("resumable", (message) => this.notices.paintUnfinished(message.message));
    ctx.channel.on("notices", (message) => this.notices.paint(message.notices));
    ctx.channel.on("problem", (message) => this.runner.showProblem(message));
    const state = () => this.showState({ jobs: model.get("jobs"), backend: model.get("backend") });
    const follow = {
      jobs: state,
      backend: state,
      prompt: () => this.prompt.set(model.get("prompt")),
      model: () => this.followModel(),
      fit: () => this.paintImages(),
      values: () => {
        this.form.set(model.get("values"));
        this.runner.price();
      },
    };
    for (const [name, work] of Object.entries(follow)) onTraits(model, ctx.scope, [name], work);
    follow.prompt();
    // Empty until Python sends its images; a busy kernel does that late.
    this.paintZones();
    state();
    retryUntil(
      ctx.scope,
      () => ctx.channel.send("ready"),
      () => this.forms.size,
    );
  }

  end() {
    this.traits.flush();
    this.jobs.end();
  }

  /** What a press of the button would submit. */
  snapshot() {
    this.form.settle();
    return { prompt: this.prompt.get(), model: this.model.get("model"), values: this.form.values(), fit: this.model.get("fit") || "" };
  }

  /** Shows what Python derives from the form: the size it fills in, and whether the image fits. */
  takeQuote({ size, fit }) {
    this.form.derive(size);
    if (JSON.stringify(fit) === JSON.stringify(this.fitFound)) return;
    this.fitFound = fit;
    this.paintZones();
  }

  takeValues(values) {
    this.traits.set("values", values);
    this.runner.price();
  }

  switchModel(id) {
    this.form.settle();
    this.traits.set("model", id);
    this.followModel();
    this.traits.set("values", this.form.values());
  }

  followModel() {
    this.choice.set(this.model.get("model"));
    this.form.use(this.ctx.form());
    this.prompt.limit(parameterOf(this.ctx.form(), "prompt")?.max_length);
    this.paintImages();
  }

  focus(field) {
    if (field === "prompt") this.prompt.focus();
    else if (this.zones.has(field)) this.zones.get(field)?.el.querySelector("button:not([hidden])")?.focus();
    else this.form.focus(field);
  }

  paintImages() {
    this.paintZones();
    this.form.paint();
    this.runner.price();
  }

  paintZones() {
    const { ctx } = this;
    const how = this.model.get("fit") || "";
    this.fit.paint(ctx.imageStore.cards("start_image").length ? this.fitFound : null, how);
    for (const [field, zone] of this.zones) {
      const card = ctx.imageStore.cards(field)[0];
      const lacking = ctx.form() && !this.form.has(field);
      const unused = lacking && card ? `${ctx.form().title} takes no such image, so it is not sent.` : "";
      zone.el.hidden = Boolean(lacking && !card);
      const fit = this.fitFound && !lacking ? { how, ratio: this.fitFound.ratio } : null;
      zone.paint({ card, reading: ctx.imageStore.readings(field)[0], refused: ctx.imageStore.refused(field) || unused, fit });
    }
  }

  showState({ backend, jobs, notices = undefined }) {
    this.notices.paint(notices);
    this.backend.paint(backend);
    this.choice.paint(backend);
    this.jobs.update(jobs);
    this.runner.paint(backend);
  }
}

/** @type {import("@anywidget/types").Render} */
const render = (props) => renderView(props, (ctx) => new AnimateView(ctx));

export default { render };
