// The gallery's query: a search field, the order, and filters as chips.

import { placeChildren, setText } from "../shared/dom.js";

const SORTS = Object.entries({ newest: "Newest", longest: "Longest", price: "Price", rating: "Rating" });
// Models shown as chips before "more models" is pressed.
const FEW = 3;
// Milliseconds after the last key before the search starts.
const TYPING = 120;
const NOT_MEASURED = { shaky: 0, hardly_moves: 0, not_as_asked: 0 };
const ALL = { backend: "", model: "", rated: false, winner: false, failed: false, deleted: false, shaky: false, hardly_moves: false, not_as_asked: false };
// Milliseconds between questions how far the measuring is.
const MEASURING = 1000;

/**
 * `{el, query(), isNarrow(), reset(), paint(facets), count()}`; `ask()` is called when the query changes, `say` shows a trouble.
 * @param {Context} ctx @param {() => void} ask @param {(text: string) => void} say
 */
export function makeFilters(ctx, ask, say) {
  const { h, scope, channel } = ctx;
  let measuring = false;
  let stopAsking = () => {};
  let on = { ...ALL };
  const chips = /** @type {Map<string, { el: HTMLElement, number: HTMLElement }>} */ (new Map());
  /** @type {Facets} */
  let facets = { all: 0, backends: {}, models: [], rated: 0, winner: 0, failed: 0, deleted: 0, ...NOT_MEASURED };
  let all = false;
  let stop = () => {};
  const text = h("input.kw-input.kw-g-search", {
    type: "search",
    placeholder: "Search",
    "aria-label": "Search",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: 500,
    oninput: () => {
      stop();
      stop = scope.later(change, TYPING);
    },
  });
  const options = SORTS.map(([value, label]) => h("option", { value }, label));
  const sort = h("select.kw-input.kw-g-sort", { "aria-label": "Order", onchange: change }, options);
  const row = h("div.kw-line.kw-g-chips", { role: "group", "aria-label": "Filters" });
  const more = h("button.kw-link.kw-g-more", { "aria-expanded": "false", onclick: () => ((all = !all), paint()) });
  const measured = h("span.kw-dim.kw-digits", { role: "status" });
  const measure = h("button.kw-link", { hidden: true, onclick: () => count(!measuring) });
  const query = () => ({ ...on, text: text.value.trim(), sort: sort.value });
  let asked = JSON.stringify(query());

  function change() {
    stop();
    const now = JSON.stringify(query());
    if (now === asked) return;
    asked = now;
    ask();
  }
  function press(/** @type {keyof typeof ALL} */ name, /** @type {string | boolean} */ value) {
    on = { ...on, [name]: on[name] === value ? ALL[name] : value };
    // A clip is either failed or deleted.
    if (name === "failed") on.deleted = false;
    if (name === "deleted") on.failed = false;
    paint();
    change();
  }
  /** @param {keyof typeof ALL} name @param {string | boolean} value @param {string} label @param {number} count */
  function chip(name, value, label, count) {
    const key = `${name} ${value}`;
    const number = h("span.kw-dim");
    const made = chips.get(key) || { el: h("button.kw-chip", { onclick: () => press(name, value) }, h("span.kw-ellipsis", label), number), number };
    chips.set(key, made);
    setText(made.number, String(count));
    made.el.ariaPressed = String(on[name] === value);
    return made.el;
  }
  /** A chip that is shown while it has clips or is pressed. @param {Flag} name @param {string} label */
  const flag = (name, label) => (facets[name] || on[name] ? [chip(name, true, label, facets[name])] : []);
  function paint() {
    const backends = Object.keys(facets.backends).sort();
    const models = facets.models.length > 1 || on.model ? facets.models : [];
    const few = all || models.length === FEW + 1 ? models.length : FEW;
    const first = models.filter(([id], index) => index < few || id === on.model);
    const parts = [
      ...flag("rated", "Rated"),
      ...flag("winner", "Winner"),
      ...(backends.length > 1 || on.backend ? backends : []).map((id) => chip("backend", id, id === "krea" ? "Krea" : "Sandbox", facets.backends[id])),
      ...first.map(([id, title, count]) => chip("model", id, title, count)),
      ...(models.length > FEW + 1 ? [more] : []),
      ...flag("shaky", "Shaky"),
      ...flag("hardly_moves", "Hardly moves"),
      ...flag("not_as_asked", "Not as asked"),
      ...flag("failed", "Failed or cancelled"),
      ...flag("deleted", "Deleted"),
      measured,
      measure,
    ];
    setText(more, all ? "Fewer models" : `${models.length - first.length} more models`);
    more.ariaExpanded = String(all);
    placeChildren(row, parts);
    row.hidden = parts.length === 2 && measure.hidden;
  }

  /** Counts the clips by their measured motion; starts or stops to measure the others. @param {boolean} [start] */
  async function count(start) {
    stopAsking();
    const answer = await channel.request("measured", { measure: start });
    if (scope.signal.aborted || answer.kind !== "measured") return;
    stopAsking();
    const over = measuring && !answer.total;
    measuring = answer.total > 0;
    facets = { ...facets, ...answer.facets };
    setText(measured, measuring ? `Measuring motion: ${answer.done} of ${answer.total}` : "");
    setText(measure, measuring ? "Cancel" : `Measure motion of ${answer.rest} ${answer.rest === 1 ? "clip" : "clips"}`);
    measure.hidden = !measuring && !answer.rest;
    paint();
    if (answer.message) say(answer.message);
    if (measuring) stopAsking = scope.later(count, MEASURING);
    else if (over && (on.shaky || on.hardly_moves || on.not_as_asked)) ask();
  }
  return {
    el: h("div.kw-stack.kw-g-filters", { role: "search" }, h("div.kw-g-ask", text, sort), row),
    query,
    isNarrow: () => Boolean(text.value.trim() || Object.values(on).some(Boolean)),
    reset() {
      text.value = "";
      on = { ...ALL };
      paint();
      change();
      text.focus();
    },
    count,
    /** @param {Partial<Facets>} counts */
    paint(counts) {
      facets = { ...facets, ...counts };
      paint();
    },
  };
}
