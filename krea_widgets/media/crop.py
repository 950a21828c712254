"""Crops an image to another aspect ratio, or pads it with blurred edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["FITTED", "Fit", "fit_to_ratio"]

Fit = Literal["crop", "pad"]
FITTED = {"crop": "cropped", "pad": "padded"}
# The edges are this many times smaller before they are blurred, so that nothing in them is readable.
BLUR = 12
# And darker, so that nobody takes them for a part of the image.
DIM = 0.72


def fit_to_ratio(image: Image.Image, ratio: float, how: Fit) -> Image.Image:
    """The middle of the image in another aspect ratio, unscaled.

    Args:
        image: In RGB.
        ratio: Wanted width over height, above 0.
        how: "crop" cuts two sides off; "pad" pastes it onto an enlarged, blurred copy of itself.
    """
    width, height = image.size
    wide = width / height > ratio
    if how == "crop":
        new = (max(1, round(height * ratio)), height) if wide else (width, max(1, round(width / ratio)))
        left, top = (width - new[0]) // 2, (height - new[1]) // 2
        return image.crop((left, top, left + new[0], top + new[1]))
    new = (width, round(width / ratio)) if wide else (round(height * ratio), height)
    padded = _blurred_cover(image, new)
    padded.paste(image, ((new[0] - width) // 2, (new[1] - height) // 2))
    return padded


def _blurred_cover(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The image enlarged until it covers `size`, blurred and darkened."""
    from PIL import ImageEnhance, ImageFilter, ImageOps

    small = (max(1, size[0] // BLUR), max(1, size[1] // BLUR))
    cover = ImageOps.fit(image, small).filter(ImageFilter.GaussianBlur(max(small) / 24))
    return ImageEnhance.Brightness(cover).enhance(DIM).resize(size)
