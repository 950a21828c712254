"""What an earlier kernel left: nobody is told of a job of his own as of one, at whatever moment he looks."""

from types import SimpleNamespace

import pytest
from PIL import Image

from krea_widgets.engine import JobControl
from krea_widgets.errors import BadInput, JournalUnavailable, SubmitUncertain
from krea_widgets.media import Shot, Still, open_still
from krea_widgets.studio.recovery import SENT_AGAIN

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
    (job,) = studio.pending()
    job.cancel()


@pytest.mark.slow
def test_a_job_that_ends_as_one_looks_was_not_left(studio, begin, monkeypatch):
    journal, job = studio.journal, begin()
    read = journal.open_jobs
    monkeypatch.setattr(journal, "open_jobs", lambda *where: (read(*where), job.wait())[0])
    assert studio.left() == []
    assert job.done()


def test_a_shot_that_cannot_be_written_down_leaves_nothing(studio, begin, monkeypatch):
    def full(*_, **__):
        raise OSError("no space left")

    monkeypatch.setattr(studio.journal, "asked", full)
    with pytest.raises(OSError, match="no space left"):
        begin()
    assert studio.pending() == []


KLING = "kling/kling-2.5"


def write(studio, key, values=None, *, job_id=None, kept=None, **columns):
    """A job from an earlier kernel, as its journal has it; `kept` has the data of images by their digest."""
    shot = Shot(KLING, {"prompt": "calm", "duration": 5} if values is None else values)
    studio.journal.asked(key, backend="sandbox", model=KLING, shot=shot.to_json(), digest=shot.digest, files=kept)
    if job_id:
        studio.journal.sent(key, job_id)
    with studio.journal.transaction() as db:
        for name, value in {"owner": None, **columns}.items():
            db.execute(f"update jobs set {name} = ? where key = ?", (value, key))
    return studio.journal.entry(key)


@pytest.fixture
def started(studio, monkeypatch):
    """The jobs that were given to the engine, which runs none of them; the sandbox is as old as all of them."""
    monkeypatch.setattr(studio._backends, "since", 0.0)
    jobs = []
    engine = studio._backends.engine()
    monkeypatch.setattr(type(engine), "start", lambda self, job, **_: jobs.append(job) or job)
    monkeypatch.setattr(studio._backends, "jobs", lambda: list(jobs))
    return jobs


def test_a_job_is_resumed_as_it_was(studio, started):
    write(studio, "k", job_id="job-1", request='{"raw": {"x": 1}, "webhook_url": "https://a.b"}', asked_at=100.0)
    (job,) = studio.resume()
    assert started == [job]
    assert (job.key, job.id, job.model.id, job.shot.values["prompt"]) == ("k", "job-1", KLING, "calm")
    assert (job.raw, job.webhook_url, job.price, job.cancel_asked) == ({"x": 1}, "https://a.b", None, False)
    assert studio.notices == []


def test_a_job_whose_cancelling_was_asked_for_is_cancelled(studio, started):
    write(studio, "k", job_id="job-1", cancel_asked=1)
    assert [job.cancel_asked for job in studio.resume()] == [True]


@pytest.mark.parametrize(
    ("state", "sent_at", "expected"),
    [
        ("sending", 7.0, 7.0),
        ("sending", None, 5.0),
        ("uncertain", 7.0, 7.0),
        ("sent", 7.0, None),
        ("asked", None, None),
    ],
)
def test_a_job_without_an_answer_is_searched_from_when_it_was_sent(studio, started, state, sent_at, expected):
    write(studio, "k", job_id="job-1" if state == "sent" else None, state=state, sent_at=sent_at, asked_at=5.0)
    studio.resume()
    assert [JobControl(job).sent_at for job in started] == [expected]


def test_a_job_whose_image_was_not_kept_is_sent_no_more_but_watched_if_it_was_sent(studio, started):
    still = Still(b"x", "image/jpeg", "cat.jpg", 32, 18, "d-cat")
    values = {"prompt": "calm", "start_image": still}
    write(studio, "unsent", values)
    write(studio, "sent", values, job_id="job-1")
    assert [job.key for job in studio.resume()] == ["sent"]
    (job,) = started
    found = job.shot.start_image
    assert (found.data, found.name, found.width, found.height, found.digest) == (b"", "image", 0, 0, "d-cat")
    assert studio.journal.entry("unsent").state == "failed"
    (notice,) = studio.notices
    assert "could not be resumed as it was. image was not kept, so this job cannot be sent" in notice


def test_an_image_that_was_kept_goes_with_its_job_unless_it_is_damaged(studio, started):
    still, other = (open_still(Image.new("RGB", (64, 36), colour)) for colour in ("red", "blue"))
    write(studio, "k", {"prompt": "calm", "start_image": still}, kept={still.digest: still.data})
    write(studio, "d", {"prompt": "calm", "start_image": other}, kept={other.digest: still.data}, job_id="job-d")
    studio.resume()
    found = {job.key: job.shot.start_image for job in started}
    assert (found["k"].data, found["k"].digest) == (still.data, still.digest)
    assert (found["d"].data, found["d"].digest) == (b"", other.digest)


def test_the_thumbnail_of_an_image_that_was_not_kept_has_its_name_and_size(studio, started):
    still = Still(b"x", "image/jpeg", "cat.jpg", 32, 18, "d-cat")
    for size in ((32, 18), (None, None)):
        studio.journal.save_thumbnail("d-cat", "cat.jpg", *size, b"")
        with studio.journal.transaction() as db:
            db.execute("update stills set width = ?, height = ?", size)
        write(studio, f"k{size[0]}", {"prompt": "calm", "start_image": still}, job_id=f"job-{size[0]}")
        studio.resume()
        found = started[-1].shot.start_image
        assert (found.name, found.width, found.height) == ("cat.jpg", size[0] or 0, size[1] or 0)


def test_an_image_that_krea_has_is_sent_by_its_url(studio, started):
    still = Still(b"x", "image/jpeg", "cat.jpg", 32, 18, "d-cat")
    write(
        studio,
        "k",
        {"prompt": "calm", "start_image": still},
        request='{"assets": {"d-cat": "https://gen.krea.ai/a.png"}}',
    )
    studio.resume()
    assert started[0].shot.start_image.asset.image_url == "https://gen.krea.ai/a.png"


@pytest.mark.parametrize("request_", ["[]", "{", "null"])
def test_an_entry_that_cannot_be_read_is_downloaded_if_it_was_sent_and_ends_if_not(studio, started, request_):
    write(studio, "sent", job_id="job-1", request=request_, model="odd")
    write(studio, "unsent", request=request_)
    assert [(job.key, job.model.id, job.shot.values) for job in studio.resume()] == [("sent", "unknown/model", {})]
    assert studio.journal.entry("unsent").state == "failed"
    assert len(studio.notices) == 2
    assert all(notice.startswith("A job from an earlier kernel could not be resumed") for notice in studio.notices)


def test_only_the_jobs_that_are_wanted_are_resumed(studio, started):
    for key in "abc":
        write(studio, key, job_id=f"job-{key}")
    assert [entry.key for entry in studio.left()] == ["a", "b", "c"]
    assert [job.key for job in studio.resume(only={"b"})] == ["b"]
    assert sorted(job.key for job in studio.resume()) == ["a", "c"]
    assert studio.resume() == []


def test_a_journal_that_cannot_be_claimed_stops_only_when_no_job_was_resumed(studio, started, monkeypatch):
    for key in "ab":
        write(studio, key, job_id=f"job-{key}")
    claim = studio.journal.claim

    def refused(entry):
        if entry.key in broken:
            raise JournalUnavailable("It is locked.")
        return claim(entry)

    monkeypatch.setattr(studio.journal, "claim", refused)
    broken = {"a", "b"}
    with pytest.raises(JournalUnavailable, match="locked"):
        studio.resume()
    broken = {"a"}
    assert [job.key for job in studio.resume()] == ["b"]


def test_a_job_is_adopted_once_and_only_an_unknown_one(studio, started):
    write(studio, "k", job_id="job-1")
    with pytest.raises(BadInput, match="job-1 is already known"):
        studio.adopt("job-1")
    job = studio.adopt("job-2")
    assert (job.id, job.shot.model, started) == ("job-2", "unknown/model", [job])
    assert studio.journal.entry(job.key).job_id == "job-2"


def uncertain(studio, key):
    write(studio, key, state="uncertain")
    shot = Shot(KLING, {"prompt": "calm", "duration": 5})
    rest = {"backend": "sandbox", "webhook_url": None, "raw": None}
    return SimpleNamespace(key=key, error=SubmitUncertain("Unknown."), shot=shot, price=None, **rest)


def test_an_uncertain_job_is_settled_once(studio, started):
    job = uncertain(studio, "k")
    again = studio.send_again(job)
    assert started == [again]
    assert (studio.journal.entry("k").state, studio.journal.entry("k").message) == ("failed", SENT_AGAIN)
    for settle in (studio.send_again, lambda job: studio.adopt("job-9", job)):
        with pytest.raises(BadInput, match="already settled"):
            settle(job)
    found = uncertain(studio, "found")
    assert studio.adopt("job-3", found).key == "found"
    with pytest.raises(BadInput, match="already settled"):
        studio.send_again(found)
    with pytest.raises(BadInput, match="not known whether it was started"):
        studio.send_again(SimpleNamespace(key="x", error=None))
    assert len(started) == 2


def test_an_uncertain_job_that_is_being_searched_is_not_sent_again(studio, started, monkeypatch):
    job = uncertain(studio, "k")
    monkeypatch.setattr(studio._backends, "jobs", lambda: [job])
    with pytest.raises(BadInput, match="looked for at this moment"):
        studio.send_again(job)
    assert started == []
