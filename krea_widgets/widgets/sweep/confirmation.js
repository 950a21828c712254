// A press that may cost money: sent with the words that were on the button, asked about in place, sent again on a yes.

import { setText } from "../shared/dom.js";

const BUSY = "The kernel is busy with a cell. This is done as soon as it is free; no need to press again.";

/** One question or refusal at a time; it stands where the button was pressed. */
export class Confirmation {
  constructor(ctx) {
    const { h } = ctx;
    this.ctx = ctx;
    this.message = h("p.kw-message");
    this.yes = h("button.kw-button.kw-main-button", { type: "button", onclick: () => this.answer() }, "Confirm");
    this.no = h("button.kw-button", { type: "button", onclick: () => this.close() }, "Not now");
    this.ways = h("div.kw-s-line", null, this.yes, this.no);
    this.el = h(
      "div.kw-s-ask",
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

  /** `home` is where a question or a refusal stands; `button` cannot be pressed again until there is an answer. */
  async press(home, button, kind, body = {}) {
    this.close();
    button.disabled = true;
    const trust = this.ctx.scope.later(() => this.show(home, BUSY), 2000);
    const answer = await this.ctx.channel.request(kind, body);
    trust();
    if (this.ctx.signal.aborted) return;
    button.disabled = false;
    if (this.message.textContent === BUSY) this.close();
    if (answer.kind === "ask") {
      this.show(home, answer.message, () => this.press(home, button, kind, { ...body, offer: answer.offer, sure: answer.message }));
      this.asked = button;
      button.disabled = true; // the answer is given here
      this.no.focus({ preventScroll: true }); // a second Enter must not pay
    } else if (answer.kind === "problem") this.show(home, answer.message);
  }

  show(home, message, work = null) {
    if (this.el.parentNode !== home) home.append(this.el);
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
    const inside = this.el.contains(this.el.getRootNode().activeElement);
    const { asked } = this;
    this.el.hidden = true;
    this.work = this.asked = null;
    setText(this.message, "");
    if (!asked) return;
    asked.disabled = false;
    if (inside) asked.focus({ preventScroll: true });
  }
}
