"""Every fault in every phase, over a real socket: no job is lost and none is made twice. Prints a table when run.

`python tests/faults/matrix.py` runs all cases; words after it choose those whose phase or fault holds them.

In each case a person asks for two clips while the server fails on cue. Whoever is told that nothing was started asks
once more, in a second process; what is still open when the first process has left it is taken up by the second one.
At the end every job that the server made is a clip on disk, or was ended by the server itself (failed, cancelled).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import rig

from krea_widgets.engine import Job
from krea_widgets.errors import JobCancelled, JobFailed, KreaError, NoResult, SubmitUncertain
from krea_widgets.media import Clip

WISHES = 2
PATIENCE = 40.0  # seconds for a case, most of which take less than one


@dataclass(frozen=True)
class Case:
    """One fault in one phase. `ends` is how the two wishes have to end, see `Row`; `prompt` may hold a cue."""

    phase: str
    fault: str
    rules: str
    ends: str = "clips"
    prompt: str = "slow pan"
    cancel: bool = False
    blocked: bool = False  # the clip folder cannot be written by the first process


@dataclass
class Row(rig.Outcome):
    """What came of a case, in jobs.

    `clips` were saved by the first process, `later` by the second, `over` were ended by the server. `told` were said to
    have started nothing, and asked for `again`; `open` are left at the end. `made` is the server's own count.
    """

    asked: int = 0
    later: int = 0
    over: int = 0
    again: int = 0
    open: int = 0
    files: int = 0

    @property
    def ends(self) -> str:
        """How it went, in a word."""
        ways = {"again": self.again, "later": self.later - self.again, "over": self.over}
        return "+".join(way for way, count in ways.items() if count) or ("clips" if self.clips else "nothing")

    @property
    def lost(self) -> int:
        """Jobs that were made and of which neither a clip nor an end is known."""
        return self.made - self.over - self.clips - self.later

    @property
    def doubled(self) -> int:
        """Jobs made beyond those asked for."""
        return max(self.made - (self.asked + self.again - self.told), 0)

    @property
    def right(self) -> bool:
        """Whether the books balance and the case ended as it has to."""
        balanced = self.made == self.asked + self.again - self.told and self.files == self.clips + self.later
        return balanced and not (self.lost or self.doubled or self.open) and self.ends == self.case.ends


def cases() -> Iterator[Case]:
    """The whole matrix."""
    passing = ("408", "429 retry-after 1", "500", "502", "503 html", "504", "524 html")
    yield from _uploads(passing)
    yield from _submits()
    yield from _polls(passing)
    yield from _fates()
    yield from _cancels()
    yield from _downloads(passing)


def _uploads(passing: tuple[str, ...]) -> Iterator[Case]:
    on = "on next POST /assets"
    for status in passing:
        yield Case("upload", f"{status} once", f"{on} answer {status}")
    for fault in ("drop", "accept then drop", "accept then answer 502", "cut at 50%", "stall 0.3s"):
        yield Case("upload", f"{fault} once", f"{on} {fault}")
    for status in ("400", "401", "403", "422"):
        yield Case("upload", f"{status} twice", f"on next 2 POST /assets answer {status}", "again")
    yield Case("upload", "502 always", "on every POST /assets answer 502", "again")
    yield Case("upload", "200 with a page", f"{on} answer 200 html", "again")


def _submits() -> Iterator[Case]:
    on = "on next POST /generate/*"
    for status in ("400", "401", "402", "403", "404", "410", "422"):
        yield Case("submit, before", f"{status} once", f"{on} answer {status}", "again")
    for times in (1, 3):
        rule = f"on next {times} POST /generate/* answer 429 retry-after 1"
        yield Case("submit, before", f"429 {times} times", rule)
    yield Case("submit, before", "429 always", "on every POST /generate/* answer 429", "again")
    for status in ("408", "500", "502", "503 html", "504", "524 html", "200 html"):
        yield Case("submit, before", f"{status} once", f"{on} answer {status}", "again")
        yield Case("submit, after", f"{status} once", f"{on} accept then answer {status}")
    yield Case("submit, before", "drop once", f"{on} drop", "again")
    yield Case("submit, before", "drop twice", "on next 2 POST /generate/* drop", "again")
    yield Case("submit, before", "stall", f"{on} stall 0.3s")
    for fault in ("accept then drop", "cut at 0%", "cut at 60%"):
        yield Case("submit, after", f"{fault} once", f"{on} {fault}")
        yield Case("submit, after", f"{fault} twice", f"on next 2 POST /generate/* {fault}")
    for how in ("answer 502", "drop", "answer 524 html"):
        lost = f"on next POST /generate/* accept then drop\non next 6 GET /jobs {how}"
        yield Case("submit, after", f"drop, then the list: {how} six times", lost)
        dark = f"on next POST /generate/* accept then drop\non every GET /jobs {how}"
        yield Case("submit, after", f"drop, then the list: {how} always", dark, "later")


def _polls(passing: tuple[str, ...]) -> Iterator[Case]:
    on = "on next GET /jobs/*"
    for status in (*passing, "404", "200 html"):
        yield Case("poll", f"{status} once", f"{on} answer {status}")
    for fault in ("drop", "cut at 40%", "stall 0.3s"):
        yield Case("poll", f"{fault} once", f"{on} {fault}")
    for fault in ("answer 502", "drop", "answer 404"):
        yield Case("poll", f"{fault} five times", f"on next 5 GET /jobs/* {fault}")
    for status in ("401", "403"):
        # The list, too, which can serve all jobs before one is asked for by itself.
        yield Case("poll", f"{status} once", f"on next GET /jobs* answer {status}", "later")
    yield Case("poll", "404 always", "on every GET /jobs* answer 404", "later")


def _fates() -> Iterator[Case]:
    yield Case("work", "finish without urls", "finish without urls", "over")
    for code in ("", "nsfw", "internal"):
        yield Case("work", f"fail {code}".strip(), f"fail {code}", "over")
    for state in ("backlogged", "scheduled", "intermediate-complete", "never-heard-of"):
        yield Case("work", f"stay {state}", f"stay {state} 0.3s")


def _cancels() -> Iterator[Case]:
    slow = "slow pan [sandbox: stay processing 1.2s]"
    for how in ("answer 404", "answer 429", "answer 500", "answer 502", "answer 524 html", "drop", "answer 401"):
        rules = f"on next 2 DELETE /jobs/* {how}"
        # a 404 touched nothing, so the next look tries it again; anything else may have been heard, and is not repeated
        ends = "over" if how == "answer 404" else "clips"
        yield Case("cancel", how, rules, ends, slow, cancel=True)
    for how in ("accept then drop", "accept then answer 502", "stall 0.2s"):
        yield Case("cancel", how, f"on next 2 DELETE /jobs/* {how}", "over", slow, cancel=True)
    yield Case("cancel", "no fault", "", "over", slow, cancel=True)


def _downloads(passing: tuple[str, ...]) -> Iterator[Case]:
    on = "on next GET /files/*"
    for status in (*passing, "401", "403", "404", "410"):
        yield Case("download", f"{status} once", f"{on} answer {status}")
    for fault in ("drop", "cut at 1%", "cut at 40%", "cut at 99%", "stall 0.3s"):
        yield Case("download", f"{fault} once", f"{on} {fault}")
    yield Case("download", "cut four times", "on next 4 GET /files/* cut at 30%")
    yield Case("download", "200 with a page", f"{on} answer 200 html", "later")
    for fault in ("answer 404", "answer 502", "drop", "cut at 0%"):
        yield Case("download", f"{fault} always", f"on every GET /files/* {fault}", "later")
    yield Case("download", "the clip folder is no folder", "stay processing 2s", "later", blocked=True)


def run(case: Case, folder: Path, **options: Any) -> Row:
    """One case, with a server of its own; `options` are for the first process's studio."""
    row = Row(case, asked=WISHES)
    folder.mkdir()
    if case.blocked:
        options["clips"] = folder / "no-folder"
    with rig.krea(case.rules) as (url, server):
        studio = rig.studio_at(url, folder, **options)
        jobs = [studio.submit(rig.still(), f"{case.prompt}, take {n}", model=rig.MODEL) for n in range(WISHES)]
        if case.blocked:  # after the check that comes before the submit; a job takes longer than this
            for job in jobs:
                job.accepted(30)
            shutil.rmtree(options["clips"])
            options["clips"].write_text("a file")
        if case.cancel:
            for job in jobs:
                job.on_progress(lambda job: job.progress.status == "processing" and job.cancel())
        told = [job.shot.prompt for job in jobs if _ended(row, job) == "told"]
        studio.close()
        server.faults.clear()
        for name, count in rig.elsewhere(second, url, folder, told).items():
            setattr(row, name, getattr(row, name) + count)
        row.made = server.jobs_created
    ids = [Clip.open(path).job_id for path in (folder / "clips").glob("*.mp4")]
    row.files = len(set(ids))
    if len(ids) != row.files:
        row.message.append("a clip was saved twice")
        row.files = -1
    return row


def _ended(row: Row, job: Job) -> str:
    """Wait for a job of the first process, and count how it ended."""
    try:
        job.wait(PATIENCE)
        row.clips += 1
        return "clip"
    except (JobFailed, JobCancelled, NoResult) as error:
        row.over += 1
        row.message.append(str(error))
        return "over"
    except KreaError as error:
        row.message.append(str(error))
        if job.id is not None or isinstance(error, SubmitUncertain):
            return "open"  # the journal has it, and the second process shall find it
        row.told += 1
        return "told"


def second(pipe: Connection, url: str, folder: Path, told: list[str]) -> None:
    """The second process: takes up what is open, and asks again for what was not started."""
    counts = {"later": 0, "told": 0, "again": 0, "over": 0, "open": 0}
    studio = rig.studio_at(url, folder)
    for job in studio.resume():
        try:
            job.wait(PATIENCE)
            counts["later"] += 1
        except SubmitUncertain as error:
            if not error.candidates:  # the person looks, finds nothing, and sends again
                counts["told"] += 1
                counts["again"] += 1
                studio.send_again(job).wait(PATIENCE)
                counts["later"] += 1
        except KreaError:
            counts["over"] += 1
    for prompt in told:
        studio.submit(rig.still(), prompt, model=rig.MODEL).wait(PATIENCE)
        counts["again"] += 1
        counts["later"] += 1
    counts["open"] = len(studio.left())
    studio.close()
    pipe.send(counts)


def run_all(wanted: list[Case], *, workers: int = 4) -> Iterator[Row]:
    """All rows, in order."""
    with tempfile.TemporaryDirectory(prefix="krea-faults-") as top:
        folders = [Path(top, str(number)) for number in range(len(wanted))]
        rig.elsewhere(_nothing)  # the server of the other processes starts here, not in four threads at once
        with ThreadPoolExecutor(workers) as pool:
            yield from pool.map(run, wanted, folders)


def _nothing(pipe: Connection) -> None:
    pipe.send(None)


def main(message: list[str]) -> int:
    """Print the table; 0 when every row is right."""
    wanted = [case for case in cases() if all(word in f"{case.phase} {case.fault}" for word in message)]
    columns = ("asked", "told", "again", "made", "clips", "later", "over", "open", "lost", "doubled")
    print(f"{'phase':15}{'fault':45}" + "".join(f"{name:>8}" for name in columns) + "  ends")
    began, rows = time.monotonic(), []
    for row in run_all(wanted):
        rows.append(row)
        numbers = "".join(f"{getattr(row, name):8}" for name in columns)
        print(f"{row.case.phase:15}{row.case.fault:45}{numbers}  {row.ends}" + ("" if row.right else f"  WRONG {row}"))
    total: dict[str, Any] = {name: sum(getattr(row, name) for row in rows) for name in columns}
    print(f"{len(rows):4} cases{'':50}" + "".join(f"{total[name]:8}" for name in columns))
    wrong = sum(not row.right for row in rows)
    print(f"{total['lost']} lost, {total['doubled']} doubled, {wrong} wrong; {time.monotonic() - began:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
