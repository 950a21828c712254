"""What the page of a sweep's board is told: the whole, its cells, how far each is, and what a press would cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...media import shown_path
from ...status import Phase, Progress
from ...studio.sweep.items import Cell, Cost, State
from ...studio.sweep.table import columns
from ..compare.entries import Entry

if TYPE_CHECKING:
    from ...studio.sweep.sweep import Sweep

__all__ = ["Offer", "begun", "entry_of", "head_of", "live_of", "offer_again", "offer_all", "offer_failed", "rows_of"]

PHASES: dict[State, Phase] = {"done": "done", "have it": "done", "running": "working"}
PHASES |= {"failed": "failed", "refused": "failed", "does not apply": "failed", "cancelled": "cancelled"}


@dataclass(frozen=True)
class Offer:
    """What a press of a button would do, and cost. What the person agrees to is this text and no other.

    `question` is put to the person before, where the price is above the sweep's limit, or not known.
    """

    text: str
    cost: Cost
    question: str = ""


def offer_all(sweep: Sweep) -> Offer | None:
    """To make all that is due, and to take up what is on its way."""
    due = [cell for cell in sweep.cells if cell.due]
    coming = [cell for cell in sweep.cells if cell.state == "on its way" and not cell.due]
    if due:
        return _offer(f"Make {_clips(len(due))}", due, sweep)
    return Offer(f"Fetch {_clips(len(coming))} · nothing to pay", Cost(free=True)) if coming else None


def offer_failed(sweep: Sweep) -> Offer | None:
    """To try all again that has failed and surely was not billed."""
    failed = [cell for cell in sweep.cells if cell.state == "failed" and cell.error and cell.error.billed is False]
    words = "Try the failed one again" if len(failed) == 1 else f"Try the {len(failed)} failed ones again"
    return _offer(words, failed, sweep) if failed else None


def offer_again(sweep: Sweep, cell: Cell) -> Offer | None:
    """To try this one again."""
    return _offer("Try again", [cell], sweep) if cell.state in ("failed", "cancelled") else None


def _offer(words: str, cells: Sequence[Cell], sweep: Sweep) -> Offer:
    cost = Cost.of([cell.price for cell in cells], free=sweep.world == "sandbox")
    return Offer(f"{words} · {cost}", cost, _question(cost) if cost.above(sweep.limit) else "")


def _question(cost: Cost) -> str:
    if not cost.unknown:
        return f"Pay {cost} for {_clips(cost.known)}?"
    if not cost.known:
        return f"What {_clips(cost.unknown)} cost{'s' * (cost.unknown == 1)} is not known. Pay whatever it is?"
    known = Cost(cost.amount, cost.exact, cost.known)
    return f"Pay {known} for {_clips(cost.known)}, and whatever {cost.unknown} more cost{'s' * (cost.unknown == 1)}?"


def _clips(count: int) -> str:
    return f"{count} clip{'' if count == 1 else 's'}"


def head_of(sweep: Sweep) -> dict[str, Any]:
    """The whole: its sentence and bar, and what the buttons say."""
    progress, every, failed = sweep.progress, offer_all(sweep), offer_failed(sweep)
    return {
        "world": sweep.world,
        "busy": not sweep.done,
        "words": progress.words,
        "phase": progress.phase,
        "fraction": None if progress.fraction is None else round(progress.fraction, 4),
        "elapsed": round(progress.elapsed, 1),
        "make": every.text if every else "",
        "again": failed.text if failed else "",
        "notes": list(sweep.notes),
    }


def rows_of(sweep: Sweep) -> list[dict[str, Any]]:
    """The cells as they were planned: what changes only when some are added."""
    names = [name for name in columns(sweep.cells) if name != "prompt"]
    return [_row(cell, names, free=sweep.world == "sandbox") for cell in sweep.cells]


def _row(cell: Cell, names: Iterable[str], *, free: bool) -> dict[str, Any]:
    facets = cell.facets()
    still = cell.shot.start_image if cell.shot is not None else None
    price = str(cell.price or ("free" if free else "price unknown")) if cell.shot is not None else ""
    return {
        "key": cell.key,
        "number": cell.key.removeprefix("c"),
        "label": cell.label,
        "prompt": cell.prompt,
        "about": " · ".join(text for name in names if (text := facets.get(name, ""))),
        "price": price,
        "note": cell.note if cell.applies else "",
        "still": still.digest[:16] if still is not None else "",
        "ratio": round(still.width / still.height, 3) if still is not None and still.height else None,
    }


def live_of(sweep: Sweep) -> dict[str, dict[str, Any]]:
    """How far each cell is, by its key."""
    return {cell.key: _live(sweep, cell) for cell in sweep.cells}


def _live(sweep: Sweep, cell: Cell) -> dict[str, Any]:
    progress = cell.job.progress if cell.job is not None and cell.state == "running" else None
    again = offer_again(sweep, cell)
    return {
        "state": cell.state,
        "words": _words(cell),
        "fraction": None if progress is None or progress.fraction is None else round(cell.fraction, 4),
        "elapsed": round(progress.elapsed, 1) if progress else 0.0,
        "again": again.text if again else "",
        "clip": shown_path(cell.clip.path) if cell.clip is not None else "",
        "comparable": begun(cell),
    }


def _words(cell: Cell) -> str:
    """Its sentence, without what has a place of its own on the board: the price and the file."""
    if cell.state == "ready":
        return "Ready"
    if cell.state == "have it":
        return "Have it · not paid again"
    words = cell.words
    if cell.clip is not None:
        words = words.removesuffix(f" · {shown_path(cell.clip.path)}").removesuffix(f" · {_price(cell)}")
    return words


def _price(cell: Cell) -> str:
    return str(cell.price) if cell.price is not None else "free (sandbox)"


def begun(cell: Cell) -> bool:
    """Whether there is a clip, or one is being made, so that it can stand in the comparison."""
    return cell.clip is not None or cell.job is not None or bool(cell.busy)


def entry_of(cell: Cell) -> Entry:
    """A cell as a place in the comparison, as it is now."""
    told = Progress(PHASES.get(cell.state, "waiting"), _words(cell), None, 0.0)
    if cell.state == "running" and cell.job is not None:
        told = cell.job.progress
    return Entry(cell.key, cell.label, cell.clip, cell.job, cell.shot, told)
