"""The studio makes checked shots, jobs from shots, and jobs from what earlier kernels left."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable, Collection, Container, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..catalogue import Catalogue, Model, Price, bundled
from ..engine import EngineLoop, Job, PollPolicy
from ..errors import BadInput, JournalUnavailable
from ..journal import Entry, Journal
from ..media import Asset, Clip, Shot, Still, check_folder, open_still, remote_url
from ..settings import KREA_URL, Token, clip_folder, home_folder
from .backends import Backend, Backends
from .catalogue_cache import CatalogueCache
from .image_opening import with_stills
from .progress_display import show_progress
from .recovery import SENT_AGAIN, SETTLED, Recovery
from .validation import check_extras, check_timeout

if TYPE_CHECKING:
    from ..api import HttpTransport, JobResponse

__all__ = ["Studio", "studio"]


class Studio:
    """Makes clips in one of two backends: "krea", with a token, or the "sandbox", which is free and needs none.

    Args:
        backend: "krea" or "sandbox"; None means "krea" if a token is found.
        token: A Krea API token; None calls `settings.find_token`.
        home: The folder of the journal.
        clips: The clip folder. None finds it for each job, because a notebook can change its folder.
        base_url: The API's address, for a sandbox behind a socket.
        transport: An httpx transport, for tests.
        pace: How often to poll a job.
        sleep: Waits some seconds, between polls and between retries. Tests replace it.
        journal: None means the one in `home`.
    """

    def __init__(
        self,
        backend: Backend | None = None,
        *,
        token: str | Token | None = None,
        home: Path | None = None,
        clips: Path | None = None,
        base_url: str = KREA_URL,
        transport: HttpTransport | None = None,
        pace: PollPolicy | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        journal: Journal | None = None,
    ) -> None:
        # From here on, no frame holds it as text.
        token = Token.of(token)
        self._home, self._clips = home, clips
        self._live = CatalogueCache(self.home / "openapi.json")
        self._journal = journal
        # The keys of uncertain jobs that were sent again.
        self._settled: set[str] = set()
        # While it is held, no other thread of this process starts a job.
        self._lock = self.starting = threading.RLock()
        self._backends = Backends(
            backend,
            token=token,
            journal=lambda: self.journal,
            clips=lambda: self.clip_folder,
            base_url=base_url,
            transport=transport,
            pace=pace,
            sleep=sleep,
            on_krea=lambda client: self._live.renew(client.openapi),
        )

    @property
    def backend(self) -> Backend:
        """The current backend: "krea" or "sandbox"."""
        return self._backends.now

    @property
    def has_token(self) -> bool:
        """Whether there is a token."""
        return self._backends.has_token

    @property
    def notices(self) -> list[str]:
        """Messages that are no errors: a model will be withdrawn, the journal cannot be written."""
        journal = self._journal.notice if self._journal else ""
        return [*self._backends.notices, *([journal] if journal else [])]

    @property
    def catalogue(self) -> Catalogue:
        """Krea's current models; the sandbox has the bundled ones."""
        return self._live.current if self.backend == "krea" else bundled()

    @property
    def home(self) -> Path:
        """The folder of the journal and the trash."""
        return self._home or home_folder()

    @property
    def clip_folder(self) -> Path:
        """The folder of the next clip."""
        return self._clips or clip_folder()

    @property
    def journal(self) -> Journal:
        """The journal, opened on first use."""
        with self._lock:
            if self._journal is None:
                self._journal = Journal(self.home / "journal.db")
            return self._journal

    @property
    def loop(self) -> EngineLoop:
        """The loop that runs the jobs of both backends."""
        return self._backends.loop

    # making clips

    def submit(
        self,
        image: Any = None,
        prompt: str = "",
        *,
        model: str | None = None,
        webhook_url: str | None = None,
        raw: Mapping[str, Any] | None = None,
        on_progress: Callable[[Job], object] | None = None,
        **values: Any,
    ) -> Job:
        """Start a clip and return its `Job` without waiting. See `krea.submit`."""
        values = values if image is None else {"start_image": image, **values}
        shot = self.shot(model, {"prompt": prompt, **values}, raw=raw)
        return self.shoot(shot, webhook_url=webhook_url, raw=raw, on_progress=on_progress)

    def animate(self, image: Any = None, prompt: str = "", *, timeout: float | None = None, **rest: Any) -> Clip:
        """Make a clip, show its progress and wait for it. See `krea.animate`."""
        # An error after the start would leave a paid job alone.
        check_timeout(timeout)
        job = self.submit(image, prompt, **rest)
        show_progress(job)
        return job.wait(timeout)

    def shot(self, model: str | None, values: Mapping[str, Any], *, raw: Mapping[str, Any] | None = None) -> Shot:
        """A checked shot, with open images and the sizes that the model needs.

        Args:
            model: An ID or a name; None means the catalogue's default.
            values: The prompt and the parameters by their wire names; an image is anything that `still` opens.
            raw: Unchecked parameters. With it, even {}, an unknown model is allowed.

        Raises:
            BadInput: With the field's name; nothing was sent. An image behind a URL is fetched before.
        """
        check_extras(None, raw)
        chosen = self._model(model, raw)
        opened = with_stills(chosen, values, self.still)
        start = opened.get("start_image")
        ratio = start.ratio if isinstance(start, Still) and start.ratio else None
        shot = Shot(chosen.id, chosen.complete(opened, still_ratio=ratio))
        self.catalogue.check(chosen.id, shot.wire(_placeholder), extra=raw)
        return shot

    def shoot(
        self,
        shot: Shot,
        *,
        backend: Backend | None = None,
        webhook_url: str | None = None,
        raw: Mapping[str, Any] | None = None,
        on_progress: Callable[[Job], object] | None = None,
    ) -> Job:
        """Start a clip from a checked shot, in the given backend or the current one."""
        job = self._job(shot, backend, webhook_url, raw, on_progress)
        check_folder(self.clip_folder)
        # Else `resume` could see it in the journal before the engine has it.
        with self.starting:
            self._backends.engine(job.backend).start(job)  # type: ignore[arg-type]  # a job's backend is one
        return job

    def shoot_unless(self, shot: Shot, *, backend: Backend, seen: Collection[str]) -> Job | None:
        """Start a clip; None if any kernel has started the same shot since `seen` was read.

        Args:
            shot: A checked shot.
            backend: The backend for which it was priced.
            seen: The keys of all its jobs, pending or ended, that the caller knows.
        """
        job = self._job(shot, backend)
        check_folder(self.clip_folder)
        with self.starting:
            return self._backends.engine(backend).start(job, seen=seen)

    def _job(
        self,
        shot: Shot,
        backend: Backend | None,
        webhook_url: str | None = None,
        raw: Mapping[str, Any] | None = None,
        on_progress: Callable[[Job], object] | None = None,
    ) -> Job:
        """The job of a shot, not yet started."""
        check_extras(webhook_url, raw, on_progress)
        # Read once: `use` can change it at any moment, and one of the two costs money.
        backend = backend or self.backend
        self._backends.engine(backend)
        job = Job(
            shot,
            self._model(shot.model, {}),
            backend=backend,
            loop=self._backends.loop,
            price=None if backend == "sandbox" else self._live.current.price(shot.model, **shot.wire(_placeholder)),
            raw=raw,
            webhook_url=webhook_url,
            base_url=self._backends.base_url_of(backend),
        )
        if on_progress is not None:
            job.on_progress(on_progress)
        return job

    def price(self, model: str, values: Mapping[str, Any]) -> Price | None:
        """The cost of a completed clip; None in the sandbox, which is free, and if it is unknown."""
        return None if self.backend == "sandbox" else self.catalogue.price(model, **values)

    # jobs

    def jobs(self) -> list[Job]:
        """The pending jobs of this process, in both backends."""
        return self._backends.jobs()

    def left(self) -> list[Entry]:
        """The journal's open jobs of this backend that no live kernel watches; sends nothing."""
        return self._recovery.entries()

    def resume(self, *, only: Container[str] | None = None) -> list[Job]:
        """Resume the jobs that earlier kernels left, or only those with these keys.

        A job at Krea is watched, and its clip downloaded. A job that was being sent when its kernel ended is searched
        among Krea's jobs, and never sent again. A job that was certainly never sent is sent now.

        Returns:
            The resumed jobs. Only one kernel resumes each of them.

        Raises:
            JournalUnavailable: The journal cannot be read or written, so no job was resumed.
        """
        taken: list[Job] = []
        fault: JournalUnavailable | None = None
        with self._lock:
            for entry in self.left():
                if only is None or entry.key in only:
                    try:
                        job = self._recovery.take_up(entry)
                        taken += [job] if job is not None else []
                    except JournalUnavailable as error:
                        # This job may be another kernel's, so the others are still tried.
                        fault = error
        if fault is not None and not taken:
            raise fault
        return taken

    def unknown_jobs(self) -> list[JobResponse]:
        """The latest jobs at Krea that are not in the journal: another program's, or a lost journal's."""
        return self._recovery.unknown_jobs()

    def adopt(self, job_id: str, job: Job | None = None) -> Job:
        """Add a job at Krea to the journal and download its clip, which costs nothing.

        Args:
            job_id: One of `unknown_jobs()`, or of the `candidates` of a `SubmitUncertain`.
            job: The uncertain job that it is; None if its settings are unknown.
        """
        with self._lock:
            return self._recovery.adopt(job_id, job)

    def send_again(self, job: Job) -> Job:
        """Send the shot of an uncertain job again. You confirm that Krea did not start it."""
        with self.starting:
            if job.key in self._settled:
                raise BadInput(SETTLED)
            self._recovery.uncertain(job)
            again = self.shoot(job.shot, backend=job.backend, webhook_url=job.webhook_url, raw=job.raw)  # type: ignore[arg-type]  # a job's backend is one
            self._settled.add(job.key)
            # Without the journal, it stays uncertain there.
            with suppress(JournalUnavailable):
                self.journal.ended(job.key, "failed", SENT_AGAIN)
        return again

    def use(self, backend: Backend, *, token: str | Token | None = None) -> None:
        """Choose the current backend. See `krea.use`."""
        token = Token.of(token)
        self._backends.use(backend, token)

    def login(self, token: str | Token) -> None:
        """Use this token from now on. See `krea.login`."""
        token = Token.of(token) or Token(None)
        self._backends.login(token)

    def logout(self) -> None:
        """Forget the token and use the sandbox."""
        self._backends.logout()

    def close(self) -> None:
        """Stop watching, and free all threads, sockets and files. Jobs at Krea continue; `resume()` finds them."""
        # No job starts while the last ones are released.
        with self._lock:
            self._backends.shut()
        self._backends.close()
        with self._lock:
            if self._journal is not None:
                self._journal.close()

    def _model(self, name: str | None, raw: Mapping[str, Any] | None) -> Model:
        if name is None:
            return self.catalogue.default
        if raw is not None and name not in self.catalogue and "/" in name:
            return Model.unknown(name)
        return self.catalogue.find(name)

    def still(self, source: Any) -> Still:
        """Open an image from any source; an image behind a URL is fetched."""
        url = remote_url(source)
        if url is None:
            return open_still(source)
        if self._backends.owns(url):
            return open_still(Asset(url))
        data, name = self._backends.fetch(url)
        return open_still(data, name=name)

    @property
    def _recovery(self) -> Recovery:
        return Recovery(
            self._backends,
            self.journal,
            model=lambda name: self._model(name, {}),
            price=lambda shot: self.price(shot.model, shot.wire(_placeholder)),
        )


def _placeholder(still: Still) -> str:
    """The URL of an image, or one in its place for checks before the upload."""
    return still.asset.image_url if still.asset else f"https://asset.invalid/{still.digest}"


_studio: Studio | None = None
_studio_pid = 0
_studio_lock = threading.Lock()


def studio() -> Studio:
    """The studio that `krea.*` uses, made on first use. A forked process, which inherits no threads, gets a new one."""
    global _studio, _studio_pid
    with _studio_lock:
        if _studio is None or _studio_pid != os.getpid():
            _studio, _studio_pid = Studio(), os.getpid()
        return _studio
