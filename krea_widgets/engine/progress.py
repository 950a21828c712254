"""The progress of a pending job: its fraction and its message."""

from __future__ import annotations

from .._util.text import clock_time
from ..job_status import QUEUED, Progress
from .estimate import Estimate

__all__ = ["PROCESSED", "UPLOADED", "pending"]

# Fractions of the whole job: after the upload, and after Krea's part. The download is the rest.
UPLOADED = 0.08
PROCESSED = 0.95


def pending(
    status: str, elapsed: float, working: float, *, expected: Estimate | None, reported: float | None, backend: str
) -> Progress:
    """The progress of a job that is queued or processing.

    Args:
        elapsed: Seconds since the job was started.
        working: Seconds since the job left Krea's queue.
        reported: The server's own progress, 0 to 1, or None. It is undocumented and often missing.
    """
    time = clock_time(elapsed)
    usual = expected.usual if expected else None
    if status in QUEUED or not status:
        behind = " (behind your other jobs)" if status == "backlogged" else ""
        return Progress("waiting", f"Queued{behind} · {time}", None, elapsed, usual, status)
    who = "The sandbox is rendering" if backend == "sandbox" else "Krea is working"
    usually = f"usually about {clock_time(expected.usual)}{expected.source}" if expected else ""
    if expected and working > expected.late:
        message = f"Taking longer than usual · {time} ({usually}). You can leave: the job continues."
    elif expected:
        message = f"{who} · {time} · {usually}"
    else:
        message = f"{who} · {time}"
    share = reported if reported is not None else _share(working, expected)
    fraction = None if share is None else UPLOADED + (PROCESSED - UPLOADED) * min(share, 1.0)
    return Progress("working", message, fraction, elapsed, usual, status)


def _share(working: float, expected: Estimate | None) -> float | None:
    """0 to 0.9 until the usual time, then up to 0.95 at the late one, and never more."""
    if expected is None:
        return None
    if working <= expected.usual:
        return 0.9 * working / max(expected.usual, 0.001)
    late = max(expected.late - expected.usual, 0.001)
    return 0.9 + 0.05 * min((working - expected.usual) / late, 1.0)
