"""All clips and jobs, from the journal and the sidecars: found, filtered and sorted."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from .._util.files import is_file
from ..catalogue import Price
from ..journal import Annotation
from ..media import Clip
from ..media.embedded_settings import clip_settings, is_damaged, known
from ..media.measured import known_motion
from .clip_record import NOT_MADE, UNMARKED, ClipRecord, folded, key_of, of_entry, of_file
from .trash import Trash

if TYPE_CHECKING:
    from ..catalogue import Catalogue
    from ..journal import Entry, Journal

T = TypeVar("T")

__all__ = ["MEASURED", "SORTS", "ClipIndex", "ClipRecord", "Query"]

#: Fields of `Query` that only clips have whose motion was measured.
MEASURED = ("shaky", "hardly_moves", "not_as_asked")
SORTS = ("newest", "longest", "price", "rating")
# With more jobs than MANY, which take a fifth of a second to read, a gallery shows the FIRST before it reads all.
MANY, FIRST = 3000, 300
# Files that are checked in the search for a moved clip.
MOST_FILES = 20_000
ENDINGS = (".json", ".mp4")

log = logging.getLogger("krea_widgets")


@dataclass(frozen=True)
class Query:
    """A search for all words of `text` in prompt, model or file name. Each other field narrows it.

    Jobs that made no clip are found with `failed` only, and those in the trash with `deleted` only. Clips whose motion
    was not measured yet are neither `shaky`, `hardly_moves` nor `not_as_asked`.
    """

    text: str = ""
    sort: str = "newest"
    backend: str = ""
    model: str = ""
    rated: bool = False
    winner: bool = False
    failed: bool = False
    deleted: bool = False
    shaky: bool = False
    hardly_moves: bool = False
    not_as_asked: bool = False


class Folders(Protocol):
    """What the index needs of a studio."""

    @property
    def journal(self) -> Journal: ...
    @property
    def catalogue(self) -> Catalogue: ...
    @property
    def home(self) -> Path: ...
    @property
    def clip_folder(self) -> Path: ...


class ClipIndex:
    """What a studio has made, in every backend. Any thread can use it; it is read again only after a change.

    Attributes:
        version: Another number after each reading.
        notice: What could not be read, or "".
    """

    def __init__(self, studio: Folders) -> None:
        self._studio = studio
        # Held while everything is read, which can take seconds.
        self._reading = threading.RLock()
        # Held for a moment, by those who look up the settings of one clip.
        self._lock = threading.Lock()
        self.version = 0
        self.notice = ""
        self._stamp: tuple[tuple[int, int], Path, int] | None = None
        self._records: dict[str, ClipRecord] = {}
        self._settings: dict[Path, tuple[tuple[int, int], dict[str, Any]]] = {}
        self._measured: dict[Path, tuple[tuple[int, int], frozenset[str] | None]] = {}
        self.trash = Trash(lambda: studio.home, studio.journal)

    # finding

    def records(self) -> dict[str, ClipRecord]:
        with self._reading:
            stamp = self._state()
            if stamp != self._stamp:
                self._records = self._read()
                self._stamp = stamp
                self.version += 1
            return self._records

    def newest(self) -> list[ClipRecord] | None:
        """The newest clips of a long journal, the newest first, while the others have never been read; else None."""
        if self.version or self._studio.journal.count() <= MANY:
            return None
        entries = self._studio.journal.entries(FIRST)
        annotations = self._annotations([entry.key for entry in entries], [])
        pairs = self._of_entries(entries, annotations, [])
        found = [record for _, record in pairs if not record.deleted and record.state not in NOT_MADE]
        return sorted(found, key=lambda record: record.at, reverse=True)

    def find(self, query: Query) -> list[ClipRecord]:
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
        for name in MEASURED:
            if getattr(query, name):
                found = [record for record in found if name in (self.measured(record) or ())]
        found.sort(key=lambda record: record.at, reverse=True)
        if query.sort == "longest":
            found.sort(key=lambda record: record.length or 0.0, reverse=True)
        elif query.sort == "price":
            found.sort(key=lambda record: _amount(self.price(record)), reverse=True)
        elif query.sort == "rating":
            found.sort(key=lambda record: (record.annotation.rating, record.annotation.winner), reverse=True)
        return found

    def record(self, key: object) -> ClipRecord | None:
        return self.records().get(str(key))

    def annotation(self, key: str, **changes: Any) -> None:
        """As `Journal.annotate`."""
        with self._reading:
            self.records()
            before = self._stamp
            self._studio.journal.annotate(key, **changes)
            record, now = self._records.get(key), self._state()
            # Otherwise there were other changes, and everything is read again.
            if record is not None and before is not None and now == _after_one_write(before):
                self._records[key] = replace(record, annotation=replace(record.annotation, **changes))
                self._stamp = now

    # about one

    def settings(self, record: ClipRecord) -> dict[str, Any]:
        """The settings in its sidecar or in the clip itself, without the poster; {} if there are none."""
        return self._settings_of(record.path) if record.path else {}

    def measured(self, record: ClipRecord) -> frozenset[str] | None:
        """Those of `MEASURED` that its sidecar tells of it; None if it was not measured, or is not there."""
        if record.path is None:
            return None
        changed = _stamp(record.path)
        if not changed[1]:
            return None
        with self._lock:
            found = self._measured.get(record.path)
        if found is None or found[0] != changed:
            found = (changed, _measured(record.path))
            with self._lock:
                self._measured[record.path] = found
        return found[1]

    def price(self, record: ClipRecord) -> Price | None:
        """None if it is free, unknown or not billed."""
        return None if record.backend == "sandbox" else Price.from_json(self.settings(record).get("price"))

    def poster(self, record: ClipRecord) -> bytes:
        """A small JPEG, or b""."""
        thumbnail = self._studio.journal.thumbnail(record.thumbnail) if record.thumbnail else None
        if thumbnail is not None and thumbnail.thumbnail.startswith(b"\xff\xd8\xff"):
            return thumbnail.thumbnail
        try:
            return Clip.open(record.path).poster if record.path else b""
        except (OSError, ValueError):
            return b""

    def look(self, record: ClipRecord) -> ClipRecord | None:
        """Search for a moved clip in and below the clip folder, its old folder and the current one.

        Returns:
            The record with its new place, which the journal then has; None if it was not found.
        """
        if record.path is None:
            return None
        if not is_file(record.path):
            folders = [self._folder(), record.path.parent]
            # The current folder was deleted.
            with suppress(OSError):
                folders.append(Path.cwd())
            found = self._searched(record, folders)
            if found is None:
                return None
            self._studio.journal.moved(record.key, found)
            record = replace(record, path=found)
        with self._reading:
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
        # The current folder was deleted; no user has this name.
        except (OSError, RuntimeError):
            return self._studio.clip_folder

    def _state(self) -> tuple[tuple[int, int], Path, int]:
        folder = self._folder()
        try:
            changed = folder.stat().st_mtime_ns
        except (OSError, ValueError):
            changed = 0
        return (self._studio.journal.stamp(), folder, changed)

    def _read(self) -> dict[str, ClipRecord]:
        """Everything by key. Whatever is in a row or a file, it hides no other; `notice` names what is left out."""
        failed: list[str] = []
        annotations, catalogue = self._annotations(None, failed), self._studio.catalogue
        entries = self._of_entries(self._studio.journal.entries(), annotations, failed)
        unknown_jobs = self._unknown_jobs({entry.clip for entry, _ in entries if entry.clip}, failed)
        by_job = {str(settings["job_id"]): path for path, settings in unknown_jobs if settings.get("job_id")}
        records: dict[str, ClipRecord] = {}
        for entry, record in entries:
            moved = by_job.get(record.job_id) if record.path and not record.deleted else None
            if moved is not None and record.path is not None and not is_file(record.path):
                record = of_entry(entry, record.annotation, moved, catalogue)
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
            annotation = annotations.get(key, UNMARKED)
            found = _tried(failed, path.name, of_file, key, path, self._settings_of(path), annotation, catalogue)
            records |= {key: found} if found is not None else {}
        self.notice = _notice(failed)
        return records

    def _annotations(self, keys: Iterable[str] | None, failed: list[str]) -> dict[str, Annotation]:
        saved = self._studio.journal.annotations(keys)
        settled = ((key, _tried(failed, "an annotation", self.trash.settled, key, one)) for key, one in saved.items())
        return {key: one for key, one in settled if one is not None}

    def _of_entries(
        self, entries: Iterable[Entry], annotations: Mapping[str, Annotation], failed: list[str]
    ) -> list[tuple[Entry, ClipRecord]]:
        catalogue, pairs = self._studio.catalogue, []
        for entry in entries:
            annotation = annotations.get(entry.key, UNMARKED)
            place = self._place(entry, annotation)
            record = _tried(failed, "an entry of the journal", of_entry, entry, annotation, place, catalogue)
            pairs += [(entry, record)] if record is not None else []
        return pairs

    def _unknown_jobs(self, known: set[str], failed: list[str]) -> list[tuple[Path, dict[str, Any]]]:
        """The clips in the clip folder that the journal does not know there."""
        folder = self._folder()
        try:
            names = {os.path.splitext(name) for name in os.listdir(folder) if name[0] != "."}  # noqa: PTH122, PTH208 (ten times as quick)
        except (OSError, ValueError):
            return []
        stems = sorted({stem for stem, ending in names if ending in ENDINGS})
        found = []
        for stem in stems:
            # Most are known; a path of each would take as long as all else.
            if os.path.join(folder, f"{stem}.mp4") in known:  # noqa: PTH118
                continue
            path = folder / f"{stem}.mp4"
            settings = self._settings_of(path)
            if settings.get("krea_widgets"):
                found.append((path, settings))
            elif (path.stem, ".mp4") in names and is_damaged(path):
                failed.append(f"{path.stem}.json")
        return found

    def _settings_of(self, path: Path) -> dict[str, Any]:
        """A clip's settings without the poster, read again when its sidecar or the clip has changed."""
        changed = _stamp(path)
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
        if not entry.clip or annotation.deleted_at is None:
            return Path(entry.clip) if entry.clip else None
        return self.trash.where(entry.key, annotation.path or entry.clip)


def _tried(failed: list[str], name: str, read: Callable[..., T], *values: Any) -> T | None:
    """What `read` returns; if it raises, None, and its name is among those that failed."""
    try:
        return read(*values)
    except Exception:
        log.debug("%s cannot be read", name, exc_info=True)
        failed.append(name)
        return None


def _measured(path: Path) -> frozenset[str] | None:
    if known_motion(path) is None:
        return None
    try:
        clip = Clip.open(path)
        motion, share = clip.motion, clip.followed.share
    except Exception:
        log.debug("The motion of %s cannot be read", path, exc_info=True)
        return None
    found = (motion.shaky, motion.hardly_moves, share is not None and share < 1)
    return frozenset(name for name, is_so in zip(MEASURED, found, strict=True) if is_so)


def _stamp(path: Path) -> tuple[int, int]:
    """When the sidecar and the clip were changed; 0 for one that is not there."""
    stem = os.path.splitext(path)[0]  # noqa: PTH122 (thousands of them)
    return _changed(f"{stem}.json"), _changed(path)


def _changed(path: str | Path) -> int:
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116 (thousands of them)
    except (OSError, ValueError):
        return 0


def _notice(failed: Iterable[str]) -> str:
    names = list(dict.fromkeys(failed))
    if not names:
        return ""
    more = f" and {len(names) - 2} more" if len(names) > 2 else ""
    return f"Not shown, since it cannot be read: {', '.join(names[:2])}{more}."


def _after_one_write(stamp: tuple[tuple[int, int], Path, int]) -> tuple[tuple[int, int], Path, int]:
    """The stamp after one row was written by this kernel, and nothing else."""
    (others, own), folder, changed = stamp
    return (others, own + 1), folder, changed


def _usable(read: Mapping[str, Any]) -> dict[str, Any]:
    """The settings beside a clip, which can be edited, or another program's: one must not hide all others."""
    texts = {name: read[name] for name in ("url", "call") if isinstance(read.get(name), str)}
    return {**texts, **known(read)} if read.get("krea_widgets") else {}


def _amount(price: Price | None) -> float:
    return price.amount if price else 0.0
