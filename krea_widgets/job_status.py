"""The states of a job: Krea's statuses, and the phases that people see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["CANCELLABLE", "QUEUED", "TERMINAL", "Phase", "Progress"]

# Krea docs, "Job lifecycle" (2026-08-09). Any other status means a pending job.
QUEUED = frozenset({"backlogged", "queued", "scheduled"})
TERMINAL = frozenset({"completed", "failed", "cancelled"})
# Krea documents cancelling for these two only.
CANCELLABLE = frozenset({"queued", "processing"})

Phase = Literal["uploading", "submitting", "waiting", "working", "saving", "done", "failed", "cancelled", "uncertain"]


@dataclass(frozen=True, repr=False)
class Progress:
    """How far a job is.

    Attributes:
        phase: "done", "failed", "cancelled" and "uncertain" are final.
        message: One sentence for people, without a trailing newline.
        fraction: 0 to 1 of the whole job, never falling; None while it is unknown.
        elapsed: Seconds since the job was started.
        expected: Seconds that such a job usually takes, or None.
        status: Krea's latest status, or "".
    """

    phase: Phase
    message: str
    fraction: float | None = None
    elapsed: float = 0.0
    expected: float | None = None
    status: str = ""

    def __repr__(self) -> str:
        return f"<Progress · {self.phase} · {self.message}>"
