// The gallery's query: a search field, the order, and filters as chips.

import { setText } from "../shared/dom.js";

const SORTS = [
  ["newest", "Newest"],
  ["longest", "Longest"],
  ["price", "Price"],
  ["rating", "Rating"],
];
// Models shown as chips before "more models" is pressed.
const FEW = 3;
// Milliseconds after the last key before the search starts.
const TYPING = 120;

/** `{el, query(), isNarrow(), reset(), paint(facets)}`; `ask()` is called when the query changes. */
export function makeFilters(ctx, ask) {
  const { h, scope } = ctx;
  /** @type {Record<string, any>} */
  const on = { backend: "", model: "", rated: false, winner: false, failed: false, deleted: false };
  const chips = new Map();
  /** @type {Record<string, any>} */
  let facets = { all: 0, backends: {}, models: [], rated: 0, winner: 0, failed: 0, deleted: 0 };
  let all = false;
  /** @type {(() => unknown) | null} */
  let stop = null;
  let asked = "";
  const text = h("input.kw-input.kw-g-search", {
    type: "search",
    placeholder: "Search prompt, model or file",
    "aria-label": "Search",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: 500,
    oninput: () => {
      stop?.();
      stop = scope.later(change, TYPING);
    },
  });
  const sort = h(
    "select.kw-input.kw-g-sort",
    { "aria-label": "Order", onchange: change },
    SORTS.map(([value, message]) => h("option", { value }, message)),
  );
  const row = h("div.kw-line.kw-g-chips", { role: "group", "aria-label": "Filters" });
  const more = h("button.kw-link.kw-g-more", { "aria-expanded": "false", onclick: () => ((all = !all), paint()) });

  function change() {
    stop?.();
    const now = JSON.stringify(query());
    if (now === asked) return;
    asked = now;
    ask();
  }
  /** @returns {Record<string, any>} */
  function query() {
    return { ...on, text: text.value.trim(), sort: sort.value };
  }
  function press(name, value) {
    on[name] = on[name] === value ? (typeof value === "string" ? "" : false) : value;
    // A clip is either failed or deleted.
    if (name === "failed" || name === "deleted") on[name === "failed" ? "deleted" : "failed"] = false;
    paint();
    change();
  }
  function chip(name, value, message, count) {
    const key = `${name} ${value}`;
    if (!chips.has(key)) {
      const number = h("span.kw-dim");
      chips.set(key, { el: h("button.kw-chip", { onclick: () => press(name, value) }, h("span.kw-g-chip-text", null, message), number), number });
    }
    const { el, number } = chips.get(key);
    setText(number, String(count));
    el.setAttribute("aria-pressed", String(on[name] === value));
    return el;
  }
  function paint() {
    const backends = Object.keys(facets.backends).sort();
    const models = facets.models.length > 1 || on.model ? facets.models : [];
    const first = models.filter(([id], index) => all || index < FEW || id === on.model);
    const parts = [
      ...[
        ["rated", "Rated"],
        ["winner", "Winner"],
      ].map(([name, message]) => (facets[name] || on[name]) && chip(name, true, message, facets[name])),
      ...(backends.length > 1 || on.backend ? backends : []).map((backend) =>
        chip("backend", backend, backend === "krea" ? "Krea" : "Sandbox", facets.backends[backend]),
      ),
      ...first.map(([id, title, count]) => chip("model", id, title, count)),
      models.length > FEW + 1 && more,
      (facets.failed || on.failed) && chip("failed", true, "Failed", facets.failed),
      (facets.deleted || on.deleted) && chip("deleted", true, "Deleted", facets.deleted),
    ].filter(Boolean);
    setText(more, all ? "Fewer models" : `${models.length - first.length} more models`);
    more.setAttribute("aria-expanded", String(all));
    if (parts.length !== row.children.length || parts.some((part, index) => part !== row.children[index])) {
      const held = parts.includes(ctx.active()) ? ctx.active() : null;
      row.replaceChildren(...parts);
      held?.focus();
    }
    row.hidden = !parts.length;
  }
  asked = JSON.stringify(query());
  return {
    el: h("div.kw-stack.kw-g-filters", { role: "search" }, h("div.kw-g-ask", null, text, sort), row),
    query,
    isNarrow: () => Boolean(text.value.trim() || Object.values(on).some(Boolean)),
    reset() {
      text.value = "";
      for (const name of Object.keys(on)) on[name] = typeof on[name] === "string" ? "" : false;
      paint();
      change();
      text.focus();
    },
    paint: (counts) => ((facets = counts), paint()),
  };
}
