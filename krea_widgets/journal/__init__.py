"""The journal: what was asked for, which job it became, which clip came of it, each on disk before the next step."""

from __future__ import annotations

from .annotations import Annotation, Annotations
from .entry import Entry, Thumbnail
from .journal import Journal

__all__ = ["Annotation", "Annotations", "Entry", "Journal", "Thumbnail"]
