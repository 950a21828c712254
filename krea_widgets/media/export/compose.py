"""Draws and writes the frames of a comparison; needs the package av."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

from ..mp4_writer import BT709, TV_RANGE, Mp4Writer, Planes, planes
from .captions import Caption, line_count, paint_background
from .clip_reader import AudioReader, ClipReader
from .layout import Box, FrameLayout, Layout, even, frame_layout

__all__ = ["VideoOptions", "compose"]

# Visibly the same as the clips: a comparison must not add faults of its own.
CRF = 19
# Frames per second, unless the caller sets more.
FASTEST = 60
# Seconds in which the divider of a wipe goes there and back.
WIPE_SECONDS = 4.0
WHITE = (235, 128, 128)


@dataclass(frozen=True)
class VideoOptions:
    """The checked arguments of `video.export_video`."""

    paths: Mapping[str, Path]
    captions: Sequence[Caption]
    layout: Layout
    length: str
    fps: float | None
    audio_of: str | None
    height: int | None
    offsets: Mapping[str, float]


def compose(options: VideoOptions, out: Path, on_progress: Callable[[float], object] | None) -> None:
    """Write the MP4.

    Raises:
        KreaError: A clip cannot be read.
        av.FFmpegError, OSError: The file cannot be written.
    """
    with ExitStack() as stack:
        clips: dict[str, ClipReader] = {}
        for label, path in options.paths.items():
            clips[label] = ClipReader(path, ahead=float(options.offsets.get(label, 0.0)))
            stack.callback(clips[label].close)
        readers = list(clips.values())
        layout = _layout(readers, options)
        for reader, box in zip(readers, layout.clips, strict=True):
            reader.place(box)
        audio = None
        if options.audio_of is not None:
            audio = AudioReader(options.paths[options.audio_of], clips[options.audio_of].begin)
            stack.callback(audio.close)
        fps = _frame_rate(readers, options.fps)
        durations = [reader.duration for reader in readers]
        duration = min(durations) if options.length == "shortest" else max(durations)
        count = max(1, round(duration * fps))
        wipe = options.layout == "wipe"
        canvas = Canvas(paint_background(options.captions, layout, wipe=wipe))
        writer = Mp4Writer(
            out,
            size=(layout.width, layout.height),
            fps=fps,
            crf=CRF,
            keyframe_seconds=1,
            audio=audio.chunks() if audio else None,
            title=" | ".join(caption.label for caption in options.captions),
        )
        stack.enter_context(writer)
        for number in range(count):
            time = float(number / fps)
            if wipe:
                _draw_wipe(canvas, layout.clips[0], readers, time, float(count / fps))
            else:
                for reader, box in zip(readers, layout.clips, strict=True):
                    canvas.put(box, reader.at(time))
            writer.add(canvas.frame())
            if on_progress is not None:
                on_progress((number + 1) / count)
        writer.finish()


def _layout(readers: Sequence[ClipReader], options: VideoOptions) -> FrameLayout:
    """Tries captions as high as they can be first, then as high as they are."""
    sizes = [(reader.width, reader.height) for reader in readers]
    lines = needed = 5.0
    # A lower caption leaves more room to the clips, in which its text can need fewer lines.
    for _ in range(3):
        layout = frame_layout(sizes, options.layout, lines=lines, height=options.height)
        needed = line_count(options.captions, layout)
        if needed >= lines:
            break
        lines = needed
    return frame_layout(sizes, options.layout, lines=max(lines, needed), height=options.height)


def _frame_rate(readers: Sequence[ClipReader], fps: float | None) -> Fraction:
    fastest = min(max(reader.fps for reader in readers), Fraction(FASTEST))
    return (Fraction(fps) if fps is not None else fastest).limit_denominator(1001)


def _draw_wipe(canvas: Canvas, box: Box, readers: Sequence[ClipReader], time: float, duration: float) -> None:
    width = max(2, even(box.width / 240))
    # A whole number of turns, so that the video loops; the divider starts in the middle.
    turns = max(1, round(duration / WIPE_SECONDS))
    share = 0.5 - 0.46 * math.sin(2 * math.pi * turns * time / duration)
    left = even(share * (box.width - width))
    canvas.put(box, readers[0].at(time))
    canvas.put(box, readers[1].at(time), left=left + width)
    canvas.line(box, left, width)


class Canvas:
    """One frame in memory, on which only the clips change."""

    def __init__(self, image: Image.Image) -> None:
        width, height = image.size
        self._flat = np.empty(width * height * 3 // 2, np.uint8)
        shapes = ((height, width), (height // 2, width // 2), (height // 2, width // 2))
        parts = np.split(self._flat, (width * height, width * height * 5 // 4))
        self._planes = tuple(part.reshape(shape) for part, shape in zip(parts, shapes, strict=True))
        frame = av.VideoFrame.from_image(image).reformat(
            format="yuv420p", dst_colorspace=BT709, dst_color_range=TV_RANGE
        )
        for mine, plane in zip(self._planes, planes(frame), strict=True):
            mine[:] = plane
        self._shape = (height * 3 // 2, width)

    def put(self, box: Box, frame: Planes, *, left: int = 0) -> None:
        """Draw a clip's frame into its box, without the columns before `left`, which must be even."""
        for mine, plane, half in zip(self._planes, frame, (1, 2, 2), strict=True):
            y, x = box.y // half, box.x // half
            target = mine[y : y + box.height // half, x : x + box.width // half]
            target[:, left // half :] = plane[:, left // half :]

    def line(self, box: Box, at: int, width: int) -> None:
        """Draw a white vertical line into a box, from its even column `at`."""
        for mine, half, value in zip(self._planes, (1, 2, 2), WHITE, strict=True):
            y, x = box.y // half, (box.x + at) // half
            mine[y : y + box.height // half, x : x + width // half] = value

    def frame(self) -> Any:
        """A copy for the encoder."""
        return av.VideoFrame.from_ndarray(self._flat.reshape(self._shape), format="yuv420p")
