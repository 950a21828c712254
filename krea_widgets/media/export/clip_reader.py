"""Reads clips by the clock: the frame shown at a time, scaled into its box, and the audio; needs the package av."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from ...errors import KreaError
from ..video_encoder import AUDIO_CHUNK, AUDIO_RATE, BT709, TV_RANGE, Planes, planes
from ..video_frame import colour_space, decoded, shown_shape
from .layout import Box, fit

__all__ = ["ClipReader", "audio_chunks"]

# Black in Y, and in Cb and Cr, in TV range.
BLACK, GREY = 16, 128


class ClipReader:
    """One clip, open for reading from its start to its end; close it after use.

    Args:
        path: The MP4.
        ahead: Seconds that its own time is ahead of the given times; below 0 its first frame waits that long.

    Attributes:
        width, height: As shown, in pixels.
        duration: Seconds from time 0 to its end.
        fps: Mean frames per second.
        begin: Its own time at time 0, in seconds.

    Raises:
        KreaError: It cannot be read, or holds no video.
    """

    def __init__(self, path: Path, *, ahead: float = 0.0) -> None:
        try:
            self._file = av.open(str(path))
        except (av.FFmpegError, OSError) as error:
            gone = isinstance(error, FileNotFoundError)
            what = f"{path.name} no longer exists." if gone else f"{path.name} cannot be read as a video."
            raise KreaError(what, details=repr(error)) from error
        if not self._file.streams.video:
            raise KreaError(f"{path.name} holds no video.")
        stream = self._file.streams.video[0]
        self._frames = (frame for frame in decoded(self._file, stream) if frame.time is not None)
        first = next(self._frames, None)
        if first is None:
            raise KreaError(f"{path.name} has no frame that can be decoded.")
        rate = stream.average_rate or stream.guessed_rate or Fraction(24)
        self.fps = Fraction(rate)
        size, self.turn = shown_shape(first, stream)
        self.width, self.height = size[::-1] if self.turn % 2 else size
        self.begin = float(first.time or 0.0) + ahead
        self.duration = max(self._length(stream) - ahead, float(1 / self.fps))
        self._now, self._next = first, next(self._frames, None)
        self._drawn: Any = None

    def _length(self, stream: Any) -> float:
        whole = float(self._file.duration or 0) / 1e6
        return max(float(stream.duration * stream.time_base) if stream.duration else whole, float(1 / self.fps))

    def place(self, box: Box) -> None:
        """Set the size of the frames: the clip keeps its aspect ratio, the rest of the box is black."""
        self._box = fit((self.width, self.height), box)
        half = (box.height // 2, box.width // 2)
        shapes = ((box.height, box.width), BLACK), (half, GREY), (half, GREY)
        y, u, v = (np.full(shape, value, np.uint8) for shape, value in shapes)
        self._canvas: Planes = y, u, v

    def at(self, time: float) -> Planes:
        """The box at a time in seconds, which must never fall; after the end it keeps the last frame."""
        while self._next is not None and float(self._next.time or 0.0) - self.begin <= time + 0.0005:
            self._now, self._next = self._next, next(self._frames, None)
        if self._drawn is not self._now:
            self._draw(self._now)
            self._drawn = self._now
        return self._canvas

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _draw(self, frame: Any) -> None:
        box, upright = self._box, self.turn % 2 == 0
        size = (box.width, box.height) if upright else (box.height, box.width)
        small = frame.reformat(
            *size,
            "yuv420p",
            src_colorspace=colour_space(frame),
            dst_colorspace=BT709,
            dst_color_range=TV_RANGE,
            interpolation="AREA" if size[0] < frame.width else "BICUBIC",
        )
        for plane, canvas, half in zip(planes(small), self._canvas, (1, 2, 2), strict=True):
            turned = np.rot90(plane, self.turn) if self.turn else plane
            y, x = box.y // half, box.x // half
            canvas[y : y + box.height // half, x : x + box.width // half] = turned


def audio_chunks(path: Path, begin: float) -> Generator[NDArray[np.float32], None, None]:
    """The audio of a clip from a time of its own on: shape (2, `AUDIO_CHUNK`), the last one padded with silence.

    Raises:
        KreaError: The clip has none.
    """
    with av.open(str(path)) as file:
        if not file.streams.audio:
            raise KreaError(f"{path.name} has no audio.")
        rest = np.zeros((2, 0), np.float32)
        for samples in _samples(file, begin):
            rest = np.concatenate([rest, samples], axis=1)
            while rest.shape[1] >= AUDIO_CHUNK:
                yield np.ascontiguousarray(rest[:, :AUDIO_CHUNK])
                rest = rest[:, AUDIO_CHUNK:]
        if rest.shape[1]:
            yield np.pad(rest, ((0, 0), (0, AUDIO_CHUNK - rest.shape[1])))


def _samples(file: Any, begin: float) -> Iterator[NDArray[np.float32]]:
    resampler = av.AudioResampler("fltp", "stereo", AUDIO_RATE)
    skip: int | None = None
    # A damaged part ends the audio, so that the rest of the comparison is not lost.
    with suppress(av.FFmpegError):
        for frame in file.decode(audio=0):
            # Audio and video need not begin together.
            if skip is None:
                skip = round((begin - float(frame.time or 0.0)) * AUDIO_RATE)
                if skip < 0:
                    yield np.zeros((2, -skip), np.float32)
            frame.pts = None
            for part in resampler.resample(frame):
                samples = part.to_ndarray()
                dropped = min(max(skip, 0), samples.shape[1])
                skip -= dropped
                yield samples[:, dropped:]
