// A blind choice: pairs of clips in step and without names, one key for each answer, and the order at the end.

import { noticeSlow } from "../shared/channel.js";
import { ownKeys, reducedMotion, setText, showText, focusStill, reveal } from "../shared/dom.js";
import * as icons from "../shared/icons.js";
import { makeProgressBar } from "../shared/progress-bar.js";
import { onTraits } from "../shared/traits.js";
import { widgetOf } from "../shared/view.js";
import { makeBlindFrame } from "./blind-frame.js";
import { makeBlindResult } from "./blind-result.js";
import { makeFilms } from "./blind-films.js";
import { shortestOf } from "./clock.js";
import { makePlayback } from "./synchronize.js";

const BUSY = "Waiting for the kernel, which may be busy with a cell.";
const UNEVEN = "These clips differ in duration. Each pair plays to the end of its shorter clip.";
const SIDES = /** @type {const} */ (["left", "right"]);
// Of the arrows up and down, by whether one clip is above the other.
/** @type {Record<string, string>[]} */
const ARROWS = [{ arrowdown: "equal" }, { arrowup: "left", arrowdown: "right" }];
/** `stacked` is the text while one clip is above the other. @type {{ answer: string, text: string, stacked?: string, keys: string[], shown: string }[]} */
const ANSWERS = [
  { answer: "left", text: "Left", stacked: "Top", keys: ["arrowleft", "1"], shown: "←" },
  { answer: "equal", text: "Equal", keys: ["=", "e", "2"], shown: "↓" },
  { answer: "right", text: "Right", stacked: "Bottom", keys: ["arrowright", "3"], shown: "→" },
  { answer: "skip", text: "Skip", keys: ["s"], shown: "S" },
];

function makeBlind(/** @type {Context} */ ctx) {
  const { h, model, channel, scope, signal, page } = ctx;
  /** @type {BlindStage} */
  let stage = model.get("stage");
  // The person wants to finish before the planned votes.
  let early = false;
  // Of the pair that is shown.
  let shownPair = "";
  let shownPhase = "";
  // A message waits for its answer.
  let busy = false;
  const films = makeFilms(ctx);
  const playback = makePlayback(scope, page, paintPlay, shortestOf);
  const frames = SIDES.map((side) => makeBlindFrame(ctx, side, playback, films, arrived));
  const pair = h(
    "div.kw-b-pair",
    frames.map(({ el }) => el),
  );
  const answers = ANSWERS.map(({ answer, text, stacked = text, shown }) => {
    const texts = [h("span.kw-b-beside", text), h("span.kw-b-stacked", stacked), h("span.kw-dim.kw-b-beside", { "aria-hidden": "true" }, shown)];
    return h("button.kw-button.kw-b-answer", { "data-answer": answer, onclick: () => vote(answer) }, texts);
  });
  const play = h("button.kw-tool", { onclick: () => playback.toggle() });
  const progress = h("span.kw-digits", { role: "status" });
  const bar = makeProgressBar(ctx, "Pairs");
  const undo = h("button.kw-link", { onclick: () => ask("undo"), title: "Key U" }, "Undo");
  const finish = h("button.kw-link", { onclick: () => end(true) }, "Finish now");
  const note = h("p.kw-dim", UNEVEN);
  const question = h("h3.kw-b-title", "Which one do you prefer?");
  const choosing = h(
    "div.kw-stack.kw-b-choosing",
    question,
    pair,
    h("div.kw-b-answers", { role: "group", "aria-label": "Your answer" }, answers),
    h("div.kw-line.kw-b-foot", play, progress, h("span.kw-line.kw-b-ways", undo, finish)),
    bar.el,
    note,
  );
  const enough = h("p.kw-b-title", { tabindex: -1 });
  const show = h("button.kw-button.kw-main-button", { onclick: () => ask("finish") }, "Show the order");
  const ending = h(
    "div.kw-stack.kw-b-ending",
    enough,
    h("p.kw-dim", "Showing the order reveals the names, so it ends the voting."),
    h(
      "div.kw-line",
      show,
      h("button.kw-button", { onclick: () => (early ? end(false) : ask("more")) }, "More pairs"),
      h("button.kw-link", { onclick: () => ask("undo") }, "Undo last vote"),
    ),
  );
  const result = makeBlindResult(ctx, films, ask);
  const message = h("p.kw-message", { role: "alert", hidden: true });
  const el = h("section.kw.kw-blind", { "aria-label": "Blind choice", tabindex: 0 }, choosing, ending, result.el, message);
  ownKeys(el);
  scope.listen(el, "keydown", onKey);

  function onKey(/** @type {KeyboardEvent & { target: HTMLElement }} */ event) {
    const { key, ctrlKey, metaKey, altKey, repeat, target } = event;
    const pressed = key.toLowerCase();
    // Enter and Space press the focused button.
    if (ctrlKey || metaKey || altKey || phase() === "done" || (target.tagName === "BUTTON" && [" ", "enter"].includes(pressed))) return;
    const [first, second] = frames.map((frame) => frame.el.offsetTop);
    const answer = ANSWERS.find(({ keys }) => keys.includes(pressed))?.answer || ARROWS[Number(first < second)][pressed];
    const choosing = phase() === "choose";
    if (choosing && answer) repeat || vote(answer);
    else if (choosing && pressed === " ") playback.toggle();
    else if (pressed === "u" || pressed === "backspace") repeat || undo.getAttribute("aria-disabled") === "true" || ask("undo");
    else if (pressed === "enter" && phase() === "enough") ask("finish");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const phase = () => (early && stage.phase === "choose" ? "enough" : stage.phase);

  function end(/** @type {boolean} */ yes) {
    early = yes;
    take();
  }

  function vote(/** @type {string} */ answer) {
    // A pair that is not seen can only be skipped.
    if (canAnswer(answer)) ask("vote", { answer, number: stage.number });
  }
  const canAnswer = (/** @type {string} */ answer) =>
    !busy && (frames.every((frame) => frame.ready()) || (answer === "skip" && frames.every((frame) => frame.over())));

  /** Sends a message of the person, one at a time; Python answers with the next stage. @param {string} kind @param {object} [body] */
  async function ask(kind, body) {
    if (busy) return;
    busy = true;
    paint();
    const answer = await noticeSlow(scope, channel.request(kind, body), () => say(BUSY), 2000);
    if (signal.aborted) return;
    busy = early = false;
    say(answer.kind === "problem" ? answer.message : "", answer.kind === "problem");
    take();
  }

  function say(/** @type {string | undefined} */ text, error = false) {
    message.classList.toggle("kw-error", error);
    showText(message, text);
  }

  function take() {
    stage = model.get("stage");
    const now = phase() === "choose" ? `${stage.number} ${stage.left} ${stage.right}` : "";
    if (now !== shownPair) {
      shownPair = now;
      playback.reset();
      frames.forEach((frame, index) => frame.show(now ? stage[SIDES[index]] : ""));
    }
    result.paint(phase() === "done" ? model.get("result") : {});
    const before = shownPhase;
    paint();
    // The pressed button may be gone.
    if (before !== shownPhase && el.contains(ctx.active())) focusStill(shownPhase === "enough" ? show : el);
  }

  function arrived() {
    paint();
    if (!frames.every((frame) => frame.ready())) return;
    const ratio = Math.sqrt(frames.reduce((product, { video }) => product * (video().videoWidth / (video().videoHeight || 1) || 1), 1));
    pair.style.setProperty("--kw-shape", ratio.toFixed(3));
    if (!reducedMotion()) playback.toggle();
    films.loadAhead(model.get("films"));
  }

  function paint() {
    const { number, planned, votes } = stage;
    shownPhase = phase();
    choosing.hidden = shownPhase !== "choose";
    ending.hidden = shownPhase !== "enough";
    for (const button of answers) button.setAttribute("aria-disabled", String(!canAnswer(button.dataset.answer || "")));
    undo.setAttribute("aria-disabled", String(busy || number < 2));
    finish.hidden = !stage.can_finish;
    note.hidden = !stage.uneven;
    setText(progress, `Pair ${number} of about ${Math.max(planned, number)}`);
    bar.paint(Math.min(1, (number - 1) / planned));
    const more = Math.max(0, planned - number + 1);
    setText(enough, `Your ${votes} votes rank all clips.${early ? ` ${more} more would make the order more certain.` : ""}`);
    paintPlay();
  }

  function paintPlay() {
    const { playing, holding } = playback.state();
    const label = playing ? "Pause" : "Play";
    el.dataset.state = playing ? (holding ? "holding" : "playing") : "paused";
    if (play.title === label) return;
    play.title = label;
    play.setAttribute("aria-label", label);
    play.replaceChildren(icons.icon(playing ? icons.pause : icons.play));
  }

  return {
    el,
    start() {
      onTraits(ctx, ["stage", "result"], () => busy || take());
      take();
      // In place of the board, whose button had the focus. It gets its size when it is in the page.
      let fresh = model.get("_closable");
      scope.onResize(el, () => {
        if (!fresh || !el.offsetHeight) return;
        fresh = false;
        focusStill(el);
        reveal(el);
      });
    },
    end() {
      frames.forEach((frame) => frame.show(""));
      result.end();
    },
  };
}

export default widgetOf(makeBlind);
