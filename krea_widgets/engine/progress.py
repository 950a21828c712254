"""How long a job will probably take, and from that the progress of a pending one: its fraction and its message."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, quantiles

from .._util.text import clock_time
from ..job_status import QUEUED, Progress

__all__ = ["PROCESSED", "UPLOADED", "Estimate", "by_service", "estimate", "pending"]

# Fractions of the whole job: after the upload, and after Krea's part. The download is the rest.
UPLOADED = 0.08
PROCESSED = 0.95
_NORMAL = NormalDist()
# Seconds. No job takes weeks: a longer duration is a damaged row of the journal.
LONGEST = 1e6
# Share of jobs that take any time.
_STRAGGLERS = 0.02


@dataclass(frozen=True)
class Estimate:
    """The probable duration of a job.

    Attributes:
        usual: Median, in seconds.
        late: 90th percentile, in seconds.
        source: Who estimated it, for the end of a message; "" for earlier jobs in the journal.
    """

    usual: float
    late: float
    source: str = ""

    @property
    def spread(self) -> float:
        """The standard deviation of the duration's logarithm: about 0.2 if two of three jobs are within 20 %."""
        return math.log(max(self.late / max(self.usual, 0.001), 1.05)) / _NORMAL.inv_cdf(0.9)

    def running(self, seconds: float) -> float:
        """The share of jobs that take longer than `seconds`.

        The durations of most jobs are taken as log-normal.
        """
        deviations = math.log(max(seconds, 0.001) / max(self.usual, 0.001)) / self.spread
        return _STRAGGLERS + (1 - _STRAGGLERS) * _NORMAL.cdf(-deviations)


def estimate(durations: Sequence[float]) -> Estimate | None:
    """From the seconds of earlier jobs of the model. The fewer there are, the later is `late`."""
    durations = [seconds for seconds in durations if 0 <= seconds < LONGEST]
    if not durations:
        return None
    tenths = quantiles(durations, n=10, method="inclusive") if len(durations) > 1 else [durations[0]] * 9
    return Estimate(tenths[4], max(tenths[8], tenths[4] * (1.25 + 0.25 / len(durations))))


def by_service(seconds: float | None, service: str) -> Estimate | None:
    """From the seconds that Krea or the sandbox names, for all jobs of the model or for this one."""
    return Estimate(seconds, seconds * 1.5, f" by {service}'s estimate") if seconds else None


def pending(
    status: str, elapsed: float, working: float, *, expected: Estimate | None, reported: float | None, backend: str
) -> Progress:
    """The progress of a job that is queued or processing.

    Args:
        elapsed: Seconds since the job was started.
        working: Seconds since the job left Krea's queue.
        reported: The server's own progress, 0 to 1, or None. It is undocumented and often missing.
    """
    time = clock_time(elapsed)
    usual = expected.usual if expected else None
    if status in QUEUED or not status:
        behind = " (behind your other jobs)" if status == "backlogged" else ""
        return Progress("waiting", f"Queued{behind} · {time}", None, elapsed, usual, status)
    who = "The sandbox is rendering" if backend == "sandbox" else "Krea is working"
    usually = f"usually about {clock_time(expected.usual)}{expected.source}" if expected else ""
    if expected and working > expected.late:
        message = f"Taking longer than usual · {time} ({usually}). You can leave: the job continues."
    elif expected:
        message = f"{who} · {time} · {usually}"
    else:
        message = f"{who} · {time}"
    share = reported if reported is not None else _share(working, expected)
    fraction = None if share is None else UPLOADED + (PROCESSED - UPLOADED) * min(share, 1.0)
    return Progress("working", message, fraction, elapsed, usual, status)


def _share(working: float, expected: Estimate | None) -> float | None:
    """0 to 0.9 until the usual time, then up to 0.95 at the late one, and never more."""
    if expected is None:
        return None
    if working <= expected.usual:
        return 0.9 * working / max(expected.usual, 0.001)
    late = max(expected.late - expected.usual, 0.001)
    return 0.9 + 0.05 * min((working - expected.usual) / late, 1.0)
