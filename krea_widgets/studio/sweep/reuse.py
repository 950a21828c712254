"""Finds existing clips and jobs for the items of a sweep, so that nothing is paid twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import KreaError
from ...journal import Entry
from ...media import Clip
from .sweep_item import ItemState, SweepItem

if TYPE_CHECKING:
    from ...engine import Job
    from ..studio import BaseStudio

__all__ = ["adopt", "is_held_elsewhere", "not_resumed", "reuse", "take"]

# The journal's states of a job that makes no clip any more.
OVER = ("done", "failed", "cancelled")


def reuse(studio: BaseStudio, items: Sequence[SweepItem]) -> None:
    """Give each ready item an existing clip of the same shot, or else the promise of a job.

    Each clip and job is given to one item only: n repeats need n clips. A clip counts if the journal has it for this
    backend, and its file is complete.
    """
    for item in items:
        if item.clip is not None and not item.owned and not item.clip.path.is_file():
            # Deleted since it was planned.
            item.clip = None
    live = _live(studio)
    wanting: dict[str, list[SweepItem]] = defaultdict(list)
    for item in items:
        if item.shot is not None and item.job is None and item.state in (ItemState.READY, ItemState.IN_PROGRESS):
            item.promised, item.unsent = "", False
            wanting[item.shot.digest].append(item)
    # After the old promises are withdrawn: an item can get its own job again.
    used, taken = _used(items)
    for digest, alike in wanting.items():
        entries = studio.journal.find(studio.backend, digest)
        clips = _free(entries, used, taken)
        for item, clip in zip(alike, clips, strict=False):
            item.clip = clip
        keys = [key for key, job in live.items() if job.shot.digest == digest]
        keys += [entry.key for entry in entries if entry.state not in OVER and entry.key not in keys]
        without = [item for item in alike if item.clip is None]
        never_sent = {entry.key for entry in entries if entry.state == "asked" and studio.journal.is_free(entry)}
        never_sent -= live.keys()
        for item, key in zip(without, (key for key in keys if key not in taken), strict=False):
            item.promised, item.unsent = key, key in never_sent


def adopt(studio: BaseStudio, chosen: Sequence[SweepItem], items: Sequence[SweepItem]) -> None:
    """Turn promises into jobs. An item whose promised job has ended without a clip is ready again.

    `studio.resume(only=…)` first resumes the jobs that this kernel does not watch. An item whose job another kernel
    holds keeps its promise; the scheduler waits for that job.

    Args:
        studio: Has the jobs.
        chosen: The items whose promised jobs are wanted.
        items: All items of the sweep.
    """
    promised = [item for item in chosen if item.promised]
    if not promised:
        return
    jobs = _live(studio)
    left = {item.promised for item in promised} - jobs.keys()
    # Only these: resuming any other unsent job would send it, and it would be paid.
    if left:
        jobs |= {job.key: job for job in studio.resume(only=left)}
    for item in promised:
        item.job, item.promised = jobs.get(item.promised), ""
        # What was resumed is no longer to be paid.
        item.unsent = item.unsent and item.job is None
    # Some may have ended just now.
    reuse(studio, items)
    for item in chosen:
        # A promise that is new since then is the scheduler's.
        if item.promised in left and not is_held_elsewhere(studio, item):
            item.promised = ""
            item.error = not_resumed()


def not_resumed() -> KreaError:
    """The error of an item that is not made because its clip may be paid for already."""
    return KreaError(
        "An earlier job, which may still make this clip, could not be resumed here.",
        advice="Retry later, or pay again with retry(item, confirm=True).",
    )


def take(studio: BaseStudio, item: SweepItem, items: Sequence[SweepItem]) -> set[str]:
    """Give a queued item what has appeared meanwhile: a clip of the same shot, a job here, or a promise.

    So a sweep that runs in two kernels, or twice in one kernel, pays for each item once.

    Returns:
        The keys of all jobs of the shot, for `BaseStudio.shoot_unless`.
    """
    # For the type checker: only checked items are queued.
    assert item.shot is not None  # noqa: S101
    item.promised = ""
    used, taken = _used(items)
    entries = studio.journal.find(studio.backend, item.shot.digest)
    item.clip = next(iter(_free(entries, used, taken)), None)
    if item.clip is None:
        jobs = (job for key, job in _live(studio).items() if key not in taken and not job.cancel_asked)
        item.job = next((job for job in jobs if job.shot.digest == item.shot.digest), None)
        if item.job is None and not item.anew:
            waiting = (entry for entry in entries if entry.state not in OVER and entry.key not in taken)
            item.promised = next((entry.key for entry in waiting), "")
    return {entry.key for entry in entries}


def is_held_elsewhere(studio: BaseStudio, item: SweepItem) -> bool:
    """Whether the item's promised job is open, and another kernel watches it."""
    entry = studio.journal.entry(item.promised)
    return entry is not None and entry.state not in OVER and not studio.journal.is_free(entry)


def _used(items: Sequence[SweepItem]) -> tuple[set[Path], set[str]]:
    """The paths of the items' clips, and the keys of their jobs and promised jobs."""
    clips = {item.clip.path.resolve() for item in items if item.clip is not None}
    return clips, {item.job.key for item in items if item.job is not None} | {item.promised for item in items}


def _live(studio: BaseStudio) -> dict[str, Job]:
    return {job.key: job for job in studio.pending() if job.backend == studio.backend}


def _free(entries: Sequence[Entry], used: set[Path], taken: set[str]) -> list[Clip]:
    """The complete clips that no item has, or gets from its job; the oldest first."""
    found: dict[Path, Clip] = {}
    for entry in entries:
        if entry.state != "done" or entry.clip is None or entry.key in taken:
            continue
        try:
            clip = Clip.open(entry.clip)
            if clip.duration > 0:
                found.setdefault(clip.path.resolve(), clip)
        except (OSError, ValueError):
            # Deleted or damaged, so it is made again.
            continue
    return [clip for path, clip in found.items() if path not in used]
