"""Callbacks that are called after changes of a job or a sweep, on threads of their own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from .loop import EngineLoop

T = TypeVar("T")

__all__ = ["Listeners"]

log = logging.getLogger("krea_widgets")


@dataclass(eq=False)
class _Listener(Generic[T]):
    callback: Callable[[T], object]
    lane: str
    queued: bool = False


class Listeners(Generic[T]):
    """Calls each callback after a change, on its lane's thread (see `EngineLoop.call_on`).

    Changes before a call has begun cause no further one. So a slow callback delays only its own lane, nothing queues
    up, and `notify` never waits.

    Args:
        source: The argument of each call.
        loop: Has the threads.
    """

    def __init__(self, source: T, loop: EngineLoop) -> None:
        self._source = source
        self._loop = loop
        self._lock = threading.Lock()
        self._listeners: list[_Listener[T]] = []

    def add(self, callback: Callable[[T], object], lane: str = "callbacks") -> Callable[[], None]:
        """Call `callback(source)` soon, and after each change. Its exceptions are logged.

        Returns:
            A function that removes it.

        Raises:
            TypeError: It cannot be called.
        """
        if not callable(callback):
            raise TypeError(f"callback must be a callable, not {callback!r}.")
        listener = _Listener(callback, lane)
        with self._lock:
            self._listeners.append(listener)
        self._queue(listener)

        def remove() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return remove

    def notify(self) -> None:
        """Tell the callbacks of a change; any thread can call it."""
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            self._queue(listener)

    def _queue(self, listener: _Listener[T]) -> None:
        with self._lock:
            if listener.queued:
                return
            listener.queued = True
        self._loop.call_on(listener.lane, lambda: self._call(listener))

    def _call(self, listener: _Listener[T]) -> None:
        with self._lock:
            listener.queued = False
        try:
            listener.callback(self._source)
        except (Exception, SystemExit):
            # The callback is the user's: its error must not stop the others, and must not stay hidden.
            log.exception("A progress callback of %r failed", self._source)
