"""The small images in a corner of the sandbox's clip: the reference videos that arrived."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from .start_image import ImageSource, Pixels, open_image

__all__ = ["inset_planes"]

#: The height of a frame in heights of an inset.
_INSET = 5


def inset_planes(sources: Sequence[ImageSource], size: tuple[int, int]) -> tuple[Pixels, ...]:
    """The Y, Cb and Cr planes of a strip of small images; () for none."""
    if not sources:
        return ()
    high = max(2, 2 * round(size[1] / (2 * _INSET)))
    most = max(2, 2 * (size[0] // (2 * len(sources))))
    parts = [open_image(source) for source in sources]
    shown = [image.resize((min(most, 2 * round(high * image.width / image.height / 2) or 2), high)) for image in parts]
    strip = cv2.cvtColor(np.hstack([np.asarray(image) for image in shown]), cv2.COLOR_RGB2YUV_I420)
    wide = strip.shape[1]
    chroma = strip[high:].reshape(2, high // 2, wide // 2)
    return strip[:high], chroma[0], chroma[1]
