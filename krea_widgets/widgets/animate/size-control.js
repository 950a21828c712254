// Width and height in one field, filled in from the image until the person sets them.

import { labelled, numberBox } from "./controls.js";

const SIGNS = { width: "×", height: "px" };

/** Two controls that share one element. `derive({width, height, from})` shows the size that is sent when none is set. */
export function makeSizeControl(ctx, parameters, tell) {
  const { h } = ctx;
  const own = {};
  const typed = {};
  let derived = {};
  const message = h("span.kw-dim");
  const back = h("button.kw-link", {
    hidden: true,
    onclick: () => {
      for (const { name } of parameters) {
        typed[name] = undefined;
        boxes[name].box.value = own[name] ?? "";
        tell(name, undefined);
      }
      paint();
    },
  });
  const boxes = Object.fromEntries(
    parameters.map((parameter) => {
      own[parameter.name] = parameter.default ?? null;
      return [parameter.name, numberBox(h, parameter, (value) => ((typed[parameter.name] = value), paint(), tell(parameter.name, value)))];
    }),
  );
  function paint() {
    const isSet = parameters.some(({ name }) => typed[name] !== undefined && typed[name] !== own[name]);
    const sides = parameters.map(({ name }) => derived[name] ?? own[name]);
    const known = sides.every((side) => side !== null && side !== undefined);
    for (const { name } of parameters) boxes[name].box.placeholder = derived[name] ?? "auto";
    message.textContent = isSet || !derived.from ? "" : `from ${derived.from}`;
    back.textContent = known ? `Back to ${sides.join(" × ")}` : "Back";
    back.hidden = !isSet;
  }
  const parts = parameters.flatMap(({ name }) => [boxes[name].box, h("span.kw-unit", null, SIGNS[name])]);
  const element = labelled(h, { label: "Size", kind: "number" }, h("div.kw-slide", null, parts, message, back), { tag: "div" });
  paint();
  const controlOf = ({ name }) => ({
    el: element,
    set(value) {
      typed[name] = value;
      boxes[name].box.value = value ?? own[name] ?? "";
      paint();
    },
    settle: boxes[name].settle,
    derive(size) {
      derived = size || {};
      paint();
    },
  });
  return Object.fromEntries(parameters.map((parameter) => [parameter.name, controlOf(parameter)]));
}
