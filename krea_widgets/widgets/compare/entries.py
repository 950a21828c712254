"""The entries of a comparison: labelled clips and jobs, from clips, paths, jobs or a sweep."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..._util.files import shown_path
from ..._util.text import one_line
from ...media import Clip
from ...status import Progress

if TYPE_CHECKING:
    from ...engine import Job
    from ...media import Shot

__all__ = ["CompareEntry", "compare_entries"]

NOTHING = Progress("waiting", "")


@dataclass(frozen=True)
class CompareEntry:
    """A clip, or a job that will have one.

    A sweep item can have neither yet. It has a `planned` shot and a `reported` progress.
    """

    key: str
    label: str
    given: Clip | None = None
    job: Job | None = None
    planned: Shot | None = None
    reported: Progress | None = None

    @property
    def clip(self) -> Clip | None:
        """The clip; None until it is done."""
        return self.given or (self.job.clip if self.job is not None else None)

    @property
    def shot(self) -> Shot | None:
        """The shot of the job, or the planned one."""
        return self.job.shot if self.job is not None else self.planned

    @property
    def progress(self) -> Progress:
        """The progress of the sweep item or the job."""
        return self.reported or (self.job.progress if self.job is not None else NOTHING)


def compare_entries(source: Any) -> list[CompareEntry]:
    """Entries in the order given, each with a label of its own.

    Args:
        source: A mapping of labels, a list, something with a mapping `clips` (a sweep), or a single one; of clips,
            paths of MP4 files and jobs.

    Raises:
        FileNotFoundError: A file is not there.
        TypeError: Something is neither clip, path nor job.
        ValueError: There is nothing to compare.
    """
    entries: list[CompareEntry] = []
    for label, value in _pairs(source):
        name = _unused(label or _name_of(value), {entry.label for entry in entries})
        entries.append(_entry(f"c{len(entries)}", name, value))
    if not entries:
        raise ValueError("There is nothing to compare. Give two to four clips, paths of MP4 files, or jobs.")
    return entries


def _pairs(source: Any) -> Iterator[tuple[str, Any]]:
    """(label, value); the label is "" where none was given."""
    clips = getattr(source, "clips", None)
    if isinstance(source, Mapping):
        yield from ((str(label), value) for label, value in source.items())
    elif isinstance(clips, Mapping):
        # A sweep: items without a clip are left out.
        yield from ((str(label), value) for label, value in clips.items() if value is not None)
    elif isinstance(source, (str, os.PathLike, Clip)) or _is_job(source) or not isinstance(source, Iterable):
        yield "", source
    else:
        yield from (("", value) for value in source)


def _entry(key: str, label: str, value: Any) -> CompareEntry:
    if _is_job(value):
        return CompareEntry(key, label, job=value)
    if isinstance(value, (str, os.PathLike)):
        try:
            value = Clip.open(value)
        except FileNotFoundError as error:
            raise FileNotFoundError(f'There is no clip at {value} (for "{label}").') from error
    if not isinstance(value, Clip):
        raise TypeError(f'"{label}" is of type {type(value).__name__}, not a clip, the path of an MP4 file, or a job.')
    if not value.path.is_file():
        raise FileNotFoundError(f'The clip for "{label}" is not at {shown_path(value.path)} any more.')
    try:
        # Read once here, where an error can name the label.
        _ = value.facts
    except ValueError as error:
        raise ValueError(f'The file for "{label}", {shown_path(value.path)}, is not a whole MP4. {error}') from error
    return CompareEntry(key, label, given=value)


def _is_job(value: Any) -> bool:
    return hasattr(value, "on_progress") and hasattr(value, "shot")


def _name_of(value: Any) -> str:
    """A label for an unlabelled entry: the file's name, or the beginning of the prompt."""
    if isinstance(value, Clip):
        return value.path.stem
    if _is_job(value):
        return one_line(value.shot.prompt, 40) or str(value.shot.model)
    return Path(value).stem if isinstance(value, (str, os.PathLike)) else "it"


def _unused(label: str, taken: set[str]) -> str:
    name, number = label, 2
    while name in taken:
        name, number = f"{label} ({number})", number + 1
    return name
