// The Animate widget: puts the parts together for one view and keeps them in step with Python.

import { makeScope, setText } from "./dom.js";
import { makeLink, newest } from "./link.js";
import { makeSlots } from "./slots.js";
import { makeZone } from "./drop.js";
import { filesOf, takeDrops } from "./drop.js";
import { makeForm } from "./form.js";
import { makeModelChoice, makePrompt } from "./prompt.js";
import { isOver, makeJob } from "./jobs.js";
import { makeWorld } from "./world.js";
import { missing, parameterOf } from "./values.js";

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
  const ctx = { scope, h: scope.h, signal: scope.signal, token: scope.token, count: () => ++count, kept: () => model.get("_kept") };
  ctx.link = makeLink(model, scope);
  const state = { forms: new Map(), world: model.get("world"), price: "", pending: false };
  ctx.form = () => state.forms.get(model.get("model")) || null;
  ctx.isMany = (field) => parameterOf(ctx.form(), field)?.kind === "images";
  ctx.slots = makeSlots(ctx, () => paintPictures());
  const keep = makeKeeper(model, scope);
  const ask = makePriceAsker(ctx, state, () => paintRun());

  const prompt = makePrompt(ctx, (text) => (keep("prompt", text), paintRun()));
  const choice = makeModelChoice(ctx, (id) => switchModel(id));
  const form = makeForm(ctx, (values) => (keep("values", values), price(), paintRun()));
  const world = makeWorld(ctx);
  const zones = new Map(PLACES.map(([field, title, hint]) => [field, placeZone(ctx, field, title, hint)]));
  const runner = makeRunner(ctx, state, { form, prompt, snapshot, focus });
  const lines = makeLines(ctx, model, { useModel: switchModel, say: runner.say });

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

  const element = layout(ctx, { zones, prompt, choice, form, runner, world, lines });
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

function layout(ctx, { zones, prompt, choice, form, runner, world, lines }) {
  const { h } = ctx;
  const kept = h("style", null, `.kw-kept-${ctx.kept().replace(/\W/g, "")}{display:none}`); // the live widget shows the clips itself
  return h("section.kw.kw-animate", { "aria-label": "Animate a still" },
    kept,
    h("div.kw-columns", null,
      h("div.kw-pictures", null, [...zones.values()].map((zone) => zone.el)),
      h("div.kw-main", null, prompt.el, h("div.kw-settings-block", null, choice.el, form.el), h("div.kw-run-line", null, runner.el, world.el), runner.words)),
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

/** Asks Python for the price; the old one stays until the answer, unless the answer is long in coming. */
function makePriceAsker(ctx, state, paint) {
  let wait = () => {};
  let doubt = () => {};
  const ask = newest((question) => ctx.link.request("price", question), (answer) => {
    doubt();
    state.price = answer.text;
    state.priceOld = false;
    paint();
  });
  return (question) => {
    wait();
    doubt();
    wait = ctx.scope.later(() => ask(question), 40);
    doubt = ctx.scope.later(() => ((state.priceOld = true), paint()), 1200);
  };
}

/** The button: what is missing, what it costs, and one run per press. */
function makeRunner(ctx, state, { form, prompt, snapshot, focus }) {
  const { h } = ctx;
  const label = h("span", null, "Animate");
  const cost = h("span.kw-cost");
  const button = h("button.kw-button.kw-main-button", { type: "button", onclick: () => run() }, label, cost);
  const words = h("p.kw-words", { role: "status", "aria-live": "polite" });
  const details = h("pre.kw-pre");
  const fold = h("details.kw-more", { hidden: true }, h("summary", null, "Details"), details);
  const block = h("div.kw-run-words", null, words, fold);

  function say(text, { error = false, more = "" } = {}) {
    setText(words, text);
    words.classList.toggle("kw-error", error);
    words.hidden = !text;
    setText(details, more);
    fold.hidden = !more;
  }
  async function run() {
    if (state.pending) return;
    const shot = snapshot();
    const lack = missing(ctx.form(), { ...shot, filled: (field) => ctx.slots.cards(field).length > 0 });
    if (ctx.slots.busy()) return say("The picture is still being read. Press again when it is there. Nothing was sent.");
    if (lack) {
      say(lack.words, { error: true });
      return focus(lack.field);
    }
    state.pending = true;
    say("");
    paint();
    const busy = ctx.scope.later(() => say("The kernel is busy with a cell. This starts as soon as it is free; no need to press again."), 2000);
    const answer = await ctx.link.request("run", shot);
    busy();
    state.pending = false;
    say(answer.kind === "problem" ? answer.words : "", { error: true, more: answer.details });
    if (answer.field) focus(answer.field);
    paint();
  }
  function paint() {
    const start = parameterOf(ctx.form(), "start_image");
    const bare = ctx.form() && !ctx.slots.cards("start_image").length && !ctx.slots.readings("start_image").length;
    setText(label, state.pending ? "Starting" : bare && start && !start.required && prompt.get().trim() ? "Animate without a still" : "Animate");
    setText(cost, state.price ? ` · ${state.priceOld ? "price to come" : state.price}` : "");
    button.disabled = state.pending;
    button.classList.toggle("kw-sandbox-button", state.world === "sandbox");
  }
  say("");
  return { el: button, words: block, run, say, paint };
}

/** The jobs, the newest first; only the newest clip is open, so that a long session stays a calm page. */
function makeLines(ctx, model, { useModel, say }) {
  const { h, link, scope } = ctx;
  const list = h("div.kw-jobs");
  const live = h("p.kw-hidden", { role: "status", "aria-live": "polite" });
  const lines = new Map();
  let newestClip = "";
  let beating = null;
  let heardAt = Date.now();
  let askedAt = 0;
  const act = {
    cancel: (key) => link.send("cancel", { key }),
    dismiss: (key) => link.send("dismiss", { key }),
    useModel,
    useFrame: (file) => ctx.slots.take(file, "start_image"),
  };
  function beat() {
    lines.forEach((line) => line.tick());
    const quiet = Date.now() - heardAt > 1500; // Colab's page may not hear a background thread, but it hears an answer
    if (quiet && (askedAt <= heardAt || Date.now() - askedAt > 10000)) {
      askedAt = Date.now();
      link.send("beat");
    }
  }
  function update(rows) {
    for (const [key, line] of lines) {
      if (rows.some((row) => row.key === key)) continue;
      line.end();
      line.el.remove();
      lines.delete(key);
    }
    [...rows].reverse().forEach((row, index) => {
      const line = lines.get(row.key) || makeJob(ctx, act);
      const before = line.row()?.phase;
      lines.set(row.key, line);
      if (list.children[index] !== line.el) list.insertBefore(line.el, list.children[index] || null);
      line.update(row);
      if (before !== row.phase && (before || !isOver(row))) setText(live, row.words);
    });
    openNewest(rows);
    const active = rows.some((row) => !isOver(row));
    if (active && !beating) beating = scope.every(beat, 1000);
    if (!active && beating) beating = beating() && null;
  }
  function openNewest(rows) {
    const latest = rows.filter((row) => row.clip).sort((a, b) => (a.finished || 0) - (b.finished || 0)).pop()?.key || "";
    if (latest === newestClip) return;
    lines.get(newestClip)?.open(false);
    lines.get(latest)?.open(true);
    newestClip = latest;
  }
  return { el: h("div.kw-results", null, live, list), update, heard: () => (heardAt = Date.now()), end: () => lines.forEach((line) => line.end()) };
}

export default { render };
