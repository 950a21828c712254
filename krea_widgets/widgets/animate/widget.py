"""The Animate widget: a still, a prompt, a model's controls, a price, a button, and the clips that come of it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import traitlets

from ...errors import BadShot, BadStill
from .. import STATIC
from ..board import Board
from ..heard import Heard
from ..pictures import PICTURES, Pictures, shows_something
from ..results import Holder, bundle_of
from .carried import Carried
from .desk import Desk
from .naming import has, model_id
from .quote import WAYS, fitted, quote

if TYPE_CHECKING:
    from ...catalogue import Model
    from ...engine import Job
    from ...media import Clip, Shot, Still
    from ...studio import Studio

__all__ = ["Animate"]

# The person's own traits: an echo of what the page said a moment ago would undo what was typed or chosen since.
OWN = {"sync": True, "echo_update": False}
SOMEWHERE = "https://asset.invalid/"
IDLE = {"status": "empty", "fraction": 0.0, "words": ""}


class Animate(Heard):
    """Turn a still into a clip: drop a picture, say how it should move, see the price, press the button.

    Everything can be read and set from a cell as well: `prompt`, `model`, `values`, `fit` and the pictures belong to
    the person, at the page or in a cell; `world`, `status`, `fraction`, `words` and `jobs` are written by the library.
    Closing the widget or running its cell again never cancels a job.

    Args:
        image: The still, in any form that `krea.animate` takes.
        prompt: How it should move.
        model: A model's id or a part of its name; the catalogue's default when left out.
        studio: Who makes the clips; `krea.*`'s own when left out.
        values: The model's own parameters by their wire names: `duration=10`, `end_image="b.png"`.

    Attributes:
        prompt: The wording.
        model: The model's id.
        values: The settings that differ from the model's own, without pictures.
        fit: What happens to a still that has not the clip's ratio: "" (it is sent as it is), "crop" or "pad".
        world: "sandbox" or "krea".
        status: What the latest job is doing: "empty" before the first, else a phase such as "working" or "done".
        fraction: 0 to 1, of the latest job.
        words: The latest job in a sentence.
        jobs: A small dict for each job on the page, the oldest first.

    Raises:
        BadInput: An image, a model or a setting that cannot be used; the message names it.

    Example:
        ```python
        widget = krea.Animate("cat.png", "slow dolly in", duration=5)
        widget                      # shows it
        clip = await widget.run()   # or press the button
        ```
    """

    _esm = STATIC / "animate.js"
    _css = STATIC / "animate.css"

    prompt = traitlets.Unicode().tag(**OWN)
    model = traitlets.Unicode().tag(**OWN)
    values: traitlets.Dict[str, Any] = traitlets.Dict().tag(**OWN)
    fit = traitlets.Enum(WAYS, default_value="").tag(**OWN)
    world = traitlets.Unicode("sandbox").tag(sync=True)
    status = traitlets.Unicode("empty").tag(sync=True)
    fraction = traitlets.Float(0.0).tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)
    jobs: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    _kept = traitlets.Unicode().tag(sync=True)

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
        self._studio = studio
        self._pictures = Pictures()
        self._latest = ""  # the key of the newest job
        token = uuid.uuid4().hex[:12]
        self._holder = Holder(token)
        self._board = Board(self._show_rows, landed=lambda job: self._holder.update(self._board.jobs()))
        self._desk = Desk(self)
        self._carried = Carried(self)
        chosen = studio.catalogue.default.id if model is None else model_id(studio.catalogue, model)
        own = {name: values.pop(name) for name in ("layout", "fit") if name in values}
        settings = self._sorted(chosen, {"start_image": image, **values})  # before there is a widget: it may be refused
        super().__init__(prompt=prompt, model=chosen, values=settings, world=studio.world, _kept=token, **own)
        self.on_msg(self._desk.hear)

    def _sorted(self, model: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Open the pictures among the constructor's keywords; returns the rest. Names the model lacks are refused."""
        form = self._known(model)
        settings = {}
        for name, value in given.items():
            if value is None:
                continue
            if form is not None and (name == "prompt" or name not in form):
                raise BadShot(f"{form.title} has no setting named {name}.", field=name, advice=has(form))
            if name == "start_image" or (form is not None and form.parameter(name).kind in PICTURES):
                self._pictures.put(name, self._opened(value))
            else:
                settings[name] = value
        return settings

    def _known(self, model: str) -> Model | None:
        """What the catalogue knows of a model; None for one that is newer."""
        known: Model | None = self._studio.catalogue.get(model)
        return known

    @traitlets.validate("model")
    def _known_model(self, proposal: Mapping[str, Any]) -> str:
        """The id of the model that is meant; one that is newer than the catalogue goes through as provider/model."""
        return model_id(self._studio.catalogue, str(proposal["value"]))

    # the pictures

    @property
    def image(self) -> Still | None:
        """The still, or None. Takes a path, URL, bytes, PIL image, numpy array, data URI, `Still` or `Asset`."""
        return next(iter(self._pictures.of("start_image")), None)

    @image.setter
    def image(self, source: Any) -> None:
        self._put("start_image", source)

    @property
    def end_image(self) -> Still | None:
        """The picture to end on, or None."""
        return next(iter(self._pictures.of("end_image")), None)

    @end_image.setter
    def end_image(self, source: Any) -> None:
        self._put("end_image", source)

    def images(self, field: str) -> tuple[Still, ...]:
        """The pictures that stand in a field, such as "reference_images"."""
        return tuple(self._pictures.of(field))

    def set_images(self, field: str, sources: Iterable[Any]) -> None:
        """Let exactly these pictures stand in a field.

        Raises:
            BadStill: One of them cannot be used; then nothing changes.
        """
        self._put(field, list(sources))

    def _put(self, field: str, source: Any) -> None:
        self._pictures.put(field, [] if source is None else self._opened(source))
        self._desk.tell_stills()

    def _opened(self, source: Any) -> list[Still]:
        """One or several pictures, opened; the studio can also fetch what lies behind a URL."""
        studio: Any = self._studio
        opener = studio.still
        return [opener(each) for each in (source if isinstance(source, (list, tuple)) else [source])]

    def use_settings(self, clip: Clip | str | os.PathLike[str], fields: Iterable[str] | None = None) -> tuple[str, ...]:
        """Put the settings that made a clip into the form, as its page offers for a clip that is dropped on it.

        Args:
            clip: A clip or its path; without a sidecar it may have been renamed, since it carries them itself.
            fields: Only these, such as "prompt" and "duration"; all that can be had when left out.

        Returns:
            The names of those that are in the form now. Nothing is sent.

        Raises:
            BadInput: It is not known how the clip was made, or one of `fields` cannot be had.
        """
        return self._carried.use(clip, fields)

    # running

    def shot(self) -> Shot:
        """What a press of the button would send.

        Raises:
            BadInput: It cannot be sent as it stands; the message names the field.
        """
        return self._fitted(self._shot(self.prompt, self.model, self.values), self.fit)

    def _shot(self, prompt: str, model: str, values: Mapping[str, Any]) -> Shot:
        filled = {name: self._pictures.fill(value) for name, value in values.items() if value is not None}
        known = self._known(model)
        for field, stills in self._pictures.fields().items():
            if known is None or field in known:  # a picture for another model waits until that one is chosen again
                filled[field] = stills if self._holds_many(field, model) else stills[0]
        if prompt.strip() and known and "start_image" in known and not shows_something(known, filled):
            raise BadStill("There is no picture yet.", advice="Drop one, paste one, or choose a file.")
        return self._studio.shot(model, {**filled, "prompt": prompt}, raw=None if known else {})

    def _fitted(self, shot: Shot, how: str) -> Shot:
        """The shot with its stills cropped or padded to the clip's ratio; takes a moment for a large picture."""
        return fitted(shot, self._known(shot.model), how)

    def run(self) -> Job:
        """Start a clip from what the form holds, and return at once.

        Returns:
            The job: `await widget.run()` or `widget.run().wait()` gives the clip.

        Raises:
            BadInput: The form cannot be sent as it stands.
        """
        return self._start(self.shot())

    def _start(self, shot: Shot) -> Job:
        job = self._studio.shoot(shot, raw=None if shot.model in self._studio.catalogue else {})
        self._board.add(job)
        self._holder.update(self._board.jobs())
        return job

    def cancel(self) -> bool:
        """Ask for the latest job to be cancelled; False when there is none, or it has ended already."""
        job = self.job
        return job is not None and job.cancel()

    @property
    def job(self) -> Job | None:
        """The latest job, or None."""
        return next(reversed(self._board.jobs()), None)

    @property
    def clip(self) -> Clip | None:
        """The latest clip that is done, or None."""
        return next((job.clip for job in reversed(self._board.jobs()) if job.clip is not None), None)

    def price(self) -> str:
        """What the button says it costs: "$0.37", "about $0.37", "free (sandbox)" or "price unknown"."""
        return str(self._quote(self.model, self.values)["text"])

    def _quote(self, model: str, values: Mapping[str, Any]) -> dict[str, Any]:
        known = self._known(model)
        stills = {field: found for field, found in self._pictures.fields().items() if known and field in known}
        places = {field: [SOMEWHERE] * len(found) for field, found in stills.items()}  # only their number has a price
        single = {field: SOMEWHERE for field in places if not self._holds_many(field, model)}
        start = next(iter(stills.get("start_image", [])), None)
        return quote(self._studio, model, known, {**values, **places, **single}, start)

    def _holds_many(self, field: str, model: str | None = None) -> bool:
        """Whether a field of this model takes several pictures."""
        known = self._known(model or self.model)
        return known is not None and field in known and known.parameter(field).kind == "images"

    # what is seen

    def _show_rows(self, rows: list[dict[str, Any]]) -> None:
        """Write the view's traits; called by the board, on any thread."""
        latest = rows[-1] if rows else IDLE
        self.world = self._studio.world
        self.jobs = rows
        self.words = latest["words"]
        same = str(latest.get("key")) == self._latest
        self._latest = str(latest.get("key"))
        if latest["fraction"] is not None or not same:  # what is not known at the moment does not fall back
            self.fraction = latest["fraction"] or 0.0
        if latest.get("phase") == "done":
            self.fraction = 1.0
        self.status = latest.get("phase", "empty")
        self._desk.tell_notices()

    def _ipython_display_(self, **kwargs: Any) -> None:
        """Show the widget and, beside it, the output that stays when the kernel is gone."""
        from IPython.display import display

        data, metadata = bundle_of(self, **kwargs)
        display(data, metadata=metadata, raw=True)
        self._holder.show(self._board.jobs())
