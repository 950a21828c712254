"""A person's annotations of clips: rating, winner, note and offset, and whether a clip was deleted."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .tables import path_value

if TYPE_CHECKING:
    from .journal import Journal

__all__ = ["Annotation", "Annotations"]


@dataclass(frozen=True)
class Annotation:
    """The annotation of one clip.

    Attributes:
        rating: 1 to 5 stars, or 0.
        winner: Whether the clip won its comparison.
        path: Where the file of a deleted clip was, or of a restored one is; "" for other clips.
        deleted_at: Seconds since 1970 (UTC), or None.
        shift: Seconds by which the clip is ahead of the others in a comparison.
    """

    rating: int = 0
    winner: bool = False
    note: str = ""
    path: str = ""
    deleted_at: float | None = None
    shift: float = 0.0

    @classmethod
    def from_row(cls, rating: Any, winner: Any, note: Any, path: Any, deleted_at: Any, shift: Any) -> Annotation:
        """The annotation of a row. SQLite can hold values of any type; a wrong type counts as no value."""
        return cls(
            rating=int(min(5, max(0, _number(rating)))),
            winner=bool(_number(winner)),
            note=note if isinstance(note, str) else "",
            path=os.fsdecode(path) if isinstance(path, (str, bytes)) else "",
            # A clip that was deleted at an unknown time can still be restored.
            deleted_at=None if deleted_at is None else _number(deleted_at),
            shift=_number(shift),
        )


def _number(value: Any) -> float:
    return value if isinstance(value, (int, float)) and math.isfinite(value) else 0.0


class Annotations:
    """The annotations in a journal, by the job's key, or by the caller's own key for a clip of an unknown job.

    Example:
        ```python
        Annotations(studio.journal).put(job.key, rating=4, winner=True)
        ```
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def all(self) -> dict[str, Annotation]:
        return self._annotations("")

    def of(self, keys: Iterable[str]) -> dict[str, Annotation]:
        """The annotations of these keys; keys without one are missing."""
        wanted = list(dict.fromkeys(keys))
        return self._annotations(f"where key in ({', '.join('?' * len(wanted))})", wanted)

    def _annotations(self, where: str, values: Iterable[str] = ()) -> dict[str, Annotation]:
        columns = "rating, winner, note, path, deleted_at, shift"
        rows = self._journal.read(f"select key, {columns} from annotations {where}", tuple(values))  # noqa: S608 (own text)
        return {key: Annotation.from_row(*rest) for key, *rest in rows if isinstance(key, str)}

    def put(self, key: str, **changes: int | bool | str | float | None) -> None:
        """Change some fields of an annotation.

        Raises:
            TypeError: `Annotation` has no such field.
            JournalUnavailable: The journal cannot be written.
        """
        unknown = sorted(set(changes) - set(Annotation.__dataclass_fields__))
        if unknown or not changes:
            raise TypeError(f"an annotation has no {', '.join(unknown) or 'changes'}")
        names = list(changes)
        values = [path_value(value) if isinstance(value, str) else value for value in changes.values()]
        text = (
            f"insert into annotations (key, {', '.join(names)}) values ({', '.join('?' * (len(names) + 1))}) "  # noqa: S608 (checked)
            f"on conflict (key) do update set {', '.join(f'{name} = excluded.{name}' for name in names)}"
        )
        with self._journal.transaction() as db:
            db.execute(text, (key, *values))
