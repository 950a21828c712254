"""Every trouble of the journal, in every phase of a job, with every kind of end: nothing is paid twice, none is lost.

`python tests/faults/journal_matrix.py` runs all of it and prints a line for each run; words after it choose those whose
trouble, phase or end holds them.

In a run one or two kernels press once each. When they come to the phase, the journal gets its trouble; then they are
killed, end, or go on. When they are gone the trouble is over, and one or two new kernels resume what is left. Then, for
each press, the server has made one job at most; and each job that it made is a clip on disk, or was told by `resume()`
as one that may have been made. All the while a task on the engine's loop measures how long that is blocked.

The journal's patience with a lock is a twentieth of the usual one, and so is the time for which the file is locked.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import random
import resource
import sqlite3
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import rig

from krea_widgets.errors import KreaError, NotWritten, SubmitUncertain
from krea_widgets.journal import Journal
from krea_widgets.media import Clip

PATIENCE = 0.5  # seconds that the journal waits for a lock
STEP = 0.002  # seconds between two looks at the loop
LOCKED = 0.75  # seconds for which another process holds the file
TROUBLES = ("unreadable", "locked", "read-only", "full disk", "no WAL", "damaged", "damaged head", "newer schema")
PHASES = ("before asked", "asked", "before sending", "sending", "answered", "sent", "before saved", "saved")
ENDS = ("kill", "exit", "go on")
SLOW = "on every POST /generate/* stall 0.05s"


@dataclass(frozen=True)
class Case:
    """One run of the matrix."""

    number: int
    trouble: str
    phase: str
    end: str

    @property
    def kernels(self) -> int:
        """How many press, and how many resume."""
        return 2 if self.number % 3 == 0 else 1


@dataclass
class Row(rig.Outcome):
    """What came of a run, in jobs: `doubled` and `lost` are wrong; `gap` is in seconds."""

    refused: int = 0
    doubled: int = 0
    lost: int = 0
    gap: float = 0.0

    @property
    def right(self) -> bool:
        """Whether nothing was paid twice and nothing paid for is lost."""
        return not self.doubled and not self.lost


def cases() -> Iterator[Case]:
    """The whole matrix."""
    every = [(trouble, phase, end) for trouble in TROUBLES for phase in PHASES for end in ENDS]
    for number, (trouble, phase, end) in enumerate(every):
        yield Case(number, trouble, phase, end)


class Watched(Journal):
    """A journal that says when a job comes to a phase, and can be given some of the troubles."""

    def __init__(self, path: Path, came_to: Any) -> None:
        self.came_to = came_to
        super().__init__(path, timeout=PATIENCE)

    def asked(self, key: str, **values: Any) -> bool:
        self.came_to("before asked")
        asked = super().asked(key, **values)
        self.came_to("asked")
        return asked

    def sending(self, key: str, at: float) -> Any:
        self.came_to("before sending")
        sending = super().sending(key, at)
        self.came_to("sending")
        return sending

    def sent(self, key: str, job_id: str) -> bool:
        self.came_to("answered")
        sent = super().sent(key, job_id)
        self.came_to("sent")
        return sent

    def done(self, key: str, clip: Path, seconds: float | None) -> None:
        self.came_to("before saved")
        super().done(key, clip, seconds)
        self.came_to("saved")

    def suffer(self, trouble: str) -> None:
        """The troubles that can be had from inside only."""
        if trouble == "unreadable":
            self._db.set_progress_handler(lambda: 1, 1)  # each statement fails
        if trouble == "read-only":
            self._db.execute("pragma query_only = on")
            self._copies.write = self._copies.save_original = _read_only  # type: ignore[method-assign]
        if trouble == "full disk":
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


class Forgetful(Watched):
    """What was wrong once: the request leaves though the disk holds it as unsent."""

    def sending(self, key: str, at: float) -> Any:
        self.came_to("sending")
        return "go"


def _read_only(*_: object) -> None:
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def press(pipe: Connection, url: str, folder: Path, case: Case, name: str, gap_file: Path, kind: Any) -> None:
    """A kernel: comes to the phase, tells so and waits there, has its trouble, and ends as it has to."""
    reached, turn = threading.Event(), threading.Lock()

    def came_to(phase: str) -> None:
        with turn:
            if phase != case.phase or reached.is_set():
                return
            reached.set()
            pipe.send("there")
            pipe.recv()
            journal.suffer(case.trouble)

    journal = kind(folder / "home" / "journal.db", came_to)
    studio = rig.studio_at(url, folder, journal=journal)
    studio._backends.loop.spawn(_measure(gap_file))
    message = ""
    try:
        job = studio.submit(rig.still(), name, model=rig.MODEL)
        if case.end == "exit":
            reached.wait(10)
            studio.close()
        else:
            job.wait(15)
    except KreaError as error:
        message = f"{type(error).__name__}: {error}"
    if not reached.is_set():
        pipe.send("never there")
    with contextlib.suppress(BrokenPipeError):
        pipe.send(message)
    os._exit(0)


async def _measure(file: Path) -> None:
    """Write the longest time for which the loop was blocked, without what kept a plain thread waiting as well."""
    pauses: deque[tuple[float, float]] = deque(maxlen=1000)
    threading.Thread(target=_tick, args=(pauses,), daemon=True).start()
    longest, descriptor = 0.0, os.open(file, os.O_WRONLY)
    while True:
        before = time.perf_counter()
        await asyncio.sleep(STEP)
        now = time.perf_counter()
        if now - before - STEP > longest:
            await asyncio.sleep(3 * STEP)  # the thread comes to its own pause
            machine = sum(max(0.0, min(now, end) - max(before, start)) for start, end in list(pauses))
            if (blocked := now - before - STEP - machine) > longest:
                longest = blocked
                os.pwrite(descriptor, f"{longest:8.6f}"[:8].encode(), 0)


def _tick(pauses: deque[tuple[float, float]]) -> None:
    while True:
        before = time.perf_counter()
        time.sleep(STEP)
        if (now := time.perf_counter()) - before > 2 * STEP:
            pauses.append((before, now))


def resume(pipe: Connection, url: str, folder: Path) -> None:
    """A new kernel: what it says of each job that was left."""
    said: list[tuple[str, tuple[str, ...]]] = []
    studio = rig.studio_at(url, folder, journal=Journal(folder / "home" / "journal.db", timeout=5))
    for job in studio.resume():
        try:
            job.wait(20)
            said.append(("clip", ()))
        except SubmitUncertain as error:
            said.append(("uncertain", error.candidates))
        except KreaError as error:
            said.append((f"{type(error).__name__}: {error}", ()))
    studio.close()
    pipe.send(said)


def run(case: Case, folder: Path, kind: type[Watched] = Watched) -> Row:
    """One run, in `folder`."""
    row = Row(case)
    journal = folder / "home" / "journal.db"
    journal.parent.mkdir(parents=True)
    if case.trouble == "no WAL":
        with contextlib.closing(sqlite3.connect(journal)) as db:
            db.execute("pragma journal_mode = delete")
    names = [f"press {number}" for number in range(case.kernels)]
    with rig.krea(SLOW) as (url, server):
        _first_kernels(case, folder, url, names, row, kind)
        _is_over(case, journal)
        said = _second_kernels(case, folder, url)
        made = {job.id: str(job.values.get("prompt")) for job in server.newest()}
    clips = {Clip.open(path).job_id for path in (folder / "clips").glob("*.mp4")}
    told = [candidates for what, candidates in said if what == "uncertain"]
    row.made, row.clips, row.told = len(made), len(clips), len(told)
    row.doubled = sum(max(0, list(made.values()).count(name) - 1) for name in names)
    open_ones = set(made) - clips
    row.lost = max(0, len(open_ones) - len(told))
    row.message += [what for what, _ in said if what not in ("clip", "uncertain")]
    return row


def _first_kernels(case: Case, folder: Path, url: str, names: list[str], row: Row, kind: type[Watched]) -> None:
    gaps, kernels = [], []
    for name in names:
        gap = folder / f"gap {name}"
        gap.write_text("0.000000")
        gaps.append(gap)
        kernels.append(rig.start(press, url, folder, case, name, gap, kind))
    with contextlib.ExitStack() as stack:
        for _, pipe in kernels:
            stack.enter_context(pipe)
            pipe.poll(20)
            pipe.recv()  # "there" or "never there"
        release = _starts(case, folder / "home" / "journal.db")
        for _, pipe in kernels:
            with contextlib.suppress(BrokenPipeError):
                pipe.send("go")
        if case.end == "kill":
            time.sleep(random.Random(case.number).uniform(0, 0.4))
            for process, _ in kernels:
                process.kill()
        for process, pipe in kernels:
            with contextlib.suppress(EOFError, ConnectionError):
                while pipe.poll(30):
                    row.message += [text for text in (pipe.recv(),) if text]
            process.join(30)
        release()
    row.refused = sum(NotWritten.__name__ in message for message in row.message)
    row.gap = max(float(gap.read_text()) for gap in gaps)


def _starts(case: Case, journal: Path) -> Any:
    """The troubles that come from outside; returns what waits for their end."""
    if case.trouble in ("locked", "no WAL"):
        locked = threading.Thread(target=_lock, args=(journal,))
        locked.start()
        time.sleep(0.05)
        return locked.join
    if case.trouble.startswith("damaged"):
        size = journal.stat().st_size
        with journal.open("r+b") as file:
            file.seek(0 if case.trouble == "damaged head" else min(4096, size // 2))
            file.write(random.Random(case.number).randbytes(max(512, size // 2)))
    if case.trouble == "newer schema":
        with contextlib.closing(sqlite3.connect(journal, timeout=10, isolation_level=None)) as db:
            db.execute("pragma user_version = 999")
    return lambda: None


def _lock(journal: Path) -> None:
    with contextlib.closing(sqlite3.connect(journal, timeout=10, isolation_level=None)) as db:
        db.execute("begin exclusive")
        time.sleep(LOCKED)
        db.execute("rollback")


def _is_over(case: Case, journal: Path) -> None:
    if case.trouble == "newer schema":
        from krea_widgets.journal import tables

        with contextlib.closing(sqlite3.connect(journal, timeout=10, isolation_level=None)) as db:
            db.execute(f"pragma user_version = {tables.VERSION}")


def _second_kernels(case: Case, folder: Path, url: str) -> list[tuple[str, tuple[str, ...]]]:
    kernels = [rig.start(resume, url, folder) for _ in range(case.kernels)]
    said = []
    for process, pipe in kernels:
        with pipe:
            said += pipe.recv()
        process.join(30)
    return said


def run_all(wanted: list[Case], *, at_once: int = 2) -> list[Row]:
    """All of them, a few at a time."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(lambda case: run(case, Path(folder, str(case.number))), wanted))


def main(message: list[str]) -> int:
    """Print the matrix; 1 when something is wrong."""
    began = time.monotonic()
    wanted = [case for case in cases() if all(word in f"{case.trouble} {case.phase} {case.end}" for word in message)]
    rows = run_all(wanted)
    print(f"{'trouble':14}{'phase':16}{'end':8}kernels refused made clips told doubled lost gap ms")
    for row in rows:
        case = row.case
        print(
            f"{case.trouble:14}{case.phase:16}{case.end:8}{case.kernels:7}{row.refused:8}{row.made:5}{row.clips:6}"
            f"{row.told:5}{row.doubled:8}{row.lost:5}{row.gap * 1000:7.0f}"
            f"{'' if row.right else f'  WRONG {row.message}'}"
        )
    two = sum(row.case.kernels == 2 for row in rows)
    print(
        f"{len(rows)} runs, {two} with two kernels: {sum(row.doubled for row in rows)} paid twice, "
        f"{sum(row.lost for row in rows)} lost, {sum(row.told for row in rows)} told as uncertain, longest gap "
        f"{max(row.gap for row in rows) * 1000:.0f} ms; {time.monotonic() - began:.0f} s"
    )
    return 0 if all(row.right for row in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
