"""A job: a request to the API, which any thread can wait for, await, watch and cancel."""

from __future__ import annotations

import asyncio
import concurrent.futures
import functools
import inspect
import logging
import time
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from .._util.html import escape_text
from .._util.notebook import say
from .._util.shared_studio import shared_studio
from ..errors import JobCancelled, JobError, KreaError, SubmitUncertain, WaitTimeout
from ..job_status import Phase, Progress
from .listeners import Listeners
from .loop import INTERRUPT_CHECK, EngineLoop, until_done

if TYPE_CHECKING:
    from ..catalogue import Model, Price
    from ..media import Clip, Shot

__all__ = ["Job", "JobControl", "JobOrigin"]

log = logging.getLogger("krea_widgets")
CONTINUES = "The job continues: wait again, or resume later."


@dataclass(frozen=True)
class JobOrigin:
    """What is known of a job that an earlier kernel made.

    Attributes:
        key: The job's key in the journal; "" if the journal does not have it yet.
        id: Krea's job ID, or None.
        sent_at: When it was sent without a response, in seconds since 1970 by Krea's clock, or None.
        asked_at: When it was written into the journal, in seconds since 1970.
    """

    key: str = ""
    id: str | None = None
    sent_at: float | None = None
    asked_at: float | None = None


class Job(concurrent.futures.Future["Clip"], Coroutine[Any, Any, "Clip"]):
    """A request to the API. `krea.submit(...)` makes it.

    It is a future and a coroutine: use it with `await`, `asyncio.create_task`, `asyncio.as_completed` and
    `concurrent.futures.wait`.
    Ending a wait never cancels it. Only `cancel()` does; closing a widget, interrupting a cell and restarting the
    kernel do not.

    Attributes:
        key: The job's key in the journal, known from the start.
        shot: The model, prompt, images and parameters.
        model: The `Model`.
        backend: "krea" or "sandbox".
        price: What a completed job costs, as it was shown; None in the sandbox, and if the price is unknown.
        listed_price: The price of Krea's list when the job was submitted, if it differs from `price`; else None.
        raw: The parameters that are sent unchecked, or None.
        webhook_url: Krea posts the finished job to this URL, or None.
        sweep: The `Sweep.key` of the sweep that submitted it, or "".
        asked_at: When it was requested, in seconds since 1970.
        cancel_asked: Whether `cancel()` was called.
        progress: The latest `Progress`.
        clip: The finished `Clip`, or None.
        error: Why there is no clip, or None.

    Example:
        ```python
        job = krea.submit("cat.png", "slow dolly in")
        print(job.accepted(timeout=60))   # Krea's job ID
        clip = await job                  # or job.wait(timeout=600)
        ```
    """

    def __init__(
        self,
        shot: Shot,
        model: Model,
        *,
        backend: str,
        loop: EngineLoop | None,
        price: Price | None = None,
        listed_price: Price | None = None,
        raw: Mapping[str, Any] | None = None,
        webhook_url: str | None = None,
        sweep: str = "",
        base_url: str = "",
        origin: JobOrigin = JobOrigin(),
        studio: Any = None,
    ) -> None:
        super().__init__()
        self.key = origin.key or uuid.uuid4().hex
        self.asked_at = time.time() if origin.asked_at is None else origin.asked_at
        self.shot = shot
        self.model = model
        self.backend = backend
        self.price = price
        self.listed_price = listed_price
        self.raw = raw
        self.webhook_url = webhook_url
        self.sweep = sweep
        self.cancel_asked = False
        self.progress = Progress("submitting", "Starting")
        self.clip: Clip | None = None
        self.error: KreaError | None = None
        self._origin = origin
        self._studio = studio
        self._base_url = base_url
        self._elsewhere = loop is None
        self._listeners: Listeners[Job] = Listeners(self, loop or EngineLoop())
        self._accepted: concurrent.futures.Future[str] = concurrent.futures.Future()
        self._steps: WeakKeyDictionary[Any, Generator[Any, Any, Clip]] = WeakKeyDictionary()
        self._on_cancel: Callable[[], object] = lambda: None
        if origin.id is not None:
            self._accepted.set_result(origin.id)

    # the result

    @property
    def id(self) -> str | None:
        """Krea's job ID; None until Krea has accepted the job."""
        known = self._accepted.done() and self._accepted.exception() is None
        return self._accepted.result() if known else None

    def accepted(self, timeout: float | None = None) -> str:
        """Wait until Krea has accepted the job, and return its ID.

        Raises:
            WaitTimeout: The time is over. The job continues.
            KreaError: Krea has not accepted it.
        """
        return str(self._wait_for(self._accepted, timeout, "Krea has not accepted the job"))

    def wait(self, timeout: float | None = None) -> Clip:
        """Wait for the clip, and block only this thread.

        Args:
            timeout: Longest wait in seconds; None waits as long as the job is watched (about two hours of processing).

        Raises:
            WaitTimeout: The time is over. The job continues; `error.job` is this job.
            KreaError: There is no clip.
        """
        clip: Clip = self._wait_for(super(), timeout, "No clip")
        return clip

    def result(self, timeout: float | None = None) -> Clip:
        """As `wait`."""
        return self.wait(timeout)

    def exception(self, timeout: float | None = None) -> KreaError | None:
        """Wait as `wait` does, and return its error instead of raising it; None if there is a clip."""
        try:
            self.wait(timeout)
        except WaitTimeout:
            raise
        except KreaError as error:
            return error
        return None

    def done(self) -> bool:
        """Whether it has ended, with or without a clip."""
        return super().done()

    def running(self) -> bool:
        """Whether it has not ended."""
        return not self.done()

    def cancelled(self) -> bool:
        """Whether it ended because it was cancelled."""
        return isinstance(self.error, JobCancelled)

    def __await__(self) -> Generator[Any, None, Clip]:
        return self.wait_async().__await__()

    async def wait_async(self, timeout: float | None = None) -> Clip:
        """Await the clip for at most `timeout` seconds; raises what `wait` raises."""
        try:
            await asyncio.wait_for(until_done(self), timeout)
        except asyncio.CancelledError:
            self._print_that_it_continues()
            raise
        except asyncio.TimeoutError as error:
            raise self._timed_out("No clip", timeout) from error
        return super().result()

    async def updates(self) -> AsyncIterator[Progress]:
        """The progress now and after each change, until the end; slow readers miss some.

        Example:
            ```python
            async for progress in krea.submit("cat.png", "slow dolly in").updates():
                print(progress.fraction, progress.message)
            ```
        """
        shown: Progress | None = None
        while True:
            ended = self.done()
            if self.progress != shown:
                shown = self.progress
                yield shown
            if ended:
                return
            await asyncio.sleep(INTERRUPT_CHECK)

    # control

    def again(self) -> Job:
        """Submit the same request once more; a completed job is billed again."""
        studio = self._studio or shared_studio()
        job: Job = studio.shoot_again(self)
        return job

    def cancel(self) -> bool:
        """Request a cancel, without waiting; False if the job has already ended.

        Krea cancels only a queued or processing job. So the job may still finish; watch `progress`.
        """
        # `asyncio.wrap_future(job)` cancels whatever it wraps when somebody stops waiting. That is no request.
        caller = getattr(inspect.currentframe(), "f_back", None)
        if self.done() or (caller is not None and caller.f_globals.get("__name__") == "asyncio.futures"):
            return False
        self.cancel_asked = True
        self._on_cancel()
        return True

    def on_progress(self, callback: Callable[[Job], object], *, lane: str = "callbacks") -> Callable[[], None]:
        """Call `callback(job)` now and after each change of the progress, on a worker thread.

        Args:
            callback: Its exceptions are logged and stop nothing.
            lane: Callbacks of one lane share a thread, so a callback that blocks delays the others of its lane.

        Returns:
            A function that ends it.
        """
        return self._listeners.add(callback, lane)

    def __repr__(self) -> str:
        next_step = "" if self.done() else " · `await job` or `job.wait()` gives the clip"
        return f"<Job {self.id or self.key} · {self.progress.message}{next_step}>"

    def _ipython_display_(self) -> None:
        """Show the clip, once there is one."""
        if self.clip is None:
            raise NotImplementedError
        self.clip._ipython_display_()

    def _display_(self) -> Any:
        """The same for marimo, which would prefer `_repr_html_`."""
        if self.clip is not None:
            return self.clip
        from marimo import Html

        return Html(self._repr_html_())

    def _repr_html_(self) -> str:
        if self.clip is not None:
            return self.clip._repr_html_()
        return f"<div><code>{escape_text(self.id or self.key)}</code> · {escape_text(self.progress.message)}</div>"

    # For the event loop: `asyncio.run`, `create_task` and `TaskGroup` take only coroutines. Each task has its own wait.

    def send(self, value: Any) -> Any:
        """For asyncio."""
        return self._step().send(value)

    def throw(self, *error: Any) -> Any:
        """For asyncio."""
        return self._step().throw(*error)

    def close(self) -> None:
        """For asyncio."""

    def _step(self) -> Generator[Any, Any, Clip]:
        task = asyncio.current_task()
        if task not in self._steps:
            self._steps[task] = self.__await__()
        return self._steps[task]

    # A job is one, wherever it is referred to. In another process, only what has ended is of use.

    def __copy__(self) -> Job:
        return self

    def __deepcopy__(self, memo: object) -> Job:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        origin = JobOrigin(self.key, self.id, None, self.asked_at)
        names = ("backend", "price", "listed_price", "raw", "webhook_url", "sweep")
        given = {**{name: getattr(self, name) for name in names}, "base_url": self._base_url, "origin": origin}
        make = functools.partial(Job, self.shot, self.model, loop=None, **given)
        return make, (), (self.progress, self.clip, self.error)

    def __setstate__(self, state: tuple[Progress, Clip | None, KreaError | None]) -> None:
        # The error refers to the job, so it may not be complete yet.
        self.progress, self.clip, self.error = state
        if self.clip is not None:
            self.set_result(self.clip)
        elif self.error is not None:
            self.set_exception(self.error)

    def _wait_for(self, future: Any, timeout: float | None, missing: str) -> Any:
        if self._elsewhere and not future.done():
            raise JobError("This job runs in another process.", job=self, advice="`krea.job(job.id)` follows it here.")
        try:
            return future.result(timeout)
        except concurrent.futures.TimeoutError as error:
            # The job's own error, which is a TimeoutError too.
            if future.done():
                raise
            raise self._timed_out(missing, timeout) from error
        except KeyboardInterrupt:
            self._print_that_it_continues()
            raise

    def _timed_out(self, missing: str, timeout: float | None) -> WaitTimeout:
        return WaitTimeout(f"{missing} after {timeout:g} s.", job=self, advice=CONTINUES)

    def _print_that_it_continues(self) -> None:
        name = f"Job {self.id}" if self.id else "The job (not yet accepted)"
        # Whoever interrupts must learn the ID of what they may pay for.
        say(
            f"{name} continues. `job.wait()` waits again, `job.cancel()` cancels, "
            "`krea.resume()` finds it after a restart."
        )


class JobControl:
    """The engine's side of a job.

    Attributes:
        base_url: The API's address; "" in the sandbox.
        resumed: Whether the journal already has the job.
        sent_at: See `JobOrigin`.
        may_be_sent: Whether an earlier kernel has sent it, or may have.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self.base_url = job._base_url
        self.resumed = bool(job._origin.key)
        self.sent_at = job._origin.sent_at
        self.may_be_sent = job.id is not None or self.sent_at is not None

    def accept(self, job_id: str) -> None:
        """Set Krea's job ID."""
        job = self._job
        job._accepted.set_result(job_id)
        log.info("Job %s submitted · %s · %s", job_id, job.shot.model, job.price or "free or price unknown")

    def report(self, progress: Progress) -> None:
        """Set the progress and call the listeners. The fraction never falls."""
        job = self._job
        before = job.progress.fraction
        if before is not None and progress.fraction is not None and progress.fraction < before:
            progress = replace(progress, fraction=before)
        if progress != job.progress:
            log.debug("Job %s · %s", job.id or job.key, progress.message)
            job.progress = progress
            job._listeners.notify()

    def finish(self, clip: Clip, progress: Progress) -> None:
        """End with a clip."""
        job = self._job
        log.info("Job %s done · %s · %s", job.id, job.shot.model, clip.path)
        job.clip = clip
        job.progress = progress
        job.set_result(clip)
        job._listeners.notify()

    def fail(self, error: KreaError) -> None:
        """End without a clip."""
        job = self._job
        log.info("Job %s failed · %s · %s", job.id or job.key, job.shot.model, error)
        job.error = error
        if isinstance(error, JobError) and error.job is None:
            error.job = job
        phase: Phase = "failed"
        if isinstance(error, JobCancelled):
            phase = "cancelled"
        elif isinstance(error, SubmitUncertain):
            phase = "uncertain"
        job.progress = Progress(phase, str(error), None, job.progress.elapsed, None, job.progress.status)
        if not job._accepted.done():
            job._accepted.set_exception(error)
        job.set_exception(error)
        job._listeners.notify()

    def on_cancel(self, callback: Callable[[], object]) -> None:
        """Set what `cancel()` calls, on the thread that cancels."""
        self._job._on_cancel = callback

    async def wait_accepted(self) -> str:
        """Await Krea's job ID; raises what `Job.accepted` raises."""
        await until_done(self._job._accepted)
        return self._job.accepted(0)

    async def wait(self) -> Clip:
        """Await the clip on the engine's loop, where no interrupt has to be noticed."""
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        self._job.add_done_callback(lambda _: loop.call_soon_threadsafe(ended.set))
        await ended.wait()
        return self._job.result()
