"""The entries of a comparison: labelled clips and jobs, and their rows for the page."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..._util.files import shown_path
from ..._util.text import one_line, unused
from ...catalogue import bundled
from ...catalogue.parameters import FILE_KINDS
from ...errors import BadQuery, NoClip
from ...job_status import Progress
from ...media import Clip, Still
from ...media.clip import clip_price
from ..job_tracker import FINISHED
from ..serialize import clip_row, fitted_name, value_text

if TYPE_CHECKING:
    from ...engine import Job
    from ...media import Shot, Still

__all__ = ["CompareEntry", "by_motion", "compare_entries", "entry_rows", "labelled", "settings_of"]

# Characters of a setting's value.
MOST_CHARACTERS = 80
# Characters of a label that is a prompt.
LABEL = 120
NOTHING = Progress("waiting", "")


@dataclass(frozen=True)
class CompareEntry:
    """A clip, or a job that will have one.

    A sweep item can have neither yet. It has a `planned` shot and a `reported` progress. The caption begins with
    `verdict`.
    """

    key: str
    label: str
    given: Clip | None = None
    job: Job | None = None
    planned: Shot | None = None
    reported: Progress | None = None
    verdict: str = ""

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

    @property
    def still(self) -> Still | None:
        """The start image of the shot."""
        return self.shot.start_image if self.shot is not None else None

    @property
    def thumbnail(self) -> bytes:
        """A JPEG: the clip's poster, or the start image; b"" if there is neither."""
        poster = self.clip.poster if self.clip is not None else b""
        return poster or (self.still.preview if self.still is not None else b"")


def compare_entries(source: Any) -> list[CompareEntry]:
    """Entries in the order given, each with a label of its own.

    Args:
        source: A mapping of labels, a list, something with a mapping `clips` (a sweep), or a single one; of clips,
            paths of MP4 files and jobs.

    Raises:
        NoClip: A file is not there.
        TypeError: Something is neither clip, path nor job.
        BadInput: There is nothing to compare, or a file is not a whole MP4.
    """
    entries: list[CompareEntry] = []
    for label, value in _pairs(source):
        name = unused(label or _name_of(value), {entry.label for entry in entries})
        entries.append(_entry(f"c{len(entries)}", name, value))
    if not entries and hasattr(source, "clips"):
        raise BadQuery("The sweep has no finished clip yet.", advice="Wait for two, or tick them on its board.")
    if not entries:
        raise BadQuery("There is nothing to compare.", advice="Give two to four clips, paths of MP4 files, or jobs.")
    return entries


def by_motion(entries: Iterable[CompareEntry]) -> list[CompareEntry]:
    """The entries whose clips do what was asked first, then by how much moves; measured now if they were not before.

    Those without a clip, or of which nothing can be told, are last.
    """

    def rank(entry: CompareEntry) -> tuple[float, float]:
        if entry.clip is None:
            return 2, 0
        share = entry.clip.followed.share
        return 1 if share is None else -share, -entry.clip.motion.amount

    return [
        replace(entry, verdict=str(entry.clip.followed)) if entry.clip else entry for entry in sorted(entries, key=rank)
    ]


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
        values = list(source)
        alike = values and all(isinstance(value, Clip) for value in values)
        yield from labelled(values).items() if alike else (("", value) for value in values)


def _entry(key: str, label: str, value: Any) -> CompareEntry:
    if _is_job(value):
        return CompareEntry(key, label, job=value)
    if isinstance(value, (str, os.PathLike)):
        try:
            value = Clip.open(value)
        except NoClip as error:
            raise NoClip(f'There is no clip at {value} (for "{label}").') from error
    if not isinstance(value, Clip):
        raise TypeError(f'"{label}" is of type {type(value).__name__}, not a clip, the path of an MP4 file, or a job.')
    if not value.path.is_file():
        raise NoClip(f'The clip for "{label}" is not at {shown_path(value.path)} any more.')
    try:
        # Read once here, where an error can name the label.
        _ = value.facts
    except ValueError as error:
        raise BadQuery(f'The file for "{label}", {shown_path(value.path)}, cannot be compared. {error}') from error
    return CompareEntry(key, label, given=value)


def _is_job(value: Any) -> bool:
    return hasattr(value, "on_progress") and hasattr(value, "shot")


def _name_of(value: Any) -> str:
    """A label for an unlabelled entry: the file's name, or the beginning of the prompt."""
    if isinstance(value, Clip):
        return value.path.stem
    if _is_job(value):
        return one_line(value.shot.prompt, 40) or str(value.shot.model)
    return Path(value).stem if isinstance(value, (str, os.PathLike)) else repr(value)[:40]


def labelled(clips: Iterable[Clip]) -> dict[str, Clip]:
    """Clips by what tells them apart: their prompts or models, both, or else a number behind them."""
    found = list(clips)
    titles = [clip.text("title") or clip.model for clip in found]
    prompts = [one_line(clip.prompt, LABEL) for clip in found]
    both = [" · ".join(filter(None, pair)) for pair in zip(prompts, titles, strict=True)]
    for labels in (prompts, titles, both):
        if all(labels) and len(set(labels)) == len(found):
            return dict(zip(labels, found, strict=True))
    made: dict[str, Clip] = {}
    for clip, label in zip(found, prompts if len(set(titles)) == 1 else both, strict=True):
        made[unused(label or clip.path.stem, made)] = clip
    return made


def entry_rows(entries: Sequence[CompareEntry]) -> list[dict[str, Any]]:
    """One dict an entry; `settings` has only those in which at least two entries differ."""
    shown = [settings_of(entry) for entry in entries]
    names = list(dict.fromkeys(name for settings in shown for name in settings))
    differ = [name for name in names if len({settings.get(name) for settings in shown}) > 1]
    return [
        _row(entry, [[name, settings[name]] for name in differ if name in settings])
        for entry, settings in zip(entries, shown, strict=True)
    ]


def _row(entry: CompareEntry, settings: list[list[str]]) -> dict[str, Any]:
    clip, job, shot, still, progress = entry.clip, entry.job, entry.shot, entry.still, entry.progress
    backend = clip.backend if clip is not None else job.backend if job is not None else ""
    price = str(job.price) if job and job.price and backend != "sandbox" else ""
    if clip is not None:
        price, still, progress = clip_price(clip), None, Progress("done", "")
    return {
        "key": entry.key,
        "label": entry.label,
        "verdict": entry.verdict,
        "settings": settings,
        "clip": clip_row(clip) if clip is not None else None,
        "still": {"width": still.width, "height": still.height} if still is not None else None,
        "message": progress.message,
        "fraction": None if progress.fraction is None else round(progress.fraction, 4),
        "over": progress.phase in FINISHED,
        "prompt": clip.prompt if clip is not None else shot.prompt if shot is not None else "",
        "price": price,
        "badge": "sandbox" if backend == "sandbox" else "",
    }


def settings_of(entry: CompareEntry) -> dict[str, str]:
    """All settings of one entry by label, as text."""
    clip, shot = entry.clip, entry.shot
    model, values, name, fit = "", None, None, None
    if clip is not None:
        model, values, still = clip.model, clip.settings.get("values"), clip.settings.get("still")
        name, origin = (still.get("name"), still.get("origin")) if isinstance(still, Mapping) else (None, None)
        fit = origin.get("fit") if isinstance(origin, Mapping) else None
    elif shot is not None:
        model, values = shot.model, shot.wire(lambda one: one.name)
        image = shot.start_image
        name = image.name if image is not None else None
        fit = image.origin.fit if isinstance(image, Still) and image.origin is not None else None
    shown = _sent(model, values if isinstance(values, Mapping) else {})
    if isinstance(name, str) and name:
        shown["Image"] = fitted_name(name, fit)
    return shown | (_measured(clip, shown) if clip is not None else {})


def _sent(model_id: str, values: Mapping[str, Any]) -> dict[str, str]:
    """The model and its settings, defaults included, so that an omitted duration equals the default's "5 s"."""
    model = bundled().get(model_id)
    shown = {"Model": model.title if model else model_id} if model_id else {}
    if model is None:
        texts = {name: value_text(value) for name, value in values.items() if name not in ("prompt", "start_image")}
    else:
        texts = {
            parameter.label: value_text(values.get(parameter.name, parameter.default), parameter)
            for parameter in model.parameters
            if parameter.name != "prompt" and parameter.kind not in FILE_KINDS
        }
    return shown | {label: one_line(text, MOST_CHARACTERS) for label, text in texts.items() if text}


def _measured(clip: Clip, shown: Mapping[str, str]) -> dict[str, str]:
    """The size, frame rate and duration in the MP4, unless a setting has them."""
    try:
        facts = clip.facts
    except (OSError, ValueError):
        return {}
    found = {"Size": f"{facts.width}×{facts.height}"}
    if facts.fps:
        found["Frames"] = f"{facts.fps:.4g} a second"
    if "Duration" not in shown:
        found["Duration"] = f"{facts.duration:.3g} s"
    return found
