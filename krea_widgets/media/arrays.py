"""A numpy array as an 8-bit PIL image, or a refusal that says which shape or number is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import BadStill
from .pixels import check_size

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["picture_of"]

OVERSHOOT = 0.05  # resampling leaves floats a little outside 0..1; more than that is another scale


def picture_of(array: Any, label: str) -> Image.Image:
    """The image in an array of height × width (× 1, 3 or 4): uint8, uint16, bool, or floats from 0 to 1.

    Raises:
        BadStill: Another shape or type, or floats that are no such numbers.
    """
    import numpy as np
    from PIL import Image

    shape = array.shape
    if array.ndim == 4:
        advice = "Give one of them, such as array[0]."
        raise BadStill(f"{label} holds a batch of {shape[0]} (its shape is {shape}).", name=label, advice=advice)
    if array.ndim == 3 and shape[0] in (1, 3, 4) and shape[2] not in (1, 3, 4):
        advice = "Give array.transpose(1, 2, 0)."
        raise BadStill(f"{label} has its channels first (its shape is {shape}).", name=label, advice=advice)
    if array.ndim not in (2, 3) or (array.ndim == 3 and shape[2] not in (1, 3, 4)):
        what = f"{label} has the shape {shape}; a picture is height × width, or height × width × 1, 3 or 4."
        raise BadStill(what, name=label)
    check_size(shape[1], shape[0], label)
    plain = np.asarray(array)[:, :, 0] if array.ndim == 3 and shape[2] == 1 else np.asarray(array)
    return Image.fromarray(np.ascontiguousarray(_bytes_of(plain, label)))


def _bytes_of(array: Any, label: str) -> Any:
    """The same numbers on the scale 0..255, as uint8."""
    import numpy as np

    if array.dtype == np.uint8:
        return array
    if array.dtype == np.bool_:
        return array.astype(np.uint8) * 255
    if array.dtype == np.uint16:
        return ((array.astype(np.uint32) + 128) // 257).astype(np.uint8)
    if not np.issubdtype(array.dtype, np.floating):
        what = f"{label} holds numbers of the type {array.dtype}; a picture is uint8, uint16, or floats from 0 to 1."
        raise BadStill(what, name=label, advice='If they go from 0 to 255, give array.astype("uint8").')
    low, high = float(array.min()), float(array.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        raise BadStill(f"{label} holds numbers that are not finite (NaN or infinity).", name=label)
    if low < -OVERSHOOT or high > 1 + OVERSHOOT:
        what = f"{label} holds floats from {low:g} to {high:g}; they must lie between 0 and 1."
        advice = 'If they go from 0 to 255, give array.astype("uint8").' if high <= 255 and low >= 0 else ""
        raise BadStill(what, name=label, advice=advice)
    return (array.clip(0, 1) * 255 + 0.5).astype(np.uint8)
