"""What an earlier kernel left: nobody is told of a job of his own as of one, at whatever moment he looks."""

import pytest
from PIL import Image

QUICK = {"model": "bytedance/seedance-1.0-pro-fast", "duration": 2, "resolution": "480p"}


@pytest.fixture
def begin(studio):
    return lambda: studio.submit(Image.effect_noise((64, 36), 60).convert("RGB"), "pan left", **QUICK)


def test_a_job_that_is_being_written_down_was_not_left(studio, begin, monkeypatch):
    journal, seen = studio.journal, []
    write = journal.asked
    monkeypatch.setattr(journal, "asked", lambda *key, **facts: (write(*key, **facts), seen.append(studio.left())))
    begin().cancel()
    assert seen == [[]]


def test_a_job_that_begins_as_one_looks_was_not_left(studio, begin, monkeypatch):
    journal = studio.journal
    read = journal.open_jobs
    monkeypatch.setattr(journal, "open_jobs", lambda *where: (begin(), read(*where))[1])
    assert studio.left() == []
    (job,) = studio.jobs()
    job.cancel()


def test_a_job_that_ends_as_one_looks_was_not_left(studio, begin, monkeypatch):
    journal, job = studio.journal, begin()
    read = journal.open_jobs
    monkeypatch.setattr(journal, "open_jobs", lambda *where: (read(*where), job.wait())[0])
    assert studio.left() == []
    assert job.done


def test_a_shot_that_cannot_be_written_down_leaves_nothing(studio, begin, monkeypatch):
    def full(*_, **__):
        raise OSError("no space left")

    monkeypatch.setattr(studio.journal, "asked", full)
    with pytest.raises(OSError, match="no space left"):
        begin()
    assert studio.jobs() == []
