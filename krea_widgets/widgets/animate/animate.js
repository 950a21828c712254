// The Animate widget: puts the parts together for one view and keeps them in step with Python.

import { makeScope } from "../shared/dom.js";
import { retryUntil, makeChannel } from "../shared/channel.js";
import { debouncedTraits } from "../shared/traits.js";
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
  ["start_image", "Still", "Drop a picture, paste one, or choose a file. An earlier clip brings its settings."],
  ["end_image", "End frame", "optional"],
];

const NO_KERNEL = "The kernel does not answer. It may be busy with a cell; if it is not, reload the page. What runs goes on.";
const UNTIL_NO_KERNEL = 20000; // milliseconds without any answer, after which the page says so

/** @type {import("@anywidget/types").Render} */
function render({ model, el }) {
  const scope = makeScope();
  const view = new AnimateView(model, scope);
  el.classList.add("kw-root");
  el.append(view.el);
  view.start();
  return () => {
    view.end();
    scope.end();
    view.el.remove();
  };
}

class AnimateView {
  constructor(model, scope) {
    let count = 0;
    const ctx = { scope, h: scope.h, signal: scope.signal, token: scope.token, count: () => ++count };
    this.ctx = ctx;
    this.model = model;
    this.forms = new Map();
    this.traits = debouncedTraits(model, scope);
    ctx.fallbackClass = `kw-fallback-${String(model.get("_fallback_id")).replace(/\W/g, "")}`;
    ctx.channel = makeChannel(model, scope);
    ctx.form = () => this.forms.get(model.get("model")) || null;
    ctx.isMany = (field) => parameterOf(ctx.form(), field)?.kind === "images";
    ctx.imageStore = new ImageStore(ctx, () => this.paintPictures());
    this.prompt = makePrompt(ctx, (text) => {
      this.traits.set("prompt", text);
      this.runner.paint();
    });
    this.choice = makeModelChoice(ctx, (id) => this.switchModel(id));
    this.form = new Form(ctx, this.choice.el, (values) => this.takeValues(values));
    this.backend = makeBackend(ctx);
    this.carried = makeSettingsImport(ctx, { flush: () => this.traits.flush(), back: () => this.focus("start_image") });
    this.zones = new Map(PLACES.map(([field, title, hint]) => [field, this.placeZone(field, title, hint)]));
    this.fitFound = null;
    this.fit = makeImageFit(ctx, (how) => {
      this.traits.set("fit", how);
      this.paintPictures();
    });
    this.notices = makeNotices(ctx);
    this.runner = new RunButton(ctx, this);
    this.jobs = new JobList(ctx, { useModel: (id) => this.switchModel(id) });
    this.el = this.layout();
    this.listen();
  }

  layout() {
    const { h, fallbackClass } = this.ctx;
    return h(
      "section.kw.kw-animate",
      { "aria-label": "Animate a still" },
      h("style", null, `.${fallbackClass}{display:none}`), // the live widget shows the clips itself
      this.carried.el,
      h(
        "div.kw-columns",
        null,
        h(
          "div.kw-pictures",
          null,
          [...this.zones.values()].flatMap((zone, index) => (index ? [zone.el] : [zone.el, this.fit.el])),
        ),
        h(
          "div.kw-main",
          null,
          this.prompt.el,
          this.form.el,
          h("div.kw-run-line", null, this.runner.el, this.runner.billed, this.backend.el),
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

  /** Files that were dropped, pasted or chosen: a clip opens its settings, of pictures the first is taken. */
  take(files, field) {
    const [picture] = this.carried.take(files);
    if (picture) this.ctx.imageStore.take(picture, field);
  }

  listen() {
    const { ctx, el } = this;
    const on = (name, hear) => el.addEventListener(name, hear, { signal: ctx.signal });
    const zone = this.zones.get("start_image").zone;
    const use = (files) => this.take(files, "start_image");
    // a picture dropped beside the zone must not open as a page
    onDrop(el, ctx.signal, { over: (yes) => zone.classList.toggle("kw-over", yes), files: use });
    const mine = (event, work) => {
      event.preventDefault();
      event.stopPropagation(); // else the notebook takes the picture, or runs the cell, which makes the widget anew
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
    const doubt = ctx.scope.later(() => this.runner.say(NO_KERNEL), UNTIL_NO_KERNEL);
    ctx.channel.on("catalogue", (message) => {
      if (this.forms.size) return; // it was asked for twice
      doubt();
      this.runner.say("");
      this.forms = new Map(message.forms.map((form) => [form.id, form]));
      this.choice.fill(message.forms);
      this.form.set(model.get("values"));
      this.followModel();
    });
    ctx.channel.on("state", (message) => this.showState(message));
    ctx.channel.on("left", (message) => this.notices.paintLeft(message.message));
    ctx.channel.on("notices", (message) => this.notices.paint(message.notices));
    ctx.channel.on("problem", (message) => this.runner.showProblem(message));
    const state = () => this.showState({ jobs: model.get("jobs"), backend: model.get("backend") });
    const follow = {
      jobs: state,
      backend: state,
      prompt: () => this.prompt.set(model.get("prompt")),
      model: () => this.followModel(),
      fit: () => this.paintPictures(),
      values: () => {
        this.form.set(model.get("values"));
        this.runner.price();
      },
    };
    for (const [name, work] of Object.entries(follow)) {
      model.on(`change:${name}`, work);
      ctx.scope.onEnd(() => model.off(`change:${name}`, work));
    }
    follow.prompt();
    this.paintZones(); // empty until Python has told what it holds, which a busy kernel does late
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

  /** What a press of the button means now. */
  snapshot() {
    this.form.settle();
    return { prompt: this.prompt.get(), model: this.model.get("model"), values: this.form.values(), fit: this.model.get("fit") || "" };
  }

  /** What Python says of the form as it stands: the size it fills in, and whether the still fits. */
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
    this.paintPictures();
  }

  focus(field) {
    if (field === "prompt") this.prompt.focus();
    else if (this.zones.has(field)) this.zones.get(field).el.querySelector("button:not([hidden])")?.focus();
    else this.form.focus(field);
  }

  paintPictures() {
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
      const unused = lacking && card ? `${ctx.form().title} takes no such picture, so it is not sent.` : "";
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

export default { render };
