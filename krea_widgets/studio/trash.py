"""Deleted clips: moved with their settings into a folder of the home, and brought back; nothing is ever unlinked."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import KreaError

if TYPE_CHECKING:
    from ..journal import Marks

__all__ = ["Trash"]


class Trash:
    """The folder `trash` in the home, with a folder for each deleted clip.

    Args:
        home: Tells where the home is.
        marks: Where it is written down that a clip was deleted.
        now: The clock, in seconds since 1970.
    """

    def __init__(self, home: Callable[[], Path], marks: Marks, *, now: Callable[[], float] = time.time) -> None:
        self._home = home
        self._marks = marks
        self._now = now

    @property
    def folder(self) -> Path:
        """Where deleted clips are."""
        return self._home() / "trash"

    def where(self, key: str, place: str) -> Path:
        """Where the clip that was at `place` is once it is deleted."""
        return self.folder / hashlib.sha256(key.encode()).hexdigest()[:16] / Path(place).name

    def put(self, key: str, path: Path | None) -> None:
        """Delete a clip. It is written down first, so that after a crash in between it can still be brought back.

        Raises:
            KreaError: The file could not be moved; it is where it was.
        """
        self._marks.put(key, deleted_at=self._now(), place=str(path or ""))
        if path is None:
            return
        goal = self.where(key, str(path))
        try:
            goal.parent.mkdir(parents=True, exist_ok=True)
            _move(path, goal)
        except OSError as error:
            self._marks.put(key, deleted_at=None)
            raise KreaError(
                f"{path.name} could not be deleted ({_words(error)}).", advice="It is where it was."
            ) from error

    def take_back(self, key: str, place: str) -> Path | None:
        """Bring a deleted clip back to its place, or beside what stands there now; returns where it is.

        Raises:
            KreaError: It could not be moved; it is still in the trash.
        """
        path = None
        if place:
            start, path = self.where(key, place), Path(place)
            try:
                if start.exists() or start.with_suffix(".json").exists():
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path = _free(path)
                    _move(start, path)
                    with suppress(OSError):
                        start.parent.rmdir()
            except OSError as error:
                raise KreaError(
                    f"{start.name} could not be brought back ({_words(error)}).", advice=f"It is in {start.parent}."
                ) from error
            if str(path) != place:
                self._marks.move(key, path)
        self._marks.put(key, deleted_at=None)
        return path


def _move(start: Path, goal: Path) -> None:
    """The settings first: a film without them is still found, by its name."""
    beside, film = (start.with_suffix(".json"), goal.with_suffix(".json")), (start, goal)
    done: list[tuple[Path, Path]] = []
    try:
        for old, new in (beside, film):
            if old.exists():
                shutil.move(os.fspath(old), os.fspath(new))
                done.append((old, new))
    except OSError:
        for old, new in done:
            with suppress(OSError):
                shutil.move(os.fspath(new), os.fspath(old))
        raise


def _free(path: Path) -> Path:
    """This path, or the next one with a number at which there is nothing."""
    for number in count(1):
        free = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        if not free.exists() and not free.with_suffix(".json").exists():
            return free
    raise AssertionError("Numbers do not end.")


def _words(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
