// A clip that is dropped on the form: its settings field by field, to be applied to the form.

import { noticeSlow } from "../shared/channel.js";
import { setText, ownKeys, reveal } from "../shared/dom.js";
import * as icons from "../shared/icons.js";
import { dotted, whenText } from "../shared/format.js";
import { lastFrame } from "../shared/player.js";
import { makeSettingsPreview } from "../shared/settings-preview.js";
import { embeddedSettings, sidecarSettings } from "./mp4-settings.js";

// Milliseconds without an answer after which the panel says why.
const NO_ANSWER = 4000;

/** "clip", "sidecar" (the JSON file of a clip), or "" for any other file. @param {{ name?: string, type?: string }} file */
export function kindOfClip({ name = "", type = "" }) {
  if (/\.(mp4|m4v)$/i.test(name) || type === "video/mp4") return "clip";
  return /\.json$/i.test(name) || type === "application/json" ? "sidecar" : "";
}

/**
 * A panel in the form. `flush()` sends pending traits, `back()` takes the focus when the panel is closed.
 * @param {AnimateContext} ctx @param {() => void} flush @param {() => void} back
 */
export function makeSettingsImport(ctx, flush, back) {
  const { h, channel, scope, imageStore } = ctx;
  let asked = 0;
  let clip = /** @type {File | null} */ (null);
  const title = h("strong.kw-import-name");
  const made = h("span");
  const badge = h("span.kw-badge", { hidden: true }, "sandbox");
  const facts = h("span.kw-dim");
  const body = h("div");
  const frame = h("button.kw-link", { onclick: () => clip && takeFrame(clip) }, "Use last frame as next image");
  const status = h("span.kw-dim", { role: "status" });
  const head = h("p.kw-message", { role: "status" }, title, " ", made, " ", badge, " ", facts);
  const closing = h("button.kw-tool", { "aria-label": "Close", title: "Close", onclick: close }, icons.icon(icons.close));
  const el = h(
    "section.kw-stack.kw-import",
    { hidden: true, tabindex: -1, "aria-label": "A clip's settings", onkeydown: (event) => event.key === "Escape" && (event.stopPropagation(), close()) },
    h("div.kw-import-head", head, closing),
    body,
    h("div.kw-line.kw-import-ways", frame, status),
  );

  function shut() {
    asked++;
    clip = null;
    el.hidden = true;
    body.replaceChildren();
  }

  function close() {
    shut();
    back();
  }

  function open(/** @type {string} */ name, /** @type {string} */ news) {
    setText(title, name);
    setText(made, news);
    setText(facts, "");
    setText(status, "");
    badge.hidden = true;
    body.replaceChildren();
    frame.hidden = !clip;
    el.hidden = false;
  }

  /** Asks Python for the settings in a clip, or in the JSON file beside it. @param {string} name @param {File | null} found @param {File | null} beside */
  async function look(name, found, beside) {
    const mine = ++asked;
    open(name, "is being read.");
    el.focus();
    reveal(el);
    const settings = (found && (await embeddedSettings(found).catch(() => null))) || (await sidecarSettings(beside));
    if (mine !== asked || scope.signal.aborted) return;
    flush();
    const dropped = { name, size: found?.size || 0 };
    const buffers = settings ? [settings] : undefined;
    const request = channel.request("offer", dropped, buffers);
    const slow = () => mine === asked && setText(facts, "The kernel is busy");
    const answer = await noticeSlow(scope, request, slow, NO_ANSWER);
    if (mine === asked) show(name, answer, (names) => channel.request("apply", { ...dropped, names }, buffers));
  }

  function show(/** @type {string} */ name, /** @type {Answer} */ answer, /** @type {Parameters<typeof makeSettingsPreview>[2]} */ apply) {
    if (!answer.fields) return open(name, answer.message || "has no settings from krea_widgets.");
    open(name, `was made with ${answer.model}`);
    badge.hidden = answer.backend !== "sandbox";
    setText(facts, dotted(whenText(answer.made), answer.price));
    const preview = makeSettingsPreview(ctx, answer.fields, (names) => {
      flush();
      return apply(names);
    });
    body.replaceChildren(preview);
  }

  async function takeFrame(/** @type {File} */ file) {
    const held = scope.hold(file);
    setText(status, "Reading the last frame");
    try {
      imageStore.take(await lastFrame(held.href, `${file.name.replace(/\.\w+$/, "")}-last.png`), "start_image");
      setText(status, "");
    } catch {
      setText(status, "This browser cannot play it.");
    } finally {
      held.free();
    }
  }

  ownKeys(el);
  return {
    el,
    /** Closes it; the focus stays. */
    shut,
    /** Opens a clip and returns the files that are none. @param {File[]} files */
    take(files) {
      const [found, beside] = ["clip", "sidecar"].map((kind) => files.find((file) => kindOfClip(file) === kind) || null);
      const main = found || beside;
      if (main) {
        clip = found;
        look(main.name, found, beside);
      }
      return files.filter((file) => !kindOfClip(file));
    },
  };
}
