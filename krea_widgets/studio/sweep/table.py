"""The representations of a sweep: rows of plain values, CSV, JSON, HTML, and the board."""

from __future__ import annotations

import json
import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..._util.files import write_atomic
from ..._util.html import escape_text
from ..._util.notebook import in_notebook
from ...settings import absolute_path
from ..records import write_csv
from .items import ItemState, SweepItem

if TYPE_CHECKING:
    from ...job_status import Progress
    from .items import Cost

__all__ = ["SweepTable", "columns"]

CELL = "text-align:left;padding:3px 10px 3px 0;vertical-align:top;overflow-wrap:break-word"
QUIET = "color:var(--jp-ui-font-color2,inherit)"
SIGNS = {ItemState.DONE: "✓", ItemState.REUSED: "✓", ItemState.FAILED: "✗", ItemState.INVALID: "✗"}
SIGNS |= {ItemState.RUNNING: "▸", ItemState.IN_PROGRESS: "▸"}


class SweepTable(ABC):
    """The base of `Sweep` that shows its items as the rows of a table.

    Args:
        board: Makes the widget that a notebook shows. The widgets are a layer above, so the caller passes it.
    """

    items: tuple[SweepItem, ...]
    backend: str

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
        """The items as rows of plain values: `pandas.DataFrame(sweep.table())`. Prices are in USD."""
        names = list(dict.fromkeys(name for item in self.items for name in item.values))
        return [_row(item, names) for item in self.items]

    def to_csv(self, path: str | os.PathLike[str]) -> Path:
        """Write `table()` as CSV, in UTF-8 with the byte order mark that Excel needs; replace an older file."""
        return write_csv(self.table(), path)

    def to_json(self, path: str | os.PathLike[str]) -> Path:
        """Write `table()` as JSON, with the sweep's message and notes; replace an older file."""
        content = {
            "krea_widgets": 1,
            "backend": self.backend,
            "message": self.progress.message,
            "notes": list(self.notes),
            "items": self.table(),
        }
        text = json.dumps(content, ensure_ascii=False, indent=1, default=str)
        where = absolute_path(path)
        write_atomic(where, text.encode("utf-8", "backslashreplace"))
        return where

    def board(self, *, target: Any = None) -> Any:
        """The one widget of this sweep: the plan with its price and a button, the progress, and the clips side by side.

        Args:
            target: An `Animate` widget into which the page can copy a clip's settings, after showing them.
        """
        if self._board is None:
            if self._make_board is None:
                raise NotImplementedError("This sweep has no board; one of krea.sweep(...) has.")
            self._board = self._make_board(self)
        if target is not None:
            self._board.target = target
        return self._board

    def forget_board(self, board: Any) -> None:
        """Make a new board when the sweep is next shown; a board that is closed calls it."""
        if self._board is board:
            self._board = None

    def _ipython_display_(self, **kwargs: Any) -> None:
        """Show the board; outside a notebook, IPython shows the table or the text instead."""
        if not in_notebook():
            raise NotImplementedError
        self.board()._ipython_display_(**kwargs)

    def __repr__(self) -> str:
        next_step = " · `run()` submits them" if any(item.due for item in self.items) else ""
        lines = (f"\n  {item.label}: {item.message}" for item in self.items)
        return f"<Sweep · {self.progress.message}{next_step}>{''.join(lines)}"

    def _repr_html_(self) -> str:
        """A line for the whole sweep, a row for each item, and the notes."""
        names = columns(self.items)
        heads = ["no.", *names, "price", "state"]
        head = "".join(f'<th scope="col" style="{CELL}">{escape_text(name)}</th>' for name in heads)
        body = "".join(_line(item, names, free=self.price.free) for item in self.items)
        notes = "".join(f'<li style="{QUIET}">{escape_text(note)}</li>' for note in self.notes)
        return (
            '<div class="kw-sweep" style="max-width:100%;overflow-x:auto;color:var(--jp-content-font-color1,inherit)">'
            f'<div role="status" style="font-weight:600;margin:2px 0 6px">{escape_text(self.progress.message)}</div>'
            f'<table style="border-collapse:collapse;font-size:0.95em"><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table>{f'<ul>{notes}</ul>' if notes else ''}</div>"
        )


def _row(item: SweepItem, names: Sequence[str]) -> dict[str, Any]:
    clip = item.clip
    seconds = clip.settings.get("seconds") if clip else None
    return {
        "label": item.label,
        "source": item.source,
        "image": item.image,
        "prompt": item.prompt,
        "model": item.model,
        **{name: _plain(item, name) for name in names},
        "take": item.take,
        "state": item.state.value,
        "price": item.price.amount if item.price else None,
        "price_exact": item.price.exact if item.price else None,
        "price_at_krea": item.at_krea.amount if item.at_krea else None,
        "message": item.message,
        "note": item.note,
        "job_id": (clip.job_id if clip else "") or (item.job.id if item.job else None) or "",
        "clip": str(clip.path) if clip else "",
        "seconds": seconds if isinstance(seconds, (int, float)) else None,
        "call": clip.settings.get("call") if clip else item.shot.call() if item.shot else "",
    }


def _plain(item: SweepItem, name: str) -> Any:
    value = item.values.get(name)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return item.facets()[name].removeprefix(f"{name} ")


def columns(items: Sequence[SweepItem]) -> list[str]:
    """The names of the facets that differ between the rows; the prompt and the model always."""
    found: dict[str, set[str]] = {}
    facets = [item.facets() for item in items]
    for name in dict.fromkeys(name for one in facets for name in one):
        found[name] = {one.get(name, "") for one in facets}
    return [name for name, texts in found.items() if len(texts) > 1 or name in ("prompt", "model")]


def _line(item: SweepItem, names: Sequence[str], *, free: bool) -> str:
    facets = item.facets()
    shown = [facets.get(name, "").removeprefix(f"{name} ") for name in names]
    price = item.price_text(free=free) if item.shot and item.state is not ItemState.REUSED else ""
    colour = ";color:var(--jp-error-color1,#c62828)" if item.state in (ItemState.FAILED, ItemState.INVALID) else ""
    note = f'<div style="{QUIET}">{escape_text(item.note)}</div>' if item.note and item.applies else ""
    # The price has its own column.
    message = "Ready" if item.state is ItemState.READY else item.message
    state = f"{SIGNS.get(item.state, '')} {message}".strip()
    shown += [price.replace(" ", "\u00a0")]
    texts = "".join(f'<td style="{CELL}">{escape_text(text)}</td>' for text in shown)
    head = f'<th scope="row" style="{CELL};font-weight:normal">{escape_text(item.key.removeprefix("c"))}</th>'
    return f'<tr>{head}{texts}<td style="{CELL}{colour}">{escape_text(state)}{note}</td></tr>'
