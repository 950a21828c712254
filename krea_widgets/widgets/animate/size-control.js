// Width and height in one field, filled in from the image until the person sets them.

import { labelled, numberBox } from "./field.js";
import { isNone } from "./parameters.js";

/**
 * One control for the two parameters, whose value is `{width, height}`; `tell(name, value)` is called for one of them.
 * @param {FormContext} ctx @param {Parameter[]} parameters @param {(name: string, value?: number) => void} tell @returns {Control}
 */
export function makeSizeControl(ctx, parameters, tell) {
  const { h } = ctx;
  let derived = /** @type {Size} */ ({});
  const sides = parameters.map((parameter, index) => {
    const side = {
      name: /** @type {"width" | "height"} */ (parameter.name),
      own: parameter.default ?? null,
      sign: index ? "px" : "×",
      /** @type {number | undefined} */
      typed: undefined,
      field: numberBox(ctx, parameter, (value) => {
        side.typed = value;
        paint();
        tell(side.name, value);
      }),
      /** @param {number} [value] */
      set(value) {
        side.typed = value;
        side.field.box.value = value ?? side.own ?? "";
      },
    };
    return side;
  });
  const message = h("span.kw-dim");
  const back = h("button.kw-link", { hidden: true, onclick: reset });
  function reset() {
    for (const side of sides) {
      side.set();
      tell(side.name);
    }
    paint();
  }
  function paint() {
    const isSet = sides.some(({ typed, own }) => typed !== undefined && typed !== own);
    const lengths = sides.map(({ name, own }) => derived[name] ?? own);
    for (const { name, field } of sides) field.box.placeholder = String(derived[name] ?? "auto");
    message.textContent = isSet || !derived.from ? "" : `from ${derived.from}`;
    back.textContent = lengths.some(isNone) ? "Back" : `Back to ${lengths.join(" × ")}`;
    back.hidden = !isSet;
  }
  const parts = sides.flatMap(({ field, sign }) => [field.box, h("span.kw-dim", sign)]);
  paint();
  return {
    el: labelled(ctx, { ...parameters[0], label: "Size", kind: "number" }, h("div.kw-slide", parts, message, back), { group: true }),
    set(values) {
      for (const side of sides) side.set(values[side.name]);
      paint();
    },
    settle: () => sides.forEach(({ field }) => field.settle()),
    derive(size) {
      derived = size || {};
      paint();
    },
  };
}
