// Motion phrases, and how one is inserted into a prompt without changing the rest.

/** @typedef {{ text: string, after?: string, rival?: string }} Phrase a movement, or a manner, which has another form after a movement; and what it contradicts */

/** @param {string[]} texts @returns {Phrase[]} */
const movements = (...texts) => texts.map((text) => ({ text }));
/** Two by two: a clip is one or the other. @param {string[]} texts @returns {Phrase[]} */
const opposites = (...texts) => texts.map((text, index) => ({ text, rival: texts[index ^ 1] }));

const SPEEDS = [
  { text: "slow", after: "slowly", rival: "fast" },
  { text: "fast", after: "fast", rival: "slow" },
];
const AMOUNTS = [
  { text: "subtle", after: "subtly", rival: "dramatic" },
  { text: "gentle", after: "gently" },
  { text: "dramatic", after: "dramatically", rival: "subtle" },
];
const MANNERS = [...SPEEDS, ...AMOUNTS];

/** @type {{ title: string, phrases: Phrase[] }[]} */
export const PHRASES = [
  { title: "Camera", phrases: opposites("pan left", "pan right", "tilt up", "tilt down", "zoom in", "zoom out", "dolly in", "dolly out", "orbit") },
  { title: "Speed", phrases: SPEEDS },
  { title: "Amount", phrases: AMOUNTS },
  { title: "Depth", phrases: opposites("gentle parallax", "deep parallax", "shallow depth of field") },
  {
    title: "Scene",
    phrases: movements("leaves sway in the wind", "water ripples", "clouds drift by", "smoke curls upward", "light flickers softly", "hair moves in a breeze"),
  },
];

/** The words of a phrase in the prompt. @param {string} prompt @param {Phrase} phrase */
function match(prompt, { text, after, rival }) {
  const [move, way] = text.split(" ");
  const opposite = /^(?:pan|tilt)/.test(text) && rival?.split(" ")[1];
  // "pan left to right" pans to the right.
  const to = (/** @type {string | false | undefined} */ end) => `\\s+to\\s+(?:the\\s+)?${end}`;
  const whole = `${text}|${move}\\s+(?:from\\s+)?(?:the\\s+)?${opposite}${to(way)}`;
  const further = opposite ? `(?!${to(opposite)})` : "";
  // "gentle parallax" is a phrase of its own.
  const words = after ? `${after}|${text}(?! parallax)` : text === "orbit" ? "orbit(?:\\s+(?:left|right))?" : opposite ? whole : text;
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])${further}`, "iu").exec(prompt);
}

/** Where a manner belongs: behind the last camera move, which it describes; without one at the cursor. @param {string} prompt @param {Phrase} phrase @param {number} cursor */
export function placeOf(prompt, phrase, cursor) {
  const ends = PHRASES[0].phrases.map((move) => match(prompt, move)).map((found) => (found ? found.index + found[0].length : 0));
  return (phrase.after && Math.max(...ends)) || cursor;
}

/**
 * Where a phrase stands in the prompt, with the separator beside it: what to delete so that the rest reads on. Null if it is not there.
 * @param {string} prompt @param {Phrase} phrase @returns {[start: number, end: number] | null}
 */
export function findPhrase(prompt, phrase) {
  const found = match(prompt, phrase);
  if (!found) return null;
  const end = found.index + found[0].length;
  // The last word of its part: the comma belongs to the part.
  const space = /[^\s,]((?:\s+and)?\s+)$/.exec(prompt.slice(0, found.index));
  if (space && /^\s*(?:,|$)/.test(prompt.slice(end))) return [found.index - space[1].length, end];
  const behind = /^(?:\s*,| and(?= fast| \w+ly))?\s+(?=\S)/.exec(prompt.slice(end))?.[0].length || 0;
  const before = behind ? 0 : /(?:,\s*|\s+)$/.exec(prompt.slice(0, found.index))?.[0].length || 0;
  return [found.index - before, end + behind];
}

/**
 * The words that contradict a phrase, and what takes their place: "slow dolly in" becomes "fast dolly in". Null if there are none.
 * @param {string} prompt @param {Phrase} phrase @returns {{ range: [start: number, end: number], text: string } | null}
 */
export function findRival(prompt, { text, after, rival }) {
  const other = rival && PHRASES.flatMap(({ phrases }) => phrases).find((one) => one.text === rival);
  const found = other && match(prompt, other);
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
  const part = head.toLowerCase().split(/[,.;]\s*/).at(-1); // prettier-ignore
  const fresh = head === "" || /[,.;:!?。、，]$/.test(head);
  // "slow", and "slowly" where nothing is slow yet.
  const afterManner = !fresh && MANNERS.some(({ text, after }) => text === part?.split(/\s+/).at(-1) || after === part);
  const word = phrase.after && !fresh && !afterManner ? phrase.after : phrase.text;
  let lead = space || head === "" ? "" : " ";
  if (!fresh && !afterManner && !phrase.after) lead = space ? "" : ", ";
  let tail = /^\s*[\p{L}\p{N}]/u.test(after) ? (phrase.after ? " " : ", ") : "";
  // "dolly in subtly and slowly".
  if (phrase.after && /^ (fast|\w+ly)\b/.test(after)) tail = " and";
  return lead + word + (/^\s/.test(after) ? tail.trimEnd() : tail);
}
