"""The pictures of jobs that are not over, as files, so that a job that was never sent can be sent after a restart."""

from __future__ import annotations

import hashlib
from collections.abc import Container
from contextlib import suppress
from pathlib import Path

__all__ = ["Originals"]


class Originals:
    """A folder of pictures by digest. The journal calls it under its own lock, which all kernels share.

    Args:
        folder: Made with the first picture; None keeps nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def keep(self, digest: str, data: bytes) -> None:
        """Write a picture down, whole or not at all.

        Raises:
            OSError: The disk does not take it.
        """
        path = self._path(digest)
        if path is None or path.exists():
            return
        half = path.with_suffix(".part")
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            half.write_bytes(data)
            half.replace(path)
        except OSError:
            with suppress(OSError):
                half.unlink()
            raise

    def get(self, digest: str) -> bytes:
        """The picture, or b"" when it is not there or not what it was."""
        path = self._path(digest)
        try:
            data = path.read_bytes() if path else b""
        except OSError:
            return b""
        return data if hashlib.sha256(data).hexdigest() == digest else b""

    @property
    def some(self) -> bool:
        """Whether there is any."""
        return self._folder is not None and self._folder.is_dir() and any(self._folder.iterdir())

    def drop_all_but(self, needed: Container[str]) -> None:
        """Remove what no open job needs, also what a crash has left."""
        if self._folder is None or not self.some:
            return
        for path in list(self._folder.iterdir()):
            if path.name not in needed:
                with suppress(OSError):
                    path.unlink()

    def _path(self, digest: str) -> Path | None:
        if self._folder is None or not digest.isalnum():
            return None
        return self._folder / digest
