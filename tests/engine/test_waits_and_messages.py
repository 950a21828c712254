"""What a job waits for, shows and requests, to the number."""

import asyncio
import json
import threading
import time

import httpx
import pytest

from krea_widgets import errors
from krea_widgets._util.files import shown_path
from krea_widgets.engine import KREA_POLLING, SANDBOX_POLLING, JobControl, PollPolicy
from krea_widgets.engine.progress import Estimate, pending

BUSY = httpx.Response(429)
GONE = httpx.Response(404)


def wait(job):
    return job.wait(timeout=20)


def sent_before(bench, *, ago=10.0, key="k1"):
    """A job that an earlier kernel was sending."""
    job = bench.job(key=key, sent_at=time.time() - ago)
    bench.journal.asked(key, backend="krea", model="a/b", shot="{}", digest="d")
    bench.journal.sending(key, time.time() - ago)
    return job


def test_each_message_and_fraction_of_a_job(bench):
    clip = wait(bench.start())
    assert [(at.phase, at.message, at.fraction) for at in bench.heard] == [
        ("submitting", "Starting", None),
        ("uploading", "Uploading · 0 of 235 bytes", 0.0),
        ("uploading", "Uploading · 235 of 235 bytes", 0.08),
        ("submitting", "Sending", 0.08),
        ("waiting", "Queued · 0:00", None),
        ("working", "Krea is working · 0:02", None),
        ("saving", "Saving · 0 of 2 KB", 0.95),
        ("saving", "Saving · 2 of 2 KB", pytest.approx(0.95 + 0.05 * 0.99)),
        ("done", f"Done in 0:05 · price unknown · {shown_path(clip.path)}", 1.0),
    ]
    assert [at.elapsed for at in bench.heard] == [0, 0, 0, 0, 0, 2, 5, 5, 5]
    assert bench.heard[-1].status == "completed"


def test_a_clip_of_unknown_size_is_half_saved(bench):
    class Chunked(httpx.AsyncByteStream):
        async def __aiter__(self):
            yield bench.krea.mp4

    bench.krea.files = [httpx.Response(200, stream=Chunked())]
    wait(bench.start())
    saving = [(at.message, at.fraction) for at in bench.heard if at.phase == "saving"]
    half = pytest.approx(0.95 + 0.05 * 0.5 * 0.99)
    assert saving == [("Saving · 0 bytes", half), ("Saving · 2 KB", half)]


@pytest.mark.parametrize(("random", "factor"), [(0.0, 0.8), (0.5, 1.0), (1.0, 1.2)])
def test_polls_have_growing_delays_with_jitter(bench, random, factor):
    bench.random = lambda: random
    bench.krea.states = ["queued"] * 6 + ["completed"]
    wait(bench.start())
    assert bench.clock.naps == pytest.approx([factor * seconds for seconds in (2, 3, 4.5, 6.75, 10, 10)])


def test_each_backend_has_its_polling():
    assert (KREA_POLLING.first, KREA_POLLING.growth, KREA_POLLING.longest, KREA_POLLING.jitter) == (2, 1.5, 10, 0.2)
    assert (KREA_POLLING.limit, KREA_POLLING.lost) == (7800, 15)
    assert (SANDBOX_POLLING.first, SANDBOX_POLLING.growth, SANDBOX_POLLING.longest) == (0.1, 1.02, 0.25)
    assert SANDBOX_POLLING.lost == 2
    assert (KREA_POLLING.usual, SANDBOX_POLLING.usual) == (Estimate(90, 210), None)


def test_a_job_survives_as_many_404_as_the_policy_has(bench):
    bench.krea.polls = [GONE] * 3
    assert wait(bench.start()).job_id == "job-1"
    bench.krea.polls = [GONE] * 4
    with pytest.raises(errors.JobLost) as caught:
        wait(bench.start())
    assert caught.value.gone


def test_429_is_waited_out_with_a_countdown_in_seconds(bench):
    bench.krea.posts = [BUSY, httpx.Response(429, headers={"retry-after": "2.5"}), BUSY]
    bench.krea.states = ["completed"]
    wait(bench.start())
    assert bench.clock.naps == [1.0] * 5 + [1.0, 1.0, 0.5] + [1.0] * 45
    told = [at.message for at in bench.heard if "trying again" in at.message]
    assert told[:6] == [
        *(f"Krea is busy with your other jobs, trying again in {left} s" for left in (5, 4, 3, 2, 1)),
        "Krea is busy with your other jobs, trying again in 2 s",
    ]
    bench.krea.posts = [BUSY] * 4
    with pytest.raises(errors.TooManyJobs):
        wait(bench.start())
    assert bench.krea.posts == []


def posts(bench):
    return bench.krea.count("POST", "/generate")


def test_a_tiny_retry_after_is_a_second(bench):
    bench.krea.posts = [httpx.Response(429, headers={"retry-after": "0.01"})] * 2
    bench.krea.states = ["completed"]
    wait(bench.start())
    assert bench.clock.naps == [1.0, 1.0]


def held(bench, *, open_jobs, pace=2000):
    """Own jobs at Krea, one for each place there, that end after `let_go()`. Waits are shorter by `pace`."""
    go = threading.Event()

    async def sleep(seconds):
        await asyncio.sleep(seconds / pace)

    bench.sleep = sleep
    bench.polling = PollPolicy(first=1, growth=1, lost=10**6)
    bench.krea.most_jobs = open_jobs
    look = bench.krea.look
    bench.krea.look = lambda request: look(request) if go.is_set() else httpx.Response(404)
    jobs = [bench.start() for _ in range(open_jobs)]
    for job in jobs:
        job.accepted(20)
    return jobs, go.set


def in_line(*jobs):
    """Wait until all of them are queued here."""
    deadline = time.monotonic() + 20
    while not all(job.progress.message.startswith("Queued here") for job in jobs):
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_while_own_jobs_run_a_job_waits_without_limit(bench):
    _, let_go = held(bench, open_jobs=1)
    second = bench.start()
    # At 0, 5, 20, 65 and 110 s, because a job of another program can end too.
    while posts(bench) < 6:
        time.sleep(0.002)
    in_line(second)
    let_go()
    assert wait(second).job_id == "job-2"
    message = [at.message for at in bench.heard]
    assert message.count("Queued here · 1 of your jobs is running at Krea") >= 5
    assert not [text for text in message if "trying again" in text]


def test_the_line_is_in_the_order_of_the_requests(bench):
    _, let_go = held(bench, open_jobs=2)
    # The journal has earlier ones of an earlier kernel.
    jobs = [bench.start(bench.job(asked_at=time.time() - age)) for age in (10, 30, 20, 0)]
    in_line(*jobs)
    assert jobs[0].progress.message == "Queued here · 2 of your jobs are running at Krea"
    assert jobs[0].progress.phase == "waiting"
    let_go()
    assert [wait(job).job_id for job in jobs] == ["job-5", "job-3", "job-4", "job-6"]


def test_a_job_is_sent_as_soon_as_another_ends(bench):
    _, let_go = held(bench, open_jobs=2, pace=20)
    bench.krea.posts = [httpx.Response(429, headers={"retry-after": "120"})]
    bench.krea.states = ["completed"]
    third = bench.start()
    in_line(third)
    let_go()
    began = time.monotonic()
    wait(third)
    assert time.monotonic() - began < 120 / 20
    assert posts(bench) == 4


def test_a_cancel_in_line_sends_nothing(bench):
    jobs, let_go = held(bench, open_jobs=1, pace=20)
    bench.krea.posts = [httpx.Response(429, headers={"retry-after": "120"})]
    waiting = [bench.start() for _ in range(3)]
    in_line(*waiting)
    sent = posts(bench)
    for job in waiting:
        job.cancel()
    for job in waiting:
        with pytest.raises(errors.JobCancelled, match="before anything was sent"):
            wait(job)
    assert posts(bench) == sent == 2
    assert [bench.journal.entry(job.key).state for job in waiting] == ["cancelled"] * 3
    let_go()
    assert wait(jobs[0]).job_id == "job-1"
    # The line is usable again.
    assert wait(bench.start()).job_id == "job-2"


def test_with_no_own_job_the_line_gives_up_together(bench):
    bench.krea.most_jobs = 0
    jobs = [bench.start() for _ in range(3)]
    for job in jobs:
        with pytest.raises(errors.TooManyJobs, match="accepts no more jobs"):
            wait(job)
    assert sum(bench.clock.naps) == 65
    assert posts(bench) == 4 + 2
    # A later line has its own patience.
    bench.krea.most_jobs = None
    bench.krea.posts = [BUSY] * 3
    wait(bench.start())


def test_jobs_of_an_earlier_kernel_count_as_own(bench):
    _, let_go = held(bench, open_jobs=0)
    bench.krea.accept(None, id="earlier")
    bench.krea.most_jobs = 1
    bench.journal.asked("k1", backend="krea", model="a/b", shot="{}", digest="d")
    bench.journal.sent("k1", "earlier")
    bench.start(bench.job(key="k1", id="earlier"))
    job = bench.start()
    in_line(job)
    let_go()
    assert wait(job).job_id == "job-1"


def test_closing_leaves_the_line_unsent(bench):
    held(bench, open_jobs=1, pace=20)
    bench.krea.posts = [httpx.Response(429, headers={"retry-after": "120"})]
    waiting = [bench.start() for _ in range(3)]
    in_line(*waiting)
    sent = posts(bench)
    bench.loop.run(bench.engine.close())
    assert all(isinstance(job.error, errors.JobLost) for job in waiting)
    assert [bench.journal.entry(job.key).state for job in waiting] == ["asked"] * 3
    assert posts(bench) == sent


def test_a_cancel_ends_the_wait_for_another_try_at_once(bench):
    bench.krea.posts = [httpx.ConnectError("x")] * 3
    job = bench.job()
    job.at_once = lambda job: job.progress.message.endswith("trying again in 4 s") and job.cancel()
    with pytest.raises(errors.JobCancelled):
        wait(bench.start(job))
    assert bench.clock.naps == [1.0] + [1.0] * 2 + [1.0]
    assert bench.journal.entry(job.key).state == "cancelled"


def test_a_request_that_never_arrived_is_repeated_three_times(bench):
    bench.krea.posts = [httpx.ConnectError("x")] * 3
    bench.krea.states = ["completed"]
    wait(bench.start())
    assert bench.clock.naps == [1.0] + [1.0] * 2 + [1.0] * 4
    assert "Krea cannot be reached, trying again in 4 s" in [at.message for at in bench.heard]
    bench.krea.posts = [httpx.ConnectError("x")] * 4
    with pytest.raises(errors.Unreachable) as caught:
        wait(bench.start())
    assert not caught.value.maybe_sent
    assert bench.krea.posts == []


def test_a_search_has_four_looks(bench):
    bench.krea.posts = [httpx.ReadTimeout("x")]
    with pytest.raises(errors.SubmitUncertain, match=r"No new job is listed 0:0\d later\.") as caught:
        wait(bench.start())
    assert bench.clock.naps == [1.0, 3.0, 6.0, 10.0]
    assert bench.krea.count("GET", "/jobs") == 4
    assert caught.value.candidates == ()
    assert "did not respond in time" in caught.value.details


def test_a_search_without_a_list_has_four_looks_too(bench):
    bench.krea.posts = [httpx.ReadTimeout("x")]
    bench.krea.lists = [httpx.Response(503)] * 40
    with pytest.raises(errors.SubmitUncertain, match="unavailable now"):
        wait(bench.start())
    assert bench.krea.count("GET", "/jobs") == 4 * 6, "with the client's five retries"


def test_a_resumed_search_looks_without_a_delay(bench):
    with pytest.raises(errors.SubmitUncertain):
        wait(bench.start(sent_before(bench)))
    assert bench.clock.naps == [0.0, 3.0, 6.0, 10.0]


@pytest.mark.parametrize(("age", "fits"), [(14, True), (16, False), (-169, True), (-171, False)])
def test_a_candidate_was_made_5_seconds_before_to_180_after_the_submit(bench, age, fits):
    bench.krea.accept(None, id="ours", age=age)
    job = bench.start(sent_before(bench))
    if fits:
        assert wait(job).job_id == "ours"
    else:
        with pytest.raises(errors.SubmitUncertain):
            wait(job)


def test_at_most_twenty_pages_are_read(bench):
    page = {"items": [bench.krea.accept(None, age=-400).json()], "next_cursor": "c"}
    bench.krea.jobs.clear()
    bench.krea.lists = [httpx.Response(200, json=page)] * 20
    with pytest.raises(errors.SubmitUncertain):
        wait(bench.start(sent_before(bench)))
    assert bench.krea.count("GET", "/jobs") == 20 + 3, "the next looks have one page"


def test_fresh_urls_are_requested_twice(bench):
    bench.krea.states = ["completed"]
    bench.krea.files = [GONE] * 2
    assert wait(bench.start()).job_id == "job-1"
    assert bench.krea.count("GET", "/jobs/") == 2
    bench.krea.files = [GONE] * 3
    with pytest.raises(errors.DownloadFailed) as caught:
        wait(bench.start())
    assert caught.value.job.id == "job-2"
    assert bench.krea.count("GET", "/jobs/job-2") == 2
    assert bench.krea.files == []


def test_a_clip_that_an_earlier_kernel_saved_is_not_downloaded_again(bench):
    clip = wait(bench.start())
    job = bench.job(key="k1", id="job-1")
    bench.journal.asked("k1", backend="krea", model="a/b", shot="{}", digest="d")
    assert wait(bench.start(job)).path == clip.path
    assert bench.krea.count("GET", "/videos/") == 1
    # A reserved name without a clip is no clip.
    clip.path.write_bytes(b"")
    again = wait(bench.start(bench.job(key="k2", id="job-1")))
    assert again.path.read_bytes().startswith(bench.krea.mp4)
    assert bench.krea.count("GET", "/videos/") == 2
    assert len([path for path in again.path.parent.iterdir() if path.is_file()]) == 2


def test_a_new_job_does_not_look_for_a_saved_clip(bench):
    wait(bench.start())
    bench.krea.jobs.clear()
    bench.krea._ids = iter(["job-1"])
    wait(bench.start())
    assert bench.krea.count("GET", "/videos/") == 2


def test_the_sidecar_to_the_key(bench):
    clip = wait(bench.start())
    found = json.loads(clip.path.with_suffix(".json").read_text())
    assert found["krea_widgets"] == 1
    assert found["seconds"] == 0.0
    assert found["still"] == {
        "name": bench.still.name,
        "digest": bench.still.digest,
        "width": 96,
        "height": 64,
    }
    assert found["end_still"] is None
    assert found["values"]["start_image"].startswith("https://assets.krea.ai/")
    assert found["price"] is None


def test_an_error_has_its_job(bench):
    for answer in (httpx.Response(402), httpx.ReadTimeout("x")):
        bench.krea.posts = [answer]
        job = bench.start()
        with pytest.raises(errors.KreaError) as caught:
            wait(job)
        assert job.error is caught.value
        assert getattr(caught.value, "job", job) is job
    bench.krea.polls = [httpx.Response(401)]
    job = bench.start()
    with pytest.raises(errors.JobLost) as caught:
        wait(job)
    assert caught.value.job is job
    job = bench.job()
    JobControl(job).fail(errors.JobLost("Lost."))
    assert job.error.job is job
    other = bench.job()
    JobControl(other).fail(job.error)
    assert other.error.job is job


@pytest.mark.parametrize(
    ("working", "reported", "fraction", "message"),
    [
        (0, None, 0.08, "Krea is working · 1:40 · usually about 1:40"),
        (50, None, 0.08 + 0.87 * 0.45, "Krea is working · 1:40 · usually about 1:40"),
        (100, None, 0.08 + 0.87 * 0.9, "Krea is working · 1:40 · usually about 1:40"),
        (150, None, 0.08 + 0.87 * 0.925, "Krea is working · 1:40 · usually about 1:40"),
        (200, None, 0.08 + 0.87 * 0.95, "Krea is working · 1:40 · usually about 1:40"),
        (
            201,
            None,
            0.08 + 0.87 * 0.95,
            "Taking longer than usual · 1:40 (usually about 1:40). You can leave: the job continues.",
        ),
        (50, 0.2, 0.08 + 0.87 * 0.2, "Krea is working · 1:40 · usually about 1:40"),
        (50, 7.0, 0.95, "Krea is working · 1:40 · usually about 1:40"),
    ],
)
def test_the_fraction_of_a_working_job(working, reported, fraction, message):
    progress = pending("processing", 100, working, expected=Estimate(100, 200), reported=reported, backend="krea")
    assert progress.fraction == pytest.approx(fraction)
    assert (progress.message, progress.expected, progress.elapsed) == (message, 100, 100)
