"""Draws one frame of a journey straight into the planes of a video frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from .depth import mask
from .load import Pixels
from .pixel_plane import PixelPlane
from .view import View, half

__all__ = ["Bend", "Painter"]

#: Moves scene points (x, y) of one frame somewhere else; used to morph one still into another.
Bend = Callable[[Any, Any], tuple[Any, Any]]
#: x and y of points in a plane; shape (rows, columns, 2).
Places = NDArray[np.float32]
#: Distance of the points, in frame pixels, at which a curved map is worked out; between them it is linear.
_CELL = 16
#: Reach of swaying leaves or water in frame widths (1.4 pixels at 720p), and their pace in hertz.
SWAY = 0.0011
_SWAY_PACE = 0.45


class Painter:
    """Draws the frames of one view.

    Args:
        view: The still and the journey.
        sway: "leaves", "water" or "".
        seconds: Length of the clip; sets the pace of what sways.
    """

    def __init__(self, view: View, *, sway: str = "", seconds: float = 5.0) -> None:
        self.view = view
        self._sway = sway
        self._seconds = seconds
        self._mask = mask(view.picture, sway) if sway else None
        width, height = view.size
        columns = np.arange(-1, width // _CELL + 2) * _CELL + (_CELL - 1) / 2
        rows = np.arange(-1, height // _CELL + 2) * _CELL + (_CELL - 1) / 2
        x, y = (columns + 0.5) / width - 0.5, (rows + 0.5 - height / 2) / width
        self._x, self._y = np.meshgrid(x.astype(np.float32), y.astype(np.float32))
        self._path = view.path.single()  # a point in single precision is less than a thousandth of a pixel off

    def draw(self, frame: int, planes: Sequence[Pixels], bend: Bend | None = None) -> None:
        """Draw a frame.

        Args:
            frame: Which one, from 0.
            planes: Y, Cb and Cr to write to, uint8, chroma at half size.
            bend: An extra map of scene points.
        """
        if bend is None and self.view.depth is None and not self._sway:
            luma = self.view.affine(frame)
            chroma = half(luma)
            for plane, sheet, matrix in zip(planes, self._sheets, (luma, chroma, chroma), strict=True):
                sheet.draw(matrix, plane)
            return
        points = self.grid(frame, bend)
        full = _spread(points, _CELL, planes[0].shape)
        # Chroma samples sit half a luma pixel left of where their own grid would put them.
        left: Places = points - np.gradient(points, axis=1) * np.float32(0.5 / _CELL)
        small = _spread((left - np.float32(0.5)) / np.float32(2), _CELL // 2, planes[1].shape)
        for plane, source, places in zip(planes, self.view.planes, (full, small, small), strict=True):
            cv2.remap(source, places, None, cv2.INTER_LINEAR, dst=plane, borderMode=cv2.BORDER_REFLECT_101)

    @cached_property
    def _sheets(self) -> tuple[PixelPlane, ...]:
        return tuple(PixelPlane(plane) for plane in self.view.planes)

    def luma_map(self, frame: int) -> Places:
        """Where in the luma base each pixel of a frame is taken from; the flat shortcut in `draw` gives the same."""
        return _spread(self.grid(frame), _CELL, self.view.size[::-1])

    def grid(self, frame: int, bend: Bend | None = None) -> Places:
        """Luma base coordinates at the control points of a frame."""
        now = self._path.at(frame)
        x, y = now.scene(self._x, self._y, 0.0)
        if self.view.depth is not None:
            for _ in range(3):  # nearness is known in the still, not in the frame: three steps settle it
                x, y = now.scene(self._x, self._y, self._sample(self.view.depth.values, x, y))
        if bend is not None:
            x, y = bend(x, y)
        if self._mask is not None:
            x, y = self._swayed(self._mask, x, y, frame / max(1, len(self.view.path) - 1) * self._seconds)
        return np.stack(self.view.base(x, y), axis=-1)

    def _sample(self, values: NDArray[np.float32], x: Any, y: Any) -> NDArray[np.float32]:
        """Look up a small map of the whole still at scene points."""
        still_x, still_y = self.view.still(x, y)
        across = still_x * (values.shape[1] / self.view.picture.width) - 0.5
        down = still_y * (values.shape[0] / self.view.picture.height) - 0.5
        found: NDArray[np.float32] = cv2.remap(values, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return found

    def _swayed(self, where: NDArray[np.float32], x: Any, y: Any, seconds: float) -> tuple[Any, Any]:
        """Shift points by a small travelling wave where the mask says leaves or water."""
        amount = self._sample(where, x, y) * SWAY
        turn = 2 * np.pi * _SWAY_PACE * seconds
        if self._sway == "water":
            waves = np.sin(2 * np.pi * (9 * y + 2 * x) - turn) + 0.5 * np.sin(2 * np.pi * (13 * y - 4 * x) - 1.7 * turn)
            return x + 0.5 * amount * waves, y + 0.5 * amount * waves
        waves = np.sin(2 * np.pi * (6 * x + 3 * y) - turn) + 0.6 * np.sin(2 * np.pi * (9 * y - 5 * x) - 2.3 * turn)
        return x + 0.6 * amount * waves, y + 0.2 * amount * waves


def _spread(points: Places, cell: int, shape: tuple[int, ...]) -> Places:
    """Enlarge control points to one place per pixel; exact wherever the map is affine."""
    rows, columns = points.shape[:2]
    places: Places = cv2.resize(points, (columns * cell, rows * cell), interpolation=cv2.INTER_LINEAR)
    return places[cell : cell + shape[0], cell : cell + shape[1]]
