// The Animate widget: puts the parts together for one view and keeps them in step with Python.

import { makeScope } from "./dom.js";
import { makeLink } from "./link.js";
import { makeSlots } from "./slots.js";
import { filesOf, makeZone, takeDrops } from "./drop.js";
import { makeForm } from "./form.js";
import { makeModelChoice, makePrompt } from "./prompt.js";
import { makeJobList } from "./lines.js";
import { makeWorld } from "./world.js";
import { makePriceAsker, makeRunner } from "./run.js";
import { parameterOf } from "./values.js";

const PLACES = [
  ["start_image", "Still", "Drop a picture, paste one, or choose a file"],
  ["end_image", "End frame", "optional"],
];

function render({ model, el }) {
  const scope = makeScope();
  const view = makeView(model, scope);
  el.classList.add("kw-root");
  el.append(view.el);
  view.start();
  return () => {
    view.end();
    scope.end();
    view.el.remove();
  };
}

function makeView(model, scope) {
  let count = 0;
  const ctx = { scope, h: scope.h, signal: scope.signal, token: scope.token, count: () => ++count, keptClass: `kw-kept-${String(model.get("_kept")).replace(/\W/g, "")}` };
  ctx.link = makeLink(model, scope);
  const state = { forms: new Map(), world: model.get("world"), price: "", pending: false };
  ctx.form = () => state.forms.get(model.get("model")) || null;
  ctx.isMany = (field) => parameterOf(ctx.form(), field)?.kind === "images";
  ctx.slots = makeSlots(ctx, () => paintPictures());
  const keep = makeKeeper(model, scope);
  const ask = makePriceAsker(ctx, state, () => paintRun());

  const prompt = makePrompt(ctx, (text) => (keep("prompt", text), paintRun()));
  const choice = makeModelChoice(ctx, (id) => switchModel(id));
  const form = makeForm(ctx, choice.el, (values) => (keep("values", values), price(), paintRun()));
  const world = makeWorld(ctx);
  const zones = new Map(PLACES.map(([field, title, hint]) => [field, placeZone(ctx, field, title, hint)]));
  const runner = makeRunner(ctx, state, { form, prompt, snapshot, focus });
  const lines = makeJobList(ctx, model, { useModel: switchModel, say: runner.say });

  function switchModel(id) {
    form.settle();
    keep("model", id);
    followModel();
    keep("values", form.values());
  }
  function followModel() {
    const id = model.get("model");
    choice.set(id);
    form.use(ctx.form());
    prompt.limit(parameterOf(ctx.form(), "prompt")?.max_length);
    paintPictures();
    price();
    paintRun();
  }
  function snapshot() {
    form.settle();
    return { prompt: prompt.get(), model: model.get("model"), values: form.values() };
  }
  function price() {
    ask({ model: model.get("model"), values: form.values() });
  }
  function focus(field) {
    if (field === "prompt") prompt.focus();
    else if (zones.has(field)) zones.get(field).el.querySelector("button:not([hidden])")?.focus();
    else form.focus(field);
  }
  function paintPictures() {
    for (const [field, zone] of zones) {
      zone.el.hidden = field !== "start_image" && !form.has(field);
      zone.paint({ card: ctx.slots.cards(field)[0], reading: ctx.slots.readings(field)[0], refused: ctx.slots.refused(field) });
    }
    form.paint();
    price();
    paintRun();
  }
  const paintRun = () => runner.paint(state.world);

  const element = layout(ctx, { zones, prompt, form, runner, world, lines });
  takeEverywhere(ctx, element, zones);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation(); // else the notebook runs the cell, which makes the widget anew
    runner.run();
  }, { signal: scope.signal });

  function showState(news) {
    state.world = news.world;
    world.paint(news.world);
    lines.update(news.jobs);
    paintRun();
  }
  return {
    el: element,
    end: () => (keep.flush(), lines.end()),
    start() {
      ctx.link.on("catalogue", (message) => {
        for (const each of message.forms) state.forms.set(each.id, each);
        choice.fill(message.forms);
        form.set(model.get("values"));
        followModel();
      });
      ctx.link.on("state", (message) => (lines.heard(), showState(message)));
      const follow = (names, work) => follows(model, scope, names, work);
      follow(["jobs", "world"], () => (lines.heard(), showState({ jobs: model.get("jobs"), world: model.get("world") })));
      follow(["prompt"], () => prompt.set(model.get("prompt")));
      follow(["values"], () => (form.set(model.get("values")), price(), paintRun()));
      follow(["model"], followModel);
      prompt.set(model.get("prompt"));
      showState({ jobs: model.get("jobs"), world: model.get("world") });
      ctx.link.send("ready");
    },
  };
}

function placeZone(ctx, field, title, hint) {
  return makeZone(ctx, {
    title, hint, small: field !== "start_image",
    take: (file) => ctx.slots.take(file, field),
    remove: () => ctx.slots.remove(field, ctx.slots.cards(field)[0]?.key),
    stop: () => ctx.slots.stop(field),
  });
}

/** A drop or a paste anywhere in the widget is the still; dropping beside the zone must not open the picture as a page. */
function takeEverywhere(ctx, element, zones) {
  const zone = zones.get("start_image").zone;
  const use = (files) => files[0] && ctx.slots.take(files[0], "start_image");
  takeDrops(element, ctx.signal, { over: (on) => zone.classList.toggle("kw-over", on), files: use });
  element.addEventListener("paste", (event) => {
    const files = filesOf(event.clipboardData);
    if (!files.length) return;
    event.preventDefault();
    event.stopPropagation();
    use(files);
  }, { signal: ctx.signal });
}

function layout(ctx, { zones, prompt, form, runner, world, lines }) {
  const { h } = ctx;
  const kept = h("style", null, `.${ctx.keptClass}{display:none}`); // the live widget shows the clips itself
  return h("section.kw.kw-animate", { "aria-label": "Animate a still" },
    kept,
    h("div.kw-columns", null,
      h("div.kw-pictures", null, [...zones.values()].map((zone) => zone.el)),
      h("div.kw-main", null, prompt.el, form.el, h("div.kw-run-line", null, runner.el, world.el), runner.words)),
    lines.el);
}

/** Python's changes of these traits call `work` until the view ends. */
function follows(model, scope, names, work) {
  for (const name of names) {
    model.on(`change:${name}`, work);
    scope.onEnd(() => model.off(`change:${name}`, work));
  }
}

/** Writes the person's traits, gathered for a moment so that typing does not flood the kernel. */
function makeKeeper(model, scope) {
  let cancel = null;
  const flush = () => {
    if (!cancel) return;
    cancel();
    cancel = null;
    model.save_changes();
  };
  function keep(name, value) {
    if (JSON.stringify(model.get(name)) === JSON.stringify(value)) return;
    model.set(name, value);
    cancel?.();
    cancel = scope.later(() => {
      cancel = null;
      model.save_changes();
    }, 250);
  }
  keep.flush = flush;
  return keep;
}

export default { render };
