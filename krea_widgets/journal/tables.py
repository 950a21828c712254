"""The journal's tables, and their rows as values."""

from __future__ import annotations

import json
import math
import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

__all__ = [
    "COLUMNS",
    "OPEN",
    "UNKNOWN",
    "Annotation",
    "BlindVotes",
    "Entry",
    "NewerSchemaError",
    "Thumbnail",
    "create",
    "path_value",
    "version",
]

# SQLite's user_version.
VERSION = 9
TABLES = (
    """
    create table jobs (
        -- See Entry.
        key text primary key,
        backend text not null,
        model text not null,
        shot text not null,
        digest text not null,
        state text not null,
        job_id text,
        asked_at real not null,
        ended_at real,
        seconds real,
        clip text,
        message text,
        base_url text not null default '',
        request text not null default '{}',
        digests text not null default '',
        sent_at real,
        owner text,
        cancel_asked integer not null default 0,
        price text,
        maybe_billed integer not null default 0
    )
    """,
    # At most one row.
    "create table budget (amount real not null, per text not null)",
    "create index jobs_by_state on jobs (backend, state)",
    "create index jobs_by_digest on jobs (backend, digest)",
    "create unique index jobs_by_id on jobs (backend, job_id) where job_id is not null",
    "create table stills (digest text primary key, name text, width integer, height integer, thumbnail blob)",
    """
    create table annotations (
        -- See Annotation.
        key text primary key,
        rating integer not null default 0,
        winner integer not null default 0,
        note text not null default '',
        path text not null default '',
        deleted_at real,
        shift real not null default 0
    )
    """,
    """
    create table blind_choices (
        -- See BlindVotes.
        key text primary key,
        votes text not null,
        ranks text not null,
        changed_at real not null
    )
    """,
    # The items that a person left out of a sweep on its board, as a JSON list.
    "create table plans (key text primary key, left_out text not null)",
)

OPEN = ("asked", "sending", "sent", "uncertain")
# These may or may not have become a job.
UNKNOWN = ("sending", "uncertain")


@dataclass(frozen=True)
class Entry:
    """One job.

    Attributes:
        shot: `Shot.to_json()`.
        digest: `Shot.digest`, which finds earlier jobs of the same shot.
        state: "asked": nothing was sent. "sending": the request is on its way, or its response got lost. "sent": Krea
            has it, as `job_id`. "uncertain": the search after "sending" found no single job. "done", "failed" and
            "cancelled" are final.
        asked_at: When the entry was written. Times are seconds since 1970 (UTC) by our clock.
        seconds: How long Krea worked on it, or None.
        message: Why there is no clip, or None.
        base_url: The API's address; "" in the sandbox.
        request: What is sent in addition to the shot, its sweep, and `Job.listed_price`, as JSON.
        digests: The digests of its images, separated by spaces.
        sent_at: When it was sent, by Krea's clock, or None.
        owner: The process that holds the job (see `process.py`), or None.
        cancel_asked: 1 after `Job.cancel()`.
        price: What was shown when the job was requested, `Price.to_json()` as text; None if free or unknown.
        maybe_billed: 1 if it has failed, and Krea may have billed it all the same.
    """

    key: str
    backend: str
    model: str
    shot: str
    digest: str
    state: str
    job_id: str | None = None
    asked_at: float = 0.0
    ended_at: float | None = None
    seconds: float | None = None
    clip: str | None = None
    message: str | None = None
    base_url: str = ""
    request: str = "{}"
    digests: str = ""
    sent_at: float | None = None
    owner: str | None = None
    cancel_asked: int = 0
    price: str | None = None
    maybe_billed: int = 0

    @property
    def sweep(self) -> str:
        """The `Sweep.key` of the sweep that submitted it, or ""."""
        with suppress(ValueError, RecursionError, AttributeError):
            key = json.loads(self.request).get("sweep")
            return key if isinstance(key, str) else ""
        return ""

    @classmethod
    def of_row(cls, row: Sequence[Any]) -> Entry:
        """The entry of a row with the columns in the order of the fields.

        SQLite keeps any type in any column, and a person can edit a journal. A value of a wrong type becomes its
        column's empty value, so that it costs neither the row nor other rows.
        """
        values = {name: _typed(kind, value) for (name, kind), value in zip(KINDS, row, strict=True)}
        clip = row[CLIP]
        return cls(**{**values, "clip": os.fsdecode(clip) if isinstance(clip, bytes) else values["clip"]})


KINDS = [(field.name, field.type) for field in fields(Entry)]
COLUMNS = tuple(name for name, _ in KINDS)
CLIP = COLUMNS.index("clip")


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


@dataclass(frozen=True)
class Annotation:
    """A person's annotation of one clip.

    Attributes:
        rating: 1 to 5 stars, or 0.
        winner: Whether the clip won its comparison.
        path: Where the file of a deleted clip was, or of a restored one is; "" for other clips.
        deleted_at: Seconds since 1970 (UTC), or None.
        shift: Seconds by which the clip is ahead of the others in a comparison.
    """

    rating: int = 0
    winner: bool = False
    note: str = ""
    path: str = ""
    deleted_at: float | None = None
    shift: float = 0.0

    @classmethod
    def from_row(cls, rating: Any, winner: Any, note: Any, path: Any, deleted_at: Any, shift: Any) -> Annotation:
        """The annotation of a row. SQLite can hold values of any type; a wrong type counts as no value."""
        return cls(
            rating=int(min(5, max(0, _number(rating)))),
            winner=bool(_number(winner)),
            note=note if isinstance(note, str) else "",
            path=os.fsdecode(path) if isinstance(path, (str, bytes)) else "",
            # A clip that was deleted at an unknown time can still be restored.
            deleted_at=None if deleted_at is None else _number(deleted_at),
            shift=_number(shift),
        )


@dataclass(frozen=True)
class BlindVotes:
    """The votes of a blind choice between clips.

    Attributes:
        key: Names the clips.
        votes: The keys of the left and the right clip, and the answer, in the order of the votes.
        ranks: Each clip's rank and the ends of its interval, by the clip's key; empty until the choice is finished.
        changed_at: Seconds since 1970 (UTC).
    """

    key: str
    votes: tuple[tuple[str, str, str], ...] = ()
    ranks: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    changed_at: float = 0.0

    @classmethod
    def from_row(cls, key: Any, votes: Any, ranks: Any, changed_at: Any) -> BlindVotes:
        """The votes of a row; those that cannot be read are none."""
        read: tuple[tuple[str, str, str], ...] = ()
        places: dict[str, tuple[int, int, int]] = {}
        with suppress(ValueError, TypeError, RecursionError, AttributeError):
            read = tuple((str(left), str(right), str(answer)) for left, right, answer in json.loads(votes))
            places = {
                str(clip): (int(rank), int(low), int(high)) for clip, (rank, low, high) in json.loads(ranks).items()
            }
        return cls(str(key), read, places, _number(changed_at))


def _number(value: Any) -> float:
    return value if isinstance(value, (int, float)) and math.isfinite(value) else 0.0


def path_value(path: Path | str) -> str | bytes:
    """A path for SQLite: text, or bytes for a name that is not UTF-8."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return os.fsencode(path)
    return str(path)


class NewerSchemaError(Exception):
    """A later version of krea_widgets made this journal, so its rows may have an unknown meaning."""


def version(db: sqlite3.Connection) -> int:
    """The version of the schema; 0 for an empty file.

    Raises:
        NewerSchemaError: This version must not write to it.
    """
    found: int = db.execute("pragma user_version").fetchone()[0]
    if found > VERSION:
        raise NewerSchemaError("a newer version of krea_widgets made it")
    return found


def create(db: sqlite3.Connection) -> None:
    """Create the tables in an empty file. If two kernels do so, one waits for the other.

    Raises:
        sqlite3.DatabaseError: The file has other tables.
    """
    if version(db) == VERSION:
        return
    db.execute("begin immediate")
    try:
        # Another kernel may have been faster.
        if version(db) != VERSION:
            if db.execute("select name from sqlite_master limit 1").fetchone():
                raise sqlite3.DatabaseError("its tables are not those of this version")
            for table in (*TABLES, f"pragma user_version = {VERSION}"):
                db.execute(table)
        db.execute("commit")
    except BaseException:
        db.execute("rollback")
        raise
