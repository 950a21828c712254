"""Images that the browser uploads in chunks."""

from __future__ import annotations

import dataclasses
import sys
import threading
from dataclasses import dataclass

from ...errors import BadFile

__all__ = ["MOST_BYTES", "Received", "Upload", "Uploads", "chunk_size"]

# Krea docs, "Upload an asset".
MOST_BYTES = 75_000_000
# A page that is closed leaves its uploads behind; the oldest are dropped.
MOST_AT_ONCE = 12


def chunk_size() -> int:
    """Bytes per message: Colab loses larger ones (its own upload sends 100 KiB), Jupyter's limit is 10 MiB."""
    return 100 * 1024 if "google.colab" in sys.modules else 512 * 1024


# A repr would have up to 75 MB.
@dataclass(repr=False)
class Upload:
    """One unfinished upload; `data` grows to `size` bytes, and `early` holds chunks that arrived before their turn."""

    name: str
    field: str
    size: int
    many: bool = False
    medium: str = "image"
    data: bytearray = dataclasses.field(default_factory=bytearray)
    early: dict[int, bytes] = dataclasses.field(default_factory=dict)

    def add(self, offset: int, chunk: bytes | memoryview) -> bool:
        """Add a chunk; False if it is empty, overlaps another or exceeds `size`."""
        held = len(self.data) + sum(map(len, self.early.values()))
        if not len(chunk) or offset in self.early or held + len(chunk) > self.size:
            return False
        self.early[offset] = bytes(chunk)
        while len(self.data) in self.early:
            self.data += self.early.pop(len(self.data))
        return all(len(self.data) < start < self.size for start in self.early)


@dataclass(frozen=True)
class Received:
    """The number of bytes received without a gap, and the upload once the last chunk has arrived."""

    count: int
    whole: Upload | None


class Uploads:
    """The unfinished uploads of one widget. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[str, Upload] = {}

    def begin(self, key: str, *, name: str, field: str, size: int, many: bool = False, medium: str = "image") -> Upload:
        """Begin an upload for a field, which holds one file or several (`many`): images, "video" or "audio".

        Raises:
            BadFile: The file is empty or larger than Krea accepts.
        """
        if not 0 < size <= MOST_BYTES:
            what = "is empty" if size <= 0 else f"is too large: {size / 1e6:.0f} MB, and Krea takes at most 75 MB"
            raise BadFile(f"{name} {what}.", name=name)
        upload = Upload(name, field, size, many, medium)
        with self._lock:
            while len(self._open) >= MOST_AT_ONCE:
                del self._open[next(iter(self._open))]
            self._open[key] = upload
        return upload

    def add(self, key: str, offset: int, chunk: bytes | memoryview) -> Received | None:
        """Add a chunk; None if the upload is unknown. A complete upload is returned once and forgotten.

        Chunks can overtake each other: a kernel with subshells receives them on several threads.

        Raises:
            BadFile: The chunk overlaps another, or the file exceeds its size.
        """
        with self._lock:
            upload = self._open.get(key)
            if upload is None:
                return None
            if not upload.add(offset, chunk):
                del self._open[key]
                raise BadFile(f"{upload.name} did not arrive whole.", name=upload.name, advice="Drop it again.")
            if len(upload.data) < upload.size:
                return Received(len(upload.data), None)
            del self._open[key]
            return Received(upload.size, upload)

    def abandon(self, key: str) -> None:
        with self._lock:
            self._open.pop(key, None)
