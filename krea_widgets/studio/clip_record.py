"""One thing that was made, as a value: out of an entry of the journal, or of the settings beside a clip."""

from __future__ import annotations

import hashlib
import json
import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .._util.text import timestamp
from ..catalogue import Catalogue
from ..journal import Annotation, Entry, Journal
from ..journal.tables import OPEN
from ..media.embedded_settings import without_surrogates

__all__ = [
    "NOT_MADE",
    "UNMARKED",
    "ClipRecord",
    "folded",
    "key_in",
    "key_of",
    "of_entry",
    "of_file",
    "valid_time",
    "values_in",
]

NOT_MADE = ("failed", "cancelled", "uncertain")
UNMARKED = Annotation()
# Seconds since 1970 up to the year 9999: beyond it there is no date.
LAST = 253_370_000_000.0
# Seconds. No clip is as long as a day.
LONGEST = 86_400.0


@dataclass(frozen=True)
class ClipRecord:
    """One clip, or one job that has no clip.

    `state` is "done", "failed", "cancelled", "uncertain" or "open"; `at` is when it ended or was asked for, in seconds
    since 1970; `length` is in seconds as asked for; `path` is where its file should be,
    `thumbnail` the digest of its still.
    """

    key: str
    backend: str
    model: str
    title: str
    state: str
    at: float
    prompt: str
    message: str = ""
    path: Path | None = None
    job_id: str = ""
    length: float | None = None
    thumbnail: str = ""
    annotation: Annotation = UNMARKED
    text: str = field(default="", repr=False)

    @property
    def deleted(self) -> bool:
        """Whether it lies in the trash."""
        return self.annotation.deleted_at is not None


def of_entry(entry: Entry, annotation: Annotation, path: Path | None, catalogue: Catalogue) -> ClipRecord:
    """What the journal tells of a job; `path` is where its clip is now. What cannot be used counts as not known.

    Raises:
        ValueError: It has no key, so nothing could be done with it.
    """
    if not isinstance(entry.key, str) or not entry.key:
        raise ValueError("An entry of the journal has no key.")
    values = values_in(entry.shot)
    still = values.get("start_image")
    record = ClipRecord(
        key=entry.key,
        backend=_text(entry.backend),
        model=_text(entry.model),
        title="",
        state=_state(entry),
        at=valid_time(entry.ended_at) or valid_time(entry.asked_at),
        prompt=_text(values.get("prompt")),
        message=_text(entry.message),
        path=path,
        job_id=_text(entry.job_id),
        thumbnail=_text(still.get("still")) if isinstance(still, dict) else "",
        annotation=annotation,
    )
    return _filled(record, values, catalogue)


def of_file(
    key: str, path: Path, settings: Mapping[str, Any], annotation: Annotation, catalogue: Catalogue
) -> ClipRecord:
    """What the settings beside a clip tell, where the journal tells nothing."""
    backend, model, prompt, job_id = (_text(settings.get(name)) for name in ("backend", "model", "prompt", "job_id"))
    still, values = settings.get("still"), settings.get("values")
    thumbnail = _text(still.get("digest")) if isinstance(still, dict) else ""
    record = ClipRecord(
        key, backend, model, "", "done", _made_at(path, settings), prompt, "", path, job_id, None, thumbnail, annotation
    )
    return _filled(record, values if isinstance(values, dict) else {}, catalogue)


def _filled(record: ClipRecord, values: Mapping[str, Any], catalogue: Catalogue) -> ClipRecord:
    """With what the catalogue knows, and the text that is searched."""
    model = catalogue.get(record.model)
    length = values.get("duration")
    if length is None and model is not None and "duration" in model:
        length = model.parameter("duration").default
    title = model.title if model is not None else record.model
    name = record.path.name if record.path else ""
    text = folded(f"{record.prompt} {title} {record.model} {name}")
    return replace(record, title=title, length=_length(length), text=text)


def folded(text: str) -> str:
    """As it is searched: without regard to case, or to how a letter with an accent is put together."""
    return unicodedata.normalize("NFKC", text).casefold()


def values_in(shot: str) -> dict[str, Any]:
    try:
        values = json.loads(shot)["values"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def _text(value: Any) -> str:
    return without_surrogates(value) if isinstance(value, str) else ""


def _state(entry: Entry) -> str:
    if entry.state in ("done", *NOT_MADE):
        return entry.state
    if entry.state in OPEN:
        return "open"
    return "done" if entry.clip else "failed"


def valid_time(value: Any) -> float:
    """Seconds since 1970; 0.0 for what is no date."""
    return float(value) if isinstance(value, (int, float)) and 0 <= value < LAST else 0.0


def _length(value: Any) -> float | None:
    """Seconds, also of a number as text."""
    try:
        length = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return length if math.isfinite(length) and 0 <= length < LONGEST else None


def key_of(path: Path, settings: Mapping[str, Any]) -> str:
    """The same wherever the file lies, as long as the job that made it is known."""
    name = f"{settings.get('backend')}/{settings.get('job_id') or path}"
    return f"file-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:24]}"


def key_in(journal: Journal, path: Path, settings: Mapping[str, Any]) -> str:
    """The key under which a clip is found in the gallery: of the job that the journal knows, else of the file."""
    job_id = settings.get("job_id")
    try:
        return journal.maker(job_id if isinstance(job_id, str) else "", path) or key_of(path, settings)
    except UnicodeEncodeError:
        # A name that is not UTF-8, which the journal does not hold.
        return key_of(path, settings)


def _made_at(path: Path, settings: Mapping[str, Any]) -> float:
    for name in ("completed_at", "created_at"):
        moment = timestamp(settings.get(name))
        if moment is not None:
            return valid_time(moment)
    try:
        return valid_time(path.stat().st_mtime)
    except OSError:
        return 0.0
