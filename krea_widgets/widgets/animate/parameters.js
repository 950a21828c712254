// The rules of a model's form: order, valid values, missing values. No DOM.

/** Parameters that are shown outside the grid of controls. */
export const PLACED = ["prompt", "start_image", "end_image"];
const ORDER = ["duration", "aspect_ratio", "resolution", "mode", "generate_audio", "width", "height", "seed"];

export function parameterOf(form, name) {
  return form ? form.parameters.find((parameter) => parameter.name === name) || null : null;
}

/** The parameters of the grid in the same order for every model. */
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

/** Whether the parameter takes this value. */
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
      // Images are not part of the values.
      return false;
  }
}

/** The remembered values that this model takes: a change of model keeps what both have. */
export function carryOver(remembered, form) {
  if (!form) return { ...remembered };
  const kept = {};
  for (const [name, value] of Object.entries(remembered)) {
    const parameter = PLACED.includes(name) ? null : parameterOf(form, name);
    if (parameter && accepts(parameter, value)) kept[name] = value;
  }
  return kept;
}

/** The nearest number that the parameter takes; null for NaN. */
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

/** The step of a slider; a hundredth of its range where the parameter has none. */
export function stepOf({ step, min, max }) {
  return step || (max - min) / 100 || 0.1;
}

/** The text changed to fit the parameter's pattern where possible: "Red Cat" becomes "red-cat" for a tag. */
export function tidied(parameter, text) {
  const plain = text.trim();
  const slug = plain
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, parameter.max_length || undefined);
  return parameter.pattern && !isText(parameter, plain) && isText(parameter, slug) ? slug : plain;
}

/** Whether the choices fit in one row. */
export function isSegmented({ labels }) {
  return labels.length <= 6 && labels.join("").length + 3 * labels.length <= 44;
}

// Kinds of parameters that can show something without an image.
const SHOWING = ["url", "urls", "list", "object"];

/** The first value that is missing or wrong: `{field, message}`, or null. */
export function missing(form, { prompt, filled, values = {} }) {
  const problem = (field, message) => ({ field, message: `${message} Nothing was sent.` });
  if (!prompt.trim()) return problem("prompt", "The prompt is empty: describe the motion.");
  const limit = parameterOf(form, "prompt")?.max_length;
  if (limit && [...prompt].length > limit) return problem("prompt", `The prompt is too long: ${form.title} takes at most ${limit} characters.`);
  const shows = ({ name, kind }) => (["image", "images"].includes(kind) ? filled(name) : SHOWING.includes(kind) && !isNone(values[name]));
  if (parameterOf(form, "start_image") && !form.parameters.some(shows)) {
    return problem("start_image", "There is no image yet: drop one, paste one, or choose a file.");
  }
  for (const parameter of form?.parameters || []) {
    const { name, label } = parameter;
    const there = isImage(parameter) ? filled(name) : !isNone(values[name]);
    if (name !== "prompt" && isNeeded(parameter) && !there) return problem(name, `${form.title} needs ${label}.`);
    const fault = faultInRows(parameter, values[name]);
    if (fault) return problem(name, fault);
  }
  // Python checks the rest: it fills in sizes from the image.
  return exclusiveProblem(form, filled, problem);
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

/** Images of which a model takes only one kind at a time. */
function exclusiveProblem(form, filled, problem) {
  for (const names of form?.exclusive || []) {
    const both = names.filter((name) => filled(name));
    if (both.length > 1) return problem(both[1], `${form.title} takes ${both.map((name) => parameterOf(form, name).label).join(" or ")}, not both.`);
  }
  return null;
}

/** Whether the person must set it: Python fills in a missing number from the image, and a default needs no input. */
export function isNeeded({ required, default: own, kind, inner }) {
  return required && !inner && isNone(own) && kind !== "number" && kind !== "range";
}

export function isImage({ kind }) {
  return kind === "image" || kind === "images";
}

/** The length of a prompt near its limit: "2,310 of 2,500 characters", else "". */
export function lengthText(prompt, limit) {
  const length = [...prompt].length;
  return limit && length > limit * 0.85 ? `${length.toLocaleString("en")} of ${limit.toLocaleString("en")} characters` : "";
}
