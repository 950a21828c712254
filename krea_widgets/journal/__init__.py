"""The journal: what was asked for, which job it became, which clip came of it, each on disk before the next step."""

from __future__ import annotations

from .annotations import Mark, Marks
from .entry import Entry, Face
from .journal import Journal

__all__ = ["Entry", "Face", "Journal", "Mark", "Marks"]
