"""Finds the clips of a sweep that are made already, or being made, so that nothing is paid twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import KreaError
from ...journal import Entry
from ...media import Clip
from .items import SweepItem

if TYPE_CHECKING:
    from ...engine import Job
    from ..studio import Studio

__all__ = ["adopt", "is_held_elsewhere", "not_taken_up", "reuse", "take"]

OVER = ("done", "failed", "cancelled")  # what the journal says of a job that is of no more use, but for its clip


def reuse(studio: Studio, items: Sequence[SweepItem]) -> None:
    """Give each ready item a clip, or else the promise of a job, of the very same shot; each of them to one item only.

    A clip counts when the journal knows it in this backend and its file is still whole: n repeats need n clips.
    """
    for item in items:
        if item.clip is not None and not item.owned and not item.clip.path.is_file():
            item.clip = None  # deleted since it was planned
    used, taken = _used(items)
    live = _live(studio)
    wanting: dict[str, list[SweepItem]] = defaultdict(list)
    for item in items:
        if item.shot is not None and item.job is None and item.state in ("ready", "on its way"):
            item.promised, item.unsent = "", False
            wanting[item.shot.digest].append(item)
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


def adopt(studio: Studio, items: Sequence[SweepItem]) -> None:
    """Turn promises into jobs that can be waited for; one that has come to nothing leaves its item ready.

    Jobs that this kernel does not watch are resumed first, by `studio.resume(only=…)`. An item whose job another kernel
    holds keeps its promise, and waits in line for what comes of it.
    """
    promised = [item for item in items if item.promised]
    if not promised:
        return
    jobs = _live(studio)
    left = {item.promised for item in promised} - jobs.keys()
    if left:  # these only: a leftover that was never sent would be sent, and paid
        jobs |= {job.key: job for job in studio.resume(only=left)}
    for item in promised:
        item.job, item.promised = jobs.get(item.promised), ""
    reuse(studio, items)  # some may have ended just now
    for item in items:
        if item.promised and not is_held_elsewhere(studio, item):
            item.promised = ""
            item.error = not_taken_up()


def not_taken_up() -> KreaError:
    """Why an item is not made: its clip may be paid for already."""
    return KreaError(
        "An earlier job, which may still give this very clip, could not be taken up here.",
        advice="Retry later, or pay anew with retry(item, confirm=True).",
    )


def take(studio: Studio, item: SweepItem, items: Sequence[SweepItem]) -> set[str]:
    """Give an item that was in line what came about meanwhile: a clip of the very same shot, a job here, or a promise.

    So a sweep that is run in two kernels, or planned and run once more while the first one still has items in line,
    pays for each of them once.

    Returns:
        The keys of all jobs of the shot, for `Studio.shoot_unless`.
    """
    assert item.shot is not None  # noqa: S101 (only checked items are put in line; said for the type checker)
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


def is_held_elsewhere(studio: Studio, item: SweepItem) -> bool:
    """Whether the job that an item was promised is open, and another kernel's."""
    entry = studio.journal.entry(item.promised)
    return entry is not None and entry.state not in OVER and not studio.journal.is_free(entry)


def _used(items: Sequence[SweepItem]) -> tuple[set[Path], set[str]]:
    """The clips that items have, and the keys of the jobs that they have or wait for."""
    clips = {item.clip.path.resolve() for item in items if item.clip is not None}
    return clips, {item.job.key for item in items if item.job is not None} | {item.promised for item in items}


def _live(studio: Studio) -> dict[str, Job]:
    return {job.key: job for job in studio.jobs() if job.backend == studio.backend}


def _free(entries: Sequence[Entry], used: set[Path], taken: set[str]) -> list[Clip]:
    """Those clips on disk that no item has, or is about to have from its job; the oldest first."""
    found: dict[Path, Clip] = {}
    for entry in entries:
        if entry.state != "done" or entry.clip is None or entry.key in taken:
            continue
        try:
            clip = Clip.open(entry.clip)
            if clip.duration > 0:
                found.setdefault(clip.path.resolve(), clip)
        except (OSError, ValueError):  # deleted or damaged: it has to be made anew
            continue
    return [clip for path, clip in found.items() if path not in used]
