"""Clips: the finished MP4 on disk with the settings that made it, and the way there, which never overwrites."""

from __future__ import annotations

import base64
import binascii
import builtins
import errno
import json
import os
import shutil
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from .._util.files import claim, numbered, replacing, write_atomic
from ..errors import BadInput, BadStill, DownloadFailed, MissingExtra, is_disk_full
from . import mp4
from .fallback_html import clip_html
from .mp4_metadata import embed_settings
from .shot import slug
from .sidecar import clip_settings
from .still import Still, open_still

__all__ = ["Clip", "check_folder", "not_saved", "save_clip"]

FETCH_AGAIN = "Fetch it again with krea.resume()."
REASONS = {
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "there is no permission to write there",
    errno.EPERM: "there is no permission to write there",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ENOENT: "it does not exist and cannot be made",
    errno.ELOOP: "it is a link to itself",
}


@dataclass(frozen=True)
class Clip:
    """A finished clip; equal to another when it is the same file from the same address.

    Attributes:
        path: The MP4, absolute.
        url: Where Krea keeps it, or "".
        settings: What the sidecar file holds (the same name, ending in .json): "backend", "model", "prompt", "values"
            (the body as sent), "still", "job_id", "created_at", "seconds" (how long it took), "price", "call" and so
            on. Where the sidecar is missing, damaged or another program's, what the MP4 itself carries, which is most
            of it; {} when neither tells.
    """

    path: Path
    url: str
    settings: dict[str, Any] = field(repr=False, compare=False)

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Clip:
        """The clip in a file, with its sidecar's settings or its own; the file may have been moved away since.

        Raises:
            FileNotFoundError: There is neither the file nor its sidecar.

        Example:
            >>> Clip.open("krea_clips/cat-slow-dolly-in.mp4").prompt                # doctest: +SKIP
            'slow dolly in'
        """
        where = Path(path).expanduser().absolute()
        settings = clip_settings(where)
        if not settings and not where.exists():
            raise FileNotFoundError(errno.ENOENT, "There is no such clip", str(where))
        url = settings.get("url")
        return cls(where, url if isinstance(url, str) else "", settings)

    @cached_property
    def facts(self) -> mp4.Mp4Facts:
        """What the file itself says.

        Raises:
            OSError: It was moved or deleted.
            ValueError: It is not a whole MP4.
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
        """The MP4 itself."""
        return self.path.read_bytes()

    def text(self, key: str) -> str:
        """A setting that is a text, or "" (a sidecar may have been edited by hand)."""
        value = self.settings.get(key)
        return value if isinstance(value, str) else ""

    @property
    def backend(self) -> str:
        """Who made it: "krea", "sandbox", or "" when nothing tells."""
        return self.text("backend")

    @property
    def model(self) -> str:
        """The model's id."""
        return self.text("model")

    @property
    def prompt(self) -> str:
        """The wording."""
        return self.text("prompt")

    @property
    def job_id(self) -> str:
        """Krea's id of the job that made it."""
        return self.text("job_id")

    @property
    def poster(self) -> builtins.bytes:
        """A small JPEG of it, or b""."""
        try:
            data = base64.b64decode(self.text("poster"), validate=True)
        except (binascii.Error, ValueError):
            return b""
        return data if data.startswith(b"\xff\xd8\xff") else b""

    def last_frame(self) -> Still:
        """Its last frame as a still, to go on from there with a next shot.

        Raises:
            MissingExtra: The package av is not installed.
            BadStill: The file is gone, or no frame of it can be decoded.
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
            what = f"{name} is not there any more." if gone else f"{name} cannot be decoded."
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
    if container.duration:  # microseconds; a seek goes back to a frame that stands alone
        container.seek(max(0, container.duration - 2_000_000))
    frame = None
    for frame in container.decode(video=0):  # noqa: B007 (the last one is what is wanted)
        pass
    if frame is None:
        return None
    untagged = (
        frame.colorspace == 2
    )  # players then take BT.709 for HD; so must this, or colours drift from shot to shot
    return frame.to_image(src_colorspace="ITU709" if untagged and frame.height >= 720 else None)


def check_folder(folder: Path) -> None:
    """Make the folder if there is none, and write a file there that is gone a moment later.

    Called before a clip is ordered: a folder that cannot be written must not be found out when the clip is made.

    Raises:
        BadInput: Clips cannot be saved there; the message says why.
    """
    made: list[Path] = []
    try:
        folder = Path(folder).expanduser().absolute()
        for one in reversed([one for one in (folder, *folder.parents) if not os.path.lexists(one)]):
            with suppress(FileExistsError):  # another kernel was quicker
                one.mkdir()
                made.append(one)
        _write_and_remove(folder / f".{uuid.uuid4().hex}.part")
    except (OSError, ValueError, RuntimeError) as error:
        for one in reversed(made):
            with suppress(OSError):
                one.rmdir()
        raise BadInput(
            f"Clips cannot be saved in the folder {folder}: {_reason(error, folder)}.",
            advice="Set KREA_WIDGETS_CLIPS to another folder, or give clips= one.",
        ) from error


def _write_and_remove(path: Path) -> None:
    """Write a file that even a killed kernel leaves no name of: Windows removes it when it is closed, we before."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_TEMPORARY", 0)
    descriptor = os.open(path, flags, 0o600)
    try:
        if not hasattr(os, "O_TEMPORARY"):
            path.unlink()
        os.write(descriptor, b"krea_widgets")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reason(error: Exception, folder: Path) -> str:
    """Why a folder cannot be written, in plain words."""
    if not isinstance(error, OSError):
        return f"no folder can have this name ({error})"
    for one in (folder, *folder.parents):
        if os.path.lexists(one) and not os.path.isdir(one):  # noqa: PTH112 (Path.is_dir raises where nobody may look)
            kind = "a link to a folder that is not there" if one.is_symlink() else "not a folder"
            return f"{'it' if one == folder else one} is {kind}"
    if is_disk_full(error):
        return "the disk is full"
    return REASONS.get(error.errno or 0) or (error.strerror or type(error).__name__).lower()


def save_clip(part: Path, folder: Path, name: str, *, sidecar: Mapping[str, Any], url: str) -> Clip:
    """Move a finished download into the clip folder, its settings in it and, with its poster, in a sidecar beside it.

    Nothing is ever overwritten: a name that is taken, by this or another process, becomes name-2, name-3 and so on. If
    anything fails the download is still where it was.

    Args:
        part: The downloaded file; it is moved away.
        folder: Where clips go; made if it is not there.
        name: The wished-for name without ending, see `clip_name`; whatever could leave the folder is taken out.
        sidecar: The settings, plain JSON data, without any secret.
        url: Where Krea keeps the clip.

    Raises:
        DownloadFailed: It is not a whole MP4, the disk is full, the folder cannot be written.
    """
    folder = Path(folder).expanduser().absolute()
    try:
        mp4.facts(part)
    except (ValueError, OSError) as error:
        why = f"is not a whole clip. {error}"
        if isinstance(error, OSError):
            why = f"cannot be read ({(error.strerror or type(error).__name__).lower()})."
        raise DownloadFailed(f"What arrived {why}", advice=FETCH_AGAIN, details=repr(error)) from error
    text = json.dumps({"krea_widgets": 1, **sidecar, "url": url}, ensure_ascii=False, indent=1, default=str)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # A clip and its sidecar have one name, so both must be unused.
        names = numbered(folder / f"{slug(name)}.mp4")
        path = claim(one for one in names if not one.with_suffix(".json").exists())
        arrived = part.stat().st_size
        try:
            # A lone surrogate becomes JSON's own \udXXX.
            write_atomic(path.with_suffix(".json"), text.encode("utf-8", "backslashreplace"))
            embed_settings(part, sidecar)
            _move(part, path)
        except OSError:
            for made in (path.with_suffix(".json"), path):
                with suppress(OSError):
                    made.unlink()
            with suppress(OSError):
                os.truncate(part, arrived)  # as it came, for the next try goes on from it
            raise
    except OSError as error:
        address = url if sidecar.get("backend") == "krea" else ""
        raise not_saved(error, folder, url=address, needed=_size(part)) from error
    return Clip(path, url, json.loads(text))


def not_saved(error: OSError, folder: Path, *, url: str = "", needed: int = 0) -> DownloadFailed:
    """What kept a clip from being saved, what to do, and where the clip is meanwhile.

    Args:
        error: What the disk said.
        folder: Where clips go.
        url: Where Krea keeps the clip; "" for one of the sandbox.
        needed: Bytes that are still to be written, where that is known.
    """
    what, advice = f"The clip could not be saved in {folder}: {_reason(error, folder)}.", "Set"
    if is_disk_full(error):
        what = f"The disk is full: the clip could not be saved in {folder}."
        advice = f"Make room there{f' ({needed // 1_000_000 + 1} MB)' if needed else ''}, or set"
    advice += " KREA_WIDGETS_CLIPS to another folder, then krea.resume() fetches it again."
    if url.startswith(("https://", "http://")):
        advice += f" Meanwhile it is at {url}"
    return DownloadFailed(what, advice=advice, details=repr(error))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _move(part: Path, path: Path) -> None:
    """Put the download in its place in one step, also when it comes from another file system."""
    try:
        part.replace(path)
        return
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
    with replacing(path) as near:
        shutil.copyfile(part, near)
    with suppress(OSError):
        part.unlink()
