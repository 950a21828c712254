"""Submits, watches and downloads jobs on one thread with its own event loop."""

from __future__ import annotations

from .engine import Engine
from .job import Job, JobControl, JobOrigin
from .job_context import Dependencies
from .listeners import Listeners
from .loop import EngineLoop, until_done
from .nested_loops import allow_nested_loops
from .poll_policy import KREA_POLLING, SANDBOX_POLLING, PollPolicy

__all__ = [
    "KREA_POLLING",
    "SANDBOX_POLLING",
    "Dependencies",
    "Engine",
    "EngineLoop",
    "Job",
    "JobControl",
    "JobOrigin",
    "Listeners",
    "PollPolicy",
    "allow_nested_loops",
    "until_done",
]
