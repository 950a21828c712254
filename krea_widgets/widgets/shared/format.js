// Times and sizes as a person reads them, and messages whose clock advances between two updates from Python.

/** 42 -> "0:42", 3725 -> "1:02:05". */
export function clockText(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

function clockSeconds(text) {
  return text.split(":").reduce((total, part) => total * 60 + Number(part), 0);
}

/** The message with its elapsed time advanced from `then` to `now` seconds; other times in it stay. */
export function advanceClock(message, then, now) {
  let moved = false;
  return message.replace(/\b\d+:\d\d(?::\d\d)?\b/g, (text) => {
    if (moved || Math.abs(clockSeconds(text) - then) > 1.5) return text;
    moved = true;
    return clockText(Math.max(now, clockSeconds(text)));
  });
}

/** "23 Nov 2026, 14:05", or "" for what is no date. */
export function whenText(made) {
  const when = new Date(made);
  const parts = /** @type {const} */ ({ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
  return made && !isNaN(when.getTime()) ? when.toLocaleString("en-GB", parts) : "";
}

/** @type {[number, string][]} */
const UNITS = [
  [1e9, "GB"],
  [1e6, "MB"],
  [1e3, "KB"],
];

function inUnit(bytes, [factor, name]) {
  const number = bytes / factor;
  return name === "KB" || number >= 100 ? String(Math.round(number)) : String(Math.round(number * 10) / 10);
}

function unitOf(bytes) {
  return UNITS.find(([factor]) => bytes >= factor) || UNITS[2];
}

/** 2100000 -> "2.1 MB". */
export function sizeText(bytes) {
  return `${inUnit(bytes, unitOf(bytes))} ${unitOf(bytes)[1]}`;
}

/** (12000000, 30000000) -> "12 of 30 MB". */
export function partText(done, total) {
  const unit = unitOf(total);
  return `${inUnit(done, unit)} of ${inUnit(total, unit)} ${unit[1]}`;
}
