// The Animate widget's view.

import { retryUntil } from "../shared/channel.js";
import { reveal } from "../shared/dom.js";
import { uploadProblem } from "../shared/upload.js";
import { debouncedTraits, onTraits } from "../shared/traits.js";
import { toThousandths } from "../shared/format.js";
import { widgetOf } from "../shared/view.js";
import { makeBackend } from "./backend.js";
import { withinImage } from "./crop.js";
import { filesOf, makeDropzone, onDrop } from "./dropzone.js";
import { makeForm } from "./form.js";
import { makeImageFit } from "./image-fit.js";
import { makeImageStore } from "./image-store.js";
import { makeJobList } from "./job-list.js";
import { makeNotices } from "./notices.js";
import { fitsWell, isSeveral, nearestRatio, parameterOf } from "./parameters.js";
import { makeModelChoice, makePrompt } from "./prompt.js";
import { controlIn } from "./row-editor.js";
import { makeRunButton } from "./run-button.js";
import { makeSettingsImport } from "./settings-import.js";

const NO_KERNEL = "The kernel does not answer. If it is not busy with a cell, reload the page. Jobs continue.";
// Milliseconds without an answer after which the page says so.
const UNTIL_NO_KERNEL = 20000;

function makeAnimate(/** @type {Context} */ view) {
  const { model, scope, channel, h } = view;
  const traits = debouncedTraits(view);
  let forms = /** @type {Map<string, ModelForm>} */ (new Map());
  let controls = 0;
  // There is an earlier clip.
  let hasLast = false;
  let fitFound = /** @type {Fit | null} */ (null);
  // The fit and the crop of the image before.
  let former = /** @type {[string, Crop | []]} */ (["", []]);
  // The aspect ratio that a dropped image has chosen; null once the person has.
  let suggested = /** @type {string | null | undefined} */ (undefined);
  const form = () => forms.get(model.get("model")) || null;
  const isMany = (/** @type {string} */ field) => isSeveral(parameterOf(form(), field));
  const imageStore = makeImageStore({ ...view, form }, isMany, paintImages, refit);
  const parameter = (/** @type {string} */ name) => [...forms.values()].map((each) => parameterOf(each, name)).find(Boolean);
  const ctx = { ...view, form, parameter, imageStore, count: () => ++controls };

  const prompt = makePrompt(ctx, (text) => {
    traits.set("prompt", text);
    imageStore.forgetRefusals(true);
    runner.paint();
  });
  const choice = makeModelChoice(ctx, switchModel);
  const useValues = (/** @type {Values} */ values) => {
    traits.set("values", values);
    imageStore.forgetRefusals(true);
    runner.price();
  };
  const useWebhook = (/** @type {string} */ address) => {
    traits.set("webhook_url", address);
    runner.paint();
  };
  const fields = makeForm(ctx, choice.el, useValues, useWebhook);
  const backend = makeBackend(ctx);
  const settingsImport = makeSettingsImport(ctx, traits.flush, () => controlIn(start.el)?.focus());
  const first = "Drop an image, paste one, or choose a file. Drop an earlier clip to reuse its settings.";
  const zones = new Map([
    ["start_image", makeZone("start_image", { title: "Image", hint: first, clips: true })],
    ["end_image", makeZone("end_image", { title: "End image", hint: "optional", small: true })],
  ]);
  const fit = makeImageFit(ctx, {
    changed(how) {
      traits.set("fit", how);
      paintImages();
    },
    zoomed(zoom) {
      const [card] = imageStore.cards("start_image");
      const crop = shownCrop();
      if (card && crop && fitFound) setCrop(withinImage([crop[0], crop[1], zoom], fitFound.ratio, card.width / card.height));
    },
    useRatio() {
      fields.put("aspect_ratio", (suggested = betterRatio()));
      paintImages();
    },
  });
  const sample = h("button.kw-link.kw-sample", { hidden: true, onclick: () => channel.send("sample") }, "No image at hand? Try this one");
  const last = h("button.kw-link.kw-sample", { hidden: true, onclick: () => channel.send("last") }, "Use the last settings");
  const notices = makeNotices(ctx);
  const runner = makeRunButton(ctx, {
    pressed: settingsImport.shut,
    started: () => jobs.expectJob(true),
    snapshot,
    values: fields.values,
    valueOf,
    at,
    switchModel,
    quoted,
  });
  const jobs = makeJobList(ctx, { useModel: switchModel, continued });
  const [start, end] = [...zones.values()];
  const pictures = h("div.kw-stack.kw-pictures", start.el, sample, last, fit.el, end.el);
  const run = h("div.kw-line.kw-run-line", runner.el, runner.billed, backend.el);
  const main = h("div.kw-stack.kw-main", prompt.el, fields.el, run, runner.message, notices.el, jobs.el);
  const columns = h("div.kw-columns", { onpointerdown: () => jobs.expectJob(false) }, pictures, main);
  const el = h("section.kw.kw-animate", { "aria-label": "Animate an image" }, settingsImport.el, columns);

  function makeZone(/** @type {string} */ field, /** @type {{ title: string, hint: string, small?: boolean, clips?: boolean }} */ options) {
    const remove = () => {
      refit(field);
      imageStore.remove(field, imageStore.cards(field)[0]?.key);
    };
    const cropped = field === "start_image" ? setCrop : undefined;
    return makeDropzone(ctx, {
      ...options,
      take: (files) => take(files, field),
      remove,
      back() {
        refit(field, former);
        imageStore.bringBack(field);
      },
      stop: () => imageStore.stop(field),
      cropped,
    });
  }

  /** The start image is the last frame of a clip, which has come to its end image. */
  function continued() {
    imageStore.remove("end_image", imageStore.cards("end_image")[0]?.key);
    reveal(start.el);
  }

  /** Takes dropped, pasted or chosen files: a clip opens its settings, and the first image is uploaded. @param {File[]} files @param {string} field */
  function take(files, field) {
    const [image] = settingsImport.take(files);
    if (!image) return;
    if (field === "start_image" && !uploadProblem(image)) {
      // A ratio belongs to its image: chosen for a landscape, it would make a close-up of a portrait.
      if (suggested || hadImage(field)) fields.put("aspect_ratio", undefined);
      if (!fields.values().aspect_ratio) suggested = "";
    }
    imageStore.take(image, field);
  }

  const hadImage = (/** @type {string} */ field) => imageStore.cards(field).length || imageStore.former(field);

  /** Another start image has another fit and crop; those of the image before come back with it. @param {string} field @param {[string, Crop | []]} [fit] */
  function refit(field, [how, crop] = ["", []]) {
    // What was chosen before the first image is for that one.
    if (field !== "start_image" || !hadImage(field)) return;
    former = [model.get("fit") || "", model.get("crop") || []];
    traits.set("fit", how);
    traits.set("crop", crop);
  }

  function listen() {
    const use = (/** @type {File[]} */ files) => take(files, "start_image");
    // The browser must not open an image that is dropped beside the zone.
    onDrop(ctx, el, { over: start.over, files: use });
    const mine = (/** @type {Event} */ event, /** @type {() => void} */ work) => {
      event.preventDefault();
      // Otherwise the notebook takes the image, or runs the cell and creates the widget again.
      event.stopPropagation();
      work();
    };
    scope.listen(el, "paste", (event) => {
      const files = filesOf(event.clipboardData);
      if (files.length) mine(event, () => use(files));
    });
    scope.listen(el, "keydown", (event) => {
      const field = /** @type {Element} */ (event.target).matches("textarea, input, select");
      if (field && event.key === "Enter" && (event.ctrlKey || event.metaKey)) mine(event, runner.run);
    });
  }

  /** What a press of the button would submit. */
  function snapshot() {
    fields.settle();
    const webhook_url = model.get("webhook_url");
    return {
      prompt: prompt.get(),
      model: model.get("model"),
      values: fields.values(),
      fit: model.get("fit") || "",
      crop: model.get("crop") || [],
      webhook_url,
    };
  }

  /** Shows what Python derives from the form: the size it fills in, and whether the image fits. @param {Size | null} size @param {Fit | null} found */
  function quoted(size, found) {
    fields.derive(size);
    if (JSON.stringify(found) === JSON.stringify(fitFound)) return;
    fitFound = found;
    paintZones();
  }

  function switchModel(/** @type {string} */ id) {
    fields.settle();
    traits.set("model", id);
    followModel();
    traits.set("values", fields.values());
  }

  function useForms(/** @type {Message} */ message) {
    forms = new Map(message.forms.map((/** @type {ModelForm} */ form) => [form.id, form]));
    choice.fill(message.forms);
    followModel();
  }

  function followModel() {
    choice.set(model.get("model"));
    fields.use(form());
    prompt.limit(parameterOf(form(), "prompt")?.max_length);
    paintImages();
  }

  /** What a field holds, as a text that differs after each change. @param {string} field */
  function valueOf(field) {
    if (field === "prompt") return prompt.get();
    if (field === "model" || field === "webhook_url") return String(model.get(field));
    return JSON.stringify([model.get("model"), fields.values()[field], imageStore.cards(field).map(({ key }) => key)]);
  }

  /** A field's first control, and the element below which its error is shown. @param {string} field */
  function at(field) {
    if (field === "prompt") return { control: prompt.box, after: prompt.box.parentElement };
    const zone = zones.get(field);
    return zone ? { control: controlIn(zone.el), after: zone.el.lastElementChild } : fields.at(field);
  }

  /** Chooses the model's aspect ratio that is nearest to a dropped image, until the person chooses one. */
  function suggestRatio() {
    const [card] = imageStore.cards("start_image");
    const { aspect_ratio: chosen = "" } = fields.values();
    if (suggested === null || !card?.width) return;
    const parameter = parameterOf(form(), "aspect_ratio");
    const shape = card.width / card.height;
    const nearest = fitsWell(parameter, shape) ? "" : nearestRatio(parameter, shape);
    // Python has chosen it for the first image.
    if (suggested === undefined) suggested = chosen === nearest ? nearest : chosen ? null : "";
    if (chosen && chosen !== suggested) suggested = null;
    // The model follows the image, or its default fits.
    else if (parameter && !nearest && chosen) fields.put("aspect_ratio", void (suggested = ""));
    else if (nearest && nearest !== (chosen || parameter?.default)) fields.put("aspect_ratio", (suggested = nearest));
  }

  /** The model's ratio that is nearer to the image than the clip's, or "". */
  function betterRatio() {
    const [card] = imageStore.cards("start_image");
    if (!fitFound || !card?.width) return "";
    const parameter = parameterOf(form(), "aspect_ratio");
    const nearest = nearestRatio(parameter, card.width / card.height);
    return nearest === (fields.values().aspect_ratio || parameter?.default) ? "" : nearest;
  }

  /** A ratio as the control shows it: "9:16" for "720:1280". @param {string} ratio */
  function ratioLabel(ratio) {
    const parameter = parameterOf(form(), "aspect_ratio");
    return String(parameter?.labels[parameter.choices.indexOf(ratio)] ?? ratio);
  }

  /** The person's crop, or else the part with most detail. @returns {Crop | null} */
  function shownCrop() {
    const chosen = model.get("crop") || [];
    return chosen.length ? chosen : fitFound?.crop || null;
  }

  function setCrop(/** @type {Crop} */ crop) {
    traits.set("crop", crop.map(toThousandths));
    paintZones();
  }

  function paintImages() {
    suggestRatio();
    paintZones();
    fields.paint();
    runner.price();
  }

  function paintZones() {
    const how = model.get("fit") || "";
    fit.paint(
      imageStore.cards("start_image").length ? fitFound : null,
      how,
      shownCrop(),
      ratioLabel(betterRatio()),
      Boolean(suggested) && fields.values().aspect_ratio === suggested,
    );
    const current = form();
    sample.hidden = !current || imageStore.cards("start_image").length > 0 || imageStore.busy() || !fields.has("start_image");
    last.hidden = sample.hidden || !hasLast;
    for (const [field, zone] of zones) {
      const [card] = imageStore.cards(field);
      const lacking = current && !fields.has(field);
      const unused = lacking && card ? `${current.title} takes no ${field.replace("_", " ")}, so it is not sent.` : "";
      zone.el.hidden = Boolean(lacking && !card);
      const shown = fitFound && !lacking ? { how, ratio: fitFound.ratio, crop: field === "start_image" ? shownCrop() : fitFound.end_crop } : null;
      zone.paint({ card, former: imageStore.former(field), reading: imageStore.readings(field)[0], refused: imageStore.refused(field) || unused, fit: shown });
    }
  }

  function showState(/** @type {string} */ name, /** @type {JobRow[]} */ rows) {
    backend.paint(name);
    jobs.update(rows);
    runner.paint(name);
  }

  listen();
  return {
    el,
    start() {
      const answered = scope.later(() => runner.say(NO_KERNEL), UNTIL_NO_KERNEL);
      channel.on("catalogue", (message) => {
        // It may have been requested twice.
        if (forms.size) return;
        answered();
        runner.say();
        hasLast = message.last;
        fields.set(model.get("values"));
        useForms(message);
        // One more question and answer would delay the first price.
        runner.quote(message);
      });
      channel.on("state", (message) => {
        notices.paint(message.notices);
        showState(message.backend, message.jobs);
      });
      channel.on("step", (step) => {
        // In place, as the model is not to tell Python. The cards get copies, and see the change.
        Object.assign(model.get("jobs").find((/** @type {JobRow} */ row) => row.key === step.key) || {}, step);
        state();
      });
      channel.on("resumable", ({ message }) => notices.paintUnfinished(message));
      channel.on("notices", (message) => notices.paint(message.notices));
      channel.on("problem", runner.showProblem);
      channel.on("prices", useForms);
      const state = () =>
        showState(
          model.get("backend"),
          model.get("jobs").map((/** @type {JobRow} */ row) => ({ ...row })),
        );
      const showPrompt = () => prompt.set(model.get("prompt"));
      onTraits(ctx, ["jobs", "backend"], state);
      onTraits(ctx, ["prompt"], showPrompt);
      onTraits(ctx, ["model"], followModel);
      const showWebhook = () => fields.setWebhook(model.get("webhook_url"));
      onTraits(ctx, ["webhook_url"], showWebhook);
      onTraits(ctx, ["fit"], paintImages);
      onTraits(ctx, ["crop"], paintZones);
      onTraits(ctx, ["values"], () => {
        fields.set(model.get("values"));
        runner.price();
      });
      showPrompt();
      showWebhook();
      // Empty until Python sends its images; a busy kernel does that late.
      paintZones();
      state();
      retryUntil(
        scope,
        () => channel.send("ready"),
        () => forms.size,
      );
    },
    lost: runner.paint,
    end() {
      traits.flush();
      jobs.end();
    },
  };
}

export default widgetOf(makeAnimate);
