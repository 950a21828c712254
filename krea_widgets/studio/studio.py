"""The studio makes checked shots, jobs from shots, and jobs from what earlier kernels left."""

from __future__ import annotations

import asyncio
import concurrent.futures
import functools
import math
import os
import re
import threading
import time
import weakref
from collections.abc import Callable, Collection, Container, Iterable, Mapping
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from .._util.files import is_file
from .._util.signature import arguments_of
from ..catalogue import Catalogue, Model, Price, bundled
from ..engine import EngineLoop, Job, JobControl
from ..errors import BadInput, BadQuery, JournalUnavailable, OverBudget, WaitTimeout
from ..job_status import TERMINAL
from ..journal import PERIODS, Budget, Entry, Journal, Period
from ..media import Asset, Clip, Shot, Still, check_folder, open_recording, open_still, remote_url
from ..secret import Token
from ..settings import absolute_path, ask_for_token, clip_folder, forget_token, home_folder, remember_token
from .at_exit import before_exit, say_what_continues
from .backends import Backend, Backends
from .blind_choice import latest_ranks
from .call_checks import better_ratio, check_call, check_extras, check_image, check_numbers, check_timeout
from .catalogue_cache import CatalogueCache
from .clip_index import ClipIndex, Query
from .file_opening import with_files
from .lists import ClipList, JobList, JobSummary, ResumedJobs, moment
from .progress_display import progress_until_error
from .quote import Quote
from .recovery import SENT_AGAIN, SETTLED, Recovery
from .spending import Spending
from .uploads import UploadList

if TYPE_CHECKING:
    from types import EllipsisType

    from typing_extensions import Unpack

    from ..api import Client, JobResponse
    from ..camera_moves.clip_motion import ClipMotion
    from ..media import ImageLike, InputFile
    from ..media.video_and_sound import Medium
    from .backends import EngineOptions
    from .file_opening import OpenFile
    from .types import AspectRatio, ModelId, Parameters, Resolution

__all__ = ["BaseStudio"]

S = TypeVar("S", bound="BaseStudio")

# Seconds for which a clip folder that could be written is taken to be so still.
FOLDER_CHECK = 1.0


class BaseStudio:
    """Makes clips in one of two backends: "krea", with a token, or the "sandbox", which is free and needs none.

    Args:
        backend, token, home, clips, model, defaults: As for `krea_widgets.Studio`.
        journal: None means the one in `home`.
        engine: For tests; see `EngineOptions`.
    """

    def __init__(
        self,
        backend: Backend | None = None,
        *,
        token: str | Token | None = None,
        home: str | os.PathLike[str] | None = None,
        clips: str | os.PathLike[str] | None = None,
        model: ModelId | Model | None = None,
        defaults: Mapping[str, Any] | None = None,
        journal: Journal | None = None,
        **engine: Unpack[EngineOptions],
    ) -> None:
        # From here on, no frame holds it as text.
        token = Token.of(token)
        self._home, self._clips = (
            None if one is None else absolute_path(one, f"{name}=") for name, one in (("home", home), ("clips", clips))
        )
        self._default_model, self._defaults = model, dict(defaults or {})
        self._live = CatalogueCache(self.home / "openapi.json")
        self._journal = journal
        # The keys of uncertain jobs that were sent again.
        self._settled: set[str] = set()
        # While it is held, no other thread of this process starts a job.
        self._lock = self.starting = threading.RLock()
        self._says_at_exit = False
        self._checked_folder: Path | None = None
        self._checked_at = 0.0
        self._backends = Backends(
            backend,
            token=token,
            journal=lambda: self.journal,
            clips=lambda: self.clip_folder,
            **engine,
        )

    def __repr__(self) -> str:
        # Tracebacks show it, also half-made ones, so it looks nothing up.
        return f"<{type(self).__name__} · status() tells the backend and the folders>"

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
        """Krea's current models, renewed in the background each hour; the sandbox has the bundled ones."""
        if self.backend == "sandbox":
            return bundled()
        if self._live.is_due():
            # A studio that is closed, or of another process, keeps what it has.
            with suppress(BadInput, RuntimeError):
                self._backends.in_background(self._renew_catalogue)
        return self._live.current

    async def _renew_catalogue(self, client: Client) -> None:
        if await self._live.renew(client.openapi):
            self.loop.call_on("display", self._backends.changed)

    @property
    def home(self) -> Path:
        """The folder of the journal and the trash."""
        return self._home or home_folder()

    @property
    def clip_folder(self) -> Path:
        """The folder of the next clip."""
        # Looked up for each job, because a notebook can change its folder.
        return self._clips or clip_folder()

    def submit(
        self,
        image: ImageLike | Clip | Shot | None = None,
        prompt: str = "",
        *,
        model: ModelId | Model | None = None,
        duration: float | None = None,
        aspect_ratio: AspectRatio | None = None,
        resolution: Resolution | None = None,
        end_image: ImageLike | Clip | None = None,
        generate_audio: bool | None = None,
        seed: int | None = None,
        webhook_url: str | None = None,
        on_progress: Callable[[Job], object] | None = None,
        raw: Mapping[str, Any] | None = None,
        **parameters: Unpack[Parameters],
    ) -> Job:
        """Submit a job and return it immediately.

        Args:
            image: A path, `file://` or http(s) URL, `data:` URI, bytes, open binary file, PIL image, numpy array,
                `Still`, an `Asset` that Krea already has, or a `Clip`, of which the last frame is used. Arrays are
                height × width, or height × width × 1, 3 or 4; uint8, uint16, bool, or floats from 0 to 1. For a model
                that edits videos, it is the video.
                With `raw` it can be left out: the clip is made from the prompt alone. A `Shot` has the prompt and the
                parameters too.
            prompt: The motion, such as "slow dolly in, gentle parallax".
            model: A `Model`, a model ID or a name, such as "veo 3.1"; default: `krea.models.default`.
            duration: Seconds.
            aspect_ratio: Width to height, such as "16:9"; default: the model's, or the one nearest to the image where
                the model's would cut off a quarter of it or more.
            resolution: Such as "1080p".
            end_image: The last frame; as `image`.
            generate_audio: Whether the clip has sound.
            seed: The same seed makes a similar clip.
            webhook_url: Krea posts the finished job to this URL.
            on_progress: Is called with the job after each change, on a worker thread.
            raw: Parameters that are sent unchecked; it also allows a model that is not in the catalogue.
            parameters: The model's other parameters, by their wire names. `krea.models["google/veo-3.1"]` lists them.

        Raises:
            BadInput: The image, the model or a parameter is invalid; nothing was sent.

        Example:
            ```python
            job = krea.submit("cat.png", "slow dolly in", model="seedance 1.0 pro fast", duration=2, resolution="480p")
            clip = await job
            ```
        """
        values = dict(
            duration=duration,
            aspect_ratio=aspect_ratio,
            resolution=resolution,
            end_image=end_image,
            generate_audio=generate_audio,
            seed=seed,
            **parameters,
        )
        shot = self._shot_of(image, prompt, model, values, raw)
        if raw is None:
            check_image(shot, self.catalogue[shot.model])
        return self.shoot(shot, webhook_url=webhook_url, raw=raw, on_progress=on_progress)

    def animate(
        self,
        image: ImageLike | Clip | Shot | None = None,
        prompt: str = "",
        *,
        model: ModelId | Model | None = None,
        duration: float | None = None,
        aspect_ratio: AspectRatio | None = None,
        resolution: Resolution | None = None,
        end_image: ImageLike | Clip | None = None,
        generate_audio: bool | None = None,
        seed: int | None = None,
        timeout: float | None = None,
        webhook_url: str | None = None,
        on_progress: Callable[[Job], object] | None = None,
        raw: Mapping[str, Any] | None = None,
        **parameters: Unpack[Parameters],
    ) -> Clip:
        """Make a clip from an image: waits, shows the progress, returns the `Clip`.

        Args:
            image: A path, URL, PIL image, array … See `submit`, also for the other arguments.
            prompt: The motion, such as "slow dolly in, gentle parallax".
            timeout: Longest wait in seconds; None: as long as the job is watched. The job continues after a timeout.

        Raises:
            BadInput: The image, the model or a parameter is invalid; nothing was sent.
            WaitTimeout: The timeout is over; `error.job` is the job, which continues.
            KreaError: There is no clip; the message says why, and `error.billed` whether it was billed.

        Example:
            ```python
            clip = krea.animate("cat.png", "dolly in", model="seedance 1.0 pro fast", duration=2, resolution="480p")
            print(clip.path, clip.duration)
            ```
        """
        # An error after the start would leave a paid job alone.
        check_timeout(timeout)
        job = self.submit(
            image,
            prompt,
            model=model,
            duration=duration,
            aspect_ratio=aspect_ratio,
            resolution=resolution,
            end_image=end_image,
            generate_audio=generate_audio,
            seed=seed,
            webhook_url=webhook_url,
            on_progress=on_progress,
            raw=raw,
            **parameters,
        )
        progress_until_error(job)
        return job.wait(timeout)

    @arguments_of(submit)
    async def asubmit(self, *arguments: Any, **options: Any) -> Job:
        """As `submit`, for a program with its own event loop; returns when Krea has accepted the job.

        Raises:
            BadInput: The image, the model or a parameter is invalid; nothing was sent.
            KreaError: Krea has not accepted the job; the message says why.

        Example:
            ```python
            job = await krea.asubmit("cat.png", "slow dolly in", model="seedance 1.0 pro fast", duration=2)
            print(job.id)
            ```
        """
        # Opening an image is work: seconds for a large TIFF.
        job = await asyncio.to_thread(self.submit, *arguments, **options)
        await JobControl(job).wait_accepted()
        return job

    @arguments_of(animate)
    async def aanimate(self, *arguments: Any, timeout: float | None = None, **options: Any) -> Clip:
        """As `animate`, for a program with its own event loop.

        Raises:
            BadInput: The image, the model or a parameter is invalid; nothing was sent.
            WaitTimeout: The timeout is over; `error.job` is the job, which continues.
            KreaError: There is no clip; the message says why, and `error.billed` whether it was billed.

        Example:
            ```python
            clip = await krea.aanimate("cat.png", "slow dolly in", model="seedance 1.0 pro fast", duration=2)
            ```
        """
        check_timeout(timeout)
        job = await self.asubmit(*arguments, **options)
        progress_until_error(job)
        return await job.wait_async(timeout)

    def quote(
        self,
        image: ImageLike | Clip | Shot | None = None,
        prompt: str = "",
        *,
        model: ModelId | Model | None = None,
        raw: Mapping[str, Any] | None = None,
        **parameters: Any,
    ) -> Quote:
        """Check a request and state its price; nothing is sent or billed.

        Args:
            image: As for `submit`.
            prompt: As for `submit`.
            model: As for `submit`.
            raw: As for `submit`.
            parameters: As for `submit`.

        Example:
            >>> krea.quote(prompt="slow dolly in", model="veo 3.1", duration=8)
            <Quote · about $1.68 at Krea · free in the sandbox>
        """
        free, problems = self.backend == "sandbox", []
        while True:
            try:
                shot = self._shot_of(image, prompt, model, parameters, raw)
                break
            except BadInput as error:
                problems.append(error)
                field = re.split(r"\W", getattr(error, "field", ""))[0]
                # The next problem is found without the wrong argument.
                if parameters.pop(field, None) is None:
                    return Quote(None, None, tuple(problems), free=free)
        if problems:
            return Quote(None, None, tuple(problems), free=free)
        return Quote(shot, self.price_at_krea(shot, raw), (), free=free)

    def status(self) -> str:
        """The backend, whether there is a token, the number of models, and the clip folder, as one line."""
        token = "API token set" if self.has_token else "no API token"
        return f"{self.backend} · {token} · {len(self.catalogue)} models · clips in {self.clip_folder}"

    def jobs(self) -> JobList:
        """The pending jobs: those that run here, and those that Krea has for this token.

        Returns:
            A sequence of `JobSummary`, the newest first; `krea.job(summary.id)` follows one.
        """
        here = [JobSummary.of_job(job) for job in self.pending()]
        known = {job.id for job in here}
        remote = (JobSummary.of_response(one, self.backend) for one in self._recovery.latest())
        return JobList.of([*here, *(job for job in remote if job.id not in known and job.status not in TERMINAL)])

    def job(self, job_id: str) -> Job:
        """Follow any job of this token by Krea's ID: wait for it, cancel it, get its clip.

        Raises:
            BadInput: The ID is no text, or another kernel watches the job. One that Krea does not know fails later.
        """
        for job in self.pending():
            if job.id == job_id:
                return job
        with self._lock:
            return self._recovery.follow(job_id)

    def clips(
        self,
        text: str = "",
        *,
        model: ModelId | Model | None = None,
        since: date | timedelta | str | float | None = None,
        rated: int = 0,
        winner: bool = False,
    ) -> ClipList:
        """The clips that were made, in every backend, the newest first.

        Args:
            text: Words of the prompt, the model or the file name.
            model: Only of this model.
            since: Only after this date, ISO text, or so much time ago.
            rated: Only with at least so many stars.
            winner: Only winners of comparisons.

        Returns:
            A sequence of `Clip`, with `table()` and `to_csv()`.

        Example:
            ```python
            best = krea.clips(since="2026-11-01", rated=4)
            best.to_csv("best.csv")
            ```
        """
        check_numbers(rated=rated)
        if not 0 <= rated <= 5:
            raise BadQuery(f"rated must be 0 to 5 stars, not {rated:g}.")
        after = moment(since) if since is not None else 0.0
        query = Query(text, model=self._model(model, {}).id if model else "", rated=rated > 0, winner=winner)
        found = self.clip_index.find(query)
        fits = (one for one in found if one.at >= after and one.annotation.rating >= rated and one.path)
        return ClipList.of(self.clip_index, fits, latest_ranks(self.journal))

    def motion(self, film: str | os.PathLike[str] | Clip) -> ClipMotion:
        """What moves in a film, also in one that was made elsewhere: the camera, objects and the light.

        It is measured from the frames, in about a second for each 100; a clip's sidecar keeps it. Nothing is sent.

        Args:
            film: A clip, or the path of any video file.

        Raises:
            MissingExtra: PyAV or OpenCV is not installed.
            NoClip: There is no file.
            BadInput: It cannot be decoded as a video.

        Example:
            ```python
            clip = krea.animate("cat.png", "slow dolly in", model="seedance 1.0 pro fast", resolution="480p")
            motion = krea.motion(clip.path)
            print(motion.moves, motion.zoom_factor)  # ('dolly in',) 1.12
            print(clip.followed)  # dolly in: done, ×1.12
            ```
        """
        return (film if isinstance(film, Clip) else Clip.open(film)).motion

    def spent(self, *, since: date | timedelta | str | float | None = None) -> Spending:
        """What clips cost at Krea, by day, by model, by sweep and in total; the sandbox's are free and left out.

        Krea's API tells no ordinary token its balance or its bill. So this adds up the prices that were shown when the
        jobs were requested, of this computer's journal and of the clips in the clip folder. Jobs that another program
        or computer submitted are not in it.

        Args:
            since: Only jobs requested after this date, ISO text, or so much time ago.

        Returns:
            A sequence of `Charge`, the newest first, with `by_day`, `by_model`, `by_sweep`, `total`, `table()` and
            `to_csv()`.

        Example:
            ```python
            spent = krea.spent(since="2026-11-01")
            print(spent.total.billed, "USD billed")
            spent.to_csv("spent.csv")
            ```
        """
        after = moment(since) if since is not None else 0.0
        return Spending.of(self.journal, self.clip_index, after)

    def budget(self, amount: float | EllipsisType | None = ..., per: Period = "day") -> Budget:
        """Set the most that clips may cost; without an argument, show it and what is spent of it.

        A job that would cost more is refused before anything is sent, and so is one of unknown price. Jobs that run or
        may have been billed count too. The budget is in the journal, so it holds for every kernel that shares it, and
        after a restart. Jobs in the sandbox are free and never refused.

        Args:
            amount: USD; None removes the budget.
            per: "day" or "month" (by this computer's clock), or "total".

        Raises:
            BadInput: The amount is negative or no number, or there is no such period.

        Example:
            ```python
            krea.budget(5.00, per="day")
            print(krea.budget())    # $5.00 per day · $0.37 spent · $4.63 left
            ```
        """
        if amount is not ...:
            if amount is not None:
                check_numbers(amount=amount)
                if not 0 <= amount < math.inf:
                    raise BadQuery(f"A budget cannot be {amount!r} USD.", advice="None removes it.")
            if per not in PERIODS:
                raise BadQuery(f"There is no period {per!r}.", advice='It is "day", "month" or "total".')
            self.journal.set_budget(amount, per)
        return self.journal.budget()

    def uploads(self) -> UploadList:
        """The files that were uploaded to the current backend with this token, the newest first.

        How long Krea keeps them is documented nowhere.

        Returns:
            A sequence of `UploadedFile`, with `table()` and `to_csv()`; each has `delete()`.

        Example:
            ```python
            uploads = krea.uploads()
            print(len(uploads), [upload.description for upload in uploads[:3]])
            ```
        """
        backends, engine = self._backends, self._backends.engine()

        def delete(asset: Asset) -> None:
            backends.loop.run(engine.delete_upload(asset))

        return UploadList.of(backends.loop.run(engine.uploads()), delete)

    def wait_all(self, timeout: float | None = None) -> list[Job]:
        """Wait until every job of this process has ended; for the end of a script.

        Args:
            timeout: Longest wait in seconds.

        Returns:
            The jobs; a failed one raises nothing, see its `error`.

        Raises:
            WaitTimeout: The timeout is over; the jobs continue.
        """
        check_timeout(timeout)
        jobs = self.pending()
        running = concurrent.futures.wait(jobs, timeout).not_done
        if running:
            what = f"{len(running)} of {len(jobs)} jobs are still running after {timeout:g} s."
            raise WaitTimeout(what, advice="They continue: wait again, or resume later.")
        return jobs

    def resume(self, *, only: str | Container[str] | None = None) -> list[Job]:
        """Resume the jobs of an earlier kernel.

        A job that Krea has is watched and downloaded, and never submitted again. A job that was certainly not submitted
        is submitted now.

        Args:
            only: The key of the job to resume, or the keys of several; None: all.

        Returns:
            The jobs, which run in the background; wait for each, or `await` it. Only one kernel resumes each.

        Example:
            ```python
            clips = [job.wait() for job in krea.resume()]
            ```

        Raises:
            JournalUnavailable: The journal cannot be read or written, so no job was resumed.
            OverBudget: No job was resumed, and the budget does not allow one that was never sent.
        """
        only = {only} if isinstance(only, str) else only
        taken = ResumedJobs()
        fault: JournalUnavailable | OverBudget | None = None
        with self._lock:
            with suppress(JournalUnavailable):
                taken.ended = self._recovery.close_ended()
                taken.elsewhere = self._recovery.elsewhere()
            for entry in self.left():
                if only is None or entry.key in only:
                    try:
                        job = self._recovery.take_up(entry)
                        taken += [job] if job is not None else []
                    except (JournalUnavailable, OverBudget) as error:
                        # This job may be another kernel's, or costs too much, so the others are still tried.
                        fault = error
        if fault is not None and not taken:
            raise fault
        if isinstance(fault, OverBudget):
            self._backends.notices.append(f"A job was not resumed. {fault}")
        return taken

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
            self._recovery.uncertain(job)
            if job.key in self._settled:
                raise BadInput(SETTLED)
            again = self.shoot_again(job, shown=job.price)
            self._settled.add(job.key)
            # Without the journal, it stays uncertain there.
            with suppress(JournalUnavailable):
                self.journal.ended(job.key, "failed", SENT_AGAIN)
        return again

    def use(self, backend: Backend, *, token: str | Token | None = None) -> None:
        """Choose the backend.

        Args:
            backend: "krea" (needs an API token; clips are billed) or "sandbox" (free; rendered on this machine).
            token: An API token for "krea". Without one, the token of `login`, of the environment or of the keyring is
                used.

        Raises:
            BadInput: An unknown backend, or there is no API token.

        Example:
            ```python
            krea.use("sandbox")
            ```
        """
        # Before anything can raise: tracebacks with local variables would show the text.
        token = Token.of(token)
        self._backends.use(backend, token)

    def login(self, token: str | Token | None = None, *, remember: bool = False) -> None:
        """Use this API token in this process; without an argument, ask for it with hidden input.

        Args:
            token: The API token. Do not write it into a cell, because the cell is saved.
            remember: Also save the token in the system's keyring, where later kernels find it.

        Raises:
            BadInput: The text is not a token, or there is nobody to ask.
            MissingExtra: `remember` needs the package `keyring`.
            KreaError: The token is used, but the keyring cannot save it.
        """
        token = ask_for_token() if token is None else Token.of(token)
        token = (token or Token("")).check()
        self._backends.login(token)
        if remember:
            remember_token(token, self.home)

    def logout(self) -> None:
        """Forget the API token, in the keyring too, and use the sandbox."""
        self._backends.logout()
        forget_token(self.home)

    def __enter__(self: S) -> S:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop watching, and free all threads, sockets and files. Jobs at Krea continue; `resume()` finds them."""
        # No job starts while the last ones are released.
        with self._lock:
            self._backends.shut()
        self._backends.close()
        with self._lock:
            if self._journal is not None:
                self._journal.close()

    # For the rest of the package.

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

    def shot(
        self,
        model: str | Model | None,
        values: Mapping[str, Any],
        *,
        raw: Mapping[str, Any] | None = None,
        choose_ratio: bool = False,
        open_file: OpenFile | None = None,
    ) -> Shot:
        """A checked shot, with open images and the sizes that the model needs.

        Args:
            model: A model, an ID or a name; None means the default.
            values: The prompt and the parameters by their wire names; a file is anything that `open_file` opens.
            raw: Unchecked parameters. With it, even {}, an unknown model is allowed.
            choose_ratio: Choose the `better_ratio` for the start image.
            open_file: Opens the files instead of `self.open_file`.

        Raises:
            BadInput: With the field's name; nothing was sent. An image behind a URL is fetched before.
        """
        check_extras(None, raw)
        chosen = self._model(model, raw)
        opened = with_files(chosen, values, open_file or self.open_file)
        start = opened.get("start_image")
        ratio = start.ratio if isinstance(start, Still) and start.ratio else None
        if choose_ratio and raw is None and isinstance(start, Still):
            opened |= better_ratio(chosen, opened, start)
        shot = Shot(chosen.id, chosen.complete(opened, still_ratio=ratio))
        self.catalogue.check(chosen.id, shot.wire(_placeholder), extra=raw)
        return shot

    def _shot_of(
        self,
        image: object,
        prompt: str,
        model: str | Model | None,
        values: Mapping[str, Any],
        raw: Mapping[str, Any] | None,
    ) -> Shot:
        """The checked shot of a call, which may start from another shot and leave parameters to the defaults."""
        check_call(image, prompt, values)
        given = {name: value for name, value in values.items() if value is not None}
        if isinstance(image, Shot):
            given = {**image.values, **({"prompt": prompt} if prompt else {}), **given}
            return self.shot(image.model if model is None else model, given, raw=raw)
        chosen = self._model(model, raw)
        videos = [name for name in ("start_video", "edit_video") if name in chosen and name not in given]
        if image is not None and videos and "start_image" not in chosen:
            # A model that edits or continues videos.
            given |= dict.fromkeys(videos, image)
            image = None
        defaults = {name: value for name, value in self._defaults.items() if name in chosen}
        start = {} if image is None else {"start_image": image}
        return self.shot(chosen, {"prompt": prompt, **defaults, **start, **given}, raw=raw, choose_ratio=True)

    def on_backend(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Call this after each change of the backend or of Krea's models; returns a function that ends it."""
        return self._backends.on_change(callback)

    def on_job_end(self, callback: Callable[[object], object]) -> Callable[[], None]:
        """Call this now and after the end of each job of this process; returns a function that ends it."""
        return self._backends.ends.add(callback, lane="display")

    def shoot(
        self,
        shot: Shot,
        *,
        backend: Backend | None = None,
        webhook_url: str | None = None,
        raw: Mapping[str, Any] | None = None,
        on_progress: Callable[[Job], object] | None = None,
        shown: Price | None = None,
    ) -> Job:
        """Start a clip from a checked shot, in the given backend or the current one.

        Args:
            shown: The price that the person saw; None means that of Krea's list.

        Raises:
            OverBudget: The budget does not allow it; nothing was sent.
        """
        job = self._job(shot, backend, webhook_url, raw, on_progress)
        if shown is not None:
            _agree(job, shown)
        self._check_folder()
        # Else `resume` could see it in the journal before the engine has it.
        with self.starting:
            self._backends.engine(job.backend).start(job)  # type: ignore[arg-type]  # a job's backend is one
        if not self._says_at_exit:
            self._says_at_exit = True
            before_exit(functools.partial(_end, weakref.ref(self)))
        return job

    def shoot_again(self, job: Job, *, shown: Price | None = None) -> Job:
        """Start the clip of a job once more; arguments and errors as of `shoot`."""
        more = {"webhook_url": job.webhook_url, "raw": job.raw, "shown": shown}
        return self.shoot(job.shot, backend=job.backend, **more)  # type: ignore[arg-type]  # a job's backend is one

    def shoot_unless(
        self, shot: Shot, *, backend: Backend, price: Price | None, seen: Collection[str], sweep: str
    ) -> Job | None:
        """Start a clip; None if any kernel has started the same shot since `seen` was read.

        Args:
            shot: A checked shot.
            backend: The backend for which it was priced.
            price: The price that was shown.
            seen: The keys of all its jobs, pending or ended, that the caller knows.
            sweep: The key of the sweep that it is part of.

        Raises:
            OverBudget: The budget does not allow it; nothing was sent.
        """
        job = self._job(shot, backend)
        job.sweep = sweep
        _agree(job, price)
        self._check_folder()
        with self.starting:
            return self._backends.engine(backend).start(job, seen=seen)

    def _check_folder(self) -> None:
        """Raise `BadInput` if clips cannot be saved; of many jobs at the same time, not each writes to the disk."""
        folder, now = self.clip_folder, time.monotonic()
        if folder != self._checked_folder or now > self._checked_at + FOLDER_CHECK or not folder.is_dir():
            check_folder(folder)
            self._checked_folder, self._checked_at = folder, now

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
            price=None if backend == "sandbox" else self.price_at_krea(shot, raw),
            raw=raw,
            webhook_url=webhook_url,
            base_url=self._backends.base_url_of(backend),
            studio=self,
        )
        if on_progress is not None:
            job.on_progress(on_progress)
        return job

    def price_at_krea(self, shot: Shot, raw: Mapping[str, Any] | None = None) -> Price | None:
        """What the clip of a shot costs at Krea, also while the sandbox makes it; None if it is unknown."""
        model = self._live.current.get(shot.model)
        return None if model is None else model.listed_price({**shot.wire(_placeholder), **(raw or {})})

    def check_budget(self, prices: Iterable[Price | None]) -> None:
        """Raise `OverBudget` unless the budget allows several jobs, of which none is sent yet; None is unknown."""
        if self.backend != "sandbox":
            self.journal.check_budget(prices)

    def pending(self) -> list[Job]:
        """The pending jobs of this process, in both backends."""
        return self._backends.jobs()

    def left(self) -> list[Entry]:
        """The journal's open jobs of this backend that no live kernel watches; sends nothing."""
        return self._recovery.entries()

    def close_ended(self) -> int:
        """Write into the journal which sandbox jobs ended with their kernel; returns their number."""
        with self._lock:
            return self._recovery.close_ended()

    def unknown_jobs(self) -> list[JobResponse]:
        """The latest jobs at Krea that are not in the journal: another program's, or a lost journal's."""
        return self._recovery.unknown_jobs()

    def _model(self, name: str | Model | None, raw: Mapping[str, Any] | None) -> Model:
        name = self._default_model if name is None else name
        if name is None:
            return self.catalogue.default
        if isinstance(name, Model):
            return name
        if raw is not None and name not in self.catalogue and "/" in name:
            return Model.unknown(name)
        return self.catalogue.find(name)

    def open_file(self, source: Any, medium: str, *, name: str = "") -> InputFile:
        """Open a "video", an "audio", or else an image from any source; what is behind a URL is fetched.

        A `Clip` is a video, or the image of its last frame.
        """
        kind: Medium | None = "audio" if medium == "audio" else "video" if medium == "video" else None
        if isinstance(source, Clip):
            if kind is None:
                return source.last_frame()
            # Its URL at Krea can have expired.
            source = source.url if source.url and not is_file(source.path) else source.path
        url = remote_url(source)
        if url is not None and self._backends.owns(url):
            source = Asset(url)
        elif url is not None:
            source, name = self._backends.fetch(url)
        return open_recording(source, kind, name=name) if kind else open_still(source, name=name)

    @functools.cached_property
    def clip_index(self) -> ClipIndex:
        """Everything that was made, read on first use."""
        return ClipIndex(self)

    @property
    def _recovery(self) -> Recovery:
        return Recovery(
            self._backends,
            self.journal,
            model=lambda name: self._model(name, {}),
        )


def _agree(job: Job, shown: Price | None) -> None:
    """Give a new job the price that was shown, and keep that of the list if it is another one by now."""
    listed, job.price = job.price, shown
    job.listed_price = None if listed is None or (shown and shown.to_json() == listed.to_json()) else listed


def _end(find: Callable[[], BaseStudio | None]) -> None:
    studio = find()
    if studio is not None:
        say_what_continues(studio.pending())
        # The engine cannot go on without the executors, which are stopped next.
        studio.close()


def _placeholder(file: InputFile) -> str:
    """The URL of a file, or one in its place for checks before the upload."""
    return file.asset.image_url if file.asset else f"https://asset.invalid/{file.digest}"
