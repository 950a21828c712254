"""A job: a request to the API, which any thread can wait for, await, watch and cancel."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
import time
import uuid
from collections.abc import Callable, Generator, Mapping
from dataclasses import KW_ONLY, InitVar, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..errors import JobCancelled, JobError, KreaError, SubmitUncertain, WaitTimeout
from ..status import Phase, Progress
from .listeners import Listeners
from .loop import until_done

if TYPE_CHECKING:
    from ..catalogue import Model, Price
    from ..media import Clip, Shot
    from .loop import EngineLoop

__all__ = ["Job"]


@dataclass(eq=False, repr=False)
class Job:
    """A request to the API. `krea.submit(...)` makes it.

    Only `cancel()` cancels it. Closing a widget, interrupting a cell and restarting the kernel do not.

    Attributes:
        shot: The model, prompt, images and parameters.
        backend: "krea" or "sandbox".
        price: What a completed job costs; None in the sandbox, and if the price is unknown.
        base_url: The API's address; "" in the sandbox.
        key: The job's key in the journal, known from the start.
        id: Krea's job ID; None until Krea has accepted the job.
        sent_at: When an earlier kernel sent it without a response, in seconds since 1970 by Krea's clock, or None.
        asked_at: When it was written into the journal, in seconds since 1970.
        progress: The latest `Progress`.
        clip: The finished `Clip`, or None.
        error: Why there is no clip, or None.
        resumed: Whether the journal already has it.

    Example:
        ```python
        job = krea.submit("cat.png", "slow dolly in")
        clip = await job            # or job.wait(timeout=600)
        ```
    """

    shot: Shot
    model: Model
    _: KW_ONLY
    backend: str
    loop: InitVar[EngineLoop]
    price: Price | None = None
    raw: Mapping[str, Any] | None = None
    webhook_url: str | None = None
    base_url: str = ""
    key: str = ""
    id: str | None = None
    sent_at: float | None = None
    asked_at: float = field(default_factory=time.time)
    progress: Progress = field(default_factory=lambda: Progress("submitting", "Starting"), init=False)
    clip: Clip | None = field(default=None, init=False)
    error: KreaError | None = field(default=None, init=False)
    _future: concurrent.futures.Future[Clip] = field(default_factory=concurrent.futures.Future, init=False)
    _cancel_asked: threading.Event = field(default_factory=threading.Event, init=False)

    def __post_init__(self, loop: EngineLoop) -> None:
        self.resumed = bool(self.key)
        self.key = self.key or uuid.uuid4().hex
        self._listeners: Listeners[Job] = Listeners(self, loop)
        self._on_cancel: Callable[[], object] = lambda: None

    @property
    def done(self) -> bool:
        """Whether it has ended, with or without a clip."""
        return self._future.done()

    @property
    def cancel_asked(self) -> bool:
        """Whether `cancel()` was called."""
        return self._cancel_asked.is_set()

    @property
    def may_be_sent(self) -> bool:
        """Whether an earlier kernel has sent it, or may have."""
        return self.id is not None or self.sent_at is not None

    def wait(self, timeout: float | None = None) -> Clip:
        """Wait for the clip, and block only this thread.

        Args:
            timeout: Longest wait in seconds; None waits as long as the job is watched (about two hours of processing).

        Raises:
            WaitTimeout: The time is over. The job continues; `error.job` is this job.
            KreaError: There is no clip.
        """
        try:
            return self._future.result(timeout)
        except concurrent.futures.TimeoutError as error:
            # The job's own error, which is a TimeoutError too.
            if self._future.done():
                raise
            advice = "The job continues: wait again, or resume later."
            raise WaitTimeout(f"No clip after {timeout:g} s.", job=self, advice=advice) from error
        except KeyboardInterrupt:
            self._print_that_it_continues()
            raise

    def __await__(self) -> Generator[Any, None, Clip]:
        return self._await().__await__()

    async def _await(self) -> Clip:
        try:
            return await self.result()
        except asyncio.CancelledError:
            self._print_that_it_continues()
            raise

    async def result(self) -> Clip:
        """Await the clip as `await job` does, on any loop, but print nothing if the wait is cancelled."""
        await until_done(self._future)
        return self._future.result()

    def cancel(self) -> bool:
        """Request a cancel, without waiting; False if the job has already ended.

        Krea cancels only a queued or processing job. So the job may still finish; watch `progress`.
        """
        if self.done:
            return False
        self._cancel_asked.set()
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
        return f"<Job {self.id or self.key} · {self.progress.message}>"

    # For the engine.

    def report(self, progress: Progress) -> None:
        """Set the progress and call the listeners. The fraction never falls."""
        before = self.progress.fraction
        if before is not None and progress.fraction is not None and progress.fraction < before:
            progress = replace(progress, fraction=before)
        if progress != self.progress:
            self.progress = progress
            self._listeners.notify()

    def finish(self, clip: Clip, progress: Progress) -> None:
        self.clip = clip
        self.progress = progress
        self._future.set_result(clip)
        self._listeners.notify()

    def fail(self, error: KreaError) -> None:
        self.error = error
        if isinstance(error, JobError) and error.job is None:
            error.job = self
        phase: Phase = "failed"
        if isinstance(error, JobCancelled):
            phase = "cancelled"
        elif isinstance(error, SubmitUncertain):
            phase = "uncertain"
        self.progress = Progress(phase, str(error), None, self.progress.elapsed, None, self.progress.status)
        self._future.set_exception(error)
        self._listeners.notify()

    def on_cancel(self, callback: Callable[[], object]) -> None:
        """Set what `cancel()` calls, on the thread that cancels."""
        self._on_cancel = callback

    def _print_that_it_continues(self) -> None:
        name = f"Job {self.id}" if self.id else "The job (not yet accepted)"
        print(  # noqa: T201 (whoever interrupts must learn the ID of what they may pay for)
            f"{name} continues. `job.wait()` waits again, `job.cancel()` cancels, "
            "`krea.resume()` finds it after a restart."
        )
