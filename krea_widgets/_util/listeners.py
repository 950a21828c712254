"""Callbacks that are called after changes, on a thread of their own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

__all__ = ["Listeners"]

log = logging.getLogger("krea_widgets")


class Listeners(Generic[T]):
    """Calls its callbacks one after the other, on a daemon thread that ends when there is no change.

    Changes during a round of calls cause one further round. So a slow callback delays the other callbacks, but nothing
    queues up, and `notify` never waits.

    Args:
        source: The argument of each call.
        name: Names the thread, and the source in the log.
    """

    def __init__(self, source: T, name: str) -> None:
        self._source = source
        self._name = name
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[T], object]] = []
        self._changed = self._calling = False

    def add(self, callback: Callable[[T], object]) -> Callable[[], None]:
        """Call `callback(source)` soon, and after each change. Its exceptions are logged.

        Returns:
            A function that removes it.
        """
        with self._lock:
            self._callbacks.append(callback)
        self.notify()

        def remove() -> None:
            with self._lock:
                if callback in self._callbacks:
                    self._callbacks.remove(callback)

        return remove

    def notify(self) -> None:
        """Tell the callbacks of a change; any thread can call it."""
        with self._lock:
            self._changed = True
            if self._calling or not self._callbacks:
                return
            self._calling = True
        try:
            threading.Thread(target=self._call_all, name=f"krea_widgets {self._name} listeners", daemon=True).start()
        except RuntimeError:
            # The interpreter is shutting down and starts no more threads.
            self._calling = False

    def _call_all(self) -> None:
        while True:
            with self._lock:
                if not self._changed:
                    self._calling = False
                    return
                self._changed = False
                callbacks = list(self._callbacks)
            for callback in callbacks:
                try:
                    callback(self._source)
                except Exception:
                    # The callback is the user's: its error must not stop the others, and must not stay hidden.
                    log.exception("A progress callback of the %s failed", self._name)
