"""The states of a job: Krea's words on the wire, our phases for the eye, and which of them are final."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["CANCELLABLE", "IN_LINE", "TERMINAL", "Phase", "Progress", "is_terminal"]

# Krea docs, "Job lifecycle" (2026-08-09). A word that is in none of these is a job still pending.
IN_LINE = frozenset({"backlogged", "queued", "scheduled"})
TERMINAL = frozenset({"completed", "failed", "cancelled"})
CANCELLABLE = frozenset({"queued", "processing"})  # the only two for which Krea documents cancelling

Phase = Literal[
    "reading", "uploading", "submitting", "waiting", "working", "saving", "done", "failed", "cancelled", "uncertain"
]


def is_terminal(status: str) -> bool:
    """Whether a job in this state never changes again; an unknown word is pending."""
    return status in TERMINAL


@dataclass(frozen=True)
class Progress:
    """How far a job is, as a person would be told.

    Attributes:
        phase: What is going on; "done", "failed", "cancelled" and "uncertain" are final.
        words: One sentence for the person, without a trailing newline.
        fraction: 0 to 1 of the whole job, never falling; None while it cannot be known.
        elapsed: Seconds since the job was started.
        expected: Seconds that such a job usually takes, or None.
        status: Krea's own word as last heard, or "".
    """

    phase: Phase
    message: str
    fraction: float | None = None
    elapsed: float = 0.0
    expected: float | None = None
    status: str = ""
