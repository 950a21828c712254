// A drawing of the camera's path around the image: positions, heights and their order.

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 168;
const HEIGHT = 112;
// How far the ground is tilted towards the viewer.
const TILT = 0.42;
// Points of the path between two positions.
const STEPS = 16;

/** The positions that have all four numbers, in the order of time. */
export function positionsOf(rows) {
  const whole = ({ time, distance, azimuth, elevation }) => [time, distance, azimuth, elevation].every(Number.isFinite);
  return rows.filter(whole).sort((a, b) => a.time - b.time);
}

/** A position in the drawing, in units of its distance: right, up, and its foot on the ground. */
export function projected({ distance, azimuth, elevation }) {
  const turn = (azimuth * Math.PI) / 180;
  const lift = (elevation * Math.PI) / 180;
  const reach = distance * Math.cos(lift);
  const foot = { x: reach * Math.sin(turn), y: reach * Math.cos(turn) * TILT };
  return { ...foot, foot: foot.y, y: foot.y - distance * Math.sin(lift) * 0.9 };
}

function between(a, b, share) {
  const mixed = (name) => a[name] + (b[name] - a[name]) * share;
  return { distance: mixed("distance"), azimuth: mixed("azimuth"), elevation: mixed("elevation") };
}

function shape(name, attributes, text = "") {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.textContent = text;
  return element;
}

/** `{el, paint(rows)}`; hidden until there is a position. */
export function makeCameraPath(h) {
  const svg = shape("svg", { viewBox: `${-WIDTH / 2} ${-HEIGHT / 2} ${WIDTH} ${HEIGHT}`, class: "kw-orbit-drawing", "aria-hidden": "true" });
  const element = h("div.kw-stack.kw-orbit", { hidden: true }, svg, h("span.kw-dim", null, "camera path, seen from the front and slightly above"));
  return {
    el: element,
    paint(rows) {
      const positions = positionsOf(rows);
      element.hidden = !positions.length;
      if (positions.length) svg.replaceChildren(...drawn(positions));
    },
  };
}

function drawn(positions) {
  const far = Math.max(...positions.map(({ distance }) => distance));
  const scale = Math.min(WIDTH, HEIGHT * 1.4) / 2.5 / far;
  const at = (position) => Object.fromEntries(Object.entries(projected(position)).map(([key, value]) => [key, +(value * scale).toFixed(1)]));
  const path = positions
    .slice(1)
    .flatMap((position, index) => Array.from({ length: STEPS + 1 }, (_, step) => at(between(positions[index], position, step / STEPS))));
  const ring = far * scale;
  const feet = positions.map(at).map(({ x, y, foot }) => shape("path", { d: `M${x} ${foot}V${y}`, class: "kw-orbit-foot" }));
  const marks = positions
    .map(at)
    .flatMap(({ x, y }, index) => [
      shape("circle", { cx: x, cy: y, r: 6.5, class: "kw-orbit-camera" }),
      shape("text", { x, y: y + 3, class: "kw-orbit-number" }, String(index + 1)),
    ]);
  return [
    shape("ellipse", { cx: 0, cy: 0, rx: ring, ry: ring * TILT, class: "kw-orbit-ground" }),
    shape("path", { d: "M-13 3v-15h26v15z", class: "kw-orbit-still" }),
    ...feet,
    ...(path.length ? [shape("path", { d: `M${path.map(({ x, y }) => `${x} ${y}`).join("L")}`, class: "kw-orbit-path" })] : []),
    ...marks,
  ];
}
