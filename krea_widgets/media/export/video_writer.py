"""Writes the frames of a comparison as an MP4 that plays everywhere: H.264, yuv420p, BT.709, index in front, AAC."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from .clip_reader import RATE, Planes, planes
from .layout import Box, FrameLayout

__all__ = ["Canvas", "VideoWriter"]

CRF = "19"  # visibly the same as the clips; a comparison that adds its own faults would be none
BT709 = 1  # ITU-T H.273: primaries, transfer and matrix all have number 1
TV = 1
WHITE = (235, 128, 128)


class Canvas:
    """One frame in memory, on which only the pictures change."""

    def __init__(self, image: Any) -> None:
        import av
        import numpy as np

        width, height = image.size
        self._flat = np.empty(width * height * 3 // 2, np.uint8)
        split = (width * height, width * height * 5 // 4)
        shapes = ((height, width), (height // 2, width // 2), (height // 2, width // 2))
        parts = np.split(self._flat, split)
        self._planes = tuple(part.reshape(shape) for part, shape in zip(parts, shapes, strict=True))
        frame = av.VideoFrame.from_image(image).reformat(format="yuv420p", dst_colorspace=BT709, dst_color_range=TV)
        for mine, plane in zip(self._planes, planes(frame), strict=True):
            mine[:] = plane
        self._shape = (height * 3 // 2, width)

    def put(self, box: Box, picture: Planes, *, left: int = 0) -> None:
        """Lay a picture down; of its columns only those from `left` on, which is even."""
        for mine, plane, half in zip(self._planes, picture, (1, 2, 2), strict=True):
            y, x = box.y // half, box.x // half
            target = mine[y : y + box.height // half, x : x + box.width // half]
            target[:, left // half :] = plane[:, left // half :]

    def line(self, box: Box, at: int, width: int) -> None:
        """A white upright line in a box, beginning at an even column of it."""
        for mine, half, value in zip(self._planes, (1, 2, 2), WHITE, strict=True):
            y, x = box.y // half, (box.x + at) // half
            mine[y : y + box.height // half, x : x + width // half] = value

    def frame(self) -> Any:
        """A frame for the encoder, as it is now."""
        import av

        return av.VideoFrame.from_ndarray(self._flat.reshape(self._shape), format="yuv420p")


class VideoWriter:
    """An MP4 being written.

    Args:
        path: A real file, because the index is moved to the front at the end.
        sheet: Gives the size.
        fps: Frames a second.
        sound: Pieces of stereo sound at 48 kHz, or None.
        title: Told by players that show one.
    """

    def __init__(self, path: Path, sheet: FrameLayout, fps: Fraction, sound: Iterator[Any] | None, title: str) -> None:
        import av

        self._file = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
        self._file.metadata["title"] = title
        self._fps, self._sound = fps, sound
        self._shown = self._heard = 0
        self._video = self._file.add_stream("libx264", rate=fps, options={"preset": "veryfast", "crf": CRF})
        self._video.width, self._video.height, self._video.pix_fmt = sheet.width, sheet.height, "yuv420p"
        context = self._video.codec_context
        context.gop_size = max(1, round(fps))  # a key frame every second, for scrubbing
        context.color_range = TV
        context.colorspace = context.color_primaries = context.color_trc = BT709
        self._audio = None
        if sound is not None:
            self._audio = self._file.add_stream("aac", rate=RATE, layout="stereo")
            self._audio.bit_rate = 160_000

    def add(self, frame: Any) -> None:
        """Encode the next frame, and the sound that goes with it."""
        frame.pts, frame.time_base = self._shown, 1 / self._fps
        frame.colorspace, frame.color_range = BT709, TV
        self._file.mux(self._video.encode(frame))
        self._shown += 1
        self._play(float(self._shown / self._fps))

    def finish(self) -> None:
        """Encode what is left over and write the index."""
        self._file.mux(self._video.encode(None))
        if self._audio is not None:
            self._file.mux(self._audio.encode(None))
        self._file.close()

    def close(self) -> None:
        """Give up; after `finish` it does nothing."""
        self._file.close()

    def _play(self, until: float) -> None:
        """Encode the sound up to a moment; what would be longer than the film is left out."""
        import av

        while self._audio is not None and self._sound is not None and (self._heard + 1024) / RATE <= until:
            samples = next(self._sound, None)
            if samples is None:
                self._sound = None
                return
            piece = av.AudioFrame.from_ndarray(samples, format="fltp", layout="stereo")
            piece.sample_rate, piece.pts, piece.time_base = RATE, self._heard, Fraction(1, RATE)
            self._file.mux(self._audio.encode(piece))
            self._heard += samples.shape[1]
