"""Saves finished clips: checks the folder before a job is submitted, and never overwrites a file."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from .._util.files import claim, numbered, replacing, shown_path, write_atomic
from ..errors import BadFile, BadInput, DownloadFailed, is_disk_full
from . import mp4
from .clip import Clip
from .embedded_settings import embed_settings
from .shot import LONGEST_NAME, InputFile, Shot, slug
from .still import Still, open_still
from .video_and_sound import open_recording

__all__ = ["call_of", "check_folder", "not_saved", "save_clip", "save_input", "saved_input"]

REASONS = {
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "there is no permission to write there",
    errno.EPERM: "there is no permission to write there",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ENOENT: "it does not exist and cannot be created",
    errno.ELOOP: "it is a link to itself",
}


def check_folder(folder: Path) -> None:
    """Create the folder if it is missing, and test it with a file that is removed immediately.

    Called before a job is submitted: a paid clip must not meet a folder that cannot be written.

    Raises:
        BadInput: Clips cannot be saved there; the message says why.
    """
    missing: list[Path] = []
    try:
        folder = Path(folder).expanduser().absolute()
        missing = [one for one in (folder, *folder.parents) if not os.path.lexists(one)]
        folder.mkdir(parents=True, exist_ok=True)
        # Even a killed kernel does not leave this file behind: on most systems it never has a name.
        with tempfile.TemporaryFile(dir=folder, prefix=".", suffix=".part") as file:
            file.write(b"krea_widgets")
            file.flush()
            os.fsync(file.fileno())
    except (OSError, ValueError, RuntimeError) as error:
        for one in missing:
            with suppress(OSError, ValueError):
                one.rmdir()
        raise BadInput(
            f"Clips cannot be saved in the folder {folder}: {_reason(error, folder)}.",
            advice="Set KREA_WIDGETS_CLIPS to another folder, or pass clips=another_folder.",
        ) from error


def _reason(error: Exception, folder: Path) -> str:
    """Why a folder cannot be written."""
    if not isinstance(error, OSError):
        return f"no folder can have this name ({error})"
    for one in (folder, *folder.parents):
        if os.path.lexists(one) and not os.path.isdir(one):  # noqa: PTH112 (Path.is_dir raises where nobody may look)
            kind = "a link to a missing folder" if one.is_symlink() else "not a folder"
            return f"{'it' if one == folder else one} is {kind}"
    if is_disk_full(error):
        return "the disk is full"
    return REASONS.get(error.errno or 0) or (error.strerror or type(error).__name__).lower()


def save_input(folder: Path, file: InputFile) -> None:
    """Save an image, video or sound as it is sent, once per content, so that a clip's call can be run again.

    Raises:
        OSError: It cannot be written.
    """
    path = _input_path(folder, file)
    if file.data and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, file.data)


def saved_input(folder: Path, file: InputFile) -> InputFile | None:
    """The file that `save_input` saved, under this name; None if it is not there, or is another one."""
    # The settings of a clip can say anything.
    if not re.fullmatch("[0-9a-f]{64}", file.digest):
        return None
    for path in (folder / "stills").glob(f"*-{file.digest[:8]}.*"):
        with suppress(OSError, BadFile):
            data = path.read_bytes()
            if isinstance(file, Still):
                found: InputFile = open_still(data, name=file.name, keep_exif=True)
            else:
                found = open_recording(data, "audio" if file.mime_type.startswith("audio") else "video", name=file.name)
            if found.digest == file.digest:
                return found
    return None


def call_of(shot: Shot, folder: Path, webhook_url: str | None = None) -> str:
    """Python source of the call for a shot; the saved files are those of the clip folder."""

    def path_of(file: InputFile) -> str:
        path = _input_path(folder, file)
        return shown_path(path) if file.data and path.exists() else file.name

    return shot.call(path_of, webhook_url=webhook_url)


def _input_path(folder: Path, file: InputFile) -> Path:
    name = Path(file.name)
    return Path(folder).expanduser().absolute() / "stills" / f"{slug(name.stem)}-{file.digest[:8]}{name.suffix}"


def save_clip(part: Path, folder: Path, name: str, *, sidecar: Mapping[str, Any], url: str) -> Clip:
    """Move a finished download into the clip folder; embed its settings, and save them with its poster in a sidecar.

    A signed MP4 stays as it is, byte for byte: anything added makes its Content Credentials invalid.

    Nothing is overwritten: a name that this or another process uses becomes name-2, name-3 and so on. After a failure
    the download is unchanged.

    Args:
        part: The downloaded file, which is moved.
        folder: The clip folder; created if missing.
        name: The wanted name without ending, see `clip_name`; a path in it is removed.
        sidecar: The settings as plain JSON data, without any secret.
        url: The clip's URL at Krea.

    Raises:
        DownloadFailed: The file is not a whole MP4, the disk is full, or the folder cannot be written.
    """
    folder = Path(folder).expanduser().absolute()
    try:
        signed = mp4.facts(part).signed
    except (ValueError, OSError) as error:
        why = f"is not a whole clip. {error}"
        if isinstance(error, OSError):
            why = f"cannot be read ({(error.strerror or type(error).__name__).lower()})."
        raise DownloadFailed(
            f"What arrived {why}", advice="Fetch it again with krea.resume().", details=repr(error)
        ) from error
    text = json.dumps({"krea_widgets": 1, **sidecar, "url": url}, ensure_ascii=False, indent=1, default=str)
    # When this process is killed, the next try with this download writes the same file.
    written = folder / f"{part.stem}.json.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # A clip and its sidecar have one name, so both must be unused. The sidecar's is taken first: when this process
        # is killed before the clip has moved, no empty clip stays behind.
        names = numbered(folder / f"{slug(name, LONGEST_NAME)}.mp4")
        path = claim(one.with_suffix(".json") for one in names if not one.exists()).with_suffix(".mp4")
        arrived = part.stat().st_size
        try:
            # A lone surrogate becomes JSON's own \udXXX.
            written.write_bytes(text.encode("utf-8", "backslashreplace"))
            written.replace(path.with_suffix(".json"))
            if not signed:
                embed_settings(part, sidecar)
            _move(part, path)
        except OSError:
            for made in (written, path.with_suffix(".json"), path):
                with suppress(OSError):
                    made.unlink()
            with suppress(OSError):
                # The next try continues from the file as it arrived.
                os.truncate(part, arrived)
            raise
    except OSError as error:
        address = url if sidecar.get("backend") == "krea" else ""
        raise not_saved(error, folder, url=address, needed=part.stat().st_size if part.exists() else 0) from error
    return Clip(path, url, json.loads(text))


def not_saved(error: OSError, folder: Path, *, url: str = "", needed: int = 0) -> DownloadFailed:
    """The error for a clip that could not be saved: the reason, the remedy, and the URL that still has the clip.

    Args:
        error: The file system's error.
        folder: The clip folder.
        url: The clip's URL at Krea; "" for the sandbox.
        needed: Bytes still to be written; 0 when unknown.
    """
    what, advice = f"The clip could not be saved in {folder}: {_reason(error, folder)}.", "Set"
    if is_disk_full(error):
        what = f"The disk is full: the clip could not be saved in {folder}."
        advice = f"Make room there{f' ({needed // 1_000_000 + 1} MB)' if needed else ''}, or set"
    advice += " KREA_WIDGETS_CLIPS to another folder, then krea.resume() fetches it again."
    if url.startswith(("https://", "http://")):
        advice += f" Meanwhile it is at {url}"
    return DownloadFailed(what, advice=advice, details=repr(error))


def _move(part: Path, path: Path) -> None:
    """Move the download in one step, also from another file system."""
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
