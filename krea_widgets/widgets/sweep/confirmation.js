// A press that may cost money: sent with the offer on the button, confirmed in place, sent again on a yes.

import { noticeSlow } from "../shared/channel.js";
import { setText, focusStill } from "../shared/dom.js";

const BUSY = "The kernel is busy. No need to press again.";

/** One question or refusal at a time, shown below the button that was pressed. @param {Context} ctx */
export function makeConfirmation(ctx) {
  const { h, channel, scope, signal } = ctx;
  // What a yes does.
  let work = /** @type {(() => void) | null} */ (null);
  // That waits for the answer to a question.
  let asked = /** @type {HTMLButtonElement | null} */ (null);
  const message = h("p.kw-message");
  const yes = h("button.kw-button.kw-main-button", { onclick: confirm }, "Confirm");
  const no = h("button.kw-button", { onclick: close }, "Not now");
  const ways = h("div.kw-line", yes, no);
  const group = { role: "group", "aria-label": "Question", "aria-live": "polite", hidden: true };
  const el = h(
    "div.kw-line.kw-tinted.kw-s-ask",
    { ...group, onkeydown: (event) => event.key === "Escape" && (event.stopPropagation(), close()) },
    message,
    ways,
  );

  /**
   * `below` is the element for a question or a refusal; `button` is disabled until there is an answer.
   * @param {Element} below @param {HTMLButtonElement} button @param {string} kind @param {object} [body]
   */
  async function press(below, button, kind, body) {
    close();
    button.disabled = true;
    const answer = await noticeSlow(scope, channel.request(kind, body), () => show(below, BUSY), 2000);
    if (signal.aborted) return;
    button.disabled = false;
    if (message.textContent === BUSY) close();
    if (answer.kind === "ask") {
      show(below, answer.message, () => press(below, button, kind, { ...body, offer: answer.offer, sure: answer.message }));
      asked = button;
      button.disabled = true;
      // A second Enter must not pay.
      focusStill(no);
    } else if (answer.kind === "problem") show(below, answer.message);
  }

  /** @param {Element} below @param {string} [text] @param {() => void} [onYes] */
  function show(below, text, onYes) {
    if (el.parentNode !== below) below.append(el);
    work = onYes || null;
    setText(message, text);
    message.classList.toggle("kw-error", !work && text !== BUSY);
    yes.hidden = !work;
    setText(no, work ? "Not now" : "Close");
    ways.hidden = text === BUSY;
    el.hidden = false;
  }

  function confirm() {
    const confirmed = work;
    close();
    confirmed?.();
  }

  function close() {
    const inside = el.contains(ctx.active());
    const button = asked;
    el.hidden = true;
    work = asked = null;
    setText(message, "");
    if (!button) return;
    button.disabled = false;
    if (inside) focusStill(button);
  }
  return { press, close };
}
