"""Finds the clips of a sweep that are made already, or being made, so that nothing is paid twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import KreaError
from ...journal import Entry
from ...media import Clip
from .items import Cell

if TYPE_CHECKING:
    from ...engine import Job
    from ..studio import Studio

__all__ = ["adopt", "is_held_elsewhere", "not_taken_up", "reuse", "take"]

OVER = ("done", "failed", "cancelled")  # what the journal says of a job that is of no more use, but for its clip


def reuse(studio: Studio, cells: Sequence[Cell]) -> None:
    """Give each ready cell a clip, or else the promise of a job, of the very same shot; each of them to one cell only.

    A clip counts when the journal knows it in this world and its file is still whole: n repeats need n clips.
    """
    for cell in cells:
        if cell.clip is not None and not cell.owned and not cell.clip.path.is_file():
            cell.clip = None  # deleted since it was planned
    used, taken = _used(cells)
    live = _live(studio)
    wanting: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.shot is not None and cell.job is None and cell.state in ("ready", "on its way"):
            cell.promised, cell.unsent = "", False
            wanting[cell.shot.digest].append(cell)
    for digest, alike in wanting.items():
        entries = studio.journal.find(studio.world, digest)
        clips = _free(entries, used, taken)
        for cell, clip in zip(alike, clips, strict=False):
            cell.clip = clip
        keys = [key for key, job in live.items() if job.shot.digest == digest]
        keys += [entry.key for entry in entries if entry.state not in OVER and entry.key not in keys]
        without = [cell for cell in alike if cell.clip is None]
        never_sent = {entry.key for entry in entries if entry.state == "asked" and studio.journal.is_free(entry)}
        never_sent -= live.keys()
        for cell, key in zip(without, (key for key in keys if key not in taken), strict=False):
            cell.promised, cell.unsent = key, key in never_sent


def adopt(studio: Studio, cells: Sequence[Cell]) -> None:
    """Turn promises into jobs that can be waited for; one that has come to nothing leaves its cell ready.

    What this kernel does not watch it takes up first, by `studio.resume(only=…)`. A cell whose job another kernel holds
    keeps its promise, and waits in line for what comes of it.
    """
    promised = [cell for cell in cells if cell.promised]
    if not promised:
        return
    jobs = _live(studio)
    left = {cell.promised for cell in promised} - jobs.keys()
    if left:  # these only: a leftover that was never sent would be sent, and paid
        jobs |= {job.key: job for job in studio.resume(only=left)}
    for cell in promised:
        cell.job, cell.promised = jobs.get(cell.promised), ""
    reuse(studio, cells)  # some may have ended just now
    for cell in cells:
        if cell.promised and not is_held_elsewhere(studio, cell):
            cell.promised = ""
            cell.error = not_taken_up()


def not_taken_up() -> KreaError:
    """Why a cell is not made: its clip may be paid for already."""
    return KreaError(
        "An earlier job, which may still give this very clip, could not be taken up here.",
        advice="Retry later, or pay anew with retry(cell, confirm=True).",
    )


def take(studio: Studio, cell: Cell, cells: Sequence[Cell]) -> set[str]:
    """Give a cell that was in line what came about meanwhile: a clip of the very same shot, a job here, or a promise.

    So a sweep that is run in two kernels, or planned and run once more while the first one still has cells in line,
    pays for each of them once.

    Returns:
        The keys of all jobs of the shot, for `Studio.shoot_unless`.
    """
    assert cell.shot is not None  # noqa: S101 (only checked cells are put in line; said for the type checker)
    cell.promised = ""
    used, taken = _used(cells)
    entries = studio.journal.find(studio.world, cell.shot.digest)
    cell.clip = next(iter(_free(entries, used, taken)), None)
    if cell.clip is None:
        jobs = (job for key, job in _live(studio).items() if key not in taken and not job.cancel_asked)
        cell.job = next((job for job in jobs if job.shot.digest == cell.shot.digest), None)
        if cell.job is None and not cell.anew:
            waiting = (entry for entry in entries if entry.state not in OVER and entry.key not in taken)
            cell.promised = next((entry.key for entry in waiting), "")
    return {entry.key for entry in entries}


def is_held_elsewhere(studio: Studio, cell: Cell) -> bool:
    """Whether the job that a cell was promised is open, and another kernel's."""
    entry = studio.journal.entry(cell.promised)
    return entry is not None and entry.state not in OVER and not studio.journal.is_free(entry)


def _used(cells: Sequence[Cell]) -> tuple[set[Path], set[str]]:
    """The clips that cells have, and the keys of the jobs that they have or wait for."""
    clips = {cell.clip.path.resolve() for cell in cells if cell.clip is not None}
    return clips, {cell.job.key for cell in cells if cell.job is not None} | {cell.promised for cell in cells}


def _live(studio: Studio) -> dict[str, Job]:
    return {job.key: job for job in studio.jobs() if job.world == studio.world}


def _free(entries: Sequence[Entry], used: set[Path], taken: set[str]) -> list[Clip]:
    """Those clips on disk that no cell has, or is about to have from its job; the oldest first."""
    found: dict[Path, Clip] = {}
    for entry in entries:
        if entry.state != "done" or entry.clip is None or entry.key in taken:
            continue
        try:
            clip = Clip.open(entry.clip)
            if clip.facts.whole:
                found.setdefault(clip.path.resolve(), clip)
        except (OSError, ValueError):  # deleted or damaged: it has to be made anew
            continue
    return [clip for path, clip in found.items() if path not in used]
