"""Fits a camera path onto an image: the crop, the room for the moves, and the pixels to sample from."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ...media.crop import detail
from ...media.video_encoder import planes
from .camera_path import CameraPath
from .depth import guess
from .start_image import Pixels

__all__ = ["View", "fit_view"]

#: Base pixels per frame pixel. Sampling linearly from about 1.6 times too many pixels, sharpened a little beforehand,
#: looks like Lanczos at a twelfth of the time, and the sharpness does not pulse as the image moves. Of the numbers
#: near 1.6, the golden ratio and another like it are furthest from any fraction, as `paint` needs.
_OVERSAMPLING = (1 + math.sqrt(5)) / 2
_OVERSAMPLING_LARGE = (math.sqrt(13) - 1) / 2
_EMPHASIS = 0.2
#: How far above its middle, in window heights, a zoom in aims: heads are in the upper part.
_AIM = 0.10


@dataclass(frozen=True)
class View:
    """An image, the camera path over it, and the pixels that the path needs.

    Attributes:
        path: Fitted so that no frame shows anything outside the image.
        size: Width and height of the frames in pixels.
        centre, window: Middle and width of the base window in image pixels.
        depth: Nearness, None for a flat path.
    """

    image: Image.Image
    path: CameraPath
    size: tuple[int, int]
    centre: tuple[float, float]
    window: float
    depth: NDArray[np.float32] | None

    @cached_property
    def box(self) -> tuple[int, int, int, int]:
        """The part that the path shows, in whole image pixels: left, top, right, bottom."""
        seen = self.path.extent(self.size[1] / self.size[0], self.depth)
        (cx, cy), (width, height), edge = self.centre, self.image.size, 0.02 * self.window
        left, right = cx + seen[0] * self.window - edge, cx + seen[2] * self.window + edge
        top, bottom = cy + seen[1] * self.window - edge, cy + seen[3] * self.window + edge
        return (
            max(0, math.floor(left)),
            max(0, math.floor(top)),
            min(width, math.ceil(right)),
            min(height, math.ceil(bottom)),
        )

    @cached_property
    def planes(self) -> tuple[Pixels, Pixels, Pixels]:
        """The shown part as Y, Cb, Cr (BT.709, TV range), chroma at half size, oversampled and slightly sharpened."""
        left, top, right, bottom = self.box
        density = self._density()
        width, height = (max(2, 2 * math.ceil(edge * density / 2)) for edge in (right - left, bottom - top))
        seen = av.VideoFrame.from_ndarray(np.asarray(self.image.crop(self.box)), format="rgb24")
        base = seen.reformat(width, height, "yuv420p", dst_colorspace="ITU709", interpolation="LANCZOS")
        luma, blue, red = planes(base)
        soft = cv2.GaussianBlur(luma, (0, 0), 0.6 * self._oversampling())
        cv2.addWeighted(luma, 1 + _EMPHASIS, soft, -_EMPHASIS, 0, dst=luma)
        return luma, blue, red

    def _oversampling(self) -> float:
        return _OVERSAMPLING_LARGE if self.size[0] * self.size[1] > 3_200_000 else _OVERSAMPLING

    def _density(self) -> float:
        """Base pixels per image pixel, so that the oversampling is right in the middle of the zoom range."""
        low, high = float(self.path.zoom.min()), float(self.path.zoom.max())
        zoom_range = math.exp(high - low)
        widest = max(min(self._oversampling() * math.sqrt(zoom_range), 2.1), 1.15 * zoom_range)
        return widest * self.size[0] / (self.window * math.exp(-low))

    def base_scale(self) -> tuple[float, float]:
        """Base pixels per image pixel, across and down."""
        left, top, right, bottom = self.box
        height, width = self.planes[0].shape
        return width / (right - left), height / (bottom - top)

    def image_point(self, scene_x: Any, scene_y: Any) -> tuple[Any, Any]:
        """Scene points in image pixels (0 is the left or upper edge of the first pixel)."""
        return self.centre[0] + scene_x * self.window, self.centre[1] + scene_y * self.window

    def base(self, scene_x: Any, scene_y: Any) -> tuple[Any, Any]:
        """Scene points as coordinates in the luma plane of `planes` (0 is the middle of the first pixel)."""
        (x, y), (across, down) = self.image_point(scene_x, scene_y), self.base_scale()
        return (x - self.box[0]) * across - 0.5, (y - self.box[1]) * down - 0.5


def fit_view(
    image: Image.Image, path: CameraPath, size: tuple[int, int], *, arrive: bool = False, slack: float = 0.0
) -> View:
    """Fit a path onto an image: the least extra crop, then the least shift, that keep every frame inside it.

    Args:
        arrive: End exactly at the largest crop with the frames' aspect ratio. The path is shortened, even to no move at
            all, rather than cropped.
        slack: Extra room on each side, in window widths, for sway.
    """
    ratio = size[1] / size[0]
    width, height = image.size
    cover = min(float(width), height / ratio)
    depth = guess(image) if path.deep else None
    focus = _focus(image, cover, ratio)
    if arrive:
        path = _shortened(path.arriving(), ratio, depth, image.size, focus, cover)
        return View(image, path, size, focus, cover, depth)
    closing = 1.0 - np.exp(path.zoom.min() - path.zoom)
    path = replace(path, y=path.y - _AIM * ratio * closing)
    left, top, right, bottom = path.extent(ratio, depth)
    left, top, right, bottom = left - slack, top - slack, right + slack, bottom + slack
    window = min(cover, width / (right - left), height / (bottom - top))
    middle = focus[0] - (left + right) / 2 * window, focus[1] - (top + bottom) / 2 * window
    centre = (
        min(max(middle[0], -left * window), width - right * window),
        min(max(middle[1], -top * window), height - bottom * window),
    )
    return View(image, path, size, centre, window, depth)


def _shortened(
    path: CameraPath,
    ratio: float,
    depth: NDArray[np.float32] | None,
    size: tuple[int, int],
    focus: tuple[float, float],
    cover: float,
) -> CameraPath:
    """The longest version of a path that stays inside the image without any crop."""

    def fits(candidate: CameraPath) -> bool:
        left, top, right, bottom = candidate.extent(ratio, depth)
        inside_x = focus[0] + left * cover >= -1e-6 and focus[0] + right * cover <= size[0] + 1e-6
        return inside_x and focus[1] + top * cover >= -1e-6 and focus[1] + bottom * cover <= size[1] + 1e-6

    if fits(path):
        return path
    low, high = 0.0, 1.0
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(path.scaled(middle)) else (low, middle)
    return path.scaled(low if low > 0.05 else 0.0)


def _focus(image: Image.Image, cover: float, ratio: float) -> tuple[float, float]:
    """Middle of the largest window, in image pixels: where the form would crop."""
    width, height, tall = *image.size, cover * ratio
    kept = detail(image, 1 / ratio)
    x, y = kept.x * width, kept.y * height
    return min(max(x, cover / 2), width - cover / 2), min(max(y, tall / 2), height - tall / 2)
