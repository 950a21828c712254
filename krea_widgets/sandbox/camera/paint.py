"""Draws one frame of a camera path directly into the planes of a video frame."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from .camera_path import Floats
from .depth import mask
from .start_image import Pixels
from .view import View

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

#: A resize reads its first sample at a fixed offset between pixels. Starting some columns early gives other offsets,
#: and one of so many columns gives an offset within `_NEAR` base pixels of the wanted one. With a golden number of base
#: pixels per frame pixel, a near offset is always found soon; with other numbers, the plane is warped instead.
_EARLY = 96
_NEAR = 0.01
#: Margin for those columns on the left and top, and for the last sample's neighbour on the other sides.
_MARGIN = 208
_EDGE = 4


class Painter:
    """Draws the frames of one view; `sway` is "leaves", "water" or "", and the clip's `seconds` set its frequency."""

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
        """Draw frame `frame`, from 0, into Y, Cb and Cr: uint8, chroma at half size; `bend` is an extra map."""
        luma = self.grid(frame, bend)
        # Chroma samples are half a luma pixel left of their own grid.
        left: Coordinates = luma - np.gradient(luma, axis=1) * np.float32(0.5 / _SPACING)
        chroma = (left - np.float32(0.5)) / np.float32(2)
        if bend is None and self.view.depth is None and self._mask is None:
            grids = ((luma, _SPACING), (chroma, _SPACING // 2), (chroma, _SPACING // 2))
            for plane, pixel_plane, (points, spacing) in zip(planes, self._pixel_planes, grids, strict=True):
                pixel_plane.draw(_affine(points, spacing), plane)
            return
        fine = _spread(luma, _SPACING, planes[0].shape)
        coarse = _spread(chroma, _SPACING // 2, planes[1].shape)
        for plane, source, coordinates in zip(planes, self.view.planes, (fine, coarse, coarse), strict=True):
            cv2.remap(source, coordinates, None, cv2.INTER_LINEAR, dst=plane, borderMode=cv2.BORDER_REFLECT_101)

    @cached_property
    def _pixel_planes(self) -> tuple[_PixelPlane, ...]:
        return tuple(_PixelPlane(plane) for plane in self.view.planes)

    def grid(self, frame: int, bend: Bend | None = None) -> Coordinates:
        """Luma base coordinates at the control points of a frame."""
        now = self._path.at(frame)
        x, y = now.scene(self._x, self._y, 0.0)
        if self.view.depth is not None:
            # Nearness is known in the image, not in the frame. Three steps converge.
            for _ in range(3):
                x, y = now.scene(self._x, self._y, self._sample(self.view.depth, x, y))
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


def _affine(points: Coordinates, spacing: int) -> Floats:
    """The map from (column, row) of a plane to base coordinates, for control points that it has made; shape (2, 3)."""
    rows, columns = points.shape[:2]
    corner = points[0, 0].astype(np.float64)
    across = (points[0, -1] - corner) / (spacing * (columns - 1))
    down = (points[-1, 0] - corner) / (spacing * (rows - 1))
    return np.stack([across, down, corner + (across + down) * (spacing + 1) / 2], axis=1)


class _PixelPlane:
    """Draws one plane: by resizing where that hits the same points as warping, else by warping."""

    def __init__(self, plane: Pixels) -> None:
        self.plane = plane
        self._padded = cv2.copyMakeBorder(plane, _MARGIN, _EDGE, _MARGIN, _EDGE, cv2.BORDER_REFLECT_101)

    def draw(self, matrix: Any, out: Pixels) -> None:
        """Fill `out` by linear interpolation; `matrix` maps its (column, row) to the plane's; shape (2, 3)."""
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
