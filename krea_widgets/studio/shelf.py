"""Everything ever made, from the journal and from the settings beside the clips: found, filtered and sorted."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..catalogue import Price
from ..journal import Mark, Marks
from ..media import Clip
from ..media.imprint import known
from .items import NOT_MADE, Item, folded, key_of, of_entry, of_file
from .trash import Trash

if TYPE_CHECKING:
    from ..journal import Entry
    from .studio import Studio

__all__ = ["SORTS", "Item", "Query", "Shelf"]

SORTS = ("newest", "longest", "price", "rating")
MOST_FILES = 20_000  # that are looked at when a moved clip is searched for


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

    `version` differs from what it was before whenever it was read anew.
    """

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._lock = threading.RLock()
        self.version = 0
        self._stamp: tuple[tuple[int, int], Path, int] | None = None
        self._items: dict[str, Item] = {}
        self._sidecars: dict[str, tuple[int, dict[str, Any]]] = {}
        self.marks = Marks(studio.journal)
        self.trash = Trash(lambda: studio.home, self.marks)

    # finding

    def items(self) -> dict[str, Item]:
        """Everything there is, by key."""
        with self._lock:
            stamp = self._state()
            if stamp != self._stamp:
                self._items = {item.key: item for item in self._read()}
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
        """What lies beside its clip, without the poster; {} when nothing does."""
        return self._sidecar(item.path) if item.path else {}

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
        if face is not None and face.thumbnail:
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
        if not item.path.is_file():
            found = self._searched(item, (self._studio.clip_folder, item.path.parent, Path.cwd()))
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
        for folder in dict.fromkeys(one.expanduser().absolute() for one in folders):
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
        settings = self._sidecar(path)
        if item.job_id and settings.get("job_id"):
            return bool(settings["job_id"] == item.job_id)
        return item.path is not None and path.name == item.path.name

    # reading

    def _state(self) -> tuple[tuple[int, int], Path, int]:
        folder = self._studio.clip_folder.expanduser().absolute()
        try:
            changed = folder.stat().st_mtime_ns
        except OSError:
            changed = 0
        return (self.marks.stamp(), folder, changed)

    def _read(self) -> Iterable[Item]:
        marks = self.marks.all()
        entries = self._studio.journal.entries(limit=-1)
        strays = self._strays({entry.clip for entry in entries if entry.clip})
        by_job = {str(settings.get("job_id")): path for path, settings in strays}
        known = {entry.job_id for entry in entries if entry.job_id}
        books = self._studio.catalogue
        for entry in entries:
            mark = marks.get(entry.key, Mark())
            yield of_entry(entry, mark, self._place(entry, mark, by_job), books)
        for path, settings in strays:
            if settings.get("job_id") not in known:
                key = key_of(path, settings)
                yield of_file(key, path, settings, marks.get(key, Mark()), books)
        for key, mark in marks.items():
            if mark.deleted_at is not None and key.startswith("file-"):  # a deleted clip that the journal does not know
                path = self.trash.where(key, mark.place)
                yield of_file(key, path, self._sidecar(path), mark, books)

    def _strays(self, known: set[str]) -> list[tuple[Path, dict[str, Any]]]:
        """The clips in the clip folder of which the journal does not know, at least not there."""
        folder = self._studio.clip_folder.expanduser().absolute()
        try:
            names = sorted(name for name in os.listdir(folder) if name.endswith(".json") and name[0] != ".")  # noqa: PTH208 (ten times as quick)
        except OSError:
            return []
        paths = [folder / f"{name[:-5]}.mp4" for name in names]
        found = ((path, self._sidecar(path)) for path in paths if str(path) not in known)
        return [(path, settings) for path, settings in found if settings.get("krea_widgets")]

    def _sidecar(self, path: Path) -> dict[str, Any]:
        """A clip's settings without the poster, read again when the file has changed."""
        beside = os.path.splitext(path)[0] + ".json"  # noqa: PTH122 (thousands of them)
        try:
            changed = os.stat(beside).st_mtime_ns  # noqa: PTH116 (thousands of them)
        except OSError:
            return {}
        with self._lock:
            found = self._sidecars.get(beside)
        if found is None or found[0] != changed:
            try:
                read = json.loads(Path(beside).read_text(encoding="utf-8"))
            except (OSError, ValueError):
                read = {}
            found = (changed, _usable(read) if isinstance(read, dict) and read.get("krea_widgets") else {})
            with self._lock:
                self._sidecars[beside] = found
        return found[1]

    def _place(self, entry: Entry, mark: Mark, moved: Mapping[str, Path]) -> Path | None:
        """Where the clip of a job is: at its place, in the trash, or where its settings were found."""
        if not entry.clip:
            return None
        path = Path(entry.clip)
        if mark.deleted_at is not None:
            return self.trash.where(entry.key, mark.place or entry.clip)
        found = moved.get(entry.job_id or "")
        return found if found is not None and not path.is_file() else path


def _after_one_write(stamp: tuple[tuple[int, int], Path, int]) -> tuple[tuple[int, int], Path, int]:
    """What the stamp is when nothing but one row was written, by this kernel."""
    (others, own), folder, changed = stamp
    return (others, own + 1), folder, changed


def _usable(read: Mapping[str, Any]) -> dict[str, Any]:
    """Settings beside a clip, which may have been edited, or be a stranger's: one of them must not hide all others."""
    texts = {name: read[name] for name in ("url", "call") if isinstance(read.get(name), str)}
    return {**texts, **known(read)}


def _amount(price: Price | None) -> float:
    return price.amount if price else 0.0
