"""The Compare widget: clips side by side, played in step, so that one can be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..job_tracker import JobTracker
from .comparison import Comparison
from .entries import CompareEntry, compare_entries

if TYPE_CHECKING:
    from ...studio import Studio

__all__ = ["Compare"]


class Compare(Comparison):
    """Clips in step: played, scrubbed, stepped and zoomed together, wiped over one another, or subtracted.

    More than four are shown four at a time. A job stands in the comparison from its first second, with its still and
    its bar, until its clip takes that place. What the person decides is in traits, which belong to the person, at the
    page or in a cell, and is kept in the journal; playback stays in the browser.

    Args:
        clips: `{label: clip}`, a list, or something with such a mapping in `clips` (a sweep); of clips, paths of MP4
            files, and jobs.
        arrangement: "grid", "row" (side by side), "wipe" or "difference".
        winner, ratings, notes, offsets: Choices to begin with, see below; what is left out is as it was left in an
            earlier comparison or the gallery.
        studio: In whose journal the choices are kept; that of `krea.*` when left out.
        layout: ipywidgets' own: a `Layout`, or a dict for one.

    Attributes:
        entries: What the page is told of each clip; written by the library.
        winner: The label of the chosen clip, or "".
        ratings: Stars, 1 to 5, by label.
        notes: Words, by label.
        offsets: By label, how many seconds further on a clip is shown.

    Raises:
        FileNotFoundError: A clip's file is not there.
        TypeError: Something is neither clip, path nor job.
        ValueError: There is nothing to compare, or a file is not a whole MP4.

    Example:
        ```python
        board = krea.Compare({"calm": "krea_clips/cat-calm.mp4", "bold": "krea_clips/cat-bold.mp4"})
        board                       # shows it
        board.clips[board.winner]   # the clip that was chosen
        ```
    """

    def __init__(
        self,
        clips: Any,
        *,
        arrangement: str = "grid",
        winner: str | None = None,
        ratings: Mapping[str, int] | None = None,
        notes: Mapping[str, str] | None = None,
        offsets: Mapping[str, float] | None = None,
        studio: Studio | None = None,
        layout: Any = None,
    ) -> None:
        self._entries = compare_entries(clips)
        said = {"winner": winner, "ratings": ratings, "notes": notes, "offsets": offsets}
        super().__init__(said, studio=studio, arrangement=arrangement, layout=layout)
        self._board = JobTracker(lambda _: self._tell(), landed=lambda _: self._holder.update(self._entries))
        self._release_on_close(self._board.close)
        for entry in self._entries:
            if entry.job is not None and entry.clip is None:
                self._board.add(entry.job)

    def _all(self) -> Sequence[CompareEntry]:
        return self._entries
