// A press that may cost money: sent with the offer on the button, confirmed in place, sent again on a yes.

import { noticeSlow } from "../shared/channel.js";
import { setText } from "../shared/dom.js";

const BUSY = "The kernel is busy with a cell. It does this as soon as it is free; no need to press again.";

/** One question or refusal at a time, shown below the button that was pressed. */
export class Confirmation {
  constructor(ctx) {
    const { h } = ctx;
    this.ctx = ctx;
    this.message = h("p.kw-message");
    this.yes = h("button.kw-button.kw-main-button", { onclick: () => this.answer() }, "Confirm");
    this.no = h("button.kw-button", { onclick: () => this.close() }, "Not now");
    this.ways = h("div.kw-line", null, this.yes, this.no);
    this.el = h(
      "div.kw-line.kw-s-ask",
      {
        role: "group",
        "aria-label": "Question",
        "aria-live": "polite",
        hidden: true,
        onkeydown: (event) => event.key === "Escape" && (event.stopPropagation(), this.close()),
      },
      this.message,
      this.ways,
    );
  }

  /** `below` is the element for a question or a refusal; `button` is disabled until there is an answer. */
  async press(below, button, kind, body = {}) {
    this.close();
    button.disabled = true;
    const { channel, scope } = this.ctx;
    const answer = await noticeSlow(scope, channel.request(kind, body), () => this.show(below, BUSY), 2000);
    if (this.ctx.signal.aborted) return;
    button.disabled = false;
    if (this.message.textContent === BUSY) this.close();
    if (answer.kind === "ask") {
      this.show(below, answer.message, () => this.press(below, button, kind, { ...body, offer: answer.offer, sure: answer.message }));
      this.asked = button;
      button.disabled = true;
      // A second Enter must not pay.
      this.no.focus({ preventScroll: true });
    } else if (answer.kind === "problem") this.show(below, answer.message);
  }

  /** @param {(() => unknown) | null} [work] */
  show(below, message, work = null) {
    if (this.el.parentNode !== below) below.append(this.el);
    this.work = work;
    setText(this.message, message);
    this.message.classList.toggle("kw-error", !work && message !== BUSY);
    this.yes.hidden = !work;
    setText(this.no, work ? "Not now" : "Close");
    this.ways.hidden = message === BUSY;
    this.el.hidden = false;
  }

  answer() {
    const { work } = this;
    this.close();
    work?.();
  }

  close() {
    const inside = this.el.contains(this.ctx.active());
    const { asked } = this;
    this.el.hidden = true;
    this.work = this.asked = null;
    setText(this.message, "");
    if (!asked) return;
    asked.disabled = false;
    if (inside) asked.focus({ preventScroll: true });
  }
}
