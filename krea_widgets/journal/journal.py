"""The journal saves each shot before it is sent, its job ID before the first poll, and its clip's path."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Literal

from .._util.price import Price
from ..errors import JournalUnavailable
from . import tables
from .budget import PERIODS, Budget, Period, period_start, price_of
from .open_job_copies import OpenJobCopies
from .process_alive import is_alive, release_name, this_process
from .tables import OPEN, UNKNOWN, Annotation, BlindVotes, Entry, Thumbnail, path_value

__all__ = ["Journal"]

COLUMNS = ", ".join(tables.COLUMNS)
# Seconds to wait for another process that has locked the file.
TIMEOUT = 10.0
ADVICE = "Set KREA_WIDGETS_HOME to another folder, or make this one writable, then try again."
LOCKED = "Another program has locked it: close that program, or wait a moment, then try again."
UPDATE = "Update krea_widgets, or set KREA_WIDGETS_HOME to another folder."


class Journal:
    """SQLite in one file, shared by all kernels of a user. Any thread can call every method.

    Methods raise `JournalUnavailable` if the file cannot be read or written: an unreadable journal is not an empty one.
    Only the sandbox, where nothing is paid, continues in memory without a file; `notice` then says so. A damaged file
    is renamed, and its readable rows and the copies of its open jobs (`OpenJobCopies`) go into a new file.

    Args:
        path: The file, or None for a journal in memory.
        now: The clock, in seconds since 1970.
        timeout: Seconds to wait for another process that has locked the file.
    """

    def __init__(self, path: Path | None, *, now: Callable[[], float] = time.time, timeout: float = TIMEOUT) -> None:
        # The sentences of `notice`.
        self._replaced = self._trouble = ""
        self.owner = this_process()
        self._path = path
        self._now = now
        self._timeout = timeout
        self._lock = threading.RLock()
        self._copies = OpenJobCopies(None)
        # The identity of the open file; another kernel may have renamed that file.
        self._file: tuple[int, int] | None = None
        # Why there is no file, so that memory replaces it.
        self._fault: JournalUnavailable | None = None
        self._broken = self._closed = False
        # Whether there may be copies of no job.
        self._untidy = False
        # Whether the connection waits for the disk at each commit, as `_connect` sets it.
        self._synced = True
        self._db = self._opened()
        if self._fault is None:
            # Files of an earlier crash.
            self._tidy()

    @property
    def notice(self) -> str:
        """Whether the file was replaced or is unavailable now, for the person; or ""."""
        return " ".join(part for part in (self._replaced, self._trouble) if part)

    # The states of a job.

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
        price: Price | None = None,
        files: Mapping[str, bytes] | None = None,
        seen: Collection[str] | None = None,
        is_paid: bool = False,
    ) -> bool:
        """Save a new job; nothing was sent.

        Args:
            key, backend, model, shot, digest, base_url, request: See `Entry`.
            price: What the person was told that it costs; None if it is free or unknown.
            files: The bytes of its images, videos and sounds, by digest, which are saved until the job is over.
            seen: The keys of all jobs of the same shot that the caller knows; None skips the check.
            is_paid: Whether Krea has the job already, so that no budget can prevent it.

        Returns:
            False, with nothing written, if the shot has a job outside `seen` that has not failed.

        Raises:
            OverBudget: The budget does not allow the job; nothing was written. No other kernel can use the rest of a
                budget between this check and the new entry.
        """
        entry = Entry(
            key,
            backend,
            model,
            shot,
            digest,
            "asked",
            asked_at=self._now(),
            base_url=base_url,
            request=request,
            digests=" ".join(files or ()),
            owner=self.owner,
            price=None if price is None else json.dumps(price.to_json()),
        )
        # Before the request is sent, `sending` waits for the disk, for this entry too.
        try:
            with self.transaction(backend, synced=is_paid) as db:
                if seen is not None:
                    others = (
                        "select key from jobs where backend = ? and digest = ? and state not in ('failed', 'cancelled')"
                    )
                    if any(other not in seen for (other,) in db.execute(others, (backend, digest))):
                        return False
                if backend == "krea" and not is_paid:
                    self._budget(db).check([price])
                # In the transaction: two kernels can have the same image.
                for name, data in (files or {}).items():
                    self._copies.save_original(name, data)
                self._copies.write(entry, sync=is_paid)
                _insert(db, entry)
        except BaseException:
            # The copies may be written, and the entry is not.
            self._untidy = True
            raise
        return True

    def sending(self, key: str, at: float) -> Literal["go", "taken"]:
        """Save that the request leaves now, with the time by Krea's clock. It must leave only after "go".

        Returns:
            "taken" if another kernel holds the job.

        Raises:
            JournalUnavailable: The request must not leave: the disk may have the job as unsent, and after a crash it
                would be sent, and paid for, again.
        """
        try:
            changed = self._step(
                key, "state = 'sending', sent_at = ?", (at,), "state = 'asked' and owner is ?", (self.owner,)
            )
        except JournalUnavailable:
            self._undo_copy(key)
            raise
        if changed is None and self.entry(key) is None:
            raise self._unavailable("written", "this job is missing from it")
        return "taken" if changed is None else "go"

    def unsent(self, key: str) -> None:
        """Save that the request started no job: it never arrived, or was refused."""
        self._step(key, "state = 'asked'", (), "state = 'sending'")

    def cancel_asked(self, key: str) -> None:
        """Save that the person wants to cancel the job, which stays open."""
        self._step(key, "cancel_asked = 1")

    def sent(self, key: str, job_id: str) -> bool:
        """Save Krea's job ID; False if another entry has it."""
        try:
            self._step(key, "state = 'sent', job_id = ?", (job_id,))
        except JournalUnavailable as error:
            if isinstance(error.__cause__, sqlite3.IntegrityError):
                return False
            copy = self._copies.read(key)
            # The copy may be writable even if the database is not.
            if copy is not None and copy.job_id is None:
                with suppress(OSError):
                    self._copies.write(replace(copy, state="sent", job_id=job_id))
            raise
        return True

    def done(self, key: str, clip: Path, seconds: float | None) -> None:
        """Save the clip's path; `seconds` is how long Krea worked on it."""
        values = ("done", path_value(clip), seconds, self._now())
        # After a power cut the job may be "sent" again, and `krea.resume()` finds its clip in the folder.
        self._end(key, "state = ?, clip = ?, seconds = ?, ended_at = ?, owner = null", values, synced=False)

    def ended(self, key: str, state: str, message: str, *, maybe_billed: bool = False) -> None:
        """Save an end without a clip: "failed", "cancelled", or "uncertain", which stays open."""
        # A prompt can contain a lone surrogate, which SQLite refuses.
        text = message.encode("utf-8", "replace").decode()
        values = (state, text, self._now(), int(maybe_billed))
        self._end(key, "state = ?, message = ?, ended_at = ?, maybe_billed = ?, owner = null", values)

    def moved(self, key: str, clip: Path) -> None:
        self._step(key, "clip = ?", (path_value(clip),))

    # The owner of a job.

    def is_free(self, entry: Entry) -> bool:
        """Whether no other living process holds the job."""
        return entry.owner in (None, self.owner) or not is_alive(str(entry.owner))

    def claim(self, entry: Entry) -> Entry | None:
        """Take an open job and return its current entry; None if another living kernel holds it or was faster.

        Raises:
            OverBudget: The job was never sent, and the budget does not allow it now.
        """
        if entry.state not in OPEN or not self.is_free(entry):
            return None
        with self.transaction(entry.backend) as db:
            found = _row(db, entry.key)
            if found is None or (found.state, found.owner) != (entry.state, entry.owner):
                return None
            taken = replace(self._latest(found), owner=self.owner)
            if taken.state == "asked" and taken.backend == "krea":
                self._budget(db, but=taken.key).check([price_of(taken)])
                # It is sent, and so paid, in this period.
                taken = replace(taken, asked_at=self._now())
            self._copies.write(taken)
            _insert(db, taken)
        return taken

    def release(self, key: str) -> None:
        """Give up the job, so that another kernel can claim it."""
        self._step(key, "owner = null", (), "owner is ?", (self.owner,))

    def open_jobs(self, backend: str, base_url: str | None = None) -> list[Entry]:
        """The jobs of a backend and an address (None: any) that have not ended, oldest first."""
        return self._in_state(OPEN, backend, base_url)

    def unknown(self, backend: str, base_url: str | None = None) -> list[Entry]:
        """The submits without a response, oldest first."""
        return self._in_state(UNKNOWN, backend, base_url)

    def maker(self, job_id: str, clip: Path) -> str | None:
        """The key of the job with this ID, or else of the latest job whose clip has this path; or None."""
        order = "job_id is ? desc, asked_at desc limit 1"
        rows = self.read(
            f"select key from jobs where job_id = ? or clip = ? order by {order}",  # noqa: S608 (own text)
            (job_id, path_value(clip), job_id),
        )
        return str(rows[0][0]) if rows else None

    def find(self, backend: str, digest: str) -> list[Entry]:
        """Every job of a shot, by `Shot.digest`, oldest first."""
        return self._entries("backend = ? and digest = ? order by asked_at", (backend, digest), backend)

    # The budget.

    def budget(self) -> Budget:
        """The budget, with what is spent of it in this period."""
        with self.transaction("krea") as db:
            return self._budget(db)

    def set_budget(self, amount: float | None, per: Period) -> None:
        """Set the budget of all kernels that share this journal, in USD; None removes it."""
        with self.transaction("krea") as db:
            db.execute("delete from budget")
            if amount is not None:
                db.execute("insert into budget values (?, ?)", (amount, per))

    def check_budget(self, prices: Iterable[Price | None]) -> None:
        """Raise `OverBudget` unless the budget allows jobs of these prices now; `asked` checks each again."""
        with self.transaction("krea") as db:
            self._budget(db).check(prices)

    def charge(self, entry: Entry) -> Literal["billed", "maybe", ""]:
        """Whether Krea has billed a job, or may have, or will."""
        if entry.backend != "krea":
            return ""
        if entry.state == "done":
            return "billed"
        if entry.state == "asked":
            # An unsent job that no living process has is only sent by `krea.resume()`.
            held = entry.owner is not None and (entry.owner == self.owner or is_alive(entry.owner))
            return "maybe" if held else ""
        return "maybe" if entry.state in ("sending", "sent", "uncertain") or entry.maybe_billed else ""

    def _budget(self, db: sqlite3.Connection, *, but: str = "") -> Budget:
        """The budget, without the job that has the key `but`."""
        row = db.execute("select amount, per from budget").fetchone()
        if row is None:
            return Budget(None)
        per: Period
        # An edited row allows nothing.
        amount, per = row if isinstance(row[0], float) and row[1] in PERIODS else (0.0, "total")
        sql = f"select {COLUMNS} from jobs where backend = 'krea' and key is not ? and "  # noqa: S608 (own text)
        # What was asked for yesterday and is sent today is today's.
        sql += "(max(asked_at, coalesce(sent_at, 0)) >= ? or state = 'asked')"
        sums = {"billed": 0.0, "maybe": 0.0, "": 0.0}
        for entry in map(Entry.of_row, db.execute(sql, (but, period_start(per, self._now())))):
            price = price_of(entry)
            if price is not None and price.currency == "USD":
                sums[self.charge(entry)] += price.amount
        return Budget(amount, per, round(sums["billed"], 6), round(sums["maybe"], 6))

    # Annotations, by the job's key, or by the gallery's own key for a clip of an unknown job.

    def annotations(self, keys: Iterable[str] | None = None) -> dict[str, Annotation]:
        """The annotations of these clips, or of all (None); keys without one are missing."""
        wanted = [] if keys is None else list(dict.fromkeys(keys))
        where = "1" if keys is None else f"key in ({', '.join('?' * len(wanted))})"
        names = ", ".join(Annotation.__dataclass_fields__)
        rows = self.read(f"select key, {names} from annotations where {where}", wanted)  # noqa: S608 (own text)
        return {key: Annotation.from_row(*rest) for key, *rest in rows if isinstance(key, str)}

    def annotate(self, key: str, **changes: int | bool | str | float | None) -> None:
        """Change some fields of an annotation: `journal.annotate(job.key, rating=4, winner=True)`.

        Raises:
            TypeError: `Annotation` has no such field.
        """
        unknown = sorted(set(changes) - set(Annotation.__dataclass_fields__))
        if unknown or not changes:
            raise TypeError(f"an annotation has no {', '.join(unknown) or 'changes'}")
        names = list(changes)
        values = [path_value(value) if isinstance(value, str) else value for value in changes.values()]
        text = (
            f"insert into annotations (key, {', '.join(names)}) values ({', '.join('?' * (len(names) + 1))}) "  # noqa: S608 (checked)
            f"on conflict (key) do update set {', '.join(f'{name} = excluded.{name}' for name in names)}"
        )
        with self.transaction() as db:
            db.execute(text, (key, *values))

    # Blind choices.

    def blind_votes(self, key: str) -> BlindVotes:
        """The votes of the choice with this key; none before the first one."""
        rows = self.read("select key, votes, ranks, changed_at from blind_choices where key = ?", (key,))
        return BlindVotes.from_row(*rows[0]) if rows else BlindVotes(key)

    def finished_choices(self) -> list[BlindVotes]:
        """The choices that have ranks, the newest first."""
        rows = self.read("select key, votes, ranks, changed_at from blind_choices order by changed_at desc")
        return [choice for choice in (BlindVotes.from_row(*row) for row in rows) if choice.ranks]

    def change_blind_votes(self, key: str, change: Callable[[BlindVotes], BlindVotes]) -> BlindVotes:
        """Replace the votes by `change(votes)`, which no other kernel can change meanwhile; returns the new ones."""
        with self.transaction() as db:
            new = replace(change(self.blind_votes(key)), changed_at=self._now())
            values = (key, json.dumps(new.votes), json.dumps(dict(new.ranks)), new.changed_at)
            db.execute("insert or replace into blind_choices (key, votes, ranks, changed_at) values (?,?,?,?)", values)
        return new

    # Plans.

    def left_out(self, plan: str) -> list[str]:
        """The keys of the items that were left out of the sweep with this key."""
        rows = self.read("select left_out from plans where key = ?", (plan,))
        return [str(key) for key in json.loads(rows[0][0])] if rows else []

    def save_left_out(self, plan: str, keys: Iterable[str]) -> None:
        with self.transaction() as db:
            db.execute("insert or replace into plans values (?,?)", (plan, json.dumps([*keys])))

    # Queries.

    def save_thumbnail(self, digest: str, name: str, width: int | None, height: int | None, thumbnail: bytes) -> None:
        """Save an image's thumbnail, for resumed jobs and old clips. An existing one stays."""
        with self.transaction() as db:
            db.execute("insert or ignore into stills values (?,?,?,?,?)", (digest, name, width, height, thumbnail))

    def thumbnail(self, digest: str) -> Thumbnail | None:
        rows = self.read("select name, width, height, thumbnail from stills where digest = ?", (digest,))
        return Thumbnail.of_row(rows[0]) if rows else None

    def original(self, digest: str) -> bytes:
        """The bytes of an open job's image, or b""."""
        return self._copies.original(digest)

    def entry(self, key: str) -> Entry | None:
        return next(iter(self._entries("key = ?", (key,))), None)

    def job(self, backend: str, job_id: str) -> Entry | None:
        """The entry with Krea's job ID, or None."""
        return next(iter(self._entries("backend = ? and job_id = ?", (backend, job_id))), None)

    def entries(self, newest: int = -1) -> list[Entry]:
        """All jobs or some, newest first, also those with an unreadable key, which is "" then."""
        return self._entries("1 order by asked_at desc limit ?", (newest,))

    def count(self) -> int:
        """The number of jobs."""
        return int(self.read("select count(*) from jobs")[0][0])

    def newest(self) -> Entry | None:
        """The job that was requested last."""
        return next(iter(self._entries("1 order by asked_at desc limit 1", ())), None)

    def known_ids(self, backend: str) -> set[str]:
        rows = self.read("select job_id from jobs where backend = ? and job_id is not null", (backend,), backend)
        copies = {copy.job_id for copy in self._copies.rows() if copy.backend == backend and copy.job_id}
        return {job_id for (job_id,) in rows if isinstance(job_id, str)} | copies

    def durations(self, backend: str, model: str) -> list[float]:
        """The seconds that the latest 20 jobs of a model took."""
        rows = self.read(
            "select seconds from jobs where backend = ? and model = ? and typeof(seconds) in ('real', 'integer')"
            " order by asked_at desc limit 20",
            (backend, model),
        )
        return [row[0] for row in rows]

    def stamp(self) -> tuple[int, int]:
        """A value that changes with each write to the journal, by this or another kernel."""
        with self._lock:
            try:
                return self._usable().execute("pragma data_version").fetchone()[0], self._db.total_changes
            # Closed, or unreadable.
            except (sqlite3.Error, JournalUnavailable):
                return (-1, -1)

    def close(self) -> None:
        """Give up all jobs and close the file."""
        with self._lock:
            self._closed = True
            with suppress(sqlite3.Error):
                self._db.execute("update jobs set owner = null where owner is ?", (self.owner,))
            self._db.close()
            release_name(self.owner)

    def read(self, sql: str, values: Sequence[object] = (), backend: str | None = None) -> list[tuple]:  # type: ignore[type-arg]  # rows are untyped
        with self._lock:
            try:
                return self._usable(backend).execute(sql, tuple(values)).fetchall()
            except sqlite3.Error as error:
                raise self._unavailable("read", error) from error

    # Writing.

    def _step(
        self,
        key: str,
        change: str,
        values: Sequence[object] = (),
        where: str = "1",
        where_values: Sequence[object] = (),
        *,
        synced: bool = True,
    ) -> Entry | None:
        """Change a job and its copy together; returns the new entry, or None if no job fits."""
        with self.transaction(synced=synced) as db:
            sql = f"update jobs set {change} where key = ? and {where}"  # noqa: S608 (own text)
            if db.execute(sql, (*values, key, *where_values)).rowcount == 0:
                return None
            entry = _row(db, key)
            if entry is not None and entry.state in OPEN:
                self._copies.write(entry)
        return entry

    def _end(self, key: str, change: str, values: Sequence[object], *, synced: bool = True) -> None:
        """Change a job to a state of its end, and remove its copy if it is over."""
        entry = self._step(key, change, values, synced=synced)
        if self._untidy:
            self._tidy()
        if entry is None or entry.state in OPEN:
            return
        # In a transaction, so that no copy of another kernel's new job is removed.
        with suppress(JournalUnavailable), self.transaction(synced=synced) as db:
            needed = f"select 1 from jobs where backend in ('krea', 'sandbox') and state in {OPEN} and digests like ?"  # noqa: S608 (own text)
            unused = [
                digest
                for digest in entry.digests.split()
                if db.execute(f"{needed} limit 1", (f"%{digest}%",)).fetchone() is None
            ]
            self._copies.drop(key, unused)

    @contextmanager
    def transaction(self, backend: str | None = None, *, synced: bool = True) -> Iterator[sqlite3.Connection]:
        """A transaction, in the file that other kernels see. After an exception, nothing is written.

        Args:
            synced: Wait until it is on the disk, with all earlier ones. Without, it survives the end of this process,
                but maybe no power cut.
        """
        with self._lock:
            try:
                db = self._usable(backend)
                if synced != self._synced:
                    # Without WAL, "normal" could damage the file in a power cut.
                    is_wal = db.execute("pragma journal_mode").fetchone()[0] == "wal"
                    db.execute(f"pragma synchronous = {'normal' if is_wal and not synced else 'full'}")
                    self._synced = synced
                db.execute("begin immediate")
                try:
                    tables.version(db)
                    yield db
                    db.execute("commit")
                except BaseException:
                    # A full disk has already caused a rollback.
                    with suppress(sqlite3.Error):
                        db.execute("rollback")
                    raise
                if not self._in_place():
                    raise OSError("another kernel has replaced the file")
                if self._fault is None:
                    self._trouble = ""
            except (sqlite3.Error, OSError, tables.NewerSchemaError) as error:
                raise self._unavailable("written", error) from error

    def _undo_copy(self, key: str) -> None:
        """Take "sending" back from the copy of a request that did not leave, because the database has it as unsent."""
        copy = self._copies.read(key)
        if copy is not None and copy.state == "sending" and copy.job_id is None:
            with suppress(OSError, JournalUnavailable):
                entry = self.entry(key)
                if entry is not None and entry.state == "asked":
                    self._copies.write(entry)

    def _latest(self, entry: Entry) -> Entry:
        """A job's entry, merged with its copy. If they differ, it may have been sent."""
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
        """Remove the copies that no open job needs; in a transaction, so that no new copy is removed."""
        with suppress(JournalUnavailable), self.transaction() as db:
            rows = db.execute(f"select key, digests from jobs where state in {OPEN}").fetchall()  # noqa: S608 (own text)
            digests = {digest for _, text in rows for digest in str(text).split()}
            self._copies.drop_all_but({str(key) for key, _ in rows}, digests)
            self._untidy = False

    def _in_state(self, states: tuple[str, ...], backend: str, base_url: str | None) -> list[Entry]:
        where = f"state in {states} and backend = ? and (? is null or base_url in (?, '')) order by asked_at"
        return [entry for entry in self._entries(where, (backend, base_url, base_url), backend) if entry.key]

    def _entries(self, where: str, values: tuple[object, ...], backend: str | None = None) -> list[Entry]:
        rows = self.read(f"select {COLUMNS} from jobs where {where}", values, backend)  # noqa: S608 (own text)
        return list(map(Entry.of_row, rows))

    # The file.

    def _usable(self, backend: str | None = None) -> sqlite3.Connection:
        """The connection, reopened if the file was damaged or replaced, or is missing and needed.

        Raises:
            JournalUnavailable: There is no file, and the job is not the sandbox's.
        """
        reopen = self._broken or (self._fault and backend not in (None, "sandbox")) or not self._in_place()
        if reopen and not self._closed:
            before, self._broken = self._db, False
            self._db = self._opened()
            before.close()
        if self._fault and backend not in (None, "sandbox"):
            raise self._fault
        return self._db

    def _in_place(self) -> bool:
        return self._file is None or self._file == _identity(self._path)

    def _unavailable(self, what: str, error: object) -> JournalUnavailable:
        # The class itself means a malformed database, or none. Its subclasses have other causes.
        if type(error) is sqlite3.DatabaseError:
            self._broken = True
        advice = UPDATE if isinstance(error, tables.NewerSchemaError) else LOCKED if "locked" in str(error) else ADVICE
        where = f" {self._path}" if self._path else ""
        fault = JournalUnavailable(f"The job journal{where} cannot be {what} ({error}).", advice=advice)
        self._trouble = fault.what
        return fault

    def _opened(self) -> sqlite3.Connection:
        """A connection to the file, or one to memory with `_fault` set."""
        self._fault, self._file, self._copies, self._synced = None, None, OpenJobCopies(None), True
        if self._path is None:
            return _connect(":memory:", self._timeout)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                db = _connect(str(self._path), self._timeout)
            # Locked, read-only or inaccessible: the file itself may be intact.
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError as error:
                db = self._recreated(self._path, error)
            self._file = _identity(self._path)
            self._copies = OpenJobCopies(self._path.parent)
            self._trouble = ""
            return db
        except (sqlite3.Error, OSError, tables.NewerSchemaError) as error:
            self._fault = self._unavailable("opened", error)
            self._trouble = f"{self._fault.what} New jobs are not saved, and earlier jobs are not shown."
            return _connect(":memory:", self._timeout)

    def _recreated(self, path: Path, error: sqlite3.DatabaseError) -> sqlite3.Connection:
        """A new file with the readable rows of the damaged one."""
        aside = path.with_name(f"{path.name}.unreadable-{int(self._now())}")
        path.rename(aside)
        for more in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                path.with_name(path.name + more).rename(aside.with_name(aside.name + more))
        db = _connect(str(path), self._timeout)
        saved = {entry.key: entry for entry in _readable(aside)}
        budget = _readable_budget(aside)
        if budget is not None:
            db.execute("insert into budget values (?, ?)", budget)
        self._copies = OpenJobCopies(path.parent)
        for copy in self._copies.rows():
            saved.setdefault(copy.key, copy)
        for entry in saved.values():
            # A row that does not fit must not cost the others.
            with suppress(sqlite3.Error):
                _insert(db, self._latest(entry))
        self._replaced = (
            f"The job journal was unreadable ({error}) and was renamed to {aside}. "
            f"A new journal has the {len(saved)} jobs that were readable, and "
            + (f"the budget of {Price(budget[0])}." if budget else "no budget.")
        )
        return db


def _row(db: sqlite3.Connection, key: str) -> Entry | None:
    row = db.execute(f"select {COLUMNS} from jobs where key = ?", (key,)).fetchone()  # noqa: S608 (own text)
    return None if row is None else Entry.of_row(row)


def _insert(db: sqlite3.Connection, entry: Entry) -> None:
    placeholders = ", ".join("?" * len(tables.COLUMNS))
    changes = ", ".join(f"{name} = excluded.{name}" for name in tables.COLUMNS)
    sql = f"insert into jobs ({COLUMNS}) values ({placeholders}) on conflict (key) do update set {changes}"  # noqa: S608 (own text)
    values = (getattr(entry, name) for name in tables.COLUMNS)
    db.execute(sql, [path_value(value) if isinstance(value, str) else value for value in values])


def _readable(path: Path) -> Iterator[Entry]:
    """The jobs of a damaged file, until the first unreadable one."""
    with suppress(sqlite3.Error):
        db = sqlite3.connect(path)
        try:
            for row in db.execute(f"select {COLUMNS} from jobs"):  # noqa: S608 (own text)
                entry = Entry.of_row(row)
                if entry.key and entry.backend and entry.state:
                    yield entry
        finally:
            db.close()


def _readable_budget(path: Path) -> tuple[float, str] | None:
    """The budget of a damaged file; None if it has none, or it is unreadable."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as db:
        row: tuple[float, str] | None = db.execute("select amount, per from budget").fetchone()
        return row if row is not None and isinstance(row[0], float) else None
    return None


def _identity(path: Path | None) -> tuple[int, int] | None:
    try:
        found = os.stat(path) if path is not None else None  # noqa: PTH116 (for every write)
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found else None


def _connect(path: str, timeout: float) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=timeout, isolation_level=None, check_same_thread=False)
    # Otherwise one invalid text hides every row.
    db.text_factory = lambda data: data.decode("utf-8", "replace")
    try:
        # Some network folders do not support WAL; the default is slower and as safe.
        with suppress(sqlite3.OperationalError):
            db.execute("pragma journal_mode = wal")
        # After a power cut, "sending" must not be "asked" again, which is sent again. This costs some ms per job.
        db.execute("pragma synchronous = full")
        if db.execute("pragma quick_check(1)").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("it is damaged")
        tables.create(db)
    except BaseException:
        db.close()
        raise
    return db
