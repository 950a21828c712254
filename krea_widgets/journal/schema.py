"""The tables of the journal."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import fields

from .entry import Entry

__all__ = ["COLUMNS", "VERSION", "NewerSchemaError", "create", "version"]

VERSION = 6  # kept in the file as SQLite's user_version
COLUMNS = tuple(field.name for field in fields(Entry))

TABLES = (
    """
    create table jobs (
        key text primary key,
        backend text not null,
        model text not null,
        shot text not null,                    -- Shot.to_json()
        digest text not null,                  -- Shot.digest: the same shot made before can be found
        state text not null,                   -- see Entry
        job_id text,
        asked_at real not null,                -- seconds since 1970, UTC
        ended_at real,
        seconds real,                          -- how long Krea worked on it
        clip text,                             -- path of the clip
        message text,                            -- why there is no clip
        base_url text not null default '',     -- the API's address; '' in the sandbox
        request text not null default '{}',    -- what is sent besides the shot, JSON
        digests text not null default '',      -- of its stills, by spaces
        sent_at real,                          -- by Krea's clock, seconds since 1970, UTC
        owner text,                            -- who holds it, see owner.py
        cancel_asked integer not null default 0
    )
    """,
    "create index jobs_by_state on jobs (backend, state)",
    "create index jobs_by_digest on jobs (backend, digest)",
    "create unique index jobs_by_id on jobs (backend, job_id) where job_id is not null",
    "create table stills (digest text primary key, name text, width integer, height integer, thumbnail blob)",
    """
    create table annotations (
        key text primary key,                  -- of the job, or of a clip that no job is known of
        rating integer not null default 0,     -- stars, 1 to 5; 0: none
        winner integer not null default 0,
        note text not null default '',
        path text not null default '',         -- where a deleted clip was
        deleted_at real,                       -- seconds since 1970, UTC
        shift real not null default 0          -- seconds by which it is shown further on than those beside it
    )
    """,
)


class NewerSchemaError(Exception):
    """A later version of krea_widgets made this journal; its rows may mean what this version does not know."""


def version(db: sqlite3.Connection) -> int:
    """The version of the file's schema; 0 for an empty file.

    Raises:
        NewerSchemaError: This version must not write to it.
    """
    found: int = db.execute("pragma user_version").fetchone()[0]
    if found > VERSION:
        raise NewerSchemaError("a newer version of krea_widgets made it")
    return found


def create(db: sqlite3.Connection) -> None:
    """Make the tables in an empty file; two kernels may do so at once, one waits for the other.

    Raises:
        sqlite3.DatabaseError: The file has other tables, so it is no journal of this version.
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
