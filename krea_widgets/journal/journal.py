"""The journal's door: the shot is written before it is sent, the job id before it is looked at, the clip once saved."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal

from .entry import OPEN, UNKNOWN, Entry, Face
from .migrations import migrate
from .originals import Originals
from .owner import is_alive, this_process

__all__ = ["Journal"]

_MARKS: dict[tuple[str, ...], str] = {states: ",".join("?" * len(states)) for states in (OPEN, UNKNOWN)}


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
        self.owner = this_process()
        self._now = now
        self._lock = threading.RLock()
        self._originals = Originals(None)
        self._db = self._open(path)
        if self._originals.some:
            self._tidy()  # after what a sudden end has left

    # from shot to clip

    def asked(
        self,
        key: str,
        *,
        world: str,
        model: str,
        shot: str,
        digest: str,
        place: str = "",
        request: str = "{}",
        stills: Mapping[str, bytes] | None = None,
    ) -> None:
        """A shot is wished for; nothing was sent. Its stills, by digest, are kept until it is over."""
        names = "key, world, model, shot, digest, state, asked_at, place, request, digests, owner"
        values = (key, world, model, shot, digest, "asked", self._now(), place, request, " ".join(stills or ()))

        def write(db: sqlite3.Connection) -> None:
            for name, data in (stills or {}).items():
                self._originals.keep(name, data)
            marks = ",".join("?" * 11)
            db.execute(f"insert or replace into jobs ({names}) values ({marks})", (*values, self.owner))  # noqa: S608

        self._transact(write)

    def sending(self, key: str, at: float) -> Literal["go", "taken", "unwritten"]:
        """The request is about to leave, at this moment of Krea's clock; it may leave on "go" only.

        "taken": another kernel has it. "unwritten": the disk holds it as never sent, and does not take that it is now.
        Sent all the same it would, after a crash, be sent and paid for once more.
        """
        changed = self._change(
            "state = 'sending', sent_at = ? where key = ? and state = 'asked' and owner is ?", at, key, self.owner
        )
        if changed:
            return "go"
        known = self.entry(key)
        if known is None:  # it was never written down, so no kernel will ever send it
            return "go"
        return "taken" if changed == 0 else "unwritten"

    def unsent(self, key: str) -> None:
        """The request surely started nothing: it never arrived, or was refused."""
        self._change("state = 'asked' where key = ? and state = 'sending'", key)

    def cancel_asked(self, key: str) -> None:
        """The person wants it cancelled; it is still open until that is so."""
        self._change("cancel_asked = 1 where key = ?", key)

    def sent(self, key: str, job_id: str) -> bool:
        """Krea has taken it, under this id; False when that is another entry's job."""
        if self._change("state = 'sent', job_id = ? where key = ?", job_id, key) is not None:
            return True
        return not self._read("select 1 from jobs where job_id = ? and key <> ?", (job_id, key))

    def done(self, key: str, clip: Path, seconds: float | None) -> None:
        """Its clip is on disk; `seconds` is how long Krea worked on it."""
        values = ("done", str(clip), seconds, self._now())
        self._change("state = ?, clip = ?, seconds = ?, ended_at = ?, owner = null where key = ?", *values, key)
        self._tidy()

    def ended(self, key: str, state: str, words: str) -> None:
        """It ended without a clip: "failed", "cancelled", or "uncertain", which stays open."""
        self._change("state = ?, words = ?, ended_at = ?, owner = null where key = ?", state, words, self._now(), key)
        self._tidy()

    # who holds a job

    def is_free(self, entry: Entry) -> bool:
        """Whether nobody but us holds it; whoever has ended holds nothing."""
        return entry.owner in (None, self.owner) or not is_alive(str(entry.owner))

    def claim(self, entry: Entry) -> bool:
        """Hold an open job from now on; False when a live kernel does, or somebody was quicker."""
        if not self.is_free(entry):
            return False
        return bool(
            self._change(
                f"owner = ? where key = ? and state = ? and owner is ? and state in ({_MARKS[OPEN]})",
                *(self.owner, entry.key, entry.state, entry.owner, *OPEN),
            )
        )

    def release(self, key: str) -> None:
        """Hold it no longer."""
        self._change("owner = null where key = ? and owner is ?", key, self.owner)

    def open_jobs(self, world: str, place: str | None = None) -> list[Entry]:
        """What was started in that world, at that address (None: any), and has no end yet, oldest first."""
        return self._in_state(OPEN, world, place)

    def unknown(self, world: str, place: str | None = None) -> list[Entry]:
        """What was sent there and never answered, oldest first."""
        return self._in_state(UNKNOWN, world, place)

    def maker(self, job_id: str, clip: Path) -> str | None:
        """The key of the job that made a clip: the one with that id, else the latest whose clip is at that place."""
        order = "job_id is ? desc, asked_at desc limit 1"
        rows = self._read(
            f"select key from jobs where job_id = ? or clip = ? order by {order}",  # noqa: S608 (own text)
            (job_id, str(clip), job_id),
        )
        return rows[0][0] if rows else None

    def find(self, world: str, digest: str) -> list[Entry]:
        """Every job of a shot (`Shot.digest`), oldest first."""
        return self._entries("world = ? and digest = ? order by asked_at", (world, digest))

    # what is remembered

    def keep_still(self, digest: str, name: str, width: int | None, height: int | None, thumbnail: bytes) -> None:
        """A still's small picture, so that a resumed job and an old clip have a face."""
        values = (digest, name, width, height, thumbnail)
        self._transact(lambda db: db.execute("insert or ignore into stills values (?,?,?,?,?)", values))

    def face(self, digest: str) -> Face | None:
        """What is remembered of a still."""
        rows = self._read("select name, width, height, thumbnail from stills where digest = ?", (digest,))
        return Face(*rows[0]) if rows else None

    def original(self, digest: str) -> bytes:
        """The bytes of an open job's still, or b""."""
        return self._originals.get(digest)

    def entry(self, key: str) -> Entry | None:
        """One job."""
        return next(iter(self._entries("key = ?", (key,))), None)

    def entries(self, limit: int = 1000) -> list[Entry]:
        """Everything, newest first."""
        return self._entries("1 order by asked_at desc limit ?", (limit,))

    def known_ids(self, world: str) -> set[str]:
        """Krea's ids of all jobs that are accounted for."""
        return {
            row[0] for row in self._read("select job_id from jobs where world = ? and job_id is not null", (world,))
        }

    def durations(self, world: str, model: str, limit: int = 20) -> list[float]:
        """How many seconds the latest jobs of a model took."""
        rows = self._read(
            "select seconds from jobs where world = ? and model = ? and seconds is not null"
            " order by asked_at desc limit ?",
            (world, model, limit),
        )
        return [row[0] for row in rows]

    def close(self) -> None:
        """Let go of every job and close the file."""
        with self._lock:
            with suppress(sqlite3.Error):
                self._db.execute("update jobs set owner = null where owner is ?", (self.owner,))
            self._db.close()

    # the file

    def _open(self, path: Path | None) -> sqlite3.Connection:
        if path is None:
            return _connect(":memory:")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            db = _connect(str(path))
        except (sqlite3.OperationalError, OSError) as error:
            self.notice = (
                f"The journal {path} cannot be written ({error}): this session's jobs are not remembered, and earlier "
                "ones cannot be taken up."
            )
            return _connect(":memory:")
        except sqlite3.DatabaseError as error:
            return self._begin_anew(path, error)
        self._originals = Originals(path.parent / "stills")
        return db

    def _begin_anew(self, path: Path, error: sqlite3.DatabaseError) -> sqlite3.Connection:
        aside = path.with_name(f"{path.name}.unreadable-{int(self._now())}")
        self.notice = f"The journal could not be read ({error}) and was set aside as {aside}. A new one is begun."
        with suppress(OSError):
            path.rename(aside)
            for more in ("-wal", "-shm"):
                path.with_name(path.name + more).unlink(missing_ok=True)
            db = _connect(str(path))
            self._originals = Originals(path.parent / "stills")
            return db
        return _connect(":memory:")

    def _transact(self, work: Callable[[sqlite3.Connection], object]) -> None:
        """All or nothing. A full disk or a lost folder must not cost the clip: it is said, and the job goes on."""
        with self._lock:
            try:
                self._db.execute("begin immediate")
                try:
                    work(self._db)
                    self._db.execute("commit")
                except BaseException:
                    with suppress(sqlite3.Error):  # a full disk has rolled it back already
                        self._db.execute("rollback")
                    raise
            except (sqlite3.Error, OSError) as error:
                self._say_unwritten(error)

    def _change(self, what: str, *values: object) -> int | None:
        """How many jobs were changed; None when it could not be written."""
        with self._lock:
            try:
                return self._db.execute(f"update jobs set {what}", values).rowcount  # noqa: S608 (own text)
            except sqlite3.Error as error:
                self._say_unwritten(error)
                return None

    def _say_unwritten(self, error: Exception) -> None:
        self.notice = f"The journal could not be written ({error}); this job may be unknown after a restart."

    def _tidy(self) -> None:
        """Drop the stills that no open job needs; in a transaction, so that none is dropped that is just being kept."""

        def tidy(db: sqlite3.Connection) -> None:
            rows = db.execute(f"select digests from jobs where state in ({_MARKS[OPEN]})", OPEN).fetchall()  # noqa: S608
            self._originals.drop_all_but({digest for row in rows for digest in row[0].split()})

        self._transact(tidy)

    def _read(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple]:  # type: ignore[type-arg]  # rows are untyped
        with self._lock:
            try:
                return self._db.execute(sql, values).fetchall()
            except sqlite3.Error as error:
                self.notice = f"The journal could not be read ({error})."
                return []

    def _in_state(self, states: tuple[str, ...], world: str, place: str | None) -> list[Entry]:
        where = f"state in ({_MARKS[states]}) and world = ? and (? is null or place in (?, '')) order by asked_at"
        return self._entries(where, (*states, world, place, place))

    def _entries(self, where: str, values: tuple[object, ...]) -> list[Entry]:
        columns = ", ".join(Entry.__dataclass_fields__)
        return [Entry(*row) for row in self._read(f"select {columns} from jobs where {where}", values)]  # noqa: S608 (own text)


def _connect(path: str) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    try:
        with suppress(sqlite3.OperationalError):  # some network folders cannot; then it is slower, and as safe
            db.execute("pragma journal_mode = wal")
        # Full: a power cut must not turn "sending" back into "asked", which is sent again. Some milliseconds per job.
        db.execute("pragma synchronous = full")
        if db.execute("pragma quick_check(1)").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("it is damaged")
        migrate(db)
    except BaseException:
        db.close()
        raise
    return db
