"""Atomic writing and unique file names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

__all__ = ["claim", "numbered", "replacing", "write_atomic"]


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
        OSError: The folder cannot be written.
        StopIteration: Every path is used.
    """
    return next(path for path in paths if _created(path))


def _created(path: Path) -> bool:
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
