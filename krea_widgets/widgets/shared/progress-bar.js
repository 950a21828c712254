// A thin progress bar, also for work whose end is unknown.

/** `{el, paint(fraction)}`: 0 to 1, or null while it is unknown. @param {Pick<Context, "h">} ctx @param {string} [label] */
export function makeProgressBar({ h }, label) {
  const fill = h("div.kw-fill");
  const el = h("div.kw-bar", { role: "progressbar", "aria-label": label || null, "aria-valuemin": 0, "aria-valuemax": 100 }, fill);
  return {
    el,
    paint(/** @type {number | null} */ fraction) {
      const known = typeof fraction === "number";
      el.classList.toggle("kw-unknown", !known);
      fill.style.width = known ? `${fraction * 100}%` : "";
      el.ariaValueNow = known ? String(Math.round(fraction * 100)) : null;
    },
  };
}
