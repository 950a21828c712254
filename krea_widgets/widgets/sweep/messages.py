"""The board's side of the conversation with its page.

A message has a `kind`, the `view` that speaks or is spoken to, and an `id` by which a question and its answer find each
other:

    page -> Python   run, retry, retry_failed, cancel; details, preview, apply, thumbnail; and those of every comparison
    Python -> page   done, ask, problem; details, preview, thumbnail; board

What costs money is asked for with the text of the `offer` that the person saw. When that is no longer what a press
would do, or it has a question that was not yet answered, the answer is "ask": the page asks, and on a yes says the same
again with the new offer and, in `sure`, the words that it asked with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..._util.files import shown_path
from ...errors import BadInput, KreaError
from ...studio.sweep.items import SweepItem
from ..base import Message
from ..compare.messages import CompareMessages
from ..compare.rows import settings_of
from ..serialize import clip_row
from ..settings_import import ClipSettings, call_of
from .rows import Offer, entry_of, head_of, live_of, offer_again, offer_all, offer_failed, rows_of

if TYPE_CHECKING:
    from ...studio.sweep.sweep import Sweep

__all__ = ["SweepMessages"]


class SweepMessages(CompareMessages):
    """Handles the messages of one board's page."""

    @property
    def _sweep(self) -> Sweep:
        sweep: Sweep = self._widget.sweep
        return sweep

    def _on_beat(self, message: Message) -> None:
        super()._on_beat(message)
        head, rows, live = head_of(self._sweep), rows_of(self._sweep), live_of(self._sweep)
        self.tell(message.get("view"), "board", head=head, rows=rows, live=live)

    # what costs money, and what ends it

    def _on_run(self, message: Message) -> None:
        sweep = self._sweep
        offer = offer_all(sweep)
        if offer is None:
            raise BadInput("There is nothing left to make.")
        if not self._agreed(message, offer):
            return
        try:  # and not a cent more, should something be added this very moment
            sweep.run(confirm=offer.cost.unknown > 0, limit=offer.cost.amount)
        except BadInput:
            changed = offer_all(sweep)
            if changed is None or changed == offer:
                raise
            self._ask(message, changed)
        else:
            self.reply(message, "done")

    def _on_retry(self, message: Message) -> None:
        sweep, item = self._sweep, self._item(message)
        offer = offer_again(sweep, item)
        if offer is None:
            raise BadInput(f"{item.label!r} has not failed: it is {item.state.label}.")
        doubtful = item.error is not None and item.error.billed is not False
        if not doubtful and not self._agreed(message, offer):
            return
        question = f"It may have been billed although there is no clip. Make it again, and pay {offer.cost}?"
        sure = doubtful and message.get("offer") == offer.text and message.get("sure") == question
        try:
            sweep.retry(item, confirm=sure)  # not sure, it goes on with what may still come of the first attempt
        except BadInput:
            if sure or not doubtful:
                raise
            self._ask(message, Offer(offer.text, offer.cost, question))
        else:
            self.reply(message, "done")

    def _on_retry_failed(self, message: Message) -> None:
        offer = offer_failed(self._sweep)
        if offer is None:
            raise BadInput("Nothing has failed that was surely not billed.", advice="Try the others one by one.")
        if self._agreed(message, offer):
            self._sweep.retry_failed()
            self.reply(message, "done")

    def _agreed(self, message: Message, offer: Offer) -> bool:
        """Whether this is what the person agreed to; else it is asked for."""
        if message.get("offer") == offer.text and (not offer.question or message.get("sure") == offer.question):
            return True
        self._ask(message, offer)
        return False

    def _ask(self, message: Message, offer: Offer) -> None:
        question = offer.question or f"The plan has changed. {offer.text}?"
        self.reply(message, "ask", message=question, offer=offer.text)

    def _on_cancel(self, message: Message) -> None:
        self._sweep.cancel(self._item(message) if "key" in message else None)
        self.reply(message, "done")

    def _item(self, message: Message) -> SweepItem:
        return self._sweep[str(message.get("key"))]

    # one item looked at

    def _on_details(self, message: Message) -> None:
        item = self._item(message)
        clip = item.clip
        settings = clip.settings if clip is not None else {}
        seconds = settings.get("seconds")
        body: dict[str, Any] = {
            "clip": clip_row(clip) if clip is not None else None,
            "path": shown_path(clip.path) if clip is not None else "",
            "settings": list(settings_of(entry_of(item)).items()),
            "call": call_of(item.shot, settings),
            "seconds": seconds if isinstance(seconds, (int, float)) else None,
            "details": item.error.details[:4000] if item.error is not None else "",
        }
        self.reply(message, "details", **body)

    def _on_thumbnail(self, message: Message) -> None:
        """A small picture: the clip's, else of the still."""
        item = self._item(message)
        still = item.shot.start_image if item.shot is not None else None
        thumbnail = (item.clip.poster if item.clip is not None else b"") or (
            still.preview if still is not None else b""
        )
        self.reply(message, "thumbnail", [thumbnail] if thumbnail else [])

    def _on_preview(self, message: Message) -> None:
        """Compare an item's settings with the linked form."""
        made, target = self._made(message), self._widget.target
        if target is None:
            raise KreaError("No form is linked.", advice="sweep.board(target=animate) links one.")
        self.reply(message, "preview", fields=made.differences(target))

    def _on_apply(self, message: Message) -> None:
        """Put the chosen fields into the linked form; nothing is sent."""
        made, target = self._made(message), self._widget.target
        if target is not None:
            made.apply(target, [str(name) for name in message["names"]])
        self.reply(message, "done")

    def _made(self, message: Message) -> ClipSettings:
        item = self._item(message)
        if item.shot is None:
            raise KreaError("Krea cannot make this item as it is, so it has no settings to use.")
        return ClipSettings(item.shot, item.clip.settings if item.clip is not None else {})
