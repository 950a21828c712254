// A clip that is dropped on the form: how it was made, field by field, and what of it shall be used again.

import { icon, setText } from "../shared/dom.js";
import { sidecarSettings, embeddedSettings } from "./mp4-settings.js";
import { lastFrame } from "../shared/player.js";
import { makeSettingsPreview } from "../shared/settings-preview.js";

const NO_ANSWER = 4000; // milliseconds without an answer, after which the panel says why
const ELSEWHERE = "It was made elsewhere, or a program on the way took them out.";

/** What a file is here: "film", "beside" (the settings that lie beside a clip), "other film", or "" for all else. */
export function kindOfClip({ name = "", type = "" }) {
  if (/\.(mp4|m4v)$/i.test(name) || type === "video/mp4") return "film";
  if (/\.(mov|qt)$/i.test(name) || type === "video/quicktime") return "other film";
  return /\.json$/i.test(name) || type === "application/json" ? "beside" : "";
}

/**
 * A panel that opens in the form: `{el, take(files)}`. `take` gives back the files that are no clips; `flush()` sends what was
 * typed a moment ago, `back()` takes the focus when the panel is shut.
 */
export function makeSettingsImport(ctx, { flush, back }) {
  const { h, channel, scope, imageStore } = ctx;
  let asked = 0;
  const title = h("strong.kw-import-name");
  const made = h("span");
  const badge = h("span.kw-badge", { hidden: true }, "sandbox");
  const facts = h("span.kw-dim");
  const body = h("div");
  const frame = h("button.kw-link", { type: "button" }, "Use its last frame as the next still");
  const said = h("span.kw-dim", { role: "status" });
  const shut = () => {
    asked++;
    film = null;
    element.hidden = true;
    body.replaceChildren();
    back();
  };
  const element = h(
    "section.kw-import",
    {
      hidden: true,
      tabindex: -1,
      "aria-label": "A clip's settings",
      "data-lm-suppress-shortcuts": "true",
      onkeydown: (event) => {
        if (event.key === "Escape") (event.stopPropagation(), shut());
      },
    },
    h(
      "div.kw-import-head",
      null,
      h("p.kw-message", { role: "status" }, title, " ", made, " ", badge, " ", facts),
      h("button.kw-tool", { type: "button", "aria-label": "Close", title: "Close", onclick: shut }, icon("close")),
    ),
    body,
    h("div.kw-import-ways", null, frame, said),
  );
  let film = null;
  frame.addEventListener("click", () => takeFrame(), { signal: scope.signal });

  function open(name, message) {
    setText(title, name);
    setText(made, message);
    setText(facts, "");
    setText(said, "");
    badge.hidden = true;
    body.replaceChildren();
    frame.hidden = !film;
    element.hidden = false;
  }

  async function look(beside) {
    const mine = ++asked;
    const { name } = film || beside;
    open(name, "is looked at.");
    element.focus();
    element.scrollIntoView({ block: "nearest" });
    const settings = (film && (await embeddedSettings(film).catch(() => null))) || (await sidecarSettings(beside));
    if (mine !== asked || scope.signal.aborted) return;
    flush();
    const doubt = scope.later(() => mine === asked && setText(facts, "Waiting for the kernel: it is busy with a cell"), NO_ANSWER);
    const answer = await channel.request("offer", { name, size: film?.size || 0 }, settings ? [settings] : undefined);
    doubt();
    if (mine === asked) show(name, answer);
  }

  function show(name, answer) {
    if (!answer.fields) {
      open(name, answer.message || `carries no settings of krea_widgets. ${film ? ELSEWHERE : ""}`);
      return;
    }
    open(name, `was made with ${answer.model}`);
    badge.hidden = answer.backend !== "sandbox";
    setText(facts, [dayText(answer.made), answer.price].filter(Boolean).join(" · "));
    body.replaceChildren(
      makeSettingsPreview(ctx, answer.fields, (names) => {
        flush();
        return channel.request("apply", { key: answer.key, names });
      }),
    );
  }

  async function takeFrame() {
    const held = scope.hold(film);
    const stem = film.name.replace(/\.\w+$/, "");
    setText(said, "Taking the last frame");
    try {
      imageStore.take(await lastFrame(held.href, `${stem}-last.png`), "start_image");
      setText(said, "");
    } catch {
      setText(said, "This browser cannot play it, so its last frame cannot be taken.");
    } finally {
      held.free();
    }
  }

  return {
    el: element,
    take(files) {
      const find = (kind) => files.find((file) => kindOfClip(file) === kind) || null;
      const [other, beside, found] = [find("other film"), find("beside"), find("film")];
      if (found || beside || other) film = found;
      if (found || beside) look(beside);
      else if (other) (asked++, open(other.name, "is a QuickTime film. Clips of krea_widgets are MP4 files. Nothing was sent."));
      return files.filter((file) => !kindOfClip(file));
    },
  };
}

function dayText(made) {
  const when = new Date(made);
  return made && !isNaN(when.getTime())
    ? when.toLocaleString("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" })
    : "";
}
