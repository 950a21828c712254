"""How players show a decoded frame of a video: the shape of its pixels, and its turn."""

from __future__ import annotations

from typing import Any

__all__ = ["shown_shape"]


def shown_shape(frame: Any, stream: Any) -> tuple[tuple[int, int], int]:
    """Width and height of an av frame with square pixels, before it is turned, and quarter turns counter-clockwise."""
    pixels = stream.sample_aspect_ratio or 1
    return (max(1, round(frame.width * pixels)), frame.height), round(frame.rotation / 90) % 4
