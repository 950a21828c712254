// Which backend answers, said plainly, and the one masked field by which a token reaches Python.

import { setText } from "../shared/dom.js";

/** `{el, paint(backend)}`. The token goes out once as a message and is never kept here, in a trait or in the notebook. */
export function makeBackend(ctx) {
  const { h, channel } = ctx;
  const badge = h("span.kw-badge");
  const message = h("span.kw-dim");
  const fault = h("span.kw-error", { role: "status" });
  const box = h("input.kw-input.kw-token", {
    type: "password",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: "Krea token",
    "aria-label": "Krea token",
  });
  const use = h("button.kw-button", { type: "submit" }, "Use");
  const login = h(
    "form.kw-login",
    {
      hidden: true,
      onsubmit: async (event) => {
        event.preventDefault();
        const token = box.value.trim();
        box.value = "";
        if (!token) return box.focus();
        setText(fault, "");
        const answer = await channel.request("login", { token });
        if (answer.kind === "problem") return (setText(fault, answer.message), box.focus());
        open(false);
      },
    },
    box,
    use,
    h("span.kw-dim", null, "stays in this kernel, never in the notebook"),
    fault,
  );
  const toggle = h("button.kw-link", { type: "button", "aria-expanded": "false", onclick: () => open(login.hidden) }, "Use your Krea token");
  function open(yes) {
    login.hidden = !yes;
    box.value = "";
    setText(fault, "");
    toggle.setAttribute("aria-expanded", String(yes));
    if (yes) box.focus();
  }
  return {
    el: h("div.kw-backend", null, h("span.kw-backend-line", null, badge, message, toggle), login),
    paint(backend) {
      const sandbox = backend === "sandbox";
      setText(badge, backend || "…");
      badge.classList.toggle("kw-badge-krea", !sandbox);
      setText(message, sandbox ? "rendered here, free" : "");
      toggle.hidden = !sandbox;
      if (!sandbox) open(false);
    },
  };
}
