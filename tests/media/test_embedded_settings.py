"""Settings in the film itself: every reader still reads it, and nothing that somebody put there does harm."""

from __future__ import annotations

import json
import shutil
import struct
from pathlib import Path

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from krea_widgets.media import Clip, mp4
from krea_widgets.media.crop import MOST_ZOOM
from krea_widgets.media.embedded_settings import (
    MOST_BYTES,
    MOST_PACKET,
    MOST_SIDECAR_BYTES,
    embed_settings,
    embedded_settings,
    known,
    parse_untrusted,
    sidecar_bytes,
)
from krea_widgets.media.xmp import NAMESPACE, OWNER, write_packet

BUILDS = ["", "faststart", "frag_keyframe+empty_moov+default_base_moof+skip_trailer"]
SETTINGS = {
    "krea_widgets": 1,
    "backend": "krea",
    "model": "kling/kling-2.5",
    "prompt": "slow dolly in – ゆっくり",
    "values": {"prompt": "slow dolly in", "duration": 5, "cfg_scale": 0.5, "shots": [{"seconds": 2}]},
    "still": {"name": "cat.png", "digest": "ab" * 32, "width": 640, "height": 480},
    "job_id": "550e8400",
    "completed_at": "2026-11-25T12:00:00Z",
    "seconds": 94.2,
    "price": {"amount": 0.37, "currency": "USD", "exact": True},
}


def box(content: bytes, owner: bytes = OWNER) -> bytes:
    return struct.pack(">I4s", 24 + len(content), b"uuid") + owner + content


def packet(text: str) -> bytes:
    return write_packet({}, text)


@pytest.fixture
def copy(film, tmp_path):
    def make(build: str = "faststart", more: bytes = b"") -> Path:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.mp4"
        path.write_bytes(film(build).read_bytes() + more)
        return path

    return make


@pytest.mark.parametrize("build", BUILDS)
def test_it_is_read_back_and_every_reader_reads_the_film(copy, build):
    path = copy(build)
    before, facts = path.read_bytes(), mp4.facts(path)
    assert embed_settings(
        path, {**SETTINGS, "poster": "x" * 90_000, "url": "https://x", "call": "f()", "token": "canary"}
    )
    assert path.read_bytes()[: len(before)] == before, "no byte of the film is touched"
    assert b"canary" not in path.read_bytes()
    assert embedded_settings(path) == Clip.open(path).settings == SETTINGS
    assert mp4.facts(path) == facts
    with av.open(str(path)) as container:
        container.seek(600_000)
        assert len(list(container.decode(video=0))) >= 4


@pytest.mark.parametrize("build", BUILDS)
def test_a_second_time_takes_the_first_ones_place(copy, build):
    path, once = copy(build), copy(build)
    for prompt in ("a much longer wording than the other one", "short"):
        assert embed_settings(path, {**SETTINGS, "prompt": prompt})
    embed_settings(once, {**SETTINGS, "prompt": "short"})
    assert path.read_bytes() == once.read_bytes()
    assert path.read_bytes().count(NAMESPACE.encode()) == 1


def test_where_the_end_is_taken_the_film_stays_as_it_is(copy):
    index = copy("frag_keyframe+empty_moov")  # ends with the list that is looked for at the very end
    open_ended = copy("faststart")
    data = open_ended.read_bytes()
    at = data.index(b"mdat") - 4
    open_ended.write_bytes(data[:at] + bytes(4) + data[at + 4 : at + struct.unpack_from(">I", data, at)[0]])
    for path in (index, open_ended):
        before = path.read_bytes()
        mp4.facts(path)
        assert not embed_settings(path, SETTINGS)
        assert path.read_bytes() == before
        assert embedded_settings(path) == {}


def test_too_much_is_not_written(copy):
    path = copy()
    before = path.read_bytes()
    assert not embed_settings(path, {**SETTINGS, "values": {str(number): "x" * 999 for number in range(80)}})
    assert path.read_bytes() == before


def test_the_sidecar_comes_first_and_a_broken_one_last(copy):
    path = copy(more=box(packet(json.dumps(SETTINGS))))
    path.with_suffix(".json").write_text(json.dumps({**SETTINGS, "prompt": "edited"}))
    assert Clip.open(path).prompt == "edited"
    path.with_suffix(".json").write_text("{")
    assert Clip.open(path).prompt == SETTINGS["prompt"]
    assert Clip.open(shutil.copy(path, path.with_name("friend's.mp4"))).prompt == SETTINGS["prompt"]


@pytest.mark.parametrize(
    "more",
    [
        box(packet(json.dumps(SETTINGS)), owner=bytes(16)),
        box(b""),
        box(b"\xff\xfe"),
        box(json.dumps(SETTINGS).encode().join([b"<", NAMESPACE.encode()])),
        box(packet("")),
        box(packet("[1, 2]")),
        box(packet('{"model": "kling/kling-2.5"}')),
        box(packet("[" * 60_000)),
        box(packet('{"krea_widgets": 1, "prompt": "' + "x" * MOST_BYTES + '"}')),
        box(packet(json.dumps(SETTINGS)).ljust(MOST_PACKET + 1)),
        box(packet(json.dumps(SETTINGS)).replace(NAMESPACE.encode(), b"urn:other")),
        box(packet(json.dumps(SETTINGS)).replace(b"<x:xmpmeta", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x:xmpmeta", 1)),
        box(b'<?xml version="1.0" encoding="klingon"?>' + packet(json.dumps(SETTINGS))),
        box(packet(json.dumps(SETTINGS)))[:-1],
        struct.pack(">I4s", 8, b"uuid"),
        struct.pack(">I4sQ", 1, b"uuid", 1 << 60) + OWNER,
    ],
)
def test_what_cannot_be_ours_says_nothing(copy, more):
    assert embedded_settings(copy(more=more)) == {}
    assert embedded_settings(copy().with_name("not there.mp4")) == {}


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("backend", "moon"), ("model", 5), ("model", "x" * 201), ("prompt", ["x"]), ("still", "cat"),
        ("still", {"name": 1, "digest": "a"}), ("seconds", "1e999"), ("seconds", True), ("price", {"amount": -1}),
        ("price", {"amount": 1e9}), ("price", {"amount": 1, "currency": "POUNDS"}), ("values", [1]), ("job_id", {}),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_left_out_and_the_rest_stays(name, bad):
    kept = parse_untrusted(json.dumps({**SETTINGS, name: bad, "unknown": "x", "__class__": "y"}).encode())
    assert kept == {key: value for key, value in SETTINGS.items() if key != name}


@pytest.mark.parametrize("crop", [[0, 0, 1], [1, 1, MOST_ZOOM], [0.3, 0.7, 2], None])
def test_each_crop_within_the_image_is_kept(crop):
    origin = {"name": "cat.png", "digest": "cd" * 32, "fit": "crop", "crop": crop}
    kept = parse_untrusted(json.dumps({**SETTINGS, "still": {**SETTINGS["still"], "origin": origin}}).encode())
    assert kept["still"]["origin"] == {**origin, "crop": crop or [0.5, 0.5, 1]}


@pytest.mark.parametrize("crop", [[-0.1, 0, 1], [0, 1.1, 1], [0, 0, 0.9], [0, 0, MOST_ZOOM + 1]])
def test_no_crop_beyond_the_image_is_kept(crop):
    origin = {"name": "cat.png", "digest": "cd" * 32, "fit": "crop", "crop": crop}
    kept = parse_untrusted(json.dumps({**SETTINGS, "still": {**SETTINGS["still"], "origin": origin}}).encode())
    assert "origin" not in kept.get("still", {})


def test_values_that_could_not_be_shown_are_left_out():
    deep: object = "x"
    for _ in range(20):
        deep = [deep]
    text = json.dumps(
        {**SETTINGS, "values": {"ok": 1, "deep": deep, "huge": 10**400, "nan": float("nan"), "s": "\ud800"}}
    )
    assert parse_untrusted(text.encode())["values"] == {"ok": 1, "s": "?"}


def nested(levels: int) -> object:
    return "x" if levels == 0 else [nested(levels - 1)]


@pytest.mark.parametrize(
    ("name", "most", "too_much"),
    [
        ("job_id", "j" * 100, "j" * 101),
        ("created_at", "2" * 40, "2" * 41),
        ("completed_at", "2" * 40, "2" * 41),
        ("model", "a/" + "b" * 198, "a/" + "b" * 199),
        ("model", "A1/b_.-c/d", "a"),
        ("model", "a/b", "a/b\n"),
        ("model", "a/b", "a/é"),
        ("model", "a/b", "a/../b"),
        ("seconds", 2**53 - 1, 2**53),
        ("seconds", -(2**53) + 1, -(2**53)),
        ("values", {"k" * 200: 1}, {"k" * 201: 1}),
        ("values", {"deep": nested(8)}, {"deep": nested(9)}),
        ("values", {"deep": {"a": nested(7)}}, {"deep": {"a": nested(8)}}),
        ("still", {"name": "n" * 200, "digest": "", "width": 1, "height": 2}, {"name": "n" * 201}),
        ("end_still", {"name": "", "digest": "", "width": 0, "height": 0}, {"width": "1"}),
    ],
)
def test_each_setting_has_a_limit(name, most, too_much):
    assert known({name: most}) == {"krea_widgets": 1, name: most}
    assert known({name: too_much}) == {"krea_widgets": 1}


def test_the_limits_of_bytes(copy):
    text = json.dumps({"krea_widgets": 1, "prompt": "x"}).encode()
    assert parse_untrusted(text.ljust(MOST_BYTES)) == {"krea_widgets": 1, "prompt": "x"}
    assert parse_untrusted(text.ljust(MOST_BYTES + 1)) == {}
    bare = len('{"krea_widgets":1,"prompt":""}')
    path = copy()
    for length, fits in ((MOST_BYTES - bare, True), (MOST_BYTES - bare + 1, False)):
        assert embed_settings(path, {"prompt": "x" * length}) is fits
    assert len(embedded_settings(path)["prompt"]) == MOST_BYTES - bare
    sidecar = path.with_suffix(".json")
    for size in (MOST_SIDECAR_BYTES, MOST_SIDECAR_BYTES - 1):
        sidecar.write_bytes(text.ljust(size))
        assert len(sidecar_bytes(sidecar)) == size


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from([*SETTINGS, "poster", "x"]), json_values) | json_values)
def test_anything_in_a_box_is_settings_or_nothing(read):
    kept = parse_untrusted(json.dumps(read).encode())
    assert kept == parse_untrusted(json.dumps(kept).encode()), "what is kept is what would be kept again"
    assert set(kept) <= set(SETTINGS) | {"end_still", "created_at"}
    json.dumps(kept, ensure_ascii=False, allow_nan=False).encode("utf-8")


@given(st.binary(max_size=400))
def test_no_bytes_do_harm(data):
    assert isinstance(parse_untrusted(data), dict)
