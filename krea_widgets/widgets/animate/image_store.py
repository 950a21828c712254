"""The images, videos and sounds of one form by field. The page knows each by a short key."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from ...errors import BadFile
from ...media import InputFile
from ..serialize import still_row

__all__ = ["ImageStore"]

# Pixels: the image column is about 240 wide, on a screen of double density.
THUMBNAIL_SIDE = 480
# Images in the rows of a list parameter; the oldest is removed first.
MOST_LOOSE = 64


class ImageStore:
    """Images by field and by key. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stills: dict[str, InputFile] = {}
        self._fields: dict[str, list[str]] = {}
        # What a field held before, so that one step can be taken back.
        self._former: dict[str, list[InputFile]] = {}

    def put(self, field: str, stills: Sequence[InputFile]) -> list[str]:
        """Replace the images of a field; returns the new keys."""
        fresh = {_new_key(): still for still in stills}
        with self._lock:
            old = [self._stills.pop(key) for key in self._fields.pop(field, []) if key in self._stills]
            if old and [still.digest for still in old] != [still.digest for still in stills]:
                self._former[field] = old
            self._stills.update(fresh)
            if fresh:
                self._fields[field] = list(fresh)
        return list(fresh)

    def add(self, field: str, still: InputFile) -> str:
        """Add an image to a field that holds several; returns its key."""
        key = _new_key()
        with self._lock:
            self._stills[key] = still
            self._fields.setdefault(field, []).append(key)
        return key

    def add_loose(self, still: InputFile) -> str:
        """Keep an image outside the fields, which a value refers to as `{"still": key}`; returns its key."""
        key = _new_key()
        with self._lock:
            in_fields = {key for keys in self._fields.values() for key in keys}
            loose = [old for old in self._stills if old not in in_fields]
            for old in loose[: max(0, len(loose) - MOST_LOOSE + 1)]:
                del self._stills[old]
            self._stills[key] = still
        return key

    def remove(self, field: str, key: str) -> None:
        with self._lock:
            keys = self._fields.get(field, [])
            if key in keys:
                keys.remove(key)
                self._former[field] = [self._stills.pop(key)]

    def bring_back(self, field: str) -> list[str]:
        """Put back what the field held before; returns the new keys."""
        with self._lock:
            former = self._former.pop(field, [])
        return self.put(field, former) if former else []

    def former(self) -> dict[str, str]:
        """The name of the image that `bring_back` puts back, by field."""
        with self._lock:
            current = {field: [self._stills[key].digest for key in keys] for field, keys in self._fields.items()}
            return {
                field: stills[0].name
                for field, stills in self._former.items()
                if [still.digest for still in stills] != current.get(field)
            }

    def fields(self) -> dict[str, list[InputFile]]:
        """The images of each field that has any, in order."""
        with self._lock:
            return {field: [self._stills[key] for key in keys] for field, keys in self._fields.items() if keys}

    def keys(self) -> dict[str, list[str]]:
        with self._lock:
            return {field: list(names) for field, names in self._fields.items() if names}

    def fill(self, value: Any) -> Any:
        """A form's value with each `{"still": key}` replaced by its image.

        Raises:
            BadFile: The key is unknown, as after a restart.
        """
        if isinstance(value, Mapping):
            if set(value) == {"still"}:
                with self._lock:
                    still = self._stills.get(str(value["still"]))
                if still is None:
                    raise BadFile("An image of this form is no longer there.", advice="Drop it again.")
                return still
            return {str(name): self.fill(inner) for name, inner in value.items()}
        return [self.fill(inner) for inner in value] if isinstance(value, (list, tuple)) else value

    def cards(self, keys: Sequence[str] | None = None) -> tuple[list[dict[str, Any]], list[bytes]]:
        """A row and a JPEG thumbnail for each of `keys` (None: all)."""
        with self._lock:
            wanted = {key: still for key, still in self._stills.items() if keys is None or key in keys}
        cards = [still_row(key, still) for key, still in wanted.items()]
        return cards, [still.thumbnail(THUMBNAIL_SIDE) for still in wanted.values()]


def _new_key() -> str:
    return uuid.uuid4().hex[:8]
