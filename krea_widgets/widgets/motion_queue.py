"""Measures what moves in clips, in the background, for the widgets that show it."""

from __future__ import annotations

import atexit
import logging
from collections import deque
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread

from ..errors import KreaError
from ..media import Clip

__all__ = ["MotionQueue"]

Then = Callable[["Exception | None"], object]

log = logging.getLogger("krea_widgets")


@dataclass(frozen=True)
class _Task:
    key: Hashable
    clip: Clip | Path
    then: Then
    stop: Event = field(default_factory=Event)


class MotionQueue:
    """Measures clips one after the other, in the order of `add`, on a thread that lives as long as there are some."""

    def __init__(self) -> None:
        self._lock = Lock()
        # The first one is being measured.
        self._tasks: deque[_Task] = deque()
        # Those that were not stopped.
        self._wanted: set[Hashable] = set()
        self._thread: Thread | None = None

    def __len__(self) -> int:
        return len(self._wanted)

    def add(self, key: Hashable, clip: Clip | Path, then: Then) -> None:
        """Measure a clip, unless the key has one; then(error) is called on its thread, unless it is stopped."""
        with self._lock:
            if key in self._wanted:
                return
            self._wanted.add(key)
            self._tasks.append(_Task(key, clip, then))
            if self._thread is None:
                self._thread = Thread(target=self._measure_all, name="krea-motion", daemon=True)
                # OpenCV aborts when Python ends under it.
                atexit.register(self._end)
                # There are no new threads when Python ends.
                with suppress(RuntimeError):
                    self._thread.start()

    def stop(self, *keys: Hashable) -> None:
        """Stop the measurements of these keys within a frame; without a key, all."""
        with self._lock:
            for task in self._tasks:
                if not keys or task.key in keys:
                    task.stop.set()
            self._wanted = self._wanted.difference(keys) if keys else set()

    def _measure_all(self) -> None:
        while True:
            with self._lock:
                if not self._tasks:
                    self._thread = None
                    atexit.unregister(self._end)
                    return
                task = self._tasks[0]
            error = _measure(task)
            with self._lock:
                self._tasks.popleft()
                stopped = task.stop.is_set()
                if not stopped:
                    self._wanted.discard(task.key)
            if not stopped:
                try:
                    task.then(error)
                except Exception:
                    log.exception("What follows a measurement failed")

    def _end(self) -> None:
        thread = self._thread
        self.stop()
        if thread is not None and thread.is_alive():
            thread.join()


def _measure(task: _Task) -> Exception | None:
    if task.stop.is_set():
        return None
    try:
        clip = task.clip if isinstance(task.clip, Clip) else Clip.open(task.clip)
        clip.measure_motion(task.stop)
    except Exception as error:
        if not isinstance(error, KreaError) and not task.stop.is_set():
            log.exception("The motion of %s could not be measured", task.clip)
        return error
    return None
