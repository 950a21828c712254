"""A frame of a video as players show it: with the shape of its pixels, and its turn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

__all__ = ["colour_space", "decoded", "frame_image", "gray_frames", "shown_shape"]

# Seconds before the end in which the last frame is looked for.
LAST_PART = 2.0
# Formats with an index of their key frames; in others, a seek can end after the wanted frame, or inside a group.
INDEXED = {"mp4", "matroska"}
# Seconds by which a frame's time may be rounded.
CLOSE = 0.0005
# Numbers of colour spaces in swscale.
BT709, UNTAGGED, BT601 = 1, 2, 5


def shown_shape(frame: Any, stream: Any) -> tuple[tuple[int, int], int]:
    """Width and height of an av frame with square pixels, before it is turned, and quarter turns counter-clockwise."""
    pixels = stream.sample_aspect_ratio or 1
    return (max(1, round(frame.width * pixels)), frame.height), round(frame.rotation / 90) % 4


def colour_space(frame: Any) -> int:
    """The number in swscale of an av frame's colour space. Browsers take an untagged video of 720 lines for BT.709."""
    untagged = BT709 if frame.height >= 720 else BT601
    return untagged if frame.colorspace == UNTAGGED else int(frame.colorspace)


def frame_image(container: Any, seconds: float | None) -> Any:
    """The frame of an open av container at a time (None: the last one) as a PIL image; None without such a frame."""
    stream = container.streams.best("video")
    if stream is None:
        return None
    # Times of a file need not begin at 0.
    start = float((stream.start_time or 0) * stream.time_base)
    length = (container.duration or 0) / 1_000_000
    wanted = start + (max(0.0, length - LAST_PART) if seconds is None else seconds)
    if INDEXED & set(container.format.name.split(",")):
        # In microseconds; goes back to a key frame.
        container.seek(max(0, round(wanted * 1_000_000)))
    frame = None
    for following in container.decode(stream):
        # A frame is shown until the next one begins; how long a file says that it lasts is often wrong.
        if frame is not None and seconds is not None and (following.time or 0.0) > wanted + CLOSE:
            break
        frame = following
    else:
        if frame is None:
            return None
        end = max(start + length, (frame.time or 0.0) + frame.duration * frame.time_base)
        if seconds is not None and wanted > end:
            return None
    # As players show it, or colours drift from shot to shot.
    image = frame.to_image(src_colorspace=colour_space(frame))
    size, turn = shown_shape(frame, stream)
    image = image if image.size == size else image.resize(size)
    return image.rotate(90 * turn, expand=True) if turn else image


def decoded(container: Any, stream: Any) -> Iterator[Any]:
    """The frames of a stream of an open av container; a damaged part ends them, so that the first ones are not lost."""
    import av

    stream.thread_type = "AUTO"
    with suppress(av.FFmpegError):
        yield from container.decode(stream)


def gray_frames(container: Any, edge: int) -> Iterator[tuple[float, Any]]:
    """Time in seconds and grey pixels of each frame of an open av container, `edge` pixels at the longer side.

    A damaged part ends them.
    """
    import numpy as np

    stream = container.streams.best("video")
    if stream is None:
        return
    for frame in decoded(container, stream):
        (width, height), turn = shown_shape(frame, stream)
        scale = min(1.0, edge / max(width, height))
        small = frame.reformat(
            max(2, round(width * scale)), max(2, round(height * scale)), "gray", interpolation="AREA"
        ).to_ndarray()
        yield frame.time or 0.0, np.ascontiguousarray(np.rot90(small, turn)) if turn else small
