// A clip that is dropped on the form: its settings field by field, to be applied to the form.

import { noticeSlow } from "../shared/channel.js";
import { icon, setText } from "../shared/dom.js";
import { whenText } from "../shared/format.js";
import { sidecarSettings, embeddedSettings } from "./mp4-settings.js";
import { lastFrame } from "../shared/player.js";
import { makeSettingsPreview } from "../shared/settings-preview.js";

// Milliseconds without an answer after which the panel says why.
const NO_ANSWER = 4000;
const ELSEWHERE = "It was made elsewhere, or a program removed them.";

/** "clip", "sidecar" (the JSON file of a clip), "quicktime", or "" for any other file. */
export function kindOfClip({ name = "", type = "" }) {
  if (/\.(mp4|m4v)$/i.test(name) || type === "video/mp4") return "clip";
  if (/\.(mov|qt)$/i.test(name) || type === "video/quicktime") return "quicktime";
  return /\.json$/i.test(name) || type === "application/json" ? "sidecar" : "";
}

/**
 * A panel in the form: `{el, take(files)}`. `take` opens a clip and returns the files that are none; `flush()` sends pending
 * traits, `back()` takes the focus when the panel is closed.
 */
export function makeSettingsImport(ctx, { flush, back }) {
  const { h, channel, scope, imageStore } = ctx;
  let asked = 0;
  const title = h("strong.kw-import-name");
  const made = h("span");
  const badge = h("span.kw-badge", { hidden: true }, "sandbox");
  const facts = h("span.kw-dim");
  const body = h("div");
  const frame = h("button.kw-link", null, "Use last frame as next image");
  const status = h("span.kw-dim", { role: "status" });
  const close = () => {
    asked++;
    clip = null;
    element.hidden = true;
    body.replaceChildren();
    back();
  };
  const element = h(
    "section.kw-stack.kw-import",
    {
      hidden: true,
      tabindex: -1,
      "aria-label": "A clip's settings",
      "data-lm-suppress-shortcuts": "true",
      onkeydown: (event) => {
        if (event.key === "Escape") (event.stopPropagation(), close());
      },
    },
    h(
      "div.kw-import-head",
      null,
      h("p.kw-message", { role: "status" }, title, " ", made, " ", badge, " ", facts),
      h("button.kw-tool", { "aria-label": "Close", title: "Close", onclick: close }, icon("close")),
    ),
    body,
    h("div.kw-import-ways", null, frame, status),
  );
  /** @type {File | null} */
  let clip = null;
  frame.addEventListener("click", () => takeFrame(), { signal: scope.signal });

  function open(name, message) {
    setText(title, name);
    setText(made, message);
    setText(facts, "");
    setText(status, "");
    badge.hidden = true;
    body.replaceChildren();
    frame.hidden = !clip;
    element.hidden = false;
  }

  async function look(beside) {
    const mine = ++asked;
    const { name } = clip || beside;
    open(name, "is being read.");
    element.focus();
    element.scrollIntoView({ block: "nearest" });
    const settings = (clip && (await embeddedSettings(clip).catch(() => null))) || (await sidecarSettings(beside));
    if (mine !== asked || scope.signal.aborted) return;
    flush();
    const dropped = { name, size: clip?.size || 0 };
    const buffers = settings ? [settings] : undefined;
    const request = channel.request("offer", dropped, buffers);
    const slow = () => mine === asked && setText(facts, "Waiting for the kernel: it is busy with a cell");
    const answer = await noticeSlow(scope, request, slow, NO_ANSWER);
    if (mine === asked) show(name, answer, (names) => channel.request("apply", { ...dropped, names }, buffers));
  }

  function show(name, answer, apply) {
    if (!answer.fields) {
      open(name, answer.message || `carries no settings of krea_widgets. ${clip ? ELSEWHERE : ""}`);
      return;
    }
    open(name, `was made with ${answer.model}`);
    badge.hidden = answer.backend !== "sandbox";
    setText(facts, [whenText(answer.made), answer.price].filter(Boolean).join(" · "));
    body.replaceChildren(
      makeSettingsPreview(ctx, answer.fields, (names) => {
        flush();
        return apply(names);
      }),
    );
  }

  async function takeFrame() {
    if (!clip) return;
    const held = scope.hold(clip);
    const stem = clip.name.replace(/\.\w+$/, "");
    setText(status, "Reading the last frame");
    try {
      imageStore.take(await lastFrame(held.href, `${stem}-last.png`), "start_image");
      setText(status, "");
    } catch {
      setText(status, "This browser cannot play it, so its last frame cannot be read.");
    } finally {
      held.free();
    }
  }

  return {
    el: element,
    take(files) {
      const find = (kind) => files.find((file) => kindOfClip(file) === kind) || null;
      const [other, beside, found] = [find("quicktime"), find("sidecar"), find("clip")];
      if (found || beside || other) clip = found;
      if (found || beside) look(beside);
      else if (other) (asked++, open(other.name, "is a QuickTime movie. Clips of krea_widgets are MP4 files. Nothing was sent."));
      return files.filter((file) => !kindOfClip(file));
    },
  };
}
