"""The sandbox's jobs: their states from the queue to the clip, and the threads that render them."""

from __future__ import annotations

import atexit
import logging
import math
import os
import queue
import shutil
import tempfile
import threading
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from ..camera_moves.prompt import parse
from ..catalogue import Model, bundled
from ..errors import is_disk_full
from ..job_status import CANCELLABLE, TERMINAL
from .assets import Assets
from .camera.render_request import (
    Cancelled,
    Renderer,
    RenderRequest,
    camera_prompt,
    clip_duration,
    frame_size,
    has_audio,
)
from .faults import Action, Faults
from .middleware import LoggedRequest

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["STATUSES", "BacklogFullError", "Sandbox", "SandboxJob", "disk_full", "estimated_time"]

# Krea docs, "Job lifecycle" (2026-08-09): every state, in the order in which a job meets them.
STATUSES = (
    *("backlogged", "queued", "scheduled", "processing", "sampling", "intermediate-complete"),
    *("completed", "failed", "cancelled"),
)
JOB_TYPE = "externalVideo"
# Seconds, at pace 1.
PAUSES = {"queued": 0.4, "scheduled": 0.3, "intermediate-complete": 0.1}
# Some models take any number as a seed, negative ones too; the renderer takes 0 to SEEDS - 1.
SEEDS = 2**31
# The fraction of the render after which "processing" becomes "sampling".
SAMPLING_AT = 0.9
WEBHOOK_TIMEOUT = 5.0  # seconds

log = logging.getLogger(__name__)


def disk_full(folder: Path) -> str:
    """The message for a full disk; it names the parent folder, because that is where a person can make room."""
    return f"The disk is full: there is no room in {folder.parent}."


def estimated_time(duration: float) -> str:
    """How long a clip of so many seconds takes, in the form of Krea's docs: "3-7 seconds"."""
    # Measured on two cores: for each second, 0.5 s in 720p and 1.3 s in 1080p.
    return f"{math.ceil(duration / 2)}-{math.ceil(duration * 1.3)} seconds"


@dataclass
class SandboxJob:
    """One job; changed under the sandbox's lock only.

    Attributes:
        number: Counts the sandbox's jobs from 1.
        base: The URL under which the clip is served.
        fault: What the faults language wants to become of the job, or None.
        parked: Whether it is held in its state until it is cancelled; it then takes no place in the queue.
        history: Every state so far.
    """

    id: str
    number: int
    model: Model
    values: Mapping[str, Any]
    base: str
    created_at: str
    webhook: str | None = None
    fault: Action | None = None
    status: str = "queued"
    completed_at: str | None = None
    progress: float | None = None
    urls: tuple[str, ...] = ()
    error: dict[str, str] = field(default_factory=dict)
    parked: bool = False
    history: list[str] = field(default_factory=list)
    cancel: threading.Event = field(default_factory=threading.Event)

    @property
    def open(self) -> bool:
        return self.status not in TERMINAL

    def enter(self, status: str) -> None:
        self.status = status
        self.history.append(status)

    def reply(self) -> dict[str, Any]:
        """The job as JSON; before the end `result` is null or {}, both of which real replies have."""
        body: dict[str, Any] = {
            "job_id": self.id,
            "status": self.status,
            "type": JOB_TYPE,
            "created_at": self.created_at,
            "completed_at": self.completed_at,
            "result": {"urls": list(self.urls)} if self.urls else (None if self.number % 2 else {}),
        }
        if self.progress is not None and self.open:
            # The examples of Krea's docs print it with "%".
            body["progress"] = round(100 * self.progress)
        return {**body, "error": dict(self.error)} if self.error else body


class BacklogFullError(Exception):
    """The sandbox has as many open jobs as it takes."""


class Sandbox:
    """The jobs, assets, faults and request log of one sandbox; the arguments are those of `app`.

    All methods can be called from any thread. `close` ends its threads and removes its files.
    """

    def __init__(
        self,
        *,
        models: Iterable[Model] | None,
        renderer: Renderer | None,
        pace: float,
        workers: int | None,
        concurrency: int,
        backlog: int,
        now: Callable[[], datetime],
    ) -> None:
        self.models = {model.id: model for model in (bundled().models() if models is None else models)}
        self.faults = Faults()
        # Without the requests to the sandbox's own /sandbox/…; the oldest are forgotten.
        self.log: deque[LoggedRequest] = deque(maxlen=10_000)
        self.folder, self._pid = Path(tempfile.mkdtemp(prefix="krea-sandbox-")), os.getpid()
        self.assets = Assets(self.folder)
        self._renderer = renderer or render_clip
        self._pace, self._now = pace, now
        self._workers = workers or (2 if (os.cpu_count() or 1) >= 4 else 1)
        self._concurrency, self._backlog = concurrency, backlog
        self._lock = threading.RLock()
        self._jobs: dict[str, SandboxJob] = {}
        self._open: dict[str, SandboxJob] = {}
        self._count, self._last = 0, datetime.min.replace(tzinfo=timezone.utc)
        self._waiting: queue.SimpleQueue[SandboxJob | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._closed = self._backlogged = False
        # The threads are daemons, so that a script ends that never calls close().
        atexit.register(self.close)

    @property
    def jobs_created(self) -> int:
        """The number of jobs so far, deleted ones included."""
        return self._count

    def timestamp(self) -> str:
        """Now in Krea's format (UTC, milliseconds, "Z"); never the same twice, because list cursors are times."""
        with self._lock:
            self._last = max(self._now(), self._last + timedelta(milliseconds=1))
            return self._last.strftime("%Y-%m-%dT%H:%M:%S.") + f"{self._last.microsecond // 1000:03d}Z"

    def submit(
        self,
        model: Model,
        values: Mapping[str, Any],
        *,
        base: str,
        webhook: str | None = None,
        fault: Action | None = None,
    ) -> SandboxJob:
        """Queue a job, which is posted to `webhook` at its end; its clip is served under `base`.

        Raises:
            BacklogFullError: `backlog` jobs are open already, or as many as the faults allow.
        """
        with self._lock:
            busy = sum(not job.parked for job in self._open.values())
            if self._closed or busy >= self._backlog or not self.faults.allows(len(self._open)):
                raise BacklogFullError
            self._count += 1
            job = SandboxJob(
                str(uuid.uuid4()), self._count, model, dict(values), base, self.timestamp(), webhook, fault
            )
            self._backlogged |= busy >= self._concurrency
            job.enter("queued" if busy < self._concurrency else "backlogged")
            self._jobs[job.id] = self._open[job.id] = job
            # The threads start with the first job, so that a sandbox without jobs costs nothing.
            while len(self._threads) < self._workers:
                thread = threading.Thread(target=self._work, name=f"krea-sandbox-{len(self._threads)}", daemon=True)
                self._threads.append(thread)
                thread.start()
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
        """Cancel a job that is queued or processing, delete one that has ended; False for every other."""
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
        """Cancel all jobs, end the threads and remove the files. It can be called twice."""
        # In a fork that ends, threads and files are the parent's.
        if os.getpid() != self._pid:
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

    def _work(self) -> None:
        while (job := self._waiting.get()) is not None:
            try:
                self._run(job)
            except Exception as problem:
                # Renderers raise errors of their own when they are cancelled.
                if job.parked or job.cancel.is_set():
                    self._promote()
                    continue
                log.exception("The sandbox could not render job %s.", job.id)
                error = {"code": "internal", "message": f"{type(problem).__name__}: {problem}"}
                if is_disk_full(problem):
                    # Krea has no code for this.
                    error = {"code": "disk_full", "message": disk_full(self.folder)}
                self._end(job, "failed", error)

    def _run(self, job: SandboxJob) -> None:
        """Take one job through all its states; raises `Cancelled` if it was cancelled, or is held until it is."""
        fault = job.fault
        # A job can be held in the backlog again, or in a state that no client knows.
        if fault and fault.kind == "stay" and fault.word not in STATUSES[1:]:
            self._enter(job, fault.word)
        for status in STATUSES[1:4]:
            self._enter(job, status)
        if fault and fault.kind == "fail":
            self._end(job, "failed", {"code": fault.word} if fault.word else {})
            return
        if not (fault and fault.kind == "finish"):
            self._renderer(self._render_request(job))
        for status in STATUSES[4:6]:
            self._enter(job, status)
        self._end(job, "completed")

    def _enter(self, job: SandboxJob, status: str) -> None:
        fault, pause = job.fault, PAUSES.get(status, 0.0) * self._pace
        with self._lock:
            if job.cancel.is_set():
                raise Cancelled
            if job.status != status:
                job.enter(status)
                self._backlogged |= status == "backlogged"
            if fault and fault.kind == "stay" and fault.word == status:
                if fault.wait is None:
                    job.parked = True
                    raise Cancelled
                pause += fault.wait
        if job.cancel.wait(pause):
            raise Cancelled

    def _render_request(self, job: SandboxJob) -> RenderRequest:
        def on_progress(fraction: float) -> None:
            with self._lock:
                job.progress = max(job.progress or 0.0, min(float(fraction), 1.0))
                if job.progress >= SAMPLING_AT and job.status == "processing":
                    job.enter("sampling")

        schema, values = job.model.schema, job.values
        # OpenCV and PyAV load with the first clip.
        from .camera.start_image import frame_of

        def files(kind: str, *names: str) -> list[Path]:
            return self._files(values, names, kind)

        image = next(iter(files("image/", "start_image", "reference_images")), None)
        start: Path | Image | None = image
        size = self._image_size(image) if image else None
        if start is None and (videos := files("video/", "start_video", "edit_video")):
            # A video is continued from where it ends.
            start = frame_of(videos[0], last="start_video" in values)
            size = start.size
        return RenderRequest(
            prompt=camera_prompt(values),
            start=start,
            end=next(iter(files("image/", "end_image")), None),
            out=self.clip_path(job.id),
            size=frame_size(schema, values, size),
            duration=clip_duration(schema, values),
            audio=has_audio(schema, values),
            seed=abs(int(values.get("seed") or job.number)) % SEEDS,
            camera_control=values.get("camera_control"),
            camera_motion=values.get("camera_motion"),
            camera_trajectory=values.get("camera_trajectory"),
            on_progress=on_progress,
            cancel=job.cancel,
            insets=[frame_of(video) for video in files("video/", "reference_videos", "video_reference")],
            sound=next(iter(files("audio/", "audio_url", "reference_audios")), None),
        )

    def _image_size(self, path: Path) -> tuple[int, int] | None:
        asset = self.assets.get(path.stem)
        return (asset.width, asset.height) if asset and asset.width and asset.height else None

    def _files(self, values: Mapping[str, Any], names: Iterable[str], kind: str) -> list[Path]:
        """The files behind some parameters' URLs of this sandbox, which were checked when the job was submitted."""
        urls: list[Any] = []
        for name in names:
            value = values.get(name)
            urls += value if isinstance(value, list) else [value.get("url") if isinstance(value, Mapping) else value]
        found = [self.file(Path(urlsplit(str(url)).path).name) for url in urls]
        return [file[0] for file in found if file is not None and file[1].startswith(kind)]

    def _end(self, job: SandboxJob, status: str, error: dict[str, str] | None = None) -> None:
        """Set the final state, unless the job has one already."""
        with self._lock:
            if not job.open:
                return
            job.error = error or {}
            if status == "completed" and self.clip_path(job.id).exists():
                job.urls = (f"{job.base}/files/{job.id}.mp4",)
            job.completed_at = self.timestamp()
            job.enter(status)
            del self._open[job.id]
            body = job.reply()
        self._promote()
        if job.webhook:
            threading.Thread(
                target=_post_webhook, args=(job.webhook, body), name="krea-sandbox-webhook", daemon=True
            ).start()

    def _promote(self) -> None:
        """Queue the oldest jobs of the backlog, as far as there is room."""
        with self._lock:
            if not self._backlogged:
                return
            running = [j for j in self._open.values() if not j.parked and j.status != "backlogged"]
            backlog = [j for j in self._open.values() if j.status == "backlogged" and not j.parked]
            for job in backlog[: max(self._concurrency - len(running), 0)]:
                job.enter("queued")
            self._backlogged = len(backlog) > max(self._concurrency - len(running), 0)


def _post_webhook(url: str, body: dict[str, Any]) -> None:
    """Post the whole job, once (Krea docs, "Webhooks"); an error is logged and changes nothing."""
    try:
        httpx.post(url, json=body, timeout=WEBHOOK_TIMEOUT, follow_redirects=False, trust_env=False)
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        log.info("The webhook could not be reached: %s", problem)


def render_clip(request: RenderRequest) -> None:
    """The renderer of the sandbox's clips."""
    # OpenCV and PyAV load with the first clip.
    from .camera.render import render

    motion = parse(
        request.prompt,
        duration=request.duration,
        camera_control=request.camera_control,
        camera_motion=request.camera_motion,
        trajectory=request.camera_trajectory,
    )
    render(request, motion)
