"""Krea's current model catalogue: the bundled one, refreshed in the background from Krea's OpenAPI document."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from .._util.files import write_atomic
from ..catalogue import Catalogue, bundled, refresh
from ..errors import KreaError

__all__ = ["CatalogueCache"]

# Seconds until the document is requested again, as in Krea's own scripts.
FRESH = 3600.0
# Seconds until it is requested again after a failure.
AGAIN = 300.0
# Bytes. The document of October 2026 has 0.3 MB.
LARGEST = 8_000_000

log = logging.getLogger("krea_widgets")


class CatalogueCache:
    """The newest valid catalogue. It never waits for the network, and an invalid document never replaces it.

    Args:
        file: Keeps the last valid document; an old one is better than none.
        now: The clock, in seconds since 1970.
    """

    def __init__(self, file: Path, *, now: Callable[[], float] = time.time) -> None:
        self._file = file
        self._now = now
        self._current: Catalogue | None = None
        # When a document was requested, and accepted; and the file's time when it was read.
        self._asked_at = self._taken_at = 0.0
        self._read_at = -1

    def is_due(self) -> bool:
        """Whether the document is old, and was not requested in the last minutes; it then counts as requested."""
        now = self._now()
        if self._age() < FRESH or now - self._asked_at < AGAIN:
            return False
        self._asked_at = now
        return True

    @property
    def current(self) -> Catalogue:
        """The catalogue of the last valid document, which another kernel may have requested; else the bundled one."""
        stamp = self._stamp()
        if self._current is None or stamp != self._read_at:
            self._current, self._read_at = self._kept() or self._current or bundled(), stamp
        return self._current

    async def renew(self, ask: Callable[[], Awaitable[dict[str, Any]]]) -> bool:
        """Request the document, unless it is less than an hour old; True if there is a new catalogue.

        Args:
            ask: Requests the document, such as `Client.openapi`.
        """
        if self._age() < FRESH:
            return False
        try:
            await asyncio.to_thread(self._take, await ask())
        except (KreaError, ValueError, TypeError, RecursionError) as error:
            log.info("The list of models could not be renewed: %s", error)
            return False
        return True

    def _take(self, document: dict[str, Any]) -> None:
        text = json.dumps(document)
        if len(text) > LARGEST:
            raise ValueError(f"The document has {len(text)} bytes.")
        found, self._taken_at = _read(document), self._now()
        try:
            write_atomic(self._file, text.encode(), shared=True)
        except OSError as error:
            log.info("The list of models could not be saved: %s", error)
        self._current, self._read_at = found, self._stamp()

    def _kept(self) -> Catalogue | None:
        try:
            return _read(json.loads(self._file.read_text("utf-8")))
        except (KreaError, ValueError, TypeError, RecursionError, OSError):
            return None

    def _stamp(self) -> int:
        try:
            return self._file.stat().st_mtime_ns
        except OSError:
            return 0

    def _age(self) -> float:
        """Seconds since the document was requested, by any kernel; a time in the future tells nothing."""
        ages = (self._now() - at for at in (self._stamp() / 1e9, self._taken_at))
        return min((age for age in ages if age >= 0), default=float("inf"))


def _read(document: dict[str, Any]) -> Catalogue:
    """The catalogue of a document.

    Raises:
        KreaError, ValueError: It is no list of models, or a part of one: Krea's grows, and withdraws one at a time.
    """
    found = refresh(document, base=bundled())
    if len(found) < len(bundled()) / 2:
        raise ValueError(f"It has {len(found)} models.")
    return found
