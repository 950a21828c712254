"""One job's way through the engine: what its steps share."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from ..errors import JobCancelled, JournalUnavailable
from ..status import IN_LINE, Progress
from .loop import Worker
from .progress import KREA_POLLING, Estimate, PollPolicy, estimate, pending

if TYPE_CHECKING:
    from ..api import Client, JobResponse
    from ..journal import Journal
    from ..media import Still
    from .job import Job

__all__ = ["Dependencies", "JobContext"]

T = TypeVar("T")


@dataclass
class Dependencies:
    """What the jobs of one backend share; everything here belongs to the engine's loop, but the journal to all.

    `sleep`, `clock` (monotonic seconds), `now` (seconds since 1970) and `random` are there for tests to swap.
    """

    client: Client
    journal: Journal
    backend: str
    clips: Callable[[], Path]  # asked at every run, since a notebook may change its folder
    polling: PollPolicy = KREA_POLLING
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    random: Callable[[], float] = random.random
    uploads: dict[str, asyncio.Task[str]] = field(default_factory=dict)  # still digest -> its upload, made once
    posts: set[asyncio.Task[JobResponse]] = field(default_factory=set)  # submits that have no answer yet; one at most
    one_submit: asyncio.Lock = field(default_factory=asyncio.Lock)  # so that a lost submit has one suspect
    disk: Worker = field(default_factory=lambda: Worker("krea_widgets journal"))

    async def on_disk(self, call: Callable[..., T], *values: Any) -> T:
        """Call one of the journal's methods off the loop, after those that were called before.

        Another process may hold the file for seconds. Whoever stops waiting does not undo the call.
        """
        return await asyncio.shield(asyncio.wrap_future(self.disk.run(call, *values)))


class JobContext:
    """The course of one job, on the engine's loop."""

    def __init__(self, job: Job, dependencies: Dependencies) -> None:
        self.job = job
        self.dependencies = dependencies
        self.note = ""  # words that stand in place of the usual ones, such as those about a cancel
        self.seen = False  # Krea has shown the job; right after the submit it may not know it yet
        self.cancel: Literal["", "taken", "unanswered"] = ""  # what became of the one request to cancel
        self.left = job.id is not None or job.sent_at is not None  # whether the request for it may have left
        self.unwritten = ""  # the job's id, until the journal has it
        self._started = dependencies.clock()
        self._working_since: float | None = None
        self._woken = asyncio.Event()
        self._estimate: Estimate | None = None
        loop = asyncio.get_running_loop()
        job.wake_with(lambda: self._wish(loop))

    async def prepare(self) -> None:
        """Read from the journal what earlier jobs took."""
        with suppress(JournalUnavailable):  # then there is no estimate
            durations = await self.dependencies.on_disk(
                self.dependencies.journal.durations, self.dependencies.backend, self.job.shot.model
            )
            self._estimate = estimate(durations)

    async def keep_id(self, job_id: str) -> bool:
        """Write down which job it is; False when that is another's. What cannot be written is tried at every look."""
        self.unwritten = job_id
        try:
            mine = await self.dependencies.on_disk(self.dependencies.journal.sent, self.job.key, job_id)
        except JournalUnavailable:
            return True
        self.unwritten = ""
        return mine

    @property
    def elapsed(self) -> float:
        """Seconds since the job was started."""
        return self.dependencies.clock() - self._started

    @property
    def working(self) -> float:
        """Seconds since the job left the line."""
        return 0.0 if self._working_since is None else self.dependencies.clock() - self._working_since

    def say(self, phase: str, message: str, fraction: float | None = None) -> None:
        """Tell the person what is going on on this side."""
        self.job.tell(Progress(phase, message, fraction, self.elapsed))  # type: ignore[arg-type]  # callers use literals

    def tell(self, reply: JobResponse) -> None:
        """Tell the person what Krea says."""
        if self._working_since is None and reply.status not in IN_LINE and reply.status:
            self._working_since = self.dependencies.clock()
        progress = pending(
            reply.status,
            self.elapsed,
            self.working,
            expected=self._estimate,
            told=reply.progress,
            backend=self.dependencies.backend,
        )
        self.job.tell(Progress(**{**vars(progress), "message": self.note or progress.message}))

    async def nap(self, seconds: float, *, jitter: bool = True) -> None:
        """Sleep, but wake at once when something is asked of the job."""
        if jitter:
            seconds *= 1 + self.dependencies.polling.jitter * (2 * self.dependencies.random() - 1)
        sleep = asyncio.ensure_future(self.dependencies.sleep(seconds))
        woken = asyncio.ensure_future(self._woken.wait())
        try:
            await asyncio.wait({sleep, woken}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sleep, woken):
                task.cancel()
            self._woken.clear()

    def stop_if_asked(self) -> None:
        """End here when the job was cancelled before it was sent."""
        if self.job.cancel_asked:
            raise JobCancelled("Cancelled before anything was sent.", job=self.job)

    async def until(self, task: asyncio.Task[str]) -> str:
        """Wait for a task that other jobs may share, but no longer than until this job is cancelled."""
        while not task.done():
            self.stop_if_asked()
            woken = asyncio.ensure_future(self._woken.wait())
            await asyncio.wait({task, woken}, return_when=asyncio.FIRST_COMPLETED)
            woken.cancel()
            self._woken.clear()
        self.stop_if_asked()
        return task.result()

    def _wish(self, loop: asyncio.AbstractEventLoop) -> None:
        """The person asked for the end of the job: written down, so that a restart knows it too."""
        self.dependencies.disk.run(self.dependencies.journal.cancel_asked, self.job.key)
        loop.call_soon_threadsafe(self._woken.set)

    @property
    def service(self) -> str:
        """Who makes the clip, at the beginning of a sentence."""
        return "The sandbox" if self.dependencies.backend == "sandbox" else "Krea"

    @property
    def service_inside(self) -> str:
        """Who makes the clip, inside a sentence."""
        return "the sandbox" if self.dependencies.backend == "sandbox" else "Krea"

    def still(self) -> Still | None:
        """The still that the clip starts from, if any."""
        return self.job.shot.start_image
