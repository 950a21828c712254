// Motion phrases, and how one is inserted into a prompt without changing the rest.

export const PHRASES = [
  { title: "Camera", moves: ["pan left", "pan right", "tilt up", "tilt down", "zoom in", "zoom out", "dolly in", "dolly out", "orbit"] },
  {
    title: "Speed",
    manners: [
      ["slow", "slowly"],
      ["gentle", "gently"],
      ["fast", "fast"],
      ["subtle", "subtly"],
      ["dramatic", "dramatically"],
    ],
  },
  { title: "Depth", moves: ["gentle parallax", "deep parallax", "shallow depth of field"] },
  {
    title: "Scene",
    moves: ["leaves sway in the wind", "water ripples", "clouds drift by", "smoke curls upward", "light flickers softly", "hair moves in a breeze"],
  },
];

const BEFORE = (PHRASES[1].manners || []).map(([before]) => before);

/** `{text, after}` for each phrase of a group: what is inserted before a movement, and after one. */
export function phraseList(group) {
  return (group.moves || []).map((text) => ({ text })).concat((group.manners || []).map(([text, after]) => ({ text, after })));
}

/**
 * The text to insert at the cursor: "dolly in" after "slow" gives " dolly in", after "pan left" gives ", dolly in";
 * "slow" after "pan left" gives " slowly".
 */
export function insertion(before, after, phrase) {
  const head = before.replace(/\s+$/, "");
  const space = head.length < before.length;
  const last = head
    .split(/[\s,.;]+/)
    .pop()
    .toLowerCase();
  const fresh = head === "" || /[,.;:!?。、，]$/.test(head);
  const behindManner = !fresh && BEFORE.includes(last);
  const word = phrase.after && !fresh && !behindManner ? phrase.after : phrase.text;
  let lead = space || head === "" ? "" : " ";
  if (!fresh && !behindManner && !phrase.after) lead = space ? "" : ", ";
  const tail = /^\s*[\p{L}\p{N}]/u.test(after) ? (phrase.after && fresh ? " " : ", ") : "";
  return lead + word + (tail && /^\s/.test(after) ? tail.trimEnd() : tail);
}
