"""How long a job will probably take."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, quantiles

__all__ = ["Estimate", "by_service", "estimate"]

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
