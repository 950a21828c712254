"""The finished MP4 on disk, with the settings that made it."""

from __future__ import annotations

import base64
import binascii
import builtins
import errno
import os
from collections import deque
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import BadStill, MissingExtra
from . import mp4
from .fallback_html import clip_html
from .sidecar import clip_settings
from .still import Still, open_still

__all__ = ["Clip"]


@dataclass(frozen=True)
class Clip:
    """A finished clip; equal to another with the same path and URL.

    Attributes:
        path: The MP4, absolute.
        url: Its URL at Krea, or "".
        settings: The content of the sidecar (the same name, ending in .json): "backend", "model", "prompt", "values"
            (the body as sent), "still", "job_id", "created_at", "seconds" (how long the job took), "price", "call"
            and so on. Without a usable sidecar, the MP4's embedded settings, which are most of it; else {}.
    """

    path: Path
    url: str
    settings: dict[str, Any] = field(repr=False, compare=False)

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
        """Pixels."""
        return self.facts.width

    @property
    def height(self) -> int:
        """Pixels."""
        return self.facts.height

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.facts.duration

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return self.path.stat().st_size

    def bytes(self) -> builtins.bytes:
        """The content of the MP4."""
        return self.path.read_bytes()

    def text(self, key: str) -> str:
        """A setting that is a string, or "" (somebody may have edited the sidecar)."""
        value = self.settings.get(key)
        return value if isinstance(value, str) else ""

    @property
    def backend(self) -> str:
        """ "krea", "sandbox", or "" when unknown."""
        return self.text("backend")

    @property
    def model(self) -> str:
        """The model ID, or ""."""
        return self.text("model")

    @property
    def prompt(self) -> str:
        """The prompt, or ""."""
        return self.text("prompt")

    @property
    def job_id(self) -> str:
        """Krea's ID of the job, or ""."""
        return self.text("job_id")

    @property
    def poster(self) -> builtins.bytes:
        """A small JPEG, or b""."""
        try:
            data = base64.b64decode(self.text("poster"), validate=True)
        except (binascii.Error, ValueError):
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
