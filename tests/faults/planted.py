"""A function whose name is a part of the token, for tools that print names and no values."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["e0b5f7a94c2d"]


def e0b5f7a94c2d(planted: str, text: str, act: Callable[[str], None]) -> None:
    """Raise what `act` raises, with the token in a variable."""
    if planted:
        act(text)
