"""The annotations of compared clips: read from the journal, and written there when they change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ..._util.shared_studio import shared_studio
from ...errors import JournalUnavailable, KreaError
from ...journal import Annotation
from ...studio.clip_record import key_in

if TYPE_CHECKING:
    from ...journal import Journal
    from ...studio import BaseStudio
    from .entries import CompareEntry

__all__ = ["ANNOTATIONS", "ClipAnnotations"]

ANNOTATIONS = ("winner", "ratings", "notes", "offsets")
FIELDS: dict[str, tuple[str, Any]] = {"ratings": ("rating", 0), "notes": ("note", ""), "offsets": ("shift", 0.0)}


class ClipAnnotations:
    """Winner, ratings, notes and offsets of clips, under the keys of the gallery.

    The key of a clip is that of its job; a file without a known job has one made from its path. If the journal cannot
    be written, its notice says so, and the annotations last as long as the widget.

    Args:
        studio: Its journal holds the annotations; default: that of `krea.*`. Without a home folder, nothing is saved.
    """

    def __init__(self, studio: BaseStudio | None) -> None:
        self._studio = studio
        if studio is None:
            # RuntimeError: the person has no home folder.
            with suppress(KreaError, OSError, RuntimeError):
                self._studio = shared_studio()
        self._keys: dict[object, str] = {}

    @property
    def journal(self) -> Journal | None:
        """The journal that holds them, or None."""
        return None if self._studio is None else self._studio.journal

    def recall(self, entries: Sequence[CompareEntry]) -> dict[str, Any]:
        """The saved annotations of these entries as the widget's traits: by label."""
        found: dict[str, Any] = {"winner": "", "ratings": {}, "notes": {}, "offsets": {}}
        if self._studio is None:
            return found
        try:
            keys = self._by_label(entries)
            annotations = self._studio.journal.annotations(keys.values())
        except JournalUnavailable:
            # Clips can still be compared. The journal's notice says what is wrong.
            return found
        saved = {label: annotations[key] for label, key in keys.items() if key in annotations}
        for name, (field, none) in FIELDS.items():
            values = {label: getattr(annotation, field) for label, annotation in saved.items()}
            found[name] = {label: value for label, value in values.items() if value != none}
        winners = [label for label, annotation in saved.items() if annotation.winner]
        # Two clips can each have won an earlier comparison.
        found["winner"] = winners[0] if len({keys[label] for label in winners}) == 1 else ""
        return found

    def keep(self, entries: Sequence[CompareEntry], name: str, old: Any, new: Any) -> None:
        """Save the difference between two values of one of the `ANNOTATIONS`, and leave the rest of the journal."""
        if self._studio is not None:
            with suppress(JournalUnavailable):
                self._write(self._studio.journal, self._by_label(entries), name, old, new)

    def _write(self, journal: Journal, keys: Mapping[str, str], name: str, old: Any, new: Any) -> None:
        if name == "winner":
            known, chosen = journal.annotations(keys.values()), keys.get(new)
            for key in dict.fromkeys(keys.values()):
                if known.get(key, Annotation()).winner != (key == chosen):
                    journal.annotate(key, winner=key == chosen)
            return
        field, none = FIELDS[name]
        for label, key in keys.items():
            value = new.get(label, none)
            if value != old.get(label, none):
                journal.annotate(key, **{field: value})

    def _by_label(self, entries: Sequence[CompareEntry]) -> Mapping[str, str]:
        return {entry.label: key for entry in entries if (key := self.key(entry))}

    def key(self, entry: CompareEntry) -> str:
        """The journal's key; "" if there is neither a clip nor a job, or the journal cannot be read."""
        if entry.job is not None:
            return entry.job.key
        if entry.clip is None or self._studio is None:
            return ""
        if entry.clip.path not in self._keys:
            with suppress(JournalUnavailable):
                self._keys[entry.clip.path] = key_in(self._studio.journal, entry.clip.path, entry.clip.settings)
        return self._keys.get(entry.clip.path, "")
