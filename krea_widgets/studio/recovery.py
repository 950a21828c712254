"""Resumes the journal's open jobs of earlier kernels, and finds jobs at Krea that are not in the journal."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ..catalogue import Model, Price
from ..catalogue.model import MODEL_ID
from ..engine import Job, JobControl, JobOrigin
from ..errors import BadFile, BadInput, JobCancelled, JobFailed, KreaError, SubmitUncertain
from ..job_status import Progress
from ..journal import price_of
from ..journal.tables import OPEN
from ..media import Asset, Clip, Recording, Shot, Still, open_still
from .call_checks import check_job_id

if TYPE_CHECKING:
    from ..api import JobResponse
    from ..journal import Entry, Journal
    from .backends import Backends

__all__ = ["SENT_AGAIN", "SETTLED", "Recovery"]

SETTLED = "This was already settled: the job was found, or sent again."
SANDBOX_ENDED = "The sandbox and its jobs ended with the kernel."
SENT_AGAIN = "Not started, as far as could be seen; sent again."


class Recovery:
    """Resumes jobs in the current backend. Only one thread at a time may call its methods.

    Args:
        backends: Their engines run the jobs.
        journal: Has the open jobs.
        model: Finds a model by its ID.
    """

    def __init__(
        self,
        backends: Backends,
        journal: Journal,
        *,
        model: Callable[[str], Model],
    ) -> None:
        self._backends = backends
        self._journal = journal
        self._model = model

    def entries(self) -> list[Entry]:
        """The open jobs that no live kernel watches, without those that ended with their sandbox."""
        return [entry for entry in self._unwatched() if not self._is_over(entry)]

    def close_ended(self) -> int:
        """Write into the journal that jobs of an earlier sandbox ended with it; their images are kept no longer.

        Returns:
            Their number.
        """
        over = list(filter(self._is_over, self._unwatched("sandbox")))
        for entry in over:
            self._journal.ended(entry.key, "failed", SANDBOX_ENDED)
        return len(over)

    def elsewhere(self) -> str:
        """The open jobs at Krea that are not of the present backend and address, in a sentence; "" without any."""
        mine = {entry.key for entry in self._journal.open_jobs(self._backends.now, self._backends.base_url)}
        count = sum(one.key not in mine and self._journal.is_free(one) for one in self._journal.open_jobs("krea"))
        if not count:
            return ""
        if self._backends.now == "sandbox":
            return f'Open jobs at Krea: {count}. After krea.use("krea"), krea.resume() continues with them.'
        return f"Open jobs at another address: {count}. A Studio with its base_url resumes them."

    def _is_over(self, entry: Entry) -> bool:
        return entry.backend == "sandbox" and entry.state != "asked" and entry.asked_at < self._backends.since

    def _unwatched(self, backend: str = "") -> list[Entry]:
        watched = {job.key for job in self._backends.jobs()}
        entries = self._journal.open_jobs(backend or self._backends.now, self._backends.base_url)
        # A job may have begun, or ended, while the journal was read.
        watched |= {job.key for job in self._backends.jobs()}
        return [entry for entry in entries if entry.key not in watched and self._journal.is_free(entry)]

    def take_up(self, entry: Entry) -> Job | None:
        """Resume an entry; None if another kernel was faster, or if it is unreadable and was never sent.

        An unreadable entry gives a notice, and does not stop the others. If it may have been sent, and so paid, its
        clip is still downloaded, without the settings that are unreadable.

        Raises:
            JournalUnavailable: The entry cannot be claimed, so another kernel may have it.
            OverBudget: It was never sent, and the budget does not allow it.
        """
        engine = self._backends.engine()
        held = self._journal.claim(entry)
        if held is None:
            return None
        try:
            job = self._revived(held)
        except Exception as error:
            # An edited row can be wrong in any way.
            trouble = str(error) if isinstance(error, KreaError) else f"It cannot be read ({type(error).__name__})."
            self._backends.notices.append(f"A job from an earlier kernel could not be resumed as it was. {trouble}")
            if held.state == "asked":
                self._journal.ended(held.key, "failed", trouble)
                return None
            job = self._bare(held)
        engine.start(job)
        return job

    def unknown_jobs(self) -> list[JobResponse]:
        """The latest 100 jobs at Krea, without those in the journal."""
        known = self._journal.known_ids(self._backends.now)
        return [response for response in self.latest() if response.job_id not in known]

    def latest(self) -> list[JobResponse]:
        """The latest 100 jobs at Krea."""
        engine = self._backends.engine()
        return list(self._backends.loop.run(engine.ask(lambda client: client.jobs(limit=100))).items)

    def follow(self, job_id: str) -> Job:
        """See `Studio.job`: a job of the journal, ended or not, or one that only Krea has."""
        check_job_id(job_id)
        entry = self._journal.job(self._backends.now, job_id)
        if entry is None:
            return self.adopt(job_id, None)
        if entry.state in OPEN and (resumed := self.take_up(entry)) is not None:
            return resumed
        job = self._revived(entry)
        control = JobControl(job)
        if entry.clip is not None:
            clip = Clip.open(entry.clip)
            control.finish(clip, Progress("done", f"Done · {clip.path}", 1.0, status="completed"))
        elif entry.state in OPEN:
            raise BadInput(f"Another kernel watches the job {job_id}.", advice="Wait for its clip there.")
        else:
            kind = JobCancelled if entry.state == "cancelled" else JobFailed
            control.fail(kind(entry.message or f"The job {job_id} {entry.state}.", job=job))
        return job

    def adopt(self, job_id: str, job: Job | None) -> Job:
        """See `BaseStudio.adopt`."""
        check_job_id(job_id)
        if job_id in self._journal.known_ids(self._backends.now):
            raise BadInput(f"The job {job_id} is already known.", advice="`krea.resume()` fetches what is left.")
        key = self.uncertain(job).key if job is not None else self._unheard_of()
        entry = self._journal.entry(key) if self._journal.sent(key, job_id) else None
        adopted = self.take_up(entry) if entry is not None else None
        if adopted is None:
            raise BadInput(f"The job {job_id} could not be resumed.", advice=self._journal.notice)
        return adopted

    def uncertain(self, job: Job) -> Job:
        """The job itself, when it is not known whether it was started, and nothing was done about it yet."""
        if not isinstance(getattr(job, "error", None), SubmitUncertain):
            raise BadInput("This is for a job of which it is not known whether it was started.")
        entry = self._journal.entry(job.key)
        if entry is not None and (entry.job_id is not None or entry.message == SENT_AGAIN):
            raise BadInput(SETTLED)
        if job.key in {one.key for one in self._backends.jobs()}:
            raise BadInput("This job is being looked for at this moment.", advice="Wait until that has ended.")
        return job

    def _unheard_of(self) -> str:
        """The key of a new entry for a job with unknown settings."""
        key, shot = uuid.uuid4().hex, Shot("unknown/model", {})
        backend, base_url = self._backends.now, self._backends.base_url
        self._journal.asked(
            key,
            backend=backend,
            base_url=base_url,
            model=shot.model,
            shot=shot.to_json(),
            digest=shot.digest,
            is_paid=True,
        )
        return key

    def _revived(self, entry: Entry) -> Job:
        """The job of an entry, not yet started.

        Raises:
            ValueError: The entry is unreadable.
            BadFile: It was never sent, and its image is gone.
        """
        request = _request(entry)
        assets = request.get("assets") or {}
        shot = Shot.from_json(
            entry.shot,
            lambda digest: _still(self._journal, digest, assets),
            lambda row: _recording(self._journal, row, assets),
        )
        lost = [file.name for file in shot.files() if not file.data and not file.asset]
        if entry.state == "asked" and lost:
            raise BadFile(f"{lost[0]} was not kept, so this job cannot be sent.", name=lost[0])
        return self._job(
            entry,
            shot,
            self._model(entry.model),
            raw=request.get("raw"),
            webhook_url=request.get("webhook_url"),
            sweep=entry.sweep,
            listed_price=Price.from_json(request.get("listed_price")),
        )

    def _bare(self, entry: Entry) -> Job:
        """A job with unknown settings."""
        model = entry.model if MODEL_ID.fullmatch(entry.model) else "unknown/model"
        return self._job(entry, Shot(model, {}), Model.unknown(model))

    def _job(self, entry: Entry, shot: Shot, model: Model, **more: Any) -> Job:
        unanswered = entry.state in ("sending", "uncertain")
        job = Job(
            shot,
            model,
            backend=entry.backend,
            loop=self._backends.loop,
            base_url=entry.base_url,
            price=price_of(entry),
            origin=JobOrigin(
                key=entry.key,
                id=entry.job_id,
                sent_at=(entry.sent_at or entry.asked_at) if unanswered else None,
                asked_at=entry.asked_at,
            ),
            **more,
        )
        # Before that kernel ended.
        if entry.cancel_asked:
            job.cancel()
        return job


def _request(entry: Entry) -> Mapping[str, Any]:
    read = json.loads(entry.request)
    if not isinstance(read, dict):
        raise ValueError("This is not what goes along with a shot.")
    return read


def _still(journal: Journal, digest: str, assets: Mapping[str, str]) -> Still:
    """An image of an earlier kernel; without its data if the journal no longer has it."""
    if digest in assets:
        return open_still(Asset(assets[digest]))
    if not isinstance(digest, str):
        raise ValueError("This is not the digest of a still.")
    thumbnail = journal.thumbnail(digest)
    data = journal.original(digest)
    if data:
        still = open_still(data, name=thumbnail.name if thumbnail else "", keep_exif=True)
        if still.digest == digest:
            return still
    name, width, height = (
        (thumbnail.name, thumbnail.width or 0, thumbnail.height or 0) if thumbnail else ("image", 0, 0)
    )
    return Still(data=b"", mime_type="", name=name, width=width, height=height, digest=digest)


def _recording(journal: Journal, row: Mapping[str, Any], assets: Mapping[str, str]) -> Recording:
    """A video or a sound of an earlier kernel; without its data if the journal no longer has it."""
    digest = row["recording"]
    asset = Asset(assets[digest]) if digest in assets else None
    return Recording.from_row(row, journal.original(digest) or b"", asset)
