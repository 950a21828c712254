"""Reads the frames of a rendered clip, for the tests of the renderer."""

from __future__ import annotations

from typing import Any

import av
import numpy as np


def colours(frame: av.VideoFrame) -> Any:
    """A frame as RGB by BT.709, worked out here because older PyAV takes BT.601 for granted."""
    flat = frame.to_ndarray(format="yuv420p").astype(float)
    y, (cb, cr) = (
        (flat[: frame.height] - 16) / 219,
        (flat[frame.height :].reshape(2, frame.height // 2, -1) - 128) / 224,
    )
    cb, cr = (values.repeat(2, axis=0).repeat(2, axis=1) for values in (cb, cr))
    red, blue = y + 1.5748 * cr, y + 1.8556 * cb
    green = (y - 0.2126 * red - 0.0722 * blue) / 0.7152
    return np.clip(np.stack([red, green, blue], axis=-1) * 255 + 0.5, 0, 255).astype(np.uint8)
