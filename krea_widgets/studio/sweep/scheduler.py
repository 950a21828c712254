"""Runs a sweep: items wait in line, a few threads take from it, and listeners learn of each change."""

from __future__ import annotations

import concurrent.futures
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from ...errors import KreaError
from .items import SweepItem

if TYPE_CHECKING:
    from ...engine import Job

__all__ = ["Listeners", "Scheduler"]

log = logging.getLogger("krea_widgets")


class Scheduler:
    """Makes items, a few at once; its threads end when the line is empty, and never keep the process from ending.

    Args:
        may_start: Called before each start; raises a `KreaError` when it must not be.
        begin: Gives an item its job, or a clip that came about meanwhile; says whether it is the item's own.
        at_once: Jobs that run at the same time.
        ring: Called at every change.
    """

    def __init__(
        self, may_start: Callable[[], None], begin: Callable[[SweepItem], bool], at_once: int, ring: Callable[[], None]
    ) -> None:
        self.ended: concurrent.futures.Future[None] | None = None  # of the latest run
        self.began = 0.0
        self._stopped = 0.0
        self._may_start = may_start
        self._begin = begin
        self._at_once = max(1, at_once)
        self._ring = ring
        self._lock = threading.Lock()
        self._line: deque[SweepItem] = deque()
        self._workers = 0
        self._dropped: set[str] = set()  # keys of items to be cancelled as soon as they have a job

    @property
    def busy(self) -> bool:
        """Whether anything runs or stands in line."""
        return self._workers > 0

    @property
    def elapsed(self) -> float:
        """Seconds since the latest run began, until its end."""
        return (time.monotonic() if self.busy else self._stopped) - self.began if self.began else 0.0

    def put(self, items: Iterable[SweepItem]) -> None:
        """Let these be made; returns at once."""
        with self._lock:
            for item in items:
                if not item.busy:
                    item.job = None if item.error is not None else item.job  # what is left is a job to go on with
                    item.busy, item.error, item.reached = "in line", None, 0.0
                    self._line.append(item)
            if not self._workers:
                self.began, self.ended = time.monotonic(), concurrent.futures.Future()
            more = min(self._at_once - self._workers, len(self._line))
            self._workers += more
            if not self._workers:
                self._end()
        for _ in range(more):
            threading.Thread(target=self._work, name="krea_widgets sweep", daemon=True).start()
        self._ring()

    def drop(self, item: SweepItem) -> None:
        """Take an item out of the line, or cancel its job."""
        with self._lock:
            if item in self._line:
                self._line.remove(item)
                item.busy = ""
            elif item.busy:
                self._dropped.add(item.key)
                if item.job is not None:
                    item.job.cancel()
        self._ring()

    def is_dropped(self, item: SweepItem) -> bool:
        """Whether a running item is to be cancelled."""
        with self._lock:
            return item.key in self._dropped

    def _work(self) -> None:
        while (item := self._next()) is not None:
            self._ring()
            error = self._make(item)
            with self._lock:
                item.error, item.busy = error, ""
                self._dropped.discard(item.key)
            self._ring()
        self._ring()  # once more, now that this thread counts as gone

    def _hear(self, item: SweepItem, job: Job) -> None:
        item.reached = max(item.reached, job.progress.fraction or 0.0)
        self._ring()

    def _next(self) -> SweepItem | None:
        with self._lock:
            if self._line:
                item = self._line.popleft()
                item.busy = "running"
                return item
            self._workers -= 1
            if not self._workers:
                self._end()
            return None

    def _end(self) -> None:
        self._stopped = time.monotonic()
        if self.ended is not None:
            self.ended.set_result(None)

    def _make(self, item: SweepItem) -> KreaError | None:
        """See one item through; whatever goes wrong with it is told in it, so that the others go on."""
        try:
            self._may_start()
            own = item.job is None and self._begin(item)
            job = item.job
            if job is None:
                return None  # it has its clip
            with self._lock:
                if item.key in self._dropped:
                    job.cancel()
            stop = job.on_progress(lambda job: self._hear(item, job), lane="sweep")
            try:
                clip = job.wait()
            finally:
                stop()
            item.owned = own  # before the clip, so that it is never seen as one that was there
            item.clip = clip
        except KreaError as error:
            return error
        except Exception as error:  # a thread that died would leave the sweep waiting for ever
            log.exception("SweepItem %s of a sweep failed in krea_widgets itself", item.label)
            return KreaError(f"Something went wrong in krea_widgets itself ({type(error).__name__}: {error}).")
        return None


class Listeners:
    """Tells listeners of changes on one thread of its own, which lives while there is something to tell.

    Args:
        whom: What they are called with.
    """

    def __init__(self, whom: Callable[[], Any]) -> None:
        self._whom = whom
        self._lock = threading.Lock()
        self._listeners: list[Callable[[Any], object]] = []
        self._rung = self._telling = False

    def add(self, listener: Callable[[Any], object]) -> Callable[[], None]:
        """Call it soon, and at every change; returns what ends that."""
        with self._lock:
            self._listeners.append(listener)
        self.ring()

        def stop() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return stop

    def ring(self) -> None:
        """Something has changed."""
        with self._lock:
            self._rung = True
            if self._telling or not self._listeners:
                return
            self._telling = True
        threading.Thread(target=self._tell, name="krea_widgets sweep listeners", daemon=True).start()

    def _tell(self) -> None:
        while True:
            with self._lock:
                if not self._rung:
                    self._telling = False
                    return
                self._rung = False
                listeners = list(self._listeners)
            for listener in listeners:
                try:
                    listener(self._whom())
                except Exception:  # a listener is the user's: its trouble must not stop the sweep nor stay unseen
                    log.exception("A progress callback of a sweep failed")
