"""Reads the frames of a rendered clip, for the tests of the renderer."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

from krea_widgets.sandbox.camera.paint import Painter
from krea_widgets.sandbox.camera.render_request import RenderRequest


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


def luma_map(painter: Painter, frame: int) -> Any:
    """Luma base coordinates of each pixel of a frame; control points are 16 pixels apart, the first ones outside."""
    points, (width, height) = painter.grid(frame), painter.view.size
    spread = cv2.resize(points, (16 * points.shape[1], 16 * points.shape[0]), interpolation=cv2.INTER_LINEAR)
    return spread[16 : 16 + height, 16 : 16 + width]


def request(start: Any, size: tuple[int, int], *, frames: float = 1, **more: Any) -> RenderRequest:
    """A request for a clip of so many frames, or of another `duration`."""
    usual: dict[str, Any] = {"prompt": "", "out": Path("unused.mp4"), "duration": frames / 24}
    usual |= {"on_progress": lambda _: None, "cancel": threading.Event()}
    return RenderRequest(start=start, size=size, **usual | more)
