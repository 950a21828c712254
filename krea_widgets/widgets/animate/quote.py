"""What a press of the button would do, asked with every change: its price, the size it fills in, how the still fits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...catalogue.spelling import ratio_name
from ...media import Shot, Still, differs
from ..rows import price_text

if TYPE_CHECKING:
    from ...catalogue import Model
    from ...studio import Studio

__all__ = ["WAYS", "fitted", "quote"]

WAYS = ("", "crop", "pad")
PICTURES = ("start_image", "end_image")  # those that are a frame of the clip
SIDES = ("width", "height")


def quote(
    studio: Studio, name: str, model: Model | None, values: Mapping[str, Any], start: Still | None
) -> dict[str, Any]:
    """The price and where it is listed, the size that is filled in, and the ratios where still and clip disagree.

    Args:
        studio: Whose prices hold.
        name: The model's id.
        model: What the catalogue knows of it.
        values: As they stand, pictures as addresses.
        start: The still.
    """
    price = None if studio.world == "sandbox" else studio.price(name, values)
    row: dict[str, Any] = {"text": price_text(studio, name, values), "source": "", "size": None, "fit": None}
    if price is not None:
        row["source"] = f"{price.source}, {price.date}"
    if model is None:
        return row
    ratio = start.ratio if start else 0.0
    filled = model.complete(values, still_ratio=ratio or None)
    derived = {side: filled[side] for side in SIDES if side in filled and values.get(side) is None}
    if derived:
        origin = "the ratio" if values.get("aspect_ratio") else "your picture" if ratio else "the model"
        row["size"] = {**derived, "from": origin}
    frame = model.frame_ratio(filled)
    if start is not None and start.data and frame and differs(ratio, frame):
        row["fit"] = {"still": ratio_name(start.width, start.height), "clip": _clip_name(frame), "ratio": frame}
        row["fit"]["wider"] = ratio > frame
    return row


def fitted(shot: Shot, model: Model | None, how: str) -> Shot:
    """The shot with its stills in the clip's ratio, where that was asked for and they are not so already.

    Args:
        shot: As the form has it.
        model: What the catalogue knows of its model.
        how: "crop", "pad", or "" for leaving the stills as they are.
    """
    frame = model.frame_ratio(shot.values) if model is not None and how in WAYS[1:] else None
    changed: dict[str, Still] = {}
    for name in PICTURES:
        still = shot.values.get(name)
        if frame and isinstance(still, Still) and still.data and differs(still.ratio, frame):
            changed[name] = still.fitted(frame, "crop" if how == "crop" else "pad")
    return Shot(shot.model, {**shot.values, **changed}) if changed else shot


def _clip_name(ratio: float) -> str:
    return ratio_name(1000 * ratio, 1000) or f"{ratio:.2f}:1"
