"""Uncertain jobs of which the person says what became of them, once each: two presses must not be two payments."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...engine import Job

__all__ = ["Settling"]


class Settling:
    """Which jobs are settled. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._settled: list[Job] = []

    @contextmanager
    def first(self, job: Job) -> Iterator[bool]:
        """Whether this is the first word on a job; it is taken back when what follows from it fails."""
        with self._lock:
            first = job not in self._settled
            if first:
                self._settled.append(job)
        try:
            yield first
        except Exception:
            if first:
                with self._lock:
                    self._settled.remove(job)
            raise
