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

from krea_widgets.api.responses import read_job
from krea_widgets.engine import KREA_POLLING, Dependencies, Job
from krea_widgets.engine.job_context import JobContext
from krea_widgets.engine.watch import watch

pytestmark = [pytest.mark.slow]

MEDIANS = (45, 90, 240)  # seconds
SPREADS = (0.1, 0.2, 0.4)  # standard deviations of the logarithm
RUNS = 200
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
        self.jobs: dict[str, tuple[float, float]] = {}

    def start(self, job_id: str, seconds: float) -> Any:
        self.jobs[job_id] = now(), seconds
        return self.view(job_id)

    async def job(self, job_id: str) -> Any:
        self.requests += 1
        return self.view(job_id)

    def view(self, job_id: str) -> Any:
        start, seconds = self.jobs[job_id]
        age = now() - start
        status = "queued" if age < QUEUE else "processing" if age < seconds else "completed"
        return read_job({"job_id": job_id, "status": status})


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

    def __str__(self) -> str:
        return f"{self.lag:5.2f} {self.p95:5.2f} {self.requests:6.1f}"


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
    """The engine's `watch`; gives the lag."""
    model = SimpleNamespace(usual_seconds=lambda **values: catalogue)
    shot = SimpleNamespace(model="a/b", values={})
    dependencies = Here(
        client=krea,  # type: ignore[arg-type]
        journal=SimpleNamespace(durations=lambda backend, model: earlier),  # type: ignore[arg-type]
        backend="krea",
        clips=lambda: None,  # type: ignore[arg-type,return-value]
        polling=KREA_POLLING,
        clock=now,
        random=chance.random,
        journal_worker=None,  # type: ignore[arg-type]
    )
    context = JobContext(Job(shot, model, backend="krea", loop=None), dependencies)  # type: ignore[arg-type]
    await context.read_durations()
    response = krea.start(job_id, seconds)
    context.control.accept(job_id)
    end = now() + seconds
    await watch(context, response)
    return now() - end


def every(wait: Callable[[random.Random], float]) -> Loop:
    """A loop that sleeps, then asks."""

    async def loop(seconds: float, _: object, __: object, chance: random.Random) -> tuple[float, int]:
        at = 0.0
        for requests in itertools.count(1):
            at += wait(chance)
            if at >= seconds:
                return at - seconds, requests
        raise AssertionError

    return loop


OTHERS = {
    "every 5 s": every(lambda chance: 5.0),
    "every 2 s": every(lambda chance: 2.0),
    "0.1 s (fal)": every(lambda chance: 0.1),
    "6±1.5 s (runway)": every(lambda chance: chance.uniform(4.5, 7.5)),
}
OURS = {"20th job": (19, True), "first, with Krea's average": (0, True), "first, nothing known": (0, False)}


def run(work: Awaitable[Any]) -> Any:
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(work)
    finally:
        loop.close()


def figures(loop: Loop, median: float, spread: float, *, known: int = 0, average: bool = False) -> Figures:
    """The same jobs for each loop, with other jitter."""
    jobs, chance = random.Random(1), random.Random(2)

    def duration() -> float:
        return QUEUE + median * math.exp(jobs.gauss(0, spread))

    async def all_of_them() -> list[tuple[float, int]]:
        found = []
        for _ in range(RUNS):
            seconds = duration()
            earlier = [duration() for _ in range(19)][:known]
            found.append(await loop(seconds, earlier, median if average else None, chance))
        return found

    found = run(all_of_them())
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


def test_the_table(table, capsys) -> None:
    names = [*OURS, *OTHERS]
    with capsys.disabled():
        print("\nmean lag after the end (s), its 95th percentile (s), requests a job; × of a request each 5 s")
        for name in names:
            for median, spread in itertools.product(MEDIANS, SPREADS):
                mine, plain = table[name, median, spread], table["every 5 s", median, spread]
                ratios = f"lag × {mine.lag / plain.lag:.2f}, requests × {mine.requests / plain.requests:.2f}"
                print(f"{name:27} {median:4} s ± {spread:3.0%} {mine}   {ratios}")


def pooled(table, name: str, spread: float) -> tuple[float, float]:
    """Lag and requests as parts of those of a request each 5 s, for the three medians together."""
    mine, plain = ([table[one, median, spread] for median in MEDIANS] for one in (name, "every 5 s"))
    return (
        sum(one.lag for one in mine) / sum(one.lag for one in plain),
        statistics.mean(one.requests / other.requests for one, other in zip(mine, plain, strict=True)),
    )


@pytest.mark.parametrize("spread", [0.1, 0.2])
def test_a_known_model_is_noticed_twice_as_soon_at_the_same_requests(table, spread) -> None:
    lag, requests = pooled(table, "20th job", spread)
    # 0.43 with these jobs, 0.47 with the jobs of other seeds.
    assert lag <= 0.5
    assert requests <= 1.0


@pytest.mark.parametrize("spread", [0.1, 0.2])
def test_the_first_job_of_a_model_with_an_average_is_noticed_sooner_too(table, spread) -> None:
    lag, requests = pooled(table, "first, with Krea's average", spread)
    assert lag <= 0.7
    assert requests <= 1.0


def test_few_are_noticed_late(table) -> None:
    late = {key for key, found in table.items() if key[0] in OURS and found.p95 > 5}
    # Long and irregular jobs of a model of which nothing is known.
    assert late <= {("first, nothing known", 240, 0.4)}
