"""Limits how often a function is called, such as one that sends a message to the page."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, RLock, Timer
from time import monotonic

__all__ = ["MIN_INTERVAL", "Throttle"]

# Seconds between two calls.
MIN_INTERVAL = 0.2


class Throttle:
    """Limits how often `call` is called, never on two threads at the same time; the last request is never lost."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call = call
        self._lock = Lock()
        self._calling = RLock()
        self._called = -MIN_INTERVAL
        self._waiting = False

    def now(self) -> None:
        with self._calling:
            with self._lock:
                self._called = monotonic()
            self._call()

    def soon(self) -> None:
        """Call it now, or, if the last call was less than `MIN_INTERVAL` seconds ago, once after that time."""
        with self._lock:
            wait = self._called + MIN_INTERVAL - monotonic()
            if wait > 0:
                if self._waiting:
                    return
                self._waiting = True
        if wait <= 0:
            self.now()
            return
        timer = Timer(wait, self._late)
        # A message to the page must not keep Python from ending.
        timer.daemon = True
        timer.start()

    def _late(self) -> None:
        with self._lock:
            self._waiting = False
        self.now()
