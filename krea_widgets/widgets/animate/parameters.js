// What a model's form accepts: pure rules about parameters and values, without a page.

/** Parameters that have a place of their own on the page and no control in the grid. */
export const PLACED = ["prompt", "start_image", "end_image"];
const ORDER = ["duration", "aspect_ratio", "resolution", "mode", "generate_audio", "width", "height", "seed"];

export function parameterOf(form, name) {
  return form ? form.parameters.find((parameter) => parameter.name === name) || null : null;
}

/** The controls of a form in an order that is the same for every model, so that the eye stays. */
export function gridOrder(form) {
  const place = (parameter) => (ORDER.includes(parameter.name) ? ORDER.indexOf(parameter.name) : ORDER.length);
  return form.parameters
    .filter((parameter) => !PLACED.includes(parameter.name))
    .map((parameter, index) => [place(parameter), index, parameter])
    .sort(([a, b], [c, d]) => a - c || b - d)
    .map(([, , parameter]) => parameter);
}

function inBounds({ min, max, above, below, integer }, number) {
  if (integer && !Number.isInteger(number)) return false;
  if ((!isNone(above) && number <= above) || (!isNone(below) && number >= below)) return false;
  return (isNone(min) || number >= min) && (isNone(max) || number <= max);
}

function isText({ max_length: most, min_length: least, pattern }, text) {
  const length = [...text].length;
  return (!most || length <= most) && (!least || length >= least) && (!pattern || new RegExp(pattern).test(text));
}

function isCount({ max_items: most, min_items: least }, count) {
  return (!most || count <= most) && (!least || count >= least);
}

function isNone(value) {
  return value === null || value === undefined;
}

/** Whether this value may be sent for this parameter. */
export function accepts(parameter, value) {
  if (isNone(value)) return false;
  if (parameter.raw) return true;
  switch (parameter.kind) {
    case "choice":
      return parameter.choices.includes(value);
    case "range":
    case "number":
      return typeof value === "number" && Number.isFinite(value) && inBounds(parameter, value);
    case "switch":
      return typeof value === "boolean";
    case "text":
    case "url":
      return typeof value === "string" && isText(parameter, value);
    case "urls":
    case "list":
      return Array.isArray(value) && isCount(parameter, value.length);
    case "object":
      return typeof value === "object" && !Array.isArray(value);
    default:
      return false; // pictures never travel in values
  }
}

/** Of all that was ever set, what this model takes: a change of model keeps what both have. */
export function carryOver(remembered, form) {
  if (!form) return { ...remembered };
  const kept = {};
  for (const [name, value] of Object.entries(remembered)) {
    const parameter = PLACED.includes(name) ? null : parameterOf(form, name);
    if (parameter && accepts(parameter, value)) kept[name] = value;
  }
  return kept;
}

/** The nearest value that the parameter takes; null for what is no number. */
export function clamp(parameter, number) {
  if (!Number.isFinite(number)) return null;
  const { min, max, above, below, step, integer, kind } = parameter;
  let value = number;
  if (step && (integer || kind === "range")) value = (min || 0) + Math.round((value - (min || 0)) / step) * step;
  if (!isNone(min)) value = Math.max(min, value);
  if (!isNone(max)) value = Math.min(max, value);
  if (!isNone(above) && value <= above) value = above + (step || 1);
  if (!isNone(below) && value >= below) value = below - (step || 1);
  return Number(value.toFixed(6));
}

/** What a slider moves by when the parameter does not say. */
export function stepOf({ step, min, max }) {
  return step || (max - min) / 100 || 0.1;
}

/** What is typed as the model wants it, where that can be told: "Red Cat" as "red-cat" for a tag. */
export function tidied(parameter, text) {
  const plain = text.trim();
  const slug = plain
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, parameter.max_length || undefined);
  return parameter.pattern && !isText(parameter, plain) && isText(parameter, slug) ? slug : plain;
}

/** Few and short enough to be seen all at once. */
export function isSegmented({ labels }) {
  return labels.length <= 6 && labels.join("").length + 3 * labels.length <= 44;
}

const SHOWING = ["url", "urls", "list", "object"]; // kinds of parameters that may show something without a picture

/** The first thing that is missing or wrong before this can run: `{field, words}`, or null. */
export function missing(form, { prompt, filled, values = {} }) {
  const said = (field, message) => ({ field, message: `${message} Nothing was sent.` });
  if (!prompt.trim()) return said("prompt", "Say how it should move: the prompt is empty.");
  const limit = parameterOf(form, "prompt")?.max_length;
  if (limit && [...prompt].length > limit) return said("prompt", `The prompt is too long: ${form.title} takes at most ${limit} characters.`);
  const shows = ({ name, kind }) => (["image", "images"].includes(kind) ? filled(name) : SHOWING.includes(kind) && !isNone(values[name]));
  if (parameterOf(form, "start_image") && !form.parameters.some(shows)) {
    return said("start_image", "There is no picture yet: drop one, paste one, or choose a file.");
  }
  for (const parameter of form?.parameters || []) {
    const { name, label } = parameter;
    const there = isPicture(parameter) ? filled(name) : !isNone(values[name]);
    if (name !== "prompt" && isNeeded(parameter) && !there) return said(name, `${form.title} needs ${label}.`);
    const fault = faultInRows(parameter, values[name]);
    if (fault) return said(name, fault);
  }
  return bothOf(form, filled, said); // what else may be missing Python knows better: it fills in sizes from the still
}

/** "Shots 2: Prompt is missing.", or "". */
function faultInRows({ fields, label, kind }, value) {
  const rows = kind === "list" ? value || [] : kind === "object" && value ? [value] : [];
  for (const [index, row] of rows.entries()) {
    for (const field of fields || []) {
      const at = `${label}${kind === "list" ? ` ${index + 1}` : ""}: ${field.label}`;
      const given = row[field.name];
      if (field.required && (isNone(given) || given === "")) return `${at} is missing.`;
      if (field.kind === "text" && !isNone(given) && !accepts(field, given)) return `${at} cannot be “${given}”${field.hint ? ` (${field.hint})` : ""}.`;
    }
  }
  return "";
}

/** Pictures of which a model takes only one kind at a time. */
function bothOf(form, filled, said) {
  for (const names of form?.exclusive || []) {
    const both = names.filter((name) => filled(name));
    if (both.length > 1) return said(both[1], `${form.title} takes ${both.map((name) => parameterOf(form, name).label).join(" or ")}, not both.`);
  }
  return null;
}

/** Whether the person must give it: a number that is missing is filled in from the still, a default stands already. */
export function isNeeded({ required, default: own, kind, inner }) {
  return required && !inner && isNone(own) && kind !== "number" && kind !== "range";
}

export function isPicture({ kind }) {
  return kind === "image" || kind === "images";
}

/** How much of the prompt's limit is used, once it matters: "2 310 of 2 500", else "". */
export function lengthText(prompt, limit) {
  const length = [...prompt].length;
  return limit && length > limit * 0.85 ? `${length.toLocaleString("en")} of ${limit.toLocaleString("en")} characters` : "";
}
