// A drawing of the camera's path around the image: positions, heights and their order.

import { svg } from "../shared/dom.js";

const WIDTH = 168;
const HEIGHT = 112;
// How far the ground is tilted towards the viewer.
const TILT = 0.42;
// Points of the path between two positions.
const STEPS = 16;

/** @typedef {{ distance: number, azimuth: number, elevation: number }} Position angles in degrees */

/** The positions that have all four numbers, in the order of time. @param {Values[]} rows */
export function positionsOf(rows) {
  const whole = rows.filter(({ time, distance, azimuth, elevation }) => [time, distance, azimuth, elevation].every(Number.isFinite));
  return /** @type {Position[]} */ (whole.sort((a, b) => a.time - b.time));
}

/** A position in the drawing, in units of its distance: right, up, and its foot on the ground. @param {Position} position */
export function projected({ distance, azimuth, elevation }) {
  const turn = (azimuth * Math.PI) / 180;
  const lift = (elevation * Math.PI) / 180;
  const reach = distance * Math.cos(lift);
  const foot = reach * Math.cos(turn) * TILT;
  return { x: reach * Math.sin(turn), foot, y: foot - distance * Math.sin(lift) * 0.9 };
}

function between(/** @type {Position} */ a, /** @type {Position} */ b, /** @type {number} */ share) {
  const mixed = (/** @type {keyof Position} */ name) => a[name] + (b[name] - a[name]) * share;
  return { distance: mixed("distance"), azimuth: mixed("azimuth"), elevation: mixed("elevation") };
}

/** `{el, paint(rows)}`; hidden until there is a position. @param {Context} ctx */
export function makeCameraPath({ h }) {
  const box = { viewBox: `${-WIDTH / 2} ${-HEIGHT / 2} ${WIDTH} ${HEIGHT}`, class: "kw-orbit-drawing kw-tinted", "aria-hidden": "true" };
  const drawing = svg("svg", box);
  const el = h("div.kw-stack.kw-orbit", { hidden: true }, drawing, h("span.kw-dim", "camera path, seen from the front and slightly above"));
  return {
    el,
    paint(/** @type {Values[]} */ rows) {
      const positions = positionsOf(rows);
      el.hidden = !positions.length;
      if (positions.length) drawing.replaceChildren(...drawn(positions));
    },
  };
}

function drawn(/** @type {Position[]} */ positions) {
  const far = Math.max(...positions.map(({ distance }) => distance));
  const scale = Math.min(WIDTH, HEIGHT * 1.4) / 2.5 / far;
  const scaled = (/** @type {number} */ number) => +(number * scale).toFixed(1);
  const at = (/** @type {Position} */ position) => {
    const { x, y, foot } = projected(position);
    return { x: scaled(x), y: scaled(y), foot: scaled(foot) };
  };
  const points = positions
    .slice(1)
    .flatMap((position, index) => Array.from({ length: STEPS + 1 }, (_, step) => at(between(positions[index], position, step / STEPS))));
  const ring = far * scale;
  const feet = positions.map(at).map(({ x, y, foot }) => svg("path", { d: `M${x} ${foot}V${y}`, class: "kw-orbit-foot" }));
  const marks = positions
    .map(at)
    .flatMap(({ x, y }, index) => [
      svg("circle", { cx: x, cy: y, r: 6.5, class: "kw-orbit-camera" }),
      svg("text", { x, y: y + 3, class: "kw-orbit-number" }, String(index + 1)),
    ]);
  const path = `M${points.map(({ x, y }) => `${x} ${y}`).join("L")}`;
  return [
    svg("ellipse", { cx: 0, cy: 0, rx: ring, ry: ring * TILT, class: "kw-orbit-ground" }),
    svg("path", { d: "M-13 3v-15h26v15z", class: "kw-orbit-still" }),
    ...feet,
    ...(points.length ? [svg("path", { d: path, class: "kw-orbit-path" })] : []),
    ...marks,
  ];
}
