"""The journal's schema, as functions in order; each runs once, in a transaction with the record of having run."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

__all__ = ["MIGRATIONS", "migrate"]


def _first(db: sqlite3.Connection) -> None:
    db.execute(
        """
        create table jobs (
            key text primary key,
            world text not null,
            model text not null,
            shot text not null,            -- Shot.to_json()
            digest text not null,          -- Shot.digest: the same shot made before can be found
            state text not null,           -- asked, sent, done, failed, cancelled, uncertain
            job_id text,
            asked_at real not null,        -- seconds since 1970, UTC
            ended_at real,
            seconds real,                  -- how long Krea worked on it
            clip text,                     -- path of the clip
            words text                     -- why there is no clip
        )
        """
    )
    db.execute("create index jobs_by_state on jobs (world, state)")
    db.execute("create unique index jobs_by_id on jobs (world, job_id) where job_id is not null")
    db.execute(
        "create table stills (digest text primary key, name text, width integer, height integer, thumbnail blob)"
    )


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (_first,)


def migrate(db: sqlite3.Connection) -> None:
    """Bring a journal up to date; two kernels may do so at once, one waits for the other."""
    if db.execute("pragma user_version").fetchone()[0] >= len(MIGRATIONS):
        return
    db.execute("begin immediate")
    try:
        done = db.execute("pragma user_version").fetchone()[0]
        for number, step in enumerate(MIGRATIONS[done:], start=done + 1):
            step(db)
            db.execute(f"pragma user_version = {number}")
        db.execute("commit")
    except BaseException:
        db.execute("rollback")
        raise
