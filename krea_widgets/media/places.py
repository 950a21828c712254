"""Where a file is: as a person in this folder writes it, and as a notebook server serves it."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

__all__ = ["served_url", "shown_path"]


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
