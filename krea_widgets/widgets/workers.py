"""The threads that do what a page asks for, so that a slow answer does not keep the kernel from hearing the next."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ..settings import in_colab

__all__ = ["Workers"]


class Workers:
    """A few threads; in Colab none, since its page may not hear what another thread than the kernel's own says.

    (colabtools 3373: an update from a thread does nothing there. The answer to a message, given at once, arrives.)

    Args:
        most: Threads at most; the first one starts with the first work.
        name: What their names begin with.
    """

    def __init__(self, most: int, name: str) -> None:
        self._pool = ThreadPoolExecutor(most, thread_name_prefix=name)

    def submit(self, work: Callable[..., object], *arguments: Any) -> None:
        """Do this soon; in Colab, now."""
        if in_colab():
            work(*arguments)
        else:
            self._pool.submit(work, *arguments)

    def close(self) -> None:
        """Drop what has not begun."""
        self._pool.shutdown(wait=False, cancel_futures=True)
