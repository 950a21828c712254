"""A smooth guess of what is near in an image: no edges, so nothing can tear."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .start_image import Pixels

__all__ = ["border_distance", "guess", "mask"]

_EDGE = 160
#: The steepest slope of the map per image width. With the caps on moves it keeps the warp free of folds.
_STEEPEST = 2.2


def guess(image: Image.Image) -> NDArray[np.float32]:
    """A small map of nearness by four weak signs: low in the image, sharp, unlike the border, central.

    It is measured from the plane where camera moves have their nominal size; negative is farther, positive nearer.
    Edges in the map look worse than none (doubled roof tips, bent petals), so the map is blurred until smooth.
    """
    small = _small(image)
    height, width = small.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    ramp = (y + 0.5) / height
    centre = 1.0 - np.hypot((x + 0.5) / width - 0.5, (y + 0.5) / height - 0.5) / 0.72
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)
    sharp = _level(cv2.GaussianBlur(np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 2)), (0, 0), 4))
    mixed = 0.45 * ramp + 0.20 * sharp + 0.20 * _level(border_distance(small)) + 0.15 * centre
    smooth = cv2.GaussianBlur(mixed, (0, 0), 0.055 * max(width, height), borderType=cv2.BORDER_REPLICATE)
    smooth = smooth - smooth.min()
    smooth /= max(float(smooth.max()), 1e-6)
    slope = max(float(np.abs(np.gradient(smooth, axis=axis)).max()) * width for axis in (0, 1))
    smooth *= min(1.0, _STEEPEST / max(slope, 1e-6))
    plane = smooth[height // 3 : height - height // 4, width // 4 : width - width // 4].mean()
    nearness: NDArray[np.float32] = (smooth - plane).astype(np.float32)
    return nearness


def border_distance(small: Pixels) -> Any:
    """Distance of each pixel's colour from those of the border, in CIELAB; shape of the image, float32."""
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.float32)
    rim = max(1, min(small.shape[:2]) // 12)
    edges = np.concatenate([part.reshape(-1, 3) for part in (lab[:rim], lab[:, :rim], lab[:, -rim:])])
    return np.linalg.norm(lab - np.median(edges, axis=0), axis=2)


def mask(image: Image.Image, sway: str) -> NDArray[np.float32]:
    """Likely leaves or water by colour, 0..1, with soft edges; water only in the lower part."""
    small = _small(image)
    hsv = cv2.cvtColor(small, cv2.COLOR_RGB2HSV).astype(np.float32)
    hue, saturation = hsv[..., 0], hsv[..., 1]
    if sway == "water":
        chosen = np.clip(1 - np.abs(hue - 103) / 25, 0, 1) * np.clip(saturation / 40, 0, 1) + (saturation < 40) * 0.4
        chosen *= np.clip(np.linspace(-0.8, 2.2, small.shape[0], dtype=np.float32), 0, 1)[:, None]
    else:
        chosen = np.clip(1 - np.abs(hue - 48) / 28, 0, 1) * np.clip((saturation - 25) / 60, 0, 1)
    soft: NDArray[np.float32] = cv2.GaussianBlur(chosen.astype(np.float32), (0, 0), 3)
    return soft


def _small(image: Image.Image) -> Pixels:
    scale = _EDGE / max(image.size)
    size = (max(8, round(image.width * scale)), max(8, round(image.height * scale)))
    return np.asarray(image.resize(size, Image.Resampling.BOX if scale < 1 else Image.Resampling.BILINEAR))


def _level(values: Any) -> Any:
    low, high = np.percentile(values, (5, 95))
    return np.clip((values - low) / max(float(high - low), 1e-6), 0, 1)
