"""A second copy of each open job, as files: its row and its images, so that a damaged database loses no job.

The database has priority. A copy is written before the database's change is committed, so it is never older. It is read
after a damaged database was replaced, and if a job ID could be written here but not into the database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from .._util.files import write_atomic
from .tables import COLUMNS, Entry

__all__ = ["OpenJobCopies"]


class OpenJobCopies:
    """The folders `open_jobs`, with a JSON file for each open job, and `stills`, with their images by digest.

    The journal writes it inside its own transactions, so one kernel writes at a time.

    Args:
        home: The parent of the folders, which are made with their first files; None saves nothing.
    """

    def __init__(self, home: Path | None) -> None:
        self._rows = home / "open_jobs" if home is not None else None
        self._stills = home / "stills" if home is not None else None

    def write(self, entry: Entry, *, sync: bool = True) -> None:
        """Save a row, also if the power is cut with `sync`; an OSError if it cannot be written."""
        if self._rows is not None:
            row = {name: getattr(entry, name) for name in COLUMNS}
            write_atomic(self._rows / _file_name(entry.key), json.dumps(row).encode("ascii"), sync=sync)

    def read(self, key: str) -> Entry | None:
        """The row of one job; None without a readable one."""
        entry = _read(self._rows / _file_name(key)) if self._rows is not None else None
        return entry if entry is not None and entry.key == key else None

    def rows(self) -> Iterator[Entry]:
        return (entry for path in _files(self._rows) if (entry := _read(path)) is not None)

    def save_original(self, digest: str, data: bytes) -> None:
        """Save an image's bytes; an OSError if they cannot be written."""
        if self._stills is not None and digest.isalnum() and not (self._stills / digest).exists():
            write_atomic(self._stills / digest, data, sync=True)

    def original(self, digest: str) -> bytes:
        """An image's bytes, or b"" if they are missing or damaged."""
        try:
            data = (self._stills / digest).read_bytes() if self._stills is not None and digest.isalnum() else b""
        except OSError:
            return b""
        return data if hashlib.sha256(data).hexdigest() == digest else b""

    def drop(self, key: str, digests: Collection[str]) -> None:
        """Remove the row of a job that is over, and images that no open job needs."""
        if self._rows is None or self._stills is None:
            return
        for path in (self._rows / _file_name(key), *(self._stills / digest for digest in digests if digest.isalnum())):
            with suppress(OSError):
                path.unlink()

    def drop_all_but(self, keys: Collection[str], digests: Collection[str]) -> None:
        """Remove what no open job needs, also after a crash."""
        rows = {_file_name(key) for key in keys}
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
    # Not made yet.
    except OSError:
        return []


def _file_name(key: str) -> str:
    """The name of a row's file: the key, which is a UUID's hex digits, or else a digest."""
    return (key if key.isalnum() and key.isascii() else hashlib.sha256(key.encode()).hexdigest()) + ".json"
