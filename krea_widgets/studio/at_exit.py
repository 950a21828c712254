"""The end of a process with pending jobs: what is on its way is sent, and what continues is said on stderr."""

from __future__ import annotations

import atexit
import concurrent.futures.thread  # noqa: F401 (registers its own end, which must come after ours)
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from .._util.notebook import in_notebook
from ..errors import KreaError

if TYPE_CHECKING:
    from ..engine import Job

__all__ = ["before_exit", "say_what_continues"]

# Seconds for uploads and submits at the end of a script. A kernel that ends has less: its front end kills it.
GRACE, KERNEL_GRACE = 30.0, 2.0


def before_exit(call: Callable[[], object]) -> None:
    """Call this at the end of the process, while threads can still be started.

    Functions of `atexit` run after `concurrent.futures` has stopped all executors, which the engine needs.
    """
    register: Any = getattr(threading, "_register_atexit", atexit.register)
    with suppress(RuntimeError):
        # The process is ending already.
        register(call)


def say_what_continues(jobs: list[Job]) -> None:
    """Wait until each job is accepted or refused, then say which jobs are left, and how to go on."""
    end = time.monotonic() + (KERNEL_GRACE if in_notebook() else GRACE)
    try:
        for job in jobs:
            with suppress(KreaError):
                job.accepted(max(0.0, end - time.monotonic()))
    except KeyboardInterrupt:
        pass
    for job in jobs:
        message = _message(job)
        if message:
            with suppress(OSError, ValueError):
                sys.stderr.write(f"krea_widgets: {message}\n")


def _message(job: Job) -> str:
    if job.error is not None:
        return f"there is no clip. {job.error}"
    if job.done():
        return ""
    if job.backend == "sandbox":
        return f"the sandbox's job {job.id or job.key} ends with this process. krea.wait_all() waits for it."
    if job.id is None:
        # Its request may be on its way, so nothing is promised about the bill.
        return "a job was not sent, or Krea has not answered yet. krea.resume() continues it, and sends nothing twice."
    return f"job {job.id} continues at Krea. krea.resume() downloads its clip."
