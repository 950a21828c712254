// The layout of a long grid: positions of cards, which of them are visible, and what the arrow keys do. No DOM.

import { clamp, two } from "../shared/format.js";

// All in pixels: between two cards, the narrowest card, the text below a thumbnail, a day's heading.
const GAP = 12;
const LEAST = 150;
const TEXT = 46;
const HEADING = 36;
// Cards in one request.
const MOST_ASKED = 120;

/** @typedef {{ top: number, height: number, start: number, end: number, day: string, count?: number }} Line */
/** @typedef {ReturnType<typeof layOut>} Layout */

/**
 * Lays out `groups` ([[day, count], ...]) in a grid of `width` px: `{columns, wide, high, height, lines}`; a line is
 * `{top, height, start, end, day}`, cards `start` to `end` (not included), or a day's line with `start === end`.
 * @param {Groups} groups @param {number} width
 */
export function layOut(groups, width, ratio = 16 / 9) {
  const columns = Math.max(1, Math.floor((width + GAP) / (LEAST + (width > 700 ? 40 : 0) + GAP)));
  const wide = Math.floor((width - (columns - 1) * GAP) / columns);
  const high = Math.round(wide / ratio) + TEXT;
  const lines = /** @type {Line[]} */ ([]);
  let [top, start] = [0, 0];
  for (const [day, count] of groups) {
    if (day) lines.push({ top, height: HEADING, start, end: start, day, count });
    top += day ? HEADING : 0;
    for (const last = start + count; start < last; start = Math.min(start + columns, last)) {
      lines.push({ top, height: high, start, end: Math.min(start + columns, last), day });
      top += high + GAP;
    }
  }
  return { columns, wide, high, gap: GAP, height: Math.max(0, top - GAP), lines, total: start };
}

/** The lines that touch the strip from `top` to `bottom`. @param {Layout} layout @param {number} top @param {number} bottom */
export function seenLines({ lines }, top, bottom) {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle].top + lines[middle].height <= top) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < lines.length && lines[end].top < bottom) end++;
  return lines.slice(low, end);
}

/** The cards of some lines: `[start, end]`, `end` not included. @param {Line[]} lines @returns {[number, number]} */
export function span(lines) {
  return lines.length ? [lines[0].start, lines[lines.length - 1].end] : [0, 0];
}

/**
 * The shortest range with all missing cards of `[start, end]`, at most MOST_ASKED of them; null if none is missing.
 * @param {(index: number) => boolean} isThere @param {[number, number]} range @returns {[number, number] | null}
 */
export function missing(isThere, [start, end]) {
  while (start < end && isThere(start)) start++;
  while (start < end && isThere(end - 1)) end--;
  return start < end ? [start, Math.min(end, start + MOST_ASKED)] : null;
}

/** The line of a card. @param {Layout} layout @param {number} index */
export function lineOf({ lines }, index) {
  return lines.find((line) => line.start <= index && index < line.end) || null;
}

/** The card that a key moves to from `index`, or null for another key. */
export function cardByKey(/** @type {Layout} */ sheet, /** @type {number} */ index, /** @type {string} */ key, /** @type {number} */ page) {
  const last = sheet.total - 1;
  if (last < 0) return null;
  const pageful = Math.max(1, Math.floor(page / sheet.high));
  const goals = new Map([["ArrowLeft", index - 1], ["ArrowRight", index + 1], ["Home", 0], ["End", last]]); // prettier-ignore
  const goal = goals.get(key);
  if (goal !== undefined) return clamp(0, goal, last);
  const rows = new Map([["ArrowUp", -1], ["ArrowDown", 1], ["PageUp", -pageful], ["PageDown", pageful]]).get(key); // prettier-ignore
  if (!rows) return null;
  const cards = sheet.lines.filter((line) => line.end > line.start);
  const at = cards.findIndex((line) => line.start <= index && index < line.end);
  const line = cards[clamp(0, at + rows, cards.length - 1)];
  return Math.min(line.end - 1, line.start + index - cards[at].start);
}

/** The scroll position that shows all of a line; unchanged when it is visible already. @param {Line} line @param {number} top @param {number} page */
export function scrollFor(line, top, page) {
  if (line.top < top) return Math.max(0, line.top - HEADING);
  return line.top + line.height > top + page ? line.top + line.height - page : top;
}

/** A day such as "2026-11-23" as text on the day `today`: "Today", "Monday 16 November", with the year if it differs. */
export function dayText(/** @type {string} */ day, /** @type {string} */ today) {
  const days = Math.round((Date.parse(today) - Date.parse(day)) / 86_400_000);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  /** @type {Intl.DateTimeFormatOptions} */
  const year = day.slice(0, 4) === today.slice(0, 4) ? {} : { year: "numeric" };
  return new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC", ...year })
    .format(Date.parse(day))
    .replace(",", "");
}

/** The day of a date in the browser's time zone: "2026-11-23". @param {Date} date */
export function dayOf(date) {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
