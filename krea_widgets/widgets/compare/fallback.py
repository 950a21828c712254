"""The contact sheet that stays when the kernel is gone: clips side by side under their labels, as plain HTML."""

from __future__ import annotations

from collections.abc import Sequence

from ..._util.html import escape_text
from ...media import clip_html, shot_html
from .entries import CompareEntry

__all__ = ["MOST_KEPT", "sheet_html"]

MOST_KEPT = 12  # clips in the output; each has a poster of up to 30 KB


def sheet_html(token: str, entries: Sequence[CompareEntry], *, above: str = "") -> str:
    """The sheet, which a living widget hides by its `token`; `above` is HTML to stand over it."""
    cells = "".join(
        f'<div style="flex:1 1 260px;max-width:420px;min-width:0">{_cell(one)}</div>' for one in entries[:MOST_KEPT]
    )
    rest = len(entries) - MOST_KEPT
    more = f'<p style="opacity:.75">and {rest} more: run the cell to see them</p>' if rest > 0 else ""
    sheet = f'<div style="display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start">{cells}</div>'
    return f'<div class="krea-fallback kw-fallback-{token}">{above}{sheet}{more}</div>'


def _cell(entry: CompareEntry) -> str:
    heading = f'<div style="font-weight:600;margin-bottom:4px;overflow-wrap:anywhere">{escape_text(entry.label)}</div>'
    if entry.clip is not None:
        return heading + clip_html(entry.clip)
    return heading + (shot_html(entry.shot, entry.progress.message) if entry.shot is not None else "")
