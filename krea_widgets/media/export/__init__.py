"""A comparison as one film: clips side by side or under a moving divider, with their labels, playing in step."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ...errors import KreaError, MissingExtra
from ..clip import Clip
from .captions import Caption, backdrop, line_count
from .files import BadComparison, write_new
from .layout import FrameLayout, Layout, even, sheet

if TYPE_CHECKING:
    from .clip_reader import Reel

__all__ = ["BadComparison", "Layout", "export_video"]

MOST = 16  # clips in one film: each is decoded at the same time
FASTEST = 60  # frames a second, unless more are asked for
HEIGHTS = (144, 2160)  # pixels
SWEEP = 4.0  # seconds in which the divider goes there and back
NEEDS = 'pip install "krea-widgets[sandbox]"'


def export_video(
    clips: Mapping[str, Clip | str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    layout: Layout = "grid",
    length: Literal["shortest", "longest"] = "shortest",
    fps: float | None = None,
    sound_of: str | None = None,
    height: int | None = None,
    offsets: Mapping[str, float] | None = None,
    on_progress: Callable[[float], object] | None = None,
) -> Path:
    """Write several clips as one film, in step by the clock, each with its label and prompt under it.

    The clips keep their ratios (the rest is black) and their speed, whatever their frame rates. H.264, yuv420p, BT.709.

    Args:
        clips: Clips, or films on disk, by label; at most 16.
        out: The MP4. An existing file is never written over: the film is then called name-2.mp4 and so on.
        layout: "grid", "row", or "wipe": two clips in one place, with a divider that goes to and fro.
        length: "shortest" ends with the first clip that ends; in "longest" those that have ended keep their last frame.
        fps: Frames a second; by default those of the fastest clip, at most 60.
        sound_of: The label of the clip that is heard; silent by default.
        height: Of the film in pixels, 144 to 2160; by default what the clips have, within 1920 × 1080.
        offsets: By label, how many seconds further on a clip is shown; below 0 its first frame waits that long.
        on_progress: Called with 0 to 1, on this thread.

    Returns:
        Where the film is.

    Raises:
        BadComparison: The wishes do not go together.
        KreaError: A clip cannot be read, or the film cannot be written.
        MissingExtra: The package av is not installed.

    Example:
        ```python
        export_video(sweep.clips, "variations.mp4", sound_of="bold")
        ```
    """
    paths = {str(label): _path(clip) for label, clip in clips.items()}
    _check(paths, layout, length, fps, sound_of, height)
    try:
        import av
        import numpy  # noqa: F401
    except ImportError as error:
        raise MissingExtra(
            "Exporting a film needs the package av.", advice=f"Run: {NEEDS}", details=str(error)
        ) from error
    captions = [_caption(label, clip).cleaned(number) for number, (label, clip) in enumerate(clips.items(), start=1)]

    def write(part: Path) -> None:
        try:
            _write(part, paths, captions, layout, length, fps, sound_of, height, offsets or {}, on_progress)
        except av.FFmpegError as error:
            raise KreaError(f"The film could not be written ({error.strerror}).", details=repr(error)) from error

    return write_new(out, ".mp4", write)


def _write(
    part: Path,
    paths: Mapping[str, Path],
    captions: list[Caption],
    layout: Layout,
    length: str,
    fps: float | None,
    sound_of: str | None,
    height: int | None,
    offsets: Mapping[str, float],
    on_progress: Callable[[float], object] | None,
) -> None:
    from .clip_reader import Reel, Sound
    from .video_writer import Canvas, VideoWriter

    with ExitStack() as stack:
        reels: dict[str, Reel] = {}
        for label, path in paths.items():
            reels[label] = Reel(path, ahead=float(offsets.get(label, 0.0)))
            stack.callback(reels[label].close)
        plan = _sheet(list(reels.values()), captions, layout, height)
        for reel, box in zip(reels.values(), plan.pictures, strict=True):
            reel.place(box)
        sound = None
        if sound_of is not None:
            sound = Sound(paths[sound_of], reels[sound_of].begin)
            stack.callback(sound.close)
        rate = _rate(list(reels.values()), fps)
        lengths = [reel.duration for reel in reels.values()]
        seconds = min(lengths) if length == "shortest" else max(lengths)
        frames = max(1, round(seconds * rate))
        canvas = Canvas(backdrop(captions, plan, wipe=layout == "wipe"))
        film = VideoWriter(
            part, plan, rate, sound.pieces() if sound else None, " | ".join(caption.label for caption in captions)
        )
        stack.callback(film.close)
        for number in range(frames):
            _draw(canvas, plan, list(reels.values()), float(number / rate), float(frames / rate), layout)
            film.add(canvas.frame())
            if on_progress is not None:
                on_progress((number + 1) / frames)
        film.finish()


def _draw(canvas: Any, plan: FrameLayout, reels: list[Reel], moment: float, seconds: float, layout: Layout) -> None:
    if layout != "wipe":
        for reel, box in zip(reels, plan.pictures, strict=True):
            canvas.put(box, reel.at(moment))
        return
    box = plan.pictures[0]
    thick = max(2, even(box.width / 240))
    turns = max(1, round(seconds / SWEEP))  # a whole number, so that the film can be looped; it begins in the middle
    share = 0.5 - 0.46 * math.sin(2 * math.pi * turns * moment / seconds)
    left = even(share * (box.width - thick))
    canvas.put(box, reels[0].at(moment))
    canvas.put(box, reels[1].at(moment), left=left + thick)
    canvas.line(box, left, thick)


def _sheet(reels: list[Reel], captions: list[Caption], layout: Layout, height: int | None) -> FrameLayout:
    """The frame; its captions are first tried as high as they can become, then made as high as they are."""
    sizes = [(reel.width, reel.height) for reel in reels]
    lines = 5.0
    for _ in range(3):  # a lower caption leaves more room to the pictures, in which its text may need fewer lines
        plan = sheet(sizes, layout, lines=lines, height=height)
        needed = line_count(captions, plan)
        if needed >= lines:
            break
        lines = needed
    return sheet(sizes, layout, lines=max(lines, needed), height=height)


def _rate(reels: list[Reel], fps: float | None) -> Fraction:
    if fps is not None:
        return Fraction(fps).limit_denominator(1001)
    return min(max(reel.fps for reel in reels), Fraction(FASTEST)).limit_denominator(1001)


def _path(clip: Clip | str | os.PathLike[str]) -> Path:
    return clip.path if isinstance(clip, Clip) else Path(clip).expanduser()


def _caption(label: str, clip: Clip | str | os.PathLike[str]) -> Caption:
    """What is known of a clip; for a path, what stands in the file beside it."""
    if not isinstance(clip, Clip):
        try:
            clip = Clip.open(clip)
        except OSError:
            return Caption(label)
    made_by = clip.text("title") or clip.model
    words = ["sandbox: rendered here, free" if clip.backend == "sandbox" else "", made_by]
    return Caption(label, clip.prompt, " · ".join(word for word in words if word))


def _check(
    paths: Mapping[str, Path], layout: str, length: str, fps: float | None, sound_of: str | None, height: int | None
) -> None:
    if not 1 <= len(paths) <= MOST:
        raise BadComparison(f"A film can compare 1 to {MOST} clips, not {len(paths)}.")
    if layout not in ("grid", "row", "wipe"):
        raise BadComparison(f"There is no layout {layout!r}.", advice="It is 'grid', 'row' or 'wipe'.")
    if layout == "wipe" and len(paths) != 2:
        raise BadComparison(f"A wipe compares two clips, not {len(paths)}.", advice="Use layout='grid'.")
    if length not in ("shortest", "longest"):
        raise BadComparison(f"There is no length {length!r}.", advice="It is 'shortest' or 'longest'.")
    if fps is not None and not 1 <= fps <= 120:
        raise BadComparison(f"fps={fps:g} is not between 1 and 120.")
    if height is not None and not HEIGHTS[0] <= height <= HEIGHTS[1]:
        raise BadComparison(f"height={height} is not between {HEIGHTS[0]} and {HEIGHTS[1]}.")
    if sound_of is not None and sound_of not in paths:
        raise BadComparison(
            f"There is no clip {sound_of!r} to be heard.", advice=f"There are {', '.join(map(repr, paths))}."
        )
