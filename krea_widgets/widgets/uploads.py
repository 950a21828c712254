"""Pictures that arrive from the browser in pieces: counted, limited, handed over whole."""

from __future__ import annotations

import dataclasses
import sys
import threading
from dataclasses import dataclass

from ..errors import BadStill

__all__ = ["MOST_BYTES", "Upload", "Uploads", "piece_size"]

MOST_BYTES = 75_000_000  # Krea docs, "Upload an asset"
MOST_AT_ONCE = 12  # uploads whose page went away are dropped, the oldest first


def piece_size() -> int:
    """Bytes per message: Colab loses larger ones (its own upload sends 100 KiB), Jupyter's limit is 10 MiB."""
    return 100 * 1024 if "google.colab" in sys.modules else 512 * 1024


@dataclass
class Upload:
    """One file on its way; `data` grows to `size` bytes."""

    name: str
    field: str
    size: int
    data: bytearray = dataclasses.field(default_factory=bytearray, repr=False)

    @property
    def whole(self) -> bool:
        """Whether every byte is here."""
        return len(self.data) == self.size


class Uploads:
    """The files that are on their way to one widget. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[str, Upload] = {}

    def begin(self, key: str, *, name: str, field: str, size: int) -> Upload:
        """Announce a file.

        Raises:
            BadStill: It is empty or larger than Krea takes.
        """
        if not 0 < size <= MOST_BYTES:
            what = "is empty" if size <= 0 else f"is too large: {size / 1e6:.0f} MB, and Krea takes at most 75 MB"
            raise BadStill(f"{name} {what}.", name=name)
        upload = Upload(name, field, size)
        with self._lock:
            while len(self._open) >= MOST_AT_ONCE:
                del self._open[next(iter(self._open))]
            self._open[key] = upload
        return upload

    def add(self, key: str, offset: int, piece: bytes | memoryview) -> Upload | None:
        """Add a piece; None when this file is no longer expected. A whole file is given out once, and forgotten.

        Raises:
            BadStill: The piece does not follow the last one, or there is more than was announced.
        """
        with self._lock:
            upload = self._open.get(key)
            if upload is None:
                return None
            if offset != len(upload.data) or offset + len(piece) > upload.size or not len(piece):
                del self._open[key]
                raise BadStill(f"{upload.name} did not arrive whole.", name=upload.name, advice="Drop it again.")
            upload.data += piece
            if upload.whole:
                del self._open[key]
            return upload

    def abandon(self, key: str) -> None:
        """Forget a file that is no longer wanted."""
        with self._lock:
            self._open.pop(key, None)
