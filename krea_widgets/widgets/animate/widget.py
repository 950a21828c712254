"""The Animate widget: a still, a prompt, a model's controls, a price, a button, and the clips that come of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import traitlets

from ...errors import UnknownModel
from ...media import clip_html, shot_html
from .. import STATIC
from ..base import BaseWidget
from ..job_tracker import JobTracker
from ..settings_import import SettingsImport
from .form import WAYS, Form
from .messages import AnimateMessages

if TYPE_CHECKING:
    from ...catalogue import Catalogue
    from ...engine import Job
    from ...media import Clip, Shot, Still
    from ...studio import Studio

__all__ = ["Animate"]

MOST_SAVED = 8  # clips in the fallback: a poster has up to 30 KB, and the notebook file holds it
# The person's own traits: an echo of what the page said a moment ago would undo what was typed or chosen since.
OWN = {"sync": True, "echo_update": False}
IDLE = {"status": "empty", "fraction": 0.0, "message": ""}


class Animate(BaseWidget):
    """A widget that makes clips: drop an image, describe the motion, see the price, press the button.

    A cell can read and set what a person sets on the page: `prompt`, `model`, `values`, `fit` and the images.
    Only krea_widgets writes `backend`, `status`, `fraction`, `message` and `jobs`. Closing the widget or running its
    cell again does not cancel a job.

    Args:
        image: As for `krea.animate`.
        prompt: The motion.
        model: A model ID or name; default: `krea.models.default`.
        studio: The `Studio` that makes the clips; default: that of `krea.animate`.
        values: Parameters of the model by their wire names: `duration=10`, `end_image="b.png"`.

    Attributes:
        prompt: The prompt.
        model: The model ID.
        values: Parameters that differ from the model's defaults, without images.
        fit: For an image whose aspect ratio is not the clip's: "" (unchanged), "crop" or "pad" (blurred edges).
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

    prompt = traitlets.Unicode().tag(**OWN)
    model = traitlets.Unicode().tag(**OWN)
    values: traitlets.Dict[str, Any] = traitlets.Dict().tag(**OWN)
    fit = traitlets.Enum(WAYS, default_value="").tag(**OWN)
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
        studio: Studio | None = None,
        **values: Any,
    ) -> None:
        if studio is None:
            from ...studio import studio as shared

            studio = shared()
        self._form = Form(studio)
        self._latest = ""  # the key of the newest job
        self._tracker = JobTracker(self._show_rows, changed=lambda _: self._fallback.update())
        self._release_on_close(self._tracker.close)
        self._settings_import = SettingsImport(self)
        self._channel = AnimateMessages(self, self._form, self._tracker, self._settings_import, self._start)
        chosen = studio.catalogue.default.id if model is None else model_id(studio.catalogue, model)
        own = {name: values.pop(name) for name in ("layout", "fit") if name in values}
        settings = self._form.fill(chosen, {"start_image": image, **values})  # before there is a widget: may be refused
        super().__init__(self._channel, prompt=prompt, model=chosen, values=settings, backend=studio.backend, **own)

    @property
    def studio(self) -> Studio:
        """The `Studio` that makes the clips."""
        return self._form.studio

    @traitlets.validate("model")
    def _known_model(self, proposal: Mapping[str, Any]) -> str:
        """The id of the model that is meant; one that is newer than the catalogue goes through as provider/model."""
        return model_id(self.studio.catalogue, str(proposal["value"]))

    # the pictures

    @property
    def image(self) -> Still | None:
        """The `Still`, or None. Assign anything that `krea.animate` accepts as an image."""
        return next(iter(self._form.pictures.of("start_image")), None)

    @image.setter
    def image(self, source: Any) -> None:
        self._put("start_image", source)

    @property
    def end_image(self) -> Still | None:
        """The end image, or None."""
        return next(iter(self._form.pictures.of("end_image")), None)

    @end_image.setter
    def end_image(self, source: Any) -> None:
        self._put("end_image", source)

    def images(self, field: str) -> tuple[Still, ...]:
        """The images of a parameter, such as "reference_images"."""
        return tuple(self._form.pictures.of(field))

    def set_images(self, field: str, sources: Iterable[Any]) -> None:
        """Replace the images of a parameter.

        Raises:
            BadStill: An image cannot be used; nothing changes then.
        """
        self._put(field, list(sources))

    def _put(self, field: str, source: Any) -> None:
        self._form.put(field, source)
        self._channel.tell_stills()

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
        return self._settings_import.use(clip, fields)

    # running

    def shot(self) -> Shot:
        """The request that the button would submit.

        Raises:
            BadInput: A parameter is invalid; the message names it.
        """
        return self._form.fitted(self._form.shot(self.prompt, self.model, self.values), self.fit)

    def run(self) -> Job:
        """Submit the form, without waiting.

        Returns:
            The job: `await widget.run()` or `widget.run().wait()` gives the clip.

        Raises:
            BadInput: A parameter is invalid; the message names it. Nothing was sent.
        """
        return self._start(self.shot())

    def _start(self, shot: Shot) -> Job:
        job = self.studio.shoot(shot, raw=None if shot.model in self.studio.catalogue else {})
        self._tracker.add(job)
        self._fallback.update()
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
        """The price on the button: "$0.37", "about $0.37", "free (sandbox)" or "price unknown"."""
        return str(self._form.quote(self.model, self.values)["text"])

    # what is seen

    def _show_rows(self, rows: list[dict[str, Any]]) -> None:
        """Write the view's traits; called by the board, on any thread."""
        latest = rows[-1] if rows else IDLE
        self.backend = self.studio.backend
        self.jobs = rows
        self.message = latest["message"]
        same = str(latest.get("key")) == self._latest
        self._latest = str(latest.get("key"))
        if latest["fraction"] is not None or not same:  # what is not known at the moment does not fall back
            self.fraction = latest["fraction"] or 0.0
        if latest.get("phase") == "done":
            self.fraction = 1.0
        self.status = latest.get("phase", "empty")
        self._channel.tell_notices()

    def _fallback_html(self) -> str:
        return jobs_html(self._tracker.jobs())


def jobs_html(jobs: Sequence[Job]) -> str:
    """The newest clips as HTML, and how to get those that were not done."""
    saved = [job for job in jobs if job.clip is not None or not job.done][-MOST_SAVED:]
    if not saved:
        return '<p style="opacity:.75">This widget needs its kernel. Run the cell to get it back.</p>'
    return "".join(f'<div style="margin:0 0 16px">{_job_html(job)}</div>' for job in reversed(saved))


def _job_html(job: Job) -> str:
    if job.clip is not None:
        return clip_html(job.clip)
    name = f"job {job.id}" if job.id else "not yet accepted by Krea"
    return shot_html(
        job.shot, f"This clip was not done when the notebook was saved ({name}). krea.resume() fetches it."
    )


def model_id(catalogue: Catalogue, name: str) -> str:
    """The ID of a model by a forgiving name, or the name itself if it can be that of a newer model.

    Raises:
        UnknownModel: No model has such a name, and it does not have the form provider/model.
    """
    if name in catalogue:
        return name
    try:
        return str(catalogue.find(name).id)
    except UnknownModel:
        provider, slash, rest = name.partition("/")
        if slash and provider and rest and name.isascii() and not any(sign.isspace() for sign in name):
            return name
        raise
