"""The Compare widget: clips side by side, played in step, so that one can be chosen."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from ..media import Clip, clip_html, shot_html
from . import join_css, join_js
from .board import Board
from .choices import CHOICES, Choices, shared_studio
from .items import items_of
from .lineup import Entry, line_up
from .pieces import read_piece
from .results import Holder, bundle_of

if TYPE_CHECKING:
    from ..studio import Studio

__all__ = ["Compare"]

MODULES = (
    "dom", "clock", "link", "chunks", "player", "traits", "sync", "layout", "worddiff", "deck", "card", "stage",
    "transport", "keys", "compare",
)  # fmt: skip
SHEETS = ("tokens", "compare")
ARRANGEMENTS = ("grid", "row", "wipe", "difference")
SAVED = ("items", "arrangement", "winner", "ratings", "notes", "offsets", "_kept")  # what a page of its own needs
MOST_KEPT = 12  # clips in the output that outlives the kernel; each has a poster of up to 30 KB
MOST_STARS = 5
MOST_OFFSET = 3600.0  # seconds


class Compare(anywidget.AnyWidget):
    """Clips in step: played, scrubbed, stepped and zoomed together, wiped over one another, or subtracted.

    More than four are shown four at a time. A job stands in the comparison from its first second, with its still and
    its bar, until its clip takes that place. What the person decides is in traits, which belong to the person, at the
    page or in a cell; playback stays in the browser.

    Args:
        clips: `{label: clip}`, a list, or something with such a mapping in `clips` (a sweep); of clips, paths of MP4
            files, and jobs.
        arrangement: "grid", "row" (side by side), "wipe" or "difference".
        winner, ratings, notes, offsets: Choices to begin with, see below; what is left out is as it was left in an
            earlier comparison or the gallery.
        studio: In whose journal the choices are kept; that of `krea.*` when left out.
        layout: ipywidgets' own: a `Layout`, or a dict for one.

    Attributes:
        items: What the page is told of each clip; written by the library.
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

    _esm = join_js(*MODULES)
    _css = join_css(*SHEETS)

    items: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    arrangement = traitlets.Enum(ARRANGEMENTS, "grid").tag(sync=True)
    winner = traitlets.Unicode().tag(sync=True)
    ratings: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    notes: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    offsets: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    _kept = traitlets.Unicode().tag(sync=True)

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
        self._entries = line_up(clips)
        self._choices = Choices(studio or shared_studio())
        kept = self._choices.recall(self._entries)
        said = {"winner": winner, "ratings": ratings, "notes": notes, "offsets": offsets}
        given: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
        chosen = kept | {name: value if name == "winner" else kept[name] | dict(value) for name, value in given.items()}
        token = uuid.uuid4().hex[:12]
        self._holder = Holder(token, sheet_html)
        more = {} if layout is None else {"layout": layout}
        super().__init__(
            items=items_of(self._entries),
            arrangement=arrangement,
            **chosen,
            _kept=token,
            **more,
        )
        for name in given:
            self._choices.keep(self._entries, name, kept[name], getattr(self, name))
        self.observe(self._keep_choice, CHOICES)
        self.on_msg(self._hear)
        self._board = Board(lambda _: self._tell(), landed=lambda _: self._holder.update(self._entries))
        for entry in self._entries:
            if entry.job is not None and entry.clip is None:
                self._board.add(entry.job)

    @property
    def clips(self) -> dict[str, Clip]:
        """The clips by their labels; of jobs only those that are done."""
        return {entry.label: entry.clip for entry in self._entries if entry.clip is not None}

    def save_video(self, out: str | os.PathLike[str], **options: Any) -> Path:
        """Write the comparison as one labelled MP4; `options` and errors are those of `media.export.export_video`.

        Example:
            ```python
            board.save_video("variations.mp4", layout="grid", sound_of=board.winner)
            ```
        """
        from ..media.export import export_video

        return export_video(self.clips, out, **options)

    def save_page(self, out: str | os.PathLike[str], *, title: str = "Clips side by side") -> Path:
        """Write the comparison, player and clips, as one HTML file that plays offline; errors as in `media.page`."""
        from ..media.page import write_page

        traits = {name: getattr(self, name) for name in SAVED}
        films = {entry.key: entry.clip for entry in self._entries if entry.clip is not None}
        return write_page(out, script=str(self._esm), style=str(self._css), traits=traits, films=films, title=title)

    # the person's choices

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
        known = [entry.label for entry in self._entries]
        for label in labels:
            if label not in known:
                raise traitlets.TraitError(f'There is no clip labelled "{label}" here, but {", ".join(known)}.')

    def _keep_choice(self, change: Mapping[str, Any]) -> None:
        self._choices.keep(self._entries, change["name"], change["old"], change["new"])

    # the page

    def _tell(self) -> None:
        """Say how far the jobs are; called by the board, on any thread."""
        self.items = items_of(self._entries)

    def _hear(self, _widget: object, message: Any, _buffers: object) -> None:
        """Answer the page, on whatever thread it comes: each answer is quick."""
        kind = message.get("kind") if isinstance(message, Mapping) else None
        if kind == "beat":
            self.send({"kind": "items", "view": message.get("view"), "items": items_of(self._entries)})
        elif kind in ("pull", "still"):
            entry = next((one for one in self._entries if one.key == message.get("key")), None)
            body, parts = (_piece if kind == "pull" else _still)(entry, message)
            self.send({**body, "view": message.get("view"), "id": message.get("id")}, parts)

    def _ipython_display_(self, **kwargs: Any) -> None:
        """Show the widget and, beside it, the contact sheet that stays when the kernel is gone."""
        from IPython.display import display

        data, metadata = bundle_of(self, **kwargs)
        display(data, metadata=metadata, raw=True)
        self._holder.show(self._entries)


Answer = tuple[dict[str, Any], list[bytes]]


def _piece(entry: Entry | None, message: Mapping[str, Any]) -> Answer:
    """A piece of a clip, for pages that no file server reaches."""
    if entry is None or entry.clip is None:
        return {"kind": "problem", "words": "This clip is no longer known here."}, []
    try:
        piece, offset, total = read_piece(entry.clip.path, message.get("offset"))
    except OSError as error:
        return {"kind": "problem", "words": "The clip is not where it was saved.", "details": str(error)}, []
    return {"kind": "piece", "offset": offset, "total": total}, [piece]


def _still(entry: Entry | None, _message: Mapping[str, Any]) -> Answer:
    """The picture that a job began with, small."""
    still = entry.job.shot.start_image if entry is not None and entry.job is not None else None
    return {"kind": "still"}, [still.preview] if still is not None and still.preview else []


def sheet_html(token: str, entries: Sequence[Entry]) -> str:
    """A contact sheet: clips side by side under their labels, as plain HTML that needs no kernel."""
    cells = "".join(
        f'<div style="flex:1 1 260px;max-width:420px;min-width:0">{_cell(one)}</div>' for one in entries[:MOST_KEPT]
    )
    rest = len(entries) - MOST_KEPT
    more = f'<p style="opacity:.75">and {rest} more: run the cell to see them</p>' if rest > 0 else ""
    sheet = f'<div style="display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start">{cells}</div>'
    return f'<div class="krea-kept kw-kept-{token}">{sheet}{more}</div>'


def _cell(entry: Entry) -> str:
    label = escape(entry.label.encode("utf-8", "replace").decode("utf-8")).replace("$", "<span>$</span>")
    heading = f'<div style="font-weight:600;margin-bottom:4px;overflow-wrap:anywhere">{label}</div>'
    if entry.clip is not None:
        return heading + clip_html(entry.clip)
    assert entry.job is not None  # noqa: S101 (an entry without a clip has a job)
    return heading + shot_html(entry.job.shot, entry.job.progress.words)
