"""The tables of the journal."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import fields

from .entry import Entry

__all__ = ["COLUMNS", "VERSION", "NewerSchemaError", "create", "version"]

# SQLite's user_version.
VERSION = 6
COLUMNS = tuple(field.name for field in fields(Entry))

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
        cancel_asked integer not null default 0
    )
    """,
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
)


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
        if version(db) != VERSION:
            _make(db, db.execute("select name from sqlite_master limit 1").fetchall())
        db.execute("commit")
    except BaseException:
        db.execute("rollback")
        raise


def _make(db: sqlite3.Connection, there: Sequence[object]) -> None:
    if there:
        raise sqlite3.DatabaseError("its tables are not those of this version")
    for table in TABLES:
        db.execute(table)
    db.execute(f"pragma user_version = {VERSION}")
