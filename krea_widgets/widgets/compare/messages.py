"""The messages of a comparison's page.

page -> Python   beat, download, still
Python -> page   entries, chunk, still, problem
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ...errors import KreaError
from ..base import Message, MessageChannel
from .entries import CompareEntry
from .rows import entry_rows

__all__ = ["CompareMessages"]


class CompareMessages(MessageChannel):
    """Handles the messages of one comparison's page.

    Args:
        widget: Sends the answers.
        every: Returns all entries.
        shown: Returns the entries that the page shows.
    """

    immediate = ("beat", "download", "still")

    def __init__(
        self, widget: Any, every: Callable[[], Sequence[CompareEntry]], shown: Callable[[], Sequence[CompareEntry]]
    ) -> None:
        super().__init__(widget)
        self._every = every
        self._shown = shown

    def _on_beat(self, message: Message) -> None:
        """Repeat the entries for a page that may have missed them."""
        self.tell(message.get("view"), "entries", entries=entry_rows(self._shown()))

    def _on_download(self, message: Message) -> None:
        entry = self._entry(message)
        if entry is None or entry.clip is None:
            raise KreaError("This clip is no longer known here.")
        self.reply_chunk(message, entry.clip.path)

    def _on_still(self, message: Message) -> None:
        """Send the thumbnail of the job's start image."""
        entry = self._entry(message)
        still = entry.shot.start_image if entry is not None and entry.shot is not None else None
        self.reply(message, "still", [still.preview] if still is not None and still.preview else [])

    def _entry(self, message: Message) -> CompareEntry | None:
        return next((entry for entry in self._every() if entry.key == message.get("key")), None)
