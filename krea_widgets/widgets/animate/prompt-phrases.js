// Motion phrases, and how one is inserted into a prompt without changing the rest.

/** @typedef {{ text: string, after?: string }} Phrase a movement, or a manner, which has another form after a movement */

/** @param {string[]} texts @returns {Phrase[]} */
const movements = (...texts) => texts.map((text) => ({ text }));

const SPEEDS = [
  { text: "slow", after: "slowly" },
  { text: "fast", after: "fast" },
];
const AMOUNTS = [
  { text: "subtle", after: "subtly" },
  { text: "gentle", after: "gently" },
  { text: "dramatic", after: "dramatically" },
];
const MANNERS = [...SPEEDS, ...AMOUNTS];

export const PHRASES = [
  { title: "Camera", phrases: movements("pan left", "pan right", "tilt up", "tilt down", "zoom in", "zoom out", "dolly in", "dolly out", "orbit") },
  { title: "Speed", phrases: SPEEDS },
  { title: "Amount", phrases: AMOUNTS },
  { title: "Depth", phrases: movements("gentle parallax", "deep parallax", "shallow depth of field") },
  {
    title: "Scene",
    phrases: movements("leaves sway in the wind", "water ripples", "clouds drift by", "smoke curls upward", "light flickers softly", "hair moves in a breeze"),
  },
];

// "pan left to right" pans to the right.
const OPPOSITES = new Map(Object.entries({ "pan left": "right", "pan right": "left", "tilt up": "down", "tilt down": "up" }));

/**
 * Where a phrase stands in the prompt, with the separator beside it: what to delete so that the rest reads on. Null if it is not there.
 * @param {string} prompt @param {Phrase} phrase @returns {[start: number, end: number] | null}
 */
export function findPhrase(prompt, { text, after }) {
  const words = after ? `${after}|${text}` : text === "orbit" ? "orbit(?:\\s+(?:left|right))?" : text;
  const opposite = OPPOSITES.get(text);
  const further = opposite ? `(?!\\s+to\\s+(?:the\\s+)?${opposite})` : "";
  const found = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])${further}`, "iu").exec(prompt);
  if (!found) return null;
  const end = found.index + found[0].length;
  // The last word of its part: the comma belongs to the part.
  const space = /[^\s,](\s+)$/.exec(prompt.slice(0, found.index));
  if (space && /^\s*(?:,|$)/.test(prompt.slice(end))) return [found.index - space[1].length, end];
  const behind = /^(?:\s*,)?\s+(?=\S)/.exec(prompt.slice(end))?.[0].length || 0;
  const before = behind ? 0 : /(?:,\s*|\s+)$/.exec(prompt.slice(0, found.index))?.[0].length || 0;
  return [found.index - before, end + behind];
}

// A clip is one or the other.
const RIVALS = new Map([
  ["slow", /\b(fast)\b/i],
  ["fast", /\b(slow|slowly)\b/i],
]);

/**
 * The word that contradicts a phrase, and what takes its place: "slow dolly in" becomes "fast dolly in". Null if there is none.
 * @param {string} prompt @param {Phrase} phrase @returns {{ range: [start: number, end: number], text: string } | null}
 */
export function findRival(prompt, { text, after }) {
  const found = RIVALS.get(text)?.exec(prompt);
  if (!found) return null;
  // "pan left fast" becomes "pan left slowly".
  const late = /[^\s,.;:]\s*$/.test(prompt.slice(0, found.index)) && !/^\s+[\p{L}]/u.test(prompt.slice(found.index + found[0].length));
  return { range: [found.index, found.index + found[0].length], text: (late && after) || text };
}

/**
 * The text to insert at the cursor: "dolly in" after "slow" gives " dolly in", after "pan left" gives ", dolly in";
 * "slow" after "pan left" gives " slowly".
 * @param {string} before @param {string} after @param {Phrase} phrase
 */
export function insertion(before, after, phrase) {
  const head = before.trimEnd();
  const space = head.length < before.length;
  const last = head
    .split(/[\s,.;]+/)
    .at(-1)
    ?.toLowerCase();
  const fresh = head === "" || /[,.;:!?。、，]$/.test(head);
  const afterManner = !fresh && MANNERS.some(({ text }) => text === last);
  const word = phrase.after && !fresh && !afterManner ? phrase.after : phrase.text;
  let lead = space || head === "" ? "" : " ";
  if (!fresh && !afterManner && !phrase.after) lead = space ? "" : ", ";
  const tail = /^\s*[\p{L}\p{N}]/u.test(after) ? (phrase.after && fresh ? " " : ", ") : "";
  return lead + word + (/^\s/.test(after) ? tail.trimEnd() : tail);
}
