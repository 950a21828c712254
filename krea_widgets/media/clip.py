"""The finished MP4 on disk, with the settings that made it, and its HTML in a notebook."""

from __future__ import annotations

import base64
import builtins
import errno
import os
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from .._util.files import is_file, served_url, shown_path
from .._util.html import escape, escape_text
from .._util.price import Price
from .._util.text import clock_time
from ..errors import BadStill, MissingExtra
from . import mp4
from .clip_settings import clip_settings
from .fallback_html import EDGE, FRAME, QUIET, figure, image_html, poster_uri
from .still import Still, open_still

__all__ = ["Clip", "clip_html", "clip_price"]

# Pixels on the page; the video's own controls make it fill the screen.
WIDEST, HIGHEST = 640, 480


@dataclass(frozen=True)
class Clip:
    """A finished clip; equal to another with the same path and URL.

    Attributes:
        path: The MP4, absolute.
        url: Its URL at Krea, or "".
        settings: The content of the sidecar (the same name, ending in .json): "backend", "model", "prompt", "values"
            (the body as sent), "still", "job_id", "created_at", "seconds" (how long the job took), "price", "call"
            and so on. Without a usable sidecar, the MP4's embedded settings, which are most of it; else {}.
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
    settings: dict[str, Any] = field(repr=False, compare=False)
    backend: str = field(init=False, repr=False, compare=False)
    model: str = field(init=False, repr=False, compare=False)
    prompt: str = field(init=False, repr=False, compare=False)
    job_id: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("backend", "model", "prompt", "job_id"):
            object.__setattr__(self, name, self.text(name))

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Clip:
        """Open a clip by its path; the MP4 can be missing as long as its sidecar is there.

        Raises:
            FileNotFoundError: Both the MP4 and its sidecar are missing.

        Example:
            ```python
            clip = krea.animate("cat.png", "pan left", model="seedance 1.0 pro fast", duration=2, resolution="480p")
            assert krea.Clip.open(clip.path).prompt == "pan left"
            ```
        """
        where = Path(path).expanduser().absolute()
        settings = clip_settings(where)
        if not settings and not where.exists():
            raise FileNotFoundError(errno.ENOENT, "No such clip", str(where))
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
            data = base64.b64decode(self.text("poster"), validate=True)
        except ValueError:
            return b""
        return data if data.startswith(b"\xff\xd8\xff") else b""

    def last_frame(self) -> Still:
        """The last frame, to continue from with the next shot.

        Raises:
            MissingExtra: The package av is not installed.
            BadStill: The MP4 is missing, or no frame of it can be decoded.
        """
        try:
            import av
        except ImportError as error:
            advice = 'pip install "krea-widgets[sandbox]"'
            raise MissingExtra("Reading a frame of a clip needs the package av.", advice=advice) from error
        name = self.path.name
        try:
            with av.open(str(self.path)) as container:
                image = _last_image(container)
        except (av.FFmpegError, OSError) as error:
            gone = isinstance(error, FileNotFoundError)
            what = f"{name} no longer exists." if gone else f"{name} cannot be decoded."
            raise BadStill(what, name=name, details=repr(error)) from error
        if image is None:
            raise BadStill(f"{name} has no frame that can be decoded.", name=name)
        return open_still(image, name=f"{self.path.stem}-last.png")

    def _repr_html_(self) -> str:
        return clip_html(self)


def _last_image(container: Any) -> Any:
    """The last frame of an open av container as a PIL image, or None."""
    if not container.streams.video:
        return None
    # In microseconds. A seek goes back to a key frame.
    if container.duration:
        container.seek(max(0, container.duration - 2_000_000))
    frame = next(iter(deque(container.decode(video=0), maxlen=1)), None)
    if frame is None:
        return None
    # Players take untagged HD for BT.709. So must this, or colours drift from shot to shot.
    untagged = frame.colorspace == 2
    return frame.to_image(src_colorspace="ITU709" if untagged and frame.height >= 720 else None)


def clip_html(clip: Clip, *, hide_class: str = "") -> str:
    """A figure with the clip and its caption; the MP4 is linked, never embedded.

    Args:
        clip: Without its MP4, the figure shows the poster and the caption.
        hide_class: A class by which a live widget's style sheet hides the figure.
    """
    lines = [f"<div>{escape_text(clip.prompt)}</div>"] if clip.prompt else []
    facts, box = [escape_text(clip.text("title") or clip.model)], ""
    # Without a whole MP4, only the settings are known.
    with suppress(OSError, ValueError):
        facts += [f"{clip.duration:.3g} s", f"{clip.width}×{clip.height}"]
        # Reserves the video's space before it has loaded, so that the page does not jump.
        shown = min(clip.width, WIDEST, max(1, HIGHEST * clip.width // clip.height))
        box = f";width:{shown}px;aspect-ratio:{clip.width}/{clip.height}"
    taken = clip.settings.get("seconds")
    if isinstance(taken, (int, float)) and 0 < taken < 1e6:
        facts.append(f"made in {clock_time(taken)}")
    facts.append(escape_text(clip_price(clip)))
    lines.append(f'<div style="{QUIET}">{" · ".join(fact for fact in facts if fact)}</div>')
    if clip.backend == "sandbox":
        lines.append(f'<span style="{QUIET};{EDGE};padding:0 6px">sandbox: rendered here, free</span>')
    there = is_file(clip.path)
    where = escape_text(shown_path(clip.path)) if there else f"no longer at {escape_text(shown_path(clip.path))}"
    lines.append(f'<div style="{QUIET}">{where}</div>')
    if clip.text("call"):
        call = f'<pre style="white-space:pre-wrap;margin:4px 0">{escape_text(clip.text("call"))}</pre>'
        lines.append(f'<details style="{QUIET}"><summary>settings</summary>{call}</details>')
    return figure(_video(clip, box), lines, hide_class)


def _video(clip: Clip, box: str) -> str:
    """A video element, or the poster if a page cannot reach the clip."""
    # Notebook servers, saved notebooks and exported pages all accept a relative, percent-quoted URL, and no other form.
    source = served_url(clip.path) if is_file(clip.path) else ""
    if not source and clip.backend == "krea" and clip.url.startswith("https://"):
        source = clip.url
    if not source:
        return image_html(clip.poster)
    uri = poster_uri(clip.poster)
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
