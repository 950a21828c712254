"""Jobs of one client share lists: what a list does not tell, each job learns by itself."""

import asyncio
from contextlib import ExitStack
from types import SimpleNamespace

import httpx
import pytest

from krea_widgets.api.responses import JobResponse, Page, read_job
from krea_widgets.engine import shared_polls
from krea_widgets.engine.shared_polls import CHECK_EVERY, LIST_PAUSE, READS_ALONE, SharedPolls
from krea_widgets.errors import JobCancelled, JobFailed, NotFound, ServerError, StrangeReply, TooManyJobs, Unreachable

URL = "https://gen.krea.ai/videos/clip.mp4"


class Krea:
    """Jobs with a state; what the list shows can differ from it."""

    def __init__(self, *ids):
        self.requests = []
        self.states = {job_id: JobResponse(job_id, "processing") for job_id in ids}
        self.listed = None
        self.answer = None
        self.error = None
        self.largest = 1000

    async def job(self, job_id):
        self.requests.append(job_id)
        await asyncio.sleep(0)
        if job_id not in self.states:
            raise NotFound("no", status=404)
        return self.states[job_id]

    async def jobs(self, *, limit, cursor=None):
        self.requests.append(f"list {limit}")
        items = list((self.states if self.listed is None else self.listed).values())[::-1]
        if self.answer is not None:
            await self.answer
        if self.error is not None:
            raise self.error
        start, limit = int(cursor or 0), min(limit, self.largest)
        more = str(start + limit) if start + limit < len(items) else None
        return Page(tuple(items[start : start + limit]), more)


@pytest.fixture
def polls():
    """Makes the shared polls of a fake Krea, with a follower and its news for each job."""
    with ExitStack() as stack:

        def make(krea):
            made = SimpleNamespace(time=0.0, naps=[], news={job_id: [] for job_id in krea.states})

            async def sleep(seconds):
                made.naps.append(seconds)

            made.polls = SharedPolls(krea, clock=lambda: made.time, sleep=sleep, random=lambda: 0.25)
            made.one = {
                job_id: stack.enter_context(made.polls.follow(job_id, made.news[job_id].append))
                for job_id in krea.states
            }
            made.read = lambda job_id: made.polls.read(made.one[job_id])
            return made

        yield make


def done(job_id, **more):
    return JobResponse(job_id, "completed", urls=(URL,), **more)


def test_one_list_tells_all_that_are_due_and_all_that_wait(polls):
    krea = Krea("a", "b", "c")
    made = polls(krea)
    krea.states["b"] = done("b")

    async def two_are_due():
        return await asyncio.gather(made.read("a"), made.read("b"))

    assert asyncio.run(two_are_due()) == [krea.states["a"], done("b")]
    assert krea.requests == ["list 23"]
    assert made.news == {"a": [], "b": [], "c": [krea.states["c"]]}


def test_a_single_job_is_read_singly(polls):
    krea = Krea("a")
    made = polls(krea)
    assert asyncio.run(made.read("a")).status == "processing"
    assert krea.requests == ["a"]


@pytest.fixture
def unlisted(polls):
    """Three jobs, of which the list does not have "new" yet."""
    krea = Krea("a", "b", "new")
    krea.listed = {job_id: krea.states[job_id] for job_id in ("a", "b")}
    return krea, polls(krea)


def test_a_job_that_is_not_listed_is_read_singly_and_soon_shared_again(unlisted):
    krea, made = unlisted
    for _ in range(1 + READS_ALONE):
        assert asyncio.run(made.read("new")).job_id == "new"
    assert krea.requests == ["list 23", *["new"] * (1 + READS_ALONE)]
    krea.listed = None
    krea.requests.clear()
    assert asyncio.run(made.read("new")).job_id == "new"
    assert krea.requests == ["list 23"]


def test_a_list_with_it_ends_its_time_alone(unlisted):
    krea, made = unlisted
    asyncio.run(made.read("a"))
    assert made.one["new"].alone == READS_ALONE
    krea.listed = None
    asyncio.run(made.read("b"))
    assert made.one["new"].alone == 0
    assert made.news["new"] == [krea.states["new"]]


def test_a_job_that_krea_does_not_have_is_not_found(polls):
    krea = Krea("a", "gone")
    made = polls(krea)
    del krea.states["gone"]
    with pytest.raises(NotFound):
        asyncio.run(made.read("gone"))


@pytest.mark.parametrize(
    "error",
    [
        ServerError("no", status=500),
        TooManyJobs("no", status=429),
        Unreachable("no", maybe_sent=False),
        StrangeReply("no", status=200),
        NotFound("no", status=404),
    ],
)
def test_after_a_failed_list_each_job_is_read_singly_for_a_while(polls, error):
    krea = Krea("a", "b")
    made = polls(krea)
    krea.error = error

    async def both():
        return await asyncio.gather(made.read("a"), made.read("b"))

    assert [one.job_id for one in asyncio.run(both())] == ["a", "b"]
    assert krea.requests == ["list 22", "a", "b"]
    assert made.news == {"a": [], "b": []}
    # Not all at the same moment.
    assert made.naps == [0.5, 0.5]
    krea.error = None
    krea.requests.clear()
    asyncio.run(made.read("a"))
    made.time += LIST_PAUSE
    asyncio.run(made.read("a"))
    assert krea.requests == ["a", "list 22"]


def test_a_list_that_does_not_come_is_not_waited_for(polls, monkeypatch):
    monkeypatch.setattr(shared_polls, "LIST_TIMEOUT", 0.01)
    krea = Krea("a", "b")
    made = polls(krea)

    async def read():
        krea.answer = asyncio.get_running_loop().create_future()
        return await made.read("a")

    assert asyncio.run(read()).job_id == "a"
    assert krea.requests == ["list 22", "a"]
    assert not made.polls.pending


@pytest.mark.parametrize(
    ("listed", "single"),
    [
        ({"status": "completed"}, {"status": "completed", "result": {"urls": [URL]}}),
        ({"status": "completed", "result": {}}, {"status": "completed", "result": {}}),
        ({"status": "failed"}, {"status": "failed", "error": {"code": "nsfw"}}),
        ({"status": ""}, {"status": "processing"}),
    ],
)
def test_what_a_list_leaves_out_is_read_singly(polls, listed, single):
    krea = Krea("a", "b", "c")
    made = polls(krea)
    krea.states.update((job_id, read_job({"job_id": job_id, **single})) for job_id in "ab")
    krea.listed = {job_id: read_job({"job_id": job_id, **listed}) for job_id in "ab"}
    assert asyncio.run(made.read("a")) == krea.states["a"]
    # The one that waits is woken to do the same.
    assert made.news["b"] == [None]
    assert asyncio.run(made.read("b")) == krea.states["b"]
    assert krea.requests == ["list 23", "a", "b"]


@pytest.mark.parametrize("ended", [JobResponse("a", "cancelled"), JobResponse("a", "failed", error_code="nsfw")])
def test_an_end_with_all_it_needs_is_taken_from_the_list(polls, ended):
    krea = Krea("a", "b")
    made = polls(krea)
    krea.states["a"] = ended
    assert asyncio.run(made.read("a")) == ended
    assert krea.requests == ["list 22"]


def test_lists_are_checked_and_a_stale_one_ends_the_sharing(polls):
    krea = Krea("a", "b")
    made = polls(krea)
    krea.listed = dict(krea.states)
    krea.states["a"] = done("a")
    reads = [asyncio.run(made.read("a")).status for _ in range(CHECK_EVERY)]
    assert reads == ["processing"] * (CHECK_EVERY - 1) + ["completed"]
    krea.requests.clear()
    made.time += 1e6
    asyncio.run(made.read("b"))
    asyncio.run(made.read("b"))
    assert krea.requests == ["b", "b"]


def test_a_true_list_stays_trusted(polls):
    krea = Krea("a", "b")
    made = polls(krea)
    for _ in range(3 * CHECK_EVERY):
        asyncio.run(made.read("a"))
    assert krea.requests.count("a") == 3
    assert krea.requests.count("list 22") == 3 * CHECK_EVERY


def test_a_late_list_does_not_replace_what_is_newer(polls):
    krea = Krea("a", "b", "c")
    made = polls(krea)

    async def late():
        krea.answer = asyncio.get_running_loop().create_future()
        made.one["b"].alone = 1
        first = asyncio.ensure_future(made.read("a"))
        await asyncio.sleep(0)
        krea.listed = dict(krea.states)
        krea.states["b"] = JobResponse("b", "sampling")
        # Read singly while the list is on its way.
        assert (await made.read("b")).status == "sampling"
        krea.answer.set_result(None)
        await first

    asyncio.run(late())
    assert made.news == {"a": [], "b": [], "c": [krea.states["c"]]}


def test_a_wait_that_ends_does_not_end_the_list_of_the_others(polls):
    krea = Krea("a", "b")
    made = polls(krea)

    async def cancelled():
        krea.answer = asyncio.get_running_loop().create_future()
        reads = [asyncio.ensure_future(made.read(job_id)) for job_id in "ab"]
        await asyncio.sleep(0.01)
        reads[0].cancel()
        await asyncio.sleep(0)
        krea.answer.set_result(None)
        return await reads[1]

    assert asyncio.run(cancelled()).job_id == "b"
    assert krea.requests == ["list 22"]


@pytest.mark.parametrize(("jobs", "pages"), [(150, 1), (1000, 1), (1500, 2)])
def test_more_jobs_than_a_list_has_take_another(polls, jobs, pages):
    krea = Krea(*map(str, range(jobs)))
    made = polls(krea)
    asyncio.run(made.read("0"))
    assert len(krea.requests) == pages
    assert all(len(news) == 1 for job_id, news in made.news.items() if job_id != "0")


def test_other_jobs_of_the_account_do_not_cost_page_after_page(polls):
    krea = Krea("a", "b", "c")
    made = polls(krea)
    krea.listed = {**krea.states, **{f"other {number}": done(str(number)) for number in range(5000)}}
    assert asyncio.run(made.read("a")).job_id == "a"
    assert krea.requests == ["list 23", "a"]


# In the engine.


@pytest.fixture
def held(bench):
    """A bench whose jobs do not end by themselves, and whose clock stands still."""

    async def sleep(seconds):
        await asyncio.sleep(0.001)

    bench.krea.states, bench.sleep = ["processing"], sleep
    return bench


def test_two_jobs_share_lists_to_the_end(held):
    jobs = [held.start() for _ in range(2)]
    for job in jobs:
        job.accepted(20)
    for job in held.krea.jobs.values():
        job["status"] = "completed"
    assert all(job.wait(20).path.exists() for job in jobs)
    assert held.krea.count("GET", "/jobs") > 0


def test_a_reason_that_the_list_does_not_have_is_told(held):
    def look(request):
        job = held.krea.jobs[request.url.path.rsplit("/", 1)[-1]]
        more = {"error": {"code": "nsfw"}} if job["status"] == "failed" else {}
        return httpx.Response(200, json={**held.krea.view(job), **more})

    held.krea.look = look
    jobs = [held.start() for _ in range(3)]
    ids = [job.accepted(20) for job in jobs]
    for job_id, status in zip(ids, ("failed", "completed", "completed"), strict=True):
        held.krea.jobs[job_id]["status"] = status
    with pytest.raises(JobFailed, match="moderation"):
        jobs[0].wait(20)
    assert all(job.wait(20) for job in jobs[1:])


def test_one_of_several_is_cancelled_alone(held):
    jobs = [held.start() for _ in range(3)]
    ids = [job.accepted(20) for job in jobs]

    def cancel(request):
        held.krea.jobs[request.url.path.rsplit("/", 1)[-1]]["status"] = "cancelled"
        return httpx.Response(200, json={})

    held.krea.cancel = cancel
    jobs[1].cancel()
    with pytest.raises(JobCancelled):
        jobs[1].wait(20)
    assert held.krea.count("DELETE", "/jobs") == 1
    for job_id in ids:
        if held.krea.jobs[job_id]["status"] != "cancelled":
            held.krea.jobs[job_id]["status"] = "completed"
    assert all(jobs[at].wait(20) for at in (0, 2))


def test_without_any_list_every_job_still_ends(bench):
    bench.krea.listed = lambda request: httpx.Response(500, json={"error": "no"})
    jobs = [bench.start() for _ in range(3)]
    assert all(job.wait(20).path.exists() for job in jobs)


def test_closing_ends_a_list_on_its_way(held):
    jobs = [held.start() for _ in range(2)]
    for job in jobs:
        job.accepted(20)
    held.loop.run(held.engine.close())
    assert all(job.done() for job in jobs)
    assert not held.loop.run(held.engine.dependencies()).polls.pending
