"""An immutable sequence of things that are shown, and exported, as the rows of a table."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar, overload

from .._util.files import shown_path, write_atomic
from .._util.html import escape_text
from .._util.text import date_time, ellipsis
from ..errors import KreaError
from ..settings import absolute_path

__all__ = ["Records", "write_csv"]

T = TypeVar("T")
R = TypeVar("R", bound="Records[Any]")
CELL = "text-align:left;padding:3px 10px 3px 0;vertical-align:top;overflow-wrap:anywhere"
# How a formula can begin, and what spreadsheets skip before it (OWASP, "CSV Injection").
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
# Characters of a text that a notebook shows.
LONGEST = 160
# Rows that a notebook shows.
SHOWN = 50


class Records(Sequence[T], Generic[T]):
    """A tuple with `table()`, `to_csv()` and a table as its HTML; slices are of the same class.

    Args:
        items: The things, in order.
        rows: The plain values of each, all with the same keys.
    """

    # The columns that a notebook shows.
    columns: tuple[str, ...] = ()

    def __init__(self, items: Iterable[T], rows: Iterable[Mapping[str, Any]]) -> None:
        self._items, self._rows = tuple(items), tuple(rows)

    def table(self) -> list[dict[str, Any]]:
        """A dict of plain values for each item: `pandas.DataFrame(records.table())`."""
        return [dict(row) for row in self._rows]

    def to_csv(self, path: str | os.PathLike[str]) -> Path:
        """Write `table()` as CSV, in UTF-8 with the byte order mark that Excel needs; replace an older file.

        Raises:
            BadPath: It is no path.
            KreaError: The file cannot be written.
        """
        return write_csv(self.table(), path)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self: R, index: slice) -> R: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return type(self)(self._items[index], self._rows[index])
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        lines = [
            "  " + " · ".join(_text(row[name]) for name in self.columns if row[name]) for row in self._rows[:SHOWN]
        ]
        return "\n".join([f"<{type(self).__name__} · {len(self)}>", *lines])

    def _repr_html_(self) -> str:
        if not self:
            return f"<div>{escape_text(repr(self))}</div>"
        head = "".join(
            f'<th scope="col" style="{CELL};overflow-wrap:normal">{escape_text(name)}</th>' for name in self.columns
        )
        rows = "".join(
            "<tr>"
            + "".join(
                f'<td style="{CELL}">{escape_text(ellipsis(_text(row[name] or ""), LONGEST))}</td>'
                for name in self.columns
            )
            + "</tr>"
            for row in self._rows[:SHOWN]
        )
        more = f"<div>and {len(self) - SHOWN} more</div>" if len(self) > SHOWN else ""
        return (
            f'<table style="border-collapse:collapse"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{more}'
        )


def _text(value: object) -> str:
    return date_time(value) if isinstance(value, datetime) else str(value)


def _plain(value: object) -> object:
    """A cell's value; a text that a spreadsheet would calculate begins with an apostrophe, so that it stays a text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULAS) else value


def write_csv(rows: Sequence[Mapping[str, Any]], path: str | os.PathLike[str]) -> Path:
    """See `Records.to_csv`; the rows have the same keys."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]) if rows else ["label"])
    writer.writeheader()
    writer.writerows({name: _plain(value) for name, value in row.items()} for row in rows)
    where = absolute_path(path)
    try:
        write_atomic(where, text.getvalue().encode("utf-8-sig", "backslashreplace"))
    except OSError as error:
        what = f"The table could not be written to {shown_path(where)} ({(error.strerror or '').lower()})."
        raise KreaError(what, details=repr(error)) from error
    return where
