"""One bad entry among ten good ones: a row of the journal, an annotation, a clip or a sidecar. The ten are as ever."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from krea_widgets import Studio
from krea_widgets.media import Shot, Still
from krea_widgets.studio.clip_index import SORTS, ClipIndex, Query
from krea_widgets.widgets.animate import Animate
from krea_widgets.widgets.gallery import Gallery

JPEG = b"\xff\xd8\xff" + bytes(40)
KLING = "kling/kling-2.5"
NOON = 1_763_899_200.0  # 23 November 2025, 12:00 UTC
GOOD = [f"good{number}" for number in range(10)]
MARKED = {"krea_widgets": 1, "backend": "krea", "model": KLING, "prompt": "odd", "job_id": "job-odd"}


class Recorded(Gallery):
    """A gallery that answers at once, and whose answers must fit into a message."""

    def __init__(self, **rest: Any) -> None:
        self.sent: list[dict[str, Any]] = []
        super().__init__(**rest)

    def send(self, content: Any, buffers: Any = None) -> None:
        json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
        assert all(isinstance(part, bytes) for part in buffers or [])
        self.sent.append(content)

    def ask(self, kind: str, **body: Any) -> dict[str, Any]:
        self.sent.clear()
        self._run_handler(getattr(self, f"_on_{kind}"), {"view": "v", "id": "1", **body})
        return self.sent[-1]


class Place:
    """A home and a clip folder into which bad things are written by other means than our own."""

    def __init__(self, top: Path) -> None:
        self.home, self.clips = top / "home", top / "krea_clips"
        self.clips.mkdir()

    def file(self, name: str, data: bytes | dict[str, Any]) -> None:
        (self.clips / name).write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())

    def sql(self, text: str, *values: object) -> None:
        db = sqlite3.connect(self.home / "journal.db")
        with db:
            db.execute(text, values)
        db.close()

    def row(self, **columns: object) -> None:
        """A row of a finished clip, but for these columns."""
        shot = json.dumps({"model": KLING, "values": {"prompt": "odd", "duration": 5}})
        row = {"key": "odd", "backend": "sandbox", "model": KLING, "shot": shot, "digest": "d", "state": "done",
               "job_id": "job-odd", "asked_at": NOON, "ended_at": NOON, "seconds": 9.0,
               "clip": str(self.clips / "odd.mp4"), **columns}  # fmt: skip
        self.sql(f"insert into jobs ({', '.join(row)}) values ({', '.join('?' * len(row))})", *row.values())

    def shot(self, values: object) -> None:
        self.row(shot=values if isinstance(values, (str, bytes)) else json.dumps({"model": KLING, "values": values}))

    def annotation(self, column: str, value: object) -> None:
        self.row()
        self.sql(f"insert into annotations (key, {column}) values ('odd', ?)", value)


def deep(levels: int) -> str:
    return "[" * levels + "]" * levels


INF = float("inf")
WRONG = {"text": "abc", "bytes": b"\xff\xfe", "a list": "[1, 2]", "endless": INF, "huge": 1e300, "less": -5}
NULLABLE = ("job_id", "ended_at", "seconds", "clip", "message", "sent_at", "owner")
COLUMNS = ("backend", "model", "shot", "digest", "state", "asked_at", "request", "base_url", "cancel_asked", *NULLABLE)
BAD: dict[str, Callable[[Place], object]] = {
    # sidecars
    "sidecar: another program's": lambda at: at.file("odd.json", b'{"id": "abc"}'),
    "sidecar: a list": lambda at: at.file("odd.json", b"[1, 2]"),
    "sidecar: cut off": lambda at: (at.file("odd.mp4", b"x"), at.file("odd.json", b'{"half": ')),
    "sidecar: nested deep": lambda at: at.file("odd.json", deep(90_000).encode()),
    "sidecar: too large": lambda at: at.file("odd.json", b" " * 2_000_000),
    "sidecar: not UTF-8": lambda at: at.file("odd.json", b'{"krea_widgets": 1, "prompt": "\xff"}'),
    "sidecar: a surrogate": lambda at: at.file("odd.json", {**MARKED, "prompt": "\ud800", "call": "\ud800"}),
    "sidecar: wrong types": lambda at: at.file("odd.json", {name: [1] for name in MARKED}),
    "sidecar: endless": lambda at: at.file("odd.json", {**MARKED, "seconds": INF, "values": {"duration": -INF}}),
    "sidecar: before all time": lambda at: at.file("odd.json", {**MARKED, "completed_at": "0001-01-01T00:00:00Z"}),
    "sidecar: after all time": lambda at: at.file("odd.json", {**MARKED, "completed_at": "9999-12-31T23:59:59-12:00"}),
    "sidecar: a folder": lambda at: (at.clips / "odd.json").mkdir(),
    "sidecar: a pipe": lambda at: os.mkfifo(at.clips / "odd.json"),
    "sidecar: of a clip that is a pipe": lambda at: (os.mkfifo(at.clips / "odd.mp4"), at.file("odd.json", MARKED)),
    "sidecar: without a clip": lambda at: at.file("odd.json", MARKED),
    # clips
    "clip: a folder": lambda at: (at.file("odd.json", MARKED), (at.clips / "odd.mp4").mkdir()),
    "clip: a pipe": lambda at: os.mkfifo(at.clips / "odd.mp4"),
    "clip: a loop": lambda at: (at.clips / "odd.mp4").symlink_to("odd.mp4"),
    "clip: a device": lambda at: (at.file("odd.json", MARKED), (at.clips / "odd.mp4").symlink_to("/dev/zero")),
    "clip: no MP4": lambda at: at.file("odd.mp4", b"\0" * 100),
    "clip: empty": lambda at: (at.file("odd.mp4", b""), at.file("odd.json", MARKED)),
    "clip: an odd name": lambda at: at.file("'; <b>%00\n $x.json", MARKED),
    "clip: a name that is not UTF-8": lambda at: (at.clips / os.fsdecode(b"\xff.json")).write_text(json.dumps(MARKED)),
    "clip: a name without a stem": lambda at: at.file(".mp4", b""),
    # rows of the journal
    **{
        f"row: {kind} as {column}": lambda at, column=column, wrong=wrong: at.row(**{column: wrong})  # type: ignore[misc]
        for column in COLUMNS
        for kind, wrong in WRONG.items()
    },
    **{f"row: null as {column}": lambda at, column=column: at.row(**{column: None}) for column in NULLABLE},  # type: ignore[misc]
    "row: null as key": lambda at: at.row(key=None),
    "row: bytes as key": lambda at: at.row(key=b"\xff"),
    "row: nothing as key": lambda at: at.row(key=""),
    "row: a clip with a NUL": lambda at: at.row(clip="a\0b.mp4"),
    "row: a clip of 5,000 letters": lambda at: at.row(clip="x" * 5000),
    "row: a clip in nobody's folder": lambda at: at.row(clip="~nobody/odd.mp4"),
    # shots
    "shot: no still": lambda at: at.shot({"start_image": {"still": None}}),
    "shot: a still of nothing": lambda at: at.shot(
        {"start_image": {"still": None, "name": None, "width": None, "height": None}}
    ),
    "shot: a still of a list": lambda at: at.shot(
        {"start_image": {"still": [1], "name": 1, "width": "x", "height": {}}}
    ),
    "shot: a still of no picture": lambda at: (
        at.shot({"start_image": {"still": "d-odd", "name": "x", "width": 1, "height": 1}}),
        at.sql("insert into stills values ('d-odd', 5, 'x', null, 'no picture')"),
    ),
    "shot: not JSON": lambda at: at.shot("{"),
    "shot: null": lambda at: at.shot("null"),
    "shot: a list": lambda at: at.shot("[1]"),
    "shot: values are a list": lambda at: at.shot([1, 2]),
    "shot: values are lists": lambda at: at.shot({"prompt": ["x"], "duration": [5], "start_image": [[]], "seed": {}}),
    "shot: texts for numbers": lambda at: at.shot({"prompt": "odd", "duration": "abc", "seed": "x", "cfg_scale": "y"}),
    "shot: nested deep": lambda at: at.shot({"prompt": "odd", "x": json.loads(deep(400))}),
    "shot: nested deeper": lambda at: at.shot(f'{{"model": "m", "values": {deep(90_000)}}}'),
    "shot: a surrogate": lambda at: at.shot({"prompt": "\ud800", "duration": 5}),
    "shot: endless": lambda at: at.shot('{"model": "m/n", "values": {"duration": 1e999, "seed": NaN}}'),
    "shot: a long number": lambda at: at.shot({"duration": 10**400}),
    # annotations
    **{
        f"annotation: {kind} as {column}": lambda at, column=column, wrong=wrong: at.annotation(column, wrong)  # type: ignore[misc]
        for column in ("rating", "winner", "note", "path", "deleted_at", "shift")
        for kind, wrong in WRONG.items()
    },
    "annotation: null as key": lambda at: at.sql("insert into annotations (key, rating) values (null, 3)"),
    "annotation: bytes as key": lambda at: at.sql("insert into annotations (key, rating) values (x'ff', 3)"),
    "annotation: of no file": lambda at: at.sql("insert into annotations (key, deleted_at) values ('file-x', 'then')"),
}  # fmt: skip
NOT_UTF8 = {
    f"row: no UTF-8 as {column}": lambda at, column=column: (  # type: ignore[misc]
        at.row(),
        at.sql(f"update jobs set {column} = cast(x'ff' as text) where key = 'odd'"),
    )
    for column in ("key", "backend", "shot", "message", "clip", "job_id")
} | {
    "annotation: no UTF-8 as note": lambda at: (
        at.annotation("rating", 3),
        at.sql("update annotations set note = cast(x'ff' as text)"),
    )
}


@pytest.fixture
def place(tmp_path, monkeypatch) -> Place:
    """Ten good clips, rated 0 to 4, the first one the newest."""
    monkeypatch.chdir(tmp_path)
    at = Place(tmp_path)
    studio = Studio("sandbox", home=at.home, clips=at.clips)
    journal = studio.journal
    for number, key in enumerate(GOOD):
        still = Still(JPEG, "image/jpeg", "cat.jpg", 32, 18, f"d-{key}")
        shot = Shot(KLING, {"prompt": f"calm {key}", "start_image": still, "duration": 5 + number % 2 * 5})
        journal._now = lambda number=number: NOON - 3600 * (number + 1)
        journal.save_thumbnail(still.digest, still.name, 32, 18, JPEG)
        journal.asked(key, backend="krea", model=KLING, shot=shot.to_json(), digest=shot.digest)
        journal.sent(key, f"job-{key}")
        price = {"amount": 1 + number, "currency": "USD", "exact": True}
        at.file(f"{key}.mp4", key.encode())
        at.file(f"{key}.json", {**MARKED, "prompt": f"calm {key}", "job_id": f"job-{key}", "price": price})
        journal.done(key, at.clips / f"{key}.mp4", 90)
        studio.journal.annotate(key, rating=number % 5)
    studio.close()
    return at


def pages(gallery: Recorded, **query: Any) -> list[dict[str, Any]]:
    """All rows of an answer."""
    found = gallery.ask("find", zone="Asia/Tokyo", **query)
    assert found["kind"] == "found", found
    answer = gallery.ask("page", serial=found["serial"], start=0, end=100)
    assert answer["kind"] == "rows", answer
    assert len(answer["rows"]) == found["total"]
    return list(answer["rows"])


@pytest.mark.slow
@pytest.mark.parametrize("bad", [pytest.param(write, id=name) for name, write in (BAD | NOT_UTF8).items()])
def test_the_others_are_as_ever(place, bad, caplog):
    bad(place)
    studio = Studio("sandbox", home=place.home, clips=place.clips)
    form = Animate(studio=studio)
    gallery = Recorded(studio=studio, target=form)
    try:
        check_good_ones(gallery)
        check_odd_ones(gallery)
        assert form.use_settings(place.clips / "good0.mp4", ["prompt"]) == ("prompt",)
        assert not [one.getMessage() for one in caplog.records if one.exc_info and one.levelname == "ERROR"]
    finally:
        gallery.close()
        form.close()
        studio.close()


def check_good_ones(gallery: Recorded) -> None:
    orders = {
        "newest": GOOD,
        "longest": [*GOOD[1::2], *GOOD[::2]],
        "price": GOOD[::-1],
        "rating": [GOOD[i] for i in (4, 9, 3, 8, 2, 7, 1, 6, 0, 5)],
    }
    for sort in SORTS:
        rows = {row["key"]: row for row in pages(gallery, sort=sort)}
        assert [key for key in rows if key in GOOD] == orders[sort]
        assert all(rows[key]["poster"] and rows[key]["there"] for key in GOOD)
    assert [row["key"] for row in pages(gallery, text="calm GOOD3")] == ["good3"]
    assert {row["key"] for row in pages(gallery, rated=True)} >= {key for i, key in enumerate(GOOD) if i % 5}
    assert gallery.ask("annotate", key="good0", rating=5)["rows"][0]["rating"] == 5
    assert gallery.ask("annotate", key="good0", rating=0)["rows"][0]["rating"] == 0
    details = gallery.ask("details", key="good1")
    assert details["facts"].startswith("Kling 2.5 · 10 s")
    assert (details["prompt"], details["row"]["price"]) == ("calm good1", "$2.00")
    fields = {field["name"]: field["then"] for field in gallery.ask("preview", key="good1")["fields"]}
    assert (fields["prompt"], fields["duration"]) == ("calm good1", "10 s")
    assert gallery.ask("download", key="good2", offset=0)["kind"] == "chunk"
    assert gallery.ask("delete", keys=["good2", "good3"])["keys"] == ["good2", "good3"]
    assert {"good2", "good3"} <= {row["key"] for row in pages(gallery, deleted=True)}
    assert gallery.ask("restore", keys=["good2", "good3"])["kind"] == "done"
    assert len(gallery._clips(GOOD)) == len(GOOD)


def check_odd_ones(gallery: Recorded) -> None:
    """Whatever is shown of the bad one can be looked at, rated, deleted and restored, or is refused in a sentence."""
    queries: tuple[dict[str, Any], ...] = ({}, {"failed": True}, {"deleted": True})
    odd = [row["key"] for query in queries for row in pages(gallery, **query) if row["key"] not in GOOD]
    notice = gallery.ask("find")["notice"]
    assert len(notice) < 200
    assert len(odd) <= 1
    for key in odd:
        assert gallery.ask("details", key=key)["kind"] == "details"
        assert gallery.ask("annotate", key=key, rating=2)["rows"][0]["rating"] == 2
        for kind in ("preview", "look", "download"):
            answer = gallery.ask(kind, key=key, offset=0)
            assert answer["kind"] != "problem" or "Something went wrong" not in answer["message"], answer
        for kind in ("delete", "restore"):
            answer = gallery.ask(kind, keys=[key, "good4"])
            assert answer["kind"] != "problem" or "Something went wrong" not in answer["message"], answer
        assert "good4" in [row["key"] for row in pages(gallery)]


def test_what_is_passed_over_is_said_once(place):
    for key in (b"\x01", b"\x02"):
        place.row(key=key, job_id=None)
    BAD["sidecar: cut off"](place)
    studio = Studio("sandbox", home=place.home, clips=place.clips)
    clip_index = ClipIndex(studio)
    assert {record.key for record in clip_index.find(Query())} == set(GOOD)
    assert clip_index.notice == "Not shown, since it cannot be read: an entry of the journal, odd.json."
    studio.close()


def test_the_clip_of_an_entry_that_cannot_be_read_is_shown_by_its_sidecar(place):
    place.row(key=b"\x01")
    place.file("odd.mp4", b"x")
    place.file("odd.json", MARKED)
    studio = Studio("sandbox", home=place.home, clips=place.clips)
    assert [record.prompt for record in ClipIndex(studio).find(Query(text="odd"))] == ["odd"]
    studio.close()


def test_a_clip_with_a_foreign_sidecar_is_found_by_what_it_carries(place):
    from krea_widgets.media.embedded_settings import HEADER_SIZE
    from krea_widgets.media.xmp import OWNER, write_packet

    text = write_packet({}, json.dumps({**MARKED, "prompt": "carried"}))
    film = b"\0\0\0\x10ftypisom\0\0\0\0" + (HEADER_SIZE + len(text)).to_bytes(4, "big") + b"uuid" + OWNER + text
    place.file("friend.mp4", film)
    place.file("friend.json", b'{"id": "abc"}')
    studio = Studio("sandbox", home=place.home, clips=place.clips)
    assert [record.path.name for record in ClipIndex(studio).find(Query(text="carried"))] == ["friend.mp4"]
    studio.close()
