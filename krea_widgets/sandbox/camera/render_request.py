"""What the renderer gets for a request, derived from the model's schema, the sent values and the image's size."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...camera_moves.prompt import prompt_of
from ..faults import without_cue

if TYPE_CHECKING:
    from .start_image import ImageSource

__all__ = ["Cancelled", "RenderRequest", "Renderer", "camera_prompt", "clip_duration", "frame_size", "has_audio"]

FPS = 24
# Resolutions whose name is not their number of lines, and Kling's modes.
SHORT_EDGES = {"4k": 2160, "std": 720, "pro": 1080}
DEFAULT_EDGE = 720
LONGEST_EDGE = 3840
# Two models take any number as width and height.
EDGES = (64, 4096)
# A clip that follows its image is not flatter or taller than this.
RATIOS = (9 / 21, 21 / 9)
# One model states no limits; 30 s is the longest that any other takes.
SECONDS = (1.0, 30.0)


class Cancelled(Exception):
    """The job or its render was cancelled; a cancelled render leaves no file."""


@dataclass(frozen=True)
class RenderRequest:
    """What a renderer gets.

    Attributes:
        prompt: It names the camera moves, and colours the backdrop of a clip without a start image.
        start: The start image: file contents, a path or a Pillow image. None: a painted backdrop.
        out: The MP4, which is written completely or not at all.
        size: Width and height in pixels, both even.
        duration: Seconds.
        end: The end image; the last frame is its largest crop with the clip's aspect ratio.
        audio: Whether to add a quiet ambient track; without it there is no audio track.
        sound: A file whose sound is the audio track instead.
        insets: Images that are shown small, side by side, at the lower right: they show which videos arrived.
        seed: For handheld sway, grain, audio and backdrop.
        camera_control, camera_motion, camera_trajectory: A model's own settings, which override the prompt.
        on_progress: Called after each frame with the finished share, 0 to 1.
        cancel: Set it to stop within a frame.
    """

    prompt: str
    start: ImageSource | None
    out: Path
    size: tuple[int, int]
    duration: float
    on_progress: Callable[[float], None]
    cancel: threading.Event
    end: ImageSource | None = None
    audio: bool = False
    sound: Path | None = None
    insets: Sequence[ImageSource] = ()
    seed: int = 0
    camera_control: Any = None
    camera_motion: Any = None
    camera_trajectory: Any = None
    fps: float = FPS


Renderer = Callable[[RenderRequest], None]


def frame_size(schema: Mapping[str, Any], values: Mapping[str, Any], image: tuple[int, int] | None) -> tuple[int, int]:
    """Width and height of the clip in pixels, both even.

    Sent width and height win, then an aspect ratio in pixels ("1280:720"), then aspect ratio and resolution (as sent,
    else the model's defaults). A model without an aspect ratio, and "adaptive", follow the image.
    """
    width, height = values.get("width"), values.get("height")
    if width and height:
        return _even(*(min(max(float(edge), EDGES[0]), EDGES[1]) for edge in (width, height)))
    ratio = str(_value(schema, values, "aspect_ratio") or "")
    pair = re.fullmatch(r"(\d+):(\d+)", ratio)
    if pair and min(int(pair[1]), int(pair[2])) >= EDGES[0]:
        return _even(int(pair[1]), int(pair[2]))
    if pair:
        shape = int(pair[1]) / int(pair[2])
    else:
        shape = min(max(image[0] / image[1], RATIOS[0]), RATIOS[1]) if image else 16 / 9
    edge = _short_edge(schema, values)
    wide, high = (edge * shape, edge) if shape >= 1 else (edge, edge / shape)
    shrink = min(1.0, LONGEST_EDGE / max(wide, high))
    return _even(wide * shrink, high * shrink)


def clip_duration(schema: Mapping[str, Any], values: Mapping[str, Any]) -> float:
    """Seconds: from a sent number of frames, else as sent, else the model's default, else 5."""
    if values.get("num_frames"):
        return float(values["num_frames"]) / FPS
    return min(max(float(_value(schema, values, "duration") or 5), SECONDS[0]), SECONDS[1])


def has_audio(schema: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Whether the clip has audio; models with a deprecated switch always have it (Krea OpenAPI 2026-10-09)."""
    switch = schema["properties"].get("generate_audio")
    if switch is None:
        return False
    return bool(switch.get("deprecated")) or bool(_value(schema, values, "generate_audio"))


def camera_prompt(values: Mapping[str, Any]) -> str:
    """The prompt without cues."""
    return without_cue(prompt_of(values))


def _value(schema: Mapping[str, Any], values: Mapping[str, Any], name: str) -> Any:
    given = values.get(name)
    return schema["properties"].get(name, {}).get("default") if given is None else given


def _short_edge(schema: Mapping[str, Any], values: Mapping[str, Any]) -> int:
    named = str(_value(schema, values, "resolution") or _value(schema, values, "mode") or "").lower()
    if named in SHORT_EDGES:
        return SHORT_EDGES[named]
    if named.rstrip("p").isdecimal():
        return int(named.rstrip("p"))
    edges = [schema["properties"].get(name, {}).get("default") for name in ("width", "height")]
    return min((int(edge) for edge in edges if edge), default=DEFAULT_EDGE)


def _even(width: float, height: float) -> tuple[int, int]:
    return 2 * round(width / 2), 2 * round(height / 2)
