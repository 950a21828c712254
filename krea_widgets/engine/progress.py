"""From Krea's word and the time that has passed to a fraction, a sentence, and the moment of the next look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import quantiles

from .._util.text import clock_time
from ..status import IN_LINE, Progress

__all__ = ["KREA_POLLING", "SANDBOX_POLLING", "Estimate", "PollPolicy", "estimate", "pending"]

UPLOADED = 0.08  # the share of the bar that stands for the upload
WORKED = 0.95  # ... and where Krea's part ends; the rest is the download


@dataclass(frozen=True)
class PollPolicy:
    """How often to look, and how long.

    Attributes:
        first: Seconds before the second look (the first is made at once).
        growth: By which the wait grows after each look.
        longest: Seconds between looks at most.
        jitter: Share by which each wait is varied, so that many jobs do not look at once.
        limit: Seconds after which watching ends, time in line not counted. Krea itself gives up after two hours.
        lost: How many replies of "no such job" a fresh job is allowed, since a job may not be readable at once.
    """

    first: float = 2.0
    growth: float = 1.5
    longest: float = 10.0
    jitter: float = 0.2
    limit: float = 2 * 3600 + 600
    lost: int = 15

    def waits(self) -> Iterator[float]:
        """The seconds between looks, without end and without jitter."""
        wait = self.first
        while True:
            yield wait
            wait = min(wait * self.growth, self.longest)


KREA_POLLING = PollPolicy()
SANDBOX_POLLING = PollPolicy(first=0.15, growth=1.2, longest=0.5, lost=2)


@dataclass(frozen=True)
class Estimate:
    """How long a job of this model has taken before: the median and the 90th percentile, in seconds."""

    usual: float
    late: float


def estimate(durations: Sequence[float]) -> Estimate | None:
    """What earlier jobs say; None without any."""
    if not durations:
        return None
    if len(durations) == 1:
        return Estimate(durations[0], durations[0] * 1.5)
    tenths = quantiles(durations, n=10, method="inclusive")
    return Estimate(tenths[4], max(tenths[8], tenths[4] * 1.25))


def pending(
    status: str, elapsed: float, working: float, *, expected: Estimate | None, told: float | None, backend: str
) -> Progress:
    """The progress of a job that is not over.

    Args:
        status: Krea's word.
        elapsed: Seconds since the job was started.
        working: Seconds since it left the line.
        expected: What earlier jobs took, or None.
        told: The server's own progress, 0 to 1, or None (it is documented nowhere and often missing).
        backend: "krea" or "sandbox", for the words.
    """
    time = clock_time(elapsed)
    usual = expected.usual if expected else None
    if status in IN_LINE or not status:
        behind = " (behind your other jobs)" if status == "backlogged" else ""
        return Progress("waiting", f"In line{behind} · {time}", None, elapsed, usual, status)
    who = "The sandbox is rendering" if backend == "sandbox" else "Krea is working"
    if expected and working > expected.late:
        usually = clock_time(expected.usual)
        message = f"Taking longer than usual · {time} (usually about {usually}). You can leave: it is kept."
    elif expected:
        message = f"{who} · {time} · usually about {clock_time(expected.usual)}"
    else:
        message = f"{who} · {time}"
    share = told if told is not None else _share(working, expected)
    fraction = None if share is None else UPLOADED + (WORKED - UPLOADED) * min(share, 1.0)
    return Progress("working", message, fraction, elapsed, usual, status)


def _share(working: float, expected: Estimate | None) -> float | None:
    """0 to 0.9 until the usual time, 0.95 at the late one, and never more."""
    if expected is None:
        return None
    if working <= expected.usual:
        return 0.9 * working / max(expected.usual, 0.001)
    late = max(expected.late - expected.usual, 0.001)
    return 0.9 + 0.05 * min((working - expected.usual) / late, 1.0)
