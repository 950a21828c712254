"""The index of all clips: queries, moved files, and settings that were edited or belong to another program."""

import json
import os
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from krea_widgets.errors import BadInput
from krea_widgets.media import Shot
from krea_widgets.studio import clip_index
from krea_widgets.studio.clip_index import SORTS, ClipIndex, Query

KLING = "kling/kling-2.5"
MADE = {"krea_widgets": 1, "backend": "krea", "model": "kling/kling-2.5", "prompt": "calm", "job_id": "550e"}
ODD = ([], {}, 10**400, float("nan"), -1, "x" * 100_000, [[[]]], {"amount": "x"}, {"duration": 10**400}, True, None)


@pytest.mark.parametrize("name", ["backend", "model", "prompt", "job_id", "values", "still", "price", "completed_at"])
def test_one_odd_sidecar_does_not_hide_the_rest(studio, name):
    studio.clip_folder.mkdir()
    (studio.clip_folder / "good.json").write_text(json.dumps(MADE))
    for number, odd in enumerate(ODD):
        text = json.dumps({**MADE, "job_id": f"odd{number}", name: odd})
        (studio.clip_folder / f"odd{number}.json").write_text(text)
    (studio.clip_folder / "list.json").write_text("[1]")
    index = ClipIndex(studio)
    for sort in SORTS:
        found = index.find(Query(sort=sort))
        assert "good.mp4" in [record.path.name for record in found]
        assert len(found) == 1 + len(ODD)
        assert all(price is None or price.amount >= 0 for price in map(index.price, found))


def add(
    studio, key, *, backend="krea", state="done", at, prompt="calm", duration=5, price=0.4, model=KLING, **annotation
):
    """A job of the journal that ended at a time; if it is done, with a clip on disk."""
    journal, shot = studio.journal, Shot(model, {"prompt": prompt, "duration": duration})
    journal._now = lambda: at
    journal.asked(key, backend=backend, model=model, shot=shot.to_json(), digest=shot.digest)
    journal.sent(key, f"job-{key}")
    path = studio.clip_folder / f"{key}.mp4"
    if state == "done":
        write(path, **{**MADE, "backend": backend, "job_id": f"job-{key}", "price": {"amount": price, "exact": True}})
        journal.done(key, path, 90)
    elif state != "open":
        journal.ended(key, state, "Ended.")
    if annotation:
        studio.journal.annotate(key, **annotation)
    return path


def write(path, **settings):
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(path.stem.encode())
    path.with_suffix(".json").write_text(json.dumps(settings))


@pytest.fixture
def several(studio):
    add(studio, "a", at=100.0, prompt="Calm cat", duration=5, price=0.9, rating=2)
    add(studio, "b", at=200.0, prompt="bold dog", duration=10, price=0.2, rating=2, winner=True)
    add(studio, "c", at=300.0, prompt="calm dog", duration=5, price=0.5, model="alibaba/wan-2.5")
    add(studio, "d", at=400.0, backend="sandbox", prompt="wild", duration=8, rating=1)
    add(studio, "failed", at=500.0, state="failed")
    add(studio, "cancelled", at=600.0, state="cancelled")
    add(studio, "open", at=700.0, state="open")
    add(studio, "gone", at=800.0, deleted_at=900.0)
    return ClipIndex(studio)


QUERIES = [
    ({}, "open d c b a"),
    ({"sort": "longest"}, "b d open c a"),
    ({"sort": "price"}, "a c b open d"),
    ({"sort": "rating"}, "b a d open c"),
    ({"text": "CALM"}, "open c a"),
    ({"text": "dog calm"}, "c"),
    ({"text": "d.mp4"}, "d"),
    ({"text": "wan"}, "c"),
    ({"backend": "sandbox"}, "d"),
    ({"backend": "krea"}, "open c b a"),
    ({"model": "alibaba/wan-2.5"}, "c"),
    ({"rated": True}, "d b a"),
    ({"winner": True}, "b"),
    ({"failed": True}, "cancelled failed"),
    ({"deleted": True}, "gone"),
    ({"deleted": True, "failed": True}, "gone"),
    ({"text": "nothing"}, ""),
]


def test_what_a_query_finds_and_in_which_order(several):
    found = [(query, " ".join(record.key for record in several.find(Query(**query)))) for query, _ in QUERIES]
    assert found == QUERIES


def test_the_price_of_a_record_is_that_of_its_settings(several):
    assert str(several.price(several.record("a"))) == "$0.90"
    assert several.price(several.record("d")) is None
    assert several.price(several.record("failed")) is None
    assert several.settings(several.record("failed")) == {}
    assert several.settings(several.record("a"))["job_id"] == "job-a"
    assert several.record("nobody") is None


def test_nothing_is_read_again_while_nothing_has_changed(several, studio):
    records = several.records()
    version = several.version
    assert several.records() is records
    assert several.version == version
    for note in ("My", "Mine."):
        several.annotation("a", rating=5, note=note)
        assert several.version == version
    annotation = several.record("a").annotation
    assert (annotation.rating, annotation.note) == (5, "Mine.")
    assert ClipIndex(studio).record("a").annotation == annotation
    several.annotation("nobody", rating=1)
    assert several.record("a").annotation == annotation
    add(studio, "new", at=1000.0)
    assert "new" in several.records()
    assert several.version > version


def test_an_annotation_after_another_kernel_has_written_is_read_again(several, studio, tmp_path):
    several.records()
    with closing(type(studio)("sandbox", home=tmp_path / "home", clips=tmp_path / "clips")) as other:
        annotate = studio.journal.annotate
        studio.journal.annotate = lambda *key, **changes: (
            other.journal.annotate("b", rating=4),
            annotate(*key, **changes),
        )
        several.annotation("a", rating=5)
    assert [several.record(key).annotation.rating for key in "ab"] == [5, 4]


def test_settings_that_changed_are_read_again(several):
    record = several.record("a")
    sidecar = record.path.with_suffix(".json")
    assert several.settings(record)["prompt"] == "calm"
    sidecar.write_text(json.dumps({**MADE, "prompt": "edited", "call": "krea.animate()", "url": 5, "poster": "x"}))
    os.utime(sidecar, (1e9, 1e9))
    found = several.settings(record)
    assert (found["prompt"], found["call"]) == ("edited", "krea.animate()")
    assert "poster" not in found
    assert "url" not in found


def test_a_poster_is_the_thumbnail_of_the_journal_else_that_of_the_clip(several, studio):
    jpeg = b"\xff\xd8\xff" + bytes(9)
    for digest, data in (("d-good", jpeg), ("d-bad", b"no picture")):
        studio.journal.save_thumbnail(digest, "cat.jpg", 1, 1, data)
    record = several.record("a")
    assert several.poster(replace(record, thumbnail="d-good")) == jpeg
    for thumbnail in ("d-bad", "d-nobody", ""):
        assert several.poster(replace(record, thumbnail=thumbnail)) == several.poster(record) != jpeg
    assert several.poster(several.record("failed")) == b""
    assert several.poster(replace(record, path=record.path.with_name("gone.mp4"))) == b""


@pytest.mark.parametrize("where", ["clips/below/a.mp4", "clips/renamed.mp4", "elsewhere/deep/a.mp4"])
def test_a_clip_that_was_moved_is_found_again(several, studio, tmp_path, monkeypatch, where):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    record = several.record("a")
    goal = tmp_path / where
    goal.parent.mkdir(exist_ok=True)
    for suffix in (".mp4", ".json"):
        record.path.with_suffix(suffix).rename(goal.with_suffix(suffix))
    found = several.look(record)
    assert found.path == goal
    assert several.record("a").path == goal
    assert studio.journal.entry("a").clip == str(goal)
    assert several.look(found) == found


def test_a_clip_is_not_taken_for_another_or_found_where_it_is_hidden(several, tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    record = several.record("a")
    hidden = record.path.parent / ".hidden"
    hidden.mkdir()
    for suffix in (".mp4", ".json"):
        record.path.with_suffix(suffix).rename(hidden / f"a{suffix}")
    (record.path.parent / "below").mkdir()
    write(record.path.parent / "below" / "a.mp4", **MADE)  # another job's
    (record.path.parent / "job-a.txt").touch()
    assert several.look(record) is None
    assert several.look(several.record("failed")) is None
    (record.path.parent / "below" / "a.json").unlink()  # without settings, its name counts
    assert several.look(record).path == record.path.parent / "below" / "a.mp4"


def test_the_search_for_a_clip_ends_after_many_files(several, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path / "clips")
    record = several.record("a")
    (record.path.parent / "below").mkdir()
    for suffix in (".mp4", ".json"):
        record.path.with_suffix(suffix).rename(record.path.parent / "below" / f"a{suffix}")
    files = sum(path.is_file() for path in record.path.parent.iterdir())
    monkeypatch.setattr(clip_index, "MOST_FILES", files - 1)
    assert several.look(record) is None
    monkeypatch.setattr(clip_index, "MOST_FILES", files)
    assert several.look(record) is not None


def test_clips_of_the_folder_that_the_journal_does_not_know(several, studio):
    write(studio.clip_folder / "friend.mp4", **{**MADE, "job_id": "job-x", "prompt": "friend"})
    write(studio.clip_folder / "foreign.mp4", id="abc")
    write(studio.clip_folder / ".hidden.mp4", **{**MADE, "job_id": "job-y"})
    write(studio.clip_folder / "copy.mp4", **{**MADE, "job_id": "job-a"})
    found = [record for record in several.find(Query()) if record.key.startswith("file-")]
    assert [record.prompt for record in found] == ["friend"]
    several.trash.put(found[0].key, found[0].path)
    (deleted,) = several.find(Query(deleted=True, text="friend"))
    assert several.trash.folder in deleted.path.parents
    assert several.notice == ""


def test_a_clip_that_was_renamed_in_the_folder_keeps_its_record(several):
    record = several.record("a")
    goal = record.path.with_name("renamed.mp4")
    for suffix in (".mp4", ".json"):
        record.path.with_suffix(suffix).rename(goal.with_suffix(suffix))
    assert several.record("a").path == goal
    assert [one.key for one in several.find(Query(text="renamed"))] == ["a"]


@pytest.mark.parametrize(
    ("damaged", "named"), [(1, "d0.json"), (2, "d0.json, d1.json"), (4, "d0.json, d1.json and 2 more")]
)
def test_the_notice_names_two_files_and_counts_the_others(studio, damaged, named):
    for number in range(damaged):
        write(studio.clip_folder / f"d{number}.mp4")
        (studio.clip_folder / f"d{number}.json").write_text("{")
    index = ClipIndex(studio)
    index.records()
    assert index.notice == f"Not shown, since it cannot be read: {named}."


def test_a_record_that_cannot_be_made_is_named_and_hides_no_other(several, studio, monkeypatch):
    write(studio.clip_folder / "friend.mp4", **{**MADE, "job_id": "job-x"})

    def broken(*_):
        raise RuntimeError("broken")

    monkeypatch.setattr(clip_index, "of_file", broken)
    monkeypatch.setattr(several.trash, "settled", lambda key, annotation: broken() if key == "d" else annotation)
    keys = several.records().keys()
    assert keys == {"a", "b", "c", "d", "failed", "cancelled", "open", "gone"}
    assert several.notice == "Not shown, since it cannot be read: an annotation, friend.mp4."


def test_a_folder_that_is_not_there_has_no_clips(studio):
    assert ClipIndex(studio).records() == {}
    assert not studio.clip_folder.exists()


@pytest.mark.usefixtures("several")
def test_since_is_a_date_a_text_a_time_ago_or_seconds(studio):
    moments = (300, 300.0, "1970-01-01T00:05:00+00:00", datetime.fromtimestamp(300, timezone.utc))
    for moment in moments:
        assert [clip.path.stem for clip in studio.clips(since=moment)] == ["d", "c"]
    for moment, count in ((date(1970, 1, 3), 0), (date(1969, 12, 30), 4), (timedelta(days=1), 0), (-1, 4)):
        assert len(studio.clips(since=moment)) == count


@pytest.mark.parametrize("moment", [True, 10**400, float("nan"), float("inf"), b"2026-11-01", "soon", [1]])
def test_since_is_refused_if_it_is_no_moment(studio, moment):
    with pytest.raises(BadInput, match="since"):
        studio.clips(since=moment)
