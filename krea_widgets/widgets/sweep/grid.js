// The heads of a grid of items: prompts are its rows, models or values its columns. A head leaves its whole line out.

import { markedPieces } from "../compare/clip-card.js";
import { keyedList, setText } from "../shared/dom.js";

/** @typedef {import("./item-list.js").Acts} Acts */
/** @typedef {{ key: string, text: string, pieces: Piece[], keys: string[], line: number }} Head the items of one row or column */

const rowOf = (/** @type {SweepRow} */ { prompt, place }) => JSON.stringify([prompt, place && place.row]);
const columnOf = (/** @type {SweepRow} */ { place }) => (place ? place.column : "");

/** Whether these rows have places in a grid. @param {SweepRow[]} rows */
export const isGrid = (rows) => rows.length > 1 && rows.every(({ place }) => place);

/** `include(keys, yes)` is called by a head's tick, `turned()` after `turn`. @param {Context} ctx @param {Acts["include"]} include @param {() => void} turned */
export function makeGrid(ctx, include, turned) {
  const { h } = ctx;
  const columns = h("div.kw-s-heads");
  const rows = h("div.kw-s-heads");
  const columnHeads = keyedList(columns, (/** @type {Head} */ head) => makeHead("kw-s-column", head));
  const rowHeads = keyedList(rows, (/** @type {Head} */ head) => makeHead("kw-s-side", head));
  // The key of the item that is in front, by cell.
  const front = /** @type {Map<string, string>} */ (new Map());
  let cells = /** @type {Map<string, SweepRow[]>} */ (new Map());

  function makeHead(/** @type {string} */ kind, /** @type {Head} */ { keys: first }) {
    let keys = first;
    const box = h("input", { type: "checkbox", onchange: () => include(keys, box.checked) });
    const text = h("span.kw-s-prompt");
    const more = h("span.kw-dim");
    const purpose = h("span.kw-dim");
    const el = h(`label.${kind}`, box, h("span.kw-stack.kw-s-head-text", text, more, purpose));
    return {
      el,
      /** @param {Head} head @param {Record<string, SweepLive>} live @param {boolean} several when the grid has other such lines @param {string[]} out keys of lines across that are left out */
      paint(head, live, several, out) {
        // A line that is left out as a whole stays so when a line across it is included.
        const others = head.keys.filter((key) => !out.includes(key));
        keys = others.length ? others : head.keys;
        const included = keys.filter((key) => live[key]?.state !== "left_out").length;
        // What is made or being made is no longer chosen.
        box.hidden = purpose.hidden = !several || !head.keys.every((key) => live[key]?.choosable);
        box.checked = included === keys.length;
        box.indeterminate = included > 0 && !box.checked;
        setText(purpose, included ? `${included} of ${head.keys.length} included` : "Include");
        text.replaceChildren(...markedPieces(ctx, head.pieces));
        box.ariaLabel = `Include all of ${head.text || text.textContent}`;
        setText(more, head.text);
        el.style.gridArea = kind === "kw-s-column" ? `1 / ${head.line}` : `${head.line} / 1`;
      },
      end: () => el.remove(),
    };
  }

  return {
    el: h("div.kw-s-heads", h("span.kw-s-corner"), columns, rows),
    /** Brings the next item of its cell to the front. @param {string} key */
    turn(key) {
      const [cell, items] = [...cells].find(([, items]) => items.some((item) => item.key === key)) || ["", []];
      const at = items.findIndex((item) => item.key === key);
      front.set(cell, items[(at + 1) % items.length]?.key || "");
      turned();
    },
    /**
     * Paints the heads; returns the cell of each item and the number of columns.
     * @param {SweepRow[]} items @param {Record<string, SweepLive>} live @param {Piece[][]} pieces of the prompts @param {Record<string, number>} ratings
     */
    paint(items, live, pieces, ratings) {
      const across = [...new Set(items.map(columnOf))];
      const down = [...new Set(items.map(rowOf))];
      const severalPrompts = new Set(items.map((item) => item.prompt)).size > 1 || items.every(({ place }) => place && !place.row);
      const keysOf = (/** @type {(item: SweepRow) => string} */ of, /** @type {string} */ id) => items.filter((item) => of(item) === id).map(({ key }) => key);
      const columnRows = across.map((id, index) => ({ key: id, text: "", pieces: [{ text: id, marked: false }], keys: keysOf(columnOf, id), line: index + 2 }));
      const sideRows = down.map((id, index) => {
        const at = items.findIndex((item) => rowOf(item) === id);
        const { prompt, place } = items[at];
        const shown = severalPrompts ? (prompt ? pieces[at] : [{ text: "(no prompt)", marked: false }]) : [];
        return { key: id, text: place ? place.row : "", pieces: shown, keys: keysOf(rowOf, id), line: 2 * index + 2 };
      });
      const out = (/** @type {Head[]} */ heads) => heads.flatMap(({ keys }) => (keys.every((key) => live[key]?.state === "left_out") ? keys : []));
      columnHeads.update(columnRows, (view, head) => view.paint(head, live, across.length > 1, out(sideRows)));
      rowHeads.update(sideRows, (view, head) => view.paint(head, live, down.length > 1, out(columnRows)));
      cells = new Map();
      for (const item of items) {
        const id = JSON.stringify([rowOf(item), columnOf(item)]);
        cells.set(id, [...(cells.get(id) || []), item]);
      }
      const bestOf = (/** @type {Head[]} */ heads) =>
        new Set(
          heads.flatMap(({ keys }) =>
            best(
              items.filter(({ key }) => keys.includes(key)),
              ratings,
            ),
          ),
        );
      const [bestDown, bestAcross] = [bestOf(columnRows), bestOf(sideRows)];
      const places = /** @type {Map<string, Cell>} */ (new Map());
      for (const [id, behind] of cells) {
        const shown = behind.some(({ key }) => key === front.get(id)) ? front.get(id) : behind[0].key;
        behind.forEach((item, index) => {
          const won = [bestAcross.has(item.key) && "row", bestDown.has(item.key) && "column"].filter(Boolean).join(" and ");
          const [row, column] = [2 * down.indexOf(rowOf(item)) + 2, across.indexOf(columnOf(item)) + 2];
          places.set(item.key, { row, column, index, count: behind.length, behind: item.key !== shown, best: won });
        });
      }
      return { places, columns: across.length };
    },
  };
}

/** The key of the one item with the most stars among several that have some, as a list. @param {SweepRow[]} items @param {Record<string, number>} ratings */
function best(items, ratings) {
  const rated = items.filter(({ label }) => ratings[label]);
  const most = Math.max(...rated.map(({ label }) => ratings[label]));
  const winners = rated.filter(({ label }) => ratings[label] === most);
  return rated.length > 1 && winners.length === 1 ? [winners[0].key] : [];
}
