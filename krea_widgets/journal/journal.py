"""The journal's door: write the shot before it is sent, the job's id before it is looked at, the clip once it is safe."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from .migrations import migrate

__all__ = ["Entry", "Face", "Journal"]

OPEN = ("asked", "sent", "uncertain")


@dataclass(frozen=True)
class Entry:
    """One job as the journal knows it; times are seconds since 1970 (UTC), `shot` is `Shot.to_json()`'s text."""

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


@dataclass(frozen=True)
class Face:
    """What the journal keeps of a still: its name, its size in pixels, and a small JPEG."""

    name: str
    width: int | None
    height: int | None
    thumbnail: bytes


class Journal:
    """SQLite in one file, shared by all kernels of a user; every method may be called from any thread.

    A journal that cannot be read is set aside, one that cannot be written is kept in memory; `notice` then says so.
    Neither is fatal: a clip is worth more than its record.

    Args:
        path: The file, or None for one that lives in memory only.
        now: The clock, in seconds since 1970.
    """

    def __init__(self, path: Path | None, *, now: Callable[[], float] = time.time) -> None:
        self.notice = ""
        self._now = now
        self._lock = threading.RLock()
        self._db = self._open(path)

    def asked(self, key: str, *, world: str, model: str, shot: str, digest: str) -> None:
        """A shot is about to be sent."""
        with self._writing() as db:
            db.execute(
                "insert or replace into jobs (key, world, model, shot, digest, state, asked_at) values (?,?,?,?,?,?,?)",
                (key, world, model, shot, digest, "asked", self._now()),
            )

    def sent(self, key: str, job_id: str) -> None:
        """Krea has taken it, under this id."""
        with self._writing() as db:
            db.execute("update jobs set state = 'sent', job_id = ? where key = ?", (job_id, key))

    def done(self, key: str, clip: Path, seconds: float | None) -> None:
        """Its clip is on disk; `seconds` is how long Krea worked on it."""
        with self._writing() as db:
            db.execute(
                "update jobs set state = 'done', clip = ?, seconds = ?, ended_at = ? where key = ?",
                (str(clip), seconds, self._now(), key),
            )

    def ended(self, key: str, state: str, words: str) -> None:
        """It ended without a clip: "failed", "cancelled", or "uncertain", which stays open."""
        with self._writing() as db:
            db.execute(
                "update jobs set state = ?, words = ?, ended_at = ? where key = ?", (state, words, self._now(), key)
            )

    def keep_still(self, digest: str, name: str, width: int | None, height: int | None, thumbnail: bytes) -> None:
        """A still's small picture, so that a resumed job and an old clip have a face."""
        with self._writing() as db:
            db.execute("insert or ignore into stills values (?,?,?,?,?)", (digest, name, width, height, thumbnail))

    def face(self, digest: str) -> Face | None:
        """What is remembered of a still."""
        rows = self._read("select name, width, height, thumbnail from stills where digest = ?", (digest,))
        return Face(*rows[0]) if rows else None

    def open_jobs(self, world: str) -> list[Entry]:
        """What was started and has no end yet, oldest first."""
        marks = ",".join("?" * len(OPEN))
        return self._entries(f"world = ? and state in ({marks}) order by asked_at", (world, *OPEN))

    def entries(self, limit: int = 1000) -> list[Entry]:
        """Everything, newest first."""
        return self._entries("1 order by asked_at desc limit ?", (limit,))

    def known_ids(self, world: str) -> set[str]:
        """Krea's ids of all jobs that are accounted for."""
        return {row[0] for row in self._read("select job_id from jobs where world = ? and job_id is not null", (world,))}

    def durations(self, world: str, model: str, limit: int = 20) -> list[float]:
        """How many seconds the latest jobs of a model took."""
        rows = self._read(
            "select seconds from jobs where world = ? and model = ? and seconds is not null order by asked_at desc limit ?",
            (world, model, limit),
        )
        return [row[0] for row in rows]

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def _open(self, path: Path | None) -> sqlite3.Connection:
        if path is None:
            return _connect(":memory:")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return _connect(str(path))
        except (sqlite3.OperationalError, OSError) as error:
            self.notice = f"The journal {path} cannot be written ({error}); this session's jobs are not remembered."
            return _connect(":memory:")
        except sqlite3.DatabaseError as error:
            aside = path.with_name(f"{path.name}.unreadable-{int(self._now())}")
            self.notice = f"The journal could not be read ({error}) and was set aside as {aside}. A new one is begun."
            with suppress(OSError):
                path.rename(aside)
                for more in ("-wal", "-shm"):
                    path.with_name(path.name + more).unlink(missing_ok=True)
                return _connect(str(path))
            return _connect(":memory:")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._db
            except sqlite3.Error as error:
                # A full disk or a lost folder must not cost the clip: it is said, and the job goes on.
                self.notice = f"The journal could not be written ({error}); this job may be unknown after a restart."

    def _read(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple]:  # type: ignore[type-arg]  # rows are untyped
        with self._lock:
            try:
                return self._db.execute(sql, values).fetchall()
            except sqlite3.Error as error:
                self.notice = f"The journal could not be read ({error})."
                return []

    def _entries(self, where: str, values: tuple[object, ...]) -> list[Entry]:
        columns = ", ".join(Entry.__dataclass_fields__)
        return [Entry(*row) for row in self._read(f"select {columns} from jobs where {where}", values)]  # noqa: S608 (own text)


def _connect(path: str) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    try:
        db.execute("pragma journal_mode = wal")
        db.execute("pragma synchronous = normal")  # WAL: safe against kill -9, and quick
        migrate(db)
    except BaseException:
        db.close()
        raise
    return db
