"""What the journal knows of a job and of a still, as values."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

__all__ = ["OPEN", "UNKNOWN", "Entry", "Thumbnail", "path_value"]

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

        SQLite keeps any type in any column, and a journal may have been edited: each value of a wrong type becomes the
        empty one of its own column, so that one of them never costs the row, or another row.
        """
        values = {field.name: _fitting(field.type, value) for field, value in zip(fields(cls), row, strict=True)}
        clip = row[CLIP]
        return cls(**{**values, "clip": os.fsdecode(clip) if isinstance(clip, bytes) else values["clip"]})


CLIP = [field.name for field in fields(Entry)].index("clip")


def _fitting(kind: object, value: object) -> Any:
    """A column's value, or the empty one of its type (`kind` is the annotation's text)."""
    if kind in ("str", "str | None"):
        return value if isinstance(value, str) else None if kind == "str | None" else ""
    number = isinstance(value, (int, float)) and math.isfinite(value)
    if kind == "float | None":
        return value if number else None
    return value if number else 0


@dataclass(frozen=True)
class Thumbnail:
    """What the journal keeps of a still: its name, its size in pixels, and a small JPEG."""

    name: str
    width: int | None
    height: int | None
    thumbnail: bytes

    @classmethod
    def of_row(cls, row: Sequence[Any]) -> Thumbnail:
        """The thumbnail in a row, of which any value may be of a wrong type."""
        name, width, height, thumbnail = row
        wide, high = (side if isinstance(side, int) and side > 0 else None for side in (width, height))
        return cls(
            name if isinstance(name, str) else "", wide, high, thumbnail if isinstance(thumbnail, bytes) else b""
        )


def path_value(path: Path | str) -> str | bytes:
    """A path as SQLite can hold it: text, or bytes for a name that is not UTF-8."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return os.fsencode(path)
    return str(path)
