"""One job of the sandbox, and what Krea would say of it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import is_disk_full
from ..faults import Action
from .validate import ModelFacts

__all__ = ["CANCELLABLE", "STATUSES", "TERMINAL", "SandboxJob", "disk_full", "failure"]

# Krea docs, "Job lifecycle" (2026-08-09): every state, in the order in which a job meets them.
STATUSES = (
    *("backlogged", "queued", "scheduled", "processing", "sampling", "intermediate-complete"),
    *("completed", "failed", "cancelled"),
)
TERMINAL = frozenset(STATUSES[6:])
CANCELLABLE = frozenset({"queued", "processing"})
JOB_TYPE = "externalVideo"


def disk_full(folder: Path) -> str:
    """What the sandbox says when its folder takes no more; the folder above it is where a person can make room."""
    return f"The disk is full: there is no room in {folder.parent}."


def failure(problem: Exception, folder: Path) -> dict[str, str]:
    """The job's error for what its render met; the code "disk_full" is the sandbox's own, Krea has none for it."""
    if is_disk_full(problem):
        return {"code": "disk_full", "message": disk_full(folder)}
    return {"code": "internal", "message": f"{type(problem).__name__}: {problem}"}


@dataclass
class SandboxJob:
    """One job; changed under the sandbox's lock only. `number` counts the sandbox's jobs from 1."""

    id: str
    number: int
    model: ModelFacts
    values: Mapping[str, Any]
    base: str
    created_at: str
    webhook: str | None = None
    fate: Action | None = None
    status: str = "queued"
    completed_at: str | None = None
    progress: float | None = None
    urls: tuple[str, ...] = ()
    failure: dict[str, str] = field(default_factory=dict)
    parked: bool = False
    history: list[str] = field(default_factory=list)
    cancel: threading.Event = field(default_factory=threading.Event)

    @property
    def open(self) -> bool:
        return self.status not in TERMINAL

    def reply(self) -> dict[str, Any]:
        """As Krea says it; before the end `result` is null or {}, both of which real replies have."""
        body: dict[str, Any] = {
            "job_id": self.id,
            "status": self.status,
            "type": JOB_TYPE,
            "created_at": self.created_at,
            "completed_at": self.completed_at,
            "result": {"urls": list(self.urls)} if self.urls else (None if self.number % 2 else {}),
        }
        if self.progress is not None and self.open:
            body["progress"] = round(self.progress, 3)
        return {**body, "error": dict(self.failure)} if self.failure else body
