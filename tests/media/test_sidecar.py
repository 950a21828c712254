"""Sidecars that another program wrote, or that are damaged: the MP4 itself tells how the clip was made."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from krea_widgets.media import Clip, mp4, save_clip
from krea_widgets.media.embedded_settings import MOST_SIDECAR_BYTES, clip_settings, is_damaged, sidecar_bytes

MADE = {
    "krea_widgets": 1,
    "backend": "krea",
    "model": "kling/kling-2.5",
    "prompt": "slow dolly in",
    "values": {"prompt": "slow dolly in", "duration": 5},
    "still": {"name": "cat.png", "digest": "ab", "width": 64, "height": 48},
    "job_id": "550e",
    "created_at": "2026-11-24T10:00:00Z",
    "completed_at": "2026-11-24T10:01:00Z",
    "seconds": 60,
    "price": {"amount": 0.5, "currency": "USD", "exact": True},
    "call": "krea.animate()",
    "poster": "/9j/",
    "url": "https://gen.krea.ai/1.mp4",
}
# What `Clip.settings` has of them.
BESIDE = {name: value for name, value in MADE.items() if name != "poster"}
INSIDE = {name: value for name, value in MADE.items() if name not in ("call", "poster", "url")}
MARKED = b'{"krea_widgets": 1, '
FOREIGN = {
    "another program's": b'{"id": "abc", "title": "from a downloader"}',
    "a data set's": b'{"images": [], "annotations": []}',
    "a list": b"[1, 2]",
    "null": b"null",
    "a text": b'"krea_widgets"',
    "a number": b"5",
    "empty": b"",
    "cut off": b'{"half": ',
    "nested deep": b"[" * 90_000 + b"]" * 90_000,
    "nested deep, ours": MARKED + b'"values": ' + b'{"a":' * 90_000,
    "too large": MARKED + b'"prompt": "' + b"x" * MOST_SIDECAR_BYTES + b'"}',
    "not UTF-8": MARKED + b'"prompt": "\xff"}',
    "UTF-16": json.dumps(MADE).encode("utf-16"),
    "NUL bytes": bytes(2000),
    "our marker alone": b'{"krea_widgets": 1}',
    "a BOM": b"\xef\xbb\xbf" + MARKED + b'"prompt": 5}',
    "an endless number": MARKED + b'"seconds": 1e999, "prompt": NaN}',
    "a very long number": MARKED + b'"seconds": ' + b"9" * 10_000 + b"}",
    **{
        f"{wrong} everywhere": json.dumps({**dict.fromkeys(MADE, wrong), "krea_widgets": 1}).encode()
        for wrong in (None, True, 10**300, [[]], [{"amount": "x"}])
    },
}


@pytest.fixture
def clip(tmp_path, film) -> Path:
    """A clip that carries its settings, without a sidecar."""
    part = tmp_path / "part"
    shutil.copy(film(), part)
    saved = save_clip(part, tmp_path / "clips", "cat", sidecar={**MADE}, url=str(MADE["url"]))
    saved.path.with_suffix(".json").unlink()
    return saved.path


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN)
def test_the_clip_itself_tells_what_a_foreign_sidecar_does_not(clip, text):
    clip.with_suffix(".json").write_bytes(text)
    found = Clip.open(clip)
    assert {name: found.settings.get(name) for name in INSIDE} == INSIDE
    assert (found.prompt, found.url, found.poster) == ("slow dolly in", "", b"")


def test_what_is_no_file_is_passed_over_without_waiting(clip):
    sidecar = clip.with_suffix(".json")
    kinds = {
        "folder": sidecar.mkdir,
        "pipe": lambda: os.mkfifo(sidecar),
        "device": lambda: sidecar.symlink_to("/dev/zero"),
        "loop": lambda: sidecar.symlink_to(sidecar.name),
        "dangling": lambda: sidecar.symlink_to("nowhere"),
    }
    for make in kinds.values():
        make()
        assert Clip.open(clip).prompt == "slow dolly in"
        sidecar.rmdir() if sidecar.is_dir() and not sidecar.is_symlink() else sidecar.unlink()


def test_each_field_fails_alone(clip):
    odd = {**MADE, "prompt": ["x"], "values": {"duration": 5, "seed": float("inf")}, "mine": {"a": 1}, "price": "free"}
    clip.with_suffix(".json").write_text(json.dumps(odd))
    found = Clip.open(clip)
    assert found.settings == {**BESIDE, "values": {"duration": 5}, "mine": {"a": 1}}
    assert found.poster == b"\xff\xd8\xff"


def test_a_sidecar_that_a_person_edited_is_believed(clip):
    clip.with_suffix(".json").write_bytes(b"\xef\xbb\xbf" + json.dumps({**MADE, "prompt": "mine"}).encode())
    assert Clip.open(clip).settings == {**BESIDE, "prompt": "mine"}


def test_settings_of_two_jobs_are_not_mixed(clip):
    clip.with_suffix(".json").write_text(json.dumps({"krea_widgets": 1, "job_id": "another", "seconds": 3}))
    assert clip_settings(clip) == {"krea_widgets": 1, "job_id": "another", "seconds": 3}


def test_none_ours_and_damaged_are_told_apart(clip):
    sidecar = clip.with_suffix(".json")
    assert not is_damaged(clip)
    sidecar.write_text("{}")
    assert not is_damaged(clip)
    sidecar.write_text("{")
    assert is_damaged(clip)
    sidecar.write_text('{"krea_widgets": 1, "job_id": "550e", "prompt": 5}')
    assert not is_damaged(clip), "a part of it can be used"
    sidecar.write_bytes(bytes(MOST_SIDECAR_BYTES + 1))
    with pytest.raises(ValueError, match="too large"):
        sidecar_bytes(sidecar)


def test_a_pipe_with_the_name_of_a_clip_keeps_nobody_waiting(tmp_path):
    path = tmp_path / "pipe.mp4"
    os.mkfifo(path)
    assert Clip.open(path).settings == {}
    with pytest.raises(OSError, match="not a regular file"):
        mp4.facts(path)
