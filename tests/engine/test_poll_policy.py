"""When a job is polled, by what is known of its duration."""

import itertools
import json

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from krea_widgets.catalogue import Model
from krea_widgets.engine import KREA_POLLING, SANDBOX_POLLING
from krea_widgets.engine.poll_policy import CLOSEST, PATIENCE
from krea_widgets.engine.progress import Estimate, estimate
from krea_widgets.errors import JobLost

USUAL = Estimate(90, 115)


def polls(expected, until, policy=KREA_POLLING):
    """The seconds at which a job is polled that does not end."""
    at = [0.0]
    while at[-1] < until:
        at.append(at[-1] + policy.wait_by_estimate(expected, at[-1]))
    return at[1:]


def test_polls_are_close_only_where_the_end_is_likely():
    early, likely, late = (
        [one for one in polls(USUAL, 400) if since <= one < until] for since, until in ((0, 60), (80, 100), (200, 400))
    )
    assert len(early) <= 3
    assert len(likely) >= 9
    assert 40 <= len(late) <= 42, "each 5 s"


def test_what_is_known_badly_is_polled_more_evenly():
    gaps = [later - one for one, later in itertools.pairwise(polls(None, 200))]
    assert max(gaps[2:]) <= 7
    assert min(gaps[2:]) >= 2


def test_without_a_usual_estimate_delays_only_grow():
    assert SANDBOX_POLLING.wait_by_estimate(USUAL, 50) is None


@example([0.0, 1e307], 0.0)
@given(st.lists(st.floats(), min_size=1, max_size=20), st.floats(0, 1e6))
def test_any_durations_give_a_sensible_delay(durations, working):
    wait = KREA_POLLING.wait_by_estimate(estimate(durations), working)
    assert CLOSEST <= wait <= PATIENCE


@pytest.fixture
def known(bench):
    """Krea, polled as it is, with a journal of 19 jobs of about 90 s."""
    bench.polling = KREA_POLLING
    for number in range(19):
        bench.journal.asked(f"k{number}", backend="krea", model="kling/kling-2.5", shot="{}", digest="d")
        bench.journal.done(f"k{number}", bench.clips / f"{number}.mp4", 81.0 + number)
    return bench


def test_a_job_is_polled_by_the_durations_in_the_journal(known):
    known.krea.states = ["queued", *["processing"] * 12, "completed"]
    known.start().wait(20)
    assert known.krea.count("GET", "/jobs/job-1") == 13
    assert known.clock.naps[0] == 2
    assert all(1.5 <= nap < 2.5 for nap in known.clock.naps[-5:])
    assert 75 < known.clock.time < 100


def test_the_time_is_shown_also_between_polls(known):
    known.krea.states = ["queued", "processing", "completed"]
    known.start().wait(20)
    assert known.krea.count("GET", "/jobs/job-1") == 2
    shown = [at.message for at in known.heard if at.phase == "working"]
    assert shown == [f"Krea is working · {time} · usually about 1:30" for time in ("0:02", "0:12", "0:22")]


def test_a_cancel_ends_a_long_wait_and_is_polled_closely(known):
    known.krea.states = ["queued", *["processing"] * 2, *["cancelled"]]
    job = known.job()
    job.at_once = lambda job: job.progress.elapsed == 12 and job.cancel()
    known.start(job)
    assert job.exception(20).billed is False
    assert known.krea.count("DELETE", "/jobs/job-1") == 1
    assert known.clock.time < 30


def test_a_resumed_job_is_as_old_as_krea_says(known):
    known.krea.states = ["processing", "processing", "completed"]
    known.krea.accept(id="job-1", age=88)
    known.start(known.job(id="job-1")).wait(20)
    assert len(known.clock.naps) == 1
    assert 1.5 <= known.clock.time < 2.5


def test_in_the_queue_an_estimate_does_not_count(known):
    known.krea.states = ["queued"] * 6 + ["completed"]
    known.start().wait(20)
    assert known.clock.naps == [2, 3, 4.5, 6.75, 10, 10]


@pytest.mark.parametrize(("average", "time"), [(None, "1:30"), (97.0, "1:37")])
def test_without_earlier_jobs_the_message_has_kreas_estimate(bench, monkeypatch, average, time):
    monkeypatch.setattr(Model, "usual_seconds", lambda self, **values: average)
    body = {**json.loads(bench.krea.accept(id="job-1").content), "estimated_time": "60-120 seconds"}
    bench.krea.posts = [httpx.Response(200, json=body)]
    bench.start().wait(20)
    assert [at.message for at in bench.heard if at.phase == "working"] == [
        f"Krea is working · 0:02 · should take about {time}"
    ]


def test_kreas_average_is_not_the_sandboxs(bench, monkeypatch):
    monkeypatch.setattr(Model, "usual_seconds", lambda self, **values: 97.0)
    bench.loop.run(bench.engine.dependencies()).backend = "sandbox"
    bench.start(bench.job(backend="sandbox")).wait(20)
    assert [at.message for at in bench.heard if at.phase == "working"] == ["The sandbox is rendering · 0:02"]


def test_the_sandboxs_own_estimate_is_shown_as_its_own(bench):
    body = {**json.loads(bench.krea.accept(id="job-1").content), "estimated_time": "3-7 seconds"}
    bench.krea.posts = [httpx.Response(200, json=body)]
    bench.loop.run(bench.engine.dependencies()).backend = "sandbox"
    bench.start(bench.job(backend="sandbox")).wait(20)
    assert [at.message for at in bench.heard if at.phase == "working"] == [
        "The sandbox is rendering · 0:02 · should take about 0:05"
    ]


def test_a_job_is_given_the_same_time_to_be_found_with_any_estimate(known):
    known.krea.states = ["processing"] * 40
    known.krea.accept(id="job-1", age=88)
    unknown = httpx.Response(404, json={"error": "Job not found"})
    known.krea.polls = [lambda: known.krea.look(httpx.Request("GET", "http://krea/jobs/job-1")), *[unknown] * 16]
    with pytest.raises(JobLost):
        known.start(known.job(id="job-1")).wait(20)
    assert known.clock.naps[1:] == [2, 3, 4.5, 6.75, *[10] * 11]
