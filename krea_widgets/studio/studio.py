"""The studio: from an image and a prompt to a checked shot, from a shot to a job, and what was left running."""

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
    import httpx

    from ..api import JobResponse

__all__ = ["Studio", "studio"]


class Studio:
    """Makes clips in one of two backends: "krea", with a token, or the "sandbox", which is free and needs none.

    Args:
        backend: "krea" or "sandbox"; when left out, "krea" where a token is found.
        token: A Krea API token; else it is looked up (see `settings.find_token`).
        home: Where the journal lives.
        clips: Where clips go; when left out, looked up at every run, so that it follows the notebook's folder.
        base_url: The API's address, for a sandbox behind a socket.
        transport: How requests travel (httpx); tests swap it.
        pace: How often to look at a job.
        sleep: Waits, between looks and between tries; tests swap it.
        journal: Where jobs are written down; when left out, the one in `home`.
    """

    def __init__(
        self,
        backend: Backend | None = None,
        *,
        token: str | Token | None = None,
        home: Path | None = None,
        clips: Path | None = None,
        base_url: str = KREA_URL,
        transport: httpx.AsyncBaseTransport | None = None,
        pace: PollPolicy | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        journal: Journal | None = None,
    ) -> None:
        token = Token.of(token)  # from here on no frame holds it as text
        self._home, self._clips = home, clips
        self._live = CatalogueCache(self.home / "openapi.json")
        self._journal = journal
        self._settled: set[str] = set()  # keys of uncertain jobs that were sent again
        self._lock = self.starting = threading.RLock()  # whoever holds `starting` sees no job begun meanwhile
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
        """Which backend answers: "krea" or "sandbox"."""
        return self._backends.now

    @property
    def has_token(self) -> bool:
        """Whether a token is known."""
        return self._backends.has_token

    @property
    def notices(self) -> list[str]:
        """What should be known and is no error: a model to be withdrawn, a journal that cannot be written."""
        journal = self._journal.notice if self._journal else ""
        return [*self._backends.notices, *([journal] if journal else [])]

    @property
    def catalogue(self) -> Catalogue:
        """The models: as Krea offers them now, or as the sandbox, which has the bundled ones."""
        return self._live.current if self.backend == "krea" else bundled()

    @property
    def home(self) -> Path:
        """Where the journal is, and what was deleted."""
        return self._home or home_folder()

    @property
    def clip_folder(self) -> Path:
        """Where the next clip goes."""
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
        """Start a clip and return at once with its `Job`. See `krea.submit`."""
        values = values if image is None else {"start_image": image, **values}
        shot = self.shot(model, {"prompt": prompt, **values}, raw=raw)
        return self.shoot(shot, webhook_url=webhook_url, raw=raw, on_progress=on_progress)

    def animate(self, image: Any = None, prompt: str = "", *, timeout: float | None = None, **rest: Any) -> Clip:
        """Make a clip and wait for it, drawing the progress. See `krea.animate`."""
        check_timeout(timeout)  # now: once the job is started, an error would leave it alone
        job = self.submit(image, prompt, **rest)
        show_progress(job)
        return job.wait(timeout)

    def shot(self, model: str | None, values: Mapping[str, Any], *, raw: Mapping[str, Any] | None = None) -> Shot:
        """A checked shot: images opened, sizes filled in where the model needs them, every value allowed.

        Args:
            model: An id or a name; None means the catalogue's default.
            values: Wire names to values, the prompt among them; images as anything that can be opened.
            raw: Parameters that go along unchecked; given at all, it lets an unknown model through.

        Raises:
            BadInput: With the field's name, before anything is sent. (An image behind a URL is fetched here.)
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
        """Start a clip from a checked shot, in the backend that it was priced for, or the one that answers now."""
        job = self._job(shot, backend, webhook_url, raw, on_progress)
        check_folder(self.clip_folder)
        with self.starting:  # so that `resume` does not see it between the journal and the engine
            self._backends.engine(job.backend).start(job)  # type: ignore[arg-type]  # a job's backend is one
        return job

    def shoot_unless(self, shot: Shot, *, backend: Backend, seen: Collection[str]) -> Job | None:
        """Start a clip, or None where any kernel has asked for this very shot since.

        Args:
            shot: A checked shot.
            backend: The backend that it was priced for.
            seen: The keys of all its jobs that are known to the caller, done or not.
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
        """The job of a shot, not yet started; what is missing for it is told here."""
        check_extras(webhook_url, raw, on_progress)
        backend = (
            backend or self.backend
        )  # asked once: `use` may change it at any moment, and one of the two costs money
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
        """What a shot costs if it completes; None in the sandbox, which is free, and where no price is known."""
        return None if self.backend == "sandbox" else self.catalogue.price(model, **values)

    # jobs

    def jobs(self) -> list[Job]:
        """The jobs of this process that are not over, in every backend."""
        return self._backends.jobs()

    def left(self) -> list[Entry]:
        """What the journal holds open in this backend and no live kernel is watching; looks at the disk only."""
        return self._recovery.entries()

    def resume(self, *, only: Container[str] | None = None) -> list[Job]:
        """Take up what an earlier kernel left, or only the entries with these keys.

        What Krea has is watched and its clip fetched. What was being sent when that kernel ended is looked for among
        Krea's jobs, and never sent again. What was asked for and surely never sent is sent now.

        Returns:
            The jobs taken up, each by one kernel only; wait for them as for any other.

        Raises:
            JournalUnavailable: The journal cannot be read or written, so nothing was taken up.
        """
        taken: list[Job] = []
        fault: JournalUnavailable | None = None
        with self._lock:
            for entry in self.left():
                if only is None or entry.key in only:
                    try:
                        job = self._recovery.take_up(entry)
                        taken += [job] if job is not None else []
                    except JournalUnavailable as error:  # this one may be another kernel's; the others are tried
                        fault = error
        if fault is not None and not taken:
            raise fault
        return taken

    def unknown_jobs(self) -> list[JobResponse]:
        """The latest jobs at Krea that the journal does not know: another program's, or those of a lost journal."""
        return self._recovery.unknown_jobs()

    def adopt(self, job_id: str, job: Job | None = None) -> Job:
        """Take a job at Krea for one's own and fetch its clip, which costs nothing.

        Args:
            job_id: One of `unknown_jobs()`, or of the `candidates` of a `SubmitUncertain`.
            job: The uncertain job that it is; when left out, nothing is known of how the clip was made.
        """
        with self._lock:
            return self._recovery.adopt(job_id, job)

    def send_again(self, job: Job) -> Job:
        """Send the shot of an uncertain job once more, on your word that it was not started."""
        with self.starting:
            if job.key in self._settled:
                raise BadInput(SETTLED)
            self._recovery.uncertain(job)
            again = self.shoot(job.shot, backend=job.backend, webhook_url=job.webhook_url, raw=job.raw)  # type: ignore[arg-type]  # a job's backend is one
            self._settled.add(job.key)
            with suppress(JournalUnavailable):  # then it stays uncertain there
                self.journal.ended(job.key, "failed", SENT_AGAIN)
        return again

    def use(self, backend: Backend, *, token: str | Token | None = None) -> None:
        """Choose which backend answers from now on. See `krea.use`."""
        token = Token.of(token)
        self._backends.use(backend, token)

    def login(self, token: str | Token) -> None:
        """Use this token from now on. See `krea.login`."""
        token = Token.of(token) or Token(None)
        self._backends.login(token)

    def logout(self) -> None:
        """Forget the token and go back to the sandbox."""
        self._backends.logout()

    def close(self) -> None:
        """Stop watching and free every thread, socket and file; jobs at Krea go on, `resume()` finds them."""
        with self._lock:  # so that nothing is begun while the last jobs are let go
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
        """Open an image, however it is given; one behind a URL is fetched here."""
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
    """Stands in for the URL that a still will have, when values are checked before the upload."""
    return still.asset.image_url if still.asset else f"https://asset.invalid/{still.digest}"


_studio: Studio | None = None
_studio_pid = 0
_studio_lock = threading.Lock()


def studio() -> Studio:
    """The studio that `krea.*` uses; made on first use, and anew in a forked process, which inherits no threads."""
    global _studio, _studio_pid
    with _studio_lock:
        if _studio is None or _studio_pid != os.getpid():
            _studio, _studio_pid = Studio(), os.getpid()
        return _studio
