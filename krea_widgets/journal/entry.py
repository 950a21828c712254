"""What the journal knows of a job and of a still, as values."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["OPEN", "UNKNOWN", "Entry", "Face"]

OPEN = ("asked", "sending", "sent", "uncertain")
UNKNOWN = ("sending", "uncertain")  # it may or may not have become a job


@dataclass(frozen=True)
class Entry:
    """One job as the journal knows it.

    Times are seconds since 1970 (UTC) by our clock, `sent_at` by Krea's; `shot` is `Shot.to_json()`'s text, `request`
    the JSON of what goes along with it. States, in their order:

    asked: nothing was sent. sending: it is being sent, or the answer was never heard. sent: Krea has it, as `job_id`.
    done, failed, cancelled: over. uncertain: looked for after "sending", and not to be told from other jobs.
    """

    key: str
    world: str
    model: str
    shot: str
    digest: str
    state: str
    job_id: str | None
    asked_at: float
    ended_at: float | None
    seconds: float | None
    clip: str | None
    words: str | None
    place: str = ""
    request: str = "{}"
    sent_at: float | None = None
    owner: str | None = None
    cancel_asked: int = 0


@dataclass(frozen=True)
class Face:
    """What the journal keeps of a still: its name, its size in pixels, and a small JPEG."""

    name: str
    width: int | None
    height: int | None
    thumbnail: bytes
