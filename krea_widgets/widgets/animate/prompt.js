// The prompt with its motion phrases, and the choice of the model.

import { makeDisclosure } from "../shared/clip-actions.js";
import { setText } from "../shared/dom.js";
import { dotted } from "../shared/format.js";
import { PHRASES, findPhrase, findRival, insertion, placeOf } from "./prompt-phrases.js";
import { lengthText } from "./parameters.js";

/** `changed(text)` is called while typing. @param {Context} ctx @param {(text: string) => void} changed */
export function makePrompt(ctx, changed) {
  const { h } = ctx;
  let most = 0;
  const box = h("textarea.kw-input.kw-prompt", { rows: 3, spellcheck: "true", placeholder: "How should it move? Ctrl+Enter animates.", oninput: take });
  const length = h("span.kw-length", { role: "status" });
  function take() {
    paint();
    changed(box.value);
  }
  function paint() {
    setText(length, lengthText(box.value, most));
    length.classList.toggle("kw-error", most > 0 && [...box.value].length > most);
    chips.paint(box.value);
    fit();
  }
  /** As high as its text. */
  function fit() {
    box.style.height = "auto";
    if (box.scrollHeight) box.style.height = `${Math.min(box.scrollHeight + 2, 260)}px`;
  }
  /** Inserts a phrase at the cursor, or takes it out. @param {import("./prompt-phrases.js").Phrase} phrase */
  function toggle(phrase) {
    const atEnd = box.selectionEnd === box.value.length;
    const cursor = placeOf(box.value, phrase, box.selectionEnd);
    const rival = findRival(box.value, phrase);
    const [start, end] = findPhrase(box.value, phrase) || (rival ? rival.range : [cursor, cursor]);
    let text = insertion(box.value.slice(0, cursor), box.value.slice(cursor), phrase);
    if (start < end) text = rival && !findPhrase(box.value, phrase) ? rival.text : "";
    box.focus();
    box.setSelectionRange(start, end);
    // This way Ctrl-Z undoes it.
    if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
      box.setRangeText(text, start, end, "end");
      take();
    }
    // The next phrase follows the last one, also after a word in the middle was exchanged.
    if (atEnd) box.setSelectionRange(box.value.length, box.value.length);
  }
  const chips = makeChips(ctx, toggle);
  let width = 0;
  ctx.scope.onResize(box, () => {
    if (box.clientWidth !== width) fit();
    width = box.clientWidth;
  });
  return {
    el: h("div.kw-stack", h("label.kw-field", h("span.kw-label", "Prompt", length), box), chips.el),
    get: () => box.value,
    set(/** @type {string} */ text) {
      if (box.value !== text) box.value = text;
      paint();
    },
    /** The most characters that the model takes. @param {number | null} [count] */
    limit(count) {
      most = count || 0;
      paint();
    },
    box,
  };
}

function makeChips(/** @type {Context} */ ctx, /** @type {(phrase: import("./prompt-phrases.js").Phrase) => void} */ toggle) {
  const { h } = ctx;
  const all = /** @type {Map<import("./prompt-phrases.js").Phrase, HTMLElement>} */ (new Map());
  const [camera, speed, amount, ...others] = PHRASES.map(({ title, phrases }) => {
    const chips = phrases.map((phrase) => {
      const chip = h("button.kw-chip", { onclick: () => toggle(phrase), "aria-label": `“${phrase.text}” in the prompt` }, phrase.text);
      all.set(phrase, chip);
      return chip;
    });
    const list = h("span.kw-line.kw-chip-list", chips);
    return { list, el: h("div.kw-chip-group", { role: "group", "aria-label": title }, h("span.kw-chip-title", { "aria-hidden": "true" }, title), list) };
  });
  const rest = h("div.kw-stack.kw-chip-rest", others.map(({ el }) => el)); // prettier-ignore
  const more = makeDisclosure(ctx, "More phrases", rest, (yes) => setText(more.toggle, yes ? "Fewer phrases" : "More phrases"));
  more.toggle.classList.add("kw-chip-more");
  amount.list.append(more.toggle);
  return {
    el: h("div.kw-stack.kw-chips", camera.el, h("div.kw-chip-pair", speed.el, amount.el), rest),
    /** Shows the phrases of the prompt as pressed. @param {string} prompt */
    paint(prompt) {
      for (const [phrase, chip] of all) chip.ariaPressed = String(Boolean(findPhrase(prompt, phrase)));
    },
  };
}

/**
 * The models, the popular ones first, the others by provider. All but the chosen one have their usual price at Krea beside the name:
 * that of the chosen one, with the form's settings, is on the button. @param {Context} ctx @param {(id: string) => void} changed
 */
export function makeModelChoice({ h }, changed) {
  const select = h("select.kw-input", { onchange: () => changed(select.value) });
  const titles = /** @type {Map<string, [string, string]>} */ (new Map());
  function makeOption(/** @type {Pick<ModelForm, "id" | "title"> & Partial<ModelForm>} */ { id, title, price = "" }) {
    titles.set(id, [title, dotted(title, price)]);
    return h("option", { value: id });
  }
  return {
    el: h("label.kw-field.kw-model", h("span.kw-label", "Model"), select),
    fill(/** @type {ModelForm[]} */ forms) {
      const groupOf = (/** @type {ModelForm} */ form) => (form.popular ? "Popular" : form.provider);
      const labels = new Set([...forms.filter((form) => form.popular), ...forms].map(groupOf));
      titles.clear();
      const groups = [...labels].map((label) => h("optgroup", { label }, forms.filter((form) => groupOf(form) === label).map(makeOption))); // prettier-ignore
      select.replaceChildren(...groups);
    },
    set(/** @type {string} */ id) {
      // A model that is newer than the catalogue.
      if (id && !titles.has(id)) select.append(makeOption({ id, title: id }));
      select.value = id;
      for (const option of select.options) setText(option, titles.get(option.value)?.[option.selected ? 0 : 1]);
    },
  };
}
