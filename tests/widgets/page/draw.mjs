// Draws values for every model as its controls would give them, and prints what the page would send: one JSON a line.

import { readFileSync } from "node:fs";
import { freshRow, withFreshRow } from "../../../krea_widgets/widgets/animate/row-editor.js";
import { PLACED, accepts, carryOver, clamp, isFile, stepOf, tidied } from "../../../krea_widgets/widgets/animate/parameters.js";

const [forms, rounds, seed] = [JSON.parse(readFileSync(process.argv[2])), Number(process.argv[3]), Number(process.argv[4])];
let state = seed;
const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
const pick = (list) => list[Math.floor(random() * list.length)];
const letters = (count) => Array.from({ length: count }, () => pick([..."abz09 -_é🐈"])).join("");

function number(parameter) {
  const low = parameter.min ?? parameter.above ?? -1000;
  const high = parameter.max ?? parameter.below ?? 1000;
  const slid = low + Math.round((random() * (high - low)) / stepOf({ ...parameter, min: low, max: high })) * stepOf({ ...parameter, min: low, max: high });
  return clamp(parameter, pick([slid, low - 5, high + 5, low, high, low + random() * (high - low)]));
}

function text(parameter) {
  if (parameter.hint === "from Krea" && parameter.pattern) return "123e4567-e89b-42d3-a456-426614174000";
  const typed = tidied(parameter, letters(3 + Math.floor(random() * Math.min(20, (parameter.max_length || 40) - 2))));
  return accepts(parameter, typed) ? typed : undefined; // the box shows that it is not usable yet
}

const many = (parameter, make) => Array.from({ length: Math.max(parameter.min_items || 1, Math.min(parameter.max_items || 4, 1 + Math.floor(random() * 4))) }, make);

function draw(parameter) {
  const address = () => `https://a.example/${Math.floor(random() * 1e6)}.png`;
  switch (parameter.kind) {
    case "choice": return pick(parameter.choices);
    case "range": case "number": return number(parameter);
    case "switch": return random() < 0.5;
    case "text": return text(parameter);
    case "url": return address();
    case "urls": return many(parameter, address);
    case "image": case "video": case "audio": return { still: address() };
    case "images": case "videos": case "audios": return many(parameter, () => ({ still: address() }));
    case "list": return rows(parameter);
    case "object": return row(parameter.fields, freshRow(parameter.fields));
    default: throw new Error(parameter.kind);
  }
}

function row(fields, start) {
  const drawn = fields.map((field) => [field.name, random() < 0.7 || start[field.name] === undefined ? draw(field) : start[field.name]]);
  return Object.fromEntries(drawn.filter(([, value]) => value !== undefined));
}

function rows(parameter) {
  let list = [];
  while (list.length < (parameter.min_items || 1) || (random() < 0.5 && list.length < (parameter.max_items || 9))) list = withFreshRow(parameter.fields, list);
  return list.map((each) => row(parameter.fields, each));
}

for (const form of forms) {
  for (let round = 0; round < rounds; round++) {
    const drawn = form.parameters.filter((each) => !PLACED.includes(each.name) && !isFile(each) && (each.required || random() < 0.5));
    const remembered = Object.fromEntries(drawn.map((each) => [each.name, draw(each)]));
    const kept = carryOver(remembered, form);
    const pictures = form.parameters.filter((each) => isFile(each) && (each.required || random() < 0.3)).map((each) => [each.name, draw(each)]);
    console.log(JSON.stringify({ id: form.id, drawn: Object.keys(remembered), kept, pictures: Object.fromEntries(pictures) }));
  }
}
