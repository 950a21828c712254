"""The engine carries each job from shot to clip on its own loop, and keeps the journal up to date."""

from __future__ import annotations

import asyncio
import functools
import json
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from .._util.files import shown_path
from .._util.text import clock_time
from ..errors import (
    BadValue,
    DownloadFailed,
    JobCancelled,
    JobLost,
    JournalUnavailable,
    KreaError,
    NotSent,
    NotWritten,
    SubmitUncertain,
)
from ..job_status import Progress
from ..media import Still, save_input
from .fetch_clip import fetch_clip, processing_seconds
from .job import Job, JobControl
from .job_context import Dependencies, JobContext
from .lost_submit import find_lost_job
from .submit import submit
from .watch import watch

if TYPE_CHECKING:
    from ..api import AssetResponse, Client, JobResponse
    from ..journal import Journal
    from ..media import Asset
    from .loop import EngineLoop

__all__ = ["Engine"]

T = TypeVar("T")

log = logging.getLogger("krea_widgets")
# Seconds that a submit without a response is waited for when the engine closes.
SUBMIT_GRACE = 3.0
# Seconds until a task that does not end is cancelled once more.
CANCEL_AGAIN = 0.2
# Seconds for which an unknown or uncertain job stays open: another token may know it.
KEEP_OPEN = 7 * 24 * 3600.0
WATCH_ENDED = "The engine stopped watching this job."
RESUME = "Call `krea.resume()` to continue."


def _unwatched(job: Job) -> JobLost:
    """What is said of a job whose engine ends before it. A sandbox of this process ends too, and bills nothing."""
    if job.backend == "sandbox":
        return JobLost("The sandbox ended before this clip was made.", advice="Make it again.").without_billing()
    return JobLost(WATCH_ENDED, advice=RESUME)


def _may_be_sent(job: Job, context: JobContext | None) -> bool:
    return context.may_be_sent if context is not None else JobControl(job).may_be_sent


async def _end(tasks: Iterable[asyncio.Future[Any]]) -> None:
    """Cancel tasks until they have ended: a library can lose a cancel, as `wait_for` of Python 3.11 does."""
    ending = remaining = set(tasks)
    while remaining:
        for task in remaining:
            task.cancel()
        _, remaining = await asyncio.wait(remaining, timeout=CANCEL_AGAIN)
    # Else asyncio prints the errors that nobody has asked for.
    await asyncio.gather(*ending, return_exceptions=True)


class Engine:
    """Runs the jobs of one backend.

    Args:
        loop: The engine's thread and loop.
        journal: Has each job before anything is sent.
        make_dependencies: Called once, outside the loop.
        on_end: Called after the end of each job, on the loop.
    """

    def __init__(
        self,
        loop: EngineLoop,
        journal: Journal,
        make_dependencies: Callable[[], Dependencies],
        on_end: Callable[[], object] = lambda: None,
    ) -> None:
        self._loop = loop
        self._journal = journal
        self._make_dependencies = make_dependencies
        self._on_end = on_end
        self._dependencies: Dependencies | None = None
        self._making = asyncio.Lock()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.jobs: dict[str, Job] = {}

    def start(self, job: Job, *, seen: Collection[str] | None = None) -> Job | None:
        """Write a job into the journal and start it, without waiting. A job with an ID is watched, not sent.

        Args:
            job: A new job, or one that the journal already has.
            seen: The keys of all jobs of the same shot that the caller knows.

        Returns:
            The job; None, with nothing done, if the journal has another job of the shot (see `Journal.asked`).

        Raises:
            NotWritten: The journal cannot be written, so the job must not be sent.
            OverBudget: The budget does not allow the job.
        """
        # Before the journal has it: a job that the journal has and nobody watches is one of an earlier kernel.
        self.jobs[job.key] = job
        try:
            written = JobControl(job).resumed or self._record(job, seen)
        except BaseException as error:
            self._forget(job, error)
            raise
        if not written:
            self._forget(job, None)
            return None
        self._loop.spawn(self._start(job))
        return job

    def _forget(self, job: Job, error: BaseException | None) -> None:
        """End a job that was not started: another thread may have found it meanwhile, and wait for it."""
        del self.jobs[job.key]
        JobControl(job).fail(error if isinstance(error, KreaError) else NotSent("Nothing was sent.", job=job))

    async def dependencies(self) -> Dependencies:
        """The `Dependencies`, made on first use; call it on the engine's loop."""
        async with self._making:
            # Outside the loop, because loading the certificates alone takes a tenth of a second.
            if self._dependencies is None:
                self._dependencies = await asyncio.to_thread(self._make_dependencies)
        return self._dependencies

    async def ask(self, work: Callable[[Client], Awaitable[T]]) -> T:
        """The result of something that only needs the client; call it on the engine's loop."""
        return await work((await self.dependencies()).client)

    async def uploads(self) -> list[AssetResponse]:
        """All uploads of the account, newest first; call it on the engine's loop."""
        client, cursor = (await self.dependencies()).client, None
        found: list[AssetResponse] = []
        while True:
            page = await client.assets(limit=1000, cursor=cursor)
            found += page.items
            if page.next_cursor in (None, cursor):
                return found
            cursor = page.next_cursor

    async def delete_upload(self, asset: Asset) -> None:
        """Delete an upload; a later job uploads its image again. Call it on the engine's loop."""
        deps = await self.dependencies()
        await deps.client.delete_asset(asset.id)
        for digest, task in list(deps.uploads.items()):
            if task.done() and not task.cancelled() and not task.exception() and task.result() == asset.image_url:
                del deps.uploads[digest]

    async def close(self) -> None:
        """Stop watching, which cancels no job at Krea, and close the client; call it on the engine's loop."""
        await _end(self._tasks.values())
        deps = self._dependencies
        if deps is None:
            return
        pending = [*deps.submits, *deps.uploads.values(), *deps.polls.pending]
        # A response that arrives now saves the next kernel a search.
        if deps.submits:
            await asyncio.wait(deps.submits, timeout=SUBMIT_GRACE)
        await _end(pending)
        # The worker's earlier calls end before this one.
        await deps.on_disk(lambda: None)
        deps.journal_worker.close()
        await deps.client.aclose()

    def _record(self, job: Job, seen: Collection[str] | None) -> bool:
        files = job.shot.files()
        assets = {file.digest: file.asset.image_url for file in files if file.asset}
        request = {"raw": job.raw and dict(job.raw), "webhook_url": job.webhook_url, "assets": assets}
        if job.sweep:
            request["sweep"] = job.sweep
        if job.listed_price is not None:
            request["listed_price"] = job.listed_price.to_json()
        try:
            text = json.dumps(request)
        except (TypeError, ValueError) as error:
            raise BadValue(f"A raw value cannot be written as JSON: {error}.", field="raw", value=job.raw) from error
        try:
            return self._journal.asked(
                job.key,
                backend=job.backend,
                base_url=JobControl(job).base_url,
                model=job.shot.model,
                shot=job.shot.to_json(),
                digest=job.shot.digest,
                request=text,
                price=job.price,
                files={file.digest: file.data for file in files if file.data},
                seen=seen,
            )
        except JournalUnavailable as error:
            raise NotWritten(error.what, advice=error.advice) from error

    async def _start(self, job: Job) -> None:
        task = asyncio.ensure_future(self._run(job))
        self._tasks[job.key] = task

        def forget(_: object) -> None:
            # A resumed job has the same key. A finished job, with its images, belongs to the caller.
            if self.jobs.get(job.key) is job:
                del self.jobs[job.key]
            if self._tasks.get(job.key) is task:
                del self._tasks[job.key]
            # The task was cancelled before its first step.
            if not job.done():
                JobControl(job).fail(_unwatched(job))
            self._on_end()

        task.add_done_callback(forget)

    async def _run(self, job: Job) -> None:
        context: JobContext | None = None
        error: KreaError
        try:
            context = JobContext(job, await self.dependencies())
            await context.read_durations()
            await self._make_clip(context)
            return
        except KreaError as caught:
            error = caught
        except asyncio.CancelledError:
            # The journal releases the job when it is closed.
            JobControl(job).fail(_unwatched(job))
            raise
        except Exception as caught:
            log.exception("Job %s failed in krea_widgets itself", job.id or job.key)
            what = f"Something went wrong in krea_widgets itself ({type(caught).__name__}: {caught})."
            error = JobLost(what, advice=RESUME) if _may_be_sent(job, context) else NotSent(what)
        if job.backend == "sandbox":
            error = error.without_billing()
        maybe_billed = _may_be_sent(job, context) and error.billed is not False
        call = self._journal_end(job, error, maybe_billed=maybe_billed)
        on_disk = context.dependencies.on_disk if context is not None else asyncio.to_thread
        try:
            # Without the journal the job stays open there, so nothing is lost. The journal's notice says so.
            with suppress(JournalUnavailable):
                await on_disk(call)
        finally:
            JobControl(job).fail(error)

    async def _make_clip(self, context: JobContext) -> None:
        job, journal, on_disk = context.job, context.dependencies.journal, context.dependencies.on_disk
        for file in job.shot.files():
            origin = file.origin if isinstance(file, Still) else None
            # Without its file, a clip's call names the image as it was given.
            with suppress(OSError):
                for one in (file, origin.still) if origin is not None else (file,):
                    await asyncio.to_thread(save_input, context.dependencies.clips(), one)
            thumbnails = context.dependencies.thumbnails
            if (small := file.preview) and file.digest not in thumbnails:
                # A missing thumbnail must not cost the clip.
                with suppress(JournalUnavailable):
                    await on_disk(journal.save_thumbnail, file.digest, file.name, file.width, file.height, small)
                    thumbnails.add(file.digest)
        response = await self._submit(context)
        with context.dependencies.submit_queue.job_running():
            response = await watch(context, response)
        clip = await fetch_clip(context, response)
        # Without the journal, the clip is found by its sidecar.
        with suppress(JournalUnavailable):
            if context.unsaved_id:
                await context.save_id(context.unsaved_id)
            await on_disk(journal.done, job.key, clip.path.resolve(), processing_seconds(context, response))
        price = "free (sandbox)" if job.backend == "sandbox" else str(job.price or "price unknown")
        message = f"Done in {clock_time(context.elapsed)} · {price} · {shown_path(clip.path)}"
        context.control.finish(clip, Progress("done", message, 1.0, context.elapsed, None, "completed"))

    async def _submit(self, context: JobContext) -> JobResponse | None:
        """The response to the submit; None for a job that Krea has since an earlier kernel."""
        job = context.job
        if job.id is not None:
            return None
        sent_at = context.control.sent_at
        if sent_at is None:
            return await submit(context)
        async with context.dependencies.submit_lock:
            response = await find_lost_job(context, lambda: sent_at)
        context.control.accept(response.job_id)
        return response

    def _journal_end(self, job: Job, error: KreaError, *, maybe_billed: bool) -> Callable[[], None]:
        """Writes the end of a job without a clip into the journal. A job that may still finish stays open."""
        fresh = time.time() - job.asked_at < KEEP_OPEN
        if isinstance(error, (DownloadFailed, NotWritten)) or (
            isinstance(error, JobLost) and (fresh or not error.gone)
        ):
            return functools.partial(self._journal.release, job.key)
        state = "failed"
        if isinstance(error, JobCancelled):
            state = "cancelled"
        elif isinstance(error, SubmitUncertain) and fresh:
            state = "uncertain"
        return functools.partial(self._journal.ended, job.key, state, str(error), maybe_billed=maybe_billed)
