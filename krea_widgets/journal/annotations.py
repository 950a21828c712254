"""What a person thinks of a clip: stars, a winner, a note, an offset; and that it was deleted, which can be undone."""

from __future__ import annotations

import math
import os
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from .entry import path_value

if TYPE_CHECKING:
    from .journal import Journal

__all__ = ["Annotation", "Annotations"]

T = TypeVar("T")


@dataclass(frozen=True)
class Annotation:
    """What is thought of one clip.

    `rating` is 1 to 5 stars, 0 for none. `deleted_at` is seconds since 1970 (UTC), None for a clip that is not deleted;
    `path` is where the file of a deleted one was, or where a restored one is. `shift` is how many seconds further on
    it is shown beside others.
    """

    rating: int = 0
    winner: bool = False
    note: str = ""
    path: str = ""
    deleted_at: float | None = None
    shift: float = 0.0

    @classmethod
    def from_row(cls, rating: Any, winner: Any, note: Any, path: Any, deleted_at: Any, shift: Any) -> Annotation:
        """The annotation of a row in which SQLite may hold values of any type: a wrong one counts as none."""
        return cls(
            rating=int(min(5, max(0, _number(rating)))),
            winner=bool(_number(winner)),
            note=note if isinstance(note, str) else "",
            path=os.fsdecode(path) if isinstance(path, (str, bytes)) else "",
            # Deleted at an unknown time: from the trash it can be restored.
            deleted_at=None if deleted_at is None else _number(deleted_at),
            shift=_number(shift),
        )


def _number(value: Any) -> float:
    return value if isinstance(value, (int, float)) and math.isfinite(value) else 0.0


class Annotations:
    """The annotations in a journal, by the job's key, or by a key of the caller's for a clip of an unknown job.

    Example:
        ```python
        Annotations(studio.journal).put(job.key, rating=4, winner=True)
        ```
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def all(self) -> dict[str, Annotation]:
        """Every annotation there is."""
        return self._annotations("")

    def of(self, keys: Iterable[str]) -> dict[str, Annotation]:
        """The annotations of these, as far as they have any."""
        wanted = list(dict.fromkeys(keys))
        return self._annotations(f"where key in ({', '.join('?' * len(wanted))})", wanted)

    def _annotations(self, where: str, values: Iterable[str] = ()) -> dict[str, Annotation]:
        columns = "rating, winner, note, path, deleted_at, shift"
        rows = self._journal.read(f"select key, {columns} from annotations {where}", tuple(values))  # noqa: S608 (own text)
        return {key: Annotation.from_row(*rest) for key, *rest in rows if isinstance(key, str)}

    def put(self, key: str, **changes: int | bool | str | float | None) -> None:
        """Change some fields of an annotation; `notice` says when the disk does not take it.

        Raises:
            TypeError: `Annotation` has no such field.
        """
        strange = sorted(set(changes) - set(Annotation.__dataclass_fields__))
        if strange or not changes:
            raise TypeError(f"an annotation has no {', '.join(strange) or 'changes'}")
        names = list(changes)
        values = [path_value(value) if isinstance(value, str) else value for value in changes.values()]
        text = (
            f"insert into annotations (key, {', '.join(names)}) values ({', '.join('?' * (len(names) + 1))}) "  # noqa: S608 (checked)
            f"on conflict (key) do update set {', '.join(f'{name} = excluded.{name}' for name in names)}"
        )
        self._journal.write(text, (key, *values))

    def move(self, key: str, clip: Path) -> None:
        """The job's clip is at another path now."""
        self._journal.write("update jobs set clip = ? where key = ?", (path_value(clip), key))

    def alone(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` returns; while it runs no other kernel writes to the journal. If it raises, nothing was written.

        Raises:
            JournalUnavailable: The journal cannot be written.
        """
        with self._journal.transaction() as db:
            return work(db)

    def stamp(self) -> tuple[int, int]:
        """Differs from an earlier one when anything in the journal was written since, by this or another kernel."""
        return self._journal.stamp()
