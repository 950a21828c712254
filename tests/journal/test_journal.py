"""The journal keeps what was asked, survives what happens to files, and is shared by kernels."""

import hashlib
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from krea_widgets.errors import JournalUnavailable
from krea_widgets.journal import Annotation, Entry, Journal, Thumbnail, tables


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "journal.db"


def ask(journal, key="k1", backend="krea", model="a/b"):
    journal.asked(key, backend=backend, model=model, shot='{"prompt": "x"}', digest="d" + key)


def test_a_job_from_shot_to_clip(path):
    with closing(Journal(path, now=lambda: 1000.0)) as journal:
        ask(journal)
        assert [(e.key, e.state, e.job_id) for e in journal.open_jobs("krea")] == [("k1", "asked", None)]
        journal.sent("k1", "job-1")
        assert journal.known_ids("krea") == {"job-1"}
        journal.done("k1", Path("/clips/a.mp4"), 42.0)
        assert journal.open_jobs("krea") == []
        assert journal.durations("krea", "a/b") == [42.0]
        entry = journal.entries()[0]
        assert (entry.state, entry.clip, entry.asked_at) == ("done", "/clips/a.mp4", 1000.0)


def test_an_uncertain_job_stays_open_and_a_failed_one_does_not(path):
    with closing(Journal(path)) as journal:
        for key, state in (("a", "uncertain"), ("b", "failed"), ("c", "cancelled")):
            ask(journal, key)
            journal.ended(key, state, "message")
        assert [entry.key for entry in journal.open_jobs("krea")] == ["a"]


def test_words_with_a_lone_surrogate_are_kept(path):
    with closing(Journal(path)) as journal:
        ask(journal)
        journal.ended("k1", "failed", "no \ud800")
        assert journal.entry("k1").message == "no ?"


def test_backends_are_kept_apart(path):
    with closing(Journal(path)) as journal:
        ask(journal, "a", "krea")
        ask(journal, "b", "sandbox")
        assert [entry.key for entry in journal.open_jobs("sandbox")] == ["b"]


def test_stills_have_a_face(path):
    with closing(Journal(path)) as journal:
        journal.save_thumbnail("d1", "cat.png", 640, 480, b"jpeg")
        journal.save_thumbnail("d1", "cat.png", 640, 480, b"other")
        assert journal.thumbnail("d1") == Thumbnail("cat.png", 640, 480, b"jpeg")
        assert journal.thumbnail("d2") is None


def test_it_survives_kill_9_right_after_a_write(path):
    code = (
        "import os, signal, sys; from pathlib import Path; from krea_widgets.journal import Journal;"
        "journal = Journal(Path(sys.argv[1])); journal.asked('k', backend='krea', model='m', shot='{}', digest='d');"
        "journal.sent('k', 'job-9'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(path)]).returncode == -9
    with closing(Journal(path)) as journal:
        assert [entry.job_id for entry in journal.open_jobs("krea")] == ["job-9"]


def test_two_kernels_write_at_once(path):
    with closing(Journal(path)) as one, closing(Journal(path)) as two:
        for number in range(50):
            ask(one, f"one-{number}")
            ask(two, f"two-{number}")
        assert len(one.open_jobs("krea")) == len(two.open_jobs("krea")) == 100


def test_a_corrupt_journal_is_set_aside_and_said(path):
    path.parent.mkdir()
    path.write_bytes(b"this is no database, " * 100)
    path.with_name("journal.db-shm").write_bytes(b"its index")
    with closing(Journal(path, now=lambda: 77)) as journal:
        assert "renamed to" in journal.notice
        ask(journal)
        assert len(journal.open_jobs("krea")) == 1
    assert path.with_name("journal.db.unreadable-77").read_bytes().startswith(b"this is no database")
    # Beside the new file, it would be taken for that one's.
    assert path.with_name("journal.db.unreadable-77-shm").exists()


def test_without_a_file_the_sandbox_goes_on_in_memory_and_nothing_that_costs_money_does(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("a file where a folder should be")
    with closing(Journal(blocked / "journal.db")) as journal:
        assert f"The job journal {blocked / 'journal.db'} cannot be opened" in journal.notice
        ask(journal, backend="sandbox")
        assert len(journal.open_jobs("sandbox")) == 1
        for call in (
            lambda: ask(journal, "k2"),
            lambda: journal.open_jobs("krea"),
            lambda: journal.unknown("krea"),
            lambda: journal.known_ids("krea"),
            lambda: journal.find("krea", "d"),
        ):
            with pytest.raises(JournalUnavailable, match="KREA_WIDGETS_HOME"):
                call()
        blocked.unlink()
        ask(journal, "k3")  # there is room for it now, and nobody has to restart the kernel
        assert [entry.key for entry in journal.open_jobs("krea")] == ["k3"]
        assert journal.notice == ""


def test_a_journal_that_cannot_be_read_is_not_an_empty_one(path):
    journal = Journal(path)
    ask(journal)
    journal.close()
    for call in (
        lambda: ask(journal),
        lambda: journal.open_jobs("krea"),
        lambda: journal.entries(),
        lambda: journal.entry("k1"),
        lambda: journal.find("krea", "dk1"),
        lambda: journal.unknown("krea"),
        lambda: journal.known_ids("krea"),
        lambda: journal.thumbnail("d"),
        lambda: journal.durations("krea", "a/b"),
        lambda: journal.sending("k1", 1.0),
        lambda: journal.sent("k1", "j"),
        lambda: journal.done("k1", path, 1.0),
        lambda: journal.ended("k1", "failed", ""),
        lambda: journal.release("k1"),
    ):
        with pytest.raises(JournalUnavailable):
            call()
    assert "cannot be" in journal.notice


def test_the_tables_are_made_once_and_whole():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        tables.create(db)
        tables.create(db)
        assert tables.version(db) == tables.VERSION
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.execute("create table stills (other)")
        with pytest.raises(sqlite3.DatabaseError, match="not those of this version"):
            tables.create(db)
        assert db.execute("select name from sqlite_master").fetchall() == [("stills",)]
        assert tables.version(db) == 0


def test_a_journal_of_a_newer_version_is_neither_written_nor_set_aside(path):
    with closing(Journal(path)) as journal:
        ask(journal)
        with closing(sqlite3.connect(path, isolation_level=None)) as newer:
            newer.execute(f"pragma user_version = {tables.VERSION + 1}")
        for call in (lambda: ask(journal, "k2"), lambda: journal.sending("k1", 1.0), lambda: journal.sent("k1", "j")):
            with pytest.raises(JournalUnavailable, match=r"newer version.*Update krea_widgets"):
                call()
    with closing(Journal(path)) as journal:
        assert "newer version" in journal.notice
        with pytest.raises(JournalUnavailable, match="Update krea_widgets"):
            journal.open_jobs("krea")
    assert {file.name for file in path.parent.iterdir()} == {"journal.db", "open_jobs"}
    with closing(sqlite3.connect(path, isolation_level=None)) as newer:
        assert newer.execute("select key, state from jobs").fetchall() == [("k1", "asked")]
        newer.execute(f"pragma user_version = {tables.VERSION}")
    with closing(Journal(path)) as journal:
        (entry,) = journal.open_jobs("krea")
        taken = journal.claim(entry)
        assert (taken.state, taken.job_id) == ("sent", "j"), "the id was kept beside the file"


def test_an_annotation_without_values_and_one_with_values_of_wrong_types():
    assert Annotation() == Annotation(rating=0, winner=False, note="", path="", deleted_at=None, shift=0.0)
    assert Annotation.from_row("5", "x", 7, 7, None, "2") == Annotation()
    assert Annotation.from_row(9, 2, "n", b"/a", 3, 1.5) == Annotation(5, True, "n", "/a", 3, 1.5)
    assert Annotation.from_row(-1, 0, "", "", "x", float("inf")) == Annotation(deleted_at=0.0)
    assert Annotation.from_row(1, 0, "", "", None, None).rating == 1


def test_a_row_with_values_of_wrong_types_has_empty_ones():
    empty = dict.fromkeys(tables.COLUMNS)
    nothing = Entry("", "", "", "", "", "", request="")
    assert Entry.of_row(list(empty.values())) == nothing
    wrong = {"key": 5, "job_id": 6, "asked_at": "x", "ended_at": "x", "seconds": float("nan"), "owner": b"o"}
    assert Entry.of_row(list({**empty, **wrong}.values())) == nothing
    right = {"key": "k", "job_id": "j", "asked_at": 1, "ended_at": 2.5, "clip": b"/a", "cancel_asked": 1}
    entry = Entry.of_row(list({**empty, **right}.values()))
    assert (entry.key, entry.job_id, entry.asked_at, entry.ended_at) == ("k", "j", 1, 2.5)
    assert (entry.clip, entry.cancel_asked) == ("/a", 1)


def test_a_thumbnail_with_values_of_wrong_types_has_empty_ones():
    assert Thumbnail.of_row(("n", 3, 2, b"x")) == Thumbnail("n", 3, 2, b"x")
    assert Thumbnail.of_row((5, 0, "2", "x")) == Thumbnail("", None, None, b"")
    assert Thumbnail.of_row((None, 1, -1, None)) == Thumbnail("", 1, None, b"")


def test_the_estimate_is_made_from_the_latest_twenty_jobs(path):
    times = iter(range(1000, 2000))
    with closing(Journal(path, now=lambda: next(times))) as journal:
        for number in range(25):
            ask(journal, f"k{number}")
            journal.done(f"k{number}", Path(f"/{number}.mp4"), float(number))
        assert journal.durations("krea", "a/b") == [float(number) for number in range(24, 4, -1)]
        assert journal.durations("sandbox", "a/b") == journal.durations("krea", "c/d") == []
        assert [entry.key for entry in journal.entries()] == [f"k{number}" for number in range(24, -1, -1)]
        assert journal.maker("none", Path("/7.mp4")) == "k7"
        assert journal.maker("none", Path("/none.mp4")) is None


def test_only_an_unsent_job_can_be_sent_and_only_once(path):
    with closing(Journal(path)) as journal:
        ask(journal)
        assert journal.sending("k1", 5.0) == "go"
        assert journal.sending("k1", 6.0) == "taken"
        assert journal.entry("k1").sent_at == 5.0
        journal.unsent("k1")
        assert journal.entry("k1").state == "asked"
        assert journal.sending("k1", 7.0) == "go"
        assert journal.sent("k1", "j1") is True
        journal.unsent("k1")
        assert (journal.entry("k1").state, journal.entry("k1").job_id) == ("sent", "j1")
        ask(journal, "k2")
        assert journal.sent("k2", "j1") is False
        assert journal.entry("k2").job_id is None


def test_a_shot_is_written_once_unless_its_jobs_are_known_or_failed(path):
    with closing(Journal(path)) as journal:
        again = {"backend": "krea", "model": "a/b", "shot": "{}", "digest": "same"}
        assert journal.asked("a", **again, seen=()) is True
        assert journal.asked("b", **again, seen=()) is False
        assert journal.entry("b") is None
        assert journal.asked("b", **again, seen={"a"}) is True
        journal.ended("a", "failed", "x")
        journal.ended("b", "cancelled", "x")
        assert journal.asked("c", **again, seen=()) is True
        assert journal.asked("d", **again) is True
        assert [entry.key for entry in journal.find("krea", "same")] == ["a", "b", "c", "d"]


def test_the_stamp_changes_with_each_write_and_a_closed_journal_has_none(path):
    with closing(Journal(path)) as one, closing(Journal(path)) as two:
        before = one.stamp()
        assert one.stamp() == before
        ask(one)
        assert one.stamp() != before
        before = one.stamp()
        ask(two, "k2")
        assert one.stamp() != before
    assert one.stamp() == (-1, -1)


# What waits for the disk, and what is removed.


def synchronous(journal, **how):
    with journal.transaction(**how) as db:
        return db.execute("pragma synchronous").fetchone()[0]


def test_a_request_waits_for_the_disk_before_it_is_sent_and_its_id_afterwards(path, monkeypatch):
    synced = []
    fsync = os.fsync
    monkeypatch.setattr("os.fsync", lambda number: (synced.append(number), fsync(number)))
    with closing(Journal(path)) as journal:
        assert (synchronous(journal), synchronous(journal, synced=False), synchronous(journal)) == (2, 1, 2)
        ask(journal)
        assert synced == []
        for step in (lambda: journal.sending("k1", 1.0), lambda: journal.sent("k1", "job-1")):
            before = len(synced)
            step()
            assert len(synced) > before
            # As the step left it.
            assert journal.read("pragma synchronous") == [(2,)]


def test_a_job_that_krea_has_already_waits_for_the_disk_at_once(path, monkeypatch):
    synced = []
    fsync = os.fsync
    monkeypatch.setattr("os.fsync", lambda number: (synced.append(number), fsync(number)))
    with closing(Journal(path)) as journal:
        journal.asked("k1", backend="krea", model="a/b", shot="{}", digest="d", is_paid=True)
        assert synced
        assert journal.read("pragma synchronous") == [(2,)]


def test_the_image_of_two_jobs_stays_until_both_are_over(path):
    image = b"image"
    digest = hashlib.sha256(image).hexdigest()
    with closing(Journal(path)) as journal:
        for key, more in (("k1", {}), ("k2", {"e" * 64: b"other"})):
            journal.asked(key, backend="krea", model="a/b", shot="{}", digest="d", files={digest: image, **more})
        journal.ended("k2", "failed", "no")
        assert journal.original(digest) == image
        assert {one.name for one in (path.parent / "open_jobs").iterdir()} == {"k1.json"}
        assert {one.name for one in (path.parent / "stills").iterdir()} == {digest}
        journal.ended("k1", "uncertain", "no")
        assert journal.original(digest) == image
        journal.done("k1", Path("/clips/a.mp4"), 1.0)
        assert not [*(path.parent / "open_jobs").iterdir(), *(path.parent / "stills").iterdir()]
