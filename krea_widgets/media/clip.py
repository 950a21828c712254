"""The finished MP4 on disk, with the settings that made it, and its HTML in a notebook, also without a kernel."""

from __future__ import annotations

import base64
import builtins
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Event
from types import MappingProxyType
from typing import Any

from .._util.files import is_file, served_url, shown_path
from .._util.html import WITH_STYLES_ONLY, escape, escape_text
from .._util.notebook import in_notebook
from .._util.price import Price
from .._util.shared_studio import shared_studio
from .._util.text import clock_time, ellipsis
from ..camera_moves.clip_motion import ClipMotion
from ..camera_moves.followed import Followed, compare
from ..errors import BadFile, BadInput, BadPath, KreaError, MissingExtra, NoClip
from ..settings import absolute_path
from . import mp4
from .embedded_settings import clip_settings
from .image_codec import thumbnail
from .measured import known_motion, measured_motion
from .saved_output import show_clips
from .shot import Shot
from .still import PREVIEW_BYTES, PREVIEW_EDGE, Still, open_still
from .video_frame import frame_image

__all__ = ["Clip", "clip_html", "clip_price", "shot_html"]

# Parameters with texts that the next clip shares.
SAME = ("aspect_ratio", "resolution", "mode")
# A year. Longer than any clip, and short enough for the times of a container.
MOST_SECONDS = 31_536_000
# Pixels on the page; the video's own controls make it fill the screen.
WIDEST, HIGHEST = 640, 480
# The share of its duration after which a clip differs from its image.
LATE = 0.7
# Bytes. The notebook saves the poster with every clip.
MOST_POSTER = 30_000
QUIET = "color:var(--jp-ui-font-color2,inherit);font-size:0.92em"
CLAMP = "display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden"
EDGE = "border:1px solid var(--jp-border-color1,rgba(128,128,128,.5));border-radius:6px"
FRAME = f"display:block;max-width:100%;height:auto;{EDGE}"


@dataclass(frozen=True, repr=False)
class Clip:
    """A finished clip; equal to another with the same path and URL.

    Attributes:
        path: The MP4, absolute.
        url: Its URL at Krea, or "".
        settings: The content of the sidecar (the same name, ending in .json): "backend", "model", "prompt", "values"
            (the body as sent), "still", "job_id", "created_at", "seconds" (how long the job took), "price" (as it was
            shown), "listed_price" (of Krea's list at the submit, if it was another one), "call" and so on. Without a
            usable sidecar, the MP4's embedded settings, which are most of it; else {}. Read-only.
        backend: "krea", "sandbox", or "" when unknown.
        model: The model ID, or "".
        prompt: The prompt, or "".
        job_id: Krea's ID of the job, or "".
        width, height: Pixels, as the MP4 has them; errors as of `facts`.
        duration: Seconds, likewise.
        size: Bytes on disk.
    """

    path: Path
    url: str
    settings: Mapping[str, Any] = field(compare=False)
    backend: str = field(init=False, compare=False)
    model: str = field(init=False, compare=False)
    prompt: str = field(init=False, compare=False)
    job_id: str = field(init=False, compare=False)
    _poster: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("backend", "model", "prompt", "job_id"):
            object.__setattr__(self, name, self.text(name))
        settings = dict(self.settings)
        # A text of 25,000 characters, which would hide the other settings.
        object.__setattr__(self, "_poster", settings.pop("poster", ""))
        object.__setattr__(self, "settings", MappingProxyType(settings))

    def __repr__(self) -> str:
        return " · ".join(filter(None, [f"<Clip {shown_path(self.path)}", self.model, ellipsis(self.prompt, 60)])) + ">"

    def __reduce__(self) -> tuple[Any, ...]:
        return Clip, (self.path, self.url, {**self.settings, "poster": self._poster})

    def __fspath__(self) -> str:
        return str(self.path)

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Clip:
        """Open a clip by its path; the MP4 can be missing as long as its sidecar is there.

        Raises:
            BadPath: It is no path.
            NoClip: Both the MP4 and its sidecar are missing.

        Example:
            ```python
            clip = krea.animate("cat.png", "pan left", model="seedance 1.0 pro fast", duration=2, resolution="480p")
            assert krea.Clip.open(clip.path).prompt == "pan left"
            ```
        """
        where = absolute_path(path)
        settings = clip_settings(where)
        if not settings and not os.path.exists(where):  # noqa: PTH110 (never raises)
            raise NoClip(f"There is no clip at {shown_path(where)}.")
        url = settings.get("url")
        return cls(where, url if isinstance(url, str) else "", settings)

    @cached_property
    def facts(self) -> mp4.Mp4Facts:
        """Size and duration as the MP4 has them.

        Raises:
            OSError: The MP4 was moved or deleted.
            ValueError: The file is not a whole MP4.
        """
        return mp4.facts(self.path)

    @property
    def width(self) -> int:
        return self.facts.width

    @property
    def height(self) -> int:
        return self.facts.height

    @property
    def duration(self) -> float:
        return self.facts.duration

    @property
    def signed(self) -> bool:
        """Whether the MP4 has Content Credentials (C2PA), so that its settings are in the sidecar alone."""
        return self.facts.signed

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def bytes(self) -> builtins.bytes:
        """The content of the MP4."""
        return self.path.read_bytes()

    def text(self, key: str) -> str:
        """A setting that is a string, or "" (somebody may have edited the sidecar)."""
        value = self.settings.get(key)
        return value if isinstance(value, str) else ""

    @property
    def poster(self) -> builtins.bytes:
        """A small JPEG, or b""."""
        try:
            data = base64.b64decode(self._poster, validate=True)
        except (TypeError, ValueError):
            return b""
        return data if data.startswith(b"\xff\xd8\xff") else b""

    @cached_property
    def motion(self) -> ClipMotion:
        """What moves in it: the camera, objects and the light, measured from its frames; see `krea.motion`.

        The first time takes about a second for each 100 frames; then the sidecar has it.

        Raises:
            MissingExtra: PyAV or OpenCV is not installed.
            NoClip: The MP4 is missing.
            BadInput: The MP4 cannot be decoded.

        Example:
            ```python
            clip = krea.animate("cat.png", "pan left", model="seedance 1.0 pro fast", duration=2, resolution="480p")
            print(clip.motion, clip.motion.pan_widths)  # pan left -0.08
            ```
        """
        return measured_motion(self.path, self.settings)

    @property
    def known_motion(self) -> ClipMotion | None:
        """`motion` if it was measured before, else None: nothing is decoded.

        Example:
            ```python
            clip = krea.animate("cat.png", "pan left", model="seedance 1.0 pro fast", duration=2, resolution="480p")
            assert clip.motion == krea.Clip.open(clip.path).known_motion
            ```
        """
        if "motion" not in self.__dict__:
            found = known_motion(self.path)
            if found is None:
                return None
            self.__dict__["motion"] = found
        return self.motion

    def measure_motion(self, cancel: Event) -> ClipMotion:
        """`motion`, for another thread: it stops within a frame when `cancel` is set.

        Raises:
            MeasureCancelled: `cancel` was set. Also what `motion` raises.

        Example:
            ```python
            import threading

            clip = krea.animate("cat.png", "pan left", model="seedance 1.0 pro fast", duration=2, resolution="480p")
            # Another thread can set it.
            stop = threading.Event()
            print(clip.measure_motion(stop))
            ```
        """
        if "motion" not in self.__dict__:
            self.__dict__["motion"] = measured_motion(self.path, self.settings, cancel=cancel)
        return self.motion

    @property
    def followed(self) -> Followed:
        """What its prompt asked of the camera against what `motion` shows, move by move. Raises what `motion` raises.

        Example:
            ```python
            clip = krea.animate("cat.png", "pan left", model="seedance 1.0 pro fast", duration=2, resolution="480p")
            print(clip.followed)  # pan left: done, 0.08 of the width
            ```
        """
        # Compiles a vocabulary, which takes as long as the rest of krea_widgets.
        from ..camera_moves.prompt import asked

        values = self.settings.get("values")
        body = {"prompt": self.prompt, **(values if isinstance(values, Mapping) else {})}
        return compare(asked(body, self.motion.seconds), self.motion)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Copy the MP4 to a file, or into a folder; the result is the copy's path.

        Raises:
            BadPath: It is no path, or there is a file already.
            KreaError: The clip is gone, or the file cannot be written.
        """
        goal = absolute_path(path)
        goal = goal / self.path.name if os.path.isdir(goal) else goal  # noqa: PTH112 (never raises)
        try:
            with self.path.open("rb") as source, goal.open("xb") as copy:
                shutil.copyfileobj(source, copy)
        except FileExistsError:
            raise BadPath(f"{shown_path(goal)} exists already.", advice="Choose another name.") from None
        except OSError as error:
            what = f"{self.path.name} could not be saved as {shown_path(goal)} ({(error.strerror or '').lower()})."
            raise KreaError(what, details=repr(error)) from error
        return goal

    def extend(self, prompt: str, **parameters: Any) -> Clip:
        """Make the next clip: from this one's last frame, with its model and parameters. See `krea.animate`.

        Args:
            prompt: The motion of the next clip.
            parameters: Arguments of `krea.animate` that differ; also `model`.

        Example:
            ```python
            first = krea.animate("cat.png", "dolly in", model="seedance 1.0 pro fast", duration=2, resolution="480p")
            second = first.extend("orbit left")
            ```
        """
        values = self.settings.get("values")
        kept = values.items() if isinstance(values, Mapping) else ()
        same = {name: value for name, value in kept if isinstance(value, (bool, int, float)) or name in SAME}
        model = {"model": self.model} if self.model else {}
        clip: Clip = shared_studio().animate(self, prompt, **{**model, **same, **parameters})
        return clip

    def last_frame(self) -> Still:
        """The last frame, to continue from with the next shot. Raises what `frame` raises."""
        return self._frame(None)

    def frame(self, seconds: float) -> Still:
        """The frame at this time, in seconds from the start.

        Raises:
            MissingExtra: The package av is not installed.
            BadFile: The MP4 is missing, or it has no frame there.
            BadInput: `seconds` is no number.
        """
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not abs(seconds) < MOST_SECONDS:
            raise BadInput(f"seconds must be a number of seconds, not {seconds!r}.")
        return self._frame(seconds)

    def preview(self) -> builtins.bytes:
        """A small JPEG of a late frame; the poster if none can be read, as without the package av."""
        with suppress(BadFile, MissingExtra, OSError, ValueError):
            return thumbnail(self._image(LATE * self.duration), PREVIEW_EDGE, PREVIEW_BYTES)
        return self.poster

    def _frame(self, seconds: float | None) -> Still:
        name = f"{self.path.stem}-{'last' if seconds is None else f'{seconds:g}s'}.png"
        return open_still(self._image(seconds), name=name)

    def _image(self, seconds: float | None) -> Any:
        try:
            import av
        except ImportError as error:
            advice = 'pip install "krea-widgets[sandbox]"'
            raise MissingExtra("Reading a frame of a clip needs the package av.", advice=advice) from error
        name = self.path.name
        try:
            with av.open(str(self.path)) as container:
                image = frame_image(container, seconds)
        except (av.FFmpegError, OSError) as error:
            gone = isinstance(error, FileNotFoundError)
            what = f"{name} no longer exists." if gone else f"{name} cannot be decoded."
            raise BadFile(what, name=name, details=repr(error)) from error
        if image is None:
            raise BadFile(f"{name} has no frame that can be decoded.", name=name)
        return image

    def _repr_html_(self) -> str:
        return clip_html(self)

    def _ipython_display_(self) -> None:
        """Show it with an image for pages that take its HTML apart; IPython shows the text outside a notebook."""
        if not in_notebook():
            raise NotImplementedError
        show_clips(clip_html(self), repr(self), [self.poster])

    def _display_(self) -> Any:
        """What marimo shows. It serves no folder, so its own player has the clip."""
        from marimo import Html, video

        player = video(self.path, loop=True, muted=True, width="100%").text if is_file(self.path) else ""
        return Html(clip_html(self, player))


def clip_html(clip: Clip, player: str = "") -> str:
    """A figure with the clip, or without its MP4 the poster, and its caption; the MP4 is linked, never embedded.

    Args:
        player: Another element that plays it.
    """
    lines = [_prompt_html(clip.prompt)] if clip.prompt else []
    facts, box = [escape_text(clip.text("title") or clip.model)], ""
    # Without a whole MP4, only the settings are known.
    with suppress(OSError, ValueError):
        facts += [f"{clip.duration:.3g} s", f"{clip.width}×{clip.height}"]
        # Reserves the video's space before it has loaded, so that the page does not jump.
        shown = min(clip.width, WIDEST, max(1, HIGHEST * clip.width // clip.height))
        box = f";width:{shown}px;aspect-ratio:{clip.width}/{clip.height}"
    taken = clip.settings.get("seconds")
    if isinstance(taken, (int, float)) and 0 < taken < 1e6:
        facts.append(f"rendered in {clock_time(taken)}")
    facts.append(escape_text(clip_price(clip)))
    lines.append(f'<div style="{QUIET}">{" · ".join(fact for fact in facts if fact)}</div>')
    if clip.backend == "sandbox":
        lines.append(f'<span style="{QUIET};{EDGE};padding:0 6px">sandbox: a camera move, no AI model</span>')
    there = is_file(clip.path)
    where = escape_text(shown_path(clip.path)) if there else f"no longer at {escape_text(shown_path(clip.path))}"
    lines.append(f'<div style="{QUIET}">{where}</div>')
    if clip.text("call"):
        call = f'<pre style="white-space:pre-wrap;margin:4px 0">{escape_text(clip.text("call"))}</pre>'
        settings = f'<details style="{QUIET}"><summary>settings</summary>{call}</details>'
        lines.append(f"<div {WITH_STYLES_ONLY}>{settings}</div>")
    return _figure(player or _video(clip, box), lines)


def _video(clip: Clip, box: str) -> str:
    """A video element, or the poster if a page cannot reach the clip."""
    # Notebook servers, saved notebooks and exported pages all accept a relative, percent-quoted URL, and no other form.
    source = served_url(clip.path) if is_file(clip.path) else ""
    if not source and clip.backend == "krea" and clip.url.startswith("https://"):
        source = clip.url
    if not source:
        return _image_html(clip.poster)
    uri = _poster_uri(clip.poster)
    poster = f' poster="{uri}"' if uri else ""
    label = f' aria-label="{escape(clip.prompt)}"' if clip.prompt else ""
    return (
        f"<video controls loop muted playsinline{label} "
        f'preload="metadata" src="{escape(source)}"{poster} style="{FRAME};object-fit:cover{box}"></video>'
    )


def clip_price(clip: Clip) -> str:
    """ "$0.37" or "about $0.37" for a clip of Krea, else "": the sandbox's badge says that a clip is free."""
    price = Price.from_json(clip.settings.get("price"))
    return "" if price is None or clip.backend == "sandbox" else str(price)


def shot_html(shot: Shot, message: str) -> str:
    """A figure with an unfinished shot: its dimmed start image and a message."""
    still = shot.start_image
    lines = [_prompt_html(shot.prompt)] if shot.prompt else []
    lines.append(f'<div style="{QUIET}">{escape_text(shot.model)}</div>')
    lines.append(f'<div role="status">{escape_text(message)}</div>')
    return _figure(_image_html(still.preview, style=";opacity:.6") if still else "", lines)


def _prompt_html(prompt: str) -> str:
    """The prompt, of which a page shows three lines."""
    return f'<div style="{CLAMP}">{escape_text(prompt)}</div>'


def _figure(media: str, lines: list[str]) -> str:
    """An image or a video over its caption."""
    # On paper it is not cut in two.
    style = "margin:0;max-width:100%;break-inside:avoid;color:var(--jp-content-font-color1,inherit)"
    # `figure` and `figcaption` would be text in a sanitised export.
    caption = f'<div style="margin-top:4px;overflow-wrap:anywhere">{"".join(lines)}</div>'
    return f'<div class="kw-clip" role="figure" style="{style}"><div {WITH_STYLES_ONLY}>{media}</div>{caption}</div>'


def _image_html(jpeg: bytes, *, style: str = "") -> str:
    """An image without a meaning of its own, or "" without a JPEG that is small enough."""
    uri = _poster_uri(jpeg)
    return f'<img alt="" src="{uri}" style="{FRAME}{style}">' if uri else ""


def _poster_uri(jpeg: bytes) -> str:
    """A data: URI, or "" without a JPEG that is small enough to be saved in a notebook."""
    small = 0 < len(jpeg) <= MOST_POSTER
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii") if small else ""
