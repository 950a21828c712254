"""The settings of a clip that was dropped on a form: found, shown first, and put into it only where chosen.

The page sends the few bytes that say how a film was made, never the film; without them the clip is looked for among
those that are known here, by its name and size.
"""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ...catalogue import Price
from ...errors import BadInput
from ...media import Clip, Shot
from ...media.mp4_metadata import known, parse_untrusted
from ...studio.clip_index import ClipIndex
from ..settings_import import apply, offers, shot_of

if TYPE_CHECKING:
    from . import Animate

__all__ = ["SettingsImport"]

MOST_OFFERS = 8  # that wait for an answer, over all views
Made = tuple[Shot, dict[str, Any]]


class SettingsImport:
    """What was offered to one form, until it is applied. Safe to use from any thread."""

    def __init__(self, widget: Animate) -> None:
        self._widget = widget
        self._lock = threading.Lock()
        self._offers: dict[str, Made] = {}

    def offer(self, name: str, size: int, text: bytes) -> dict[str, Any]:
        """How a clip was made, for the page; without `fields` if that is not known.

        Args:
            name: Of the file, as the person has it.
            size: Of the film in bytes; 0 when only the settings were given.
            text: What the film carries or what lay beside it, as bytes from anywhere; b"" when there is nothing.
        """
        made = self._shot(parse_untrusted(text)) or self._known_here(name, size)
        if made is None:
            return {}
        shot, settings = made
        key = uuid.uuid4().hex
        with self._lock:
            while len(self._offers) >= MOST_OFFERS:
                del self._offers[next(iter(self._offers))]
            self._offers[key] = made
        model = self._widget.studio.catalogue.get(shot.model)
        return {
            "key": key,
            "model": model.title if model is not None else shot.model,
            "backend": str(settings.get("backend", "")),
            "made": str(settings.get("completed_at") or settings.get("created_at") or ""),
            "price": _price(settings),
            "fields": offers(self._widget, shot, settings),
        }

    def apply(self, key: str, names: Iterable[str]) -> None:
        """Put the chosen ones of what was offered into the form.

        Raises:
            BadInput: It is not offered any more, or the form cannot take one of them.
        """
        with self._lock:
            made = self._offers.get(key)
        if made is None:
            raise BadInput("These settings are no longer at hand.", advice="Drop the clip again.")
        apply(self._widget, *made, list(names))

    def use(self, clip: Clip | str | os.PathLike[str], fields: Iterable[str] | None) -> tuple[str, ...]:
        """`Animate.use_settings`."""
        clip = clip if isinstance(clip, Clip) else Clip.open(clip)
        made = self._shot(known(clip.settings)) or self._known_here(
            clip.path.name, clip.size if clip.path.exists() else 0
        )
        if made is None:
            raise BadInput(f"{clip.path.name} carries no settings of krea_widgets.")
        rows = {row["name"]: row for row in offers(self._widget, *made)}
        names = [name for name, row in rows.items() if not row["message"]] if fields is None else list(fields)
        for name in names:
            if name not in rows:
                raise BadInput(f"{clip.path.name} was made without {name}.", advice=f"It has {', '.join(rows)}.")
            if rows[name]["message"]:
                raise BadInput(
                    f"{rows[name]['label']}: {rows[name]['then']} is not kept here.", advice="Drop it again."
                )
        apply(self._widget, *made, names)
        return tuple(names)

    def _shot(self, settings: Mapping[str, Any]) -> Made | None:
        shot = shot_of(self._widget.studio, "", settings) if settings else None
        return None if shot is None else (shot, dict(settings))

    def _known_here(self, name: str, size: int) -> Made | None:
        """A clip that says nothing itself, such as one of before clips did."""
        studio = self._widget.studio
        clip_index = ClipIndex(studio)
        for record in clip_index.records().values() if size else ():
            if record.path is None or record.path.name != name or not _has_size(record.path, size):
                continue
            settings = clip_index.settings(record) or {"backend": record.backend}
            shot = shot_of(studio, record.key, settings)
            if shot is not None:
                return shot, settings
        return None


def _has_size(path: os.PathLike[str], size: int) -> bool:
    try:
        return os.stat(path).st_size == size  # noqa: PTH116 (a path is all that is known of it)
    except OSError:
        return False


def _price(settings: Mapping[str, Any]) -> str:
    price = settings.get("price")
    if settings.get("backend") == "sandbox" or not isinstance(price, Mapping):
        return ""
    return str(Price(price["amount"], price["currency"], price["exact"]))
