// A dropped clip: its settings are found by small reads, and nothing that somebody wrote there can hang the page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST_PACKET, MOST_SETTINGS, sidecarSettings, embeddedSettings } from "../../../krea_widgets/widgets/animate/mp4-settings.js";
import { kindOfClip } from "../../../krea_widgets/widgets/animate/settings-import.js";

const XMP = Uint8Array.from("be7acfcb97a942e89c71999491e3afac".match(/../g), (pair) => parseInt(pair, 16));
const letters = (text) => new TextEncoder().encode(text);
const message = (bytes) => bytes && new TextDecoder().decode(bytes);

function number(value, bytes) {
  const view = new DataView(new ArrayBuffer(bytes));
  if (bytes === 8) view.setBigUint64(0, BigInt(value));
  else view.setUint32(0, value);
  return new Uint8Array(view.buffer);
}

const joined = (...parts) => new Uint8Array(parts.flatMap((part) => [...part]));
const box = (kind, content = [], size = 8 + content.length) => joined(number(size, 4), letters(kind), content);
const MARK = "urn:uuid:34c11bca-3f3f-41dd-972c-3e35a776bff3#";
const packet = (text) => box("uuid", joined(XMP, letters(text)));
const ours = (text) => packet(MARK + text);
const FILM = joined(box("ftyp", letters("isom")), box("moov", new Uint8Array(40)), box("mdat", new Uint8Array(90)));
const file = (...parts) => new File(parts, "a.mp4", { type: "video/mp4" });

test("the settings at the end of a film, also behind a long box and somebody else's", async () => {
  assert.equal(message(await embeddedSettings(file(FILM, ours("{}x")))), `${MARK}{}x`);
  const long = joined(number(1, 4), letters("mdat"), number(16 + 5, 8), new Uint8Array(5));
  const theirs = box("uuid", new Uint8Array(30));
  assert.equal(message(await embeddedSettings(file(FILM, long, theirs, packet("<another program>"), ours("ü")))), `${MARK}ü`);
  assert.equal(message(await embeddedSettings(file(FILM, ours("old"), ours("new")))), `${MARK}new`);
  assert.equal(message(await embeddedSettings(file(joined(number(1, 4), letters("uuid"), number(32 + MARK.length, 8), XMP, letters(MARK))))), MARK);
});

test("a large film is not read", async () => {
  let read = 0;
  const size = 100e6 + FILM.length + ours("{}").length;
  const whole = { size, slice: (from, to) => {
    read += Math.min(to, size) - from;
    const head = joined(FILM, number(100e6, 4), letters("mdat"), new Uint8Array(24));
    const part = from < head.length ? head.slice(from, to) : ours("{}").slice(from - FILM.length - 100e6, to - FILM.length - 100e6);
    return new Blob([part]);
  } };
  assert.equal(message(await embeddedSettings(whole)), `${MARK}{}`);
  assert.ok(read < 1000, `${read} bytes`);
});

test("what is no film, is cut off, lies about lengths or is too large has none", async () => {
  const bad = [
    [], [letters("hello")], [letters("hello, this is a text")], [FILM], [FILM, ours("{}").slice(0, -1)], [FILM, box("uuid", XMP.slice(0, 9))],
    [FILM, box("free", [], 0), ours("{}")], [FILM, box("free", [], 3), ours("{}")], [FILM, number(1, 4), letters("free"), number(2 ** 52, 8), ours("{}")],
    [FILM, ours("x".repeat(MOST_PACKET + 1)), packet("{}")], [FILM, number(1, 4), letters("fr")],
  ];
  for (const parts of bad) assert.equal(await embeddedSettings(file(...parts)), null, String(parts.length));
  const many = joined(...Array(30).fill(box("free")));
  assert.equal(message(await embeddedSettings(file(FILM, many, ours("{}")))), `${MARK}{}`);
  let asked = 0;
  const endless = { size: 1e9, slice: () => (asked++, new Blob([box("free")])) };
  assert.equal(await embeddedSettings(endless), null);
  assert.equal(asked, 20000);
});

test("what lies beside a clip travels without its poster", async () => {
  const beside = (text) => sidecarSettings(new File([text], "a.json"));
  assert.deepEqual(JSON.parse(message(await beside('{"model": "m", "poster": "xxxx"}'))), { model: "m" });
  for (const text of ["", "{", "null", "x".repeat(1 << 21), JSON.stringify({ prompt: "x".repeat(MOST_SETTINGS) })]) assert.equal(await beside(text), null);
  assert.equal(await sidecarSettings(null), null);
});

test("a file is known for what it is by its name or its type", () => {
  const kinds = [["A.MP4", ""], ["x", "video/mp4"], ["a.m4v", ""], ["a.mov", "video/quicktime"], ["a.json", ""], ["a.png", "image/png"], ["a.webm", "video/webm"]];
  assert.deepEqual(kinds.map(([name, type]) => kindOfClip({ name, type })), ["clip", "clip", "clip", "", "sidecar", "", ""]);
});
