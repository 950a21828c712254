"""The lists that `krea.jobs()` and `krea.clips()` return."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from .._util.text import timestamp
from ..catalogue import Price
from ..errors import BadQuery
from ..media import Clip
from .blind_choice import BlindRank, rank_columns
from .motion_columns import with_motion
from .records import Records

if TYPE_CHECKING:
    from ..api import JobResponse
    from ..engine import Job
    from .clip_index import ClipIndex
    from .clip_record import ClipRecord

__all__ = ["ClipList", "JobList", "JobSummary", "ResumedJobs", "moment"]

# Seconds: the year 9999.
LATEST = 253_402_300_799
NEVER = datetime.fromtimestamp(0, timezone.utc)


@dataclass(frozen=True)
class JobSummary:
    """A job that runs here, or that Krea has.

    Attributes:
        id: Krea's job ID, or "" before Krea has accepted the job. `krea.job(id)` follows it.
        status: Krea's status, such as "processing"; for a job that runs here, its phase.
        backend: "krea" or "sandbox".
        model: The model ID; "" if Krea does not say.
        prompt: The prompt; "" if Krea does not say.
        message: The progress as a sentence, or "".
        price: Of the completed job, or None if it is unknown or free.
        created_at: When it was requested, in UTC, or None.
        here: Whether this process watches it.
    """

    id: str
    status: str
    backend: str
    model: str = ""
    prompt: str = ""
    message: str = ""
    price: Price | None = None
    created_at: datetime | None = None
    here: bool = False

    @classmethod
    def of_job(cls, job: Job) -> JobSummary:
        """A job of this process."""
        at = datetime.fromtimestamp(job.asked_at, timezone.utc)
        shot, progress = job.shot, job.progress
        return cls(
            job.id or "", progress.phase, job.backend, shot.model, shot.prompt, progress.message, job.price, at, True
        )

    @classmethod
    def of_response(cls, response: JobResponse, backend: str) -> JobSummary:
        """A job as Krea describes it."""
        created = timestamp(response.created_at)
        at = None if created is None else datetime.fromtimestamp(created, timezone.utc)
        return cls(response.job_id, response.status, backend, created_at=at)


class ResumedJobs(list["Job"]):
    """The jobs that `krea.resume()` resumed; as the output of a cell it says so when there are none."""

    # Jobs of a sandbox that ended with its kernel.
    ended = 0
    # What is said of open jobs of another backend or address.
    elsewhere = ""

    def __repr__(self) -> str:
        gone = f"Sandbox jobs that ended with their kernel: {self.ended}. krea.Gallery() has their settings."
        text = super().__repr__() if self else "" if self.elsewhere else "Nothing is outstanding."
        return " ".join(filter(None, [text, self.elsewhere, gone if self.ended else ""]))


class JobList(Records[JobSummary]):
    """Jobs, the newest first; prices are in USD."""

    columns = ("id", "status", "model", "prompt", "message")

    @classmethod
    def of(cls, jobs: Iterable[JobSummary]) -> JobList:
        """The list of these jobs."""
        found = sorted(jobs, key=lambda job: job.created_at or NEVER, reverse=True)
        return cls(found, ({**asdict(job), "price": job.price.amount if job.price else None} for job in found))


class ClipList(Records[Clip]):
    """Clips, the newest first; prices are in USD.

    `table()` has the measured motion of those that were measured: the columns of `ClipMotion`, such as `zoom_factor`,
    and `followed` and `followed_share`. Looking at `clip.motion` measures a clip.
    """

    columns = ("file", "model", "prompt", "rating", "made_at")

    @classmethod
    def of(cls, index: ClipIndex, records: Iterable[ClipRecord], ranks: Mapping[str, BlindRank]) -> ClipList:
        """The clips of these records whose files can be opened; `ranks`, if there are any, by the records' keys."""
        clips, rows = [], []
        for record in records:
            with suppress(OSError, ValueError):
                clips.append(Clip.open(record.path or ""))
                rows.append({**_row(index, record), **(rank_columns(ranks.get(record.key)) if ranks else {})})
        return cls(clips, rows)

    def table(self) -> list[dict[str, Any]]:
        """A dict of plain values for each clip: `pandas.DataFrame(krea.clips().table())`."""
        return with_motion(super().table(), self)


def _row(index: ClipIndex, record: ClipRecord) -> dict[str, Any]:
    price = index.price(record)
    return {
        "file": record.path.name if record.path else "",
        "path": str(record.path or ""),
        "model": record.model,
        "prompt": record.prompt,
        "duration": record.length,
        "price": price.amount if price else None,
        "rating": record.annotation.rating,
        "winner": record.annotation.winner,
        "note": record.annotation.note,
        "backend": record.backend,
        "job_id": record.job_id,
        "made_at": datetime.fromtimestamp(record.at, timezone.utc),
    }


def moment(since: date | timedelta | str | float) -> float:
    """Seconds since 1970 of a date, of an ISO text, or of so much time ago.

    Raises:
        BadInput: It is none of these.
    """
    if isinstance(since, str):
        try:
            since = datetime.fromisoformat(since)
        except ValueError:
            raise BadQuery(f"since={since!r} is not a date.", advice='Write it as "2026-11-28".') from None
    if isinstance(since, timedelta):
        since = datetime.now(timezone.utc) - since
    if isinstance(since, datetime):
        return since.timestamp()
    if isinstance(since, date):
        return datetime(since.year, since.month, since.day).astimezone().timestamp()
    # Up to the year 9999.
    if isinstance(since, (int, float)) and not isinstance(since, bool) and abs(since) < LATEST:
        return float(since)
    raise BadQuery(f"since must be a date or a timedelta, not {since!r}.")
