"""The contents of an Animate form: its images, the shot that they make with a prompt and settings, and its price."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..._util.aspect_ratio import ratio_name, ratios_differ
from ...errors import BadShot, BadStill
from ...media import Shot, Still
from ..image_store import IMAGE_KINDS, ImageStore, shows_something
from ..serialize import price_text

if TYPE_CHECKING:
    from ...catalogue import Model
    from ...studio import Studio

__all__ = ["WAYS", "Form"]

WAYS = ("", "crop", "pad")
FRAMES = ("start_image", "end_image")  # images that are a frame of the clip
SIDES = ("width", "height")
SOMEWHERE = "https://asset.invalid/"


class Form:
    """Images by field, and what a studio makes of them. Model, prompt and settings are the caller's.

    Args:
        studio: Opens images, knows the models and checks shots.
    """

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.pictures = ImageStore()

    def known(self, model: str) -> Model | None:
        """What the catalogue knows of a model; None for one that is newer."""
        known: Model | None = self.studio.catalogue.get(model)
        return known

    def holds_many(self, field: str, model: str) -> bool:
        """Whether a field of this model takes several images."""
        known = self.known(model)
        return known is not None and field in known and known.parameter(field).kind == "images"

    def fill(self, model: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Open and keep the images among these settings; returns the rest.

        Raises:
            BadShot: The model has no such setting.
            BadStill: An image cannot be used.
        """
        form = self.known(model)
        settings = {}
        for name, value in given.items():
            if value is None:
                continue
            if form is not None and (name == "prompt" or name not in form):
                raise BadShot(f"{form.title} has no setting named {name}.", field=name, advice=_settings_of(form))
            if name == "start_image" or (form is not None and form.parameter(name).kind in IMAGE_KINDS):
                self.put(name, value)
            else:
                settings[name] = value
        return settings

    def put(self, field: str, source: Any) -> None:
        """Replace the images of a field by one, several, or none (None); the studio also fetches URLs.

        Raises:
            BadStill: One of them cannot be used; then nothing changes.
        """
        studio: Any = self.studio
        sources = source if isinstance(source, (list, tuple)) else [] if source is None else [source]
        self.pictures.put(field, [studio.still(each) for each in sources])

    def shot(self, prompt: str, model: str, values: Mapping[str, Any]) -> Shot:
        """What a press of the button sends, with the images as they are."""
        filled = {name: self.pictures.fill(value) for name, value in values.items() if value is not None}
        known = self.known(model)
        for field, stills in self.pictures.fields().items():
            if known is None or field in known:  # an image for another model waits until that one is chosen again
                filled[field] = stills if self.holds_many(field, model) else stills[0]
        if prompt.strip() and known and "start_image" in known and not shows_something(known, filled):
            raise BadStill("There is no picture yet.", advice="Drop one, paste one, or choose a file.")
        return self.studio.shot(model, {**filled, "prompt": prompt}, raw=None if known else {})

    def fitted(self, shot: Shot, how: str) -> Shot:
        """The shot with its frames cropped or padded ("crop", "pad") to the clip's ratio where they differ from it."""
        known = self.known(shot.model)
        frame = known.frame_ratio(shot.values) if known is not None and how in WAYS[1:] else None
        changed: dict[str, Still] = {}
        for name in FRAMES:
            still = shot.values.get(name)
            if frame and isinstance(still, Still) and still.data and ratios_differ(still.ratio, frame):
                changed[name] = still.fitted(frame, "crop" if how == "crop" else "pad")
        return Shot(shot.model, {**shot.values, **changed}) if changed else shot

    def quote(self, model: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """The price and its source, the size that is filled in, and the ratios where image and clip disagree."""
        known = self.known(model)
        stills = {field: found for field, found in self.pictures.fields().items() if known and field in known}
        places = {field: [SOMEWHERE] * len(found) for field, found in stills.items()}  # only their number has a price
        single = {field: SOMEWHERE for field in places if not self.holds_many(field, model)}
        values = {**values, **places, **single}
        start = next(iter(stills.get("start_image", [])), None)
        price = None if self.studio.backend == "sandbox" else self.studio.price(model, values)
        row: dict[str, Any] = {"text": price_text(self.studio, model, values), "source": "", "size": None, "fit": None}
        if price is not None:
            row["source"] = f"{price.source}, {price.date}"
        if known is None:
            return row
        ratio = start.ratio if start else 0.0
        filled = known.complete(values, still_ratio=ratio or None)
        derived = {side: filled[side] for side in SIDES if side in filled and values.get(side) is None}
        if derived:
            origin = "the ratio" if values.get("aspect_ratio") else "your picture" if ratio else "the model"
            row["size"] = {**derived, "from": origin}
        frame = known.frame_ratio(filled)
        if start is not None and start.data and frame and ratios_differ(ratio, frame):
            row["fit"] = {"still": ratio_name(start.width, start.height), "clip": _clip_name(frame), "ratio": frame}
            row["fit"]["wider"] = ratio > frame
        return row


def _settings_of(model: Model) -> str:
    names = [parameter.name for parameter in model.parameters if parameter.name != "prompt"]
    return f"It has {', '.join(names)}."


def _clip_name(ratio: float) -> str:
    return ratio_name(1000 * ratio, 1000) or f"{ratio:.2f}:1"
