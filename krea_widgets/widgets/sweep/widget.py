"""A sweep on one board: its plan with a price and a button, how far it is, and its clips side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import traitlets

from .. import STATIC
from ..base import Throttle
from ..compare.annotations import ANNOTATIONS
from ..compare.comparison import Comparison, entries_html
from ..compare.entries import CompareEntry
from ..settings_import import FormLink, SettingsForm
from .messages import SweepMessages
from .rows import begun, entry_of, head_of, live_of, rows_of

if TYPE_CHECKING:
    from ...studio.sweep.sweep import Sweep

__all__ = ["SweepBoard"]

MOST_PICKED = 4
UNFINISHED = (
    '<p style="opacity:.75">This sweep was running when the notebook was saved. '
    "Run the cell to continue: nothing is paid twice.</p>"
)
MOST_LIVELY = 12  # items of which the output that outlives the kernel is kept up while they are made


class SweepBoard(FormLink, Comparison):
    """Shows a sweep and runs it at the press of a button; made by `sweep.board()`, and by showing the sweep.

    Args:
        sweep: The sweep; what is added to it later appears here.
        target: An `Animate` widget that can take over the settings of a clip.
        layout: ipywidgets' own.

    Attributes:
        picked: The keys of the items, two to four, that stand in the comparison; [] for the first that can.
        winner, ratings, notes, offsets: As in `Compare`, by the items' labels.
    """

    _esm = STATIC / "sweep.js"
    _css = STATIC / "sweep.css"

    picked: traitlets.List[str] = traitlets.List(traitlets.Unicode()).tag(sync=True)
    head: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    rows: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    live: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)

    def __init__(self, sweep: Sweep, *, target: SettingsForm | None = None, layout: Any = None) -> None:
        self.sweep = sweep
        self._labels = {item.key: item.label for item in sweep.items}
        self._keys: dict[str, str] = {}  # of the journal, by those of the items
        self._kept_of: tuple[object, ...] = ()
        board = {"head": head_of(sweep), "rows": rows_of(sweep), "live": live_of(sweep)}
        channel = SweepMessages(self, self._all, self._shown)
        super().__init__({}, studio=sweep.studio, channel=channel, layout=layout, **board)
        self.target = target
        self._keys = self._journal_keys()
        self._throttle = Throttle(self._tell)
        self._release_on_close(sweep.on_progress(lambda _: self._throttle.soon(), lane="display"))
        self._release_on_close(lambda: sweep.forget_board(self))

    # what stands in the comparison

    def _all(self) -> Sequence[CompareEntry]:
        return [entry_of(item) for item in self.sweep.items]

    def _shown(self) -> Sequence[CompareEntry]:
        """The items that were picked; else the first with clips, or, while it runs, those that will have one."""
        items = {item.key: item for item in self.sweep.items if begun(item)}
        picked = [items[key] for key in self.picked if key in items]
        if not picked:
            made = [item for item in items.values() if item.clip is not None]
            picked = made if self.sweep.done and len(made) > 1 else [*items.values()]
        return [entry_of(item) for item in picked[:MOST_PICKED]]

    @traitlets.validate("picked")
    def _known_cells(self, proposal: Mapping[str, Any]) -> list[str]:
        keys = list(dict.fromkeys(proposal["value"]))
        for key in keys:
            if key not in (item.key for item in self.sweep.items):
                raise traitlets.TraitError(f"This sweep has no item with the key {key!r}.")
        if len(keys) > MOST_PICKED:
            raise traitlets.TraitError(f"At most {MOST_PICKED} items are compared at once, not {len(keys)}.")
        return keys

    @traitlets.observe("picked")
    def _show_picked(self, _change: object) -> None:
        self._throttle.now()

    # the page

    def _tell(self) -> None:
        """Say what there is and how far it is; on whatever thread, never on two at once."""
        self._rename()
        self._follow_keys()
        kept_of = (self.sweep.done, *(item.clip.path.name if item.clip else "" for item in self.sweep.items))
        if kept_of != self._kept_of and (self.sweep.done or len(kept_of) <= MOST_LIVELY):
            self._kept_of = kept_of
            # Before the rows: the page looks up the addresses of new clips in the fallback.
            self._fallback.update()
        self.rows, self.live = rows_of(self.sweep), live_of(self.sweep)
        super()._tell()
        self.head = head_of(self.sweep)

    def _rename(self) -> None:
        """Items that were added may have given others new labels: what was decided goes with them."""
        labels = {item.key: item.label for item in self.sweep.items}
        new = {old: labels[key] for key, old in self._labels.items() if key in labels}
        self._labels = labels
        if any(old != label for old, label in new.items()):
            self.winner = new.get(self.winner, "")
            for name in ANNOTATIONS[1:]:
                setattr(self, name, {new.get(label, label): value for label, value in getattr(self, name).items()})

    def _follow_keys(self) -> None:
        """An item has a job now, or another one: what was decided of it is found, or goes on, under that one's key."""
        keys = self._journal_keys()
        fresh = [entry for entry in self._all() if keys.get(entry.key, "") != self._keys.get(entry.key, "")]
        self._keys = keys
        for entry in fresh:
            earlier = self._annotations.recall([entry])
            for name in ANNOTATIONS[1:]:
                mine = {label: value for label, value in getattr(self, name).items() if label == entry.label}
                if mine:
                    self._annotations.keep([entry], name, earlier[name], mine)
                elif earlier[name]:
                    setattr(self, name, getattr(self, name) | earlier[name])
            if self.winner == entry.label:
                self._annotations.keep(self._all(), "winner", "", self.winner)
            elif earlier["winner"] and not self.winner:
                self.winner = earlier["winner"]

    def _journal_keys(self) -> dict[str, str]:
        return {entry.key: key for entry in self._all() if (key := self._annotations.key(entry))}

    def _plain_text(self) -> str:
        return repr(self.sweep)

    def _fallback_html(self) -> str:
        """The table, and below it the clips that are done."""
        done = [entry for entry in self._all() if entry.clip is not None]
        return f"{self.sweep._repr_html_()}{'' if self.sweep.done else UNFINISHED}{entries_html(done)}"
