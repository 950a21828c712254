"""The strip about jobs that an earlier kernel left open: what it says, and taking them up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...journal import Entry

__all__ = ["words_about"]


def words_about(left: Sequence[Entry]) -> str:
    """What an earlier kernel left open, in a sentence; "" when there is nothing."""
    if not left:
        return ""
    unsent = sum(entry.state == "asked" for entry in left)
    jobs = "1 job" if len(left) == 1 else f"{len(left)} jobs"
    message = f"{jobs} of an earlier kernel {'is' if len(left) == 1 else 'are'} still open"
    if unsent == len(left):
        return f"{message}, not sent yet."
    return f"{message}, {unsent} of them not sent yet." if unsent else f"{message}."
