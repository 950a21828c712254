"""The scheduler of a sweep: a queue of items, and a few tasks on the engine's loop that run them."""

from __future__ import annotations

import asyncio
import concurrent.futures
import functools
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from enum import Enum
from typing import TYPE_CHECKING

from ...engine import JobControl
from ...errors import BadInput, JobCancelled, KreaError
from .sweep_item import ItemState, SweepItem

if TYPE_CHECKING:
    from ...engine import EngineLoop, Job

__all__ = ["Scheduler", "Start"]

# Seconds between checks of a job that another kernel holds.
CHECK_OTHER_KERNEL = 0.5
# The engine's worker thread for a sweep's disk work and for the progress of its jobs.
LANE = "sweep"

log = logging.getLogger("krea_widgets")


class Start(Enum):
    """The result of an attempt to start an item."""

    # The item has a new job.
    OWN = "own"
    # The item has an existing clip or job of the same shot.
    SHARED = "shared"
    # Another kernel holds a job of the same shot. Try again later.
    ELSEWHERE = "elsewhere"


class Scheduler:
    """Runs items, each in a task on the engine's loop. It has no threads, and never blocks the loop.

    A semaphore would do the counting too, but an item would stay queued until the loop gets to it. With the queue here,
    an item's state is right as soon as `put` returns.

    Args:
        loop: The engine's loop.
        start: Gives an item its job or clip. It may block, so it is called on the engine's worker thread.
        at_once: Number of items that run at the same time.
        notify: Called after each change, on any thread.
    """

    def __init__(
        self, loop: EngineLoop, start: Callable[[SweepItem], Start], at_once: int, notify: Callable[[], None]
    ) -> None:
        # Of the latest run.
        self.ended: concurrent.futures.Future[None] | None = None
        self.began = 0.0
        self._stopped = 0.0
        self._loop = loop
        self._start = start
        self._at_once = max(1, at_once)
        self._notify = notify
        self._lock = threading.Lock()
        self._queue: deque[SweepItem] = deque()
        self._running: set[SweepItem] = set()
        # Running items to cancel as soon as they have a job.
        self._cancelled: set[SweepItem] = set()

    @property
    def busy(self) -> bool:
        """Whether an item is queued or running."""
        return bool(self._queue or self._running)

    @property
    def elapsed(self) -> float:
        """Seconds since the latest run began, until its end."""
        return (time.monotonic() if self.busy else self._stopped) - self.began if self.began else 0.0

    def put(self, items: Iterable[SweepItem]) -> None:
        """Queue items, without waiting."""
        with self._lock:
            if not self.busy:
                self.began, self.ended = time.monotonic(), concurrent.futures.Future()
            for item in items:
                if item.scheduled is None:
                    # A job without an error is an earlier one, to be watched.
                    item.job = None if item.error is not None else item.job
                    item.scheduled, item.error, item.reached = ItemState.QUEUED, None, 0.0
                    self._queue.append(item)
        self._advance()

    def cancel(self, item: SweepItem) -> None:
        """Remove a queued item from the queue, or cancel a running item's job."""
        with self._lock:
            if item in self._queue:
                self._queue.remove(item)
                item.scheduled = None
            elif item in self._running:
                self._cancelled.add(item)
                if item.job is not None:
                    item.job.cancel()
        self._advance()

    def _advance(self) -> None:
        """Start queued items as far as allowed, and end the run after the last one."""
        while (item := self._next()) is not None:
            try:
                future = self._loop.spawn(self._make(item))
            except RuntimeError as error:
                # The studio is closed, or belongs to another process.
                self._leave(item, BadInput(str(error)))
            else:
                # Not in the coroutine, which never begins if the studio is closed right now.
                future.add_done_callback(functools.partial(self._end, item))
        self._notify()

    def _next(self) -> SweepItem | None:
        with self._lock:
            if self._queue and len(self._running) < self._at_once:
                item = self._queue.popleft()
                item.scheduled = ItemState.RUNNING
                self._running.add(item)
                return item
            if not self.busy and self.ended is not None and not self.ended.done():
                self._stopped = time.monotonic()
                self.ended.set_result(None)
            return None

    def _end(self, item: SweepItem, made: concurrent.futures.Future[KreaError | None]) -> None:
        if made.cancelled():
            # The engine's loop ends, and nobody may wait for this sweep forever.
            error = item.job.error if item.job is not None else None
            error = error or (None if item.clip else BadInput("This studio is closed."))
        else:
            error = made.result()
        self._leave(item, error)
        self._advance()

    def _leave(self, item: SweepItem, error: KreaError | None) -> None:
        with self._lock:
            item.error, item.scheduled = error, None
            self._running.discard(item)
            self._cancelled.discard(item)

    async def _make(self, item: SweepItem) -> KreaError | None:
        """Run one item to its clip. Its error is returned, so that the other items continue."""
        try:
            own = await self._start_item(item) is Start.OWN
            if item.job is not None:
                await self._wait_for(item, item.job, own=own)
        except KreaError as error:
            return error
        except Exception as error:
            # Without an end, the sweep would be waited for forever.
            log.exception("Item %s of a sweep failed in krea_widgets itself", item.label)
            return KreaError(f"Something went wrong in krea_widgets itself ({type(error).__name__}: {error}).")
        return None

    async def _start_item(self, item: SweepItem) -> Start:
        while True:
            if self._is_cancelled(item):
                item.promised = ""
                raise JobCancelled("Cancelled before anything was sent.")
            start = await asyncio.wrap_future(self._loop.call_on(LANE, lambda: self._start(item)))
            if start is not Start.ELSEWHERE:
                return start
            await asyncio.sleep(CHECK_OTHER_KERNEL)

    async def _wait_for(self, item: SweepItem, job: Job, *, own: bool) -> None:
        control = JobControl(job)
        if self._is_cancelled(item):
            job.cancel()
        stop = job.on_progress(lambda job: self._show_progress(item, job), lane=LANE)
        try:
            await control.wait()
        finally:
            stop()
            if job.clip is not None:
                # Before the clip, so that a clip of this sweep never looks like an earlier one.
                item.owned = own
                item.clip = job.clip

    def _is_cancelled(self, item: SweepItem) -> bool:
        with self._lock:
            return item in self._cancelled

    def _show_progress(self, item: SweepItem, job: Job) -> None:
        item.reached = max(item.reached, job.progress.fraction or 0.0)
        self._notify()
