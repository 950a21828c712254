"""Crops an image to another aspect ratio, or pads it with blurred edges."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["FITTED", "MOST_ZOOM", "Crop", "Fit", "detail", "fit_to_ratio"]

Fit = Literal["crop", "pad"]
FITTED = {"crop": "cropped", "pad": "padded"}
# The edges are this many times smaller before they are blurred, so that nothing in them is readable.
BLUR = 12
# And darker, so that nobody takes them for a part of the image.
DIM = 0.72
# Beyond, a crop has too few pixels for a clip.
MOST_ZOOM = 8.0
# Pixels of the small image in which detail is looked for.
SIDE = 64
# Of parts with about as much detail as the best, the one nearest to the middle is taken: clouds have detail, too. Of
# a tall image it is one above the middle, where heads are: so far from the top, as a share of what is cut off.
ABOUT, ABOVE = 0.94, 0.2
# If each part has at least so much of the best one's detail, a tall image is cropped still higher.
ANYWHERE, UPPER = 0.8, 0.15
# A crop that would begin nearer to the top than this, as a share of its height, begins there: a head has room above it.
HEADROOM = 0.2
# What stands out against a quiet sky or wall is not beheaded: its top is the first line with edges of this part of the
# strongest, and its crop needs this part of the best one's detail. A moon has less.
STANDS_OUT, ENOUGH = 0.3, 0.4


class Crop(NamedTuple):
    """What a crop keeps: its centre as parts of the image's width and height, 0 to 1, and how far it is zoomed in."""

    x: float = 0.5
    y: float = 0.5
    zoom: float = 1.0


def fit_to_ratio(image: Image.Image, ratio: float, how: Fit, crop: Crop) -> Image.Image:
    """The image in another aspect ratio, unscaled.

    Args:
        image: In RGB.
        ratio: Wanted width over height, above 0.
        how: "crop" cuts sides off; "pad" pastes it onto an enlarged, blurred copy of itself.
        crop: What a crop keeps; where that reaches beyond an edge, it is moved inside.
    """
    width, height = image.size
    wide = width / height > ratio
    if how == "crop":
        kept = min(width, height * ratio) / crop.zoom
        new = (max(1, round(kept)), max(1, round(kept / ratio)))
        left = min(max(0, round(crop.x * width - new[0] / 2)), width - new[0])
        top = min(max(0, round(crop.y * height - new[1] / 2)), height - new[1])
        return image.crop((left, top, left + new[0], top + new[1]))
    new = (width, round(width / ratio)) if wide else (round(height * ratio), height)
    padded = _blurred_cover(image, new)
    padded.paste(image, ((new[0] - width) // 2, (new[1] - height) // 2))
    return padded


def detail(image: Image.Image, ratio: float) -> Crop:
    """The largest crop of this aspect ratio, where the image has most edges.

    Where that hardly matters, it is in the middle, or in the upper part of a tall image.

    A crop by saliency needs a package with a model of what people look at. Sums of edges along the one axis that is cut
    keep a face, a horizon or a lettering as well, and are some lines.
    """
    from PIL import Image, ImageFilter

    wide = image.width / image.height > ratio
    edges = image.convert("L").resize((SIDE, SIDE)).filter(ImageFilter.FIND_EDGES)
    # The filter sees edges along the border.
    inner = edges.crop((1, 1, SIDE - 1, SIDE - 1))
    count = SIDE - 2
    line = inner.resize((count, 1) if wide else (1, count), Image.Resampling.BOX).tobytes()
    part = image.height * ratio / image.width if wide else image.width / ratio / image.height
    kept = max(1, round(count * part))
    # What is at an edge of the crop hardly counts as seen.
    sums = [sum(line[at : at + kept]) + sum(line[at + 1 : at + kept - 1]) for at in range(count - kept + 1)]
    upper = not wide and min(sums) >= ANYWHERE * max(sums)
    good = [at for at, one in enumerate(sums) if upper or one >= ABOUT * max(sums)]
    wanted = 0.5 if wide else UPPER if upper else ABOVE
    best = min(good, key=lambda at: abs(at - wanted * (count - kept)))
    if not wide:
        room = HEADROOM * kept
        strong = [max(inner.crop((0, row, count, row + 1)).tobytes()) for row in range(count)]
        top = next(row for row, one in enumerate(strong) if one >= STANDS_OUT * max(strong))
        above = max(0, round(top - room))
        if room < top and above < best and sums[above] >= ENOUGH * max(sums):
            best = above
        best = 0 if best < room else best
    # In thousandths, and within the image.
    least = math.ceil(500 * part) / 1000
    centre = min(max(round((best + kept / 2) / count, 3), least), round(1 - least, 3))
    # The sides of the small image cannot tell it from the middle.
    centre = 0.5 if abs(centre - 0.5) < 1 / count else centre
    return Crop(centre, 0.5) if wide else Crop(0.5, centre)


def _blurred_cover(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The image enlarged until it covers `size`, blurred and darkened."""
    from PIL import ImageEnhance, ImageFilter, ImageOps

    small = (max(1, size[0] // BLUR), max(1, size[1] // BLUR))
    cover = ImageOps.fit(image, small).filter(ImageFilter.GaussianBlur(max(small) / 24))
    return ImageEnhance.Brightness(cover).enhance(DIM).resize(size)
