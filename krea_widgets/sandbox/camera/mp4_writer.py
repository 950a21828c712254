"""Writes frames as an H.264 MP4 that browsers play, seek and show in the right colours."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from .load import Pixels
from .sound import RATE

__all__ = ["Mp4Writer", "planes"]

#: Without mb-tree, whose look-ahead gives other bytes in about one run of fifty; 21 then looks like 20 with it.
_QUALITY = {"crf": "21", "x264-params": "mbtree=0", "profile": "high"}
#: Above this many pixels per frame the faster preset; there the slower one costs more than it saves.
_LARGE = 3_200_000
_CHUNK = 1024
_BT709 = 1  # ITU-T H.273: primaries, transfer and matrix all have number 1
_TV_RANGE = 1


def planes(frame: av.VideoFrame) -> tuple[Pixels, Pixels, Pixels]:
    """The Y, Cb and Cr of a yuv420p frame as arrays that write through to it."""
    y, u, v = (
        np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: plane.height, : plane.width]
        for plane in frame.planes
    )
    return y, u, v


class Mp4Writer:
    """An MP4 being written; use it as a context manager.

    Args:
        path: File to write; must be a real file, because the index is moved to the front at the end.
        size: Width and height in pixels, both even.
        fps: Frames per second.
        threads: Encoder threads. The same number gives the same bytes.
        sound: Stereo samples at `sound.RATE`, or None for a film without an audio track.
    """

    def __init__(
        self,
        path: Path,
        *,
        size: tuple[int, int],
        fps: Fraction,
        threads: int | None = None,
        sound: NDArray[np.float32] | None = None,
    ) -> None:
        self._file = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
        self._fps = fps
        self._sound = sound
        self._heard = 0
        self._shown = 0
        preset = "superfast" if size[0] * size[1] > _LARGE else "veryfast"
        options = {"preset": preset, **_QUALITY}
        self._video = self._file.add_stream("libx264", rate=fps, options=options)
        self._video.width, self._video.height = size
        self._video.pix_fmt = "yuv420p"
        context = self._video.codec_context
        context.gop_size = max(1, round(2 * fps))  # a key frame every two seconds, for scrubbing
        context.thread_count = threads or os.cpu_count() or 1
        context.color_range = _TV_RANGE
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        self._audio = self._file.add_stream("aac", rate=RATE, layout="stereo") if sound is not None else None
        if self._audio is not None:
            self._audio.bit_rate = 96_000

    def __enter__(self) -> Mp4Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def frame(self) -> av.VideoFrame:
        """An empty frame to draw into."""
        return av.VideoFrame(self._video.width, self._video.height, "yuv420p")

    def add(self, frame: av.VideoFrame) -> None:
        """Encode the next frame, and the sound that goes with it."""
        frame.pts = self._shown
        frame.time_base = 1 / self._fps
        self._file.mux(self._video.encode(frame))
        self._shown += 1
        self._play(int(self._shown / self._fps * RATE))

    def finish(self) -> None:
        """Encode what is left over."""
        if self._sound is not None:
            self._play(self._sound.shape[1] + _CHUNK)
        self._file.mux(self._video.encode(None))
        if self._audio is not None:
            self._file.mux(self._audio.encode(None))

    def _play(self, until: int) -> None:
        """Encode the sound up to a sample."""
        if self._sound is None or self._audio is None:
            return
        while self._heard < self._sound.shape[1] and self._heard + _CHUNK <= until:
            part = np.ascontiguousarray(self._sound[:, self._heard : self._heard + _CHUNK])
            chunk = av.AudioFrame.from_ndarray(part, format="fltp", layout="stereo")
            chunk.sample_rate, chunk.pts, chunk.time_base = RATE, self._heard, Fraction(1, RATE)
            self._file.mux(self._audio.encode(chunk))
            self._heard += part.shape[1]
