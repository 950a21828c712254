"""The base of `Compare` and the sweep board: the traits of clips in sync, and their annotations."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import traitlets

from ..._util.html import escape_text
from ...media import clip_html, shot_html
from .. import STATIC
from ..base import BaseWidget, MessageChannel
from .annotations import ANNOTATIONS, ClipAnnotations, shared_studio
from .messages import CompareMessages
from .rows import entry_rows

if TYPE_CHECKING:
    from ...media import Clip
    from ...studio import Studio
    from .entries import CompareEntry

__all__ = ["Comparison", "entries_html"]

ARRANGEMENTS = ("grid", "row", "wipe", "difference")
# The traits that a saved page needs.
SAVED = ("entries", "arrangement", "winner", "ratings", "notes", "offsets", "_fallback_id")
MOST_SAVED = 12  # clips in the fallback: a poster has up to 30 KB, and the notebook file holds it
MOST_STARS = 5
MOST_OFFSET = 3600.0  # seconds


class Comparison(BaseWidget):
    """Clips in sync on a page, with their annotations; see `Compare` for the traits.

    Args:
        annotations: The first values, by their traits' names; None for the saved ones.
        studio: Its journal holds them; that of `krea.*` when left out.
        channel: Handles more messages than those of every comparison.
        more: Traits, and `layout`.
    """

    _esm = STATIC / "compare.js"
    _css = STATIC / "compare.css"

    entries: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    arrangement = traitlets.Enum(ARRANGEMENTS, "grid").tag(sync=True)
    winner = traitlets.Unicode().tag(sync=True)
    ratings: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    notes: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    offsets: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        annotations: Mapping[str, Any],
        *,
        studio: Studio | None = None,
        channel: MessageChannel | None = None,
        **more: Any,
    ) -> None:
        self._annotations = ClipAnnotations(studio or shared_studio())
        kept = self._annotations.recall(self._all())
        given = {name: value for name, value in annotations.items() if value is not None}
        chosen = kept | {name: value if name == "winner" else kept[name] | dict(value) for name, value in given.items()}
        channel = channel or CompareMessages(self, self._all, self._shown)
        super().__init__(channel, entries=entry_rows(self._shown()), **chosen, **more)
        for name in given:
            self._annotations.keep(self._all(), name, kept[name], getattr(self, name))
        self.observe(self._save_annotation, ANNOTATIONS)

    def _all(self) -> Sequence[CompareEntry]:
        """Everything that can be compared."""
        raise NotImplementedError

    def _shown(self) -> Sequence[CompareEntry]:
        """The entries that the page shows."""
        return self._all()

    @property
    def clips(self) -> dict[str, Clip]:
        """The clips by label, including those of finished jobs."""
        return {entry.label: entry.clip for entry in self._all() if entry.clip is not None}

    def save_video(self, out: str | os.PathLike[str], **options: Any) -> Path:
        """Write the comparison as one MP4 with captions and offsets.

        Args:
            out: The path of the new file; an existing one is not replaced.
            options: As for `media.export.video.export_video`, such as `layout="grid"` or `audio_of="bold"`.

        Returns:
            The path of the file, which can have a number added to its name.
        """
        from ...media.export.video import export_video

        films = {entry.label: entry.clip for entry in self._shown() if entry.clip is not None}
        return export_video(films, out, **{"offsets": self.offsets, **options})

    def save_page(self, out: str | os.PathLike[str], *, title: str = "Clips side by side") -> Path:
        """Write the player and the clips as one HTML file that works offline."""
        from ...media.export.page import write_page

        traits = {name: getattr(self, name) for name in SAVED}
        clips = {entry.key: entry.clip for entry in self._shown() if entry.clip is not None}
        script, style = ((STATIC / name).read_text("utf-8") for name in ("compare-page.js", "compare.css"))
        return write_page(out, script=script, style=style, traits=traits, clips=clips, title=title)

    # the person's annotations

    @traitlets.validate("winner")
    def _known_winner(self, proposal: Mapping[str, Any]) -> str:
        label = str(proposal["value"])
        self._check_labels([label] if label else [])
        return label

    @traitlets.validate("ratings")
    def _fair_ratings(self, proposal: Mapping[str, Any]) -> dict[str, int]:
        ratings = dict(proposal["value"])
        self._check_labels(ratings)
        for label, stars in ratings.items():
            if isinstance(stars, bool) or stars not in range(1, MOST_STARS + 1):
                raise traitlets.TraitError(f'The rating of "{label}" has to be 1 to {MOST_STARS} stars, not {stars!r}.')
        return {label: int(stars) for label, stars in ratings.items()}

    @traitlets.validate("notes")
    def _plain_notes(self, proposal: Mapping[str, Any]) -> dict[str, str]:
        self._check_labels(proposal["value"])
        return {label: str(text) for label, text in proposal["value"].items()}

    @traitlets.validate("offsets")
    def _possible_offsets(self, proposal: Mapping[str, Any]) -> dict[str, float]:
        offsets = dict(proposal["value"])
        self._check_labels(offsets)
        for label, seconds in offsets.items():
            number = isinstance(seconds, (int, float)) and not isinstance(seconds, bool)
            if not number or not -MOST_OFFSET <= seconds <= MOST_OFFSET:
                raise traitlets.TraitError(f'The offset of "{label}" has to be a number of seconds, not {seconds!r}.')
        return {label: float(seconds) for label, seconds in offsets.items()}

    def _check_labels(self, labels: Any) -> None:
        known = [entry.label for entry in self._all()]
        for label in labels:
            if label not in known:
                raise traitlets.TraitError(f'There is no clip labelled "{label}" here, but {", ".join(known)}.')

    def _save_annotation(self, change: Mapping[str, Any]) -> None:
        self._annotations.keep(self._all(), change["name"], change["old"], change["new"])

    # the page

    def _tell(self) -> None:
        """Send the progress of the jobs to the page; the job tracker calls it on any thread."""
        self.entries = entry_rows(self._shown())

    def _plain_text(self) -> str:
        return "\n".join(["Clips side by side:", *(f"  {entry.label}" for entry in self._all())])

    def _fallback_html(self) -> str:
        return entries_html(self._all())


def entries_html(entries: Sequence[CompareEntry]) -> str:
    """Clips side by side under their labels, as plain HTML; the first `MOST_SAVED` of them."""
    items = "".join(
        f'<div style="flex:1 1 260px;max-width:420px;min-width:0">{_entry_html(one)}</div>'
        for one in entries[:MOST_SAVED]
    )
    rest = len(entries) - MOST_SAVED
    more = f'<p style="opacity:.75">and {rest} more: run the cell to see them</p>' if rest > 0 else ""
    return f'<div style="display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start">{items}</div>{more}'


def _entry_html(entry: CompareEntry) -> str:
    heading = f'<div style="font-weight:600;margin-bottom:4px;overflow-wrap:anywhere">{escape_text(entry.label)}</div>'
    if entry.clip is not None:
        return heading + clip_html(entry.clip)
    return heading + (shot_html(entry.shot, entry.progress.message) if entry.shot is not None else "")
