"""The Python side of a talk with a page: a method for each kind of message, and every trouble told in words."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..errors import KreaError
from .rows import fault
from .workers import Workers

__all__ = ["Answering", "Message"]

Message = Mapping[str, Any]

log = logging.getLogger("krea_widgets")


class Answering:
    """Answers messages of a widget's page by `_on_<kind>(message)`, on threads of its own, until it is closed.

    Args:
        widget: Whose page.
        threads: At most.
    """

    def __init__(self, widget: Any, threads: int) -> None:
        self._widget = widget
        self._workers = Workers(threads, "krea-page")  # starts no thread before its first use

    def close(self) -> None:
        """Give back the threads."""
        self._workers.close()

    def hear(self, _widget: object, message: Any, _buffers: Sequence[Any] | None) -> None:
        """Take a message, on whatever thread, without keeping it."""
        kind = message.get("kind") if isinstance(message, Mapping) else None
        answer = getattr(self, f"_on_{kind}", None) if isinstance(kind, str) else None
        if answer is None:
            return
        try:
            self._workers.submit(self._guarded, answer, message)
        except RuntimeError:  # it is being closed
            return

    def _guarded(self, answer: Callable[[Message], None], message: Message) -> None:
        try:
            answer(message)
        except Exception as error:  # nothing raised in a callback is visible in a notebook: the page must say it
            if not isinstance(error, KreaError):
                log.exception("A message of the page (%s) failed", message.get("kind"))
            self._say(message, "problem", **fault(error))

    def _say(self, message: Message, kind: str, buffers: list[bytes] | None = None, **body: Any) -> None:
        self._widget.send({**body, "kind": kind, "view": message.get("view"), "id": message.get("id")}, buffers)
