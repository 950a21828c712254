// The button that starts a job: its price, what is missing, and one job per press.

import { latestOnly, noticeSlow } from "../shared/channel.js";
import { setText, showText } from "../shared/dom.js";
import { missing } from "./parameters.js";

const BUSY = "The kernel is busy. No need to press again.";
const READING = "The image is uploading. The job starts then.";

const NOT_READ = "The new image did not arrive. Nothing was sent.";
const CHANGED = "The form was changed. Nothing was sent. Press again.";

/** @typedef {{ prompt: string, model: string, values: Values, fit: string, crop: Crop | [], webhook_url: string }} Snapshot what a press of the button submits */
/** @typedef {(size: Size | null, fit: Fit | null) => void} Quoted */
/** @typedef {{ message?: string, details?: string, replacement?: string, field?: string }} Trouble */

/**
 * `quoted(size, fit)` is called with what Python derives from the form; `at(field)` finds a field's control, and the element below
 * which its error is shown.
 * @param {AnimateContext} ctx
 * @param {{ pressed(): void, started(): void, snapshot(): Snapshot, values(): Values, valueOf(field: string): string, at(field: string): { control?: HTMLElement | null, after?: Element | null }, switchModel(id: string): void, quoted: Quoted }} view
 */
export function makeRunButton(ctx, view) {
  const { h, scope, channel, model, imageStore } = ctx;
  let backend = "";
  let cost = "";
  let usd = /** @type {number | null} */ (null);
  let pending = false;
  // The field of the shown error, "" for the whole form, and what it held then.
  let about = /** @type {{ field: string, value: string, control?: HTMLElement | null } | null} */ (null);
  let wait = () => {};
  let doubt = () => {};
  const label = h("span", "Animate");
  const amount = h("span.kw-cost.kw-digits");
  const billed = h("span.kw-dim", { hidden: true }, "Only completed clips are billed.");
  const el = h("button.kw-button.kw-main-button", { title: "Ctrl+Enter", onclick: run }, label, amount);
  const text = h("p", { role: "status", hidden: true });
  const replacement = h("button.kw-button", { hidden: true, onclick: replace });
  const details = h("pre.kw-pre.kw-tinted");
  const fold = h("details.kw-more", { hidden: true }, h("summary", "Details"), details);
  const message = h("div.kw-run-message", text, replacement, fold);
  const place = h("div.kw-run-message-place", message);
  const ask = latestOnly((question) => channel.request("price", question), showQuote);

  function replace() {
    say();
    view.switchModel(replacement.value);
  }

  /** Whether a control has an error, which is read with it. @param {HTMLElement | null} [control] @param {string} [ariaInvalid] @param {string} [ariaDescription] */
  const mark = (control, ariaInvalid, ariaDescription) => control && Object.assign(control, { ariaInvalid, ariaDescription });

  /** Shows a message, or why nothing was started. @param {string} [what] @param {Trouble} [trouble] */
  function say(what = "", trouble) {
    mark(about?.control);
    about = null;
    place.append(message);
    // At a field, the control that gets the focus is read together with its error.
    text.role = trouble?.field ? "none" : "status";
    text.className = trouble ? "kw-message kw-error" : "kw-message";
    showText(text, what);
    setText(details, trouble?.details);
    fold.hidden = !trouble?.details;
    replacement.value = trouble?.replacement || "";
    setText(replacement, `Use ${replacement.value}`);
    replacement.hidden = !replacement.value;
  }

  /** Shows an error at its field, or at the button. @param {Trouble} trouble */
  function showProblem(trouble) {
    say(trouble.message, trouble);
    about = { field: "", value: agreed() };
    if (!trouble.field) return;
    // Of "multi_prompt[0].duration", the control is that of the whole list.
    const [field] = trouble.field.split(/[.[]/);
    const { control, after } = view.at(field);
    about = { field, value: view.valueOf(field), control };
    after?.after(message);
    mark(control, "true", trouble.message)?.focus();
  }

  /** An error goes when its field changes. */
  function forgetProblem() {
    if (about && about.value !== (about.field ? view.valueOf(about.field) : agreed())) say();
  }

  /** What the press agreed to; the aspect ratio and the crop follow the image that arrives. */
  function agreed() {
    const shot = view.snapshot();
    return JSON.stringify({ ...shot, fit: "", crop: [], values: { ...shot.values, aspect_ratio: "" } });
  }

  /** Waits for the images; false when one did not arrive, or the form was changed meanwhile. */
  async function uploaded() {
    const [failures, before] = [imageStore.failures(), agreed()];
    pending = true;
    say(READING);
    paint();
    while (imageStore.busy() && !scope.signal.aborted && !channel.isLost) await new Promise((resolve) => scope.later(() => resolve(null), 100));
    pending = false;
    say();
    paint();
    if (channel.isLost) return false;
    if (imageStore.failures() > failures) say(NOT_READ);
    else if (agreed() !== before) say(CHANGED);
    else return !scope.signal.aborted;
    return false;
  }

  async function run() {
    if (pending) return;
    view.pressed();
    // Python refuses a press when the clip would be made, and paid, elsewhere than the button said.
    const shown = { backend, price: usd };
    if (imageStore.busy() && !(await uploaded())) return;
    const shot = view.snapshot();
    const lack = missing(ctx.form(), { ...shot, filled: (field) => imageStore.cards(field).length > 0 });
    if (lack) return showProblem(lack);
    pending = true;
    say();
    paint();
    imageStore.forgetRefusals();
    view.started();
    const answer = await noticeSlow(scope, channel.request("run", { ...shot, ...shown }), () => say(BUSY), 2000);
    pending = false;
    say();
    if (answer.kind === "problem") {
      showProblem(answer);
      // It may have changed since.
      price();
    }
    paint();
  }

  /** Asks for the price. The old one is shown until the answer, or for 1.5 seconds. */
  function price() {
    // With the backend, of which the answer tells: none of before a switch is shown after it.
    const question = { model: model.get("model"), values: view.values(), backend };
    wait();
    doubt();
    wait = scope.later(() => ask(question), cost ? 40 : 0);
    doubt = scope.later(() => showPrice(cost && "price pending"), 1500);
    paint();
  }

  function showQuote(/** @type {Message} */ { text = "", amount: found = null, source = "", size = null, fit = null }) {
    usd = found;
    el.title = source ? `Ctrl+Enter. Price: ${source}` : "Ctrl+Enter";
    view.quoted(size, fit);
    showPrice(text);
  }

  function showPrice(/** @type {string} */ next) {
    doubt();
    cost = next;
    paint();
  }

  function paint(next = backend) {
    if (next !== backend) {
      backend = next;
      price();
    }
    forgetProblem();
    setText(label, pending ? "Starting" : "Animate");
    billed.hidden = backend !== "krea";
    // No line begins with a dot.
    setText(amount, cost && ` · ${cost}`.replaceAll(" ·", "\xa0·"));
    el.disabled = pending || channel.isLost;
  }

  return { el, billed, message: place, run, say, showProblem, price, quote: showQuote, paint };
}
