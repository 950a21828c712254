"""The job journal: each shot, its job ID and its clip, each saved before the next step."""

from __future__ import annotations

from .budget import PERIODS, Budget, Period, price_of
from .journal import Journal
from .tables import Annotation, BlindVotes, Entry, Thumbnail

__all__ = [
    "PERIODS",
    "Annotation",
    "BlindVotes",
    "Budget",
    "Entry",
    "Journal",
    "Period",
    "Thumbnail",
    "price_of",
]
