"""What a sweep says of itself: how far it is, in a sentence, and what should be known before its clips are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..._util.text import clock_time
from ...catalogue import Catalogue
from ...status import Phase, Progress
from .items import Cost, SweepItem
from .scheduler import Scheduler

__all__ = ["chance_notes", "whole"]

LIVELY = ("running", "in line", "on its way", "failed", "cancelled")
LEFT_OUT = {"refused": ("refused", "refused"), "does not apply": ("does not apply", "do not apply")}


def whole(items: Sequence[SweepItem], scheduler: Scheduler, price: Cost, spent: Cost) -> Progress:
    """How far all items together are; those that cannot be made do not count.

    Args:
        items: All of them.
        scheduler: Who makes them.
        price: Of what is still to be made.
        spent: On what was made.
    """
    count = Counter[str](item.state for item in items)
    wanted = [item for item in items if item.state not in LEFT_OUT]
    made = count["done"] + count["have it"]
    if scheduler.began:
        message = [f"{made} of {len(wanted)} made", *(f"{count[one]} {one}" for one in LIVELY if count[one])]
        message += [clock_time(scheduler.elapsed), *([str(spent)] if count["done"] else [])]
    else:
        message = [f"{len(wanted)} clip{'' if len(wanted) == 1 else 's'}", str(price)]
        message += [f"{made} made already"] * bool(made) + [f"{count['on its way']} on its way"] * bool(
            count["on its way"]
        )
    message += [
        f"{count[one]} {several if count[one] > 1 else single}"
        for one, (single, several) in LEFT_OUT.items()
        if count[one]
    ]
    phase: Phase = "working" if scheduler.busy else "waiting"
    if scheduler.began and not scheduler.busy:
        phase = "failed" if count["failed"] else "done"
    fraction = sum(item.fraction for item in wanted) / len(wanted) if wanted else None
    return Progress(phase, " · ".join(message), fraction, scheduler.elapsed)


def chance_notes(items: Sequence[SweepItem], catalogue: Catalogue) -> tuple[str, ...]:
    """For each model that makes several clips without a fixed seed: that they differ by chance as well."""
    made = [item for item in items if item.shot is not None]
    several = Counter(item.model for item in made)
    found: dict[str, None] = {}
    for item in made:
        if several[item.model] < 2 or item.values.get("seed") is not None:
            continue
        if "seed" in catalogue.find(item.model):
            found[f"{item.title} was given no seed: its clips also differ by chance. seed=1 prevents that."] = None
        else:
            found[f"{item.title} takes no seed: its clips also differ by chance. repeats=2 shows by how much."] = None
    return tuple(found)
