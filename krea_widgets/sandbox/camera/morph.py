"""From the start image to the end image: a flow morph within a scene, else an eased dissolve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .paint import Bend
from .start_image import Pixels
from .view import View

__all__ = ["Morph", "dissolve", "match"]

_WIDTH = 320
#: Share of points whose flow there and back must agree. The same scene reaches 0.85 or more, others 0.02 or less.
_GATE = 0.5
_FAINT = 6.0
#: A dissolve takes the middle of the clip.
_DISSOLVE = 0.45


@dataclass(frozen=True)
class Morph:
    """Optical flow from one image's full crop to another's and back, in window widths; shape (rows, columns, 2).

    `agreement` is the share of points where `back` undoes `there`, 0..1.
    """

    there: NDArray[np.float32]
    back: NDArray[np.float32]
    agreement: float

    @property
    def same_scene(self) -> bool:
        """Whether both images show the same scene, so that a morph looks better than a dissolve."""
        return self.agreement >= _GATE

    def from_first(self, share: float) -> Bend:
        """The map to the first image for the scene at `share` (0..1) of the way to the second."""
        return self._bend(self.there, share)

    def from_second(self, share: float) -> Bend:
        """The map to the second image for the same scene."""
        return self._bend(self.back, 1.0 - share)

    def _bend(self, flow: NDArray[np.float32], share: float) -> Bend:
        rows, columns = flow.shape[:2]
        ratio = rows / columns

        def bend(x: Any, y: Any) -> tuple[Any, Any]:
            from_x, from_y = x, y
            # Solves point + share * flow(point) = (x, y).
            for _ in range(3):
                across, down = (from_x + 0.5) * columns - 0.5, (from_y / ratio + 0.5) * rows - 0.5
                moved = cv2.remap(flow, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
                from_x, from_y = x - share * moved[..., 0], y - share * moved[..., 1]
            return np.clip(from_x, -0.5, 0.5), np.clip(from_y, -0.5 * ratio, 0.5 * ratio)

        return bend


def match(first: View, second: View) -> Morph:
    """Find the flow between two images, each cropped to its full window."""
    one, two = _grey_crop(first), _grey_crop(second)
    there, back = _flow(one, two), _flow(two, one)
    rows, columns = one.shape
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    to_x, to_y = x + there[..., 0], y + there[..., 1]
    inside = (to_x >= 0) & (to_x <= columns - 1) & (to_y >= 0) & (to_y <= rows - 1)
    # Flat areas do not show how they moved.
    textured = inside & (_texture(one) > _FAINT)
    undone = np.linalg.norm(there + cv2.remap(back, to_x, to_y, cv2.INTER_LINEAR), axis=2) < 1.5
    alike = _alike(one, cv2.remap(two, to_x, to_y, cv2.INTER_LINEAR), textured)
    known = textured.mean() > 0.02 and inside.mean() > 0.3 and alike > 0.5
    agreement = float(undone[textured].mean()) if known else 0.0
    soft = [cv2.GaussianBlur(flow, (0, 0), 2.0) / columns for flow in (there, back)]
    return Morph(soft[0], soft[1], agreement)


def dissolve(share: float) -> float:
    """Weight of the second image at this share of the clip: 0, an eased rise in the middle, 1."""
    t = min(max((share - 0.5) / _DISSOLVE + 0.5, 0.0), 1.0)
    return t * t * (3 - 2 * t)


def _grey_crop(view: View) -> Pixels:
    (x, y), window, ratio = view.centre, view.window, view.size[1] / view.size[0]
    box = x - window / 2, y - window * ratio / 2, x + window / 2, y + window * ratio / 2
    box = max(0.0, box[0]), max(0.0, box[1]), min(view.image.width, box[2]), min(view.image.height, box[3])
    size = _WIDTH, max(32, round(_WIDTH * ratio))
    return np.asarray(view.image.resize(size, Image.Resampling.BILINEAR, box=box).convert("L"))


def _flow(one: Pixels, two: Pixels) -> NDArray[np.float32]:
    one, two = (cv2.createCLAHE(2.0, (4, 4)).apply(cv2.GaussianBlur(grey, (0, 0), 0.8)) for grey in (one, two))
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    flow: NDArray[np.float32] = search.calc(one, two, np.zeros((*one.shape, 2), np.float32))
    return flow


def _texture(grey: Pixels) -> NDArray[np.float32]:
    """Local contrast in grey levels."""
    values = cv2.GaussianBlur(grey, (0, 0), 1.0).astype(np.float32)
    spread = cv2.GaussianBlur(values**2, (0, 0), 4) - cv2.GaussianBlur(values, (0, 0), 4) ** 2
    contrast: NDArray[np.float32] = np.sqrt(np.maximum(spread, 0))
    return contrast


def _alike(one: Pixels, two: Pixels, where: NDArray[np.bool_]) -> float:
    """Correlation of two grey crops where both can be compared."""
    if not where.any():
        return 0.0
    a, b = one[where].astype(np.float64), two[where].astype(np.float64)
    a, b = a - a.mean(), b - b.mean()
    energy = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / energy if energy > 1e-6 * a.size else 0.0
