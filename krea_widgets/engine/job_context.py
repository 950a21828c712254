"""What the steps of one job share: submit, watch and download."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from .._util.text import capitalised, timestamp
from ..errors import JobCancelled, JournalUnavailable
from ..job_status import QUEUED, Phase, Progress
from .job import Job, JobControl
from .loop import Worker
from .poll_policy import KREA_POLLING, PollPolicy
from .progress import Estimate, by_service, estimate, pending
from .shared_polls import SharedPolls
from .submit_queue import SubmitQueue

if TYPE_CHECKING:
    from ..api import Client, JobResponse
    from ..journal import Journal

__all__ = ["Dependencies", "JobContext"]

T = TypeVar("T")


@dataclass
class Dependencies:
    """What the jobs of one backend share. All of it belongs to the engine's loop, except the journal.

    Attributes:
        clips: Returns the clip folder. Each job calls it, because a notebook can change the folder.
        sleep: Waits some seconds. Tests replace it and the next three.
        clock: Monotonic seconds.
        now: Seconds since 1970.
        random: 0 to 1.
        uploads: The one upload of each image, by the image's digest.
        thumbnails: The digests of the images of which the journal has a thumbnail.
        submit_queue: The line of jobs to submit.
        polls: Reads the states of all jobs.
        submits: Requests without a response yet, at most one.
        submit_lock: Held from a submit until its job is known, so that each lost submit has one suspect.
    """

    client: Client
    journal: Journal
    backend: str
    clips: Callable[[], Path]
    polling: PollPolicy = KREA_POLLING
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    random: Callable[[], float] = random.random
    uploads: dict[str, asyncio.Task[str]] = field(default_factory=dict)
    thumbnails: set[str] = field(default_factory=set)
    submits: set[asyncio.Task[JobResponse]] = field(default_factory=set)
    submit_lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    journal_worker: Worker = field(default_factory=lambda: Worker("krea_widgets journal"))
    submit_queue: SubmitQueue = field(init=False)
    polls: SharedPolls = field(init=False)

    def __post_init__(self) -> None:
        self.submit_queue = SubmitQueue(self.sleep)
        self.polls = SharedPolls(self.client, clock=self.clock, sleep=self.sleep, random=self.random)

    async def on_disk(self, call: Callable[..., T], *values: Any) -> T:
        """Call a method of the journal outside the loop, after all earlier calls.

        Another process can hold the file for seconds. Cancelling the wait does not undo the call.
        """
        return await asyncio.shield(asyncio.wrap_future(self.journal_worker.run(call, *values)))


class JobContext:
    """One job on the engine's loop."""

    def __init__(self, job: Job, dependencies: Dependencies) -> None:
        self.job = job
        self.control = JobControl(job)
        self.dependencies = dependencies
        # Who makes the clip, for the middle of a sentence.
        self.service = "the sandbox" if dependencies.backend == "sandbox" else "Krea"
        # Replaces the usual progress message after a cancel.
        self.cancel_message = ""
        # What became of the one request to cancel.
        self.cancel_result: Literal["", "accepted", "unanswered"] = ""
        # Whether Krea has returned the job. Right after a submit it may be unknown there.
        self.readable = False
        self.may_be_sent = self.control.may_be_sent
        # Krea's job ID, until the journal has it.
        self.unsaved_id = ""
        # Whether a list of jobs has ended the wait for the next poll.
        self.has_news = False
        self._news: JobResponse | None = None
        self._started = dependencies.clock()
        self._working_since: float | None = None
        # The latest time at which Krea was certainly not processing the job, by our clock.
        self._idle_at: float | None = None
        self._woken = asyncio.Event()
        self._estimate: Estimate | None = None
        loop = asyncio.get_running_loop()
        self.control.on_cancel(lambda: self._record_cancel(loop))

    @property
    def service_first(self) -> str:
        return capitalised(self.service)

    @property
    def elapsed(self) -> float:
        return self.dependencies.clock() - self._started

    @property
    def working(self) -> float:
        """Seconds since the job left Krea's queue."""
        return 0.0 if self._working_since is None else self.dependencies.clock() - self._working_since

    async def read_durations(self) -> None:
        """Estimate the duration from earlier jobs of the model, or else from Krea's average in the catalogue."""
        with suppress(JournalUnavailable):
            durations = await self.dependencies.on_disk(
                self.dependencies.journal.durations, self.dependencies.backend, self.job.shot.model
            )
            self._estimate = estimate(durations)
        if self._estimate is None and self.dependencies.backend == "krea":
            average = self.job.model.usual_seconds(**self.job.shot.values)
            self._estimate = by_service(average)

    async def save_id(self, job_id: str) -> bool:
        """Write Krea's job ID into the journal; False if another entry has it.

        If the journal is unavailable, `unsaved_id` keeps the ID, and each poll tries again.
        """
        self.unsaved_id = job_id
        try:
            is_ours = await self.dependencies.on_disk(self.dependencies.journal.sent, self.job.key, job_id)
        except JournalUnavailable:
            return True
        self.unsaved_id = ""
        return is_ours

    def report(self, phase: Phase, message: str, fraction: float | None = None) -> None:
        """Show what happens on this machine."""
        self.control.report(Progress(phase, message, fraction, self.elapsed))

    def report_response(self, response: JobResponse) -> None:
        if self._working_since is None and response.status and response.status not in QUEUED:
            self._working_since = self.dependencies.clock()
        progress = pending(
            response.status,
            self.elapsed,
            self.working,
            expected=self._estimate,
            reported=response.progress,
            backend=self.dependencies.backend,
        )
        self.control.report(replace(progress, message=self.cancel_message or progress.message))

    def set_news(self, response: JobResponse | None) -> None:
        """End the wait for the next poll, because this is its result; None: because it will have one."""
        self.has_news, self._news = True, response
        self._woken.set()

    def take_news(self) -> JobResponse | None:
        """What `set_news` was called with since the last call."""
        news, self.has_news, self._news = self._news, False, None
        return news

    def wait_by_estimate(self, response: JobResponse) -> float | None:
        """Seconds until the next poll; None while an estimate does not help: in the queue, and after a cancel."""
        deps = self.dependencies
        if self._estimate is None:
            self._estimate = by_service(response.estimated_seconds)
        queued = response.status in QUEUED
        if self._idle_at is None or queued:
            created = None if queued else timestamp(response.created_at)
            age = 0.0 if created is None else max(0.0, deps.now() + deps.client.skew - created)
            self._idle_at = deps.clock() - age
        if queued or not response.status or self.job.cancel_asked:
            return None
        return deps.polling.wait_by_estimate(self._estimate, deps.clock() - self._idle_at)

    async def sleep(self, seconds: float, *, jitter: bool = True) -> None:
        """Sleep until the time is over or the job's `cancel()` is called."""
        if jitter:
            seconds *= 1 + self.dependencies.polling.jitter * (2 * self.dependencies.random() - 1)
        await self._wait_for(asyncio.ensure_future(self.dependencies.sleep(seconds)), cancel=True)

    async def wait_for(self, task: asyncio.Future[T]) -> T:
        """The result of a task or future that other jobs may share.

        Raises:
            JobCancelled: This job was cancelled first. The task continues.
        """
        while not task.done():
            self.raise_if_cancelled()
            await self._wait_for(task)
        self.raise_if_cancelled()
        return task.result()

    def raise_if_cancelled(self) -> None:
        """End a job that was cancelled before its submit."""
        if self.job.cancel_asked:
            raise JobCancelled("Cancelled before anything was sent.", job=self.job)

    def sandbox_ended(self) -> JobCancelled:
        """The error for a job that the sandbox does not have, such as one of an earlier kernel."""
        what = "The sandbox has no such job. A sandbox ends with its kernel, and its jobs with it."
        return JobCancelled(what, job=self.job, advice="Run it again.")

    async def _wait_for(self, task: asyncio.Future[Any], *, cancel: bool = False) -> None:
        """Wait for the task or for `job.cancel()`; with `cancel` the task ends with the wait."""
        woken = asyncio.ensure_future(self._woken.wait())
        try:
            await asyncio.wait({task, woken}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()
            if cancel:
                task.cancel()
            self._woken.clear()

    def _record_cancel(self, loop: asyncio.AbstractEventLoop) -> None:
        """Write the cancel into the journal, so that it survives a restart, and wake the loop."""
        self.dependencies.journal_worker.run(self.dependencies.journal.cancel_asked, self.job.key)
        loop.call_soon_threadsafe(self._woken.set)
