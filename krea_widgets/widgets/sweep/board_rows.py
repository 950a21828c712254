"""The rows of a sweep board for the page: the whole sweep, its items, their progress, and the offers on the buttons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from ..._util.files import shown_path
from ...catalogue import bundled
from ...job_status import Phase, Progress
from ...studio.sweep.sweep_item import Cost, ItemState, SweepItem
from ...studio.sweep.table import columns
from ..compare.entries import CompareEntry
from ..serialize import FIRST, clip_row, summary

if TYPE_CHECKING:
    from pathlib import Path

    from ...media import Clip
    from ...studio.sweep.sweep import Sweep

__all__ = [
    "Offer",
    "begun",
    "entry_of",
    "head_of",
    "live_of",
    "motion_row",
    "offer_again",
    "offer_all",
    "offer_failed",
    "rows_of",
]

PHASES: dict[ItemState, Phase] = {
    ItemState.DONE: "done",
    ItemState.REUSED: "done",
    ItemState.RUNNING: "working",
    ItemState.FAILED: "failed",
    ItemState.INVALID: "failed",
    ItemState.NOT_APPLICABLE: "failed",
    ItemState.CANCELLED: "cancelled",
}

# The states in which an item can be included in the next run, or left out of it.
CHOOSABLE = (ItemState.READY, ItemState.IN_PROGRESS, ItemState.CANCELLED, ItemState.LEFT_OUT)
# Facets of clips of the same request, which are behind each other in a grid.
REPEATS = ("take", "seed")
# A grid with more columns is a list.
MOST_COLUMNS = 8
# The part of a grid's cells that has an item.
FULL = 0.75
NONE: Mapping[Path, object] = {}


class Grid(NamedTuple):
    """The facets that a grid's columns and rows have in their heads, beside the prompts of the rows."""

    heads: Sequence[str]
    rows: Sequence[str]


@dataclass(frozen=True)
class Offer:
    """The text of a button with its cost: the person agrees to this text and no other.

    `question` is asked first, if the price is unknown or above the sweep's limit.
    """

    text: str
    cost: Cost
    question: str = ""


def offer_all(sweep: Sweep) -> Offer | None:
    """Make all due items, or fetch those in progress."""
    due = [item for item in sweep.items if item.due]
    states = [item.state for item in sweep.items]
    possible = [state for state in states if state not in (ItemState.INVALID, ItemState.NOT_APPLICABLE)]
    coming = [item for item in sweep.items if item.state is ItemState.IN_PROGRESS and not item.due]
    if due:
        some = f"{len(due)} of " if ItemState.LEFT_OUT in states else ""
        return _offer(f"Make {some}{_clips(len(possible) if some else len(due))}", due, sweep)
    return Offer(f"Fetch {_clips(len(coming))} · nothing to pay", Cost(free=True)) if coming else None


def offer_failed(sweep: Sweep) -> Offer | None:
    """Try all failed items again that were certainly not billed."""
    failed = [
        item for item in sweep.items if item.state is ItemState.FAILED and item.error and item.error.billed is False
    ]
    text = "Try the failed one again" if len(failed) == 1 else f"Try the {len(failed)} failed ones again"
    return _offer(text, failed, sweep) if failed else None


def offer_again(sweep: Sweep, item: SweepItem) -> Offer | None:
    return _offer("Try again", [item], sweep) if item.state in (ItemState.FAILED, ItemState.CANCELLED) else None


def _offer(text: str, items: Sequence[SweepItem], sweep: Sweep) -> Offer:
    cost = sweep.cost(items)
    return Offer(f"{text} · {cost}", cost, _question(cost) if cost.above(sweep.limit) else "")


def _question(cost: Cost) -> str:
    if not cost.unknown:
        return f"Pay {cost} for {_clips(cost.known)}?"
    if not cost.known:
        return f"What {_clips(cost.unknown)} cost{'s' * (cost.unknown == 1)} is not known. Pay whatever it is?"
    known = Cost(cost.amount, cost.exact, cost.known)
    return f"Pay {known} for {_clips(cost.known)}, and whatever {cost.unknown} more cost{'s' * (cost.unknown == 1)}?"


def _clips(count: int) -> str:
    return f"{count} clip{'' if count == 1 else 's'}"


def head_of(sweep: Sweep, *, measuring: bool = False) -> dict[str, Any]:
    """The sweep's message and progress, the texts of the buttons, and whether clips are being measured."""
    progress, every, failed = sweep.progress, offer_all(sweep), offer_failed(sweep)
    return {
        "backend": sweep.backend,
        "busy": not sweep.done(),
        "message": progress.message,
        "phase": progress.phase,
        "fraction": None if progress.fraction is None else round(progress.fraction, 4),
        "elapsed": round(progress.elapsed, 1),
        "make": every.text if every else "",
        "again": failed.text if failed else "",
        "notes": [note for note, _ in sweep.remarks],
        "measuring": measuring,
    }


def rows_of(sweep: Sweep) -> list[dict[str, Any]]:
    """The planned items, which change only when some are added."""
    names = [name for name in columns(sweep.items) if name != "prompt"]
    grid = _grid(sweep.items, names)
    return [_row(item, names, grid, free=sweep.backend == "sandbox") for item in sweep.items]


def _grid(items: Sequence[SweepItem], names: Iterable[str]) -> Grid | None:
    """The grid that a product of prompts and models, or of prompts and values, is; None for a list."""
    facets = [_facets(item) for item in items]
    texts = {name: {one.get(name, "") for one in facets} for name in names}
    several = [name for name in texts if len(texts[name]) > 1 and name not in REPEATS]
    # Images are columns only if the prompts are rows: many images of one prompt are a list.
    values = [name for name in several if name not in ("model", "image")]
    found = "model" if "model" in several else max(values, key=lambda name: len(texts[name]), default="")
    if not found and "image" in several and len({item.prompt for item in items}) > 1:
        found = "image"
    if not found or len(texts[found]) > MOST_COLUMNS:
        return None
    pairs = {name: {(one.get(found, ""), one.get(name, "")) for one in facets} for name in several}
    # What has one value in each column belongs to its head.
    heads = [name for name in several if len(pairs[name]) == len(texts[found])]
    rows = [name for name in several if name not in heads]
    down = {tuple(one.get(name, "") for name in ("prompt", *rows)) for one in facets}
    cells = {tuple(one.get(name, "") for name in ("prompt", found, *rows)) for one in facets}
    # A few cells may be missing, as after `add`.
    return Grid(heads, rows) if len(cells) >= FULL * len(down) * len(texts[found]) else None


def _row(item: SweepItem, names: Iterable[str], grid: Grid | None, *, free: bool) -> dict[str, Any]:
    facets = _facets(item)
    still = item.shot.start_image if item.shot is not None else None
    price = item.price_text(free=free) if item.shot is not None else ""
    return {
        "key": item.key,
        "label": item.label,
        "prompt": item.prompt,
        "about": _joined(facets, names),
        "place": _place(facets, grid) if grid is not None else "",
        "price": price,
        "facts": _facts(item),
        "note": item.note if item.applies else "",
        "cost": item.at_krea.amount if item.at_krea else None,
        "still": still.digest[:16] if still is not None else "",
        "ratio": round(still.width / still.height, 3) if still is not None and still.height else None,
    }


def _facets(item: SweepItem) -> dict[str, str]:
    """The item's texts by name, in which parameters are called as in the form."""
    model = bundled().get(item.model)
    labels = {name: model.parameter(name).label for name in item.values if model is not None and name in model}
    return {
        name: f"{labels[name]}{text.removeprefix(name)}" if name in labels else text
        for name, text in item.facets().items()
    }


def _facts(item: SweepItem) -> str:
    """The main settings that the price is for: "5 s · 9:16"; "" if the model is unknown."""
    model = bundled().get(item.model)
    return summary(model, item.shot.values, only=FIRST) if model is not None and item.shot is not None else ""


def _place(facets: Mapping[str, str], grid: Grid) -> dict[str, str]:
    return {
        "column": _joined(facets, grid.heads) or "default",
        "row": _joined(facets, grid.rows),
        "take": _joined(facets, (name for name in REPEATS if name not in grid.heads)),
    }


def _joined(facets: Mapping[str, str], names: Iterable[str]) -> str:
    return " · ".join(text for name in names if (text := facets.get(name, "")))


def live_of(sweep: Sweep, motions: Mapping[Path, object] = NONE) -> dict[str, dict[str, Any]]:
    """The progress of each item by its key; `motions` has the row of each clip that was measured."""
    return {item.key: _live(sweep, item, motions) for item in sweep.items}


def motion_row(clip: Clip) -> dict[str, Any]:
    """What became of the camera moves, and by the names of the orders the values to sort by, the best one first."""
    motion, followed = clip.motion, clip.followed
    share, likeness = followed.share, motion.start_likeness
    return {
        "text": followed.brief,
        "title": str(followed),
        "asked": None if share is None else -share,
        "amount": None if motion.doubt else -motion.amount,
        "steady": None if motion.doubt else motion.unrest_widths,
        "like": None if likeness is None else -likeness,
    }


def _live(sweep: Sweep, item: SweepItem, motions: Mapping[Path, object]) -> dict[str, Any]:
    progress = item.job.progress if item.job is not None and item.state is ItemState.RUNNING else None
    again = offer_again(sweep, item)
    seconds = item.clip.settings.get("seconds") if item.clip is not None else None
    return {
        "state": item.state.value,
        "message": _message(item),
        "fraction": None if progress is None or progress.fraction is None else round(item.fraction, 4),
        "elapsed": round(progress.elapsed, 1) if progress else 0.0,
        "again": again.text if again else "",
        "clip": clip_row(item.clip) if item.clip is not None else None,
        "seconds": seconds if isinstance(seconds, (int, float)) else None,
        "motion": motions.get(item.clip.path) if item.clip is not None else None,
        "choosable": item.state in CHOOSABLE,
        "comparable": begun(item) and item.state is not ItemState.FAILED,
    }


def _message(item: SweepItem) -> str:
    """The item's message without the price and the file, which have their own places on the board."""
    if item.state is ItemState.READY:
        return "Ready"
    if item.state is ItemState.REUSED:
        return "Already made · no charge"
    message = item.message
    if item.clip is not None:
        price = str(item.price or "free (sandbox)")
        message = message.removesuffix(f" · {shown_path(item.clip.path)}").removesuffix(f" · {price}")
    return message


def begun(item: SweepItem) -> bool:
    """Whether there is a clip, or one is being made, so that the comparison can show it."""
    return item.clip is not None or item.job is not None or item.scheduled is not None


def entry_of(item: SweepItem) -> CompareEntry:
    """The item as an entry of the comparison."""
    reported = Progress(PHASES.get(item.state, "waiting"), _message(item), None, 0.0)
    if item.state is ItemState.RUNNING and item.job is not None:
        reported = item.job.progress
    return CompareEntry(item.key, item.label, item.clip, item.job, item.shot, reported)
