// The rules of a model's form: order, valid values, missing values. No DOM.

/** Parameters that are shown outside the grid of controls. */
export const PLACED = ["prompt", "start_image", "end_image"];
const ORDER = ["duration", "aspect_ratio", "resolution", "mode", "generate_audio", "width", "height", "seed"];

export function parameterOf(/** @type {ModelForm | null} */ form, /** @type {string} */ name) {
  return form?.parameters.find((parameter) => parameter.name === name) || null;
}

/** Width over height of "16:9"; NaN for other texts. @param {unknown} text */
function ratioOf(text) {
  const [width, height] = String(text).split(":").map(Number);
  return width / height;
}

/** How differently two ratios may be written: "832:1104" is 3:4. */
const SAME_RATIO = 0.02;

/**
 * The choice of aspect ratio that is nearest to an image's; "" where the model follows the image, or takes no ratio.
 * @param {Parameter | null} parameter @param {number} shape width over height
 */
export function nearestRatio(parameter, shape) {
  if (!parameter || (parameter.default && !(ratioOf(parameter.default) > 0))) return "";
  const lies = (/** @type {number} */ ratio) => Math.sign(Math.log(ratio));
  // Of two that are as near, the one that is upright as the image is, or not.
  const distance = (/** @type {string} */ choice) => Math.abs(Math.log(ratioOf(choice) / shape)) + (lies(ratioOf(choice)) === lies(shape) ? 0 : 0.1);
  const choices = parameter.choices.map(String).filter((choice) => ratioOf(choice) > 0);
  return choices.sort((a, b) => distance(a) - distance(b))[0] || "";
}

// How often the clip is as wide or as high as the image, in proportion, where a quarter of it is cut off.
const MUCH = 1.3;

/** Whether the default aspect ratio cuts off less than a quarter of an image. @param {Parameter | null} parameter @param {number} shape width over height */
export function fitsWell(parameter, shape) {
  const ratio = ratioOf(parameter?.default);
  return Math.max(ratio / shape, shape / ratio) < MUCH;
}

/** The parameters of the grid in the same order for every model. @param {ModelForm} form */
export function gridOrder(form) {
  const place = (/** @type {Parameter} */ { name }) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return form.parameters.filter(({ name }) => !PLACED.includes(name)).sort((a, b) => place(a) - place(b));
}

/** Whether a value is null or undefined. @param {unknown} value @returns {value is null | undefined} */
export function isNone(value) {
  return value === null || value === undefined;
}

function inBounds(/** @type {Parameter} */ { min, max, above, below, integer }, /** @type {number} */ number) {
  if (integer && !Number.isInteger(number)) return false;
  if ((!isNone(above) && number <= above) || (!isNone(below) && number >= below)) return false;
  return (isNone(min) || number >= min) && (isNone(max) || number <= max);
}

function isText(/** @type {Parameter} */ { max_length: most, min_length: least, pattern }, /** @type {string} */ text) {
  const length = [...text].length;
  return (!most || length <= most) && (!least || length >= least) && (!pattern || new RegExp(pattern).test(text));
}

/** Whether the parameter takes this value. @param {Parameter} parameter @param {any} value */
export function accepts(parameter, value) {
  if (isNone(value)) return false;
  if (parameter.raw) return true;
  const { max_items: most, min_items: least } = parameter;
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
      return Array.isArray(value) && (!most || value.length <= most) && (!least || value.length >= least);
    case "object":
      return typeof value === "object" && !Array.isArray(value);
    default:
      // Images are not part of the values.
      return false;
  }
}

/** The remembered values that this model takes: a change of model keeps what both have. @returns {Values} */
export function carryOver(/** @type {Values} */ remembered, /** @type {ModelForm | null} */ form) {
  if (!form) return { ...remembered };
  const taken = (/** @type {[string, any]} */ [name, value]) => {
    const parameter = PLACED.includes(name) ? null : parameterOf(form, name);
    if (!parameter) return [];
    if (accepts(parameter, value)) return [[name, value]];
    // "16:9" is "1280:720" to another model.
    const same = name === "aspect_ratio" && parameter.choices.find((choice) => Math.abs(Math.log(ratioOf(choice) / ratioOf(value))) < SAME_RATIO);
    return same ? [[name, same]] : [];
  };
  return Object.fromEntries(Object.entries(remembered).flatMap(taken));
}

/** The nearest number that the parameter takes; null for NaN. @param {Parameter} parameter @param {number} number */
export function clamp({ min, max, above, below, step, integer, kind }, number) {
  if (!Number.isFinite(number)) return null;
  let value = number;
  if (step && (integer || kind === "range")) value = (min || 0) + Math.round((value - (min || 0)) / step) * step;
  if (!isNone(min)) value = Math.max(min, value);
  if (!isNone(max)) value = Math.min(max, value);
  if (!isNone(above) && value <= above) value = above + (step || 1);
  if (!isNone(below) && value >= below) value = below - (step || 1);
  return Number(value.toFixed(6));
}

/** The step of a slider; a hundredth of its range where the parameter has none. @param {Parameter} parameter */
export function stepOf({ step, min, max }) {
  return step || (Number(max) - Number(min)) / 100 || 0.1;
}

/** The text changed to fit the parameter's pattern where possible: "Red Cat" becomes "red-cat" for a tag. @param {Parameter} parameter @param {string} text */
export function tidied(parameter, text) {
  const plain = text.trim();
  const slug = plain
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, parameter.max_length || undefined);
  return parameter.pattern && !isText(parameter, plain) && isText(parameter, slug) ? slug : plain;
}

/** Whether the choices fit in one row. @param {Parameter} parameter */
export function isSegmented({ labels }) {
  return labels.length <= 6 && labels.join("").length + 3 * labels.length <= 44;
}

// Kinds of parameters that can show something.
const SHOWING = ["image", "images", "video", "videos", "url", "urls", "list", "object"];

/** @typedef {{ field: string, message: string }} Problem */

/**
 * The first value that is missing or wrong, or null; Python checks the rest. `filled(name)` tells whether an image field has any.
 * @param {ModelForm | null} form @param {{ prompt: string, filled(name: string): boolean, values?: Values }} shot @returns {Problem | null}
 */
export function missing(form, { prompt, filled, values = {} }) {
  const problem = (/** @type {string} */ field, /** @type {string} */ message) => ({ field, message: `${message} Nothing was sent.` });
  if (!prompt.trim()) return problem("prompt", "The prompt is empty: describe the motion.");
  if (!form) return null;
  const limit = parameterOf(form, "prompt")?.max_length;
  if (limit && [...prompt].length > limit) return problem("prompt", `The prompt is too long: ${form.title} takes at most ${limit} characters.`);
  const has = (/** @type {Parameter} */ parameter) => (isFile(parameter) ? filled(parameter.name) : !isNone(values[parameter.name]));
  const shows = form.parameters.some((parameter) => SHOWING.includes(parameter.kind) && has(parameter));
  if (parameterOf(form, "start_image") && !shows) return problem("start_image", "There is no image yet: drop one, paste one, or choose a file.");
  for (const parameter of form.parameters) {
    const { name, label } = parameter;
    if (name !== "prompt" && isNeeded(parameter) && !has(parameter)) return problem(name, `${form.title} needs “${label}”.`);
    const fault = faultInRows(parameter, values[name]);
    if (fault) return problem(name, fault);
  }
  return null;
}

/** "Shots 2: Prompt is missing.", or "". @param {Parameter} parameter @param {any} value */
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

/** Whether the person must set it: Python fills in a missing number from the image, and a default needs no input. @param {Parameter} parameter */
export function isNeeded({ required, default: own, kind, inner }) {
  return required && !inner && isNone(own) && !isNumber({ kind });
}

const FILES = /** @type {Partial<Record<ParameterKind, Medium>>} */ ({
  image: "image",
  images: "image",
  video: "video",
  videos: "video",
  audio: "audio",
  audios: "audio",
});

/** What a parameter for files takes; an image for any other. @param {Pick<Parameter, "kind"> | null} parameter @returns {Medium} */
export function mediumOf(parameter) {
  return (parameter && FILES[parameter.kind]) || "image";
}

export function isFile(/** @type {Pick<Parameter, "kind">} */ { kind }) {
  return kind in FILES;
}

/** Whether a parameter for files takes several. */
export function isSeveral(/** @type {Pick<Parameter, "kind"> | null} */ parameter) {
  return Boolean(parameter && isFile(parameter) && parameter.kind !== FILES[parameter.kind]);
}

export function isNumber(/** @type {Pick<Parameter, "kind">} */ { kind }) {
  return kind === "range" || kind === "number";
}

/** The length of a prompt near its limit: "2,310 of 2,500 characters", else "". @param {string} prompt @param {number} limit 0 for none */
export function lengthText(prompt, limit) {
  const length = [...prompt].length;
  return limit && length > limit * 0.85 ? `${length.toLocaleString("en")} of ${limit.toLocaleString("en")} characters` : "";
}
