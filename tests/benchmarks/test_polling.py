"""How soon a finished job is noticed, at how many requests: the engine's own loop on a virtual clock."""

from __future__ import annotations

import asyncio
import itertools
import math
import random
import statistics
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from tables import FULL

from krea_widgets.api.responses import Page, read_job
from krea_widgets.engine import KREA_POLLING, Dependencies, Job
from krea_widgets.engine.job_context import JobContext
from krea_widgets.engine.watch import watch

pytestmark = [pytest.mark.slow]

MEDIANS = (45, 90, 240)  # seconds
SPREADS = (0.1, 0.2, 0.4)  # standard deviations of the logarithm
SEEDS = (1, 2, 3)
RUNS = 40 if FULL else 20  # of each seed
QUEUE = 1.0  # seconds for which a job is queued


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps to the next timer."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        select = self._selector.select  # type: ignore[attr-defined]

        def jump(timeout: float | None = None) -> Any:
            self.now += timeout or 0.0
            return select(0)

        self._selector.select = jump  # type: ignore[attr-defined]

    def time(self) -> float:
        return self.now


class FakeKrea:
    """Jobs that take some seconds; counts the requests."""

    skew = 0.0

    def __init__(self) -> None:
        self.requests = 0
        self.started: dict[str, tuple[float, float]] = {}

    def start(self, job_id: str, seconds: float) -> Any:
        self.started[job_id] = now(), seconds
        return self.view(job_id)

    async def job(self, job_id: str) -> Any:
        self.requests += 1
        return self.view(job_id)

    async def jobs(self, *, limit: int, cursor: str | None = None) -> Any:
        self.requests += 1
        assert cursor is None
        return Page(tuple(self.view(job_id) for job_id in list(reversed(self.started))[:limit]), None)

    def view(self, job_id: str) -> Any:
        start, seconds = self.started[job_id]
        age = now() - start
        status = "queued" if age < QUEUE else "processing" if age < seconds else "completed"
        urls = [f"https://gen.krea.ai/{job_id}.mp4"] if status == "completed" else []
        return read_job({"job_id": job_id, "status": status, "result": {"urls": urls}})


def now() -> float:
    return asyncio.get_running_loop().time()


class Here(Dependencies):
    async def on_disk(self, call: Callable[..., Any], *values: Any) -> Any:
        return call(*values)


@dataclass
class Figures:
    lags: list[float]
    requests: float

    @property
    def lag(self) -> float:
        return statistics.mean(self.lags)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.lags, n=20)[-1]


# One job, with its duration, what its model's earlier jobs took, and what the catalogue says: its lag and its requests.
Loop = Callable[[float, "list[float]", "float | None", random.Random], Awaitable["tuple[float, int]"]]


async def ours(
    seconds: float, earlier: list[float], catalogue: float | None, chance: random.Random
) -> tuple[float, int]:
    krea = FakeKrea()
    lag = await watch_one(krea, "job", seconds, earlier, catalogue, chance)
    return lag, krea.requests


async def watch_one(
    krea: FakeKrea, job_id: str, seconds: float, earlier: list[float], catalogue: float | None, chance: random.Random
) -> float:
    return await watched(dependencies_for(krea, earlier, chance), job_id, seconds, catalogue)


def dependencies_for(krea: FakeKrea, earlier: list[float], chance: random.Random) -> Dependencies:
    return Here(
        client=krea,  # type: ignore[arg-type]
        journal=SimpleNamespace(durations=lambda backend, model: earlier),  # type: ignore[arg-type]
        backend="krea",
        clips=lambda: None,  # type: ignore[arg-type,return-value]
        polling=KREA_POLLING,
        clock=now,
        random=chance.random,
        journal_worker=None,  # type: ignore[arg-type]
    )


async def watched(dependencies: Dependencies, job_id: str, seconds: float, catalogue: float | None) -> float:
    """The engine's `watch`; gives the lag."""
    model = SimpleNamespace(usual_seconds=lambda **values: catalogue)
    shot = SimpleNamespace(model="a/b", values={})
    context = JobContext(Job(shot, model, backend="krea", loop=None), dependencies)  # type: ignore[arg-type]
    await context.read_durations()
    response = dependencies.client.start(job_id, seconds)  # type: ignore[attr-defined]
    context.control.accept(job_id)
    end = now() + seconds
    await watch(context, response)
    return now() - end


def each(interval: float) -> Loop:
    """A loop that asks at fixed intervals."""

    async def loop(seconds: float, _: object, __: object, chance: random.Random) -> tuple[float, int]:
        requests = max(1, math.ceil(seconds / interval))
        return requests * interval - seconds, requests

    return loop


async def as_runway(seconds: float, _: object, __: object, chance: random.Random) -> tuple[float, int]:
    at = 0.0
    for requests in itertools.count(1):
        at += chance.uniform(4.5, 7.5)
        if at >= seconds:
            return at - seconds, requests
    raise AssertionError


OTHERS = {"every 5 s": each(5.0), "every 2 s": each(2.0), "0.1 s (fal)": each(0.1), "6±1.5 s (runway)": as_runway}
OURS = {"20th job": (19, True), "first, with Krea's average": (0, True), "first, nothing known": (0, False)}


def run(work: Awaitable[Any]) -> Any:
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(work)
    finally:
        loop.close()


def figures(loop: Loop, median: float, spread: float, *, known: int = 0, average: bool = False) -> Figures:
    """The same jobs for each loop, with other jitter."""

    async def of_seed(seed: int) -> list[tuple[float, int]]:
        jobs, chance = random.Random(seed), random.Random(-seed)

        def duration() -> float:
            return QUEUE + median * math.exp(jobs.gauss(0, spread))

        found = []
        for _ in range(RUNS):
            seconds = duration()
            earlier = [duration() for _ in range(19)][:known]
            found.append(await loop(seconds, earlier, median if average else None, chance))
        return found

    found = [one for seed in SEEDS for one in run(of_seed(seed))]
    return Figures([lag for lag, _ in found], statistics.mean(requests for _, requests in found))


@pytest.fixture(scope="module")
def table() -> Iterator[dict[tuple[str, int, float], Figures]]:
    found: dict[tuple[str, int, float], Figures] = {}
    for median, spread in itertools.product(MEDIANS, SPREADS):
        for name, (known, average) in OURS.items():
            found[name, median, spread] = figures(ours, median, spread, known=known, average=average)
        for name, loop in OTHERS.items():
            found[name, median, spread] = figures(loop, median, spread)
    return found


# Of the lag and the requests of a request each 5 s, at some spreads.
BARS = {
    "20th job": (0.45, 1.0, SPREADS[:2]),
    "first, with Krea's average": (0.6, 1.0, SPREADS[:2]),
    "first, nothing known": (0.85, 1.1, SPREADS),
}


def test_the_table(table, new_table) -> None:
    shown = new_table("H. Until the end of a job is noticed", "")
    for name, median, spread in itertools.product([*OURS, *OTHERS], MEDIANS, SPREADS):
        add_row(
            shown, f"{name}, {median} s ± {spread:.0%}", table[name, median, spread], table["every 5 s", median, spread]
        )
    for name, (most_lag, most_requests, spreads) in BARS.items():
        for spread in spreads:
            lag, requests = pooled(table, name, spread)
            shown.bar(f"{name}, ± {spread:.0%}: lag × that of every 5 s", lag, most_lag, slack=1)
            shown.bar(f"{name}, ± {spread:.0%}: requests × those of every 5 s", requests, most_requests, slack=1)


def add_row(shown, row: str, mine: Figures, plain: Figures) -> None:
    shown.add(row, mine.lag, "mean lag, s")
    shown.add(row, mine.p95, "95th percentile, s")
    shown.add(row, mine.requests, "requests a job")
    shown.add(row, mine.lag / plain.lag, "lag ×")
    shown.add(row, mine.requests / plain.requests, "requests ×")


def pooled(table, name: str, spread: float) -> tuple[float, float]:
    """Lag and requests as parts of those of a request each 5 s, for the three medians together."""
    mine, plain = ([table[one, median, spread] for median in MEDIANS] for one in (name, "every 5 s"))
    return (
        sum(one.lag for one in mine) / sum(one.lag for one in plain),
        statistics.mean(one.requests / other.requests for one, other in zip(mine, plain, strict=True)),
    )


def test_few_are_noticed_late(table) -> None:
    assert {key: found.p95 for key, found in table.items() if key[0] in OURS and found.p95 > 5} == {}


# What any schedule could reach. With n polls a second at the time t, the mean lag is E[1 / 2n(T)], and the number of
# polls is the integral of n × S, where S is the share of jobs that still run. So n = √(f / S) × a constant is best.

TIMES = [0.25 * number for number in range(1, 8000)]


def running(median: float, spread: float) -> list[float]:
    normal = statistics.NormalDist(0, spread)
    return [1 - normal.cdf(math.log(seconds / median)) for seconds in TIMES]


def best(durations: list[list[float]], believed: list[float] | None = None) -> float:
    """The shortest lag as a part of that with a request each 5 s, at the same requests, both pooled as in `pooled`.

    Args:
        durations: The shares of the jobs that still run, for each kind of job.
        believed: The same for all jobs together, as the schedule takes it; None: it knows the durations exactly.
    """
    ends = [[a - b for a, b in itertools.pairwise(shares)] for shares in durations]
    means = [sum(shares) for shares in durations]
    if believed is None:
        f = [sum(one) for one in zip(*ends, strict=True)]
        s = [sum(share / mean for share, mean in zip(one, means, strict=True)) for one in zip(*durations, strict=True)]
    else:
        f, s = [a - b for a, b in itertools.pairwise(believed)], believed
    rate = [math.sqrt(max(a, 1e-12) / max(b, 1e-9)) for a, b in zip(f, s, strict=False)]
    lag = statistics.mean(sum(a / n for a, n in zip(one, rate, strict=True)) for one in ends)
    requests = statistics.mean(
        sum(n * share for n, share in zip(rate, one, strict=False)) / mean
        for one, mean in zip(durations, means, strict=True)
    )
    # A request each 5 s has the rate 1 here, with a lag of 1.
    return lag * requests


def test_what_can_be_reached_at_all(table, new_table) -> None:
    """Without knowledge nothing beats fixed intervals: 0.7 × the lag at every duration takes 1 / 0.7 × the requests."""
    prior = KREA_POLLING.usual
    assert prior is not None
    wide = running(prior.usual, prior.spread)
    rows = []
    for spread in SPREADS:
        kinds = [running(median, spread) for median in MEDIANS]
        rows.append((statistics.mean(best([one]) for one in kinds), best(kinds), best(kinds, wide)))
    shown = new_table("H. The shortest lag that any schedule reaches, × that of every 5 s at as many requests", "")
    beliefs = ("durations known exactly", "known to be one of the three", "known to be 30 s to 5 min, as most")
    for spread, bests in zip(SPREADS, rows, strict=True):
        for belief, lag in zip(beliefs, bests, strict=True):
            shown.add(belief, lag, f"± {spread:.0%}")
        for name in OURS:
            shown.add(f"ours, {name}", pooled(table, name, spread)[0], f"± {spread:.0%}")
    assert rows[1][0] < 0.4
    # Why the first job of an unknown model does not reach 0.7.
    assert all(prior_only > 0.7 for _, _, prior_only in rows)


def together(jobs: int, median: float, spread: float, known: int, apart: float) -> Figures:
    """Jobs that are watched by one process, each submitted some seconds after the one before."""
    chance = random.Random(3)
    krea = FakeKrea()

    def duration() -> float:
        return QUEUE + median * math.exp(chance.gauss(0, spread))

    async def all_of_them() -> list[float]:
        dependencies = dependencies_for(krea, [duration() for _ in range(known)], chance)

        async def one(number: int) -> float:
            await asyncio.sleep(number * apart)
            return await watched(dependencies, f"job-{number}", duration(), None)

        return await asyncio.gather(*map(one, range(jobs)))

    lags = run(all_of_them())
    return Figures(lags, krea.requests / jobs)


@pytest.fixture(scope="module")
def shared() -> dict[tuple[int, float, int], Figures]:
    """By the number of jobs, the seconds between their submits, and the number of earlier jobs of the model."""
    kinds = itertools.product((2, 10, 100), (0.0, 5.0), (0, 19))
    return {(jobs, apart, known): together(jobs, 90, 0.2, known, apart) for jobs, apart, known in kinds}


def test_jobs_at_the_same_time_share_their_requests(table, shared, new_table) -> None:
    names = {19: "20th job", 0: "first, nothing known"}
    shown = new_table("H. Jobs of 90 s ± 20% in one process, × one alone", "")
    for (jobs, apart, known), found in shared.items():
        add_row(shown, f"{names[known]}, {jobs} jobs, {apart:g} s apart", found, table[names[known], 90, 0.2])
    for (jobs, apart, known), found in shared.items():
        alone = table[names[known], 90, 0.2]
        if jobs == 100:
            # They run together for a fifth of their time if each starts 5 s after the one before.
            assert found.requests <= (0.1 if apart < 1 else 0.25) * alone.requests
            assert found.lag <= alone.lag
            assert found.p95 <= 5
        # Never more than single loops, within the luck of two jobs.
        assert found.requests <= 1.2 * alone.requests
