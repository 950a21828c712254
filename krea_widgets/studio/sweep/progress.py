"""What a sweep says of itself: how far it is, in a sentence, and what should be known before its clips are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..._util.text import clock_time
from ...catalogue import Catalogue
from ...status import Phase, Progress
from .items import Cell, Cost
from .scheduler import Crew

__all__ = ["chance_notes", "whole"]

LIVELY = ("running", "in line", "on its way", "failed", "cancelled")
LEFT_OUT = {"refused": ("refused", "refused"), "does not apply": ("does not apply", "do not apply")}


def whole(cells: Sequence[Cell], crew: Crew, price: Cost, spent: Cost) -> Progress:
    """How far all cells together are; those that cannot be made do not count.

    Args:
        cells: All of them.
        crew: Who makes them.
        price: Of what is still to be made.
        spent: On what was made.
    """
    count = Counter[str](cell.state for cell in cells)
    wanted = [cell for cell in cells if cell.state not in LEFT_OUT]
    made = count["done"] + count["have it"]
    if crew.began:
        words = [f"{made} of {len(wanted)} made", *(f"{count[one]} {one}" for one in LIVELY if count[one])]
        words += [clock_time(crew.elapsed), *([str(spent)] if count["done"] else [])]
    else:
        words = [f"{len(wanted)} clip{'' if len(wanted) == 1 else 's'}", str(price)]
        words += [f"{made} made already"] * bool(made) + [f"{count['on its way']} on its way"] * bool(
            count["on its way"]
        )
    words += [
        f"{count[one]} {several if count[one] > 1 else single}"
        for one, (single, several) in LEFT_OUT.items()
        if count[one]
    ]
    phase: Phase = "working" if crew.busy else "waiting"
    if crew.began and not crew.busy:
        phase = "failed" if count["failed"] else "done"
    fraction = sum(cell.fraction for cell in wanted) / len(wanted) if wanted else None
    return Progress(phase, " · ".join(words), fraction, crew.elapsed)


def chance_notes(cells: Sequence[Cell], catalogue: Catalogue) -> tuple[str, ...]:
    """For each model that makes several clips without a fixed seed: that they differ by chance as well."""
    made = [cell for cell in cells if cell.shot is not None]
    several = Counter(cell.model for cell in made)
    found: dict[str, None] = {}
    for cell in made:
        if several[cell.model] < 2 or cell.values.get("seed") is not None:
            continue
        if "seed" in catalogue.find(cell.model):
            found[f"{cell.title} was given no seed: its clips also differ by chance. seed=1 prevents that."] = None
        else:
            found[f"{cell.title} takes no seed: its clips also differ by chance. repeats=2 shows by how much."] = None
    return tuple(found)
