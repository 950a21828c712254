"""Everything ever made, from the journal and from the settings beside the clips: found, filtered and sorted."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from .._util.files import is_file
from ..catalogue import Price
from ..journal import Annotation, Annotations
from ..media import Clip
from ..media.clip_settings import clip_settings, is_damaged, known
from .clip_record import NOT_MADE, ClipRecord, folded, key_of, of_entry, of_file
from .trash import Trash

if TYPE_CHECKING:
    from ..catalogue import Catalogue
    from ..journal import Entry, Journal

__all__ = ["SORTS", "ClipIndex", "ClipRecord", "Query"]

SORTS = ("newest", "longest", "price", "rating")
MOST_FILES = 20_000  # that are looked at when a moved clip is searched for
ENDINGS = (".json", ".mp4")

log = logging.getLogger("krea_widgets")


@dataclass(frozen=True)
class Query:
    """What is looked for: all words of `text` in prompt, model or file name; what is set narrows it further.

    Without `failed` those that made no clip are left out, without `deleted` those in the trash.
    """

    text: str = ""
    sort: str = "newest"
    backend: str = ""
    model: str = ""
    rated: bool = False
    winner: bool = False
    failed: bool = False
    deleted: bool = False


class Folders(Protocol):
    """What a `Studio` tells where clips are."""

    @property
    def journal(self) -> Journal: ...
    @property
    def catalogue(self) -> Catalogue: ...
    @property
    def home(self) -> Path: ...
    @property
    def clip_folder(self) -> Path: ...


class ClipIndex:
    """What a studio has made, in every backend. Safe to use from any thread; read anew only when something has changed.

    `version` differs from what it was before whenever it was read anew. `notice` says what had to be passed over.
    """

    def __init__(self, studio: Folders) -> None:
        self._studio = studio
        self._lock = threading.RLock()
        self.version = 0
        self.notice = ""
        self._stamp: tuple[tuple[int, int], Path, int] | None = None
        self._records: dict[str, ClipRecord] = {}
        self._settings: dict[Path, tuple[tuple[int, int], dict[str, Any]]] = {}
        self.annotations = Annotations(studio.journal)
        self.trash = Trash(lambda: studio.home, studio.journal)

    # finding

    def records(self) -> dict[str, ClipRecord]:
        """Everything there is, by key."""
        with self._lock:
            stamp = self._state()
            if stamp != self._stamp:
                self._records = self._read()
                self._stamp = stamp
                self.version += 1
            return self._records

    def find(self, query: Query) -> list[ClipRecord]:
        """What fits, in the order that is asked for."""
        wanted = folded(query.text).split()
        found = [
            record
            for record in self.records().values()
            if record.deleted == query.deleted
            and (query.deleted or (record.state in NOT_MADE) == query.failed)
            and (not query.backend or record.backend == query.backend)
            and (not query.model or record.model == query.model)
            and (not query.rated or record.annotation.rating > 0)
            and (not query.winner or record.annotation.winner)
            and all(word in record.text for word in wanted)
        ]
        found.sort(key=lambda record: record.at, reverse=True)
        if query.sort == "longest":
            found.sort(key=lambda record: record.length or 0.0, reverse=True)
        elif query.sort == "price":
            found.sort(key=lambda record: _amount(self.price(record)), reverse=True)
        elif query.sort == "rating":
            found.sort(key=lambda record: (record.annotation.rating, record.annotation.winner), reverse=True)
        return found

    def record(self, key: object) -> ClipRecord | None:
        """The one of that key."""
        return self.records().get(str(key))

    def annotation(self, key: str, **changes: Any) -> None:
        """Rate a clip, call it a winner, note something about it; as `Annotations.put`."""
        with self._lock:
            self.records()
            before = self._stamp
            self.annotations.put(key, **changes)
            record, now = self._records.get(key), self._state()
            if record is not None and before is not None and now == _after_one_write(before):  # else all is read anew
                self._records[key] = replace(record, annotation=replace(record.annotation, **changes))
                self._stamp = now

    # about one

    def settings(self, record: ClipRecord) -> dict[str, Any]:
        """What its sidecar or the clip itself tells, without the poster; {} when neither does."""
        return self._settings_of(record.path) if record.path else {}

    def price(self, record: ClipRecord) -> Price | None:
        """What it cost; None for what is free, not known, or not billed."""
        return None if record.backend == "sandbox" else Price.from_json(self.settings(record).get("price"))

    def poster(self, record: ClipRecord) -> bytes:
        """A small JPEG of it, or b""."""
        thumbnail = self._studio.journal.thumbnail(record.thumbnail) if record.thumbnail else None
        if thumbnail is not None and thumbnail.thumbnail.startswith(b"\xff\xd8\xff"):
            return thumbnail.thumbnail
        try:
            return Clip.open(record.path).poster if record.path else b""
        except (OSError, ValueError):
            return b""

    def look(self, record: ClipRecord) -> ClipRecord | None:
        """Look for a clip that is not where it was, in the clip folder, beside its old place and below this folder.

        Returns:
            The record with its new place, which the journal then knows; None when it was not found.
        """
        if record.path is None:
            return None
        if not is_file(record.path):
            folders = [self._folder(), record.path.parent]
            with suppress(OSError):  # the current folder was deleted
                folders.append(Path.cwd())
            found = self._searched(record, folders)
            if found is None:
                return None
            self._studio.journal.moved(record.key, found)
            record = replace(record, path=found)
        with self._lock:
            self._stamp = None
        return self.records().get(record.key, record)

    def _searched(self, record: ClipRecord, folders: Iterable[Path]) -> Path | None:
        assert record.path is not None  # noqa: S101 (said for the type checker; the only caller has looked)
        seen = 0
        for folder in dict.fromkeys(folders):
            for where, below, names in os.walk(folder):
                below[:] = [name for name in below if not name.startswith(".")]
                seen += len(names)
                for name in names:
                    path = Path(where, name)
                    if path.suffix == ".mp4" and self._is(record, path):
                        return path
                if seen > MOST_FILES:
                    return None
        return None

    def _is(self, record: ClipRecord, path: Path) -> bool:
        settings = self._settings_of(path)
        if record.job_id and settings.get("job_id"):
            return bool(settings["job_id"] == record.job_id)
        return record.path is not None and path.name == record.path.name

    # reading

    def _folder(self) -> Path:
        try:
            return self._studio.clip_folder.expanduser().absolute()
        except (OSError, RuntimeError):  # the current folder was deleted; there is no such person
            return self._studio.clip_folder

    def _state(self) -> tuple[tuple[int, int], Path, int]:
        folder = self._folder()
        try:
            changed = folder.stat().st_mtime_ns
        except (OSError, ValueError):
            changed = 0
        return (self._studio.journal.stamp(), folder, changed)

    def _read(self) -> dict[str, ClipRecord]:
        """Everything, by key. What cannot be read is left out by itself, and said in `notice`."""
        failed: list[str] = []
        annotations = self._annotations(failed)
        entries: list[tuple[Entry, ClipRecord]] = []
        books = self._studio.catalogue
        for entry in self._studio.journal.entries():
            try:
                annotation = annotations.get(entry.key, Annotation())
                entries.append((entry, of_entry(entry, annotation, self._place(entry, annotation), books)))
            except Exception:  # whatever is in a row, it must not hide the others
                log.debug("An entry of the journal cannot be read", exc_info=True)
                failed.append("an entry of the journal")
        unknown_jobs = self._unknown_jobs({entry.clip for entry, _ in entries if entry.clip}, failed)
        by_job = {str(settings["job_id"]): path for path, settings in unknown_jobs if settings.get("job_id")}
        records: dict[str, ClipRecord] = {}
        for entry, record in entries:
            moved = by_job.get(record.job_id) if record.path and not record.deleted else None
            if moved is not None and record.path is not None and not is_file(record.path):
                record = of_entry(entry, record.annotation, moved, books)
            records[record.key] = record
        known = {record.job_id for record in records.values() if record.job_id}
        files = [
            (key_of(path, settings), path) for path, settings in unknown_jobs if settings.get("job_id") not in known
        ]
        # Deleted clips that the journal does not know.
        files += [
            (key, self.trash.where(key, annotation.path))
            for key, annotation in annotations.items()
            if annotation.deleted_at is not None and key.startswith("file-")
        ]
        for key, path in files:
            try:
                records[key] = of_file(key, path, self._settings_of(path), annotations.get(key, Annotation()), books)
            except Exception:  # as above
                log.debug("A clip cannot be read: %s", path, exc_info=True)
                failed.append(path.name)
        self.notice = _notice(failed)
        return records

    def _annotations(self, failed: list[str]) -> dict[str, Annotation]:
        annotations: dict[str, Annotation] = {}
        for key, annotation in self.annotations.all().items():
            try:
                annotations[key] = self.trash.settled(key, annotation)
            except Exception:  # as above
                log.debug("An annotation cannot be read", exc_info=True)
                failed.append("an annotation")
        return annotations

    def _unknown_jobs(self, known: set[str], failed: list[str]) -> list[tuple[Path, dict[str, Any]]]:
        """The clips in the clip folder of which the journal does not know, at least not there."""
        folder = self._folder()
        try:
            names = {os.path.splitext(name) for name in os.listdir(folder) if name[0] != "."}  # noqa: PTH122, PTH208 (ten times as quick)
        except (OSError, ValueError):
            return []
        stems = sorted({stem for stem, ending in names if ending in ENDINGS})
        found = []
        for path in (folder / f"{stem}.mp4" for stem in stems):
            if str(path) in known:
                continue
            settings = self._settings_of(path)
            if settings.get("krea_widgets"):
                found.append((path, settings))
            elif (path.stem, ".mp4") in names and is_damaged(path):
                failed.append(f"{path.stem}.json")
        return found

    def _settings_of(self, path: Path) -> dict[str, Any]:
        """A clip's settings without the poster, read again when its sidecar or the clip has changed."""
        stem = os.path.splitext(path)[0]  # noqa: PTH122 (thousands of them)
        changed = (_changed(f"{stem}.json"), _changed(path))
        if changed == (0, 0):
            return {}
        with self._lock:
            found = self._settings.get(path)
        if found is None or found[0] != changed:
            found = (changed, _usable(clip_settings(path)))
            with self._lock:
                self._settings[path] = found
        return found[1]

    def _place(self, entry: Entry, annotation: Annotation) -> Path | None:
        """Where the clip of a job should be: at its place, or in the trash."""
        if not entry.clip:
            return None
        return (
            Path(entry.clip)
            if annotation.deleted_at is None
            else self.trash.where(entry.key, annotation.path or entry.clip)
        )


def _changed(path: str | Path) -> int:
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116 (thousands of them)
    except (OSError, ValueError):
        return 0


def _notice(failed: Iterable[str]) -> str:
    """What was passed over, in a sentence."""
    names = list(dict.fromkeys(failed))
    if not names:
        return ""
    more = f" and {len(names) - 2} more" if len(names) > 2 else ""
    return f"Not shown, since it cannot be read: {', '.join(names[:2])}{more}."


def _after_one_write(stamp: tuple[tuple[int, int], Path, int]) -> tuple[tuple[int, int], Path, int]:
    """What the stamp is when nothing but one row was written, by this kernel."""
    (others, own), folder, changed = stamp
    return (others, own + 1), folder, changed


def _usable(read: Mapping[str, Any]) -> dict[str, Any]:
    """Settings beside a clip, which may have been edited, or be a stranger's: one of them must not hide all others."""
    texts = {name: read[name] for name in ("url", "call") if isinstance(read.get(name), str)}
    return {**texts, **known(read)} if read.get("krea_widgets") else {}


def _amount(price: Price | None) -> float:
    return price.amount if price else 0.0
