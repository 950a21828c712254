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


def _second(db: sqlite3.Connection) -> None:
    """What a later kernel needs to take up a job: since then there is also the state "sending"."""
    db.execute("alter table jobs add column place text not null default ''")  # the API's address; '' in the sandbox
    db.execute("alter table jobs add column request text not null default '{}'")  # what is sent besides the shot, JSON
    db.execute("alter table jobs add column digests text not null default ''")  # of its stills, by spaces
    db.execute("alter table jobs add column sent_at real")  # by Krea's clock, seconds since 1970, UTC
    db.execute("alter table jobs add column owner text")  # who holds it, see owner.py
    # until now "asked" was written right before sending, so such a job may have been sent
    db.execute("update jobs set sent_at = asked_at where state in ('asked', 'uncertain')")
    db.execute("update jobs set state = 'sending' where state = 'asked'")


def _third(db: sqlite3.Connection) -> None:
    """What a person thinks of a clip, and where a deleted one is kept; see marks.py."""
    db.execute(
        """
        create table marks (
            key text primary key,                  -- of the job, or of a clip that no job is known of
            rating integer not null default 0,     -- stars, 1 to 5; 0: none
            winner integer not null default 0,
            note text not null default '',
            place text not null default '',        -- where a deleted clip was
            deleted_at real                        -- seconds since 1970, UTC
        )
        """
    )


def _fourth(db: sqlite3.Connection) -> None:
    """That the person wants an open job cancelled; and a quick way to the jobs of one shot."""
    db.execute("alter table jobs add column cancel_asked integer not null default 0")
    db.execute("create index jobs_by_digest on jobs (world, digest)")


def _fifth(db: sqlite3.Connection) -> None:
    """By how much a clip is shown further on than those beside it."""
    db.execute("alter table marks add column shift real not null default 0")  # seconds


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (_first, _second, _third, _fourth, _fifth)


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
