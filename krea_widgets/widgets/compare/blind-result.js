// The end of a blind choice: the clips by rank, with their names, intervals and what was measured.

import { reducedMotion, setText, focusStill } from "../shared/dom.js";
import { dotted, shortName } from "../shared/format.js";

const percent = (/** @type {number} */ share) => `${Math.round(100 * share)} %`;

/** `ask(kind, body)` sends what the person presses. @param {Context} ctx @param {ReturnType<typeof import("./blind-films.js").makeFilms>} films @param {(kind: string, body?: object) => void} ask */
export function makeBlindResult(ctx, films, ask) {
  const { h, channel, signal } = ctx;
  const title = h("h3.kw-b-title");
  const said = h("div.kw-stack.kw-b-said", { role: "status" });
  const body = h("tbody");
  const heads = ["Rank", "Clip", "Chance of beating an average clip", "Votes won"].map((text) => h("th", { scope: "col" }, text));
  const table = h("table.kw-b-table", { "aria-label": "Clips by rank" }, h("thead", h("tr", heads)), body);
  const legend = h("p.kw-dim", "The bars, and the ranges beside the ranks, are 90 % intervals.");
  const again = h("button.kw-link", { onclick: () => confirm(true) }, "Start over");
  const sure = h("span.kw-line", { hidden: true });
  const el = h("div.kw-stack.kw-b-result", { hidden: true }, title, said, table, legend, h("div.kw-line", again, sure));
  const thumbs = /** @type {Map<string, HTMLVideoElement>} */ (new Map());
  let shown = "";
  let measuring = false;

  function confirm(/** @type {boolean} */ yes) {
    sure.hidden = !yes;
    again.hidden = yes;
    if (yes) focusStill(keep);
    else focusStill(again);
  }
  const forget = h("span");
  const keep = h("button.kw-button", { onclick: () => confirm(false) }, "Keep them");
  sure.append(forget, h("button.kw-button", { onclick: () => (confirm(false), ask("start_over")) }, "Forget them"), keep);

  /** A clip in small, which plays under the pointer. @param {string} key */
  function thumb(key) {
    const known = thumbs.get(key);
    if (known) return known;
    const film = h("video.kw-b-thumb", { muted: true, loop: true, playsinline: true, preload: "auto", tabindex: -1, "aria-hidden": "true" });
    film.addEventListener("pointerenter", () => void (reducedMotion() || film.play().catch(() => {})), { signal });
    film.addEventListener("pointerleave", () => film.pause(), { signal });
    films.address(key).then(
      (address) => (film.src = address),
      () => {},
    );
    thumbs.set(key, film);
    return film;
  }

  function row(/** @type {BlindRow} */ one) {
    const { name, rank, rank_low: low, rank_high: high, share } = one;
    const span = low === high ? "" : `${low} – ${high}`;
    const facts = dotted(one.badge, one.price, ...one.settings.map(([label, value]) => `${label} ${value}`));
    const winner = h(
      "button.kw-button.kw-quiet.kw-winner",
      { "aria-pressed": String(one.winner), "aria-label": `Winner: ${name}`, onclick: () => ask("win", { key: one.key }) },
      one.winner ? "Winner" : "Pick as winner",
    );
    const band = h("span.kw-b-band");
    band.style.insetInlineStart = percent(one.share_low).replace(" ", "");
    band.style.inlineSize = percent(one.share_high - one.share_low).replace(" ", "");
    const dot = h("span.kw-b-dot");
    dot.style.insetInlineStart = percent(share).replace(" ", "");
    return h(
      "tr",
      { "data-rank": rank },
      h("td.kw-b-rank.kw-digits", h("strong", rank), span && h("span.kw-dim", { title: "90 % interval" }, ` ${span}`)),
      h(
        "td",
        h(
          "div.kw-b-clip",
          thumb(one.key),
          h(
            "div.kw-stack.kw-b-about",
            h("strong.kw-b-name", shortName(name)),
            one.prompt && !name.startsWith(one.prompt) && h("span", one.prompt),
            facts && h("span.kw-dim", facts),
            one.motion && h("span.kw-dim", one.motion),
            (rank === 1 || one.winner) && h("div", winner),
          ),
        ),
      ),
      h(
        "td.kw-digits.kw-b-chance",
        h("div.kw-b-bar", { "aria-hidden": "true" }, band, dot),
        `${percent(share)} `,
        h("span.kw-dim", `(${percent(one.share_low)} to ${percent(one.share_high)})`),
      ),
      h("td.kw-digits", `${one.won} of ${one.votes}`),
    );
  }

  async function measure() {
    if (measuring) return;
    measuring = true;
    // It takes some seconds; the order is shown meanwhile.
    await channel.request("measure");
    measuring = false;
  }

  return {
    el,
    end() {
      for (const film of thumbs.values()) {
        film.pause();
        film.removeAttribute("src");
        film.load();
      }
    },
    paint(/** @type {Partial<BlindResult>} */ result) {
      const rows = result.rows || [];
      el.hidden = !rows.length;
      const text = JSON.stringify(result);
      if (text === shown) return;
      shown = text;
      setText(title, `Order of ${rows.length} clips from ${result.votes} votes`);
      setText(forget, `Forget these ${result.votes} votes?`);
      const focused = body.contains(ctx.active());
      body.replaceChildren(...rows.map(row));
      if (focused) /** @type {HTMLElement | null} */ (body.querySelector("button"))?.focus({ preventScroll: true });
      const sentences = result.preferences?.length
        ? result.preferences
        : ["Your votes show no preference for a model, a word of the prompt, or an amount of motion."];
      said.replaceChildren(
        ...(result.measured || result.preferences?.length ? sentences : ["Measuring how the cameras move …"]).map((sentence) => h("p", sentence)),
      );
      if (rows.length && !result.measured) measure();
    },
  };
}
