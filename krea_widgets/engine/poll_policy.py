"""How often, and how long, a job is polled."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from .progress import Estimate

__all__ = ["KREA_POLLING", "SANDBOX_POLLING", "PollPolicy"]

# A larger one saves polls, and notices the end later. With this one a job costs about as many polls as with one each
# 5 s, the interval that Krea's docs advise for videos (tests/benchmarks/test_polling.py).
THRIFT = 37.0
# Seconds. Shortest delay with an estimate.
CLOSEST = 1.5
# Longest delay before the usual end: some jobs fail early.
PATIENCE = 30.0
# Longest delay after it.
LATE = 5.0


@dataclass(frozen=True)
class PollPolicy:
    """How often, and how long, to poll a job.

    Attributes:
        first: Seconds before the second poll. The first has no delay.
        growth: Factor by which the delay grows after each poll.
        longest: Longest delay, in seconds.
        jitter: Fraction by which each delay varies, so that many jobs are not polled together.
        limit: Seconds after which polling ends, without the time in Krea's queue. Krea gives up after two hours.
        lost: Number of consecutive 404 responses that a job survives, since a new job may be unreadable for a while.
        usual: The estimate for a job about which nothing else is known. None ignores all estimates: delays only grow.
    """

    first: float = 2.0
    growth: float = 1.5
    longest: float = 10.0
    jitter: float = 0.2
    limit: float = 2 * 3600 + 600
    lost: int = 15
    usual: Estimate | None = None

    def waits(self) -> Iterator[float]:
        """The seconds between polls, without end and without jitter."""
        wait = self.first
        while True:
            yield wait
            wait = min(wait * self.growth, self.longest)

    def wait_by_estimate(self, expected: Estimate | None, working: float) -> float | None:
        """The seconds until the next poll of a job that Krea has worked on for `working` seconds, without jitter.

        Polls are rare while the job is probably not done, close where its end is likely, and rarer again when it is
        late. The next poll is due when chance × delay reaches a limit: the chance that the job has ended meanwhile, and
        how long that can have gone unnoticed. Of all schedules with so many polls, this one has the shortest mean lag:
        there are as many polls at any time as the square root of the hazard rate tells.
        The limit is higher for an uncertain estimate, because its polls are spread over a longer time.
        """
        expected = expected or self.usual
        if self.usual is None or expected is None:
            return None
        running = expected.running(working)
        # The first factor is the square of that schedule's total of polls and lags, for a log-normal duration.
        limit = THRIFT * min(math.tanh(1.9 * expected.spread), 0.4) / max(expected.usual, 0.001)
        low, high = CLOSEST, PATIENCE if working < expected.usual else LATE
        while high - low > 0.1:
            wait = (low + high) / 2
            if (1 - expected.running(working + wait) / running) * wait < limit:
                low = wait
            else:
                high = wait
        return low


# Most videos take 30 s to 5 min.
KREA_POLLING = PollPolicy(usual=Estimate(90, 210))
# It is asked on this computer, where a poll costs a few milliseconds; a list of many jobs, which take long, costs more.
SANDBOX_POLLING = PollPolicy(first=0.1, growth=1.02, longest=0.25, lost=2)
