"""A plane of pixels to draw from under affine maps: by resizing where that hits the same points, else by warping."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import cv2
import numpy as np

from .load import Pixels

__all__ = ["PixelPlane"]

#: A resize reads its first sample at a fixed place between pixels. One that starts some columns early passes other
#: places, and of so many columns one starts near enough to where it must: that many base pixels beside it. With a
#: golden number of base pixels per frame pixel a near one always comes soon; by others the map is warped instead.
_EARLY = 96
_NEAR = 0.01
#: Room for those columns to the left and above, and for the last sample's neighbour on the other sides.
_ROOM = 208
_EDGE = 4


class PixelPlane:
    """Draws one plane.

    Args:
        plane: uint8, at least one pixel.
    """

    def __init__(self, plane: Pixels) -> None:
        self.plane = plane
        self._roomy = cv2.copyMakeBorder(plane, _ROOM, _EDGE, _ROOM, _EDGE, cv2.BORDER_REFLECT_101)

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
        """Do the same for a third of the price, where the map does not turn and a resize comes near it; say whether."""
        if matrix[0, 1] or matrix[1, 0]:
            return False
        across, down = (_start(matrix[axis, axis], matrix[axis, 2]) for axis in (0, 1))
        if across is None or down is None:
            return False
        (left, x), (top, y) = across, down
        (height, width), (step_x, step_y) = out.shape, (float(matrix[0, 0]), float(matrix[1, 1]))
        end_x, end_y = x + math.ceil((width + left) * step_x) + 1, y + math.ceil((height + top) * step_y) + 1
        if min(x, y) < 0 or end_x > self._roomy.shape[1] or end_y > self._roomy.shape[0]:
            return False
        near = self._roomy[y:end_y, x:end_x]
        # The inexact one rounds down: a tenth of a level darker and greener than a warp.
        drawn = cv2.resize(near, None, fx=1 / step_x, fy=1 / step_y, interpolation=cv2.INTER_LINEAR_EXACT)
        out[:] = drawn[top : top + height, left : left + width]
        return True


@lru_cache(maxsize=16)  # a pan has always the same rows, and both chroma planes have all in common
def _start(step: float, offset: float) -> tuple[int, int] | None:
    """How many samples early to start, and at which pixel of the roomy plane, for the wanted one to lie at `offset`."""
    early = np.arange(_EARLY)
    places = offset + 0.5 - (early + 0.5) * step
    near = np.abs(places - np.rint(places)) <= _NEAR
    first = int(near.argmax())
    return (first, round(float(places[first])) + _ROOM) if near[first] else None
