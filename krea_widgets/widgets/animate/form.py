"""The contents of an Animate form: its images, the shot that they make with a prompt and settings, and its price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..._util.aspect_ratio import ratio_name, ratios_differ
from ..._util.price import Price, free_here
from ...catalogue.parameters import FILE_KINDS
from ...errors import BadFile
from ...media import Shot, Still
from ...studio.call_checks import better_ratio, shows_something
from .image_store import ImageStore

if TYPE_CHECKING:
    from ...studio import BaseStudio

__all__ = ["FITS", "Form"]

FITS = ("", "crop", "pad")
# Images that are a frame of the clip.
FRAMES = ("start_image", "end_image")
# Kinds of parameters that can have images inside.
NESTED = ("list", "object")
# A price depends on the number of the images only.
PLACEHOLDER = "https://asset.invalid/"


class Form:
    """The images of a form, and what a studio makes of them. The caller has the model, the prompt and the settings.

    Args:
        studio: Opens images, knows the models and checks shots.
    """

    def __init__(self, studio: BaseStudio) -> None:
        self.studio = studio
        self.images = ImageStore()

    def holds_many(self, field: str, model: str) -> bool:
        """Whether a field of this model takes several images."""
        known = self.studio.catalogue.get(model)
        return known is not None and field in known and known.parameter(field).kind in ("images", "videos", "audios")

    def medium(self, field: str, model: str) -> str:
        """What a field of this model takes: "image", "video" or "audio"."""
        known = self.studio.catalogue.get(model)
        return FILE_KINDS.get(known.parameter(field).kind, "image") if known is not None and field in known else "image"

    def fill(self, model: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Open and keep the images among these settings; returns the rest.

        Raises:
            BadValue: The model has no such setting, or does not accept its value.
            BadFile: An image cannot be used.
        """
        known = self.studio.catalogue.get(model)
        settings = {}
        if known is not None and "start_image" not in known and "start_video" in known:
            # As for `krea.animate`: a model that edits videos.
            given = {"start_video" if name == "start_image" else name: value for name, value in given.items()}
        for name, value in given.items():
            if value is None:
                continue
            kind = known.parameter(name).kind if known is not None else ""
            if name == "start_image" or kind in FILE_KINDS:
                self.put(name, value, FILE_KINDS.get(kind, "image"), many=kind not in ("image", "video", "audio"))
            else:
                # What holds images is checked with them, before it is sent.
                settings[name] = value if known is None or kind in NESTED else known.check_value(name, value)
        return settings

    def put(self, field: str, source: Any, medium: str = "image", *, many: bool = True) -> None:
        """Replace the files of a field by one, several, or none (None); the studio also fetches URLs.

        Raises:
            BadFile: One of them cannot be used; then nothing changes.
        """
        sources = source if isinstance(source, (list, tuple)) else [] if source is None else [source]
        if len(sources) > 1 and not many:
            raise BadFile(f"{field} takes one file, not {len(sources)}.", name=field)
        self.images.put(field, [self.studio.open_file(each, medium) for each in sources])

    def fitting_ratio(self, model: str, settings: Mapping[str, Any]) -> dict[str, Any]:
        """The setting `better_ratio` for the start image; the page does the same for a dropped one."""
        known = self.studio.catalogue.get(model)
        still = next(iter(self.images.fields().get("start_image", [])), None)
        return better_ratio(known, settings, still) if known is not None and isinstance(still, Still) else {}

    def shot(self, prompt: str, model: str, values: Mapping[str, Any]) -> Shot:
        """The request that the button submits, with the images as they are.

        Raises:
            BadInput: A value or an image is missing or invalid.
        """
        filled = {name: self.images.fill(value) for name, value in values.items() if value is not None}
        known = self.studio.catalogue.get(model)
        for field, stills in self.images.fields().items():
            # An image for another model is kept until that model is chosen again.
            if known is None or field in known:
                filled[field] = stills if self.holds_many(field, model) else stills[0]
        if prompt.strip() and known and "start_image" in known and not shows_something(known, filled):
            raise BadFile("There is no image yet.", advice="Drop one, paste one, or choose a file.")
        return self.studio.shot(model, {**filled, "prompt": prompt}, raw=None if known else {})

    def fitted(self, shot: Shot, fit: str, crop: Sequence[float] = ()) -> Shot:
        """The shot with its frames cropped or padded ("crop", "pad") to the clip's ratio where they differ from it.

        `crop` is what a crop of the start image keeps, as for `Still.fitted`; () keeps the part with most detail.
        """
        known = self.studio.catalogue.get(shot.model)
        frame = known.frame_ratio(shot.values) if known is not None and fit in ("crop", "pad") else None
        changed: dict[str, Still] = {}
        for name in FRAMES:
            still = shot.values.get(name)
            if frame and isinstance(still, Still) and still.data and ratios_differ(still.ratio, frame):
                kept = crop if crop and name == "start_image" else None
                changed[name] = still.fitted(frame, "crop" if fit == "crop" else "pad", crop=kept)
        return Shot(shot.model, {**shot.values, **changed}) if changed else shot

    def quote(self, model: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """The price and its source, the derived width and height, and the ratios where image and clip disagree."""
        known = self.studio.catalogue.get(model)
        stills = {field: found for field, found in self.images.fields().items() if known and field in known}
        counted = {
            field: [PLACEHOLDER] * len(found) if self.holds_many(field, model) else PLACEHOLDER
            for field, found in stills.items()
        }
        values = {**values, **counted}
        price = known.listed_price(values) if known else None
        row: dict[str, Any] = {"source": _source(price) if price else "", "size": None, "fit": None}
        row["text"], row["amount"] = str(price or "price unknown"), price.amount if price else None
        if self.studio.backend == "sandbox":
            row["text"] = free_here(price)
        if known is None:
            return row
        start = next(iter(stills.get("start_image", [])), None)
        ratio = start.ratio if isinstance(start, Still) else 0.0
        filled = known.complete(values, still_ratio=ratio or None)
        derived = {side: filled[side] for side in ("width", "height") if side in filled and values.get(side) is None}
        if derived:
            origin = "the ratio" if values.get("aspect_ratio") else "your picture" if ratio else "the model"
            row["size"] = {**derived, "from": origin}
        frame = known.frame_ratio(filled)
        if isinstance(start, Still) and start.data and frame and ratios_differ(ratio, frame):
            clip_ratio = ratio_name(1000 * frame, 1000) or f"{frame:.2f}:1"
            row["fit"] = {"still": ratio_name(start.width, start.height), "clip": clip_ratio, "ratio": frame}
            row["fit"] |= {"wider": ratio > frame, "crop": list(start.detail(frame))}
            end = next(iter(stills.get("end_image", [])), None)
            row["fit"]["end_crop"] = list(end.detail(frame)) if isinstance(end, Still) else None
        return row


def _source(price: Price) -> str:
    """Where a price comes from, for people."""
    return f"Krea's list{f' of {price.date}' if price.date else ''}{'' if price.exact else ', an estimate'}"
