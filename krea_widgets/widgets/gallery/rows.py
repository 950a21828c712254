"""What the gallery's page is told of things that were made: rows, days and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone, tzinfo
from typing import TYPE_CHECKING, Any

from ...media import served_url, shown_path
from ...media.paths import is_file
from ..serialize import shortened

if TYPE_CHECKING:
    from ...studio.clip_index import Item, Shelf

__all__ = ["facets", "groups_of", "item_row"]


def item_row(shelf: Shelf, item: Item) -> dict[str, Any]:
    """What stands on one card. Its poster travels beside it as a small JPEG."""
    price = shelf.price(item)
    path = item.path
    return {
        "key": item.key,
        "world": item.world,
        "title": item.title,
        "state": item.state,
        "at": item.at,
        "prompt": shortened(item.prompt),
        "words": shortened(item.words),
        "length": item.length,
        "price": str(price) if price else "",
        "rating": item.mark.rating,
        "winner": item.mark.winner,
        "deleted": item.deleted,
        "name": path.name if path else "",
        "path": shown_path(path) if path else "",
        "url": served_url(path) if path else "",
        "there": path is not None and is_file(path),
    }


def groups_of(items: Sequence[Item], zone: str) -> list[list[Any]]:
    """How many there are of each day, as [["2026-11-23", 4], …] in their order; by the clock of the page."""
    where = _zone(zone)
    groups: list[list[Any]] = []
    for item in items:
        day = datetime.fromtimestamp(item.at, where).date().isoformat()
        if not groups or groups[-1][0] != day:
            groups.append([day, 0])
        groups[-1][1] += 1
    return groups


def _zone(name: str) -> tzinfo | None:
    """A time zone by its name; the kernel's own (None) where that is not known here."""
    if name in ("UTC", "Etc/UTC"):
        return timezone.utc
    try:
        from zoneinfo import ZoneInfo

        return ZoneInfo(name)
    except (ImportError, ValueError, OSError, KeyError):  # no such zone, or no table of zones
        return None


def facets(items: Iterable[Item]) -> dict[str, Any]:
    """How much there is to each filter; the models that were used most first."""
    everything = list(items)
    kept = [item for item in everything if not item.deleted]
    made = [item for item in kept if item.state in ("done", "open")]
    models = Counter((item.model, item.title) for item in made)
    return {
        "all": len(made),
        "worlds": dict(Counter(item.world for item in made)),
        "models": [[model, title, count] for (model, title), count in models.most_common(60)],
        "rated": sum(item.mark.rating > 0 for item in made),
        "winner": sum(item.mark.winner for item in made),
        "failed": len(kept) - len(made),
        "deleted": len(everything) - len(kept),
    }
