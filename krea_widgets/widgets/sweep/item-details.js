// The details of one sweep item: its clip, settings and file.

import { makeSettingsUse } from "../shared/clip-actions.js";
import { copyButton } from "../shared/copy-button.js";
import { partOf, setText } from "../shared/dom.js";
import { clockText } from "../shared/format.js";
import { makePlayer } from "../shared/player.js";

/** `linked()` tells whether there is a form to apply the settings to. */
export function makeItemDetails(/** @type {Context} */ view, /** @type {string} */ key, /** @type {string} */ label, /** @type {() => boolean} */ linked) {
  const ctx = partOf(view);
  const { h, channel, scope } = ctx;
  let played = "";
  let player = /** @type {View | null} */ (null);
  const stage = h("div.kw-s-stage", { hidden: true });
  const settings = h("dl.kw-s-settings");
  const path = h("code.kw-path");
  const copyPath = copyButton(ctx, "Copy path", () => path.textContent);
  const file = h("p.kw-line", { hidden: true }, path, copyPath);
  const use = makeSettingsUse(ctx, () => (scope.signal.aborted ? "" : key), linked);
  const trouble = h("pre.kw-pre.kw-tinted");
  const fold = h("details.kw-more", { hidden: true }, h("summary", "Details"), trouble);
  const about = h("div.kw-stack.kw-s-about", settings, file, fold, use.toggle, use.el);
  const el = h("div.kw-s-item", { role: "region", "aria-label": `Item: ${label}` }, stage, about);

  /** Called again when the item has changed. */
  async function load() {
    const answer = await channel.request("details", { key });
    if (scope.signal.aborted || answer.kind !== "details") return;
    const made = answer.seconds ? [["Made in", clockText(answer.seconds)]] : [];
    /** @type {[string, string][]} */
    const pairs = [...answer.settings, ...made];
    settings.replaceChildren(...pairs.flatMap(([name, value]) => [h("dt", name), h("dd", value)]));
    file.hidden = !answer.path;
    setText(path, answer.path);
    use.setCall(answer.call);
    fold.hidden = !answer.details;
    setText(trouble, answer.details);
    if (!answer.clip || played === answer.path) return;
    player?.end();
    played = answer.path;
    player = makePlayer(ctx, key, answer.clip, `Clip: ${label}`);
    stage.replaceChildren(player.el);
    stage.hidden = false;
  }

  load();
  return {
    el,
    load,
    end() {
      scope.end();
      el.remove();
    },
  };
}
