"""The job journal: each shot, its job ID and its clip, each saved before the next step."""

from __future__ import annotations

from .annotations import Annotation, Annotations
from .budget import PERIODS, Budget, Period, price_of
from .journal import Journal
from .tables import Entry, Thumbnail

__all__ = [
    "PERIODS",
    "Annotation",
    "Annotations",
    "Budget",
    "Entry",
    "Journal",
    "Period",
    "Thumbnail",
    "price_of",
]
