"""Time: one thread with one event loop on which jobs are submitted, watched and collected."""

from __future__ import annotations

from .engine import Engine
from .job import Job
from .loop import EngineLoop, until_done
from .nested import allow_nested_loops
from .progress import KREA_PACE, SANDBOX_PACE, Pace

__all__ = ["KREA_PACE", "SANDBOX_PACE", "Engine", "EngineLoop", "Job", "Pace", "allow_nested_loops", "until_done"]
