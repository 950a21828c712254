"""Submits without an answer: adopted when there is no doubt, told when there is, and never sent again."""

import time
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import httpx
import pytest

from krea_widgets import errors
from krea_widgets._util.text import timestamp


def wait(job):
    return job.wait(timeout=20)


def resumed(bench, *, sent=10.0, asked=0.0, **values):
    """A job that an earlier kernel was sending, so many seconds ago."""
    job = bench.job(key="k1", sent_at=time.time() - sent, asked_at=time.time() - asked, **values)
    shot = job.shot
    bench.journal.asked("k1", backend="krea", model=shot.model, shot=shot.to_json(), digest=shot.digest)
    assert bench.journal.sending("k1", time.time() - sent) == "go"
    return job


def rival(bench, sent, *, key="k2"):
    """Another kernel's submit, so many seconds ago, that has no answer yet."""
    bench.journal.asked(key, backend="krea", model="a/b", shot="{}", digest="d")
    bench.journal.sending(key, time.time() - sent)


def posts(bench):
    return bench.krea.count("POST", "/generate")


def test_the_only_job_of_that_time_is_adopted(bench):
    bench.krea.accept(None, id="old", age=3600)
    bench.krea.accept(None, id="ours", age=9)
    bench.krea.accept(None, id="later", age=-400)
    clip = wait(bench.start(resumed(bench)))
    assert clip.job_id == "ours"
    assert bench.journal.entry("k1").state == "done"
    assert posts(bench) == 0


@pytest.mark.parametrize("kind", ["externalImage", "flux", "flux-krea", "k1"])
def test_a_job_that_makes_an_image_is_no_candidate(bench, kind):
    bench.krea.accept(None, id="image", age=9, kind=kind)
    with pytest.raises(errors.SubmitUncertain):
        wait(bench.start(resumed(bench)))
    assert bench.journal.entry("k1").job_id is None


@pytest.mark.parametrize("kind", ["externalVideo", "videoV2", "flux-3-video"])
def test_a_job_that_makes_a_video_is_adopted(bench, kind):
    bench.krea.accept(None, id="ours", age=9, kind=kind)
    assert wait(bench.start(resumed(bench))).job_id == "ours"


@pytest.mark.parametrize("kind", [None, "", "audio", "3d", "enhance", "videoEnhance", "train", "something new"])
def test_a_job_of_an_unknown_type_is_a_candidate_that_only_the_person_adopts(bench, kind):
    bench.krea.accept(None, id="whose", age=9, kind=kind)
    with pytest.raises(errors.SubmitUncertain, match="1 job could be yours: whose") as caught:
        wait(bench.start(resumed(bench)))
    assert f"whose ({kind or 'unknown type'})." in str(caught.value)
    assert caught.value.candidates == ("whose",)
    assert bench.journal.entry("k1").job_id is None
    assert posts(bench) == 0


def test_beside_a_job_of_an_unknown_type_a_video_is_in_doubt(bench):
    bench.krea.accept(None, id="video", age=9)
    bench.krea.accept(None, id="whose", age=8, kind="something new")
    with pytest.raises(errors.SubmitUncertain, match=r"2 jobs could be yours: video, whose \(something new\)\."):
        wait(bench.start(resumed(bench)))
    assert bench.journal.entry("k1").job_id is None


@pytest.mark.parametrize("digits", range(10))
def test_a_time_has_any_number_of_fraction_digits(digits):
    fraction = "." + "123456789"[:digits] if digits else ""
    expected = 1_736_937_000 + float(f"0{fraction}"[:8])
    assert timestamp(f"2025-01-15T10:30:00{fraction}Z") == pytest.approx(expected, abs=1e-6)
    assert timestamp(f"2025-01-15T12:30:00{fraction}+02:00") == timestamp(f"2025-01-15T10:30:00{fraction}")
    assert timestamp(f"2025-01-15T10:30:00{fraction}?") is timestamp(None) is None


def test_a_job_that_another_entry_has_is_no_candidate(bench):
    bench.krea.accept(None, id="theirs", age=9)
    bench.krea.accept(None, id="ours", age=8)
    bench.journal.asked("k2", backend="krea", model="a/b", shot="{}", digest="d")
    bench.journal.sent("k2", "theirs")
    assert wait(bench.start(resumed(bench))).job_id == "ours"


def test_a_job_that_gets_its_owner_during_the_search_is_not_adopted(bench, monkeypatch):
    bench.krea.accept(None, id="theirs", age=9)
    bench.journal.asked("k2", backend="krea", model="a/b", shot="{}", digest="d")
    bench.journal.sent("k2", "theirs")
    monkeypatch.setattr(type(bench.journal), "known_ids", lambda *_: set())
    with pytest.raises(errors.SubmitUncertain):
        wait(bench.start(resumed(bench)))
    assert bench.journal.entry("k1").job_id is None
    assert bench.journal.entry("k2").job_id == "theirs"


def test_a_job_that_another_submit_may_have_made_is_not_adopted(bench):
    bench.krea.accept(None, id="whose", age=9)
    rival(bench, 12)
    with pytest.raises(errors.SubmitUncertain) as caught:
        wait(bench.start(resumed(bench)))
    assert caught.value.candidates == ("whose",)
    assert bench.journal.entry("k1").state == "uncertain"
    assert posts(bench) == 0


def test_once_the_other_submit_has_its_answer_the_doubt_is_gone(bench):
    bench.krea.accept(None, id="theirs", age=9)
    bench.krea.accept(None, id="ours", age=8)
    rival(bench, 12)
    looks = iter([False, True])

    async def sleep(seconds):
        if next(looks, False):
            bench.journal.sent("k2", "theirs")
        await bench.clock.sleep(seconds)

    bench.sleep = sleep
    assert wait(bench.start(resumed(bench))).job_id == "ours"


def test_another_submit_that_was_looked_for_in_vain_makes_no_doubt(bench):
    rival(bench, 100)
    bench.journal.ended("k2", "uncertain", "nothing to be seen")
    bench.krea.accept(None, id="ours", age=-1)
    assert wait(bench.start(resumed(bench, sent=0))).job_id == "ours"


def test_the_end_of_a_vain_search_counts_by_kreas_clock(bench):
    """Ours is an hour ahead."""
    bench.krea.date = format_datetime(datetime.now(timezone.utc) - timedelta(hours=1), usegmt=True)
    rival(bench, 3700)
    bench.journal.ended("k2", "uncertain", "nothing to be seen")
    bench.krea.accept(None, id="ours", age=3597)
    assert wait(bench.start(resumed(bench, sent=3600))).job_id == "ours"


def test_nothing_to_be_seen_stays_uncertain_and_says_for_how_long(bench):
    with pytest.raises(errors.SubmitUncertain, match=r"No new job is listed 15:00 later\.") as caught:
        wait(bench.start(resumed(bench, sent=900)))
    assert caught.value.billed is None
    assert "Nothing was sent twice." in str(caught.value)
    assert bench.krea.count("GET", "/jobs") == 1, "so long after, one look will do"
    assert posts(bench) == 0


def test_after_a_week_it_is_closed(bench):
    with pytest.raises(errors.SubmitUncertain):
        wait(bench.start(resumed(bench, sent=900, asked=8 * 24 * 3600)))
    assert bench.journal.entry("k1").state == "failed"


def test_a_list_in_pages_is_read_as_far_back_as_needed(bench):
    pages = {
        None: {"items": [bench.krea.accept(None, id="ours", age=9).json()], "next_cursor": None},
        "first": {"items": [bench.krea.accept(None, id="later", age=-300).json()], "next_cursor": "c2"},
    }
    bench.krea.lists = [httpx.Response(200, json=pages["first"]), httpx.Response(200, json=pages[None])]
    assert wait(bench.start(resumed(bench))).job_id == "ours"
    first, second = (url.params["cursor"] for url in bench.krea.urls if url.path == "/jobs")
    assert second == "c2"
    assert first.endswith("Z"), "from the end of the time in question"


def test_a_list_that_cannot_be_had_is_said(bench):
    bench.krea.lists = [httpx.Response(503)] * 100
    with pytest.raises(errors.SubmitUncertain, match="list of jobs is unavailable"):
        wait(bench.start(resumed(bench)))
    assert bench.journal.entry("k1").state == "uncertain"


def test_clocks_are_compared_even_while_looking(bench):
    """The first answer of all is the list of jobs; only there it is seen that our clock is an hour ahead."""

    def lost():
        bench.krea.accept(None, age=3600)
        raise httpx.ReadTimeout("slow")

    bench.krea.posts = [lost]
    date = format_datetime(datetime.now(timezone.utc) - timedelta(hours=1), usegmt=True)
    bench.krea.date = date
    job = bench.job(start_image=None)  # nothing is uploaded before
    assert wait(bench.start(job)).job_id == "job-1"


def test_a_job_of_an_earlier_kernel_may_be_unknown_for_a_moment(bench):
    """It was sent a moment before that kernel ended."""
    bench.krea.accept(None)
    bench.krea.polls = [httpx.Response(404, json={"error": "Job not found"})] * 3
    assert wait(bench.start(bench.job(key="k1", id="job-1"))).path.exists()


@pytest.mark.parametrize(("days", "state"), [(1, "sent"), (8, "failed")])
def test_an_unknown_job_is_kept_for_a_week_since_another_token_may_know_it(bench, days, state):
    bench.krea.polls = [httpx.Response(404, json={"error": "Job not found"})] * 99
    job = bench.job(key="k1", id="job-9", asked_at=time.time() - days * 24 * 3600)
    bench.journal.asked("k1", backend="krea", model="m/m", shot="{}", digest="d")
    bench.journal.sent("k1", "job-9")
    with pytest.raises(errors.JobLost, match="another token"):
        wait(bench.start(job))
    assert bench.journal.entry("k1").state == state
    assert bench.journal.entry("k1").owner is None


def test_a_job_that_another_kernel_took_is_not_sent(bench):
    job = bench.job()

    def taken(job):
        if job.progress.phase == "uploading":
            bench.journal._db.execute("update jobs set owner = 'another' where key = ?", (job.key,))

    job.at_once = taken
    with pytest.raises(errors.JobLost, match="Another kernel"):
        wait(bench.start(job))
    assert posts(bench) == 0
    assert (bench.journal.entry(job.key).state, bench.journal.entry(job.key).owner) == ("asked", "another")


def test_a_refused_submit_is_asked_again_by_nobody(bench):
    bench.krea.posts = [httpx.Response(422, json={"error": "no"})]
    job = bench.start()
    with pytest.raises(errors.Refused):
        wait(job)
    assert bench.journal.open_jobs("krea") == []


def test_while_it_waits_to_be_sent_again_it_counts_as_unsent(bench):
    seen = []
    bench.krea.posts = [httpx.Response(429, json={"error": "CONCURRENCY_LIMIT_REACHED"})]
    job = bench.job()
    job.at_once = lambda job: "trying again" in job.progress.message and seen.append(bench.journal.entry(job.key).state)
    wait(bench.start(job))
    assert set(seen) == {"asked"}


def test_a_countdown_can_be_cancelled(bench):
    bench.krea.posts = [httpx.Response(429, json={"error": "x"}, headers={"Retry-After": "60"})]
    job = bench.job()
    job.at_once = lambda job: "trying again in 55 s" in job.progress.message and job.cancel()
    with pytest.raises(errors.JobCancelled, match="before anything was sent"):
        wait(bench.start(job))
    assert posts(bench) == 1
    assert bench.krea.jobs == {}
    assert bench.journal.entry(job.key).state == "cancelled"
