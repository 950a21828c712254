"""A second copy of each open job, as files: its row and its pictures, so that a damaged database loses no job.

The database decides; a copy is written before the database's change is committed, so it is never behind. It is read
where the database was damaged and begun anew, and where a job id could be written here and not there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from .._util.files import write_atomic
from .entry import Entry
from .schema import COLUMNS

__all__ = ["OpenJobs"]


class OpenJobs:
    """The folders `open_jobs`, with a JSON file for each open job, and `stills`, with the pictures of those, by digest.

    The journal calls it inside a transaction of its own where it writes, so one kernel writes at a time.

    Args:
        home: Where the folders are made with their first files; None keeps nothing.
    """

    def __init__(self, home: Path | None) -> None:
        self._rows = home / "open_jobs" if home is not None else None
        self._stills = home / "stills" if home is not None else None

    def write(self, entry: Entry) -> None:
        """Write a row down, whole or not at all, and onto the disk.

        Raises:
            OSError: The disk does not take it.
        """
        if self._rows is not None:
            write_atomic(self._rows / _named(entry.key), json.dumps(asdict(entry)).encode("ascii"), sync=True)

    def read(self, key: str) -> Entry | None:
        """The row of one job; None when there is none that can be read."""
        entry = _read(self._rows / _named(key)) if self._rows is not None else None
        return entry if entry is not None and entry.key == key else None

    def rows(self) -> Iterator[Entry]:
        """Every row that can be read."""
        return (entry for path in _files(self._rows) if (entry := _read(path)) is not None)

    def keep_still(self, digest: str, data: bytes) -> None:
        """Write a picture down, whole or not at all.

        Raises:
            OSError: The disk does not take it.
        """
        if self._stills is not None and digest.isalnum() and not (self._stills / digest).exists():
            write_atomic(self._stills / digest, data, sync=True)

    def still(self, digest: str) -> bytes:
        """The picture, or b"" when it is not there or not what it was."""
        try:
            data = (self._stills / digest).read_bytes() if self._stills is not None and digest.isalnum() else b""
        except OSError:
            return b""
        return data if hashlib.sha256(data).hexdigest() == digest else b""

    def drop_all_but(self, keys: Collection[str], digests: Collection[str]) -> None:
        """Remove what no open job needs, also what a crash has left."""
        rows = {_named(key) for key in keys}
        for path in (*_files(self._rows), *_files(self._stills)):
            if path.name not in (rows if path.parent == self._rows else digests):
                with suppress(OSError):
                    path.unlink()


def _read(path: Path) -> Entry | None:
    try:
        found = json.loads(path.read_text(encoding="ascii"))
    except (OSError, ValueError, RecursionError):
        return None
    return Entry.of_row([found.get(name) for name in COLUMNS]) if isinstance(found, Mapping) else None


def _files(folder: Path | None) -> list[Path]:
    try:
        return list(folder.iterdir()) if folder is not None else []
    except OSError:  # not made yet
        return []


def _named(key: str) -> str:
    """The file of a job's row: the key itself, which is a UUID's hex digits where no test made it."""
    return (key if key.isalnum() and key.isascii() else hashlib.sha256(key.encode()).hexdigest()) + ".json"
