"""The sweep board: the plan of a sweep with its price and a button, its progress, and its clips side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import traitlets

from ..._util.files import shown_path
from ..._util.html import WITH_STYLES_ONLY
from ..._util.text import date_time
from ..._util.throttle import Throttle
from ...errors import BadInput, JournalUnavailable, KreaError
from ...studio.sweep.sweep_item import ItemState, SweepItem
from .. import STATIC
from ..base import Message
from ..compare.annotations import ANNOTATIONS
from ..compare.blind import BlindComparison
from ..compare.compare import Comparison, entries_html, saved_clips
from ..compare.entries import CompareEntry, settings_of
from ..serialize import clip_row
from ..settings_import import ClipSettings, FormLink, call_row
from .board_rows import (
    Offer,
    begun,
    entry_of,
    head_of,
    live_of,
    motion_row,
    offer_again,
    offer_all,
    offer_failed,
    rows_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from ...studio.sweep.sweep import Sweep

__all__ = ["SweepBoard"]

MOST_PICKED = 4
UNFINISHED = '<div style="opacity:.75">Not finished on {}. Run the cell to continue: nothing is paid twice.</div>'
# With more items, the fallback is updated only when the sweep has ended.
MOST_LIVELY = 12


class SweepBoard(FormLink, Comparison):
    """Shows a sweep and runs it. `sweep.board()` makes it, and so does showing the sweep.

    A message that costs money has the `offer` that the person saw. If it is no longer the present one, or has an
    unanswered question, the answer is "ask": the page asks, and sends the message again with the new offer and, in
    `sure`, the question.

    Args:
        sweep: The sweep; items that are added later appear too.

    Attributes:
        picked: The keys of the two to four items in the comparison; [] for the first ones with clips.
        winner, ratings, notes, offsets: As in `Compare`, by the items' labels.
    """

    _esm = STATIC / "sweep.js"
    _css = STATIC / "sweep.css"
    _link_advice = "sweep.board(target=animate) links one."

    picked: traitlets.List[str] = traitlets.List(traitlets.Unicode()).tag(sync=True)
    head: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    rows: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    live: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)

    def __init__(self, sweep: Sweep) -> None:
        self.sweep = sweep
        self._labels = {item.key: item.label for item in sweep.items}
        self._journal_keys: dict[str, str] = {}
        self._saved_clips: tuple[object, ...] = ()
        self._compared: set[str] = set()
        # By the path of the clip.
        self._motion_rows: dict[Path, dict[str, Any]] = {}
        self._recall_left_out()
        board = {"head": head_of(sweep), "rows": rows_of(sweep), "live": live_of(sweep)}
        super().__init__({}, studio=sweep.studio, **board)
        self._journal_keys = self._current_keys()
        self._throttle = Throttle(self._update_page)
        self.on_close(sweep.on_progress(lambda _: self._show_progress(), lane="display"))
        self.on_close(lambda: sweep.forget_board(self))

    # the comparison

    def _all(self) -> Sequence[CompareEntry]:
        return [entry_of(item) for item in self.sweep.items]

    def _shown(self) -> Sequence[CompareEntry]:
        """The items that were picked; else the first with clips, or, while it runs, those that will have one."""
        items = {item.key: item for item in self.sweep.items if begun(item)}
        picked = [items[key] for key in self.picked if key in items]
        if not picked:
            made = [item for item in items.values() if item.clip is not None]
            picked = made if self.sweep.done() and len(made) > 1 else [*items.values()]
            # Those that are compared already stay when more are made.
            picked.sort(key=lambda item: item.key not in self._compared)
            self._compared = {item.key for item in picked[:MOST_PICKED] if item.clip is not None}
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

    def _show_progress(self) -> None:
        # The end is shown without a wait: a notebook that is executed without a page ends with its last cell.
        self._throttle.now() if self.sweep.done() else self._throttle.soon()

    def _update_page(self) -> None:
        """Write the traits; the throttle calls it on any thread, but never on two at the same time."""
        self._rename()
        self._follow_keys()
        saved = (self.sweep.done(), *(item.clip.path.name if item.clip else "" for item in self.sweep.items))
        if saved != self._saved_clips and (self.sweep.done() or len(saved) <= MOST_LIVELY):
            self._saved_clips = saved
            # Before the rows: the page looks up the addresses of new clips in the fallback.
            self._update_fallback()
        self.rows, self.live = rows_of(self.sweep), live_of(self.sweep, self._motion_rows)
        super()._update_page()
        self.head = self._head()

    def _head(self) -> dict[str, Any]:
        return head_of(self.sweep, measuring=len(self._motions) > 0)

    def _rename(self) -> None:
        """Move annotations to the items' new labels, which other items can change when they are added."""
        labels = {item.key: item.label for item in self.sweep.items}
        new = {old: labels[key] for key, old in self._labels.items() if key in labels}
        self._labels = labels
        if any(old != label for old, label in new.items()):
            self.winner = new.get(self.winner, "")
            for name in ANNOTATIONS[1:]:
                setattr(self, name, {new.get(label, label): value for label, value in getattr(self, name).items()})

    def _follow_keys(self) -> None:
        """Save the annotations of an item that has a new job under that job's key, or read those saved there."""
        keys, old = self._current_keys(), self._journal_keys
        fresh = [entry for entry in self._all() if keys.get(entry.key, "") != old.get(entry.key, "")]
        self._journal_keys = keys
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

    def _current_keys(self) -> dict[str, str]:
        """The journal's keys by those of the items."""
        return {entry.key: key for entry in self._all() if (key := self._annotations.key(entry))}

    def _plain_text(self) -> str:
        return repr(self.sweep)

    def _fallback_html(self) -> str:
        """The table, and below it the clips that are done."""
        unfinished = "" if self.sweep.done() else UNFINISHED.format(date_time())
        table = f"<div {WITH_STYLES_ONLY}>{self.sweep._repr_html_()}</div>"
        return f"{table}{unfinished}{entries_html(self._done())}"

    def _fallback_clips(self) -> list[tuple[str, bytes]]:
        return saved_clips(self._done())

    def _done(self) -> list[CompareEntry]:
        return [entry for entry in self._all() if entry.clip is not None]

    def _on_heartbeat(self, message: Message) -> None:
        super()._on_heartbeat(message)
        head, rows, live = self._head(), rows_of(self.sweep), live_of(self.sweep, self._motion_rows)
        self._tell(message.get("view"), "board", head=head, rows=rows, live=live)

    def _thumbnail(self, entry: CompareEntry) -> bytes:
        """What was made, which can have another shape than the image."""
        return (entry.clip.preview() if entry.clip is not None else b"") or entry.thumbnail

    def _on_thumbnail(self, message: Message) -> None:
        """Also measure the clip in the background: the page asks for the thumbnails of those that it shows."""
        super()._on_thumbnail(message)
        entry = self._entry(message.get("key"))
        clip = entry.clip if entry is not None else None
        if clip is None or clip.path in self._motion_rows:
            return

        def show(error: Exception | None) -> None:
            if error is None:
                self._motion_rows[clip.path] = motion_row(clip)
            self._throttle.soon()

        self._motions.add(clip.path, clip, show)
        if not self.head["measuring"]:
            # The page asks for news.
            self.head = self._head()

    # messages: making clips

    def _on_run(self, message: Message) -> None:
        sweep = self.sweep
        offer = offer_all(sweep)
        if offer is None:
            raise BadInput("There is nothing left to make.")
        if not self._agreed(message, offer):
            return
        try:
            # An item that was added just now must not be paid.
            sweep.run(confirm=offer.cost.unknown > 0, limit=offer.cost.amount)
        except BadInput:
            changed = offer_all(sweep)
            if changed is None or changed == offer:
                raise
            self._ask(message, changed)
        else:
            self._answer_done(message)

    def _on_include(self, message: Message) -> None:
        change = self.sweep.include if message.get("yes") else self.sweep.exclude
        change(*(self.sweep[str(key)] for key in message.get("keys", [])))
        with suppress(JournalUnavailable):
            left_out = [item.key for item in self.sweep.items if item.state is ItemState.LEFT_OUT]
            self.sweep.studio.journal.save_left_out(plan_key(self.sweep), left_out)
        self._answer_done(message)

    def _recall_left_out(self) -> None:
        """Leave out what the person left out before the cell was run again. What the cell leaves out stays so."""
        with suppress(JournalUnavailable):
            left_out = self.sweep.studio.journal.left_out(plan_key(self.sweep))
            self.sweep.exclude(*(item for item in self.sweep.items if item.key in left_out))

    def _on_retry(self, message: Message) -> None:
        sweep, item = self.sweep, self._item(message)
        offer = offer_again(sweep, item)
        if offer is None:
            raise BadInput(f"{item.label!r} has not failed: it is {item.state.label}.")
        doubtful = item.error is not None and item.error.billed is not False
        if not doubtful and not self._agreed(message, offer):
            return
        question = f"It may have been billed although there is no clip. Make it again, and pay {offer.cost}?"
        sure = doubtful and message.get("offer") == offer.text and message.get("sure") == question
        try:
            # Unconfirmed, it continues with the first attempt if that can still give a clip.
            sweep.retry(item, confirm=sure)
        except BadInput:
            if sure or not doubtful:
                raise
            self._ask(message, Offer(offer.text, offer.cost, question))
        else:
            self._answer_done(message)

    def _on_retry_failed(self, message: Message) -> None:
        offer = offer_failed(self.sweep)
        if offer is None:
            raise BadInput("Nothing has failed that was surely not billed.", advice="Try the others one by one.")
        if self._agreed(message, offer):
            self.sweep.retry_failed()
            self._answer_done(message)

    def _agreed(self, message: Message, offer: Offer) -> bool:
        """Whether the person agreed to this offer; if not, the page is told to ask."""
        if message.get("offer") == offer.text and (not offer.question or message.get("sure") == offer.question):
            return True
        self._ask(message, offer)
        return False

    def _ask(self, message: Message, offer: Offer) -> None:
        question = offer.question or f"The plan has changed. {offer.text}?"
        self._reply(message, "ask", message=question, offer=offer.text)

    def _on_cancel(self, message: Message) -> None:
        self.sweep.cancel(self._item(message) if "key" in message else None)
        self._answer_done(message)

    def _answer_done(self, message: Message) -> None:
        """Answer, after the news: a page that gets none of other threads asks for more once it knows of a run."""
        self._throttle.now()
        self._reply(message, "done")

    def _item(self, message: Message) -> SweepItem:
        return self.sweep[str(message.get("key"))]

    # messages: the finished clips

    def _on_blind(self, message: Message) -> None:
        """Show a blind choice between the finished clips in place of the board, until it is closed."""

        def make() -> BlindComparison:
            return BlindComparison(self.sweep, studio=self.sweep.studio, on_winner=self._take_winner)

        if not self._show_below(message, make):
            raise BadInput("This page cannot show it here.", advice="Run in a cell: krea.Compare(sweep, blind=True)")
        self._reply(message, "done")

    def _take_winner(self, label: str) -> None:
        self.winner = label

    # messages: one item

    def _on_details(self, message: Message) -> None:
        item = self._item(message)
        clip = item.clip
        self._reply(
            message,
            "details",
            clip=clip_row(clip) if clip is not None else None,
            path=shown_path(clip.path) if clip is not None else "",
            settings=list(settings_of(entry_of(item)).items()),
            details=item.error.details[:4000] if item.error is not None else "",
            **call_row(item.shot, clip.settings if clip is not None else {}),
        )

    def _clip_settings(self, key: object) -> ClipSettings:
        item = self.sweep[str(key)]
        if item.shot is None:
            raise KreaError("Krea cannot make this item as it is, so it has no settings to use.")
        return ClipSettings(item.shot, item.clip.settings if item.clip is not None else {})


def plan_key(sweep: Sweep) -> str:
    """The same for the same plan in another kernel."""
    digests = " ".join(item.shot.digest if item.shot is not None else "" for item in sweep.items)
    return hashlib.sha256(digests.encode()).hexdigest()
