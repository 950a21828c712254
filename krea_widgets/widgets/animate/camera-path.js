// A small picture of a camera's path around the still: where it stands, how high, and in which order.

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 168;
const HEIGHT = 112;
const LEAN = 0.42; // how far the ground is tipped towards the eye
const STEPS = 16; // points of the path between two stations

/** Stations with all four numbers, in the order of time. */
export function stationsOf(rows) {
  const whole = ({ time, distance, azimuth, elevation }) => [time, distance, azimuth, elevation].every(Number.isFinite);
  return rows.filter(whole).sort((a, b) => a.time - b.time);
}

/** Where a station is seen, in units of its distance: right, up, and its foot on the ground. */
export function placeOf({ distance, azimuth, elevation }) {
  const turn = (azimuth * Math.PI) / 180;
  const lift = (elevation * Math.PI) / 180;
  const reach = distance * Math.cos(lift);
  const foot = { x: reach * Math.sin(turn), y: reach * Math.cos(turn) * LEAN };
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

/** `{el, paint(rows)}`; hidden until there is a station to show. */
export function makeCameraPath(h) {
  const svg = shape("svg", { viewBox: `${-WIDTH / 2} ${-HEIGHT / 2} ${WIDTH} ${HEIGHT}`, class: "kw-orbit-picture", "aria-hidden": "true" });
  const element = h("div.kw-orbit", { hidden: true }, svg, h("span.kw-dim", null, "the camera's path, seen from the front and a little above"));
  return {
    el: element,
    paint(rows) {
      const stations = stationsOf(rows);
      element.hidden = !stations.length;
      if (stations.length) svg.replaceChildren(...drawn(stations));
    },
  };
}

function drawn(stations) {
  const far = Math.max(...stations.map(({ distance }) => distance));
  const scale = Math.min(WIDTH, HEIGHT * 1.4) / 2.5 / far;
  const at = (station) => Object.fromEntries(Object.entries(placeOf(station)).map(([key, value]) => [key, +(value * scale).toFixed(1)]));
  const path = stations
    .slice(1)
    .flatMap((station, index) => Array.from({ length: STEPS + 1 }, (_, step) => at(between(stations[index], station, step / STEPS))));
  const ring = far * scale;
  const feet = stations.map(at).map(({ x, y, foot }) => shape("path", { d: `M${x} ${foot}V${y}`, class: "kw-orbit-foot" }));
  const annotations = stations
    .map(at)
    .flatMap(({ x, y }, index) => [
      shape("circle", { cx: x, cy: y, r: 6.5, class: "kw-orbit-camera" }),
      shape("text", { x, y: y + 3, class: "kw-orbit-number" }, String(index + 1)),
    ]);
  return [
    shape("ellipse", { cx: 0, cy: 0, rx: ring, ry: ring * LEAN, class: "kw-orbit-ground" }),
    shape("path", { d: "M-13 3v-15h26v15z", class: "kw-orbit-still" }),
    ...feet,
    ...(path.length ? [shape("path", { d: `M${path.map(({ x, y }) => `${x} ${y}`).join("L")}`, class: "kw-orbit-path" })] : []),
    ...annotations,
  ];
}
