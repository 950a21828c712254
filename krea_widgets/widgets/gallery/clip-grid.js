// The grid of clips: a long scrolling list in which only the visible cards exist and are requested.

import { focusStill, reducedMotion, setText, ownKeys } from "../shared/dom.js";
import * as icons from "../shared/icons.js";
import { dotted } from "../shared/format.js";
import { addressOf, showClip } from "../shared/player.js";
import { cardByKey, dayOf, dayText, layOut, lineOf, missing, scrollFor, seenLines, span } from "./virtual-grid.js";

// Pixels above and below the visible part that have cards too.
const AROUND = 120;
// Milliseconds without scrolling before rows are requested: a fast scroll loads nothing.
const SETTLE = 50;
// Milliseconds over a card before its clip plays.
const HOVER = 180;
// Milliseconds without scrolling before the cards show a frame of their clips, from this part of each.
const REST = 250;
const LATE = 0.75;
// Rows kept with their posters; the farthest are dropped first.
const MOST_KEPT = 300;

/** @type {Record<string, string>} */
const MIRRORED = { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" };

/** The label of a card for screen readers. @param {ClipRow} row */
export function cardLabel(row) {
  const parts = [
    row.prompt || row.name || "Clip without a prompt",
    row.title,
    row.length && `${row.length} seconds`,
    row.price,
    row.backend === "sandbox" && "sandbox",
    row.rating && `${row.rating} ${row.rating === 1 ? "star" : "stars"}`,
    row.winner && "winner",
    stateText(row),
  ];
  return parts.filter(Boolean).join(", ");
}

/** Why a clip cannot be played, or "". @param {ClipRow} row */
export function stateText(row) {
  if (row.state !== "done") return { open: "In progress", failed: "Failed", cancelled: "Cancelled", uncertain: "Unknown" }[row.state];
  if (row.deleted) return "Deleted";
  return row.there ? "" : "File was moved";
}

export function makeClipGrid(/** @type {Context} */ ctx, /** @type {GalleryActs} */ act) {
  const { h, scope, signal } = ctx;
  // By index; old ones are shown until the new ones arrive.
  const rows = /** @type {Map<number, { row: ClipRow, href: string, free(): void, old: boolean }>} */ (new Map());
  // By index.
  const cards = /** @type {Map<number, HTMLElement>} */ (new Map());
  // The headings by day.
  const days = /** @type {Map<string, HTMLElement>} */ (new Map());
  // By key, in the order of selection.
  const chosen = /** @type {Map<string, ClipRow>} */ (new Map());
  let groups = /** @type {Groups} */ ([]);
  let layout = layOut([], 300);
  let current = 0;
  let anchor = 0;
  let frame = 0;
  let playing = -1;
  // The key of the clip in the inspector, which has another place when clips are added.
  let opened = "";
  let [stopWaiting, stopVideo, stopAsking, stopResting] = [() => {}, () => {}, () => {}, () => {}];

  const list = h("div.kw-g-list", {
    role: "listbox",
    "aria-multiselectable": "true",
    "aria-label": "Clips",
    onclick: click,
    // A press of the tick keeps the focus.
    onmousedown: (event) => event.target.closest(".kw-g-tick") && event.preventDefault(),
    onkeydown: press,
    onfocusin: (event) => indexOf(event) >= 0 && setCurrent(indexOf(event)),
    onpointerover: (event) => event.pointerType === "mouse" && hover(indexOf(event)),
    onpointerleave: () => hover(-1),
  });
  ownKeys(list);
  const el = h("div.kw-g-scroll", { onscroll: paintSoon }, list);
  scope.onResize(el, () => resize());

  const rowAt = (/** @type {number} */ index) => rows.get(index)?.row || null;
  const isFresh = (/** @type {number} */ index) => rows.get(index)?.old === false;
  const seen = () => seenLines(layout, el.scrollTop - AROUND, el.scrollTop + el.clientHeight + AROUND);

  /** @param {number | null} [top] the scroll position; without it, the first visible card stays */
  function resize(top = null) {
    const width = list.clientWidth;
    if (!width) return;
    const [first] = top === null ? span(seenLines(layout, el.scrollTop, el.scrollTop + 1)) : [0];
    layout = layOut(groups, width);
    list.style.height = `${layout.height}px`;
    if (top !== null) el.scrollTop = top;
    else if (first > 0 && el.scrollTop > 0) el.scrollTop = lineOf(layout, first)?.top ?? 0;
    // Moved, not created again, which would lose the focus and flash.
    for (const [index, card] of [...cards]) index < layout.total ? place(index, card) : removeCard(index);
    paint();
  }

  function paintSoon() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      if (!signal.aborted) paint();
    });
  }

  function paint() {
    const lines = seen();
    const [start, end] = span(lines);
    const focused = list.contains(ctx.active()) ? current : -1;
    for (const index of [...cards.keys()]) if ((index < start || index >= end) && index !== focused) removeCard(index);
    for (let index = start; index < end; index++) addCard(index);
    paintDays(lines.filter((line) => line.start === line.end));
    // Tab must reach some card.
    if (!cards.has(current) && end > start) addCard(start).tabIndex = 0;
    stopAsking();
    if (missing(isFresh, [start, end])) stopAsking = scope.later(ask, SETTLE);
    showFramesSoon();
  }

  function showFramesSoon() {
    stopResting();
    stopResting = scope.later(() => cards.forEach(showFrame), REST);
  }

  /** Covers the poster, which is the start image, with a frame from late in the clip where the clip is served. @param {HTMLElement} card @param {number} index */
  function showFrame(card, index) {
    const row = rowAt(index);
    const src = row?.there && !row.deleted && !card.querySelector(".kw-g-frame") && addressOf(ctx, row.url);
    if (!src) return;
    const pose = () => (video.currentTime = LATE * video.duration);
    const show = () => video.classList.add("kw-g-plays");
    const options = { src, muted: true, preload: "metadata", playsinline: true, tabindex: -1, "aria-hidden": "true" };
    const video = h("video.kw-g-thumbnail.kw-g-frame", { ...options, onloadedmetadata: pose, onseeked: show });
    card.querySelector(".kw-g-pic")?.firstElementChild?.after(video);
  }

  function paintDays(/** @type {ReturnType<typeof seen>} */ headings) {
    for (const [day, element] of days) if (!headings.some((line) => line.day === day)) (element.remove(), days.delete(day));
    for (const { day, count, top } of headings) {
      const element = days.get(day) || h("div.kw-g-day", { role: "presentation" }, h("span", dayText(day, dayOf(new Date()))), h("span.kw-dim"));
      if (element.lastChild) setText(element.lastChild, String(count));
      if (!days.has(day)) list.append(element);
      days.set(day, element);
      element.style.transform = `translateY(${top}px)`;
    }
  }

  function ask() {
    const gap = missing(isFresh, span(seen()));
    if (gap) act.page(...gap);
  }

  function drop(/** @type {number} */ index) {
    rows.get(index)?.free();
    rows.delete(index);
  }

  /** The card of an index, which is made if there is none. @param {number} index */
  function addCard(index) {
    const old = cards.get(index);
    if (old) return old;
    const options = { role: "option", tabindex: index === current ? 0 : -1, "aria-posinset": index + 1, "data-index": index };
    const card = h("div.kw-g-card", options, h("div.kw-g-pic"), h("p.kw-g-prompt.kw-ellipsis"), h("p.kw-g-meta"));
    place(index, card);
    cards.set(index, card);
    // In the order of reading, for screen readers.
    const after = [...list.children].find((other) => Number(/** @type {HTMLElement} */ (other).dataset.index) > index);
    list.insertBefore(card, after || null);
    fill(index);
    return card;
  }

  function place(/** @type {number} */ index, /** @type {HTMLElement} */ card) {
    const { wide, high, gap, total } = layout;
    const line = lineOf(layout, index);
    if (line)
      card.style.cssText = `width:${wide}px;height:${high}px;inset-inline-start:${(index - line.start) * (wide + gap)}px;transform:translateY(${line.top}px)`;
    card.setAttribute("aria-setsize", String(total));
  }

  function removeCard(/** @type {number} */ index) {
    if (playing === index) hover(-1);
    unload(index);
    cards.get(index)?.remove();
    cards.delete(index);
  }

  /** Videos keep what they have loaded until they lose their source. @param {number} index */
  function unload(index) {
    cards
      .get(index)
      ?.querySelectorAll("video")
      .forEach((video) => {
        video.removeAttribute("src");
        video.load();
      });
  }

  function fill(/** @type {number} */ index) {
    const card = cards.get(index);
    const row = rowAt(index);
    if (!card) return;
    const [picture, prompt, meta] = /** @type {HTMLElement[]} */ ([...card.children]);
    card.ariaLabel = row ? cardLabel(row) : "Loading";
    if (!row) return [picture, prompt, meta].forEach((part) => part.replaceChildren());
    if (playing === index) hover(-1);
    unload(index);
    const message = stateText(row);
    card.classList.toggle("kw-g-dull", Boolean(message));
    const href = rows.get(index)?.href;
    picture.replaceChildren(
      href ? h("img.kw-g-thumbnail", { src: href, alt: "", draggable: "false" }) : icons.icon(icons.picture),
      h("span.kw-round.kw-g-tick", { "aria-hidden": "true", title: "Select" }, icons.icon(icons.check)),
    );
    if (row.backend === "sandbox") picture.append(h("span.kw-badge.kw-g-badge", "sandbox"));
    if (message) picture.append(h("span.kw-g-state", message));
    setText(prompt, row.prompt || row.name || "(no prompt)");
    prompt.title = row.prompt;
    meta.replaceChildren(h("span.kw-g-facts.kw-ellipsis", dotted(row.title, row.length && `${row.length} s`, row.price)));
    if (row.winner) meta.append(h("span.kw-g-win", "winner"));
    if (row.rating) meta.append(h("span.kw-g-rated", "★".repeat(row.rating)));
    paintCard(index);
    showFramesSoon();
  }

  /** Whether a card is selected, or in the inspector. @param {number} index */
  function paintCard(index) {
    const card = cards.get(index);
    if (!card) return;
    const key = rowAt(index)?.key || "";
    card.ariaSelected = String(chosen.has(key));
    card.classList.toggle("kw-g-current", key !== "" && key === opened);
  }

  function indexOf(/** @type {Event} */ { target }) {
    const card = target instanceof Element && target.closest(".kw-g-card");
    return card instanceof HTMLElement ? Number(card.dataset.index) : -1;
  }

  function setCurrent(/** @type {number} */ index) {
    current = index;
    for (const [at, card] of cards) {
      card.tabIndex = at === index ? 0 : -1;
      paintCard(at);
    }
    const row = rowAt(index);
    if (row) act.current(row);
  }

  /** Brings a card into view and focuses it. @param {number} index */
  function goTo(index) {
    const line = lineOf(layout, index);
    if (!line) return;
    el.scrollTop = scrollFor(line, el.scrollTop, el.clientHeight);
    focusStill(addCard(index));
    paint();
  }

  /** @param {number} index @param {boolean} [range] from the one selected last */
  function select(index, range = false) {
    const row = rowAt(index);
    if (!row) return;
    if (range) {
      for (let at = Math.min(anchor, index); at <= Math.max(anchor, index); at++) {
        const each = rowAt(at);
        if (each) chosen.set(each.key, each);
      }
    } else {
      if (!chosen.delete(row.key)) chosen.set(row.key, row);
      anchor = index;
    }
    tell();
  }

  function tell() {
    list.classList.toggle("kw-g-choosing", chosen.size > 0);
    [...cards.keys()].forEach(paintCard);
    act.selected([...chosen.values()]);
  }

  function click(/** @type {MouseEvent & { target: any }} */ event) {
    const index = indexOf(event);
    if (index < 0) return;
    if (event.shiftKey) return select(index, true);
    if (event.ctrlKey || event.metaKey || event.target.closest(".kw-g-tick")) return select(index);
    anchor = index;
    goTo(index);
    const row = rowAt(index);
    if (row) act.open(row);
  }

  function press(/** @type {KeyboardEvent} */ event) {
    // On a page from right to left, the next card is on the left.
    const key = (getComputedStyle(list).direction === "rtl" && MIRRORED[event.key]) || event.key;
    if (event.altKey || event.isComposing || ((event.ctrlKey || event.metaKey) && !["Home", "End"].includes(key))) return;
    const goal = cardByKey(layout, current, key, el.clientHeight);
    if (goal !== null) {
      goTo(goal);
      if (event.shiftKey) select(goal, true);
    } else if (actByKey(key) === false) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Returns false for a key without an effect. @param {string} key */
  function actByKey(key) {
    const row = rowAt(current);
    if (key === "Escape") return act.escape();
    if (key === " ") return select(current);
    if (!/^([0-5w]|Enter|Delete|Backspace)$/.test(key)) return false;
    if (!row) return;
    if (key === "Enter") act.open(row);
    else if (key === "w") act.win(row);
    else if (key.length > 1) act.remove(chosen.size ? [...chosen.values()] : [row]);
    else act.rate(row, Number(key));
  }

  function hover(/** @type {number} */ index) {
    if (index === playing) return;
    playing = index;
    stopWaiting();
    stopVideo();
    const row = rowAt(index);
    if (row?.there && !row.deleted && !reducedMotion()) stopWaiting = scope.later(() => play(index, row), HOVER);
  }

  function play(/** @type {number} */ index, /** @type {ClipRow} */ row) {
    const options = { muted: true, loop: true, playsinline: true, autoplay: true, tabindex: -1, "aria-hidden": "true" };
    const video = h("video.kw-g-thumbnail.kw-g-hover-video", { ...options, onplaying: () => video.classList.add("kw-g-plays") });
    const { stop } = showClip(ctx, video, h("p"), row.key, row);
    cards.get(index)?.firstElementChild?.append(video);
    stopVideo = () => {
      stop();
      video.remove();
    };
  }

  return {
    el,
    chosen,
    /** Shows the groups of an answer; `keep` when the query is unchanged. @param {Groups} next @param {boolean} keep */
    set(next, keep) {
      const total = next.reduce((sum, [, count]) => sum + count, 0);
      groups = next;
      hover(-1);
      for (const [index, entry] of rows) {
        if (keep && index < total) entry.old = true;
        else drop(index);
      }
      if (!keep) current = anchor = 0;
      resize(keep ? el.scrollTop : 0);
      current = Math.min(current, Math.max(0, layout.total - 1));
      [...cards.keys()].forEach(fill);
      paint();
      ask();
    },
    /** Takes rows from Python, and the posters of those that have one. @param {number} start @param {ClipRow[]} news @param {BlobPart[]} posters */
    put(start, news, posters) {
      const pictures = [...posters];
      news.forEach((row, offset) => {
        const index = start + offset;
        drop(index);
        const picture = row.poster && pictures.shift();
        const poster = picture ? scope.hold(new Blob([picture], { type: "image/jpeg" })) : { href: "", free() {} };
        rows.set(index, { row, ...poster, old: false });
        if (chosen.has(row.key)) chosen.set(row.key, row);
      });
      const [from, to] = span(seen());
      const far = [...rows.keys()].filter((index) => index < from || index >= to).sort((a, b) => Math.abs(b - from) - Math.abs(a - from));
      // Before the cards are filled: rows that come after a jump to elsewhere are far, and their pictures are not loaded.
      far.slice(0, Math.max(0, rows.size - MOST_KEPT)).forEach(drop);
      news.forEach((_, offset) => fill(start + offset));
      ask();
    },
    /** One clip has changed. @param {ClipRow} row */
    update(row) {
      for (const [index, entry] of rows) {
        if (entry.row.key !== row.key) continue;
        entry.row = { ...entry.row, ...row };
        fill(index);
      }
    },
    /** Marks the card of the clip in the inspector. @param {string} [key] */
    mark(key = "") {
      opened = key;
      [...cards.keys()].forEach(paintCard);
    },
    goToCurrent: () => goTo(current),
    clear(keys = [...chosen.keys()]) {
      for (const key of keys) chosen.delete(key);
      tell();
    },
    end() {
      hover(-1);
      cancelAnimationFrame(frame);
      [...rows.keys()].forEach(drop);
      [...cards.keys()].forEach(removeCard);
    },
  };
}
