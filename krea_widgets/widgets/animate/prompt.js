// The prompt with its motion phrases, and the choice of the model.

import { makeDisclosure } from "../shared/clip-actions.js";
import { setText } from "../shared/dom.js";
import { PHRASES, insertion, phraseList } from "./prompt-phrases.js";
import { lengthText } from "./parameters.js";

/** `{el, get(), set(text), limit(count), focus()}`; `changed(text)` is called while typing. */
export function makePrompt(ctx, changed) {
  const { h } = ctx;
  let most = 0;
  const box = h("textarea.kw-input.kw-prompt", {
    rows: 3,
    spellcheck: "true",
    placeholder: "How should it move?",
    oninput: () => {
      paint();
      changed(box.value);
    },
  });
  const length = h("span.kw-length", { role: "status" });
  const paint = () => {
    setText(length, lengthText(box.value, most));
    length.classList.toggle("kw-error", most > 0 && [...box.value].length > most);
    box.style.height = "auto";
    if (box.scrollHeight) box.style.height = `${Math.min(box.scrollHeight + 2, 260)}px`;
  };
  const insert = (phrase) => {
    const end = box.selectionEnd;
    const text = insertion(box.value.slice(0, end), box.value.slice(end), phrase);
    box.focus();
    box.setSelectionRange(end, end);
    // This way Ctrl-Z undoes it.
    if (!document.execCommand("insertText", false, text)) {
      box.setRangeText(text, end, end, "end");
      paint();
      changed(box.value);
    }
  };
  const field = h("label.kw-field", null, h("span.kw-label", null, "Prompt", length), box);
  return {
    el: h("div.kw-stack", null, field, makeChips(ctx, insert)),
    get: () => box.value,
    set(text) {
      if (box.value !== text) box.value = text;
      paint();
    },
    limit(count) {
      most = count || 0;
      paint();
    },
    focus: () => box.focus(),
  };
}

function makeChips(ctx, insert) {
  const { h } = ctx;
  const chip = (phrase) => h("button.kw-chip", { onclick: () => insert(phrase), "aria-label": `Add “${phrase.text}” to the prompt` }, phrase.text);
  const group = (phrases) =>
    h(
      "div.kw-chip-group",
      { role: "group", "aria-label": phrases.title },
      h("span.kw-chip-title", { "aria-hidden": "true" }, phrases.title),
      h("span.kw-line.kw-chip-list", null, phraseList(phrases).map(chip)),
    );
  const rest = makeDisclosure(ctx, "More phrases", h("div.kw-stack.kw-chip-rest", null, PHRASES.slice(2).map(group)), (yes) =>
    setText(rest.toggle, yes ? "Fewer phrases" : "More phrases"),
  );
  rest.toggle.classList.add("kw-chip-more");
  const seen = PHRASES.slice(0, 2).map(group);
  seen[1].lastElementChild.append(rest.toggle);
  return h("div.kw-stack.kw-chips", null, seen, rest.el);
}

/** The models, the popular ones first, the others by provider: `{el, fill(forms), set(id), paint(backend)}`. */
export function makeModelChoice(ctx, changed) {
  const { h } = ctx;
  const select = h("select.kw-input", { onchange: () => changed(select.value) });
  const options = [];
  const option = (form) => {
    const element = h("option", { value: form.id });
    options.push([element, form]);
    return element;
  };
  const group = (label, forms) => h("optgroup", { label }, forms.map(option));
  let known = [];
  let backend = "";
  const name = () => options.forEach(([element, form]) => setText(element, optionText(form, backend)));
  return {
    el: h("label.kw-field.kw-model", null, h("span.kw-label", null, "Model"), select),
    fill(forms) {
      const popular = forms.filter((form) => form.popular);
      const rest = forms.filter((form) => !form.popular);
      const providers = [...new Set(rest.map((form) => form.provider))];
      known = forms.map((form) => form.id);
      options.length = 0;
      const groups = providers.map((provider) =>
        group(
          provider,
          rest.filter((form) => form.provider === provider),
        ),
      );
      select.replaceChildren(...(popular.length ? [group("Popular", popular)] : []), ...groups);
      name();
    },
    set(id) {
      if (id && !known.includes(id)) {
        known.push(id);
        // A model that is newer than the catalogue.
        select.append(option({ id, title: id }));
        name();
      }
      select.value = id;
    },
    /** Shows prices beside the names where clips are billed. */
    paint(next) {
      if (next === backend) return;
      backend = next;
      name();
    },
  };
}

function optionText({ title, from, deprecated }, backend) {
  const price = backend === "krea" && from ? ` · from ${from.replace(/^about /, "")}` : "";
  return `${title}${deprecated ? " (being withdrawn)" : ""}${price}`;
}
