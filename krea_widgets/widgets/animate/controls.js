// One native control for each kind of parameter.

import { setText } from "../shared/dom.js";
import * as icons from "../shared/icons.js";
import { countHint, labelled, numberBox, segmentBar, unitOf } from "./field.js";
import { makeFileTiles, makeRowFile, makeRowFiles } from "./file-tiles.js";
import { accepts, isFile, isNone, isSegmented, isSeveral, stepOf, tidied } from "./parameters.js";
import { makeRowEditor } from "./row-editor.js";

/** @type {MakeControl} */
export function makeControl(ctx, parameter, tell) {
  const { inner } = parameter;
  const hasRows = parameter.fields.length > 0;
  const makeFile = !inner ? makeFileTiles : isSeveral(parameter) ? makeRowFiles : makeRowFile;
  /** @type {Partial<Record<ParameterKind, MakeControl>>} */
  const makers = {
    choice: isSegmented(parameter) ? makeSegments : makeSelect,
    range: isSliding(parameter) && !ctx.compact ? makeSlider : makeNumber,
    number: makeNumber,
    switch: isUnset(parameter) ? makeSegments : makeSwitch,
    text: makeText,
    url: makeText,
    urls: makeLines,
    list: hasRows ? makeRowEditor : makeJson,
    object: hasRows ? makeRowEditor : makeJson,
  };
  return (isFile(parameter) ? makeFile : makers[parameter.kind] || makeJson)(ctx, parameter, tell);
}

/** Whether Krea chooses the value of a parameter that is not set. @param {Parameter} parameter */
function isUnset({ required, default: own }) {
  return !required && isNone(own);
}

/** Whether a hand can hit each step of a slider; a seed has 2^31. @param {Parameter} parameter */
function isSliding({ min, max, step }) {
  return typeof min === "number" && typeof max === "number" && max - min <= 200 * (step || 1);
}

function shown(/** @type {Parameter} */ parameter, /** @type {any} */ value) {
  return value ?? parameter.default;
}

/** The choices, with "auto" first where the parameter can stay unset. @returns {[any, string][]} */
function optionsOf(/** @type {Parameter} */ parameter) {
  const { choices, labels } = parameter.kind === "switch" ? { choices: [true, false], labels: ["on", "off"] } : parameter;
  const pairs = choices.map((choice, index) => /** @type {[any, string]} */ ([choice, String(labels[index] ?? choice)]));
  return isUnset(parameter) ? [[undefined, "auto"], ...pairs] : pairs;
}

/** @type {MakeControl} */
function makeSegments(ctx, parameter, tell) {
  const bar = segmentBar(ctx, parameter.label, optionsOf(parameter), tell);
  return { el: labelled(ctx, parameter, bar.el, { group: true }), set: (value) => bar.set(shown(parameter, value) ?? undefined) };
}

/** @type {MakeControl} */
function makeSelect(ctx, parameter, tell) {
  const { h } = ctx;
  const options = optionsOf(parameter);
  const names = options.map(([, label]) => h("option", label));
  const select = h("select.kw-input", { onchange: () => tell(options[select.selectedIndex][0]) }, names);
  return {
    el: labelled(ctx, parameter, select),
    set: (value) => (select.selectedIndex = options.findIndex(([choice]) => choice === (shown(parameter, value) ?? undefined))),
  };
}

/** @type {MakeControl} */
function makeSlider(ctx, parameter, tell) {
  const { min, max } = parameter;
  const { box, settle } = numberBox(ctx, parameter, (value) => {
    move(value);
    tell(value);
  });
  const slider = ctx.h("input.kw-slider", { type: "range", min, max, step: stepOf(parameter), "aria-label": parameter.label, oninput: slide });
  function slide() {
    box.value = slider.value;
    tell(slider.valueAsNumber);
  }
  /** @param {number} [value] */
  function move(value) {
    slider.value = shown(parameter, value) ?? min;
  }
  return {
    el: labelled(ctx, parameter, ctx.h("div.kw-slide", slider, box, unitOf(ctx, parameter)), { group: true }),
    set(value) {
      move(value);
      box.value = shown(parameter, value) ?? "";
    },
    settle,
  };
}

/** @type {MakeControl} */
function makeNumber(ctx, parameter, tell) {
  const { box, settle } = numberBox(ctx, parameter, tell);
  const isSeed = parameter.name === "seed";
  const dice = isSeed && ctx.h("button.kw-tool", { onclick: roll, title: "New random seed" }, icons.icon(icons.dice));
  if (isSeed) {
    box.placeholder = "random";
    box.classList.add("kw-seed");
  }
  function roll() {
    box.value = String(Math.floor(Math.random() * (Math.min(parameter.max ?? 2147483647, 2147483647) + 1)));
    tell(box.valueAsNumber);
  }
  return {
    el: labelled(ctx, parameter, ctx.h("div.kw-slide", box, unitOf(ctx, parameter), dice), { group: true }),
    set: (value) => (box.value = shown(parameter, value) ?? ""),
    settle,
  };
}

/** @type {MakeControl} */
function makeSwitch(ctx, parameter, tell) {
  const { h } = ctx;
  const message = h("span.kw-switch-text");
  const input = h("input.kw-switch", { type: "checkbox", role: "switch", onchange: () => (paint(), tell(input.checked)) });
  const paint = () => setText(message, input.checked ? "on" : "off");
  return {
    el: labelled(ctx, parameter, h("span.kw-switch-line", input, message)),
    set(value) {
      input.checked = Boolean(shown(parameter, value));
      paint();
    },
  };
}

// Characters above which a text has several lines.
const LONG = 200;

/** @type {MakeControl} */
function makeText(ctx, parameter, tell) {
  const isUrl = parameter.kind === "url";
  const long = !isUrl && Number(parameter.max_length) >= LONG;
  const options = {
    maxlength: parameter.max_length,
    placeholder: isUrl ? "https://…" : parameter.hint || "",
    title: parameter.hint,
    spellcheck: String(long),
    oninput: () => tell(box.value.trim() === "" ? undefined : isUrl ? box.value.trim() : box.value),
    onchange: tidy,
  };
  /** @type {HTMLInputElement | HTMLTextAreaElement} */
  const box = long ? ctx.h("textarea.kw-input", { rows: 2, ...options }) : ctx.h("input.kw-input", { type: isUrl ? "url" : "text", ...options });
  function tidy() {
    const text = tidied(parameter, box.value);
    if (parameter.pattern && text !== box.value) tell((box.value = text) || undefined);
    markInvalid();
  }
  function markInvalid() {
    box.toggleAttribute("aria-invalid", box.value !== "" && !accepts({ ...parameter, kind: "text" }, box.value.trim()));
  }
  return {
    el: labelled(ctx, parameter, box, { wide: true }),
    set(value) {
      box.value = shown(parameter, value) ?? "";
      markInvalid();
    },
  };
}

/** @type {MakeControl} */
function makeLines(ctx, parameter, tell) {
  const box = ctx.h("textarea.kw-input", { rows: 1, placeholder: "https://…   one per line", spellcheck: "false", oninput: take });
  const grow = () => (box.rows = Math.min(6, box.value.split("\n").length));
  function take() {
    grow();
    const lines = box.value.split("\n").map((line) => line.trim());
    const full = lines.filter(Boolean);
    tell(full.length ? full : undefined);
  }
  return {
    el: labelled(ctx, parameter, box, { wide: true, extra: countHint(ctx, parameter) }),
    set(value) {
      box.value = (shown(parameter, value) || []).join("\n");
      grow();
    },
  };
}

/** The fallback for shapes that have no control: JSON, checked while typing. @type {MakeControl} */
function makeJson(ctx, parameter, tell) {
  const { h } = ctx;
  const fault = h("span.kw-error", { role: "status" });
  const box = h("textarea.kw-input.kw-code", { rows: 3, spellcheck: "false", placeholder: "JSON", oninput: take });
  function take() {
    try {
      tell(box.value.trim() === "" ? undefined : JSON.parse(box.value));
      setText(fault, "");
      box.removeAttribute("aria-invalid");
    } catch {
      setText(fault, "Not valid JSON yet. It is not used.");
      box.ariaInvalid = "true";
      tell(undefined);
    }
  }
  return {
    el: labelled(ctx, parameter, [box, fault], { wide: true }),
    set(value) {
      const own = shown(parameter, value);
      box.value = Object.keys(own ?? {}).length ? JSON.stringify(own, null, 1) : "";
    },
  };
}
