"""An H.264 writer for the sandbox's renderer and the export of comparisons; needs the package av."""

from __future__ import annotations

import os
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

__all__ = ["AUDIO_CHUNK", "AUDIO_RATE", "BT709", "TV_RANGE", "Planes", "VideoEncoder", "planes"]

#: Y, Cb and Cr of yuv420p; uint8, chroma at half size.
Planes = tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]
#: Samples per second, and samples per AAC frame.
AUDIO_RATE, AUDIO_CHUNK = 48_000, 1024
#: ITU-T H.273: primaries, transfer and matrix all have number 1.
BT709 = 1
#: Luma from 16 to 235, as FFmpeg counts ranges.
TV_RANGE = 1
#: Without mb-tree, whose look-ahead gives other bytes in about one run of fifty. CRF 21 then looks like 20 with it.
_OPTIONS = {"x264-params": "mbtree=0", "profile": "high"}
#: Above this many pixels per frame the slower preset costs more than it saves.
_LARGE = 3_200_000


def planes(frame: av.VideoFrame) -> Planes:
    """The planes of a yuv420p frame, as arrays that share its memory."""
    y, u, v = (
        np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: plane.height, : plane.width]
        for plane in frame.planes
    )
    return y, u, v


class VideoEncoder:
    """Writes an MP4 that browsers play, seek and show in the right colours: yuv420p, BT.709, index in front, AAC.

    Use it as a context manager, and call `finish` before leaving it.

    Args:
        path: A real file, because FFmpeg moves the index to the front at the end.
        size: Width and height in pixels, both even.
        fps: Frames per second.
        crf: x264's constant rate factor; lower is better and larger.
        keyframe_seconds: Seconds between key frames; fewer make scrubbing smoother.
        audio: Chunks of stereo samples at `AUDIO_RATE`, shape (2, `AUDIO_CHUNK`); only the last can be shorter. None
            writes no audio track. Audio beyond the last frame is left out.
        title: The title that players show.
    """

    def __init__(
        self,
        path: Path,
        *,
        size: tuple[int, int],
        fps: Fraction,
        crf: int = 21,
        keyframe_seconds: float = 2,
        audio: Iterable[NDArray[np.float32]] | None = None,
        title: str = "",
    ) -> None:
        self._file = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
        if title:
            self._file.metadata["title"] = title
        self._fps, self._frames, self._samples = fps, 0, 0
        preset = "superfast" if size[0] * size[1] > _LARGE else "veryfast"
        self._video = self._file.add_stream(
            "libx264", rate=fps, options={"preset": preset, "crf": str(crf), **_OPTIONS}
        )
        self._video.width, self._video.height, self._video.pix_fmt = *size, "yuv420p"
        context = self._video.codec_context
        context.gop_size = max(1, round(keyframe_seconds * fps))
        # The same number gives the same bytes.
        context.thread_count = os.cpu_count() or 1
        context.color_range = TV_RANGE
        context.colorspace = context.color_primaries = context.color_trc = BT709
        self._chunks = iter(audio) if audio is not None else None
        self._audio: Any = None
        if audio is not None:
            self._audio = self._file.add_stream("aac", rate=AUDIO_RATE, layout="stereo")
            self._audio.bit_rate = 160_000

    def __enter__(self) -> VideoEncoder:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def frame(self) -> av.VideoFrame:
        """An uninitialised frame to draw into."""
        return av.VideoFrame(self._video.width, self._video.height, "yuv420p")

    def add(self, frame: av.VideoFrame) -> None:
        """Encode the next frame, and the audio up to its end."""
        frame.pts, frame.time_base = self._frames, 1 / self._fps
        frame.colorspace, frame.color_range = BT709, TV_RANGE
        self._file.mux(self._video.encode(frame))
        self._frames += 1
        while self._chunks is not None and self._samples + AUDIO_CHUNK <= self._audio_end:
            self._add_chunk(AUDIO_CHUNK)

    def finish(self) -> None:
        """Encode the last part of a chunk and flush both encoders."""
        if self._chunks is not None:
            self._add_chunk(self._audio_end - self._samples)
        self._file.mux(self._video.encode(None))
        if self._audio is not None:
            self._file.mux(self._audio.encode(None))

    @property
    def _audio_end(self) -> int:
        """The number of samples that last as long as the frames so far."""
        return int(self._frames / self._fps * AUDIO_RATE)

    def _add_chunk(self, most: int) -> None:
        samples = next(self._chunks, None) if self._chunks and most else None
        if samples is None:
            self._chunks = None
            return
        samples = np.ascontiguousarray(samples[:, :most])
        chunk = av.AudioFrame.from_ndarray(samples, format="fltp", layout="stereo")
        chunk.sample_rate, chunk.pts, chunk.time_base = AUDIO_RATE, self._samples, Fraction(1, AUDIO_RATE)
        self._file.mux(self._audio.encode(chunk))
        self._samples += samples.shape[1]
