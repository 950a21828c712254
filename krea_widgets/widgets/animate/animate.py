"""The Animate widget: an image, a prompt, a model's controls, a price, a button, and the clips."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import traitlets

from ..._util.files import is_file
from ..._util.shared_studio import shared_studio
from ..._util.text import date_time
from ...catalogue import Price
from ...errors import BadInput, BadToken, JournalUnavailable, KreaError, SubmitUncertain, UnknownModel
from ...media import Clip, Shot, Still, call_of, clip_html, shot_html
from ...media.embedded_settings import known, parse_untrusted
from ...media.still import checked_crop
from ...studio.call_checks import better_ratio, check_call, check_extras, check_price
from ...studio.sweep.prompt_variants import other_speeds
from .. import STATIC
from ..base import BadTrait, BaseWidget, Message
from ..job_tracker import JobTracker
from ..serialize import saved_clip
from ..settings_import import ClipSettings
from .form import FITS, Form
from .uploads import Upload, Uploads, chunk_size

if TYPE_CHECKING:
    from ...catalogue import Catalogue
    from ...engine import Job
    from ...journal import Entry
    from ...media import InputFile
    from ...studio import Backend, BaseStudio
    from ...studio.sweep import Sweep
    from ..sweep import SweepBoard

__all__ = ["Animate"]

# For a first try.
SAMPLE = Path(__file__).with_name("sample.jpg")
SAMPLE_PROMPT = "slow dolly in, gentle parallax"
# Of a plan of variations.
OTHER_MODELS = 2
COMMON = ("duration", "aspect_ratio", "end_image")
# Clips in the fallback: a poster has up to 30 KB, and the notebook file holds it.
MOST_SAVED = 8
# The person's own traits: an echo of what the page said a moment ago would undo a later change.
OWN = {"sync": True, "echo_update": False}
# What a step of a job's progress changes in its row.
STEP = ("message", "fraction", "elapsed")
IDLE: dict[str, Any] = {"key": "", "phase": "empty", "fraction": 0.0, "message": ""}


class Animate(BaseWidget):
    """A widget that makes clips: drop an image, describe the motion, see the price, press the button.

    A cell can read and set what a person sets on the page: `prompt`, `model`, `values`, `fit`, `crop`, `webhook_url`
    and the images. Only krea_widgets writes `backend`, `status`, `fraction`, `message` and `jobs`. Closing the widget
    or running its cell again does not cancel a job.

    Args:
        image: As for `krea.animate`.
        prompt: The motion.
        model: A model ID or name; default: `krea.models.default`.
        studio: The `BaseStudio` that makes the clips; default: that of `krea.animate`.
        values: Parameters of the model by their wire names: `duration=10`, `end_image="b.png"`.

    Attributes:
        prompt: The prompt.
        model: The model ID.
        values: Parameters that differ from the model's defaults, without images.
        fit: For an image whose aspect ratio is not the clip's: "" (unchanged), "crop" or "pad" (blurred edges).
        crop: What a crop keeps, as for `Still.fitted`; [] for the part with most detail.
        webhook_url: Krea posts each finished job to this URL; "" for none.
        backend: "sandbox" or "krea".
        status: The latest job's phase, such as "working" or "done"; "empty" before the first job.
        fraction: The latest job's progress, 0 to 1.
        message: The latest job's progress in a sentence.
        jobs: A dict for each job on the page, the oldest first.

    Raises:
        BadInput: An image, the model or a parameter is invalid; the message names it.

    Example:
        ```python
        widget = krea.Animate(
            "cat.png", "slow dolly in", model="seedance 1.0 pro fast", duration=2, resolution="480p"
        )
        # In a notebook, `widget` shows the form; `run()` is the same as its button.
        clip = await widget.run()
        ```
    """

    _esm = STATIC / "animate.js"
    _css = STATIC / "animate.css"
    _immediate = ("file", "chunk", "abandon", "run")
    _threads = 4
    _together = ("jobs", "status", "fraction", "message")

    prompt = traitlets.Unicode().tag(**OWN)
    model = traitlets.Unicode().tag(**OWN)
    values: traitlets.Dict[str, Any] = traitlets.Dict().tag(**OWN)
    fit = traitlets.Enum(FITS, default_value="").tag(**OWN)
    crop: traitlets.List[float] = traitlets.List(traitlets.Float()).tag(**OWN)
    webhook_url = traitlets.Unicode().tag(**OWN)
    backend = traitlets.Unicode("sandbox").tag(sync=True)
    status = traitlets.Unicode("empty").tag(sync=True)
    fraction = traitlets.Float(0.0).tag(sync=True)
    message = traitlets.Unicode().tag(sync=True)
    jobs: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)

    def __init__(
        self,
        image: Any = None,
        prompt: str = "",
        *,
        model: str | None = None,
        studio: BaseStudio | None = None,
        **values: Any,
    ) -> None:
        check_call(image, prompt, values)
        studio = studio or shared_studio()
        self._form = Form(studio)
        self._uploads = Uploads()
        self._tracker = JobTracker(self._show_rows, changed=lambda _: self._update_fallback())
        self.on_close(self._tracker.close)
        self._latest = ""
        # Held while images or notices are sent, so that the newest come last.
        self._telling = threading.Lock()
        self._told_notices: list[str] = []
        self._dismissed_notices: set[str] = set()
        # Held while an uncertain job is replaced, so that two clicks never pay twice.
        self._replacing = threading.Lock()
        self._replaced: list[Job] = []
        chosen = studio.catalogue.default.id if model is None else model_id(studio.catalogue, model)
        own = {name: values.pop(name) for name in ("layout", "fit", "crop", "webhook_url") if name in values}
        check_extras(own.get("webhook_url") or None)
        # Before there is a widget, since an image or a setting may be refused.
        settings = self._form.fill(chosen, {"start_image": image, **values})
        settings |= self._form.fitting_ratio(chosen, settings)
        super().__init__(prompt=prompt, model=chosen, values=settings, backend=studio.backend, **own)
        # Now that nothing is refused any more: what was never made has nobody who closes it.
        self.on_close(studio.on_backend(self._follow_backend))

    @property
    def studio(self) -> BaseStudio:
        """The `BaseStudio` that makes the clips."""
        return self._form.studio

    @traitlets.validate("model")
    def _known_model(self, proposal: Mapping[str, Any]) -> str:
        return model_id(self.studio.catalogue, str(proposal["value"]))

    @traitlets.validate("crop")
    def _crop_within_image(self, proposal: Mapping[str, Any]) -> list[float]:
        crop = proposal["value"]
        try:
            return list(checked_crop(crop, "The image")) if crop else []
        except BadInput as error:
            raise BadTrait(error.what, advice=error.advice) from None

    # the images

    @property
    def image(self) -> Still | None:
        """The `Still`, or None. Assign anything that `krea.animate` accepts as an image."""
        return self._frame("start_image")

    @image.setter
    def image(self, source: Any) -> None:
        self._put("start_image", source)

    @property
    def end_image(self) -> Still | None:
        """The end image, or None."""
        return self._frame("end_image")

    @end_image.setter
    def end_image(self, source: Any) -> None:
        self._put("end_image", source)

    def _frame(self, field: str) -> Still | None:
        found = next(iter(self.images(field)), None)
        return found if isinstance(found, Still) else None

    def images(self, field: str) -> tuple[InputFile, ...]:
        """The images, videos or sounds of a parameter, such as "reference_images" or "start_video"."""
        return tuple(self._form.images.fields().get(field, ()))

    def set_images(self, field: str, sources: Iterable[Any]) -> None:
        """Replace the images, videos or sounds of a parameter.

        Raises:
            BadFile: One of them cannot be used; nothing changes then.
        """
        self._put(field, list(sources))

    def _put(self, field: str, source: Any) -> None:
        medium, many = self._form.medium(field, self.model), self._form.holds_many(field, self.model)
        self._form.put(field, source, medium, many=many)
        self._tell_images()

    def _tell_images(self, keys: Sequence[str] | None = None, view: object = None) -> None:
        """Tell a view, or all (None), the keys of each field, with the thumbnails of `keys` or of all (None)."""
        cards, thumbnails = self._form.images.cards(keys)
        with self._telling:
            images = self._form.images
            self._tell(view, "stills", thumbnails, fields=images.keys(), cards=cards, former=images.former())

    def use_settings(self, clip: Clip | str | os.PathLike[str], fields: Iterable[str] | None = None) -> tuple[str, ...]:
        """Copy the settings of a clip into the form, as for a clip that is dropped on the page. Nothing is sent.

        Args:
            clip: A clip or its path; a renamed file works too, because its settings are embedded in it.
            fields: Names such as "prompt" and "duration"; default: all that are available.

        Returns:
            The names that are in the form now.

        Raises:
            BadInput: The clip has no settings, or one of `fields` is not available.
        """
        clip = clip if isinstance(clip, Clip) else Clip.open(clip)
        size = clip.size if clip.path.exists() else 0
        found = ClipSettings.find(self.studio, known(clip.settings), clip.path.name, size)
        if found is None:
            raise BadInput(f"{clip.path.name} has no settings from krea_widgets.")
        rows = {row["name"]: row for row in found.differences(self)}
        names = found.available(self) if fields is None else list(fields)
        for name in names:
            row = rows.get(name)
            if row is None:
                raise BadInput(f"{clip.path.name} was made without {name}.", advice=f"It has {', '.join(rows)}.")
            if row["message"]:
                raise BadInput(f"{row['label']}: {row['then']} isn't saved here.", advice="Add it again.")
        found.apply(self, names)
        return tuple(names)

    # running

    def shot(self) -> Shot:
        """The request that the button would submit.

        Raises:
            BadInput: A parameter is invalid; the message names it.
        """
        return self._form.fitted(self._form.shot(self.prompt, self.model, self.values), self.fit, self.crop)

    def run(self) -> Job:
        """Submit the form, without waiting.

        Returns:
            The job: `await widget.run()` or `widget.run().wait()` gives the clip.

        Raises:
            BadInput: A parameter is invalid; the message names it. Nothing was sent.
        """
        return self._start(self.shot(), self.webhook_url)

    def _start(self, shot: Shot, webhook_url: str, backend: Backend | None = None, shown: Price | None = None) -> Job:
        raw: dict[str, Any] | None = None if shot.model in self.studio.catalogue else {}
        job = self.studio.shoot(shot, backend=backend, webhook_url=webhook_url or None, raw=raw, shown=shown)
        self._tracker.add(job)
        self._update_fallback()
        return job

    def cancel(self) -> bool:
        """Cancel the latest job; False if there is none, or it has ended."""
        job = self.job
        return job is not None and job.cancel()

    @property
    def job(self) -> Job | None:
        """The latest job, or None."""
        return next(reversed(self._tracker.jobs()), None)

    @property
    def clip(self) -> Clip | None:
        """The latest finished clip, or None."""
        return next((job.clip for job in reversed(self._tracker.jobs()) if job.clip is not None), None)

    def price(self) -> str:
        """The price on the button: "$0.37", "about $0.37", "free here · $0.37 at Krea" or "price unknown"."""
        return str(self._form.quote(self.model, self.values)["text"])

    def _follow_backend(self) -> None:
        self.backend = self.studio.backend
        self._tell(None, "prices", forms=self.studio.catalogue.as_form())

    def _show_rows(self, rows: list[dict[str, Any]]) -> None:
        """Write the traits and tell the page in one message; the job tracker calls it on any thread."""
        latest = rows[-1] if rows else IDLE
        self.backend = self.studio.backend
        steps = steps_between(self.jobs, rows)
        self.jobs = rows
        self.message = latest["message"]
        # While the fraction is unknown, the last one is shown.
        if latest["fraction"] is not None or latest["key"] != self._latest:
            self.fraction = latest["fraction"] or 0.0
        if latest["phase"] == "done":
            self.fraction = 1.0
        self._latest = latest["key"]
        self.status = latest["phase"]
        if steps is None:
            self.send_state(self._together)
        for step in steps or ():
            self._tell(None, "step", **step)
        self._tell_notices()

    def _fallback_html(self) -> str:
        return jobs_html(self._tracker.jobs())

    def _fallback_clips(self) -> list[tuple[str, bytes]]:
        return [saved_clip(job.clip, job.shot, job.progress) for job in saved_jobs(self._tracker.jobs())]

    # messages: a new view, progress, notices

    def _on_ready(self, message: Message) -> None:
        view = message.get("view")
        quote = self._form.quote(self.model, self.values)
        self._tell(view, "catalogue", forms=self.studio.catalogue.as_form(), last=self._last() is not None, **quote)
        self._tell_images(view=view)
        self._on_heartbeat(message)
        self._tell_resumable(view)

    def _on_heartbeat(self, message: Message) -> None:
        rows, backend = self._tracker.rows(), self.studio.backend
        self._tell(message.get("view"), "state", jobs=rows, backend=backend, notices=self._notices())

    def _tell_resumable(self, view: object = None) -> None:
        self._tell(view, "resumable", message=resumable_text(self.studio.left()))

    def _on_resume(self, _message: Message) -> None:
        """Resume the jobs of an earlier kernel."""
        for job in self.studio.resume():
            self._tracker.add(job)
        self._tell_resumable()

    def _notices(self) -> list[str]:
        return [notice for notice in self.studio.notices if notice not in self._dismissed_notices]

    def _tell_notices(self) -> None:
        with self._telling:
            if self._notices() != self._told_notices:
                self._told_notices = self._notices()
                self._tell(None, "notices", notices=self._told_notices)

    def _on_dismiss_notice(self, message: Message) -> None:
        self._dismissed_notices.add(str(message.get("message")))
        self._tell_notices()

    # messages: uploaded images

    def _on_file(self, message: Message) -> None:
        """Expect an image. The page says for which model, since the trait can be older."""
        name, field = str(message.get("name") or "image")[:200], str(message.get("field", ""))
        many = self._form.holds_many(field, str(message.get("model") or self.model))
        medium = message.get("medium")
        size = int(message["size"])
        self._uploads.begin(str(message["id"]), name=name, field=field, size=size, many=many, medium=str(medium))
        self._reply(message, "ack", received=0, chunk_size=chunk_size())

    def _on_chunk(self, message: Message) -> None:
        chunk = memoryview(message.buffers[0]).cast("B")
        received = self._uploads.add(str(message["id"]), int(message["offset"]), chunk)
        if received is None:
            return
        self._reply(message, "ack", received=received.count)
        if received.whole is not None:
            self._run_later(partial(self._open_upload, received.whole), message)

    def _on_abandon(self, message: Message) -> None:
        self._uploads.abandon(str(message["id"]))

    def _open_upload(self, upload: Upload, message: Message) -> None:
        images, data = self._form.images, bytes(upload.data)
        still = self.studio.open_file(data, upload.medium, name=upload.name)
        if upload.field.startswith("row-"):
            key = images.add_loose(still)
        elif upload.many:
            key = images.add(upload.field, still)
        else:
            (key,) = images.put(upload.field, [still])
        self._tell_images([key])
        self._reply(message, "still", key=key)

    def _on_sample(self, _message: Message) -> None:
        """Fill an empty form with an image of the project and a prompt."""
        if self.image is None:
            self._put("start_image", SAMPLE)
            self.prompt = self.prompt or SAMPLE_PROMPT

    def _last(self) -> Entry | None:
        """The job that was requested last."""
        try:
            return self.studio.journal.newest()
        except JournalUnavailable:
            return None

    def _on_last(self, _message: Message) -> None:
        """Fill an empty form with the settings of the last job: a new kernel knows nothing of the form before."""
        entry = self._last()
        if self.image is not None or entry is None:
            return
        if entry.clip and is_file(Path(entry.clip)):
            self.use_settings(entry.clip)
        elif found := ClipSettings.of(self.studio, entry.key, {}):
            found.apply(self, found.available(self))

    def _on_remove(self, message: Message) -> None:
        self._form.images.remove(str(message.get("field")), str(message.get("key")))
        self._tell_images([])

    def _on_bring_back(self, message: Message) -> None:
        self._tell_images(self._form.images.bring_back(str(message.get("field"))))

    # messages: jobs

    def _on_price(self, message: Message) -> None:
        self._reply(message, "price", **self._form.quote(str(message.get("model")), dict(message.get("values") or {})))

    def _on_run(self, message: Message) -> None:
        """Start what the page showed when the button was pressed, which a trait may not have reached yet."""
        prompt, model, values = str(message["prompt"]), str(message["model"]), dict(message["values"])
        # On this thread, since an image can be replaced a moment later.
        shot = self._form.shot(prompt, model, values)
        webhook = str(message.get("webhook_url") or "")
        check_extras(webhook or None)
        backend = self.studio.backend
        if message["backend"] != backend:
            what = f"The backend is {backend} now, and was {message['backend']} when the button was pressed."
            raise BadInput(what, advice="Check the price, then press again.")
        shown = Price.from_json({"amount": message.get("price"), "exact": True}) if backend == "krea" else None
        if shown is not None:
            now = self.studio.price_at_krea(shot)
            check_price(shown, now)
            shown = now and replace(now, amount=shown.amount)

        def start(message: Message) -> None:
            crop = [float(number) for number in message.get("crop") or ()]
            job = self._start(self._form.fitted(shot, str(message.get("fit") or ""), crop), webhook, backend, shown)
            self._reply(message, "started", key=job.key)

        self._run_later(start, message)

    def _on_again(self, message: Message) -> None:
        """Submit the same request once more; the button named its price."""
        job = self._tracker.job(message.get("key"))
        if job is not None and job.done():
            self._check_named_price(job)
            self._tracker.add(self.studio.shoot_again(job, shown=job.price))
            if job.clip is None:
                self._tracker.dismiss(job.key)

    def _on_compare(self, message: Message) -> None:
        """Compare some clips below the form."""
        # What few forms show is imported when it is shown.
        from ..compare import Compare, labelled

        jobs = [self._tracker.job(key) for key in message["keys"]]
        clips = [job.clip for job in jobs if job is not None and job.clip is not None]
        shown = self._show_below(message, lambda: Compare(labelled(clips), studio=self.studio))
        call = f"krea.Compare([{', '.join(repr(str(clip.path)) for clip in clips)}])"
        self._reply(message, "done", message="Shown below." if shown else f"Run in a cell: {call}")

    def _on_vary(self, message: Message) -> None:
        """Plan the clip's prompt at three speeds, on its model and two others, below the form. Nothing is sent."""
        job = self._tracker.job(message.get("key"))
        if job is None:
            return
        shown = self._show_below(message, lambda: self._variations(job.shot))
        prompts = [re.sub(r"([{|}])", r"\\\1", prompt) for prompt in other_speeds(job.shot.prompt)]
        varied = Shot(job.shot.model, {**job.shot.values, "prompt": f"{{{'|'.join(prompts)}}}"})
        call = call_of(varied, self.studio.clip_folder).replace("krea.animate(", "krea.sweep(", 1)
        self._reply(message, "done", message="Shown below." if shown else f"Run in a cell: {call}")

    def _variations(self, shot: Shot) -> SweepBoard:
        from ...studio.sweep import Sweep
        from ..sweep import SweepBoard

        catalogue = self.studio.catalogue
        own = {name: value for name, value in shot.values.items() if name not in ("prompt", "start_image")}
        known, still = catalogue.get(shot.model), shot.start_image
        without = {name: value for name, value in own.items() if name != "aspect_ratio"}
        chosen = better_ratio(known, without, still) if known and still else {}
        if chosen and own == {**without, **chosen}:
            # A plan chooses it for each model.
            own = without
        rows: list[dict[str, Any]] = []
        popular = [
            one.id for one in catalogue.models() if one.popular and "start_image" in one and one.id != shot.model
        ]
        # Without an image, other models would make something else.
        for model in (shot.model, *popular[: OTHER_MODELS if still else 0]):
            known = catalogue.get(model)
            # Another model gets what it takes of those that decide the look of a clip.
            common = {
                name: own[name]
                for name in COMMON
                if known
                and name in known
                and name in own
                and (isinstance(own[name], Still) or known.parameter(name).accepts(own[name]))
            }
            values = own if model == shot.model else common
            rows += [{"prompt": prompt, "model": model, **values} for prompt in other_speeds(shot.prompt)]
        sweep = Sweep(self.studio, board=SweepBoard)
        sweep.add(shot.start_image, rows=rows)
        sweep.exclude(*(item for item in sweep if item.model != shot.model))
        board = cast("SweepBoard", sweep.board(target=self))
        board.on_close(lambda: self._follow_sweep(sweep))
        return board

    def _follow_sweep(self, sweep: Sweep) -> None:
        """Show the jobs of a board that was closed among those of the form, also those that start later."""

        def add(sweep: Sweep) -> None:
            for item in sweep:
                if item.job is not None:
                    self._tracker.add(item.job)

        self.on_close(sweep.on_progress(add, lane="display"))

    def _on_cancel(self, message: Message) -> None:
        job = self._tracker.job(message.get("key"))
        if job is not None and job.cancel():
            self._tracker.note(job)

    def _on_adopt(self, message: Message) -> None:
        """The person says which of Krea's jobs is that of an uncertain submit."""
        job, wanted = self._tracker.job(message.get("key")), str(message.get("job_id"))
        if job is not None and wanted in getattr(job.error, "candidates", ()):
            self._replace(job, lambda: self.studio.adopt(wanted, job))

    def _on_send_again(self, message: Message) -> None:
        """The person says that Krea has no job of an uncertain submit: the only way to submit a shot a second time."""
        job = self._tracker.job(message.get("key"))
        if job is not None and isinstance(job.error, SubmitUncertain):
            self._check_named_price(job)
            self._replace(job, lambda: self.studio.send_again(job))
            self._tracker.dismiss(job.key)

    def _check_named_price(self, job: Job) -> None:
        """Raise `BadInput` if the clip costs more now than its button says."""
        if job.backend == "krea" and job.price is not None:
            check_price(job.price, self.studio.price_at_krea(job.shot, job.raw))

    def _replace(self, job: Job, make: Callable[[], Job]) -> None:
        """Follow another job instead of an uncertain one, once. If `make` raises, the next click can try again."""
        with self._replacing:
            if job not in self._replaced:
                self._tracker.add(make())
                self._replaced.append(job)

    def _on_fetch(self, message: Message) -> None:
        """Download a clip that could not be saved."""
        resumed = self.studio.resume(only={str(message.get("key"))})
        for job in resumed:
            self._tracker.add(job)
        if not resumed:
            self._reply(message, "problem", message="This clip could not be fetched now. krea.resume() tries again.")

    def _on_dismiss(self, message: Message) -> None:
        self._tracker.dismiss(message.get("key"))

    # messages: clips and settings

    def _clip_path(self, key: object) -> Path | None:
        job = self._tracker.job(key)
        return job.clip.path if job is not None and job.clip is not None else None

    def _on_settings(self, message: Message) -> None:
        job = self._tracker.job(message.get("key"))
        self._reply(
            message, "settings", call=call_of(job.shot, self.studio.clip_folder, job.webhook_url) if job else ""
        )

    def _on_frame(self, message: Message) -> None:
        """Use the last frame of a clip as the start image, for pages that cannot read it from the video."""
        job = self._tracker.job(message.get("key"))
        if job is not None and job.clip is not None:
            self._put("start_image", job.clip.last_frame())
        self._reply(message, "still")

    def _on_offer(self, message: Message) -> None:
        """Reply with the settings of a dropped clip; with nothing if they are unknown."""
        found = self._dropped(message)
        self._reply(message, "offer", **(found.offer(self) if found is not None else {}))

    def _on_apply(self, message: Message) -> None:
        found = self._dropped(message)
        if found is None:
            raise BadInput("These settings are no longer available.", advice="Drop the clip again.")
        found.apply(self, [str(name) for name in message["names"]])
        self._reply(message, "done")

    def _dropped(self, message: Message) -> ClipSettings | None:
        """The settings of a dropped clip, of which the page sends the name, the size and the few bytes of settings."""
        text = bytes(memoryview(message.buffers[0]).cast("B")) if message.buffers else b""
        name, size = str(message.get("name"))[:200], int(message.get("size") or 0)
        return ClipSettings.find(self.studio, parse_untrusted(text), name, size)

    def _on_login(self, message: Message) -> None:
        """Give a token to the studio and to nothing else, not even to an error's message."""
        try:
            self.studio.login(message["token"])
            unchecked = self._check_token()
        except (BadInput, BadToken) as error:
            self._reply(message, "problem", message=str(error))
        # The text of any other error may hold the token.
        except Exception:
            self._reply(message, "problem", message="This token could not be used.")
        else:
            self._tracker.refresh()
            self._reply(message, "backend", backend=self.studio.backend, message=unchecked)

    def _check_token(self) -> str:
        """Ask Krea whether it knows the token, which costs nothing; returns why it could not be asked, or "".

        Raises:
            BadToken: It does not. The sandbox is used again.
        """
        try:
            self.studio.jobs()
        except BadToken:
            self.studio.use("sandbox")
            raise
        except KreaError as error:
            return f"Not checked: {error.what}"
        return ""


def steps_between(old: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """What changed of each job, with its key, if no job did more than a step; else None."""
    if len(old) != len(rows) or any({**one, **_step(row)} != row for one, row in zip(old, rows, strict=True)):
        return None
    return [{"key": row["key"], **_step(row)} for one, row in zip(old, rows, strict=True) if one != row]


def _step(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in STEP}


def resumable_text(entries: Sequence[Entry]) -> str:
    """The open jobs of an earlier kernel in a sentence; "" if there are none."""
    if not entries:
        return ""
    unsent = sum(entry.state == "asked" for entry in entries)
    jobs = "1 job" if len(entries) == 1 else f"{len(entries)} jobs"
    message = f"{jobs} from an earlier kernel {'is' if len(entries) == 1 else 'are'} still open"
    if unsent == len(entries):
        return f"{message}, not sent yet."
    return f"{message}, {unsent} of them not sent yet." if unsent else f"{message}."


def jobs_html(jobs: Sequence[Job]) -> str:
    """The newest clips as HTML, and how to get those that were not done."""
    saved = saved_jobs(jobs)
    if not saved:
        return '<div style="opacity:.75">This widget needs its kernel. Run the cell to get it back.</div>'
    return "".join(f'<div style="margin:0 0 16px">{_job_html(job)}</div>' for job in saved)


def saved_jobs(jobs: Sequence[Job]) -> list[Job]:
    """The newest jobs that have a clip, or can still have one; the newest first."""
    return [job for job in jobs if job.clip is not None or not job.done()][: -MOST_SAVED - 1 : -1]


def _job_html(job: Job) -> str:
    if job.clip is not None:
        return clip_html(job.clip)
    if job.backend == "sandbox":
        advice = "If it was finished, its clip is in krea.Gallery(); a sandbox job ends with its kernel."
    elif job.id:
        advice = f"krea.resume() fetches its clip (job {job.id})."
    else:
        advice = "Not yet accepted by Krea: krea.resume() sends it, or finds it there."
    return shot_html(job.shot, f"Still being made on {date_time()}. {advice}")


def model_id(catalogue: Catalogue, name: str) -> str:
    """The ID of a model by a forgiving name, or the name itself if it can be that of a newer model.

    Raises:
        BadInput: It is no text.
        UnknownModel: No model has such a name, and it does not have the form provider/model.
    """
    if not isinstance(name, str):
        raise BadInput(f"model must be the ID or the name of a model, not {name!r}.")
    if name in catalogue:
        return name
    try:
        return str(catalogue.find(name).id)
    except UnknownModel:
        provider, slash, rest = name.partition("/")
        if slash and provider and rest and name.isascii() and not any(sign.isspace() for sign in name):
            return name
        raise
