"""Draws a plane of pixels under affine maps: by resizing where that hits the same points, else by warping."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import cv2
import numpy as np

from .load import Pixels

__all__ = ["PixelPlane"]

#: A resize reads its first sample at a fixed offset between pixels. Starting some columns early gives other offsets,
#: and one of so many columns gives an offset within `_NEAR` base pixels of the wanted one. With a golden number of base
#: pixels per frame pixel, a near offset is always found soon; with other numbers, the plane is warped instead.
_EARLY = 96
_NEAR = 0.01
#: Margin for those columns on the left and top, and for the last sample's neighbour on the other sides.
_MARGIN = 208
_EDGE = 4


class PixelPlane:
    """Draws one plane.

    Args:
        plane: uint8, at least one pixel.
    """

    def __init__(self, plane: Pixels) -> None:
        self.plane = plane
        self._padded = cv2.copyMakeBorder(plane, _MARGIN, _EDGE, _MARGIN, _EDGE, cv2.BORDER_REFLECT_101)

    def draw(self, matrix: Any, out: Pixels) -> None:
        """Fill `out` by linear interpolation.

        Args:
            matrix: Pixel (column, row) of `out` to pixel of the plane; shape (2, 3).
            out: uint8, written to.
        """
        if not self.resize(matrix, out):
            how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            cv2.warpAffine(self.plane, matrix, out.shape[::-1], dst=out, flags=how, borderMode=cv2.BORDER_REFLECT_101)

    def resize(self, matrix: Any, out: Pixels) -> bool:
        """`draw` in a third of the time; False, without drawing, if the map rotates or no resize is near enough."""
        if matrix[0, 1] or matrix[1, 0]:
            return False
        across, down = (_start(matrix[axis, axis], matrix[axis, 2]) for axis in (0, 1))
        if across is None or down is None:
            return False
        (left, x), (top, y) = across, down
        (height, width), (step_x, step_y) = out.shape, (float(matrix[0, 0]), float(matrix[1, 1]))
        end_x, end_y = x + math.ceil((width + left) * step_x) + 1, y + math.ceil((height + top) * step_y) + 1
        if min(x, y) < 0 or end_x > self._padded.shape[1] or end_y > self._padded.shape[0]:
            return False
        near = self._padded[y:end_y, x:end_x]
        # The inexact one rounds down: a tenth of a level darker and greener than a warp.
        drawn = cv2.resize(near, None, fx=1 / step_x, fy=1 / step_y, interpolation=cv2.INTER_LINEAR_EXACT)
        out[:] = drawn[top : top + height, left : left + width]
        return True


# The rows of a pan are always the same, and both chroma planes share their maps.
@lru_cache(maxsize=16)
def _start(step: float, offset: float) -> tuple[int, int] | None:
    """Samples to start early, and the pixel of the padded plane, that put the wanted sample at `offset`."""
    early = np.arange(_EARLY)
    places = offset + 0.5 - (early + 0.5) * step
    near = np.abs(places - np.rint(places)) <= _NEAR
    first = int(near.argmax())
    return (first, round(float(places[first])) + _MARGIN) if near[first] else None
