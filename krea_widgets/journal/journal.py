"""The journal's door: the shot is written before it is sent, the job id before it is looked at, the clip once saved."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Literal

from ..errors import JournalUnavailable
from . import schema
from .entry import OPEN, UNKNOWN, Entry, Thumbnail, path_value
from .open_jobs import OpenJobs
from .owner import is_alive, let_go, this_process

__all__ = ["Journal"]

COLUMNS = ", ".join(schema.COLUMNS)
TIMEOUT = 10.0  # seconds to wait for another process that holds the file
ADVICE = "Set KREA_WIDGETS_HOME to another folder, or free this one, then try again."
LOCKED = "Another program holds it: close that, or wait a moment, then try again."
RENEW = "Update krea_widgets, or set KREA_WIDGETS_HOME to another folder."


class Journal:
    """SQLite in one file, shared by all kernels of a user; every method may be called from any thread.

    Whatever cannot be read or written raises `JournalUnavailable`: an unreadable journal is not an empty one. Only the
    sandbox, in which nothing is paid, goes on in memory where there is no file; `notice` then says so. A damaged file
    is set aside, and what can be read of it, and the copies of its open jobs (`OpenJobs`), are taken over.

    Args:
        path: The file, or None for one that lives in memory only.
        now: The clock, in seconds since 1970.
        timeout: Seconds to wait for another process that holds the file.
    """

    def __init__(self, path: Path | None, *, now: Callable[[], float] = time.time, timeout: float = TIMEOUT) -> None:
        self._set_aside = self._trouble = ""  # what `notice` says
        self.owner = this_process()
        self._path = path
        self._now = now
        self._timeout = timeout
        self._lock = threading.RLock()
        self._copies = OpenJobs(None)
        self._file: tuple[int, int] | None = None  # which one is open; another kernel may have set it aside
        self._fault: JournalUnavailable | None = None  # why there is no file, and memory in its place
        self._broken = self._closed = False
        self._db = self._opened()
        if self._fault is None:
            self._tidy()  # after what a sudden end has left

    @property
    def notice(self) -> str:
        """What should be known of the file: that it was set aside, or cannot be used at the moment; or ""."""
        return " ".join(part for part in (self._set_aside, self._trouble) if part)

    # from shot to clip

    def asked(
        self,
        key: str,
        *,
        backend: str,
        model: str,
        shot: str,
        digest: str,
        base_url: str = "",
        request: str = "{}",
        stills: Mapping[str, bytes] | None = None,
        seen: Collection[str] | None = None,
    ) -> bool:
        """A shot is wished for; nothing was sent. Its stills, by digest, are kept until it is over.

        Args:
            seen: The keys of all jobs of this very shot that the caller has looked at.

        Returns:
            False, with nothing written, where there is one that is not among `seen` and has not failed.
        """
        digests = " ".join(stills or ())
        entry = Entry(
            key, backend, model, shot, digest, "asked", None, self._now(), None, None, None, None, base_url, request
        )
        entry = replace(entry, digests=digests, owner=self.owner)
        with self.transaction(backend) as db:
            if seen is not None:
                others = db.execute(
                    "select key from jobs where backend = ? and digest = ? and state not in ('failed', 'cancelled')",
                    (backend, digest),
                )
                if any(other not in seen for (other,) in others):
                    return False
            for name, data in (stills or {}).items():
                self._copies.keep_still(name, data)
            self._copies.write(entry)
            _insert(db, entry)
        return True

    def sending(self, key: str, at: float) -> Literal["go", "taken"]:
        """The request is about to leave, at this moment of Krea's clock; it may leave on "go" only.

        "taken": another kernel has it. Where it cannot be written the request must not leave: the disk may hold it as
        never sent, and after a crash it would be sent, and paid for, once more.
        """
        try:
            changed = self._step(
                key, "state = 'sending', sent_at = ?", (at,), "state = 'asked' and owner is ?", (self.owner,)
            )
        except JournalUnavailable:
            self._undo_copy(key)
            raise
        if changed is None and self.entry(key) is None:
            raise self._unavailable("written", "it has lost this job")
        return "taken" if changed is None else "go"

    def unsent(self, key: str) -> None:
        """The request started nothing: it never arrived, or was refused."""
        self._step(key, "state = 'asked'", (), "state = 'sending'")

    def cancel_asked(self, key: str) -> None:
        """The person wants it cancelled; it is still open until that is so."""
        self._step(key, "cancel_asked = 1")

    def sent(self, key: str, job_id: str) -> bool:
        """Krea has taken it, under this id; False when that is another entry's job."""
        try:
            self._step(key, "state = 'sent', job_id = ?", (job_id,))
        except JournalUnavailable as error:
            if isinstance(error.__cause__, sqlite3.IntegrityError):
                return False
            copy = self._copies.read(key)
            if copy is not None and copy.job_id is None:  # the other copy may take what the database does not
                with suppress(OSError):
                    self._copies.write(replace(copy, state="sent", job_id=job_id))
            raise
        return True

    def done(self, key: str, clip: Path, seconds: float | None) -> None:
        """Its clip is on disk; `seconds` is how long Krea worked on it."""
        values = ("done", path_value(clip), seconds, self._now())
        self._step(key, "state = ?, clip = ?, seconds = ?, ended_at = ?, owner = null", values)
        self._tidy()

    def ended(self, key: str, state: str, message: str) -> None:
        """It ended without a clip: "failed", "cancelled", or "uncertain", which stays open."""
        text = message.encode("utf-8", "replace").decode()  # SQLite takes no lone surrogate, which a prompt may hold
        self._step(key, "state = ?, message = ?, ended_at = ?, owner = null", (state, text, self._now()))
        self._tidy()

    # who holds a job

    def is_free(self, entry: Entry) -> bool:
        """Whether nobody but us holds it; whoever has ended holds nothing."""
        return entry.owner in (None, self.owner) or not is_alive(str(entry.owner))

    def claim(self, entry: Entry) -> Entry | None:
        """Hold an open job from now on: what is known of it by now; None when a live kernel does or was quicker."""
        if entry.state not in OPEN or not self.is_free(entry):
            return None
        with self.transaction(entry.backend) as db:
            found = _row(db, entry.key)
            if found is None or (found.state, found.owner) != (entry.state, entry.owner):
                return None
            taken = replace(self._latest(found), owner=self.owner)
            self._copies.write(taken)
            _insert(db, taken)
        return taken

    def release(self, key: str) -> None:
        """Hold it no longer."""
        self._step(key, "owner = null", (), "owner is ?", (self.owner,))

    def open_jobs(self, backend: str, base_url: str | None = None) -> list[Entry]:
        """What was started in that backend, at that address (None: any), and has no end yet, oldest first."""
        return self._in_state(OPEN, backend, base_url)

    def unknown(self, backend: str, base_url: str | None = None) -> list[Entry]:
        """What was sent there and never answered, oldest first."""
        return self._in_state(UNKNOWN, backend, base_url)

    def maker(self, job_id: str, clip: Path) -> str | None:
        """The key of the job that made a clip: the one with that id, else the latest whose clip is at that place."""
        order = "job_id is ? desc, asked_at desc limit 1"
        rows = self.read(
            f"select key from jobs where job_id = ? or clip = ? order by {order}",  # noqa: S608 (own text)
            (job_id, path_value(clip), job_id),
        )
        return str(rows[0][0]) if rows else None

    def find(self, backend: str, digest: str) -> list[Entry]:
        """Every job of a shot (`Shot.digest`), oldest first."""
        return self._entries("backend = ? and digest = ? order by asked_at", (backend, digest), backend)

    # what is remembered

    def keep_still(self, digest: str, name: str, width: int | None, height: int | None, thumbnail: bytes) -> None:
        """A still's small picture, so that a resumed job and an old clip have a thumbnail."""
        with self.transaction() as db:
            db.execute("insert or ignore into stills values (?,?,?,?,?)", (digest, name, width, height, thumbnail))

    def thumbnail(self, digest: str) -> Thumbnail | None:
        """What is remembered of a still."""
        rows = self.read("select name, width, height, thumbnail from stills where digest = ?", (digest,))
        return Thumbnail.of_row(rows[0]) if rows else None

    def original(self, digest: str) -> bytes:
        """The bytes of an open job's still, or b""."""
        return self._copies.still(digest)

    def entry(self, key: str) -> Entry | None:
        """One job."""
        return next(iter(self._entries("key = ?", (key,))), None)

    def entries(self, limit: int = 1000) -> list[Entry]:
        """Everything, newest first; also a row that nobody can ask for by its key, which is "" then."""
        return self._entries("1 order by asked_at desc limit ?", (limit,))

    def known_ids(self, backend: str) -> set[str]:
        """Krea's ids of all jobs that are accounted for."""
        rows = self.read("select job_id from jobs where backend = ? and job_id is not null", (backend,), backend)
        copies = {copy.job_id for copy in self._copies.rows() if copy.backend == backend and copy.job_id}
        return {job_id for (job_id,) in rows if isinstance(job_id, str)} | copies

    def durations(self, backend: str, model: str, limit: int = 20) -> list[float]:
        """How many seconds the latest jobs of a model took."""
        rows = self.read(
            "select seconds from jobs where backend = ? and model = ? and typeof(seconds) in ('real', 'integer')"
            " order by asked_at desc limit ?",
            (backend, model, limit),
        )
        return [row[0] for row in rows]

    def stamp(self) -> tuple[int, int]:
        """Differs from an earlier one when anything in the journal was written since, by this or another kernel."""
        with self._lock:
            try:
                return self._usable().execute("pragma data_version").fetchone()[0], self._db.total_changes
            except (sqlite3.Error, JournalUnavailable):  # closed, or not to be read
                return (-1, -1)

    def close(self) -> None:
        """Let go of every job and close the file."""
        with self._lock:
            self._closed = True
            with suppress(sqlite3.Error):
                self._db.execute("update jobs set owner = null where owner is ?", (self.owner,))
            self._db.close()
            let_go(self.owner)

    # for what else lives in the file (annotations)

    def read(self, sql: str, values: Sequence[object] = (), backend: str | None = None) -> list[tuple]:  # type: ignore[type-arg]  # rows are untyped
        """The rows of a query."""
        with self._lock:
            try:
                return self._usable(backend).execute(sql, tuple(values)).fetchall()
            except sqlite3.Error as error:
                raise self._unavailable("read", error) from error

    def write(self, sql: str, values: Sequence[object] = ()) -> None:
        """One change."""
        with self.transaction() as db:
            db.execute(sql, tuple(values))

    # one step

    def _step(
        self, key: str, change: str, values: Sequence[object] = (), only: str = "1", those: Sequence[object] = ()
    ) -> Entry | None:
        """Change a job and its copy together; the job as it is now, None where there is none that fits."""
        with self.transaction() as db:
            sql = f"update jobs set {change} where key = ? and {only}"  # noqa: S608 (own text)
            if db.execute(sql, (*values, key, *those)).rowcount == 0:
                return None
            entry = _row(db, key)
            if entry is not None and entry.state in OPEN:
                self._copies.write(entry)
        return entry

    @contextmanager
    def transaction(self, backend: str | None = None) -> Iterator[sqlite3.Connection]:
        """A transaction: all or nothing, and in the file that others see.

        Raises:
            JournalUnavailable: It is not written.
        """
        with self._lock:
            try:
                db = self._usable(backend)
                db.execute("begin immediate")
                try:
                    schema.version(db)
                    yield db
                    db.execute("commit")
                except BaseException:
                    with suppress(sqlite3.Error):  # a full disk has rolled it back already
                        db.execute("rollback")
                    raise
                if not self._in_place():
                    raise OSError("another kernel has set the file aside")
                if self._fault is None:
                    self._trouble = ""
            except (sqlite3.Error, OSError, schema.NewerSchemaError) as error:
                raise self._unavailable("written", error) from error

    def _undo_copy(self, key: str) -> None:
        """A request that did not leave, since the database does not know of it: neither may the copy."""
        copy = self._copies.read(key)
        if copy is not None and copy.state == "sending" and copy.job_id is None:
            with suppress(OSError, JournalUnavailable):
                entry = self.entry(key)
                if entry is not None and entry.state == "asked":
                    self._copies.write(entry)

    def _latest(self, entry: Entry) -> Entry:
        """The state of a job after all that either copy tells; where they differ, it may have been sent."""
        copy = self._copies.read(entry.key)
        if entry.job_id is not None or self._fault or self._path is None:
            return entry
        if copy is not None and copy.job_id is not None:
            return replace(entry, state="sent", job_id=copy.job_id)
        if entry.state == "asked" and (copy is None or copy.state != "asked"):
            at = copy.sent_at if copy is not None and copy.sent_at is not None else entry.asked_at
            return replace(entry, state="sending", sent_at=at)
        return entry

    def _tidy(self) -> None:
        """Drop the copies that no open job needs; in a transaction, so that none is dropped that is just being kept."""
        with suppress(JournalUnavailable), self.transaction() as db:
            annotations = ",".join("?" * len(OPEN))
            rows = db.execute(f"select key, digests from jobs where state in ({annotations})", OPEN).fetchall()  # noqa: S608
            digests = {digest for _, text in rows for digest in str(text).split()}
            self._copies.drop_all_but({str(key) for key, _ in rows}, digests)

    def _in_state(self, states: tuple[str, ...], backend: str, base_url: str | None) -> list[Entry]:
        annotations = ",".join("?" * len(states))
        where = f"state in ({annotations}) and backend = ? and (? is null or base_url in (?, '')) order by asked_at"
        return [entry for entry in self._entries(where, (*states, backend, base_url, base_url), backend) if entry.key]

    def _entries(self, where: str, values: tuple[object, ...], backend: str | None = None) -> list[Entry]:
        rows = self.read(f"select {COLUMNS} from jobs where {where}", values, backend)  # noqa: S608 (own text)
        return list(map(Entry.of_row, rows))

    # the file

    def _usable(self, backend: str | None = None) -> sqlite3.Connection:
        """The connection; opened anew where the file was damaged or replaced, or is missing and needed.

        Raises:
            JournalUnavailable: There is no file to write to, and the job is not the sandbox's.
        """
        wanted = self._broken or (self._fault and backend not in (None, "sandbox")) or not self._in_place()
        if wanted and not self._closed:
            before, self._broken = self._db, False
            self._db = self._opened()
            before.close()
        if self._fault and backend not in (None, "sandbox"):
            raise self._fault
        return self._db

    def _in_place(self) -> bool:
        """Whether the file that is open is the one that another kernel would open."""
        return self._file is None or self._file == _identity(self._path)

    def _unavailable(self, what: str, error: object) -> JournalUnavailable:
        if type(error) is sqlite3.DatabaseError:  # malformed, or no database; its subclasses are about other things
            self._broken = True
        advice = RENEW if isinstance(error, schema.NewerSchemaError) else LOCKED if "locked" in str(error) else ADVICE
        where = f" {self._path}" if self._path else ""
        fault = JournalUnavailable(f"The job journal{where} cannot be {what} ({error}).", advice=advice)
        self._trouble = fault.what
        return fault

    def _opened(self) -> sqlite3.Connection:
        """The file's connection, or one to memory with `_fault` set."""
        self._fault, self._file, self._copies = None, None, OpenJobs(None)
        if self._path is None:
            return _connect(":memory:", self._timeout)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                db = _connect(str(self._path), self._timeout)
            except sqlite3.OperationalError:  # locked, read-only, not to be opened: the file itself may be well
                raise
            except sqlite3.DatabaseError as error:
                db = self._begun_anew(self._path, error)
            self._file = _identity(self._path)
            self._copies = OpenJobs(self._path.parent)
            self._trouble = ""
            return db
        except (sqlite3.Error, OSError, schema.NewerSchemaError) as error:
            self._fault = self._unavailable("opened", error)
            self._trouble = f"{self._fault.what} Jobs are not remembered, and earlier ones are not seen."
            return _connect(":memory:", self._timeout)

    def _begun_anew(self, path: Path, error: sqlite3.DatabaseError) -> sqlite3.Connection:
        """A new file with all that can be read of the damaged one."""
        aside = path.with_name(f"{path.name}.unreadable-{int(self._now())}")
        path.rename(aside)
        for more in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                path.with_name(path.name + more).rename(aside.with_name(aside.name + more))
        db = _connect(str(path), self._timeout)
        saved = {entry.key: entry for entry in _readable(aside)}
        self._copies = OpenJobs(path.parent)
        for copy in self._copies.rows():
            saved.setdefault(copy.key, copy)
        for entry in saved.values():
            with suppress(sqlite3.Error):  # one that does not fit costs no other
                _insert(db, self._latest(entry))
        self._set_aside = (
            f"The job journal could not be read ({error}) and was set aside as {aside}. "
            f"A new one was begun with the {len(saved)} jobs that could be saved."
        )
        return db


def _row(db: sqlite3.Connection, key: str) -> Entry | None:
    row = db.execute(f"select {COLUMNS} from jobs where key = ?", (key,)).fetchone()  # noqa: S608 (own text)
    return None if row is None else Entry.of_row(row)


def _insert(db: sqlite3.Connection, entry: Entry) -> None:
    annotations = ", ".join("?" * len(schema.COLUMNS))
    changes = ", ".join(f"{name} = excluded.{name}" for name in schema.COLUMNS)
    sql = f"insert into jobs ({COLUMNS}) values ({annotations}) on conflict (key) do update set {changes}"  # noqa: S608 (own text)
    values = (getattr(entry, name) for name in schema.COLUMNS)
    db.execute(sql, [path_value(value) if isinstance(value, str) else value for value in values])


def _readable(path: Path) -> Iterator[Entry]:
    """The jobs of a damaged file, until the first one that cannot be read."""
    with suppress(sqlite3.Error):
        db = sqlite3.connect(path)
        try:
            for row in db.execute(f"select {COLUMNS} from jobs"):  # noqa: S608 (own text)
                entry = Entry.of_row(row)
                if entry.key and entry.backend and entry.state:
                    yield entry
        finally:
            db.close()


def _identity(path: Path | None) -> tuple[int, int] | None:
    try:
        found = os.stat(path) if path is not None else None  # noqa: PTH116 (asked at every write)
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found else None


def _connect(path: str, timeout: float) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=timeout, isolation_level=None, check_same_thread=False)
    db.text_factory = lambda data: data.decode("utf-8", "replace")  # else one bad text hides every row
    try:
        with suppress(sqlite3.OperationalError):  # some network folders cannot; then it is slower, and as safe
            db.execute("pragma journal_mode = wal")
        # Full: a power cut must not turn "sending" back into "asked", which is sent again. Some milliseconds per job.
        db.execute("pragma synchronous = full")
        if db.execute("pragma quick_check(1)").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("it is damaged")
        schema.create(db)
    except BaseException:
        db.close()
        raise
    return db
