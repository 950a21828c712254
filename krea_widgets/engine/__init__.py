"""Time: one thread with one event loop on which jobs are submitted, watched and collected."""

from __future__ import annotations

from .engine import Engine
from .job import Job
from .loop import EngineLoop, until_done
from .nested import allow_nested_loops
from .progress import KREA_POLLING, SANDBOX_POLLING, PollPolicy

__all__ = [
    "KREA_POLLING",
    "SANDBOX_POLLING",
    "Engine",
    "EngineLoop",
    "Job",
    "PollPolicy",
    "allow_nested_loops",
    "until_done",
]
