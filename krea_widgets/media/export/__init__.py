"""Exports a comparison: `video` as one MP4, `page` as one HTML file. Both are written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ..._util.files import claim, numbered
from ...errors import BadInput, KreaError
from ...settings import absolute_path

__all__ = ["BadComparison", "write_new"]


class BadComparison(BadInput):
    """A comparison cannot be exported with these arguments."""

    # An export submits nothing.
    billing = ""


def write_new(out: str | os.PathLike[str], ending: str, write: Callable[[Path], None]) -> Path:
    """Let `write` fill a hidden file, then rename it; the result is its absolute path.

    Args:
        out: The wanted path; if it exists, name-2, name-3 and so on.
        ending: With its dot; added to a path without one.
        write: Writes the file at the path that it gets.

    Raises:
        BadPath: `out` is no path.
        BadComparison: It has another ending.
        KreaError: The folder cannot be written, or the disk is full.
    """
    wished = absolute_path(out)
    wished = wished if wished.suffix else wished.with_name(wished.name + ending)
    if wished.suffix.lower() != ending:
        raise BadComparison(f"{wished.name} does not end in {ending}.")
    part = wished.with_name(f".{wished.stem[:80]}-{os.getpid()}{os.urandom(3).hex()}.part")
    try:
        wished.parent.mkdir(parents=True, exist_ok=True)
        write(part)
        path = claim(numbered(wished))
        part.replace(path)
    except OSError as error:
        what = f"{wished.name} could not be written in {wished.parent}"
        raise KreaError(f"{what} ({(error.strerror or repr(error)).lower()}).", details=repr(error)) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return path
