"""ImageStore that arrive from the browser in chunks: counted, limited, handed over whole."""

from __future__ import annotations

import dataclasses
import sys
import threading
from dataclasses import dataclass

from ...errors import BadStill

__all__ = ["MOST_BYTES", "Received", "Upload", "Uploads", "chunk_size"]

MOST_BYTES = 75_000_000  # Krea docs, "Upload an asset"
MOST_AT_ONCE = 12  # uploads whose page went away are dropped, the oldest first


def chunk_size() -> int:
    """Bytes per message: Colab loses larger ones (its own upload sends 100 KiB), Jupyter's limit is 10 MiB."""
    return 100 * 1024 if "google.colab" in sys.modules else 512 * 1024


@dataclass
class Upload:
    """One file on its way; `data` grows to `size` bytes, and what overtook its turn waits in `early`."""

    name: str
    field: str
    size: int
    many: bool = False
    data: bytearray = dataclasses.field(default_factory=bytearray, repr=False)
    early: dict[int, bytes] = dataclasses.field(default_factory=dict, repr=False)

    def add(self, offset: int, chunk: bytes | memoryview) -> bool:
        """Add a chunk; False for one that cannot belong here."""
        held = len(self.data) + sum(map(len, self.early.values()))
        if not len(chunk) or offset in self.early or held + len(chunk) > self.size:
            return False
        self.early[offset] = bytes(chunk)
        while len(self.data) in self.early:
            self.data += self.early.pop(len(self.data))
        return all(len(self.data) < start < self.size for start in self.early)


@dataclass(frozen=True)
class Received:
    """How many bytes of a file are here without a gap; and the file, for whoever brings the last chunk."""

    count: int
    whole: Upload | None


class Uploads:
    """The files that are on their way to one widget. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[str, Upload] = {}

    def begin(self, key: str, *, name: str, field: str, size: int, many: bool = False) -> Upload:
        """Announce a file for a field, which may hold one picture or many.

        Raises:
            BadStill: It is empty or larger than Krea takes.
        """
        if not 0 < size <= MOST_BYTES:
            what = "is empty" if size <= 0 else f"is too large: {size / 1e6:.0f} MB, and Krea takes at most 75 MB"
            raise BadStill(f"{name} {what}.", name=name)
        upload = Upload(name, field, size, many)
        with self._lock:
            while len(self._open) >= MOST_AT_ONCE:
                del self._open[next(iter(self._open))]
            self._open[key] = upload
        return upload

    def add(self, key: str, offset: int, chunk: bytes | memoryview) -> Received | None:
        """Add a chunk; None when this file is no longer expected. A whole file is given out once, and forgotten.

        Chunks may overtake each other: a kernel with subshells hears them on several threads.

        Raises:
            BadStill: The chunk overlaps another, or there is more than was announced.
        """
        with self._lock:
            upload = self._open.get(key)
            if upload is None:
                return None
            if not upload.add(offset, chunk):
                del self._open[key]
                raise BadStill(f"{upload.name} did not arrive whole.", name=upload.name, advice="Drop it again.")
            if len(upload.data) < upload.size:
                return Received(len(upload.data), None)
            del self._open[key]
            return Received(upload.size, upload)

    def abandon(self, key: str) -> None:
        """Forget a file that is no longer wanted."""
        with self._lock:
            self._open.pop(key, None)
