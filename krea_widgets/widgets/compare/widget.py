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
    """A widget that plays clips in sync: seek, step and zoom them together, wipe between two, or show the difference.

    It shows four clips at a time. A running job has its image and a progress bar in the comparison until its clip is
    finished. The traits are set by the person, on the page or in a cell, and are saved in the journal.

    Args:
        clips: `{label: clip}`, a list, or an object with such a mapping in its attribute `clips`, such as a sweep. Each
            is a `Clip`, the path of an MP4 file, or a `Job`.
        arrangement: "grid", "row" (side by side), "wipe" or "difference".
        winner, ratings, notes, offsets: Initial values of these attributes; default: those of the last comparison or of
            the gallery.
        studio: The `Studio` whose journal saves the values; default: that of `krea.animate`.
        layout: An ipywidgets `Layout`, or a dict for one.

    Attributes:
        entries: The page's data of each clip; only krea_widgets writes it.
        winner: The label of the chosen clip, or "".
        ratings: Stars by label, 1 to 5.
        notes: Texts by label.
        offsets: Seconds by label: a clip with 0.5 is half a second ahead.

    Raises:
        FileNotFoundError: A clip's file does not exist.
        TypeError: Something is neither a clip, a path nor a job.
        ValueError: There is nothing to compare, or a file is not a complete MP4.

    Example:
        ```python
        fast = {"model": "seedance 1.0 pro fast", "duration": 2, "resolution": "480p"}
        calm = krea.submit("cat.png", "calm drift", **fast)
        bold = krea.submit("cat.png", "bold push in", **fast)
        board = krea.Compare({"calm": calm, "bold": bold})
        # In a notebook, `board` shows the clips.
        calm.wait(), bold.wait()
        board.winner = "bold"
        board.clips[board.winner]
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
        annotations = {"winner": winner, "ratings": ratings, "notes": notes, "offsets": offsets}
        super().__init__(annotations, studio=studio, arrangement=arrangement, layout=layout)
        self._tracker = JobTracker(lambda _: self._tell(), changed=lambda _: self._fallback.update())
        self._release_on_close(self._tracker.close)
        for entry in self._entries:
            if entry.job is not None and entry.clip is None:
                self._tracker.add(entry.job)

    def _all(self) -> Sequence[CompareEntry]:
        return self._entries
