"""A picture in the ratio of the clip: whether it needs to be fitted, and the two ways to do it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["DONE", "Fit", "differs", "shaped"]

Fit = Literal["crop", "pad"]
DONE = {"crop": "cropped", "pad": "padded"}
NEAR = 0.03  # ratios that are closer are not told apart by eye: 1104:832 stands for 4:3
SOFT = 12  # the margin is this many times smaller than the picture before it is blurred, so that nothing in it is read
DIM = 0.72  # and a little darker, so that nobody takes it for a part of the picture


def differs(ratio: float, other: float) -> bool:
    """Whether two ratios (width over height) are so far apart that a model has to cut, stretch or invent."""
    return ratio > 0 and other > 0 and max(ratio, other) / min(ratio, other) - 1 > NEAR


def shaped(image: Image.Image, ratio: float, how: Fit) -> Image.Image:
    """The picture in that ratio, its middle kept; no pixel of it is scaled.

    Args:
        image: In RGB.
        ratio: Width over height that is wanted, above 0.
        how: "crop" cuts two sides off; "pad" lays it on an enlarged, blurred copy of itself.
    """
    width, height = image.size
    wide = width / height > ratio
    if how == "crop":
        new = (max(1, round(height * ratio)), height) if wide else (width, max(1, round(width / ratio)))
        left, top = (width - new[0]) // 2, (height - new[1]) // 2
        return image.crop((left, top, left + new[0], top + new[1]))
    new = (width, round(width / ratio)) if wide else (round(height * ratio), height)
    ground = _ground(image, new)
    ground.paste(image, ((new[0] - width) // 2, (new[1] - height) // 2))
    return ground


def _ground(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture enlarged until it covers `size`, blurred and dimmed."""
    from PIL import ImageEnhance, ImageFilter, ImageOps

    small = (max(1, size[0] // SOFT), max(1, size[1] // SOFT))
    cover = ImageOps.fit(image, small).filter(ImageFilter.GaussianBlur(max(small) / 24))
    return ImageEnhance.Brightness(cover).enhance(DIM).resize(size)
