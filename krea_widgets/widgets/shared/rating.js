// Five stars and the winner of a clip.

import * as icons from "./icons.js";

/**
 * `{stars, winner, paint(rating, won)}`: `rate(1 to 5)` and `win()` are the presses; `label` names the clip to a screen reader.
 * @param {Context} ctx
 * @param {{ label?: string, rate(count: number): unknown, win(): unknown, key?: string }} options
 */
export function makeRating({ h }, { label = "", rate, win, key = "" }) {
  const of = label && `: ${label}`;
  const stars = [1, 2, 3, 4, 5].map((count) =>
    h("button.kw-star", { "aria-label": `${count} of 5 stars${of}`, onclick: () => rate(count) }, icons.icon(icons.star)),
  );
  const winner = h("button.kw-button.kw-quiet.kw-winner", { "aria-label": label ? `Winner${of}` : null, title: key && `Key ${key}`, onclick: win }, "Winner");
  return {
    stars: h("span.kw-stars", { role: "group", "aria-label": `Rating${of}` }, stars),
    winner,
    paint(/** @type {number} */ rating, /** @type {boolean} */ won) {
      winner.ariaPressed = String(won);
      stars.forEach((star, index) => {
        star.classList.toggle("kw-on", index < rating);
        star.ariaPressed = String(index + 1 === rating);
      });
    },
  };
}
