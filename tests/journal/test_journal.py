"""The journal keeps what was asked, survives what happens to files, and is shared by kernels."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from krea_widgets.journal import Face, Journal
from krea_widgets.journal.migrations import MIGRATIONS, migrate


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "journal.db"


def ask(journal, key="k1", world="krea", model="a/b"):
    journal.asked(key, world=world, model=model, shot='{"prompt": "x"}', digest="d" + key)


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
            journal.ended(key, state, "words")
        assert [entry.key for entry in journal.open_jobs("krea")] == ["a"]


def test_worlds_are_kept_apart(path):
    with closing(Journal(path)) as journal:
        ask(journal, "a", "krea")
        ask(journal, "b", "sandbox")
        assert [entry.key for entry in journal.open_jobs("sandbox")] == ["b"]


def test_stills_have_a_face(path):
    with closing(Journal(path)) as journal:
        journal.keep_still("d1", "cat.png", 640, 480, b"jpeg")
        journal.keep_still("d1", "cat.png", 640, 480, b"other")
        assert journal.face("d1") == Face("cat.png", 640, 480, b"jpeg")
        assert journal.face("d2") is None


def test_it_survives_kill_9_right_after_a_write(path):
    code = (
        "import os, signal, sys; from pathlib import Path; from krea_widgets.journal import Journal;"
        "journal = Journal(Path(sys.argv[1])); journal.asked('k', world='krea', model='m', shot='{}', digest='d');"
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
    with closing(Journal(path, now=lambda: 77)) as journal:
        assert "set aside" in journal.notice
        ask(journal)
        assert len(journal.open_jobs("krea")) == 1
    assert path.with_name("journal.db.unreadable-77").read_bytes().startswith(b"this is no database")


def test_a_journal_that_cannot_be_written_is_kept_in_memory(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("a file where a folder should be")
    with closing(Journal(blocked / "journal.db")) as journal:
        assert "cannot be written" in journal.notice
        ask(journal)
        assert len(journal.open_jobs("krea")) == 1


def test_a_write_that_fails_later_is_said_and_not_fatal(path):
    journal = Journal(path)
    journal.close()
    ask(journal)
    assert "could not be written" in journal.notice
    assert journal.open_jobs("krea") == []


def test_migrations_run_once_and_roll_back_whole():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrate(db)
        migrate(db)
        assert db.execute("pragma user_version").fetchone()[0] == len(MIGRATIONS)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.execute("create table stills (other)")  # the first migration fails at its last step
        with pytest.raises(sqlite3.OperationalError):
            migrate(db)
        assert db.execute("select name from sqlite_master").fetchall() == [("stills",)]
        assert db.execute("pragma user_version").fetchone()[0] == 0
