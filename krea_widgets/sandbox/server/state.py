"""The sandbox's state: its jobs, their way from the queue to the clip, and the threads that render them."""

from __future__ import annotations

import atexit
import logging
import os
import queue
import shutil
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import httpx

from ..camera.render_request import Renderer, RenderRequest, frame_size, length, render_request, sound, words
from ..faults import Action, Faults
from .assets import Assets, StoredAsset
from .gate import Log
from .jobs import CANCELLABLE, STATUSES, SandboxJob, failure
from .validate import ModelFacts

__all__ = ["BacklogFullError", "Sandbox"]

PAUSES = {"queued": 0.4, "scheduled": 0.3, "intermediate-complete": 0.1}  # seconds, at pace 1
SEEDS = 2**31  # some models take any number, negative ones too
SAMPLING_AT = 0.9  # of the render
WEBHOOK_TIMEOUT = 5.0  # seconds

log = logging.getLogger(__name__)


class BacklogFullError(Exception):
    """No further job is taken before another one has ended."""


class _LeftError(Exception):
    """The worker leaves this job: it was cancelled, or is held for ever in the state it is in."""


class Sandbox:
    """Krea's double behind its routes. All methods may be called from any thread; `close` ends it.

    Args:
        models: What can be generated; the bundled catalogue when None.
        renderer: Makes the MP4 of a `RenderRequest`; blocks until it is written. The real one when None.
        pace: Factor for the pauses of the lifecycle; 0 leaves them out.
        seed: Added to every render's seed.
        workers: Renders at once; 1, or 2 on four cores and more, when None.
        concurrency: Jobs that are not in the backlog; the others wait as "backlogged".
        backlog: Open jobs beyond which 429 is answered.
        now: The time in UTC.
    """

    def __init__(
        self,
        *,
        models: Iterable[ModelFacts] | None = None,
        renderer: Renderer | None = None,
        pace: float = 1.0,
        seed: int = 0,
        workers: int | None = None,
        concurrency: int = 4,
        backlog: int = 100,
        now: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
    ) -> None:
        self.models = {model.id: model for model in (_bundled() if models is None else models)}
        self.faults, self.log = Faults(), Log()
        self.folder, self._pid = Path(tempfile.mkdtemp(prefix="krea-sandbox-")), os.getpid()
        self.assets = Assets(self.folder)
        self._renderer = renderer or render_request
        self._pace, self._seed, self._now = pace, seed, now
        self._workers = workers or (2 if (os.cpu_count() or 1) >= 4 else 1)
        self._concurrency, self._backlog = concurrency, backlog
        self._lock = threading.RLock()
        self._jobs: dict[str, SandboxJob] = {}
        self._count, self._last = 0, datetime.min.replace(tzinfo=timezone.utc)
        self._waiting: queue.SimpleQueue[SandboxJob | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._closed = False
        atexit.register(self.close)  # the threads are daemons, so that a script that never closes can end

    @property
    def jobs_created(self) -> int:
        """How many jobs were made so far, deleted ones included."""
        return self._count

    def timestamp(self) -> str:
        """Now, as Krea writes it; never the same twice, because the cursors of the lists are times."""
        with self._lock:
            self._last = max(self._now(), self._last + timedelta(milliseconds=1))
            return self._last.strftime("%Y-%m-%dT%H:%M:%S.") + f"{self._last.microsecond // 1000:03d}Z"

    def submit(
        self,
        model: ModelFacts,
        values: Mapping[str, Any],
        *,
        base: str,
        webhook: str | None = None,
        fate: Action | None = None,
    ) -> SandboxJob:
        """RenderRequest a job. `base` is the URL under which its result will be, `fate` what shall become of it.

        Raises:
            BacklogFullError: There are too many open jobs.
        """
        with self._lock:
            busy = [job for job in self._jobs.values() if job.open and not job.parked]
            if self._closed or len(busy) >= self._backlog:
                raise BacklogFullError
            self._count += 1
            job = SandboxJob(str(uuid.uuid4()), self._count, model, dict(values), base, self.timestamp(), webhook, fate)
            self._set(job, "queued" if len(busy) < self._concurrency else "backlogged")
            self._jobs[job.id] = job
            self._start_threads()
            self._waiting.put(job)
            return job

    def job(self, key: str) -> SandboxJob | None:
        with self._lock:
            return self._jobs.get(key)

    def newest(self) -> list[SandboxJob]:
        """All jobs, newest first."""
        with self._lock:
            return list(reversed(self._jobs.values()))

    def delete(self, key: str) -> bool:
        """Cancel a job that is queued or processing, forget one that has ended; False for every other."""
        with self._lock:
            job = self._jobs.get(key)
            if job is None or (job.open and job.status not in CANCELLABLE):
                return False
            if job.open:
                job.cancel.set()
                self._end(job, "cancelled")
            else:
                del self._jobs[key]
                self.clip_path(key).unlink(missing_ok=True)
            return True

    def clip_path(self, key: str) -> Path:
        return self.folder / f"{key}.mp4"

    def file(self, name: str) -> tuple[Path, str] | None:
        """The file of an asset or a finished clip, and its media type."""
        asset = self.assets.get(Path(name).stem)
        if asset and asset.path.name == name:
            return asset.path, asset.mime_type
        job = self.job(Path(name).stem)
        return (self.clip_path(job.id), "video/mp4") if job and job.urls and name == f"{job.id}.mp4" else None

    def close(self) -> None:
        """Cancel what runs, end the threads and remove the files. May be called twice."""
        if os.getpid() != self._pid:  # a fork that ends: threads and files are the parent's
            return
        with self._lock:
            self._closed = True
            threads, self._threads = self._threads, []
            for job in self._jobs.values():
                job.cancel.set()
        for _ in threads:
            self._waiting.put(None)
        for thread in threads:
            thread.join(10)
        shutil.rmtree(self.folder, ignore_errors=True)
        atexit.unregister(self.close)

    def _start_threads(self) -> None:
        """Threads start with the first job: merely making a sandbox costs nothing."""
        while len(self._threads) < self._workers:
            thread = threading.Thread(target=self._work, name=f"krea-sandbox-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work(self) -> None:
        while (job := self._waiting.get()) is not None:
            try:
                self._live(job)
            except _LeftError:
                self._promote()
            except Exception as problem:  # whatever the renderer met becomes the job's error, for a person to read
                log.exception("The sandbox could not render job %s.", job.id)
                self._end(job, "failed", failure(problem, self.folder))

    def _live(self, job: SandboxJob) -> None:
        """The whole life of one job; raises `_LeftError` when it ends early or is held."""
        fate = job.fate
        if fate and fate.kind == "stay" and fate.word not in STATUSES[1:]:
            self._enter(job, fate.word)  # back into the backlog, or into a state that nobody has heard of
        for status in STATUSES[1:4]:
            self._enter(job, status)
        if fate and fate.kind == "fail":
            self._end(job, "failed", {"code": fate.word} if fate.word else {})
            return
        if not (fate and fate.kind == "finish"):
            self._render(job)
        for status in STATUSES[4:6]:
            self._enter(job, status)
        self._end(job, "completed")

    def _enter(self, job: SandboxJob, status: str) -> None:
        held = job.fate if job.fate and job.fate.kind == "stay" and job.fate.word == status else None
        with self._lock:
            if job.cancel.is_set():
                raise _LeftError
            if job.status != status:
                self._set(job, status)
            if held and held.wait is None:
                job.parked = True
                raise _LeftError
        if job.cancel.wait(PAUSES.get(status, 0.0) * self._pace + ((held.wait or 0.0) if held else 0.0)):
            raise _LeftError

    def _render(self, job: SandboxJob) -> None:
        take = self._take(job)
        try:
            self._renderer(take)
        except Exception:
            if job.cancel.is_set():
                raise _LeftError from None  # a renderer leaves a cancelled take with an error of its own
            raise

    def _take(self, job: SandboxJob) -> RenderRequest:
        def heard(fraction: float) -> None:
            with self._lock:
                job.progress = max(job.progress or 0.0, min(float(fraction), 1.0))
                if job.progress >= SAMPLING_AT and job.status == "processing":
                    self._set(job, "sampling")

        schema, values = job.model.schema, job.values
        references = values.get("reference_images") or [None]
        start = self._picture(values.get("start_image")) or self._picture(references[0])
        end = self._picture(values.get("end_image"))
        still = (start.width, start.height) if start and start.width and start.height else None
        return RenderRequest(
            prompt=words(values),
            start=start.path if start else None,
            end=end.path if end else None,
            out=self.clip_path(job.id),
            size=frame_size(schema, values, still),
            duration=length(schema, values),
            audio=sound(schema, values),
            seed=(abs(int(values.get("seed") or job.number)) + self._seed) % SEEDS,
            camera_control=values.get("camera_control"),
            camera_motion=values.get("camera_motion"),
            camera_trajectory=values.get("camera_trajectory"),
            on_progress=heard,
            cancel=job.cancel,
        )

    def _picture(self, url: object) -> StoredAsset | None:
        asset = self.assets.at(url) if isinstance(url, str) else None
        return asset if asset and asset.mime_type.startswith("image/") else None

    def _set(self, job: SandboxJob, status: str) -> None:
        job.status = status
        job.history.append(status)

    def _end(self, job: SandboxJob, status: str, failure: dict[str, str] | None = None) -> None:
        """The last state; the first one to be set stays."""
        with self._lock:
            if not job.open:
                return
            job.failure = failure or {}
            if status == "completed" and self.clip_path(job.id).exists():
                job.urls = (f"{job.base}/files/{job.id}.mp4",)
            job.completed_at = self.timestamp()
            self._set(job, status)
            body = job.reply()
        self._promote()
        if job.webhook:
            threading.Thread(target=_tell, args=(job.webhook, body), name="krea-sandbox-webhook", daemon=True).start()

    def _promote(self) -> None:
        """Let the oldest of the backlog into the queue, as far as there is room."""
        with self._lock:
            ahead = [j for j in self._jobs.values() if j.open and not j.parked and j.status != "backlogged"]
            behind = [j for j in self._jobs.values() if j.status == "backlogged" and not j.parked]
            for job in behind[: max(self._concurrency - len(ahead), 0)]:
                self._set(job, "queued")


def _bundled() -> Iterable[ModelFacts]:
    from ...catalogue import bundled

    return bundled().models()


def _tell(url: str, body: dict[str, Any]) -> None:
    """Post the whole job, once (Krea docs, "Webhooks"); what becomes of it changes nothing."""
    try:
        httpx.post(url, json=body, timeout=WEBHOOK_TIMEOUT, follow_redirects=False, trust_env=False)
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        log.info("The webhook was not heard: %s", problem)
