"""The journal's rows as values: jobs, and thumbnails of images."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

__all__ = ["OPEN", "UNKNOWN", "Entry", "Thumbnail", "path_value"]

OPEN = ("asked", "sending", "sent", "uncertain")
# These may or may not have become a job.
UNKNOWN = ("sending", "uncertain")


@dataclass(frozen=True)
class Entry:
    """One job.

    Attributes:
        key: The job's key.
        backend: "krea" or "sandbox".
        model: Model ID.
        shot: `Shot.to_json()`.
        digest: `Shot.digest`, which finds earlier jobs of the same shot.
        state: "asked": nothing was sent. "sending": the request is on its way, or its response got lost. "sent": Krea
            has it, as `job_id`. "uncertain": the search after "sending" found no single job. "done", "failed" and
            "cancelled" are final.
        job_id: Krea's job ID, or None.
        asked_at: When the entry was written. Times are seconds since 1970 (UTC) by our clock.
        ended_at: When the job ended, or None.
        seconds: How long Krea worked on it, or None.
        clip: The clip's path, or None.
        message: Why there is no clip, or None.
        base_url: The API's address; "" in the sandbox.
        request: What is sent in addition to the shot, as JSON.
        digests: The digests of its images, separated by spaces.
        sent_at: When it was sent, by Krea's clock, or None.
        owner: The process that holds the job (see `owner.py`), or None.
        cancel_asked: 1 after `Job.cancel()`.
    """

    key: str
    backend: str
    model: str
    shot: str
    digest: str
    state: str
    job_id: str | None
    asked_at: float
    ended_at: float | None
    seconds: float | None
    clip: str | None
    message: str | None
    base_url: str = ""
    request: str = "{}"
    digests: str = ""
    sent_at: float | None = None
    owner: str | None = None
    cancel_asked: int = 0

    @classmethod
    def of_row(cls, row: Sequence[Any]) -> Entry:
        """The entry of a row with the columns in the order of the fields.

        SQLite keeps any type in any column, and a person can edit a journal. A value of a wrong type becomes its
        column's empty value, so that it costs neither the row nor other rows.
        """
        values = {field.name: _typed(field.type, value) for field, value in zip(fields(cls), row, strict=True)}
        clip = row[CLIP]
        return cls(**{**values, "clip": os.fsdecode(clip) if isinstance(clip, bytes) else values["clip"]})


CLIP = [field.name for field in fields(Entry)].index("clip")


def _typed(kind: object, value: object) -> Any:
    """A value, or the empty value of its column's type (`kind` is the field's type as text)."""
    if kind in ("str", "str | None"):
        return value if isinstance(value, str) else None if kind == "str | None" else ""
    number = isinstance(value, (int, float)) and math.isfinite(value)
    if kind == "float | None":
        return value if number else None
    return value if number else 0


@dataclass(frozen=True)
class Thumbnail:
    """An image's name, its size in pixels, and a small JPEG."""

    name: str
    width: int | None
    height: int | None
    thumbnail: bytes

    @classmethod
    def of_row(cls, row: Sequence[Any]) -> Thumbnail:
        """The thumbnail of a row, of which any value can have a wrong type."""
        name, width, height, thumbnail = row
        wide, high = (side if isinstance(side, int) and side > 0 else None for side in (width, height))
        return cls(
            name if isinstance(name, str) else "", wide, high, thumbnail if isinstance(thumbnail, bytes) else b""
        )


def path_value(path: Path | str) -> str | bytes:
    """A path for SQLite: text, or bytes for a name that is not UTF-8."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return os.fsencode(path)
    return str(path)
