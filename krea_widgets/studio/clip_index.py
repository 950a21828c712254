"""Everything ever made, from the journal and from the settings beside the clips: found, filtered and sorted."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..catalogue import Price
from ..journal import Mark, Marks
from ..media import Clip
from ..media.mp4_metadata import known
from ..media.paths import is_file
from ..media.sidecar import clip_settings, read_sidecar
from .clip_record import NOT_MADE, Item, folded, key_of, of_entry, of_file
from .trash import Trash

if TYPE_CHECKING:
    from ..journal import Entry
    from .studio import Studio

__all__ = ["SORTS", "Item", "Query", "Shelf"]

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
    world: str = ""
    model: str = ""
    rated: bool = False
    winner: bool = False
    failed: bool = False
    deleted: bool = False


class Shelf:
    """What a studio has made, in every world. Safe to use from any thread; read anew only when something has changed.

    `version` differs from what it was before whenever it was read anew. `notice` says what had to be passed over.
    """

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._lock = threading.RLock()
        self.version = 0
        self.notice = ""
        self._stamp: tuple[tuple[int, int], Path, int] | None = None
        self._items: dict[str, Item] = {}
        self._settings: dict[Path, tuple[tuple[int, int], dict[str, Any]]] = {}
        self.marks = Marks(studio.journal)
        self.trash = Trash(lambda: studio.home, self.marks)

    # finding

    def items(self) -> dict[str, Item]:
        """Everything there is, by key."""
        with self._lock:
            stamp = self._state()
            if stamp != self._stamp:
                self._items = self._read()
                self._stamp = stamp
                self.version += 1
            return self._items

    def find(self, query: Query) -> list[Item]:
        """What fits, in the order that is asked for."""
        wanted = folded(query.text).split()
        found = [
            item
            for item in self.items().values()
            if item.deleted == query.deleted
            and (query.deleted or (item.state in NOT_MADE) == query.failed)
            and (not query.world or item.world == query.world)
            and (not query.model or item.model == query.model)
            and (not query.rated or item.mark.rating > 0)
            and (not query.winner or item.mark.winner)
            and all(word in item.text for word in wanted)
        ]
        found.sort(key=lambda item: item.at, reverse=True)
        if query.sort == "longest":
            found.sort(key=lambda item: item.length or 0.0, reverse=True)
        elif query.sort == "price":
            found.sort(key=lambda item: _amount(self.price(item)), reverse=True)
        elif query.sort == "rating":
            found.sort(key=lambda item: (item.mark.rating, item.mark.winner), reverse=True)
        return found

    def item(self, key: object) -> Item | None:
        """The one of that key."""
        return self.items().get(str(key))

    def mark(self, key: str, **changes: Any) -> None:
        """Rate a clip, call it a winner, note something about it; as `Marks.put`."""
        with self._lock:
            self.items()
            before = self._stamp
            self.marks.put(key, **changes)
            item, now = self._items.get(key), self._state()
            if item is not None and before is not None and now == _after_one_write(before):  # else all is read anew
                self._items[key] = replace(item, mark=replace(item.mark, **changes))
                self._stamp = now

    # about one

    def settings(self, item: Item) -> dict[str, Any]:
        """What its sidecar or the clip itself tells, without the poster; {} when neither does."""
        return self._settings_of(item.path) if item.path else {}

    def price(self, item: Item) -> Price | None:
        """What it cost; None for what is free, not known, or not billed."""
        price = self.settings(item).get("price") if item.world != "sandbox" else None
        amount = price.get("amount") if isinstance(price, Mapping) else None
        if not isinstance(price, Mapping) or not isinstance(amount, (int, float)) or not 0 <= amount < 1e6:
            return None
        return Price(float(amount), str(price.get("currency", "USD"))[:3], price.get("exact") is True)

    def poster(self, item: Item) -> bytes:
        """A small JPEG of it, or b""."""
        face = self._studio.journal.face(item.face) if item.face else None
        if face is not None and isinstance(face.thumbnail, bytes) and face.thumbnail.startswith(b"\xff\xd8\xff"):
            return face.thumbnail
        try:
            return Clip.open(item.path).poster if item.path else b""
        except OSError:
            return b""

    def look(self, item: Item) -> Item | None:
        """Look for a clip that is not where it was, in the clip folder, beside its old place and below this folder.

        Returns:
            The item with its new place, which the journal then knows; None when it was not found.
        """
        if item.path is None:
            return None
        if not is_file(item.path):
            folders = [self._folder(), item.path.parent]
            with suppress(OSError):  # the current folder was deleted
                folders.append(Path.cwd())
            found = self._searched(item, folders)
            if found is None:
                return None
            self.marks.move(item.key, found)
            item = replace(item, path=found)
        with self._lock:
            self._stamp = None
        return self.items().get(item.key, item)

    def _searched(self, item: Item, folders: Iterable[Path]) -> Path | None:
        assert item.path is not None  # noqa: S101 (said for the type checker; the only caller has looked)
        seen = 0
        for folder in dict.fromkeys(folders):
            for where, below, names in os.walk(folder):
                below[:] = [name for name in below if not name.startswith(".")]
                seen += len(names)
                for name in names:
                    path = Path(where, name)
                    if path.suffix == ".mp4" and self._is(item, path):
                        return path
                if seen > MOST_FILES:
                    return None
        return None

    def _is(self, item: Item, path: Path) -> bool:
        settings = self._settings_of(path)
        if item.job_id and settings.get("job_id"):
            return bool(settings["job_id"] == item.job_id)
        return item.path is not None and path.name == item.path.name

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
        return (self.marks.stamp(), folder, changed)

    def _read(self) -> dict[str, Item]:
        """Everything, by key. What cannot be read is left out by itself, and said in `notice`."""
        failed: list[str] = []
        marks = self._marks(failed)
        entries: list[tuple[Entry, Item]] = []
        books = self._studio.catalogue
        for entry in self._studio.journal.entries(limit=-1):
            try:
                mark = marks.get(entry.key, Mark())
                entries.append((entry, of_entry(entry, mark, self._place(entry, mark), books)))
            except Exception:  # whatever is in a row, it must not hide the others
                log.debug("An entry of the journal cannot be read", exc_info=True)
                failed.append("an entry of the journal")
        strays = self._strays({entry.clip for entry, _ in entries if entry.clip}, failed)
        by_job = {str(settings["job_id"]): path for path, settings in strays if settings.get("job_id")}
        items: dict[str, Item] = {}
        for entry, item in entries:
            moved = by_job.get(item.job_id) if item.path and not item.deleted else None
            if moved is not None and item.path is not None and not is_file(item.path):
                item = of_entry(entry, item.mark, moved, books)
            items[item.key] = item
        known = {item.job_id for item in items.values() if item.job_id}
        files = [(key_of(path, settings), path) for path, settings in strays if settings.get("job_id") not in known]
        # Deleted clips that the journal does not know.
        files += [
            (key, self.trash.where(key, mark.place))
            for key, mark in marks.items()
            if mark.deleted_at is not None and key.startswith("file-")
        ]
        for key, path in files:
            try:
                items[key] = of_file(key, path, self._settings_of(path), marks.get(key, Mark()), books)
            except Exception:  # as above
                log.debug("A clip cannot be read: %s", path, exc_info=True)
                failed.append(path.name)
        self.notice = _notice(failed)
        return items

    def _marks(self, failed: list[str]) -> dict[str, Mark]:
        marks: dict[str, Mark] = {}
        for key, mark in self.marks.all().items():
            try:
                marks[key] = self.trash.settled(key, mark)
            except Exception:  # as above
                log.debug("A mark cannot be read", exc_info=True)
                failed.append("a mark")
        return marks

    def _strays(self, known: set[str], failed: list[str]) -> list[tuple[Path, dict[str, Any]]]:
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
            elif (path.stem, ".mp4") in names and read_sidecar(path) is None:
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

    def _place(self, entry: Entry, mark: Mark) -> Path | None:
        """Where the clip of a job should be: at its place, or in the trash."""
        if not isinstance(entry.clip, str) or not entry.clip:
            return None
        return Path(entry.clip) if mark.deleted_at is None else self.trash.where(entry.key, mark.place or entry.clip)


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
