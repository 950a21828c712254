"""The engine: takes jobs, carries each from shot to clip on its own loop, and keeps the journal true."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..errors import CollectFailed, JobCancelled, JobLost, KreaError, SubmitUncertain
from ..status import Progress
from .collect import collect, seconds
from .progress import clock_time
from .run import Parts, Run
from .submit import submit
from .watch import watch

if TYPE_CHECKING:
    from .job import Job
    from .loop import EngineLoop

__all__ = ["Engine"]

log = logging.getLogger("krea_widgets")


class Engine:
    """Runs the jobs of one world.

    Args:
        loop: The engine's thread and loop.
        make_parts: Makes the parts; called once, on the loop, since an HTTP client belongs to one loop.
    """

    def __init__(self, loop: EngineLoop, make_parts: Callable[[], Parts]) -> None:
        self._loop = loop
        self._make_parts = make_parts
        self._parts: Parts | None = None
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.jobs: dict[str, Job] = {}

    def start(self, job: Job) -> Job:
        """Set a job going and return it at once. A job that has an id already is watched, not sent."""
        self.jobs[job.key] = job
        self._loop.spawn(self._start(job))
        return job

    async def parts(self) -> Parts:
        """The parts, made on first use; call it on the engine's loop."""
        if self._parts is None:
            self._parts = self._make_parts()
        return self._parts

    async def close(self) -> None:
        """Stop watching (jobs at Krea go on) and close the client; call it on the engine's loop."""
        for task in list(self._tasks.values()):
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        if self._parts is not None:
            await self._parts.client.aclose()

    async def _start(self, job: Job) -> None:
        task = asyncio.ensure_future(self._carry(job))
        self._tasks[job.key] = task

        def forget(_: object) -> None:
            self._tasks.pop(job.key, None)
            self.jobs.pop(job.key, None)  # a finished job, with its stills, is its owner's to keep

        task.add_done_callback(forget)

    async def _carry(self, job: Job) -> None:
        try:
            parts = await self.parts()
            run = Run(job, parts)
            await self._from_shot_to_clip(run)
        except KreaError as error:
            self._write_down(job, error)
            job.fail(error)
        except asyncio.CancelledError:
            job.fail(JobLost("Watching ended with the engine.", advice="`krea.resume()` takes it up again."))
            raise
        except Exception as error:
            log.exception("Job %s failed in krea_widgets itself", job.id or job.key)
            job.fail(
                JobLost(
                    f"Something went wrong in krea_widgets itself ({type(error).__name__}: {error}).",
                    advice="`krea.resume()` takes the job up again.",
                )
            )

    async def _from_shot_to_clip(self, run: Run) -> None:
        job, journal = run.job, run.parts.journal
        for still in job.shot.stills():
            if still.data:
                small = await asyncio.to_thread(still.thumbnail)
                journal.keep_still(still.digest, still.name, still.width, still.height, small)
        reply = await submit(run) if job.id is None else None
        reply = await watch(run, reply)
        clip = await collect(run, reply)
        took = seconds(run, reply)
        journal.done(job.key, clip.path.resolve(), took)
        price = "free (sandbox)" if job.world == "sandbox" else str(job.price or "price unknown")
        words = f"Done in {clock_time(run.elapsed)} · {price} · {clip.path}"
        job.finish(clip, Progress("done", words, 1.0, run.elapsed, None, "completed"))

    def _write_down(self, job: Job, error: KreaError) -> None:
        """What the journal must know about an end without a clip; a job that may still give one stays open."""
        if self._parts is None:
            return
        may_still_give_a_clip = isinstance(error, CollectFailed) or (isinstance(error, JobLost) and not error.gone)
        if may_still_give_a_clip and job.id is not None:
            return
        state = "failed"
        if isinstance(error, JobCancelled):
            state = "cancelled"
        elif isinstance(error, SubmitUncertain):
            state = "uncertain"
        self._parts.journal.ended(job.key, state, str(error))
