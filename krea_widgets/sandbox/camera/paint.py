"""Draws one frame of a camera path directly into the planes of a video frame."""

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
from .view import View, chroma_map

__all__ = ["Bend", "Painter"]

#: Maps scene points (x, y) of one frame to others; morphs one image into another.
Bend = Callable[[Any, Any], tuple[Any, Any]]
#: x and y of points in a plane; shape (rows, columns, 2).
Coordinates = NDArray[np.float32]
#: Distance, in frame pixels, of the control points of a curved map; between them it is linear.
_SPACING = 16
#: Amplitude of swaying leaves or water in frame widths (1.4 pixels at 720p), and its frequency in hertz.
SWAY = 0.0011
_SWAY_HERTZ = 0.45


class Painter:
    """Draws the frames of one view.

    Args:
        view: The image and the path.
        sway: "leaves", "water" or "".
        seconds: Duration of the clip; sets the frequency of the sway.
    """

    def __init__(self, view: View, *, sway: str = "", seconds: float = 5.0) -> None:
        self.view = view
        self._sway = sway
        self._seconds = seconds
        self._mask = mask(view.image, sway) if sway else None
        width, height = view.size
        columns = np.arange(-1, width // _SPACING + 2) * _SPACING + (_SPACING - 1) / 2
        rows = np.arange(-1, height // _SPACING + 2) * _SPACING + (_SPACING - 1) / 2
        x, y = (columns + 0.5) / width - 0.5, (rows + 0.5 - height / 2) / width
        self._x, self._y = np.meshgrid(x.astype(np.float32), y.astype(np.float32))
        # Single precision is off by less than a thousandth of a pixel.
        self._path = view.path.single()

    def draw(self, frame: int, planes: Sequence[Pixels], bend: Bend | None = None) -> None:
        """Draw a frame.

        Args:
            frame: Its index, from 0.
            planes: Y, Cb and Cr to write to, uint8, chroma at half size.
            bend: An extra map of scene points.
        """
        if bend is None and self.view.depth is None and not self._sway:
            luma = self.view.affine(frame)
            chroma = chroma_map(luma)
            for plane, pixel_plane, matrix in zip(planes, self._pixel_planes, (luma, chroma, chroma), strict=True):
                pixel_plane.draw(matrix, plane)
            return
        points = self.grid(frame, bend)
        full = _spread(points, _SPACING, planes[0].shape)
        # Chroma samples are half a luma pixel left of their own grid.
        left: Coordinates = points - np.gradient(points, axis=1) * np.float32(0.5 / _SPACING)
        small = _spread((left - np.float32(0.5)) / np.float32(2), _SPACING // 2, planes[1].shape)
        for plane, source, coordinates in zip(planes, self.view.planes, (full, small, small), strict=True):
            cv2.remap(source, coordinates, None, cv2.INTER_LINEAR, dst=plane, borderMode=cv2.BORDER_REFLECT_101)

    @cached_property
    def _pixel_planes(self) -> tuple[PixelPlane, ...]:
        return tuple(PixelPlane(plane) for plane in self.view.planes)

    def luma_map(self, frame: int) -> Coordinates:
        """Luma base coordinates of each pixel of a frame; the shortcut for flat paths in `draw` gives the same."""
        return _spread(self.grid(frame), _SPACING, self.view.size[::-1])

    def grid(self, frame: int, bend: Bend | None = None) -> Coordinates:
        """Luma base coordinates at the control points of a frame."""
        now = self._path.at(frame)
        x, y = now.scene(self._x, self._y, 0.0)
        if self.view.depth is not None:
            # Nearness is known in the image, not in the frame. Three steps converge.
            for _ in range(3):
                x, y = now.scene(self._x, self._y, self._sample(self.view.depth.values, x, y))
        if bend is not None:
            x, y = bend(x, y)
        if self._mask is not None:
            x, y = self._add_sway(self._mask, x, y, frame / max(1, len(self.view.path) - 1) * self._seconds)
        return np.stack(self.view.base(x, y), axis=-1)

    def _sample(self, values: NDArray[np.float32], x: Any, y: Any) -> NDArray[np.float32]:
        """Look up a small map of the whole image at scene points."""
        image_x, image_y = self.view.image_point(x, y)
        across = image_x * (values.shape[1] / self.view.image.width) - 0.5
        down = image_y * (values.shape[0] / self.view.image.height) - 0.5
        found: NDArray[np.float32] = cv2.remap(values, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return found

    def _add_sway(self, where: NDArray[np.float32], x: Any, y: Any, seconds: float) -> tuple[Any, Any]:
        """Shift points by a small travelling wave in leaves or water."""
        amount = self._sample(where, x, y) * SWAY
        turn = 2 * np.pi * _SWAY_HERTZ * seconds
        if self._sway == "water":
            waves = np.sin(2 * np.pi * (9 * y + 2 * x) - turn) + 0.5 * np.sin(2 * np.pi * (13 * y - 4 * x) - 1.7 * turn)
            return x + 0.5 * amount * waves, y + 0.5 * amount * waves
        waves = np.sin(2 * np.pi * (6 * x + 3 * y) - turn) + 0.6 * np.sin(2 * np.pi * (9 * y - 5 * x) - 2.3 * turn)
        return x + 0.6 * amount * waves, y + 0.2 * amount * waves


def _spread(points: Coordinates, spacing: int, shape: tuple[int, ...]) -> Coordinates:
    """Interpolate control points to one per pixel; exact where the map is affine."""
    rows, columns = points.shape[:2]
    coordinates: Coordinates = cv2.resize(points, (columns * spacing, rows * spacing), interpolation=cv2.INTER_LINEAR)
    return coordinates[spacing : spacing + shape[0], spacing : spacing + shape[1]]
