"""The jobs of one widget, followed on any thread and sent to the page at most five times a second."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .._util.throttle import Throttle
from .serialize import job_row

if TYPE_CHECKING:
    from ..engine import Job

__all__ = ["FINISHED", "JobTracker"]

FINISHED = ("done", "failed", "cancelled", "uncertain")


class JobTracker:
    """Keeps a row for each job, the oldest first, and calls `push(rows)` when they change.

    Args:
        push: Called with all rows, on any thread, but never on two at the same time.
        changed: Called with a job that was accepted or changed its phase.
    """

    def __init__(
        self,
        push: Callable[[list[dict[str, Any]]], None],
        *,
        changed: Callable[[Job], None] = lambda job: None,
    ) -> None:
        self._changed = changed
        self._throttle = Throttle(lambda: push(self.rows()))
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._rows: dict[str, dict[str, Any]] = {}
        self._stops: dict[str, Callable[[], None]] = {}
        self._finished_count = 0

    def add(self, job: Job) -> None:
        """Follow a job until it has finished. A resumed job replaces the one with its key."""
        with self._lock:
            if self._jobs.get(job.key) is job:
                return
            self._jobs[job.key] = job
            self._rows[job.key] = job_row(job)
        stop = job.on_progress(self.note, lane="display")
        with self._lock:
            self._stops[job.key] = stop
        self._throttle.now()

    def note(self, job: Job) -> None:
        """Update the row of a job."""
        row = job_row(job)
        with self._lock:
            old = self._rows.get(job.key)
            if old is None:
                # The person has dismissed it.
                return
            if row["phase"] == "done":
                self._finished_count += 0 if old.get("finished") else 1
                row["finished"] = old.get("finished") or self._finished_count
            if row == old:
                return
            self._rows[job.key] = row
            new_phase = row["phase"] != old["phase"]
            stop = self._stops.pop(job.key, None) if row["phase"] in FINISHED else None
        if stop is not None:
            stop()
        # First the notebook: whoever sees a clip can save it.
        if new_phase or row["id"] != old["id"]:
            self._changed(job)
        self._throttle.now() if new_phase else self._throttle.soon()

    def rows(self) -> list[dict[str, Any]]:
        with self._lock:
            return list(self._rows.values())

    def jobs(self) -> list[Job]:
        with self._lock:
            return list(self._jobs.values())

    def job(self, key: object) -> Job | None:
        with self._lock:
            return self._jobs.get(str(key))

    def dismiss(self, key: object) -> None:
        """Remove a finished job from the page. A running job stays; nothing is cancelled or deleted."""
        with self._lock:
            row = self._rows.get(str(key))
            if row is None or row["phase"] not in FINISHED:
                return
            del self._rows[str(key)]
        self._throttle.now()

    def refresh(self) -> None:
        self._throttle.now()

    def close(self) -> None:
        """Stop following the jobs. They continue to run."""
        with self._lock:
            stops, self._stops = list(self._stops.values()), {}
        for stop in stops:
            stop()
