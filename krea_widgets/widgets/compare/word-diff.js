// Marks the words in which prompts differ. No DOM.

// Entries of the table; for longer prompts only the common beginning and end are found.
const MOST_ENTRIES = 4e6;

/** The words of a text and what is between them, in order; joined, they are the text. @param {string} text */
export function splitWords(text) {
  if (typeof Intl !== "undefined" && Intl.Segmenter) {
    const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });
    return [...segmenter.segment(text)].map(({ segment, isWordLike }) => ({ text: segment, word: Boolean(isWordLike) }));
  }
  return (text.match(/[\p{L}\p{N}\p{M}'’_-]+|[^\p{L}\p{N}\p{M}]/gu) || []).map((piece) => ({ text: piece, word: /[\p{L}\p{N}]/u.test(piece) }));
}

/** For each of `mine`, whether it is in the longest common subsequence with `theirs` (lower-case words). @param {string[]} mine @param {string[]} theirs */
function shared(mine, theirs) {
  const kept = new Array(mine.length).fill(false);
  let start = 0;
  while (start < mine.length && start < theirs.length && mine[start] === theirs[start]) kept[start++] = true;
  let [end, other] = [mine.length, theirs.length];
  while (end > start && other > start && mine[end - 1] === theirs[other - 1]) {
    kept[--end] = true;
    other--;
  }
  const [a, b] = [mine.slice(start, end), theirs.slice(start, other)];
  if (a.length && b.length && a.length * b.length <= MOST_ENTRIES) {
    for (const index of common(a, b)) kept[start + index] = true;
  }
  return kept;
}

/** Indices in `a` of a longest common subsequence with `b`. @param {string[]} a @param {string[]} b */
function common(a, b) {
  const wide = b.length + 1;
  const table = new Uint16Array((a.length + 1) * wide);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i * wide + j] = a[i] === b[j] ? table[(i + 1) * wide + j + 1] + 1 : Math.max(table[(i + 1) * wide + j], table[i * wide + j + 1]);
    }
  }
  const found = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      found.push(i++);
      j++;
    } else if (table[(i + 1) * wide + j] >= table[i * wide + j + 1]) i++;
    else j++;
  }
  return found;
}

/**
 * For each prompt its pieces `[{text, marked}]`: words are marked where they differ from the first prompt, and in the
 * first where no other has them. Text between two marked words is marked too.
 * @param {string[]} prompts
 */
export function diffPrompts(prompts) {
  const split = prompts.map((prompt) => splitWords(prompt || ""));
  const words = split.map((pieces) => pieces.filter((piece) => piece.word).map((piece) => piece.text.toLowerCase()));
  return split.map((pieces, index) => {
    const others = index ? [words[0]] : words.slice(1);
    const keeps = others.map((other) => shared(words[index], other));
    const marks = words[index].map((_, at) => keeps.length > 0 && keeps.every((kept) => !kept[at]));
    return joinPieces(pieces, marks);
  });
}

/** @param {ReturnType<typeof splitWords>} pieces @param {boolean[]} marks of the words */
function joinPieces(pieces, marks) {
  const joined = /** @type {Piece[]} */ ([]);
  let at = 0;
  for (const { text, word } of pieces) {
    // Between two words, `at` is the one after the text.
    const marked = word ? marks[at++] : Boolean(marks[at - 1] && marks[at]);
    const last = joined.at(-1);
    if (last?.marked === marked) last.text += text;
    else joined.push({ text, marked });
  }
  return joined;
}
