"""Values that are costly to make, and are made once for all that use them at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

V = TypeVar("V")

__all__ = ["SharedValues"]


class SharedValues(Generic[V]):
    """Keeps each value for as long as somebody else does. Any thread can call it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: WeakValueDictionary[Hashable, V] = WeakValueDictionary()
        self._turns: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """The value of the key, made by one thread while others wait for it; raises what `make` raises."""
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                return value
            turn = self._turns.setdefault(key, threading.Lock())
        try:
            with turn:
                value = self._values.get(key)
                if value is None:
                    value = self._values[key] = make()
                return value
        finally:
            with self._lock:
                self._turns.pop(key, None)
