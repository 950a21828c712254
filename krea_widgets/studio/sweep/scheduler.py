"""Who makes the clips of a sweep: a line of cells, a few threads that take from it, and a bell that tells of it."""

from __future__ import annotations

import concurrent.futures
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from ...errors import KreaError
from .items import Cell

if TYPE_CHECKING:
    from ...engine import Job

__all__ = ["Bell", "Crew"]

log = logging.getLogger("krea_widgets")


class Crew:
    """Makes cells, a few at once; its threads end when the line is empty, and never keep the process from ending.

    Args:
        may_start: Called before each start; raises a `KreaError` when it must not be.
        begin: Gives a cell its job, or a clip that came about meanwhile; says whether it is the cell's own.
        at_once: Jobs that run at the same time.
        ring: Called at every change.
    """

    def __init__(
        self, may_start: Callable[[], None], begin: Callable[[Cell], bool], at_once: int, ring: Callable[[], None]
    ) -> None:
        self.ended: concurrent.futures.Future[None] | None = None  # of the latest run
        self.began = 0.0
        self._stopped = 0.0
        self._may_start = may_start
        self._begin = begin
        self._at_once = max(1, at_once)
        self._ring = ring
        self._lock = threading.Lock()
        self._line: deque[Cell] = deque()
        self._workers = 0
        self._dropped: set[str] = set()  # keys of cells to be cancelled as soon as they have a job

    @property
    def busy(self) -> bool:
        """Whether anything runs or stands in line."""
        return self._workers > 0

    @property
    def elapsed(self) -> float:
        """Seconds since the latest run began, until its end."""
        return (time.monotonic() if self.busy else self._stopped) - self.began if self.began else 0.0

    def put(self, cells: Iterable[Cell]) -> None:
        """Let these be made; returns at once."""
        with self._lock:
            for cell in cells:
                if not cell.busy:
                    cell.job = None if cell.error is not None else cell.job  # what is left is a job to go on with
                    cell.busy, cell.error, cell.reached = "in line", None, 0.0
                    self._line.append(cell)
            if not self._workers:
                self.began, self.ended = time.monotonic(), concurrent.futures.Future()
            more = min(self._at_once - self._workers, len(self._line))
            self._workers += more
            if not self._workers:
                self._end()
        for _ in range(more):
            threading.Thread(target=self._work, name="krea_widgets sweep", daemon=True).start()
        self._ring()

    def drop(self, cell: Cell) -> None:
        """Take a cell out of the line, or cancel its job."""
        with self._lock:
            if cell in self._line:
                self._line.remove(cell)
                cell.busy = ""
            elif cell.busy:
                self._dropped.add(cell.key)
                if cell.job is not None:
                    cell.job.cancel()
        self._ring()

    def is_dropped(self, cell: Cell) -> bool:
        """Whether a running cell is to be cancelled."""
        with self._lock:
            return cell.key in self._dropped

    def _work(self) -> None:
        while (cell := self._next()) is not None:
            self._ring()
            error = self._make(cell)
            with self._lock:
                cell.error, cell.busy = error, ""
                self._dropped.discard(cell.key)
            self._ring()
        self._ring()  # once more, now that this thread counts as gone

    def _hear(self, cell: Cell, job: Job) -> None:
        cell.reached = max(cell.reached, job.progress.fraction or 0.0)
        self._ring()

    def _next(self) -> Cell | None:
        with self._lock:
            if self._line:
                cell = self._line.popleft()
                cell.busy = "running"
                return cell
            self._workers -= 1
            if not self._workers:
                self._end()
            return None

    def _end(self) -> None:
        self._stopped = time.monotonic()
        if self.ended is not None:
            self.ended.set_result(None)

    def _make(self, cell: Cell) -> KreaError | None:
        """See one cell through; whatever goes wrong with it is told in it, so that the others go on."""
        try:
            self._may_start()
            own = cell.job is None and self._begin(cell)
            job = cell.job
            if job is None:
                return None  # it has its clip
            with self._lock:
                if cell.key in self._dropped:
                    job.cancel()
            stop = job.on_progress(lambda job: self._hear(cell, job), lane="sweep")
            try:
                clip = job.wait()
            finally:
                stop()
            cell.owned = own  # before the clip, so that it is never seen as one that was there
            cell.clip = clip
        except KreaError as error:
            return error
        except Exception as error:  # a thread that died would leave the sweep waiting for ever
            log.exception("Cell %s of a sweep failed in krea_widgets itself", cell.label)
            return KreaError(f"Something went wrong in krea_widgets itself ({type(error).__name__}: {error}).")
        return None


class Bell:
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
        threading.Thread(target=self._tell, name="krea_widgets sweep bell", daemon=True).start()

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
