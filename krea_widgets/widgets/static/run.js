// The button: what is missing before it can run, what it costs, and one run per press.

import { setText } from "./dom.js";
import { newest } from "./link.js";
import { missing, parameterOf } from "./values.js";

/** Asks Python for the price; the old one stays until the answer, unless the answer is long in coming. */
export function makePriceAsker(ctx, state, paint) {
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
export function makeRunner(ctx, state, { form, prompt, snapshot, focus }) {
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
