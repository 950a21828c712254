// Times and sizes as a person reads them, and messages whose clock advances between two updates from Python.

/** A number with two digits. @param {number} number */
export function two(number) {
  return String(number).padStart(2, "0");
}

export function toThousandths(/** @type {number} */ number) {
  return Math.round(number * 1000) / 1000;
}

/** The number, or the end of the range that it is beyond. @param {number} least @param {number} number @param {number} most */
export function clamp(least, number, most) {
  return Math.min(most, Math.max(least, number));
}

/** 42 -> "0:42", 3725 -> "1:02:05". @param {number} seconds */
export function clockText(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

function clockSeconds(/** @type {string} */ text) {
  return text.split(":").reduce((total, part) => total * 60 + Number(part), 0);
}

/** The message with its elapsed time advanced from `then` to `now` seconds; other times in it stay. */
export function advanceClock(/** @type {string} */ message, /** @type {number} */ then, /** @type {number} */ now) {
  let moved = false;
  return message.replace(/\b\d+:\d\d(?::\d\d)?\b/g, (text) => {
    if (moved || Math.abs(clockSeconds(text) - then) > 1.5) return text;
    moved = true;
    return clockText(Math.max(now, clockSeconds(text)));
  });
}

/** "23 Nov 2026, 14:05", or "" for what is no date. @param {string | number} made */
export function whenText(made) {
  const when = new Date(made);
  const parts = /** @type {const} */ ({ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
  return made && !isNaN(when.getTime()) ? when.toLocaleString("en-GB", parts) : "";
}

/** A long name without its middle, since names of files differ at their ends. */
export function shortName(/** @type {string} */ name) {
  return name.length > 44 && !name.includes(" ") ? `${name.slice(0, 26)}…${name.slice(-16)}` : name;
}

/** The texts that there are, with a dot between two. @param {(string | number | false | null | undefined)[]} texts */
export function dotted(...texts) {
  return texts.filter(Boolean).join(" · ");
}

/** @type {[string, number][]} */
const UNITS = [
  ["GB", 1e9],
  ["MB", 1e6],
  ["KB", 1e3],
];

function unitOf(/** @type {number} */ bytes) {
  const [name, factor] = UNITS.find(([, factor]) => bytes >= factor) || UNITS[2];
  const within = (/** @type {number} */ part) => {
    const number = part / factor;
    return name === "KB" || number >= 100 ? Math.round(number) : Math.round(number * 10) / 10;
  };
  return { name, within };
}

/** 2100000 -> "2.1 MB". @param {number} bytes */
export function sizeText(bytes) {
  const { name, within } = unitOf(bytes);
  return `${within(bytes)} ${name}`;
}

/** (12000000, 30000000) -> "12 of 30 MB". @param {number} done @param {number} total */
export function partText(done, total) {
  const { name, within } = unitOf(total);
  return `${within(done)} of ${within(total)} ${name}`;
}
