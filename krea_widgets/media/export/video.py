"""A comparison as one MP4: clips side by side or under a moving divider, in sync, with captions."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from ...errors import KreaError, MissingExtra

try:
    import av
    import numpy as np
except ImportError as error:
    advice = 'Run: pip install "krea-widgets[sandbox]"'
    raise MissingExtra("Exporting a video needs the package av.", advice=advice, details=str(error)) from error

from ..clip import Clip
from ..video_encoder import BT709, TV_RANGE, Planes, VideoEncoder, planes
from . import BadComparison, write_new
from .captions import Caption, line_count, paint_background
from .clip_reader import ClipReader, audio_chunks
from .layout import Box, FrameLayout, Layout, even, frame_layout

__all__ = ["export_video"]

# Clips in one video. Each is decoded at the same time.
MOST = 16
# Pixels.
HEIGHTS = (144, 2160)
# Visibly the same as the clips: a comparison must not add faults of its own.
CRF = 19
# Frames per second, unless the caller sets more.
FASTEST = 60
# Seconds in which the divider of a wipe goes there and back.
WIPE_SECONDS = 4.0
WHITE = (235, 128, 128)


def export_video(
    clips: Mapping[str, Clip | str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    layout: Layout = "grid",
    length: Literal["shortest", "longest"] = "shortest",
    fps: float | None = None,
    audio_of: str | None = None,
    height: int | None = None,
    offsets: Mapping[str, float] | None = None,
    winner: str = "",
    on_progress: Callable[[float], object] | None = None,
) -> Path:
    """Write several clips as one MP4 (H.264, yuv420p, BT.709), in sync by the clock, each with label and prompt.

    The clips keep their aspect ratios (the rest is black) and their speed, whatever their frame rates.

    Args:
        clips: Clips, or paths of MP4 files, by label; at most 16.
        out: The MP4. An existing file is never overwritten: the new one is then called name-2.mp4 and so on.
        layout: "grid", "row", or "wipe": two clips in one place, with a divider that moves to and fro.
        length: "shortest" ends with the first clip that ends; with "longest", ended clips keep their last frame.
        fps: Frames per second; by default those of the fastest clip, at most 60.
        audio_of: The label of the clip whose audio is used; silent by default.
        height: Of the video in pixels, 144 to 2160; by default that of the clips, within 1920 × 1080.
        offsets: Seconds by label that a clip is shown ahead; below 0 its first frame waits that long.
        winner: The label of the clip whose caption names it the winner.
        on_progress: Called with 0 to 1, on this thread.

    Raises:
        BadComparison: The arguments do not fit together.
        KreaError: A clip cannot be read, or the MP4 cannot be written.
        MissingExtra: The package av is not installed.

    Example:
        ```python
        export_video(sweep.clips, "variations.mp4", audio_of="bold")
        ```
    """
    paths = {str(label): _path(clip) for label, clip in clips.items()}
    _check(paths, layout, length, fps, audio_of, height)
    captions = [
        _caption(label, clip, won=label == winner).cleaned(number)
        for number, (label, clip) in enumerate(clips.items(), start=1)
    ]

    def write(part: Path) -> None:
        with ExitStack() as stack:
            readers = {
                label: stack.enter_context(closing(ClipReader(path, ahead=float((offsets or {}).get(label, 0.0)))))
                for label, path in paths.items()
            }
            audio = None
            if audio_of is not None:
                audio = stack.enter_context(closing(audio_chunks(paths[audio_of], readers[audio_of].begin)))
            durations = [reader.duration for reader in readers.values()]
            fastest = min(max(reader.fps for reader in readers.values()), Fraction(FASTEST))
            rate = (Fraction(fps) if fps is not None else fastest).limit_denominator(1001)
            count = max(1, round((min(durations) if length == "shortest" else max(durations)) * rate))
            canvas = Canvas(list(readers.values()), captions, layout, height)
            title = " | ".join(caption.label for caption in captions)
            with VideoEncoder(
                part, size=canvas.size, fps=rate, crf=CRF, keyframe_seconds=1, audio=audio, title=title
            ) as writer:
                for number in range(count):
                    writer.add(canvas.draw(float(number / rate), float(count / rate)))
                    if on_progress is not None:
                        on_progress((number + 1) / count)
                writer.finish()

    try:
        return write_new(out, ".mp4", write)
    except av.FFmpegError as error:
        raise KreaError(f"The video could not be written ({error.strerror}).", details=repr(error)) from error


def _path(clip: Clip | str | os.PathLike[str]) -> Path:
    return clip.path if isinstance(clip, Clip) else Path(clip).expanduser()


def _caption(label: str, clip: Clip | str | os.PathLike[str], *, won: bool) -> Caption:
    mark = "winner" if won else ""
    if not isinstance(clip, Clip):
        try:
            clip = Clip.open(clip)
        except OSError:
            return Caption(label, source=mark)
    model = clip.text("title") or clip.model
    source = [
        mark,
        "sandbox: a camera move, no AI model" if clip.backend == "sandbox" else "",
        "" if model in label else model,
    ]
    return Caption(label, clip.prompt, " · ".join(filter(None, source)))


def _check(
    paths: Mapping[str, Path], layout: str, length: str, fps: float | None, audio_of: str | None, height: int | None
) -> None:
    if not 1 <= len(paths) <= MOST:
        raise BadComparison(f"A video can compare 1 to {MOST} clips, not {len(paths)}.")
    if layout not in ("grid", "row", "wipe"):
        raise BadComparison(f"There is no layout={layout!r}.", advice="Use 'grid', 'row' or 'wipe'.")
    if layout == "wipe" and len(paths) != 2:
        raise BadComparison(f"layout='wipe' compares two clips, not {len(paths)}.", advice="Use layout='grid'.")
    if length not in ("shortest", "longest"):
        raise BadComparison(f"There is no length={length!r}.", advice="Use 'shortest' or 'longest'.")
    if fps is not None and not 1 <= fps <= 120:
        raise BadComparison(f"fps={fps:g} is not between 1 and 120.")
    if height is not None and not HEIGHTS[0] <= height <= HEIGHTS[1]:
        raise BadComparison(f"height={height} is not between {HEIGHTS[0]} and {HEIGHTS[1]}.")
    if audio_of is not None and audio_of not in paths:
        raise BadComparison(
            f"audio_of={audio_of!r} is not one of the labels.", advice=f"Use {', '.join(map(repr, paths))}."
        )


class Canvas:
    """One frame in memory, on which only the clips change; they are placed on it."""

    def __init__(
        self, readers: Sequence[ClipReader], captions: Sequence[Caption], layout: Layout, height: int | None
    ) -> None:
        frame = _frame_layout(readers, captions, layout, height)
        for reader, box in zip(readers, frame.clips, strict=True):
            reader.place(box)
        self._readers, self._boxes, self._wipe = readers, frame.clips, layout == "wipe"
        self.size = width, height = frame.width, frame.height
        self._flat = np.empty(width * height * 3 // 2, np.uint8)
        shapes = ((height, width), (height // 2, width // 2), (height // 2, width // 2))
        parts = np.split(self._flat, (width * height, width * height * 5 // 4))
        self._planes = tuple(part.reshape(shape) for part, shape in zip(parts, shapes, strict=True))
        background = av.VideoFrame.from_image(paint_background(captions, frame, wipe=self._wipe))
        background = background.reformat(format="yuv420p", dst_colorspace=BT709, dst_color_range=TV_RANGE)
        for mine, plane in zip(self._planes, planes(background), strict=True):
            mine[:] = plane

    def draw(self, time: float, duration: float) -> Any:
        """A frame for the encoder; both numbers are seconds."""
        if self._wipe:
            self._draw_wipe(self._boxes[0], time, duration)
        else:
            for reader, box in zip(self._readers, self._boxes, strict=True):
                self._put(box, reader.at(time))
        return av.VideoFrame.from_ndarray(self._flat.reshape(-1, self.size[0]), format="yuv420p")

    def _draw_wipe(self, box: Box, time: float, duration: float) -> None:
        width = max(2, even(box.width / 240))
        # A whole number of turns, so that the video loops; the divider starts in the middle.
        turns = max(1, round(duration / WIPE_SECONDS))
        share = 0.5 - 0.46 * math.sin(2 * math.pi * turns * time / duration)
        left = even(share * (box.width - width))
        self._put(box, self._readers[0].at(time))
        self._put(box, self._readers[1].at(time), left=left + width)
        for mine, half, value in zip(self._planes, (1, 2, 2), WHITE, strict=True):
            y, x = box.y // half, (box.x + left) // half
            mine[y : y + box.height // half, x : x + width // half] = value

    def _put(self, box: Box, frame: Planes, *, left: int = 0) -> None:
        """Draw a clip's frame into its box, without the columns before `left`, which must be even."""
        for mine, plane, half in zip(self._planes, frame, (1, 2, 2), strict=True):
            y, x = box.y // half, box.x // half
            target = mine[y : y + box.height // half, x : x + box.width // half]
            target[:, left // half :] = plane[:, left // half :]


def _frame_layout(
    readers: Sequence[ClipReader], captions: Sequence[Caption], layout: Layout, height: int | None
) -> FrameLayout:
    """Tries captions as high as they can be first, then as high as they are."""
    sizes = [(reader.width, reader.height) for reader in readers]
    lines = needed = 5.0
    # A lower caption leaves more room to the clips, in which its text can need fewer lines.
    for _ in range(3):
        needed = line_count(captions, frame_layout(sizes, layout, lines=lines, height=height))
        if needed >= lines:
            break
        lines = needed
    return frame_layout(sizes, layout, lines=max(lines, needed), height=height)
