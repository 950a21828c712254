// The browser's rules that need no page: times, sizes, phrases, values, messages and files in pieces.

import assert from "node:assert/strict";
import { test } from "node:test";
import { clockText, partText, sizeText, advanceClock } from "../../../krea_widgets/widgets/shared/format.js";
import { PHRASES, findPhrase, findRival, insertion, placeOf } from "../../../krea_widgets/widgets/animate/prompt-phrases.js";
import { accepts, carryOver, clamp, gridOrder, isSegmented, lengthText, missing, nearestRatio, stepOf, tidied } from "../../../krea_widgets/widgets/animate/parameters.js";
import { retryUntil, makeChannel, latestOnly } from "../../../krea_widgets/widgets/shared/channel.js";
import { uploadFile, uploadProblem } from "../../../krea_widgets/widgets/shared/upload.js";
import { makeImageStore } from "../../../krea_widgets/widgets/animate/image-store.js";
import { cardText } from "../../../krea_widgets/widgets/animate/dropzone.js";
import { fitText } from "../../../krea_widgets/widgets/animate/image-fit.js";
import { freshRow, totalOf, withFreshRow } from "../../../krea_widgets/widgets/animate/row-editor.js";
import { downloadClip, servedAddress } from "../../../krea_widgets/widgets/shared/player.js";

const parameter = (more) => ({
  name: "x", kind: "choice", label: "X", required: false, default: null, choices: [], labels: [], min: null, max: null,
  step: null, max_length: null, max_items: null, unit: "", fields: [], rare: false, ...more,
});

test("times and sizes", () => {
  assert.deepEqual([0, 42.9, 60, 185, 3725].map(clockText), ["0:00", "0:42", "1:00", "3:05", "1:02:05"]);
  assert.deepEqual([900, 32000, 2.1e6, 9.84e6, 75e6, 4e9].map(sizeText), ["1 KB", "32 KB", "2.1 MB", "9.8 MB", "75 MB", "4 GB"]);
  assert.equal(partText(3.1e6, 8.4e6), "3.1 of 8.4 MB");
  assert.equal(partText(12e6, 30e6), "12 of 30 MB");
});

test("the elapsed time in message ticks, the usual one stays", () => {
  assert.equal(advanceClock("Krea is working · 0:42 · usually about 1:30", 42, 47.6), "Krea is working · 0:47 · usually about 1:30");
  assert.equal(advanceClock("Krea is working · 1:30 · usually about 1:30", 90, 95), "Krea is working · 1:35 · usually about 1:30");
  assert.equal(advanceClock("Connection lost, trying again in 4 s.", 42, 50), "Connection lost, trying again in 4 s.");
  assert.equal(advanceClock("In line · 0:12", 12.4, 11), "In line · 0:12"); // never backwards
  assert.equal(advanceClock("In line · 59:59", 3599, 3605), "In line · 1:00:05");
});

test("phrases go in at the cursor and leave what is there", () => {
  const put = (before, after, phrase) => before + insertion(before, after, phrase) + after;
  const dolly = { text: "dolly in" };
  const slow = { text: "slow", after: "slowly" };
  assert.equal(put("", "", dolly), "dolly in");
  assert.equal(put("pan left", "", dolly), "pan left, dolly in");
  assert.equal(put("pan left, ", "", dolly), "pan left, dolly in");
  assert.equal(put("", "", slow), "slow");
  assert.equal(put("slow", "", dolly), "slow dolly in");
  assert.equal(put("dolly in", "", slow), "dolly in slowly");
  // What was left of "dolly in slowly" takes another move.
  assert.equal(put("slowly", "", dolly), "slowly dolly in");
  assert.equal(put("a cat yawns, slowly", "", dolly), "a cat yawns, slowly dolly in");
  assert.equal(put("pan left slowly", "", dolly), "pan left slowly, dolly in");
  assert.equal(put("", "dolly in", slow), "slow dolly in");
  assert.equal(put("", "a cat", dolly), "dolly in, a cat");
  assert.equal(put("A cat.", "", dolly), "A cat. dolly in");
  assert.equal(put("고양이가 걷는다", "", dolly), "고양이가 걷는다, dolly in");
  for (const { phrases } of PHRASES) {
    for (const phrase of phrases) {
      for (const [before, after] of [["", ""], ["a", "b"], ["a ", " b"], ["a,", ""], ["slow", "z"]]) {
        const whole = put(before, after, phrase);
        assert.ok(whole.startsWith(before) && whole.endsWith(after) && /slow|[a-z]/.test(whole));
        assert.ok(!/ {2}|,,/.test(whole), JSON.stringify(whole));
      }
    }
  }
});

test("a phrase in a longer one is not in the prompt itself", () => {
  const on = (prompt) => PHRASES.flatMap(({ phrases }) => phrases.filter((phrase) => findPhrase(prompt, phrase)).map(({ text }) => text));
  assert.deepEqual(on("orbit left, gentle parallax"), ["orbit", "gentle parallax"]);
  assert.deepEqual(on("gentle pan left, gentle parallax"), ["pan left", "gentle", "gentle parallax"]);
  for (const phrase of PHRASES.flatMap(({ phrases }) => phrases)) assert.deepEqual(on(phrase.text), [phrase.text]);
});

test("a manner goes behind the last camera move", () => {
  const phrases = PHRASES.flatMap(({ phrases }) => phrases);
  const put = (prompt, text, cursor = prompt.length) => {
    const phrase = phrases.find((one) => one.text === text);
    const place = placeOf(prompt, phrase, cursor);
    return prompt.slice(0, place) + insertion(prompt.slice(0, place), prompt.slice(place), phrase) + prompt.slice(place);
  };
  assert.equal(put("fast dolly in, orbit, pan right, water ripples", "dramatic"), "fast dolly in, orbit, pan right dramatically, water ripples");
  assert.equal(put("slow pan left to right, a boat drifts", "subtle"), "slow pan left to right subtly, a boat drifts");
  assert.equal(put("orbit left", "slow"), "orbit left slowly");
  assert.equal(put("dolly in towards her face", "gentle"), "dolly in gently towards her face");
  assert.equal(put("a cat yawns", "slow", 5), "a cat slowly yawns");
  assert.equal(put("dolly in slowly", "subtle"), "dolly in subtly and slowly");
  assert.equal(put("dolly in fast, rain", "dramatic"), "dolly in dramatically and fast, rain");
  const without = (prompt, text) => {
    const [start, end] = findPhrase(prompt, phrases.find((one) => one.text === text));
    return prompt.slice(0, start) + prompt.slice(end);
  };
  assert.equal(without("dolly in subtly and slowly", "subtle"), "dolly in slowly");
  assert.equal(without("dolly in subtly and slowly, rain", "slow"), "dolly in subtly, rain");
  assert.equal(without("a cat and slow dolly in", "slow"), "a cat and dolly in");
  assert.equal(put("a cat yawns", "slow"), "a cat yawns slowly");
  assert.equal(put("", "slow"), "slow");
  // A move goes to the cursor.
  assert.equal(put("dolly in, rain", "pan left"), "dolly in, rain, pan left");
});

test("a move in other words is the same phrase", () => {
  const found = (prompt, text) => {
    const range = findPhrase(prompt, PHRASES[0].phrases.find((one) => one.text === text));
    return range && prompt.slice(0, range[0]) + prompt.slice(range[1]);
  };
  assert.equal(found("slow pan left to right, rain", "pan right"), "slow, rain");
  assert.equal(found("slow pan left to right, rain", "pan left"), null);
  assert.equal(found("tilt from the top to the bottom", "tilt down"), null);
  assert.equal(found("tilt down to up", "tilt up"), "");
  assert.equal(found("pan from the right to the left", "pan left"), "");
  assert.equal(found("pan right", "pan right"), "");
});

test("values follow to a model that takes them", () => {
  const five = parameter({ name: "duration", choices: [5, 10], labels: ["5 s", "10 s"] });
  const any = parameter({ name: "duration", kind: "range", min: 3, max: 8, step: 1 });
  const form = (...parameters) => ({ id: "m", title: "M", parameters: [parameter({ name: "prompt", kind: "text", required: true }), ...parameters] });
  assert.deepEqual(carryOver({ duration: 5, seed: 1 }, form(five)), { duration: 5 });
  assert.deepEqual(carryOver({ duration: 10 }, form(any)), {});
  assert.deepEqual(carryOver({ duration: 5, prompt: "x", start_image: "y" }, form(any)), { duration: 5 });
  assert.deepEqual(carryOver({ anything: 1 }, null), { anything: 1 });
  // Each model has its own spelling of an aspect ratio, there and back.
  const ratio = (...choices) => form(parameter({ name: "aspect_ratio", kind: "choice", choices, labels: choices }));
  assert.deepEqual(carryOver({ aspect_ratio: "9:16" }, ratio("1280:720", "720:1280")), { aspect_ratio: "720:1280" });
  assert.deepEqual(carryOver({ aspect_ratio: "720:1280" }, ratio("16:9", "9:16")), { aspect_ratio: "9:16" });
  assert.deepEqual(carryOver({ aspect_ratio: "832:1104" }, ratio("16:9", "3:4")), { aspect_ratio: "3:4" });
  assert.deepEqual(carryOver({ aspect_ratio: "21:9" }, ratio("16:9", "9:16")), {});
  assert.ok(!accepts(parameter({ kind: "switch" }), "true"));
  assert.ok(!accepts(any, "5") && !accepts(any, NaN) && accepts(any, 3));
  assert.ok(!accepts(parameter({ kind: "images" }), ["x"]));
});

test("the order of the controls is the same for all models", () => {
  const names = (...list) => gridOrder({ parameters: list.map((name) => parameter({ name })) }).map(({ name }) => name);
  assert.deepEqual(names("seed", "loop", "aspect_ratio", "prompt", "duration", "start_image"), ["duration", "aspect_ratio", "seed", "loop"]);
});

test("numbers are brought to what the model takes", () => {
  const range = parameter({ kind: "range", min: 3, max: 15, step: 1 });
  const above = parameter({ kind: "number", above: 0, step: 0.1 });
  assert.deepEqual([-2, 0.25].map((value) => clamp(above, value)), [0.1, 0.25]);
  assert.ok(!accepts(above, 0) && accepts(above, 0.25));
  assert.ok(!accepts(parameter({ kind: "number", integer: true }), 1.5));
  assert.deepEqual([1, 4.4, 99, NaN].map((value) => clamp(range, value)), [3, 4, 15, null]);
  assert.equal(clamp(parameter({ kind: "range", min: -2, max: 2, step: 0.1 }), 0.30000000004), 0.3);
  assert.equal(stepOf(parameter({ min: 0, max: 1 })), 0.01);
  assert.ok(isSegmented({ labels: ["16:9", "9:16", "1:1"] }) && !isSegmented({ labels: Array(8).fill("16:9") }));
});

test("what is missing is said before anything is sent", () => {
  const form = { title: "H3", parameters: [parameter({ name: "prompt", kind: "text", max_length: 5 }), parameter({ name: "start_image", kind: "image", required: true })] };
  assert.equal(missing(form, { prompt: " ", filled: () => true }).field, "prompt");
  assert.match(missing(form, { prompt: "123456", filled: () => true }).message, /too long/);
  assert.equal(missing(form, { prompt: "🐈🐈🐈🐈🐈", filled: () => true }), null); // characters, not code units
  assert.equal(missing(form, { prompt: "go", filled: () => false }).field, "start_image");
  assert.equal(lengthText("x".repeat(50), 100), "");
  const fields = [parameter({ name: "prompt", kind: "text", label: "Prompt", required: true }), parameter({ name: "tag", kind: "text", label: "Tag", min_length: 3, hint: "3 or more" })];
  const rows = (more) => ({ title: "K3", parameters: [parameter({ name: "shots", kind: "list", label: "Shots", fields, ...more })] });
  const go = (form, values, has = () => false) => missing(form, { prompt: "go", filled: has, values })?.message || "";
  assert.equal(go(rows({ required: true }), {}), "K3 needs “Shots”. Nothing was sent.");
  assert.equal(go(rows(), { shots: [{ prompt: "a" }, {}] }), "Shots 2: Prompt is missing. Nothing was sent.");
  assert.equal(go(rows(), { shots: [{ prompt: "a", tag: "no" }] }), "Shots 1: Tag cannot be “no” (3 or more). Nothing was sent.");
  assert.equal(go(rows(), { shots: [{ prompt: "a", tag: "yes" }] }), "");
  assert.equal(lengthText("x".repeat(2310), 2500), "2,310 of 2,500 characters");
});

test("a tag is made of what is typed", () => {
  const tag = parameter({ kind: "text", pattern: "^[a-z][a-z0-9_-]+$", min_length: 3, max_length: 16 });
  assert.deepEqual(["Red Cat", "red-cat", " red_cat ", "9 lives", "é"].map((text) => tidied(tag, text)), ["red-cat", "red-cat", "red_cat", "lives", "é"]);
  assert.ok(accepts(tag, "red-cat") && !accepts(tag, "Red") && !accepts(tag, "ab"));
  assert.equal(tidied(parameter({ kind: "text" }), " Red Cat "), "Red Cat");
});

test("new stations of a camera move, and untouched times are spread anew", () => {
  const fields = [
    parameter({ name: "time", kind: "range", min: 0, max: 1, required: true }),
    parameter({ name: "distance", kind: "number", above: 0, required: true }),
    parameter({ name: "azimuth", kind: "number", unit: "°", required: true }),
  ];
  let rows = [];
  for (let count = 0; count < 3; count++) rows = withFreshRow(fields, rows);
  assert.deepEqual(rows.map(({ time }) => time), [0, 0.5, 1]);
  assert.deepEqual(rows.map(({ azimuth }) => azimuth), [0, 30, 60]);
  const touched = withFreshRow(fields, [{ ...rows[0] }, { ...rows[1], time: 0.7 }]);
  assert.deepEqual(touched.map(({ time }) => time), [0, 0.7, 1]);
});

test("the seconds of shots are added up and compared with the clip's length", () => {
  const fields = [parameter({ name: "duration", kind: "range", min: 1, max: 15, unit: "s" })];
  const length = parameter({ name: "duration", kind: "range", min: 3, max: 15, label: "Length" });
  const peers = (value) => ({ peek: () => ({ parameter: length, value }) });
  assert.equal(totalOf(fields, [], peers(5)), null);
  assert.deepEqual([totalOf(fields, [{ duration: 4 }, { duration: 5 }], peers(9)).differs], [false]);
  const apart = totalOf(fields, [{ duration: 4 }, { duration: 5 }], peers(5));
  assert.deepEqual([apart.seconds, apart.differs, apart.fits, apart.label], [9, true, true, "Length"]);
  assert.equal(totalOf(fields, [{ duration: 15 }, { duration: 15 }], peers(5)).fits, false);
});

test("the ratios are said in message", () => {
  assert.equal(fitText({ still: "3:2", clip: "16:9", wider: false }), "The image (3:2) is narrower than the clip (16:9).");
  assert.equal(fitText({ still: "", clip: "9:16", wider: true }), "The image is wider than the clip (9:16).");
});

test("a fresh row holds what can be guessed", () => {
  const fields = [
    parameter({ name: "time", kind: "range", min: 0, max: 1, required: true }),
    parameter({ name: "distance", kind: "number", min: 0, above: 0, required: true }),
    parameter({ name: "elevation", kind: "range", min: -90, max: 90, required: true }),
    parameter({ name: "tag", kind: "text", required: true }),
  ];
  assert.deepEqual(freshRow(fields, 1, 2), { time: 1, distance: 1, elevation: 0 });
});

function scopeOf() {
  const ends = [];
  return { token: "v1", signal: new AbortController().signal, onEnd: (end) => ends.push(end), end: () => ends.forEach((end) => end()) };
}

function modelOf(answer) {
  const listeners = new Set();
  const model = {
    sent: [],
    on: (name, listener) => name === "msg:custom" && listeners.add(listener),
    off: (_, listener) => listeners.delete(listener),
    listeners,
    hear: (message, buffers) => listeners.forEach((listener) => listener(message, buffers)),
    send(message, _, buffers) {
      model.sent.push(message);
      answer?.(model, message, buffers || []);
    },
  };
  return model;
}

test("a message without a kernel is an answer too", async () => {
  const gone = { ...modelOf(), send: () => { throw new Error("Cannot send"); } }; // prettier-ignore
  let lost = 0;
  const channel = makeChannel(gone, scopeOf(), () => (lost += 1));
  const answer = await channel.request("run");
  assert.deepEqual([answer.kind, answer.message], ["problem", "Nothing was sent: run the cell again."]);
  assert.equal(channel.send("heartbeat"), false);
  assert.equal(lost, 2);
});

test("answers find their question, late and foreign ones are dropped", async () => {
  const model = modelOf();
  const scope = scopeOf();
  const channel = makeChannel(model, scope);
  const used = [];
  const ask = latestOnly((body) => channel.request("price", body), (answer) => used.push(answer.text));
  ask({ n: 1 });
  ask({ n: 2 });
  const [first, second] = model.sent;
  model.hear({ kind: "price", view: "v2", id: second.id, text: "other view" });
  model.hear({ kind: "price", view: "v1", id: second.id, text: "new" });
  model.hear({ kind: "price", view: "v1", id: first.id, text: "old" });
  model.hear({ kind: "price", view: "v1", id: second.id, text: "twice" });
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(used, ["new"]);
  // The first answer to a question that is asked again is good until the next one.
  used.length = 0;
  for (let times = 0; times < 3; times++) ask({ n: 3 });
  const [one, two, three] = model.sent.slice(2);
  for (const { id } of [one, three, two]) model.hear({ kind: "price", view: "v1", id, text: id });
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(used, [one.id, three.id]);
  scope.end();
  assert.equal(model.listeners.size, 0);
});

/** Python's side of an upload: acknowledges, gathers, and says the last word. */
function python({ piece = 1000, last = "still" } = {}) {
  const got = { bytes: [], most: 0, open: 0, fresh: true };
  const answer = (model, message, buffers) => {
    const say = (body) => setTimeout(() => ((got.open -= message.kind === "chunk" ? 1 : 0), model.hear({ view: "v1", id: message.id, ...body }, [])), 1);
    if (message.kind === "file") return say({ kind: "ack", received: 0, chunk_size: piece });
    if (message.kind !== "chunk") return undefined;
    got.most = Math.max(got.most, ++got.open);
    got.fresh &&= buffers[0] instanceof ArrayBuffer && buffers[0].byteLength <= piece;
    assert.equal(message.offset, got.bytes.length);
    got.bytes.push(...new Uint8Array(buffers[0]));
    say({ kind: "ack", received: got.bytes.length });
    if (got.bytes.length === message.size || got.bytes.length === got.size) say({ kind: last, key: "k" });
    return undefined;
  };
  return { got, answer };
}

const bytesOf = (count) => Uint8Array.from({ length: count }, (_, index) => index % 251);

test("what is not answered is asked again, ever later, and not once it is there", () => {
  const waits = [];
  let asked = 0;
  let answer = false;
  const scope = { later: (work, milliseconds) => waits.push([work, milliseconds]) };
  retryUntil(scope, () => ++asked, () => answer);
  waits[0][0]();
  answer = true;
  waits[1][0]();
  assert.deepEqual([asked, waits.map(([, milliseconds]) => milliseconds)], [2, [3000, 6000]]);
});

test("a file goes up whole, in order, four pieces at a time, in buffers of its own", async () => {
  const { got, answer } = python();
  const data = bytesOf(10_500);
  got.size = data.length;
  const file = new File([data], "a.png", { type: "image/png" });
  const progress = [];
  const result = await uploadFile(makeChannel(modelOf(answer), scopeOf()), file, { field: "start_image", onProgress: (done) => progress.push(done) });
  assert.equal(result.kind, "still");
  assert.deepEqual(Uint8Array.from(got.bytes), data);
  assert.equal(got.most, 4);
  assert.ok(got.fresh);
  assert.deepEqual(progress, [...progress].sort((a, b) => a - b));
});

test("each file says of which model the form was that it was dropped into", async () => {
  const model = modelOf((me, { kind, id }) => kind === "file" && setTimeout(() => me.hear({ kind: "still", view: "v1", id, key: id }), 1));
  const scope = { ...scopeOf(), hold: () => ({ href: "", free() {} }), later: () => () => {} };
  let shown = "many/pictures"; // what the page shows; the trait is written a moment later
  const ctx = { scope, channel: makeChannel(model, scope), form: () => ({ id: shown, parameters: [] }) };
  const imageStore = makeImageStore(ctx, () => true, () => {}, () => {});
  const files = ["1.png", "2.png"].map((name) => new File(["x"], name, { type: "image/png" }));
  const taken = files.map((file) => imageStore.take(file, "reference_images"));
  shown = "another/model";
  await Promise.all(taken);
  assert.deepEqual(model.sent.map(({ kind, name, model }) => [kind, name, model]), [["file", "1.png", "many/pictures"], ["file", "2.png", "many/pictures"]]);
});

test("an upload can be stopped and refused", async () => {
  const control = new AbortController();
  const model = modelOf((me, message) => message.kind === "file" && control.abort());
  const stopped = await uploadFile(makeChannel(model, scopeOf()), new File([bytesOf(10)], "a.png"), { signal: control.signal });
  assert.equal(stopped.kind, "stopped");
  assert.equal(model.sent.at(-1).kind, "abandon");
  const refusing = modelOf((me, message) => me.hear({ kind: "problem", view: "v1", id: message.id, message: "no" }));
  const channel = makeChannel(refusing, scopeOf());
  const pending = uploadFile(channel, new File([bytesOf(10)], "a.png"));
  assert.equal((await pending).message, "no");
});

test("files that cannot be stills are refused before they are read", () => {
  assert.match(uploadProblem(new File(["x"], "a.txt", { type: "text/plain" })), /^a\.txt is not an image \(it is text\)\.$/);
  assert.match(uploadProblem(new File(["x"], "a.mp4", { type: "video/mp4" })), /a video/);
  assert.equal(uploadProblem(new File(["x"], "a.mp4", { type: "video/mp4" }), "video"), "");
  assert.match(uploadProblem(new File(["x"], "a.png", { type: "image/png" }), "audio"), /a\.png is not a sound \(it is an image\)/);
  assert.match(uploadProblem(new File([], "a.png", { type: "image/png" })), /empty/);
  assert.match(uploadProblem({ name: "big.png", type: "image/png", size: 75_000_001 }), /too large: 76 MB/);
  assert.equal(uploadProblem(new File(["x"], "a.heic", { type: "" })), "");
});

test("a clip comes down in pieces, and a trouble is said", async () => {
  const data = bytesOf(2500);
  const model = modelOf((me, message) => setTimeout(() => {
    const piece = data.slice(message.offset, message.offset + 1000);
    me.hear({ kind: "chunk", view: "v1", id: message.id, total: data.length }, [new DataView(piece.buffer)]);
  }, 1));
  const blob = await downloadClip(makeChannel(model, scopeOf()), "job");
  assert.deepEqual(new Uint8Array(await blob.arrayBuffer()), data);
  const failing = modelOf((me, message) => setTimeout(() => me.hear({ kind: "problem", view: "v1", id: message.id, message: "gone" }), 1));
  await assert.rejects(downloadClip(makeChannel(failing, scopeOf()), "job"), /gone/);
});

test("captions and addresses", () => {
  assert.equal(cardText({ width: 1920, height: 1080, mime: "image/jpeg", size: 2.1e6 }), "1920 × 1080 · JPEG 2.1 MB");
  assert.equal(cardText({ width: 0, height: 0, mime: "", size: 0 }), "");
  const kept = { querySelectorAll: () => [{ src: "http://h/files/a/krea_clips/x.mp4" }, { src: "http://h/user/files/n/krea_clips/cat%20%231.mp4?_xsrf=2" }] };
  assert.equal(servedAddress(kept, "krea_clips/cat%20%231.mp4"), "http://h/user/files/n/krea_clips/cat%20%231.mp4?_xsrf=2");
  assert.equal(servedAddress(kept, "other.mp4"), "");
  assert.equal(servedAddress(kept, ""), "");
  const probe = { querySelectorAll: () => [{ src: "http://h/user/files/n/krea-widgets-probe.mp4?token=1" }] };
  assert.equal(servedAddress(probe, "krea_clips/cat%20%231.mp4"), "http://h/user/files/n/krea_clips/cat%20%231.mp4?token=1");
});

test("a dropped image chooses the nearest aspect ratio of the model", () => {
  const parameter = (choices, own) => ({ name: "aspect_ratio", choices, default: own });
  assert.equal(nearestRatio(parameter(["16:9", "9:16", "1:1"], "16:9"), 3 / 4), "9:16");
  assert.equal(nearestRatio(parameter(["16:9", "9:16", "1:1"], "16:9"), 7 / 8), "1:1");
  assert.equal(nearestRatio(parameter(["16:9", "9:16", "1:1"], "16:9"), 9 / 16), "9:16");
  assert.equal(nearestRatio(parameter(["1280:720", "720:1280", "1104:832"], "1280:720"), 4 / 3), "1104:832");
  assert.equal(nearestRatio(parameter(["adaptive", "16:9"], "16:9"), 1), "16:9");
  // Where the model follows the image, and where it has no ratio.
  assert.equal(nearestRatio(parameter(["adaptive", "16:9", "1:1"], "adaptive"), 1), "");
  assert.equal(nearestRatio(null, 1), "");
});

test("slow takes the place of fast", () => {
  const phraseOf = (text) => PHRASES.flatMap(({ phrases }) => phrases).find((phrase) => phrase.text === text);
  const [slow, fast] = ["slow", "fast"].map(phraseOf);
  const swapped = (prompt, phrase) => {
    const { range, text } = findRival(prompt, phrase);
    return prompt.slice(0, range[0]) + text + prompt.slice(range[1]);
  };
  assert.equal(swapped("slow dolly in, gentle", fast), "fast dolly in, gentle");
  assert.equal(swapped("pan left slowly", fast), "pan left fast");
  assert.equal(swapped("pan left fast, calm", slow), "pan left slowly, calm");
  assert.equal(swapped("Fast orbit", slow), "slow orbit");
  assert.equal(swapped("the cat, fast pan left", slow), "the cat, slow pan left");
  assert.equal(swapped("slow pan left, gentle", phraseOf("pan right")), "slow pan right, gentle");
  assert.equal(swapped("Dolly out of the room subtly", phraseOf("dolly in")), "dolly in of the room subtly");
  assert.equal(swapped("pan right subtly", phraseOf("dramatic")), "pan right dramatically");
  assert.equal(findRival("pan right to left", phraseOf("pan left")), null);
  assert.equal(findRival("orbit, zoom out", phraseOf("shallow depth of field")), null);
  assert.equal(findRival("breakfast, slowest", slow), null);
  assert.equal(findRival("slow pan", { text: "gentle", after: "gently" }), null);
});

test("a phrase is taken out of the prompt with its separator", () => {
  const slow = { text: "slow", after: "slowly" };
  const without = (prompt, phrase) => {
    const range = findPhrase(prompt, phrase);
    return range && prompt.slice(0, range[0]) + prompt.slice(range[1]);
  };
  assert.equal(without("slow dolly in", slow), "dolly in");
  assert.equal(without("dolly in slowly", slow), "dolly in");
  assert.equal(without("slow dolly in", { text: "dolly in" }), "slow");
  // What is before keeps its comma, and a direction goes with its move.
  assert.equal(without("fast pan left, dolly in", { text: "pan left" }), "fast, dolly in");
  assert.equal(without("left fast, pan left", { text: "fast", after: "fast" }), "left, pan left");
  assert.equal(without("slow orbit left, gentle parallax", { text: "orbit" }), "slow, gentle parallax");
  assert.equal(without("orbit left", { text: "orbit" }), "");
  assert.equal(without("pan left, dolly in, a cat", { text: "dolly in" }), "pan left, a cat");
  assert.equal(without("pan left, dolly in", { text: "dolly in" }), "pan left");
  assert.equal(without("Dolly In.", { text: "dolly in" }), ".");
  assert.equal(without("slowest", slow), null);
  // This pans to the right.
  assert.equal(without("fast pan left to right", { text: "pan left", rival: "pan right" }), null);
  assert.equal(without("tilt up to the down", { text: "tilt up", rival: "tilt down" }), null);
  assert.equal(without("pan left to the sea", { text: "pan left" }), "to the sea");
  assert.equal(without("", slow), null);
  // What is put in is found, and taken out again.
  for (const { phrases } of PHRASES) {
    for (const phrase of phrases) {
      for (const before of ["", "a cat walks", "pan left, "]) {
        const prompt = before + insertion(before, "", phrase);
        assert.equal(without(prompt, phrase).trim().replace(/,$/, ""), before.trim().replace(/,$/, ""), prompt);
      }
    }
  }
});
