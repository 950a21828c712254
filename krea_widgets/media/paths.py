"""Paths and URLs of files, as people write them and as notebook servers serve them."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

__all__ = ["is_file", "open_file", "served_url", "shown_path"]


def is_file(path: Path) -> bool:
    """Whether the path is a regular file; False for an unreadable folder or an impossible name too."""
    # Path.is_file raises in both cases.
    return os.path.isfile(path)  # noqa: PTH113


def open_file(path: Path) -> BinaryIO:
    """Open a regular file for reading; a pipe or a device, which could block for ever, raises.

    Raises:
        OSError: The file cannot be opened, or is not a regular file.
        ValueError: The name is impossible.
    """
    # Without O_NONBLOCK, opening a pipe waits for its writer. Windows has neither.
    flag = getattr(os, "O_NONBLOCK", 0)
    # The caller closes it.
    file = open(path, "rb", opener=lambda name, flags: os.open(name, flags | flag))  # noqa: SIM115
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "It is not a regular file", str(path))
    return file


def served_url(path: Path, folder: Path | None = None) -> str:
    """The relative, percent-quoted URL of a file in or below the notebook's folder, which all Jupyter pages serve.

    "" for files elsewhere and in hidden folders, which no notebook server serves.

    Args:
        path: The file.
        folder: The notebook's folder, by default the current one.
    """
    below = _below(path, folder)
    if below is None or any(part.startswith(".") for part in below.parts):
        return ""
    return quote(os.fsencode(below.as_posix()))


def shown_path(path: Path) -> str:
    """The path for use in a cell: relative if it is below the current folder."""
    return str(_below(path) or path)


def _below(path: Path, folder: Path | None = None) -> Path | None:
    try:
        here = folder or Path.cwd()
    # The current folder was deleted.
    except OSError:
        return None
    if not path.is_absolute():
        return path if ".." not in path.parts else None
    return path.relative_to(here) if path.is_relative_to(here) and path != here else None
