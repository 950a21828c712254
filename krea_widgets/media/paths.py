"""Where a file is: as a person in this folder writes it, and as a notebook server serves it."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

__all__ = ["is_file", "open_file", "served_url", "shown_path"]


def is_file(path: Path) -> bool:
    """Whether there is a regular file; False also where nobody may look, or for a name that no file can have."""
    return os.path.isfile(path)  # noqa: PTH113 (Path.is_file raises in both cases)


def open_file(path: Path) -> BinaryIO:
    """Open a regular file for reading; a pipe or a device, which could wait for ever, is refused.

    Raises:
        OSError: It cannot be opened, or is something else than a file.
        ValueError: No file can have such a name.
    """
    # Without O_NONBLOCK, opening a pipe waits for its writer. Windows has neither.
    flag = getattr(os, "O_NONBLOCK", 0)
    file = open(path, "rb", opener=lambda name, flags: os.open(name, flags | flag))  # noqa: SIM115 (the caller closes it)
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "It is not a regular file", str(path))
    return file


def served_url(path: Path, folder: Path | None = None) -> str:
    """The address of a file beside or below the notebook, quoted: the one form that all Jupyter pages serve.

    "" for files elsewhere and in hidden folders, which no notebook server gives out.

    Args:
        path: The file.
        folder: The notebook's folder; the current one when left out.
    """
    below = _below(path, folder)
    if below is None or any(part.startswith(".") for part in below.parts):
        return ""
    return quote(os.fsencode(below.as_posix()))


def shown_path(path: Path) -> str:
    """The path as it can be used in a cell: relative to the current folder where it lies below it."""
    return str(_below(path) or path)


def _below(path: Path, folder: Path | None = None) -> Path | None:
    try:
        here = folder or Path.cwd()
    except OSError:  # the current folder was deleted
        return None
    if not path.is_absolute():
        return path if ".." not in path.parts else None
    return path.relative_to(here) if path.is_relative_to(here) and path != here else None
