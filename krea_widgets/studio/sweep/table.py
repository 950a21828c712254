"""The items of a sweep as the rows of a table: plain values, and HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..._util.html import escape_text
from ..blind_choice import BlindRank, rank_columns
from ..motion_columns import with_motion
from .sweep_item import ItemState, SweepItem

__all__ = ["columns", "rows_of", "table_html"]

CELL = "text-align:left;padding:3px 10px 3px 0;vertical-align:top;overflow-wrap:break-word"
QUIET = "color:var(--jp-ui-font-color2,inherit)"
SIGNS = {ItemState.DONE: "✓", ItemState.REUSED: "✓", ItemState.FAILED: "✗", ItemState.INVALID: "✗"}
SIGNS |= {ItemState.RUNNING: "▸", ItemState.IN_PROGRESS: "▸"}


def rows_of(items: Sequence[SweepItem], ranks: Mapping[str, BlindRank]) -> list[dict[str, Any]]:
    """A dict of plain values for each item, all with the same keys; `ranks`, if there are any, by the items' keys."""
    names = list(dict.fromkeys(name for item in items for name in item.values))
    rows = [{**_row(item, names), **(rank_columns(ranks.get(item.key)) if ranks else {})} for item in items]
    return with_motion(rows, [item.clip for item in items])


def table_html(items: Sequence[SweepItem], message: str, notes: Iterable[str], *, free: bool) -> str:
    """A line for the whole sweep, a row for each item, and the notes."""
    names = columns(items)
    heads = ["no.", *names, "price", "state"]
    head = "".join(f'<th scope="col" style="{CELL}">{escape_text(name)}</th>' for name in heads)
    body = "".join(_line(item, names, free=free) for item in items)
    listed = "".join(f'<li style="{QUIET}">{escape_text(note)}</li>' for note in notes)
    return (
        '<div class="kw-sweep" style="max-width:100%;overflow-x:auto;color:var(--jp-content-font-color1,inherit)">'
        f'<div role="status" style="font-weight:600;margin:2px 0 6px">{escape_text(message)}</div>'
        f'<table style="border-collapse:collapse;font-size:0.95em"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>{f'<ul>{listed}</ul>' if listed else ''}</div>"
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
    shown += [price.replace(" ", "\u00a0").replace("·\u00a0", "· ")]
    texts = "".join(f'<td style="{CELL}">{escape_text(text)}</td>' for text in shown)
    head = f'<th scope="row" style="{CELL};font-weight:normal">{escape_text(item.key.removeprefix("c"))}</th>'
    # The path in it breaks anywhere, so that the table fits a page of paper.
    return f'<tr>{head}{texts}<td style="{CELL};overflow-wrap:anywhere{colour}">{escape_text(state)}{note}</td></tr>'
