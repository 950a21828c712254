"""The journal: what was asked for, which job it became, which clip came of it, on disk before the next step is taken."""

from __future__ import annotations

from .journal import Entry, Face, Journal

__all__ = ["Entry", "Face", "Journal"]
