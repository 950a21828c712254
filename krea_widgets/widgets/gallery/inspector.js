// One clip of the gallery in detail: the video, prompt, rating, file and settings.

import { makeSettingsUse } from "../shared/clip-actions.js";
import { copyButton } from "../shared/copy-button.js";
import { reducedMotion, setText, showText, ownKeys, reveal } from "../shared/dom.js";
import * as icons from "../shared/icons.js";
import { clockText, dotted, whenText } from "../shared/format.js";
import { showClip } from "../shared/player.js";
import { makeRating } from "../shared/rating.js";
import { stateText } from "./clip-grid.js";

export function makeInspector(/** @type {Context} */ ctx, /** @type {GalleryActs} */ act) {
  const { h, channel, signal } = ctx;
  let current = /** @type {ClipRow | null} */ (null);
  let asked = 0;
  let stopVideo = /** @type {(() => void) | null} */ (null);
  /** Does something with the clip shown. @param {(row: ClipRow) => unknown} work */
  const withRow = (work) => () => current && work(current);
  const shut = () => act.shut();

  const rating = makeRating(ctx, { rate: (count) => withRow((row) => act.rate(row, count))(), win: withRow(act.win) });
  const download = h("a.kw-link", { hidden: true }, "Download");
  const use = makeSettingsUse(ctx, () => current?.key, act.linked);
  const stage = h("div.kw-tinted.kw-g-stage");
  const prompt = h("p.kw-g-full-prompt", { tabindex: 0, role: "group", "aria-label": "Prompt" });
  ownKeys(prompt);
  const badge = h("span.kw-badge", "sandbox");
  const facts = h("span");
  const when = h("p.kw-dim");
  const trouble = h("p.kw-message.kw-error", { role: "status" });
  const note = h("p.kw-message");
  const judge = h("div.kw-line.kw-g-line", rating.stars, rating.winner);
  const path = h("code.kw-path");
  const copyPath = copyButton(ctx, "Copy path", () => current?.path || "");
  const look = h("button.kw-button", { onclick: withRow(act.look) }, "Look again");
  const remove = h("button.kw-link", { onclick: withRow((row) => act.remove([row])) }, "Delete");
  const restore = h("button.kw-button", { onclick: withRow((row) => act.restore([row.key])) }, "Restore");
  const form = h("button.kw-link", { onclick: withRow(act.form) }, "New form with these settings");
  const file = h("p.kw-g-file", path, " ", copyPath);
  const el = h(
    "aside.kw-g-inspector",
    { hidden: true, "aria-label": "Clip", onkeydown: (event) => event.key === "Escape" && (event.stopPropagation(), shut()) },
    h("button.kw-tool.kw-g-shut", { "aria-label": "Close", onclick: shut }, icons.icon(icons.close)),
    stage,
    h(
      "div.kw-stack.kw-g-about",
      prompt,
      h("p.kw-line.kw-g-line", badge, facts),
      when,
      trouble,
      judge,
      note,
      file,
      h("div.kw-line.kw-g-line", look, restore),
      h("div.kw-line", use.toggle, form, download, remove),
      use.el,
    ),
  );

  function clear() {
    stopVideo?.();
    stopVideo = null;
    download.hidden = true;
    stage.replaceChildren();
  }

  /** Shows a clip; a call while another is loading replaces it. @param {ClipRow} row */
  async function show(row) {
    const other = current?.key !== row.key;
    current = row;
    el.hidden = false;
    if (other) {
      clear();
      use.close();
      for (const part of [when, facts, note]) setText(part, "");
      use.setCall("");
    }
    paint(row);
    const mine = ++asked;
    const answer = await channel.request("details", { key: row.key });
    if (mine !== asked || signal.aborted) return;
    if (answer.kind !== "details") return setText(trouble, answer.message);
    const whole = { ...answer.row, prompt: answer.prompt };
    current = whole;
    paintDetails(whole, answer);
    paint(whole);
    if (!stopVideo) paintVideo(whole);
  }

  function paint(/** @type {ClipRow} */ row) {
    setText(prompt, row.prompt || "(no prompt)");
    badge.hidden = row.backend !== "sandbox";
    rating.paint(row.rating, row.winner);
    const gone = row.state === "done" && !row.there && !row.deleted;
    // Only a clip can be rated.
    judge.hidden = row.state !== "done";
    look.hidden = !gone;
    restore.hidden = !row.deleted;
    remove.hidden = row.deleted || row.state === "open";
    file.hidden = !row.path;
    setText(path, row.path);
    path.title = row.path;
    if (row.state === "done") setText(trouble, gone ? "The file is missing: it was moved or renamed." : "");
  }

  function paintDetails(/** @type {ClipRow} */ row, /** @type {Answer} */ details) {
    setText(facts, dotted(details.facts, row.price));
    const made = dotted(whenText(row.at * 1000), details.seconds && `rendered in ${clockText(details.seconds)}`);
    setText(when, details.trash ? `Deleted. Its file is in ${details.trash}` : made);
    showText(note, details.note && `Note: ${details.note}`);
    if (row.state !== "done") setText(trouble, details.message || `${stateText(row)}.`);
    use.setCall(details.call);
    form.hidden = act.linked() || !details.call;
  }

  function paintVideo(/** @type {ClipRow} */ row) {
    download.hidden = true;
    stage.hidden = !row.there || row.deleted;
    if (stage.hidden) return;
    const message = h("p.kw-g-say", { role: "status" });
    const options = { controls: true, loop: true, muted: true, playsinline: true, autoplay: !reducedMotion(), preload: "metadata" };
    const video = h("video.kw-g-video", { ...options, "aria-label": `Clip: ${row.prompt || row.name}` });
    stage.replaceChildren(video, message);
    const { shown, stop } = showClip(ctx, video, message, row.key, row);
    stopVideo = stop;
    shown.then((address) => {
      if (!address) return;
      [download.href, download.download, download.hidden] = [address, row.name, false];
      // Now it has its height: its buttons are seen too.
      reveal(el);
    });
  }

  return {
    el,
    row: () => current,
    show,
    /** Another form is linked, or none any more. */
    paintLink() {
      use.close();
      if (current) show(current);
    },
    update(/** @type {ClipRow} */ row) {
      if (!current || current.key !== row.key) return;
      const moved = current.there !== row.there || current.deleted !== row.deleted;
      current = { ...current, ...row };
      if (moved) {
        clear();
        show(current);
      } else paint(current);
    },
    shut() {
      asked++;
      current = null;
      clear();
      el.hidden = true;
    },
  };
}
