"""How long a job will probably take, and from that the progress of a pending one: its fraction and its message."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, median

from .._util.text import clock_time
from ..job_status import QUEUED, Progress

__all__ = ["PROCESSED", "UPLOADED", "Estimate", "by_service", "estimate", "pending"]

# Fractions of the whole job: after the upload, and after Krea's part. The download is the rest.
UPLOADED = 0.08
PROCESSED = 0.95
# In standard deviations: the 90th percentile, and the reciprocal of the mean deviation.
_TENTH = NormalDist().inv_cdf(0.9)
_MEAN_DEVIATIONS = math.sqrt(math.pi / 2)
# Seconds. No job takes weeks: a longer duration is a damaged row of the journal.
LONGEST = 1e6
# Share of jobs that take much less or much longer than most, and the spread of their durations.
_OUTLIERS = 0.03
_OUTLIER_SPREAD = 1.2


@dataclass(frozen=True)
class Estimate:
    """The probable duration of a job.

    Attributes:
        usual: Median, in seconds.
        late: 90th percentile, in seconds.
        words: What comes before it in a message: earlier jobs tell what is usual, Krea what to expect.
    """

    usual: float
    late: float
    words: str = "usually about"

    @property
    def spread(self) -> float:
        """The standard deviation of the duration's logarithm: about 0.2 if two of three jobs are within 20 %."""
        return math.log(max(self.late / max(self.usual, 0.001), 1.05)) / _TENTH

    def running(self, seconds: float) -> float:
        """The share of jobs that take longer than `seconds`, above 0.

        The durations are taken as log-normal, with a wider distribution for a few jobs.
        """
        distance = math.log(max(seconds, 0.001) / max(self.usual, 0.001))
        most = _share_above(distance / self.spread)
        others = _share_above(distance / max(self.spread, _OUTLIER_SPREAD))
        return max((1 - _OUTLIERS) * most + _OUTLIERS * others, 1e-9)


def _share_above(deviations: float) -> float:
    return 0.5 * math.erfc(deviations / math.sqrt(2))


def estimate(durations: Sequence[float]) -> Estimate | None:
    """From the seconds of earlier jobs of the model. The fewer there are, the later is `late`."""
    durations = [seconds for seconds in durations if 0 <= seconds < LONGEST]
    if not durations:
        return None
    usual = median(durations)
    # Unlike the 90th percentile of a few durations, the mean deviation is hardly a matter of luck.
    deviations = [min(abs(math.log(max(one, 0.001) / max(usual, 0.001))), 1.0) for one in durations]
    spread = _MEAN_DEVIATIONS * fmean(deviations)
    return Estimate(usual, usual * max(math.exp(spread * _TENTH), 1.25 + 0.25 / len(durations)))


def by_service(seconds: float | None) -> Estimate | None:
    """From the seconds that Krea or the sandbox names, for all jobs of the model or for this one."""
    return Estimate(seconds, seconds * 1.5, "should take about") if seconds else None


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
    usually = f"{expected.words} {clock_time(expected.usual)}" if expected else ""
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
