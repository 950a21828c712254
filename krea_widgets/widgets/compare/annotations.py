"""What a person decided about compared clips: found again in the journal, and written there as soon as it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ...errors import JournalUnavailable, KreaError
from ...journal import Annotation, Annotations
from ...studio.clip_record import key_in

if TYPE_CHECKING:
    from ...studio import Studio
    from .entries import CompareEntry

__all__ = ["CHOICES", "ClipAnnotations", "shared_studio"]

CHOICES = ("winner", "ratings", "notes", "offsets")
FIELDS: dict[str, tuple[str, Any]] = {"ratings": ("rating", 0), "notes": ("note", ""), "offsets": ("shift", 0.0)}


def shared_studio() -> Studio | None:
    """The studio of `krea.*`; None where there is no home for it, and so nothing is remembered."""
    from ...studio import studio

    try:
        return studio()
    except (KreaError, OSError, RuntimeError):  # RuntimeError: the person has no home folder
        return None


class ClipAnnotations:
    """Winner, ratings, notes and offsets of clips, under the keys that the gallery knows them by.

    A clip is known by the job that made it, a file of which no job is known by its place. A journal that cannot be
    written says so in its notice; the choices then last as long as the widget.

    Args:
        studio: Whose journal; None keeps nothing.
    """

    def __init__(self, studio: Studio | None) -> None:
        self._studio = studio
        self._keys: dict[object, str] = {}

    def recall(self, entries: Sequence[CompareEntry]) -> dict[str, Any]:
        """What was decided about these before, as the widget's traits: by label."""
        found: dict[str, Any] = {"winner": "", "ratings": {}, "notes": {}, "offsets": {}}
        if self._studio is None:
            return found
        try:
            keys = self._by_label(entries)
            annotations = Annotations(self._studio.journal).of(keys.values())
        except JournalUnavailable:  # clips can be compared all the same; the journal's notice says so
            return found
        told = {label: annotations[key] for label, key in keys.items() if key in annotations}
        for name, (field, none) in FIELDS.items():
            values = {label: getattr(annotation, field) for label, annotation in told.items()}
            found[name] = {label: value for label, value in values.items() if value != none}
        winners = [label for label, annotation in told.items() if annotation.winner]
        found["winner"] = winners[0] if len({keys[label] for label in winners}) == 1 else ""  # two won elsewhere
        return found

    def keep(self, entries: Sequence[CompareEntry], name: str, old: Any, new: Any) -> None:
        """Write down what differs between two values of one of the `CHOICES`; all else stays as it stands there."""
        if self._studio is not None:
            with suppress(JournalUnavailable):
                self._write(Annotations(self._studio.journal), self._by_label(entries), name, old, new)

    def _write(self, annotations: Annotations, keys: Mapping[str, str], name: str, old: Any, new: Any) -> None:
        if name == "winner":
            known, chosen = annotations.of(keys.values()), keys.get(new)
            for key in dict.fromkeys(keys.values()):
                if known.get(key, Annotation()).winner != (key == chosen):
                    annotations.put(key, winner=key == chosen)
            return
        field, none = FIELDS[name]
        for label, key in keys.items():
            value = new.get(label, none)
            if value != old.get(label, none):
                annotations.put(key, **{field: value})

    def _by_label(self, entries: Sequence[CompareEntry]) -> Mapping[str, str]:
        return {entry.label: key for entry in entries if (key := self.key(entry))}

    def key(self, entry: CompareEntry) -> str:
        """Under which it is kept; "" while there is neither a clip nor a job, or the journal cannot be read."""
        if entry.job is not None:
            return entry.job.key
        if entry.clip is None or self._studio is None:
            return ""
        if entry.clip.path not in self._keys:
            with suppress(JournalUnavailable):
                self._keys[entry.clip.path] = key_in(self._studio.journal, entry.clip.path, entry.clip.settings)
        return self._keys.get(entry.clip.path, "")
