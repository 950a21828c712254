"""The engine: takes jobs, carries each from shot to clip on its own loop, and keeps the journal true."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import TYPE_CHECKING

from .._util.text import clock_time
from ..errors import (
    BadShot,
    DownloadFailed,
    JobCancelled,
    JobLost,
    JournalUnavailable,
    KreaError,
    NotSent,
    NotWritten,
    SubmitUncertain,
)
from ..media import shown_path
from ..status import Progress
from .download import download, seconds
from .job_context import Dependencies, JobContext
from .lost_job import find_lost_job
from .submit import submit
from .watch import watch

if TYPE_CHECKING:
    from ..api import JobResponse
    from ..journal import Journal
    from .job import Job
    from .loop import EngineLoop

__all__ = ["Engine"]

log = logging.getLogger("krea_widgets")
GRACE = 3.0  # seconds that a submit under way has to be answered when everything is closed
KEEP = 7 * 24 * 3600.0  # seconds for which an unknown or uncertain job is looked for again: another token may know it


class Engine:
    """Runs the jobs of one backend.

    Args:
        loop: The engine's thread and loop.
        journal: Where every job is written down before anything is sent.
        make_dependencies: Makes the `Dependencies`; called once, off the loop.
    """

    def __init__(self, loop: EngineLoop, journal: Journal, make_dependencies: Callable[[], Dependencies]) -> None:
        self._loop = loop
        self._journal = journal
        self._make_dependencies = make_dependencies
        self._dependencies: Dependencies | None = None
        self._making = asyncio.Lock()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.jobs: dict[str, Job] = {}

    def start(self, job: Job, *, seen: Collection[str] | None = None) -> Job | None:
        """Write a job down, set it going and return at once. One that has an id already is watched, not sent.

        Args:
            job: A new job, or one that the journal has already.
            seen: The keys of all jobs of its very shot that the caller knows of.

        Returns:
            The job; None, with nothing done, where the journal has another job of the shot (`Journal.asked`).

        Raises:
            NotWritten: The journal does not take it, so it must not be sent.
        """
        self.jobs[job.key] = job  # first: what the journal knows and nobody watches was left by an earlier kernel
        written = False
        try:
            written = job.resumed or self._ask(job, seen)
        finally:
            if not written:
                del self.jobs[job.key]
        if not written:
            return None
        self._loop.spawn(self._start(job))
        return job

    async def dependencies(self) -> Dependencies:
        """The `Dependencies`, made on first use; call it on the engine's loop."""
        async with self._making:
            if self._dependencies is None:  # off the loop: certificates alone take a tenth of a second
                self._dependencies = await asyncio.to_thread(self._make_dependencies)
        return self._dependencies

    async def close(self) -> None:
        """Stop watching (jobs at Krea go on) and close the client; call it on the engine's loop."""
        for task in list(self._tasks.values()):
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        if self._dependencies is not None:
            under_way = [*self._dependencies.posts, *self._dependencies.uploads.values()]
            if self._dependencies.posts:  # an answer that comes now saves the next kernel a search
                await asyncio.wait(self._dependencies.posts, timeout=GRACE)
            for one in under_way:
                one.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)
            await self._dependencies.on_disk(lambda: None)  # what the journal was given before is written by then
            self._dependencies.disk.close()
            await self._dependencies.client.aclose()

    def _ask(self, job: Job, seen: Collection[str] | None) -> bool:
        """From here on the job outlives the kernel."""
        stills = job.shot.stills()
        assets = {still.digest: still.asset.image_url for still in stills if still.asset}
        try:
            request = json.dumps({"raw": job.raw and dict(job.raw), "webhook_url": job.webhook_url, "assets": assets})
        except (TypeError, ValueError) as error:
            raise BadShot(f"A raw value cannot be written as JSON: {error}.", field="raw", value=job.raw) from error
        try:
            written = self._journal.asked(
                job.key,
                backend=job.backend,
                base_url=job.base_url,
                model=job.shot.model,
                shot=job.shot.to_json(),
                digest=job.shot.digest,
                request=request,
                stills={still.digest: still.data for still in stills if still.data},
                seen=seen,
            )
        except JournalUnavailable as error:
            raise NotWritten(error.what, advice=error.advice) from error
        return written

    async def _start(self, job: Job) -> None:
        task = asyncio.ensure_future(self._carry(job))
        self._tasks[job.key] = task

        def forget(_: object) -> None:
            if self.jobs.get(job.key) is job:  # else it was taken up again
                del self.jobs[job.key]  # a finished job, with its stills, is its owner's to keep
            if self._tasks.get(job.key) is task:
                del self._tasks[job.key]
            if not job.done:  # cancelled before its first step
                job.fail(JobLost("Watching ended with the engine.", advice="`krea.resume()` takes it up again."))

        task.add_done_callback(forget)

    async def _carry(self, job: Job) -> None:
        context: JobContext | None = None
        error: KreaError
        try:
            context = JobContext(job, await self.dependencies())
            await context.prepare()
            await self._from_shot_to_clip(context)
            return
        except KreaError as caught:
            error = caught
        except asyncio.CancelledError:  # the journal lets go of the job as it is closed
            job.fail(JobLost("Watching ended with the engine.", advice="`krea.resume()` takes it up again."))
            raise
        except Exception as caught:
            log.exception("Job %s failed in krea_widgets itself", job.id or job.key)
            what = f"Something went wrong in krea_widgets itself ({type(caught).__name__}: {caught})."
            left = context.left if context is not None else job.id is not None or job.sent_at is not None
            error = JobLost(what, advice="`krea.resume()` takes the job up again.") if left else NotSent(what)
        if job.backend == "sandbox":
            error = error.without_money()
        call, values = self._end_of(job, error)
        on_disk = context.dependencies.on_disk if context is not None else asyncio.to_thread
        try:
            with suppress(JournalUnavailable):  # its notice says so; the job stays open there, so nothing is lost
                await on_disk(call, *values)
        finally:
            job.fail(error)

    async def _from_shot_to_clip(self, context: JobContext) -> None:
        job, journal = context.job, context.dependencies.journal
        for still in job.shot.stills():
            if still.data:
                small = await asyncio.to_thread(still.thumbnail)
                with suppress(JournalUnavailable):  # a thumbnail is not worth a clip
                    thumbnail = (still.digest, still.name, still.width, still.height, small)
                    await context.dependencies.on_disk(journal.keep_still, *thumbnail)
        reply = await watch(context, await self._submitted(context))
        clip = await download(context, reply)
        with suppress(JournalUnavailable):  # it is found again by the settings beside it
            if context.unwritten:
                await context.keep_id(context.unwritten)
            await context.dependencies.on_disk(journal.done, job.key, clip.path.resolve(), seconds(context, reply))
        price = "free (sandbox)" if job.backend == "sandbox" else str(job.price or "price unknown")
        message = f"Done in {clock_time(context.elapsed)} · {price} · {shown_path(clip.path)}"
        job.finish(clip, Progress("done", message, 1.0, context.elapsed, None, "completed"))

    async def _submitted(self, context: JobContext) -> JobResponse | None:
        """What Krea said when it took the job; None for a job that it has had since an earlier kernel."""
        job = context.job
        if job.id is not None:
            return None
        if job.sent_at is None:
            return await submit(context)
        sent_at = job.sent_at
        async with context.dependencies.one_submit:
            reply = await find_lost_job(context, lambda: sent_at)
        job.id = reply.job_id
        return reply

    def _end_of(self, job: Job, error: KreaError) -> tuple[Callable[..., None], tuple[str, ...]]:
        """What the journal must know about an end without a clip; a job that may still give one stays open."""
        fresh = time.time() - job.asked_at < KEEP
        if isinstance(error, (DownloadFailed, NotWritten)) or (
            isinstance(error, JobLost) and (fresh or not error.gone)
        ):
            return self._journal.release, (job.key,)
        state = "failed"
        if isinstance(error, JobCancelled):
            state = "cancelled"
        elif isinstance(error, SubmitUncertain) and fresh:
            state = "uncertain"
        return self._journal.ended, (job.key, state, str(error))
