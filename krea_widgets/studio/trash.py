"""Deleted clips: moved with their sidecars into a folder of the home, and brought back. No clip is ever overwritten.

Several kernels can delete and restore the same clip, and each can be killed between two steps. So one kernel at a time
is let in, and concludes nothing from what it has read before. A deletion is written down before a file is moved, and
taken back after the file is back. That leaves one state that a killed kernel can cause: marked as deleted, and still or
again at its place. `Trash.settled` ends it.
"""

from __future__ import annotations

import errno
import filecmp
import hashlib
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .._util.files import numbered, open_file
from ..errors import KreaError
from ..journal import Annotation
from ..media.embedded_settings import clip_settings
from .clip_record import key_of

if TYPE_CHECKING:
    from ..journal import Journal

__all__ = ["Trash"]

# Seconds to wait for another kernel, which may copy a clip to another disk.
TIMEOUT = 60.0


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
            with self._alone():
                self._put(key, path)
        except (OSError, KreaError) as error:
            name, (why, details) = path.name if path else "It", _reason(error)
            raise KreaError(
                f"{name} could not be deleted ({why}).", advice="It is where it was.", details=details
            ) from error

    def _put(self, key: str, path: Path | None) -> None:
        self._settle(key)
        annotation = self._annotation(key)
        if annotation.deleted_at is not None:
            return
        place = self._present_place(key, annotation, path)
        self._journal.annotate(key, deleted_at=self._now(), path=str(place or ""))
        if place is None:
            return
        folder = self._folder_of(key)
        # The sidecar first: a clip without one is still found, by its name.
        moving = [(old, folder / old.name) for old in reversed(_pair(place)) if _is_here(old)]
        try:
            _set_aside(folder)
            folder.mkdir(parents=True, exist_ok=True)
            _move_all(moving)
        except OSError:
            self._end(key)
            raise

    def take_back(self, key: str) -> Path | None:
        """Bring a deleted clip back to its place, or beside what is there now.

        Returns:
            Where it is; None for an entry without a clip, or one that is not deleted.

        Raises:
            KreaError: It could not be brought back; it is still in the trash.
        """
        try:
            with self._alone():
                return self._take_back(key)
        except (OSError, KreaError) as error:
            why, details = _reason(error)
            advice = f"It is in {self._folder_of(key)}."
            raise KreaError(f"The clip could not be brought back ({why}).", advice=advice, details=details) from error

    def _take_back(self, key: str) -> Path | None:
        annotation = self._annotation(key)
        if annotation.deleted_at is None:
            return None
        if self._settle(key):
            return Path(annotation.path)
        if not annotation.path or not _visible(self._folder_of(key)):
            self._end(key)
            return None
        film = self.where(key, annotation.path)
        place = _free(Path(annotation.path), film)
        # Also an unchanged one: no file is moved if the journal cannot be written.
        self._journal.annotate(key, path=str(place))
        if str(place) != annotation.path:
            self._journal.moved(key, place)
        place.parent.mkdir(parents=True, exist_ok=True)
        _move_all([(old, new) for old, new in zip(_pair(film), _pair(place), strict=True) if _is_here(old)])
        self._end(key)
        return place

    def settled(self, key: str, annotation: Annotation) -> Annotation:
        """The annotation that agrees with the files, even after a kernel was killed in the middle of a deletion."""
        if annotation.deleted_at is None or not annotation.path or not self._is_interrupted(key, Path(annotation.path)):
            return annotation
        alive = replace(annotation, deleted_at=None)
        try:
            with self._alone(timeout=0.0):
                return alive if self._settle(key) else annotation
        except (OSError, KreaError):
            # Another kernel deletes it just now, or the journal cannot be written. The file counts.
            return alive

    # steps, each while no other kernel is in the trash

    @contextmanager
    def _alone(self, *, timeout: float = TIMEOUT) -> Iterator[None]:
        """Wait until no other kernel is in the trash. A killed one leaves it, because the system closes its files.

        The journal itself is not locked: copying a clip to another disk must not delay a job.

        Raises:
            KreaError: Another kernel was in it all the time.
        """
        home = self._home()
        home.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(home / "trash.lock", timeout=timeout, isolation_level=None)) as lock:
            try:
                lock.execute("begin exclusive")
            except sqlite3.Error as error:
                raise KreaError(str(error)) from error
            yield

    def _annotation(self, key: str) -> Annotation:
        return self._journal.annotations([key]).get(key, Annotation())

    def _present_place(self, key: str, annotation: Annotation, path: Path | None) -> Path | None:
        """Where the clip is now: another kernel may have restored it under another name, and a new clip has the old."""
        entry = self._journal.entry(key)
        known = entry.clip if entry else annotation.path
        for place in ([Path(known)] if known else []) + ([path] if path else []):
            if any(map(_is_here, _pair(place))):
                settings = clip_settings(place)
                job_id = settings.get("job_id")
                if not job_id or (entry.job_id in (None, job_id) if entry else key_of(place, settings) == key):
                    return place
        return None

    def _settle(self, key: str) -> bool:
        """End what a killed kernel began; whether the clip was marked as deleted, but is at its place."""
        annotation = self._annotation(key)
        place = Path(annotation.path)
        if annotation.deleted_at is None or not annotation.path or not self._is_interrupted(key, place):
            return False
        if self._journal.maker("", place) not in (None, key):
            # What is there now is another clip.
            return False
        for beside in _visible(self._folder_of(key), ".json"):
            with suppress(OSError):
                _move(beside, place.with_suffix(".json"))
        self._end(key)
        return True

    def _end(self, key: str) -> None:
        """It is deleted no longer. Copies that a killed kernel did not finish are removed."""
        folder, place = self._folder_of(key), self._annotation(key).path
        self._journal.annotate(key, deleted_at=None)
        halves = [_half(path) for path in _pair(Path(place))] if place else []
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


def _reason(error: OSError | KreaError) -> tuple[str, str]:
    """Why it failed, for the middle of a sentence, and the details."""
    if isinstance(error, OSError):
        return (error.strerror or type(error).__name__).lower(), repr(error)
    return error.what.rstrip("."), error.details


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


def _move_all(moving: Iterable[tuple[Path, Path]]) -> None:
    """Move all files, or none: after an OSError, each is where it was."""
    moved: list[tuple[Path, Path]] = []
    try:
        for old, new in moving:
            _move(old, new)
            moved.append((old, new))
    except OSError:
        for old, new in moved:
            with suppress(OSError):
                _move(new, old)
        raise


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
