// The backend in use, and the masked field that sends an API token to Python.

import { makeDisclosure } from "../shared/clip-actions.js";
import { setText } from "../shared/dom.js";

// Krea docs, "API keys and billing".
const TOKENS = "https://www.krea.ai/app/api/tokens";

/** The token is sent once as a message; neither the page, a trait nor the notebook keeps it. @param {Context} ctx */
export function makeBackend(ctx) {
  const { h, channel } = ctx;
  // Why Krea could not be asked whether it knows the token.
  let unchecked = "";
  const badge = h("span.kw-badge");
  const message = h("span.kw-dim");
  const fault = h("span.kw-error", { role: "status" });
  const box = h("input.kw-input.kw-token", { type: "password", autocomplete: "off", spellcheck: "false", placeholder: "API token", "aria-label": "API token" });
  const use = h("button.kw-button", { type: "submit" }, "Use token");
  const page = h("a.kw-link", { href: TOKENS, target: "_blank", rel: "noopener noreferrer" }, "Get one at Krea");
  const about = h("span.kw-dim", page, " · stays in this kernel, never in the notebook");
  const login = h("form.kw-line.kw-login", { onsubmit: submit, onkeydown: onKey }, box, use, about, fault);
  const disclosure = makeDisclosure(ctx, "Use your API token", login, (yes) => {
    // A token that was typed and not sent does not stay in the page.
    box.value = "";
    setText(fault, "");
    if (yes) box.focus();
  });

  function onKey(/** @type {KeyboardEvent} */ event) {
    if (event.key === "Enter" && event.target === box) {
      // In JupyterLab, this key does not submit a form.
      event.preventDefault();
      use.click();
    }
    if (event.key !== "Escape") return;
    // JupyterLab would leave the cell.
    event.stopPropagation();
    disclosure.open(false);
    disclosure.toggle.focus();
  }

  async function submit(/** @type {Event} */ event) {
    event.preventDefault();
    const token = box.value.trim();
    box.value = "";
    setText(fault, "");
    if (!token) return box.focus();
    use.disabled = true;
    // An answer can take a while where Krea cannot be reached.
    setText(use, "Checking");
    const answer = await channel.request("login", { token });
    use.disabled = false;
    setText(use, "Use token");
    if (answer.kind !== "problem") {
      unchecked = answer.message || "";
      setText(message, unchecked);
      return disclosure.open(false);
    }
    setText(fault, answer.message);
    box.focus();
  }
  return {
    el: h("div.kw-backend", h("span.kw-line.kw-backend-line", badge, message, disclosure.toggle), login),
    /** @param {string} backend "" while it is unknown */
    paint(backend) {
      const sandbox = backend === "sandbox";
      setText(badge, backend || "…");
      badge.classList.toggle("kw-badge-krea", !sandbox);
      setText(message, sandbox ? "Free preview, rendered on this computer" : unchecked);
      disclosure.toggle.hidden = !sandbox;
      if (!sandbox) disclosure.open(false);
    },
  };
}
