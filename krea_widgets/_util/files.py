"""Atomic writing, unique file names, safe opening, and paths and URLs as notebooks have them."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

__all__ = [
    "claim",
    "is_file",
    "numbered",
    "open_file",
    "replacing",
    "served_url",
    "shown_path",
    "write_atomic",
]


@contextmanager
def replacing(path: Path, *, shared: bool = False) -> Iterator[Path]:
    """Yield a hidden path beside `path`. The file written there replaces `path`, or is removed after an exception.

    Args:
        shared: Several processes can write `path` at the same time; each gets a hidden path of its own.
    """
    part = path.with_name(f".{path.name}{f'.{os.getpid()}' if shared else ''}.part")
    try:
        yield part
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def write_atomic(path: Path, data: bytes, *, sync: bool = False, shared: bool = False) -> None:
    """Write a file so that no reader ever sees half of it; missing folders are made.

    Args:
        sync: Wait until the data is on the disk.
        shared: See `replacing`.

    Raises:
        OSError: The file could not be written; an older one is unchanged.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path, shared=shared) as part, part.open("wb") as file:
        file.write(data)
        if sync:
            file.flush()
            os.fsync(file.fileno())


def numbered(path: Path) -> Iterator[Path]:
    """The path, then endlessly name-2, name-3 … with its suffix."""
    yield path
    for number in count(2):
        yield path.with_name(f"{path.stem}-{number}{path.suffix}")


def claim(paths: Iterable[Path]) -> Path:
    """Create an empty file at the first unused path, which keeps other writers from that name; the caller replaces it.

    Raises:
        OSError: The folder cannot be written, or every path is used.
    """
    for path in paths:
        with suppress(FileExistsError):
            path.touch(exist_ok=False)
            return path
    raise FileExistsError(errno.EEXIST, "Every name is used")


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


def served_url(path: Path) -> str:
    """The relative, percent-quoted URL of a file in or below the notebook's folder, which all Jupyter pages serve.

    "" for files elsewhere and in hidden folders, which no notebook server serves.
    """
    below = _below(path)
    if below is None or any(part.startswith(".") for part in below.parts):
        return ""
    return quote(os.fsencode(below.as_posix()))


def shown_path(path: Path) -> str:
    """The path for use in a cell, which is saved: relative to the current folder, or to the home folder as `~`.

    On another drive of Windows it is absolute.
    """
    below = _below(path)
    if below is not None:
        return str(below)
    with suppress(RuntimeError, ValueError):
        return str("~" / path.relative_to(Path.home()))
    with suppress(OSError, ValueError):
        return os.path.relpath(path)
    return str(path)


def _below(path: Path) -> Path | None:
    try:
        here = Path.cwd()
    # The current folder was deleted.
    except OSError:
        return None
    if not path.is_absolute():
        return path if ".." not in path.parts else None
    return path.relative_to(here) if path.is_relative_to(here) and path != here else None
