"""Reads a clip by the clock: the picture that is to be seen at a moment, in the place it has, and the sound."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from ...errors import KreaError
from .layout import Box, fit

__all__ = ["RATE", "Planes", "Reel", "Sound", "planes"]

Planes = tuple[Any, Any, Any]  # Y, Cb and Cr of yuv420p as arrays
RATE = 48_000  # samples a second
BLACK, GREY = 16, 128  # of Y, and of Cb and Cr, in the range of television
UNTAGGED, ITU601, ITU709 = 2, 5, 1  # how swscale counts them
HD = 720  # lines from which a film that does not say so is taken for BT.709, as browsers do


class Reel:
    """One clip, open for reading from its beginning to its end; close it after use.

    Args:
        path: The film.
        ahead: Seconds that its own time is ahead of the moments asked for; below 0 its first frame stands until then.

    Attributes:
        width, height: Of the picture as shown, in pixels.
        duration: Seconds from moment 0 to its end.
        fps: Frames a second, on average.

    Raises:
        KreaError: It cannot be read, or holds no film.
    """

    def __init__(self, path: Path, *, ahead: float = 0.0) -> None:
        import av

        self._path, self._ahead = path, ahead
        try:
            self._file = av.open(str(path))
        except (av.FFmpegError, OSError) as error:
            gone = isinstance(error, FileNotFoundError)
            what = f"{path.name} is not there any more." if gone else f"{path.name} cannot be read as a film."
            raise KreaError(what, details=repr(error)) from error
        try:
            self._look()
        except BaseException:
            self._file.close()
            raise

    def _look(self) -> None:
        if not self._file.streams.video:
            raise KreaError(f"{self._path.name} holds no film.")
        stream = self._file.streams.video[0]
        stream.thread_type = "AUTO"
        self._frames = self._decoded(stream)
        first = next(self._frames, None)
        if first is None:
            raise KreaError(f"{self._path.name} has no frame that can be decoded.")
        rate = stream.average_rate or stream.guessed_rate or Fraction(24)
        self.fps = Fraction(rate)
        self.turn = round(first.rotation / 90) % 4  # quarter turns against the clock
        shape = stream.sample_aspect_ratio or 1
        size = (max(1, round(first.width * shape)), first.height)
        self.width, self.height = size[::-1] if self.turn % 2 else size
        self._begin = float(first.time or 0.0)
        self.duration = max(self._length(stream) - self._ahead, float(1 / self.fps))
        self._now, self._next = first, next(self._frames, None)
        self._shown: tuple[Any, Planes] | None = None
        self._box = Box(0, 0, 2, 2)

    def _length(self, stream: Any) -> float:
        if stream.duration:
            return max(float(stream.duration * stream.time_base), float(1 / self.fps))
        return float(self._file.duration or 0) / 1e6 or float(1 / self.fps)

    @property
    def begin(self) -> float:
        """What is moment 0 in its own time, in seconds."""
        return self._begin + self._ahead

    def place(self, box: Box) -> None:
        """Where its picture goes: it keeps its ratio, the rest of the box is black."""
        import numpy as np

        self._box = fit((self.width, self.height), box)
        half = (box.height // 2, box.width // 2)
        self._canvas = (
            np.full((box.height, box.width), BLACK, np.uint8),
            np.full(half, GREY, np.uint8),
            np.full(half, GREY, np.uint8),
        )

    def at(self, moment: float) -> Planes:
        """The box as it is at a moment (seconds from its start, never falling); after its end the last frame stays."""
        while self._next is not None and float(self._next.time or 0.0) - self.begin <= moment + 0.0005:
            self._now, self._next = self._next, next(self._frames, None)
        if self._shown is None or self._shown[0] is not self._now:
            self._draw(self._now)
            self._shown = (self._now, self._canvas)
        return self._canvas

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _draw(self, frame: Any) -> None:
        import numpy as np

        box, upright = self._box, self.turn % 2 == 0
        size = (box.width, box.height) if upright else (box.height, box.width)
        untagged = ITU709 if frame.height >= HD else ITU601
        small = frame.reformat(
            *size,
            "yuv420p",
            src_colorspace=untagged if frame.colorspace == UNTAGGED else frame.colorspace,
            dst_colorspace=ITU709,
            dst_color_range=1,  # that of television
            interpolation="AREA" if size[0] < frame.width else "BICUBIC",
        )
        for plane, canvas, half in zip(planes(small), self._canvas, (1, 2, 2), strict=True):
            turned = np.rot90(plane, self.turn) if self.turn else plane
            y, x = box.y // half, box.x // half
            canvas[y : y + box.height // half, x : x + box.width // half] = turned

    def _decoded(self, stream: Any) -> Iterator[Any]:
        """The frames; a damaged end ends the film, so that the rest of the comparison is not lost."""
        import av

        try:
            for frame in self._file.decode(stream):
                if frame.time is not None:
                    yield frame
        except av.FFmpegError:
            return


class Sound:
    """The sound of a clip in pieces of 1024 samples, from a moment of its own time on; close it after use.

    Raises:
        KreaError: It has none.
    """

    def __init__(self, path: Path, begin: float) -> None:
        import av

        self._file = av.open(str(path))
        if not self._file.streams.audio:
            self._file.close()
            raise KreaError(f"{path.name} has no sound.")
        self._begin = begin

    def pieces(self, size: int = 1024) -> Iterator[Any]:
        """Stereo arrays of shape (2, `size`), the last one filled up with silence."""
        import numpy as np

        rest = np.zeros((2, 0), np.float32)
        for samples in self._samples():
            rest = np.concatenate([rest, samples], axis=1)
            while rest.shape[1] >= size:
                yield np.ascontiguousarray(rest[:, :size])
                rest = rest[:, size:]
        if rest.shape[1]:
            yield np.pad(rest, ((0, 0), (0, size - rest.shape[1])))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _samples(self) -> Iterator[Any]:
        import av
        import numpy as np

        resampler = av.AudioResampler("fltp", "stereo", RATE)
        skip: int | None = None
        try:
            for frame in self._file.decode(audio=0):
                if skip is None:  # sound and picture need not begin together
                    skip = round((self._begin - float(frame.time or 0.0)) * RATE)
                    if skip < 0:
                        yield np.zeros((2, -skip), np.float32)
                frame.pts = None
                for part in resampler.resample(frame):
                    samples = part.to_ndarray()
                    dropped = min(max(skip, 0), samples.shape[1])
                    skip -= dropped
                    yield samples[:, dropped:]
        except av.FFmpegError:
            return


def planes(frame: Any) -> Planes:
    """The planes of a yuv420p frame as arrays that share its memory."""
    import numpy as np

    y, u, v = (
        np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: plane.height, : plane.width]
        for plane in frame.planes
    )
    return y, u, v
