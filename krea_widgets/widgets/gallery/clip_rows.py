"""The gallery's rows for the page, the counts by day, and the counts of the filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone, tzinfo
from typing import TYPE_CHECKING, Any

from ..._util.files import is_file, served_url, shown_path
from ...studio.clip_index import MEASURED
from ..serialize import shortened

if TYPE_CHECKING:
    from ...studio.clip_index import ClipIndex, ClipRecord

__all__ = ["facets", "groups_of", "measured_facets", "record_row"]


def record_row(clip_index: ClipIndex, record: ClipRecord) -> dict[str, Any]:
    """The row of one card. Its poster is a JPEG in the message's buffers."""
    price = clip_index.price(record)
    path = record.path
    return {
        "key": record.key,
        "backend": record.backend,
        "title": record.title,
        "state": record.state,
        "at": record.at,
        "prompt": shortened(record.prompt),
        "message": shortened(record.message),
        "length": record.length,
        "price": str(price) if price else "",
        "rating": record.annotation.rating,
        "winner": record.annotation.winner,
        "deleted": record.deleted,
        "name": path.name if path else "",
        "path": shown_path(path) if path else "",
        "url": served_url(path) if path else "",
        "there": path is not None and is_file(path),
    }


def groups_of(records: Sequence[ClipRecord], zone: str) -> list[list[Any]]:
    """The number of records a day, as [["2026-11-23", 4], …] in their order, in the page's time zone."""
    where = _zone(zone)
    groups: list[list[Any]] = []
    for record in records:
        day = datetime.fromtimestamp(record.at, where).date().isoformat()
        if not groups or groups[-1][0] != day:
            groups.append([day, 0])
        groups[-1][1] += 1
    return groups


def _zone(name: str) -> tzinfo | None:
    """A time zone by its IANA name; None, the kernel's own, for an unknown name."""
    if name in ("UTC", "Etc/UTC"):
        return timezone.utc
    try:
        from zoneinfo import ZoneInfo

        return ZoneInfo(name)
    except (ImportError, ValueError, OSError, KeyError):
        # There is no such zone, or no table of zones.
        return None


def facets(records: Iterable[ClipRecord]) -> dict[str, Any]:
    """The number of records for each filter; the 60 most used models, most used first."""
    everything = list(records)
    kept = [record for record in everything if not record.deleted]
    made = [record for record in kept if record.state in ("done", "open")]
    models = Counter((record.model, record.title) for record in made)
    return {
        "all": len(made),
        "backends": dict(Counter(record.backend for record in made)),
        "models": [[model, title, count] for (model, title), count in models.most_common(60)],
        "rated": sum(record.annotation.rating > 0 for record in made),
        "winner": sum(record.annotation.winner for record in made),
        "failed": len(kept) - len(made),
        "deleted": len(everything) - len(kept),
    }


def measured_facets(clip_index: ClipIndex, records: Iterable[ClipRecord]) -> tuple[dict[str, int], list[ClipRecord]]:
    """The number of records for each filter of the measured motion, and the clips on disk that were not measured."""
    counts, rest = Counter(dict.fromkeys(MEASURED, 0)), []
    for record in records:
        if record.deleted or record.state != "done" or record.path is None:
            continue
        found = clip_index.measured(record)
        if found is not None:
            counts.update(found)
        elif is_file(record.path):
            rest.append(record)
    return dict(counts), rest
