"""A sweep to be looked at: rows of plain values, CSV, JSON, HTML, and the board that a notebook shows."""

from __future__ import annotations

import csv
import io
import json
import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..._util.files import write_atomic
from ..._util.html import escape_text
from ..progress_display import in_notebook
from .items import Cell

if TYPE_CHECKING:
    from ...status import Progress
    from .items import Cost

__all__ = ["Sheet", "columns"]

CELL = "text-align:left;padding:3px 10px 3px 0;vertical-align:top;overflow-wrap:break-word"
QUIET = "color:var(--jp-ui-font-color2,inherit)"
SIGNS: dict[str, str] = {"done": "✓", "have it": "✓", "failed": "✗", "refused": "✗", "running": "▸", "on its way": "▸"}


class Sheet(ABC):
    """What can be put down as a table: a sweep, whose cells are the rows.

    Args:
        board: Makes the widget that a notebook shows instead; it stands on a floor above, so it is handed in.
    """

    cells: tuple[Cell, ...]
    world: str

    def __init__(self, board: Callable[[Any], Any] | None = None) -> None:
        self._make_board = board
        self._board: Any = None

    @property
    @abstractmethod
    def price(self) -> Cost: ...

    @property
    @abstractmethod
    def progress(self) -> Progress: ...

    @property
    @abstractmethod
    def notes(self) -> tuple[str, ...]: ...

    def table(self) -> list[dict[str, Any]]:
        """The plan, or what became of it, as rows of plain values: `pandas.DataFrame(sweep.table())`."""
        return rows(self.cells)

    def to_csv(self, path: str | os.PathLike[str]) -> Path:
        """Write `table()` as CSV (UTF-8, as Excel wants it); returns the path. An older file is replaced."""
        return write_csv(self.cells, path)

    def to_json(self, path: str | os.PathLike[str]) -> Path:
        """Write `table()` as JSON, with the notes; returns the path. An older file is replaced."""
        return write_json(self, path)

    def board(self, *, target: Any = None) -> Any:
        """The widget that shows it: the plan with its price and a button, the progress, the clips side by side.

        It is what a notebook shows of a sweep; there is one of it, however often it is shown.

        Args:
            target: An `Animate` widget that can take over the settings of a clip; the page shows them before.
        """
        if self._board is None:
            if self._make_board is None:
                raise NotImplementedError("This sweep has no board; one of krea.sweep(...) has.")
            self._board = self._make_board(self)
        if target is not None:
            self._board.target = target
        return self._board

    def _ipython_display_(self, **kwargs: Any) -> None:
        """Show the board; where there is no page for it, IPython takes the table or the text instead."""
        if not in_notebook():
            raise NotImplementedError
        self.board()._ipython_display_(**kwargs)

    def __repr__(self) -> str:
        return "\n".join([f"<Sweep · {self.progress.words}>", *(f"  {one.label}: {one.words}" for one in self.cells)])

    def _repr_html_(self) -> str:
        return sweep_html(self)


def rows(cells: Sequence[Cell]) -> list[dict[str, Any]]:
    """A dict of plain values for each cell, all with the same keys; prices in USD."""
    names = list(dict.fromkeys(name for cell in cells for name in cell.values))
    return [_row(cell, names) for cell in cells]


def _row(cell: Cell, names: Sequence[str]) -> dict[str, Any]:
    clip = cell.clip
    seconds = clip.settings.get("seconds") if clip else None
    return {
        "label": cell.label,
        "image": cell.image,
        "prompt": cell.prompt,
        "model": cell.model,
        **{name: _plain(cell, name) for name in names},
        "take": cell.take,
        "state": cell.state,
        "price": cell.price.amount if cell.price else None,
        "price_exact": cell.price.exact if cell.price else None,
        "words": cell.words,
        "note": cell.note,
        "job_id": (clip.job_id if clip else "") or (cell.job.id if cell.job else None) or "",
        "clip": str(clip.path) if clip else "",
        "seconds": seconds if isinstance(seconds, (int, float)) else None,
        "call": cell.shot.call() if cell.shot else "",
    }


def _plain(cell: Cell, name: str) -> Any:
    value = cell.values.get(name)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return cell.facets()[name].removeprefix(f"{name} ")


def write_csv(cells: Sequence[Cell], path: str | os.PathLike[str]) -> Path:
    """The table as CSV, in UTF-8 with the mark by which Excel knows it; an older file of that name is replaced."""
    text = io.StringIO(newline="")
    found = rows(cells)
    writer = csv.DictWriter(text, list(found[0]) if found else ["label"])
    writer.writeheader()
    writer.writerows(found)
    return _write(path, text.getvalue().encode("utf-8-sig", "backslashreplace"))


def write_json(sweep: Sheet, path: str | os.PathLike[str]) -> Path:
    """The table as JSON with what stands above it; an older file of that name is replaced."""
    content: Mapping[str, Any] = {
        "krea_widgets": 1,
        "world": sweep.world,
        "words": sweep.progress.words,
        "notes": list(sweep.notes),
        "cells": rows(sweep.cells),
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, default=str)
    return _write(path, text.encode("utf-8", "backslashreplace"))


def _write(path: str | os.PathLike[str], data: bytes) -> Path:
    where = Path(path).expanduser().absolute()
    write_atomic(where, data)
    return where


def sweep_html(sweep: Sheet) -> str:
    """The plan, or how far it is: a line for the whole, a row for each cell, and what should be known."""
    names = columns(sweep.cells)
    heads = ["no.", *names, "price", "state"]
    head = "".join(f'<th scope="col" style="{CELL}">{escape_text(name)}</th>' for name in heads)
    body = "".join(_line(cell, names, free=sweep.price.free) for cell in sweep.cells)
    notes = "".join(f'<li style="{QUIET}">{escape_text(note)}</li>' for note in sweep.notes)
    return (
        '<div class="kw-sweep" style="max-width:100%;overflow-x:auto;color:var(--jp-content-font-color1,inherit)">'
        f'<div role="status" style="font-weight:600;margin:2px 0 6px">{escape_text(sweep.progress.words)}</div>'
        f'<table style="border-collapse:collapse;font-size:0.95em"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>{f'<ul>{notes}</ul>' if notes else ''}</div>"
    )


def columns(cells: Sequence[Cell]) -> list[str]:
    """The facets that are not the same in every row; the prompt always."""
    found: dict[str, set[str]] = {}
    facets = [cell.facets() for cell in cells]
    for name in dict.fromkeys(name for one in facets for name in one):
        found[name] = {one.get(name, "") for one in facets}
    return [name for name, texts in found.items() if len(texts) > 1 or name in ("prompt", "model")]


def _line(cell: Cell, names: Sequence[str], *, free: bool) -> str:
    facets = cell.facets()
    shown = [facets.get(name, "").removeprefix(f"{name} ") for name in names]
    price = str(cell.price or ("free" if free else "not known")) if cell.shot and cell.state != "have it" else ""
    colour = ";color:var(--jp-error-color1,#c62828)" if cell.state in ("failed", "refused") else ""
    note = f'<div style="{QUIET}">{escape_text(cell.note)}</div>' if cell.note and cell.applies else ""
    words = "Ready" if cell.state == "ready" else cell.words  # the price has a place of its own
    state = f"{SIGNS.get(cell.state, '')} {words}".strip()
    shown += [price.replace(" ", "\u00a0")]
    texts = "".join(f'<td style="{CELL}">{escape_text(text)}</td>' for text in shown)
    head = f'<th scope="row" style="{CELL};font-weight:normal">{escape_text(cell.key.removeprefix("c"))}</th>'
    return f'<tr>{head}{texts}<td style="{CELL}{colour}">{escape_text(state)}{note}</td></tr>'
