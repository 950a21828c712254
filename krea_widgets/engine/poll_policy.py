"""How often, and how long, a job is polled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["KREA_POLLING", "SANDBOX_POLLING", "PollPolicy"]


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
    """

    first: float = 2.0
    growth: float = 1.5
    longest: float = 10.0
    jitter: float = 0.2
    limit: float = 2 * 3600 + 600
    lost: int = 15

    def waits(self) -> Iterator[float]:
        """The seconds between polls, without end and without jitter."""
        wait = self.first
        while True:
            yield wait
            wait = min(wait * self.growth, self.longest)


KREA_POLLING = PollPolicy()
SANDBOX_POLLING = PollPolicy(first=0.15, growth=1.2, longest=0.5, lost=2)
