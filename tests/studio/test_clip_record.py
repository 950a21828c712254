"""What a row of the journal and a clip's settings tell about a clip; what is unusable counts as unknown."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from krea_widgets.catalogue import bundled
from krea_widgets.journal import Annotation
from krea_widgets.journal.tables import Entry
from krea_widgets.media import Shot, Still
from krea_widgets.studio.clip_record import ClipRecord, folded, key_in, key_of, of_entry, of_file

KLING = "kling/kling-2.5"
STILL = Still(b"x", "image/jpeg", "cat.jpg", 32, 18, "d-cat")
SHOT = Shot(KLING, {"prompt": "Calm", "start_image": STILL, "duration": 10})
PATH = Path("/clips/cat.mp4")
ENTRY = Entry(
    key="k",
    backend="krea",
    model=KLING,
    shot=SHOT.to_json(),
    digest=SHOT.digest,
    state="done",
    job_id="job-1",
    asked_at=100.0,
    ended_at=200.0,
    seconds=90.0,
    clip=str(PATH),
    message=None,
)
RATED = Annotation(rating=3)
SETTINGS = {
    "backend": "krea",
    "model": KLING,
    "prompt": "Calm",
    "job_id": "job-1",
    "values": {"duration": 10},
    "still": {"digest": "d-cat"},
    "completed_at": "2025-11-23T12:00:00Z",
}
RECORD = ClipRecord(
    "k", "krea", KLING, "Kling 2.5", "done", 200.0, "Calm", "", PATH, "job-1", 10.0, "d-cat", RATED,
    text="calm kling 2.5 kling/kling-2.5 cat.mp4",
)  # fmt: skip


def from_entry(annotation=RATED, path=PATH, **columns):
    return of_entry(replace(ENTRY, **columns), annotation, path, bundled())


def from_file(path=PATH, **settings):
    return of_file("f", path, {**SETTINGS, **settings}, RATED, bundled())


def test_the_record_of_a_job_and_that_of_its_sidecar_say_the_same():
    assert from_entry() == RECORD
    assert from_file() == replace(RECORD, key="f", at=1_763_899_200.0)
    assert not RECORD.deleted
    assert from_entry(Annotation(deleted_at=0.0)).deleted


@pytest.mark.parametrize(
    ("state", "clip", "shown"),
    [
        *((state, None, state) for state in ("done", "failed", "cancelled", "uncertain")),
        *((state, None, "open") for state in ("asked", "sending", "sent")),
        ("odd", None, "failed"),
        ("odd", "/clips/cat.mp4", "done"),
    ],
)
def test_the_state_of_a_record(state, clip, shown):
    assert from_entry(state=state, clip=clip).state == shown


@pytest.mark.parametrize(
    ("ended", "asked", "at"),
    [
        (200.0, 100.0, 200.0),
        (None, 100.0, 100.0),
        (0, 100.0, 100.0),
        (-1, 100.0, 100.0),
        (253_370_000_000.0, 100.0, 100.0),
        (253_369_999_999, 100.0, 253_369_999_999.0),
        ("soon", "later", 0.0),
        (1, 100.0, 1.0),
    ],
)
def test_the_time_of_a_record(ended, asked, at):
    assert from_entry(ended_at=ended, asked_at=asked).at == at


@pytest.mark.parametrize(
    ("duration", "length"),
    [(10, 10.0), ("8", 8.0), (0, 0.0), (-1, None), (86_399, 86_399.0), (86_400, None), ("x", None), ([5], None),
     (10**400, None), (float("inf"), None), (float("nan"), None), (None, 5.0)],
)  # fmt: skip
def test_the_length_of_a_record(duration, length):
    assert from_file(values={"duration": duration}).length == length


def test_a_model_that_is_unknown_or_has_no_durations():
    unknown = from_file(model="new/model", values={})
    assert (unknown.title, unknown.length, unknown.text) == ("new/model", None, "calm new/model new/model cat.mp4")
    without = next(model for model in bundled().models() if "duration" not in model)
    assert from_file(model=without.id, values={}).length is None


@pytest.mark.parametrize("shot", ["{", "null", "[1]", "{}", '{"values": [1]}', "[" * 90_000, None])
def test_a_shot_that_cannot_be_read(shot):
    record = from_entry(shot=shot)
    assert (record.prompt, record.thumbnail, record.length) == ("", "", 5.0)


@pytest.mark.parametrize("still", [None, "d-cat", {"digest": 5}, []])
def test_a_still_that_cannot_be_read(still):
    assert from_file(still=still).thumbnail == ""


@pytest.mark.parametrize("key", [None, b"k", ""])
def test_a_row_without_a_key(key):
    with pytest.raises(ValueError, match="no key"):
        from_entry(key=key)


def test_a_record_without_a_clip():
    record = from_entry(path=None, state="failed", message="It broke.")
    assert (record.path, record.message, record.text) == (None, "It broke.", "calm kling 2.5 kling/kling-2.5 ")


def test_the_time_of_a_file_without_dates(tmp_path):
    path = tmp_path / "a.mp4"
    path.touch()
    os.utime(path, (1e9, 1e9))
    no_dates = {"completed_at": None, "created_at": "then"}
    assert from_file(path, **no_dates).at == 1e9
    assert from_file(tmp_path / "b.mp4", **no_dates).at == 0.0
    assert from_file(path, completed_at=None, created_at="2025-11-23T13:00:00+01:00").at == 1_763_899_200.0


def test_search_regards_neither_case_nor_the_form_of_a_letter():
    assert folded("CAFE\u0301 Straße") == "café strasse"


def test_the_key_of_a_file_is_that_of_its_job_wherever_it_is():
    job = {"backend": "krea", "job_id": "job-1"}
    assert key_of(PATH, job) == key_of(Path("/b.mp4"), job) != key_of(PATH, {**job, "backend": "sandbox"})
    assert key_of(PATH, {"backend": "krea"}) != key_of(Path("/b.mp4"), {"backend": "krea"})
    assert key_of(PATH, job).startswith("file-")
    assert len(key_of(PATH, job)) == len("file-") + 24


def test_a_clip_that_the_journal_knows_has_the_key_of_its_job(studio):
    assert key_in(studio.journal, PATH, SETTINGS) == key_of(PATH, SETTINGS)
    studio.journal.asked("k", backend="krea", model=KLING, shot=SHOT.to_json(), digest=SHOT.digest)
    studio.journal.sent("k", "job-1")
    studio.journal.done("k", PATH, 90)
    assert key_in(studio.journal, Path("/b.mp4"), SETTINGS) == "k"
    assert key_in(studio.journal, PATH, {"job_id": 5}) == "k"
    odd = Path(os.fsdecode(b"/clips/\xff.mp4"))
    assert key_in(studio.journal, odd, {}) == key_of(odd, {})
