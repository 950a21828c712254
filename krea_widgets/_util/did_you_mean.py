"""The suggestion for a name that does not exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = ["did_you_mean"]


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """ "Did you mean b?" for the most similar of these names, or ""."""
    return "".join(f"Did you mean {near}?" for near in difflib.get_close_matches(name, list(names), 1, 0.7))
