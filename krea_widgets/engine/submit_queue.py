"""The line of jobs to submit: first come, first served, also while the backend accepts no more jobs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ..errors import TooManyJobs

__all__ = ["Place", "SubmitQueue"]

# Seconds before each retry after 429; those of Krea's own scripts.
TOO_MANY_JOBS_WAITS = (5.0, 15.0, 45.0)
# Seconds; a server's Retry-After can be next to nothing.
SHORTEST_WAIT = 1.0


@dataclass(eq=False)
class Place:
    """A job's place in line.

    Attributes:
        asked_at: When the job was requested; the earliest is first.
        report: Called each second of a wait, with the seconds until the next try.
        turn: Done while the job may be sent.
    """

    asked_at: float
    report: Callable[[float], object]
    turn: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class SubmitQueue:
    """Decides which job is sent next to one backend. It belongs to the engine's loop.

    After a 429, which certainly started nothing, the whole line pauses. The first job tries again when a job of this
    process ends, and after some time, because jobs of other programs can hold the places too.

    Attributes:
        running: Number of this process's jobs at the backend. While there is one, the line waits without limit.
    """

    def __init__(self, sleep: Callable[[float], Awaitable[None]]) -> None:
        self.running = 0
        self._sleep = sleep
        # In order of arrival, which decides between places of the same time.
        self._line: list[Place] = []
        # Consecutive refusals.
        self._refusals = 0
        self._pause: asyncio.Task[None] | None = None

    @contextmanager
    def place(self, asked_at: float, report: Callable[[float], object]) -> Iterator[Place]:
        """A place in line; the job leaves it when it is sent, refused or cancelled."""
        place = Place(asked_at, report)
        self._line.append(place)
        self._call_first()
        try:
            yield place
        finally:
            self._line.remove(place)
            if not self._line:
                self._refusals = 0
                self._end_pause()
            self._call_first()

    def refuse(self, error: TooManyJobs) -> None:
        """Pause the line after a 429.

        Raises:
            TooManyJobs: The line has waited in vain, and no job of this process can make room.
        """
        if not self.running and self._refusals >= len(TOO_MANY_JOBS_WAITS):
            raise error
        wait = TOO_MANY_JOBS_WAITS[min(self._refusals, len(TOO_MANY_JOBS_WAITS) - 1)]
        self._refusals += 1
        # Also of those that came later and are earlier in line.
        for one in self._line:
            if one.turn.done():
                one.turn = asyncio.get_running_loop().create_future()
        self._end_pause()
        self._pause = asyncio.ensure_future(self._count_down(max(error.retry_after or wait, SHORTEST_WAIT)))

    @contextmanager
    def job_running(self) -> Iterator[None]:
        """Count a job from its start at the backend to its end there. Both make the line patient again."""
        self.running += 1
        self._refusals = 0
        try:
            yield
        finally:
            self.running -= 1
            self._refusals = 0
            self._end_pause()
            self._call_first()

    async def _count_down(self, seconds: float) -> None:
        while seconds > 0:
            for place in self._line:
                place.report(seconds)
            step = min(1.0, seconds)
            await self._sleep(step)
            seconds -= step
        self._pause = None
        self._call_first()

    def _end_pause(self) -> None:
        if self._pause is not None:
            self._pause.cancel()
            self._pause = None

    def _call_first(self) -> None:
        if self._line and self._pause is None:
            turn = min(self._line, key=lambda place: place.asked_at).turn
            if not turn.done():
                turn.set_result(None)
