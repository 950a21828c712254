"""Deleted clips: moved with their sidecars into a folder of the home, and brought back. No clip is ever overwritten.

Several kernels can delete and restore the same clip, and each can be killed between two steps. So nothing is concluded
from what a kernel has read before: each step looks again, in a transaction of the journal, which lets one kernel in at
a time. A deletion is written down before a file is moved, and taken back after the file is back. That leaves one state
that a killed kernel can cause: marked as deleted, and still or again at its place. `Trash.settled` ends it.
"""

from __future__ import annotations

import errno
import filecmp
import hashlib
import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .._util.files import numbered, open_file
from ..errors import KreaError
from ..journal.annotations import Annotation
from ..journal.tables import path_value
from ..media.clip_settings import clip_settings
from .clip_record import key_of

if TYPE_CHECKING:
    from ..journal import Journal

__all__ = ["Trash"]

# How often a step is begun anew because another kernel, or a new clip, was quicker.
MOST_TRIES = 20
FIELDS = ", ".join(Annotation.__dataclass_fields__)


class Trash:
    """The folder `trash` in the home, with a folder for each deleted clip.

    Args:
        home: Tells where the home is.
        journal: Where it is written down that a clip was deleted.
        now: The clock, in seconds since 1970.
    """

    def __init__(self, home: Callable[[], Path], journal: Journal, *, now: Callable[[], float] = time.time) -> None:
        self._home = home
        self._journal = journal
        self._now = now

    @property
    def folder(self) -> Path:
        """Where deleted clips are."""
        return self._home() / "trash"

    def where(self, key: str, place: str) -> Path:
        """Where the clip that was at `place` is once it is deleted."""
        folder = self._folder_of(key)
        goal = folder / (Path(place).name or "clip.mp4")
        # What is to be restored under another name keeps its name here.
        kept = [] if any(map(_is_here, _pair(goal))) else _visible(folder, ".mp4") or _visible(folder, ".json")
        return kept[0].with_suffix(goal.suffix) if kept else goal

    def put(self, key: str, path: Path | None) -> None:
        """Delete the clip at `path`; nothing is done for one that is deleted already.

        Raises:
            KreaError: It could not be deleted; it is where it was.
        """
        try:
            for _ in range(MOST_TRIES):
                with self._journal.transaction() as db:
                    place = self._annotate_deleted(db, key, path)
                if place is None:
                    return
                with self._journal.transaction() as db:
                    done = self._put(db, key, place)
                if isinstance(done, OSError):
                    raise _failed(done)
                if done:
                    return
            raise KreaError("another kernel restores it at the same time")
        except KreaError as error:
            name, why = path.name if path else "It", error.what.rstrip(".")
            what = f"{name} could not be deleted ({why})."
            raise KreaError(what, advice="It is where it was.", details=error.details) from error

    def take_back(self, key: str) -> Path | None:
        """Bring a deleted clip back to its place, or beside what is there now.

        Returns:
            Where it is; None for an entry without a clip, or one that is not deleted.

        Raises:
            KreaError: It could not be brought back; it is still in the trash.
        """
        try:
            for _ in range(MOST_TRIES):
                with self._journal.transaction() as db:
                    place, done = self._choose_place(db, key)
                if done or place is None:
                    return place
                with self._journal.transaction() as db:
                    done = self._take_back(db, key, place)
                if done:
                    return place
            raise KreaError("another kernel deletes it at the same time")
        except KreaError as error:
            what = f"The clip could not be brought back ({error.what.rstrip('.')})."
            advice = f"It is in {self._folder_of(key)}."
            raise KreaError(what, advice=advice, details=error.details) from error

    def settled(self, key: str, annotation: Annotation) -> Annotation:
        """The annotation that agrees with the files, even after a kernel was killed in the middle of a deletion."""
        if annotation.deleted_at is None or not annotation.path or not self._is_interrupted(key, Path(annotation.path)):
            return annotation
        try:
            with self._journal.transaction() as db:
                restored = self._settle(db, key)
            return annotation if restored is None else _alive(annotation)
        except KreaError:
            # The journal cannot be written now. The file counts.
            return _alive(annotation)

    # steps, each in a transaction

    def _annotate_deleted(self, db: sqlite3.Connection, key: str, path: Path | None) -> Path | None:
        """Write down that it is deleted, and from where; None when there is nothing to move."""
        self._settle(db, key)
        annotation = _annotate(db, key)
        if annotation.deleted_at is not None:
            return None
        place = self._present_place(db, key, annotation, path)
        db.execute(
            "insert into annotations (key, deleted_at, path) values (?, ?, ?)"
            " on conflict (key) do update set deleted_at = excluded.deleted_at, path = excluded.path",
            (key, self._now(), path_value(place or "")),
        )
        return place

    def _present_place(
        self, db: sqlite3.Connection, key: str, annotation: Annotation, path: Path | None
    ) -> Path | None:
        """Where the clip is now: another kernel may have restored it under another name, and a new clip has the old."""
        row = db.execute("select job_id, clip from jobs where key = ?", (key,)).fetchone()
        known = row[1] if row else annotation.path
        for place in ([Path(known)] if isinstance(known, str) and known else []) + ([path] if path else []):
            if any(map(_is_here, _pair(place))):
                settings = clip_settings(place)
                job_id = settings.get("job_id")
                if not job_id or (row[0] in (None, job_id) if row else key_of(place, settings) == key):
                    return place
        return None

    def _put(self, db: sqlite3.Connection, key: str, place: Path) -> bool | OSError:
        """Move the files into the trash; False when the clip was restored meanwhile, an error when it could not be."""
        annotation = _annotate(db, key)
        if annotation.deleted_at is None or annotation.path != str(place):
            return False
        folder = self._folder_of(key)
        moving = [old for old in reversed(_pair(place)) if _is_here(old)]
        if not moving:
            # Another kernel has moved them, or another program. Of the latter there is nothing to bring back.
            if not _visible(folder):
                _set(db, key, "path", "")
            return True
        try:
            _set_aside(folder)
            folder.mkdir(parents=True, exist_ok=True)
            # The sidecar first: a clip without one is still found, by its name.
            for old in moving:
                _move(old, folder / old.name)
        except OSError as error:
            for old in moving:
                if not _is_here(old):
                    with suppress(OSError):
                        _move(folder / old.name, old)
            self._end(db, key)
            return error
        return True

    def _choose_place(self, db: sqlite3.Connection, key: str) -> tuple[Path | None, bool]:
        """Write down where it will be; and whether it is there already, or there is nothing to move."""
        annotation = _annotate(db, key)
        if annotation.deleted_at is None:
            return None, True
        if self._settle(db, key) is not None:
            return Path(annotation.path), True
        if not annotation.path or not _visible(self._folder_of(key)):
            self._end(db, key)
            return None, True
        place = _free(Path(annotation.path), self.where(key, annotation.path))
        if str(place) != annotation.path:
            _set(db, key, "path", path_value(place))
            db.execute("update jobs set clip = ? where key = ?", (path_value(place), key))
        return place, False

    def _take_back(self, db: sqlite3.Connection, key: str, place: Path) -> bool:
        """Move the files to their place; False when they are no longer in the trash, or the place is taken."""
        annotation = _annotate(db, key)
        film = self.where(key, str(place))
        if annotation.deleted_at is None or annotation.path != str(place) or _free(place, film) != place:
            return False
        moving = [(old, new) for old, new in zip(_pair(film), _pair(place), strict=True) if _is_here(old)]
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            for old, new in moving:
                _move(old, new)
        except OSError as error:
            for old, new in moving:
                # Not what was at the place before.
                if not _is_here(old):
                    with suppress(OSError):
                        _move(new, old)
            if isinstance(error, FileExistsError):
                return False
            raise _failed(error) from error
        self._end(db, key)
        return True

    def _settle(self, db: sqlite3.Connection, key: str) -> Path | None:
        """End what a killed kernel began: where the clip is, if it is marked as deleted but at its place."""
        annotation = _annotate(db, key)
        place = Path(annotation.path)
        if annotation.deleted_at is None or not annotation.path or not self._is_interrupted(key, place):
            return None
        if db.execute("select 1 from jobs where clip = ? and key <> ?", (path_value(place), key)).fetchone():
            # What is there now is another clip.
            return None
        for beside in _visible(self._folder_of(key), ".json"):
            with suppress(OSError):
                _move(beside, place.with_suffix(".json"))
        self._end(db, key)
        return place

    def _end(self, db: sqlite3.Connection, key: str) -> None:
        """It is deleted no longer. Copies that a killed kernel did not finish are removed."""
        folder, place = self._folder_of(key), _annotate(db, key).path
        halves = [_half(path) for path in _pair(Path(place))] if place else []
        _set(db, key, "deleted_at", None)
        with suppress(OSError):
            for half in [*halves, *folder.glob(".*.half")]:
                half.unlink(missing_ok=True)
            folder.rmdir()

    # files

    def _folder_of(self, key: str) -> Path:
        return self.folder / hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:16]

    def _is_interrupted(self, key: str, place: Path) -> bool:
        """Whether the clip that is marked as deleted is at its place, and not in the trash."""
        film = self.where(key, str(place))
        if not _is_here(place) or _is_here(film):
            return False
        old, new = film.with_suffix(".json"), place.with_suffix(".json")
        # With a sidecar on both sides, what is at the place now is another clip.
        return not _is_here(old) or not _is_here(new) or _is_same(old, new)


def _alive(annotation: Annotation) -> Annotation:
    return replace(annotation, deleted_at=None)


def _annotate(db: sqlite3.Connection, key: str) -> Annotation:
    row = db.execute(f"select {FIELDS} from annotations where key = ?", (key,)).fetchone()  # noqa: S608 (own text)
    return Annotation.from_row(*row) if row else Annotation()


def _set(db: sqlite3.Connection, key: str, name: str, value: str | bytes | None) -> None:
    db.execute(f"update annotations set {name} = ? where key = ?", (value, key))  # noqa: S608 (own text)


def _failed(error: OSError) -> KreaError:
    return KreaError((error.strerror or type(error).__name__).lower(), details=repr(error))


def _pair(film: Path) -> tuple[Path, Path]:
    """A clip and its sidecar."""
    return film, film.with_suffix(".json")


def _visible(folder: Path, ending: str = "") -> list[Path]:
    """The files in a folder of the trash; half-written copies are hidden."""
    try:
        return sorted(path for path in folder.iterdir() if path.name[0] != "." and path.name.endswith(ending))
    except OSError:
        return []


def _is_here(path: Path) -> bool:
    """Whether there is a file, or a link to one. Folders are not clips, whatever they are called."""
    return os.path.lexists(path) and (path.is_symlink() or not path.is_dir())


def _is_same(one: Path, other: Path) -> bool:
    """Whether two names lead to the same file, or to two with the same content."""
    try:
        return one.samefile(other) or filecmp.cmp(one, other, shallow=False)
    except OSError:
        return False


def _free(place: Path, film: Path) -> Path:
    """The place, or the next one with a number, at which there is nothing but `film` itself."""

    def is_free(free: Path) -> bool:
        pairs = zip(_pair(film), _pair(free), strict=True)
        return all(not os.path.lexists(new) or _is_same(old, new) for old, new in pairs)

    return next(filter(is_free, numbered(place)))


def _set_aside(folder: Path) -> None:
    """Free a clip's folder in the trash of what another program has left in it."""
    if _visible(folder):
        folder.rename(next(aside for aside in numbered(folder) if not os.path.lexists(aside)))


def _move(old: Path, new: Path) -> None:
    """Move a file to where there is none; where a killed kernel did half of it, do the rest.

    Raises:
        FileExistsError: There is another file.
        OSError: It cannot be moved; it is where it was.
    """
    if _is_same(old, new):
        old.unlink()
        return
    try:
        _rename(old, new)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        half = _half(new)
        try:
            with open_file(old) as source, half.open("wb") as copy:
                shutil.copyfileobj(source, copy)
                copy.flush()
                os.fsync(copy.fileno())
            shutil.copystat(old, half)
            _rename(half, new)
        finally:
            half.unlink(missing_ok=True)
        _unlink(old, new)


def _half(path: Path) -> Path:
    """Where a copy is while it is written."""
    return path.with_name(f".{path.name}.half")


def _rename(old: Path, new: Path) -> None:
    """Rename, but never over another file."""
    try:
        os.link(old, new)
    except OSError as error:
        if error.errno in (errno.EEXIST, errno.EXDEV, errno.ENOENT):
            raise
        # This disk has no hard links. An empty file takes the name, to be replaced.
        new.touch(exist_ok=False)
        try:
            old.replace(new)
        except OSError:
            new.unlink()
            raise
    else:
        _unlink(old, new)


def _unlink(old: Path, new: Path) -> None:
    """Remove the old name of a file; if that cannot be, the new one."""
    try:
        old.unlink()
    except OSError:
        new.unlink()
        raise
