"""A job: a shot in flight, that can be waited for, awaited, watched and cancelled, from any thread."""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import threading
import time
import uuid
from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any

from ..errors import JobCancelled, JobError, KreaError, SubmitUncertain, WaitTimeout
from ..status import Phase, Progress
from .loop import until_done

if TYPE_CHECKING:
    from ..catalogue import Model, Price
    from ..media import Clip, Shot
    from .loop import EngineLoop

__all__ = ["Job"]

log = logging.getLogger("krea_widgets")


class Job:
    """A shot in flight. Made by `krea.submit(...)`, never by hand.

    Closing a widget, interrupting a cell or restarting the kernel never cancels it: only `cancel()` does.

    Attributes:
        key: This job's name here, known from the start.
        id: Krea's job id; None until Krea has accepted the job.
        shot: What was asked for.
        backend: "krea" or "sandbox".
        price: What it costs if it completes; None in the sandbox and where it is not known.
        progress: The latest `Progress`.
        clip: The finished `Clip`, or None.
        error: Why there is no clip, or None.

    Example:
        ```python
        job = krea.submit("cat.png", "slow dolly in")
        clip = await job            # or job.wait(timeout=600)
        ```
    """

    def __init__(
        self,
        shot: Shot,
        model: Model,
        *,
        backend: str,
        loop: EngineLoop,
        price: Price | None = None,
        raw: Mapping[str, Any] | None = None,
        webhook_url: str | None = None,
        base_url: str = "",
        key: str = "",
        id: str | None = None,  # noqa: A002 (Krea's own word)
        sent_at: float | None = None,
        asked_at: float | None = None,
    ) -> None:
        self.key = key or uuid.uuid4().hex
        self.id = id
        self.base_url = base_url  # the API's address; "" in the sandbox
        self.sent_at = sent_at  # by Krea's clock; of a submit in an earlier kernel that was never answered
        self.resumed = bool(key)  # the journal has it already
        self.asked_at = time.time() if asked_at is None else asked_at
        self.shot = shot
        self.model = model
        self.backend = backend
        self.price = price
        self.raw = raw
        self.webhook_url = webhook_url
        self.progress = Progress("submitting", "Starting")
        self.clip: Clip | None = None
        self.error: KreaError | None = None
        self._loop = loop
        self._lock = threading.Lock()
        self._listeners: list[tuple[Callable[[Job], object], str]] = []
        self._future: concurrent.futures.Future[Clip] = concurrent.futures.Future()
        self._cancel_asked = threading.Event()
        self._nudge: Callable[[], object] = lambda: None

    # what a person does with it

    @property
    def done(self) -> bool:
        """Whether it has ended, well or not."""
        return self._future.done()

    @property
    def cancel_asked(self) -> bool:
        """Whether `cancel()` was called."""
        return self._cancel_asked.is_set()

    def wait(self, timeout: float | None = None) -> Clip:
        """Wait for the clip, blocking this thread only.

        Args:
            timeout: Seconds to wait at most; None waits as long as the job is watched (about two hours of work).

        Raises:
            WaitTimeout: The time is over. The job goes on; `error.job` is this job.
            KreaError: Why there is no clip.
        """
        try:
            return self._future.result(timeout)
        except concurrent.futures.TimeoutError as error:
            if self._future.done():  # an error of the job's own, which is a TimeoutError too
                raise
            raise WaitTimeout(
                f"No clip after {timeout:g} s.", job=self, advice="The job goes on: wait again, or leave it and resume."
            ) from error
        except KeyboardInterrupt:
            self._say_it_goes_on()
            raise

    def __await__(self) -> Generator[Any, None, Clip]:
        return self._await().__await__()

    async def _await(self) -> Clip:
        try:
            await until_done(self._future)
        except asyncio.CancelledError:
            self._say_it_goes_on()
            raise
        return self._future.result()

    def cancel(self) -> bool:
        """Ask for the job to be cancelled; returns at once, False when it has already ended.

        Krea can cancel a job only while it is queued or processing, so it may still finish; watch `progress`.
        """
        if self.done:
            return False
        self._cancel_asked.set()
        self._nudge()
        return True

    def on_progress(self, callback: Callable[[Job], object], *, lane: str = "callbacks") -> Callable[[], None]:
        """Call `callback(job)` whenever the progress changes, on a thread of its own; returns what ends it.

        It is called once at once with the present state, so that nothing is missed. Callbacks of one lane share a
        thread, so one that blocks holds up the others of its lane; what this package draws has a lane apart.
        """
        listener = (callback, lane)
        with self._lock:
            self._listeners.append(listener)
        self._loop.tell(lambda: self._call(callback), lane)

        def stop() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return stop

    def __repr__(self) -> str:
        return f"<Job {self.id or self.key} · {self.progress.message}>"

    # what the engine does with it

    def tell(self, progress: Progress) -> None:
        """Take over a new progress, never letting the fraction fall, and pass it on."""
        before = self.progress.fraction
        if before is not None and progress.fraction is not None and progress.fraction < before:
            progress = Progress(**{**vars(progress), "fraction": before})
        if progress == self.progress:
            return
        self.progress = progress
        self._pass_on()

    def finish(self, clip: Clip, progress: Progress) -> None:
        """It is a clip now."""
        self.clip = clip
        self.progress = progress
        self._future.set_result(clip)
        self._pass_on()

    def fail(self, error: KreaError) -> None:
        """It ended without a clip."""
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
        self._pass_on()

    def wake_with(self, nudge: Callable[[], object]) -> None:
        """How to wake the engine when something is asked of this job."""
        self._nudge = nudge

    def _pass_on(self) -> None:
        with self._lock:
            listeners = list(self._listeners)
        for callback, lane in listeners:
            self._loop.tell(lambda callback=callback: self._call(callback), lane)  # type: ignore[misc]

    def _call(self, listener: Callable[[Job], object]) -> None:
        try:
            listener(self)
        except Exception:  # a listener is the user's: its trouble must not stop the job nor stay unseen
            log.exception("A progress callback of job %s failed", self.id or self.key)

    def _say_it_goes_on(self) -> None:
        name = f"Job {self.id}" if self.id else "The job (not yet accepted)"
        print(  # noqa: T201 (the person who pressed Stop must learn the id of what they may be paying for)
            f"{name} goes on; stopped waiting only. `job.wait()` waits again, `job.cancel()` cancels, "
            "`krea.resume()` finds it after a restart."
        )
