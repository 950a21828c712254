"""The job journal: each shot, its job ID and its clip, each saved before the next step."""

from __future__ import annotations

from .annotations import Annotation, Annotations
from .entry import Entry, Thumbnail
from .journal import Journal

__all__ = ["Annotation", "Annotations", "Entry", "Journal", "Thumbnail"]
