"""Telling the page of changes a few times a second at most, the last of them always."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

__all__ = ["Sparing"]

GAP = 0.2  # seconds between two messages while only numbers change


class _Timer(Protocol):
    daemon: bool

    def start(self) -> None: ...


class Sparing:
    """Calls `tell()` now, or soon; on whatever thread, never on two at once.

    Args:
        tell: What tells the page.
        clock: Seconds that only grow.
        timer: Like `threading.Timer`.
    """

    def __init__(
        self,
        tell: Callable[[], None],
        *,
        clock: Callable[[], float] = time.monotonic,
        timer: Callable[[float, Callable[[], None]], _Timer] = threading.Timer,
    ) -> None:
        self._tell = tell
        self._clock = clock
        self._timer = timer
        self._lock = threading.Lock()
        self._telling = threading.RLock()
        self._told = -GAP
        self._waiting = False

    def now(self) -> None:
        """Tell it now."""
        with self._telling:
            with self._lock:
                self._told = self._clock()
            self._tell()

    def soon(self) -> None:
        """Tell it now if that was not done just before, else in a moment, together with what comes till then."""
        with self._lock:
            wait = self._told + GAP - self._clock()
            if wait > 0:
                if self._waiting:
                    return
                self._waiting = True
        if wait <= 0:
            self.now()
            return
        timer = self._timer(wait, self._late)
        timer.daemon = True  # a message to the page must not keep Python from ending
        timer.start()

    def _late(self) -> None:
        with self._lock:
            self._waiting = False
        self.now()
