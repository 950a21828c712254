"""One bad row of many kinds among ten good ones: the ten are resumed, and one that has a job id is never closed."""

import json
from contextlib import closing, suppress
from pathlib import Path

import pytest
import rig

from krea_widgets import errors
from krea_widgets.media import Shot

DEEP = "[" * 90_000 + "]" * 90_000
STILL = {"still": None, "name": "a", "width": 1, "height": 1}


def shot(**values):
    return json.dumps({"model": rig.MODEL, "values": values})


KINDS = {
    "still: null": ("shot", shot(prompt="x", start_image=STILL)),
    "still: a number": ("shot", shot(prompt="x", start_image={**STILL, "still": 5})),
    "still: a list": ("shot", shot(prompt="x", start_image={**STILL, "still": ["a"]})),
    "still: unknown": ("shot", shot(prompt="x", start_image={**STILL, "still": "0" * 64})),
    "shot: nested deeply": ("shot", f'{{"model": "{rig.MODEL}", "values": {DEEP}}}'),
    "shot: nested deeply inside": ("shot", f'{{"model": "{rig.MODEL}", "values": {{"prompt": {DEEP}}}}}'),
    "shot: cut off": ("shot", "{"),
    "shot: empty": ("shot", ""),
    "shot: null": ("shot", "null"),
    "shot: a number": ("shot", 7),
    "shot: bytes": ("shot", b"\xff\xfe"),
    "shot: values a list": ("shot", '{"model": "m", "values": [1]}'),
    "shot: without values": ("shot", '{"model": "m"}'),
    "shot: not finite": ("shot", shot(prompt="x").replace('"x"', "NaN")),
    "shot: a lone surrogate": ("shot", '{"model": "m", "values": {"prompt": "\\ud800"}}'),
    "model: unknown": ("model", "vendor/that-is-gone"),
    "model: no id": ("model", "../../evil"),
    "model: empty": ("model", ""),
    "model: bytes": ("model", b"\x00\xff"),
    "request: cut off": ("request", "{"),
    "request: a list": ("request", "[1]"),
    "request: null": ("request", "null"),
    "request: nested deeply": ("request", DEEP),
    "request: assets a list": ("request", '{"assets": [1]}'),
    "request: raw a number": ("request", '{"raw": 5}'),
    "request: webhook a list": ("request", '{"webhook_url": []}'),
    "digest: bytes": ("digest", b"\xff"),
    "asked_at: text": ("asked_at", "yesterday"),
    "asked_at: infinite": ("asked_at", float("inf")),
    "ended_at: text": ("ended_at", "never"),
    "seconds: text": ("seconds", "long"),
    "seconds: bytes": ("seconds", b"\x01"),
    "sent_at: text": ("sent_at", "then"),
    "sent_at: far away": ("sent_at", 1e300),
    "clip: bytes": ("clip", b"\xff/x"),
    "message: bytes": ("message", b"\xff"),
    "base_url: a number": ("base_url", 5),
    "digests: a number": ("digests", 5),
    "digests: of paths": ("digests", "../../journal.db ..\\x"),
    "owner: bytes": ("owner", b"\xff"),
    "owner: three bars": ("owner", "|||"),
    "owner: a number": ("owner", 5),
    "cancel_asked: text": ("cancel_asked", "yes"),
    "state: unknown": ("state", "weird"),
    "state: bytes": ("state", b"sent"),
    "copy: cut off": ("copy", "{"),
    "copy: a list": ("copy", "[]"),
    "copy: wrong types": ("copy", json.dumps({"key": 5, "state": [], "job_id": {}})),
    "copy: a folder": ("copy", None),
}
GOOD = [f"good{number}" for number in range(10)]


@pytest.fixture(scope="module")
def krea(tmp_path_factory):
    """A server that has made twelve clips: its URL and the ids of their jobs."""
    folder = tmp_path_factory.mktemp("first")
    with rig.krea() as (url, server):
        with closing(rig.studio_at(url, folder)) as studio:
            jobs = [studio.submit(rig.still(), f"take {n}", model=rig.MODEL) for n in range(12)]
            for job in jobs:
                job.wait(30)
        yield url, [job.id for job in jobs], server


def written(studio, url, key, job_id=None):
    studio.journal.asked(
        key, backend="krea", base_url=url, model=rig.MODEL, shot=Shot(rig.MODEL, {}).to_json(), digest="d"
    )
    if job_id is not None:
        studio.journal.sent(key, job_id)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_the_ten_are_resumed(krea, tmp_path, kind):
    url, ids, server = krea
    column, value = KINDS[kind]
    made = server.jobs_created
    with closing(rig.studio_at(url, tmp_path)) as studio:
        for key, job_id in zip(GOOD, ids, strict=False):
            written(studio, url, key, job_id)
        written(studio, url, "bad", ids[10])
        written(studio, url, "unsent")
        if column == "copy":
            spoil(tmp_path / "home" / "open_jobs" / "bad.json", value)
        else:
            wanted = "'bad'" if column == "state" else "'bad', 'unsent'"  # an unknown state is no open one
            with studio.journal.transaction() as db:
                db.execute(f"update jobs set owner = null, {column} = ? where key in ({wanted})", (value,))
    with closing(rig.studio_at(url, tmp_path)) as studio:
        for job in studio.resume():
            with suppress(errors.KreaError):
                job.wait(30)
        states = {entry.key: entry for entry in studio.journal.entries()}
        assert {key: states[key].state for key in GOOD} == dict.fromkeys(GOOD, "done")
        bad = states["bad"]
        assert bad.job_id == ids[10]
        assert bad.state not in ("failed", "cancelled"), bad
        assert studio.submit(rig.still(), "later jobs of the model", model=rig.MODEL).wait(30)
        assert {entry.key for entry in studio.left()} <= {"bad", "unsent"}
    assert len(list((tmp_path / "clips").glob("*.mp4"))) in (11, 12, 13)
    assert server.jobs_created <= made + 2  # the later one, and the one that was never sent


def spoil(path: Path, text):
    path.unlink()
    if text is None:
        path.mkdir()
    else:
        path.write_text(text)


def test_there_are_forty_kinds():
    assert len(KINDS) >= 40
