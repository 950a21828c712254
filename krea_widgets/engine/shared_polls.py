"""Reads the states of jobs: of a single one, or of all that are watched with one list of jobs.

Whoever is due first asks for the list, and all others learn their state from it too. So a hundred jobs cost about as
many requests as one, and each is noticed sooner than with requests of its own.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import KreaError
from ..job_status import TERMINAL

if TYPE_CHECKING:
    from ..api import Client, JobResponse

__all__ = ["PolledJob", "SharedPolls"]

log = logging.getLogger("krea_widgets")
# Seconds, with all retries. A list that takes longer delays too many jobs.
LIST_TIMEOUT = 5.0
# Seconds without lists after one that failed.
LIST_PAUSE = 60.0
# Seconds over which single reads are spread after that, so that the jobs are not polled together.
SPREAD = 2.0
# Reads of a single job after a list without it: it is too old, or so new that it is not listed yet.
READS_ALONE = 10
# Krea documents nowhere how fresh its list is. So one of so many lists is checked against a single job.
CHECK_EVERY = 5
# Jobs that have ended, to check lists against.
MOST_ENDED = 100
# Items of a list besides the jobs that were followed since the oldest one: those of other programs.
OTHER_JOBS = 20
LARGEST_LIST = 1000


@dataclass(eq=False)
class PolledJob:
    """A job that is watched.

    Attributes:
        number: Counts the jobs of this process.
        news: Called with its state while it is not read, if a list had it. None: a single read will tell more.
        is_read: Whether its state is being read.
        answered: The number of lists that were requested before its latest state arrived.
        alone: How often to read it singly.
    """

    number: int
    job_id: str
    news: Callable[[JobResponse | None], object]
    is_read: bool = False
    answered: int = 0
    alone: int = 0


class SharedPolls:
    """Polls for all jobs of one client, that is, of one account. It belongs to the engine's loop.

    Args:
        clock: Monotonic seconds.
        sleep: Waits some seconds.
        random: 0 to 1.

    Attributes:
        pending: The lists that are requested now.
    """

    def __init__(
        self,
        client: Client,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        random: Callable[[], float],
    ) -> None:
        self._client, self._clock, self._sleep, self._random = client, clock, sleep, random
        self._followed: set[PolledJob] = set()
        self.pending: set[asyncio.Task[dict[str, JobResponse]]] = set()
        self._latest: asyncio.Task[dict[str, JobResponse]] | None = None
        self._count = self._lists = 0
        self._paused_until = -math.inf
        self._ended: deque[str] = deque(maxlen=MOST_ENDED)

    @contextmanager
    def follow(self, job_id: str, news: Callable[[JobResponse | None], object]) -> Iterator[PolledJob]:
        """Share the lists with this job until the end of the context; `news` as in `PolledJob`."""
        self._count += 1
        one = PolledJob(self._count, job_id, news, answered=self._lists)
        self._followed.add(one)
        try:
            yield one
        finally:
            self._followed.remove(one)

    async def read(self, one: PolledJob) -> JobResponse:
        """The state of a job that is due; raises what `Client.job` raises."""
        one.is_read = True
        try:
            return await self._from_list(one) or await self._single(one)
        finally:
            one.is_read, one.answered = False, self._lists

    async def _single(self, one: PolledJob) -> JobResponse:
        response = await self._client.job(one.job_id)
        if response.status in TERMINAL:
            self._ended.append(one.job_id)
        return response

    async def _from_list(self, one: PolledJob) -> JobResponse | None:
        """The job's state from a list that is requested now; None if it must be read singly."""
        if one.alone:
            one.alone -= 1
            return None
        latest = self._latest
        if latest is None or latest.done() or one.answered == self._lists:
            if self._clock() < self._paused_until or sum(not other.alone for other in self._followed) < 2:
                return None
            self._lists += 1
            latest = self._latest = asyncio.ensure_future(self._states(self._lists, one))
            self.pending.add(latest)
            latest.add_done_callback(self.pending.discard)
        # Cancelling the wait for this job does not break off the list of the others.
        await asyncio.wait({latest})
        if not latest.result():
            await self._sleep(SPREAD * self._random())
        return latest.result().get(one.job_id)

    async def _states(self, number: int, due: PolledJob) -> dict[str, JobResponse]:
        """The states by job ID of a new list. Also tells them to the jobs that are not read now."""
        wanted = {one.job_id: one.number for one in self._followed if not one.alone}
        try:
            found = await asyncio.wait_for(self._checked_list(number, due, wanted), LIST_TIMEOUT)
        except (KreaError, asyncio.TimeoutError):
            self._paused_until = self._clock() + LIST_PAUSE
            return {}
        for one in tuple(self._followed):
            response = found.get(one.job_id)
            # A state that arrived meanwhile is newer.
            if one.answered >= number or (response is None and one.job_id not in wanted):
                continue
            if response is None:
                one.alone = READS_ALONE
                continue
            usable = _is_complete(response)
            one.alone = 0 if usable else 1
            if not one.is_read:
                one.answered = number if usable else one.answered
                one.news(response if usable else None)
        return {job_id: response for job_id, response in found.items() if _is_complete(response)}

    async def _checked_list(self, number: int, due: PolledJob, wanted: dict[str, int]) -> dict[str, JobResponse]:
        if number % CHECK_EVERY == 0:
            with suppress(KreaError):
                await self._single(due)
        ended = set(self._ended)
        found = await self._list(wanted)
        if all(found[job_id].status in TERMINAL for job_id in ended & found.keys()):
            return found
        log.info("Krea's list of jobs shows an earlier state, so each job is polled singly")
        self._paused_until = math.inf
        return {}

    async def _list(self, wanted: dict[str, int]) -> dict[str, JobResponse]:
        # The newest jobs are first, and also those that have ended are listed.
        since = self._count - min(wanted.values(), default=self._count)
        limit = min(since + 1 + OTHER_JOBS, LARGEST_LIST)
        found: dict[str, JobResponse] = {}
        cursor = None
        while True:
            page = await self._client.jobs(limit=limit, cursor=cursor)
            before = len(wanted.keys() & found.keys())
            found.update((item.job_id, item) for item in page.items)
            has = len(wanted.keys() & found.keys())
            # Another page pays if it saves two requests.
            if has - before < 2 or len(wanted) - has < 2 or page.next_cursor in (None, cursor):
                return found
            cursor = page.next_cursor


def _is_complete(response: JobResponse) -> bool:
    """Whether an item of a list says all that a single job does. Krea's schema of the list has no reasons."""
    if response.status == "completed":
        return bool(response.urls)
    return bool(response.error_code or response.error_message) if response.status == "failed" else bool(response.status)
