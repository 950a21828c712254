"""A comparison as one MP4: clips side by side or under a moving divider, in sync, with captions."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from ...errors import KreaError, MissingExtra
from ..clip import Clip
from .captions import Caption
from .files import BadComparison, write_new
from .layout import Layout

__all__ = ["export_video"]

# Clips in one video. Each is decoded at the same time.
MOST = 16
# Pixels.
HEIGHTS = (144, 2160)


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
        on_progress: Called with 0 to 1, on this thread.

    Returns:
        The path of the MP4.

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
    try:
        import av
        import numpy  # noqa: F401
    except ImportError as error:
        raise MissingExtra(
            "Exporting a video needs the package av.",
            advice='Run: pip install "krea-widgets[sandbox]"',
            details=str(error),
        ) from error
    from .compose import VideoOptions, compose

    captions = [_caption(label, clip).cleaned(number) for number, (label, clip) in enumerate(clips.items(), start=1)]
    options = VideoOptions(paths, captions, layout, length, fps, audio_of, height, offsets or {})

    def write(part: Path) -> None:
        try:
            compose(options, part, on_progress)
        except av.FFmpegError as error:
            raise KreaError(f"The video could not be written ({error.strerror}).", details=repr(error)) from error

    return write_new(out, ".mp4", write)


def _path(clip: Clip | str | os.PathLike[str]) -> Path:
    return clip.path if isinstance(clip, Clip) else Path(clip).expanduser()


def _caption(label: str, clip: Clip | str | os.PathLike[str]) -> Caption:
    if not isinstance(clip, Clip):
        try:
            clip = Clip.open(clip)
        except OSError:
            return Caption(label)
    source = ["sandbox: rendered here, free" if clip.backend == "sandbox" else "", clip.text("title") or clip.model]
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
