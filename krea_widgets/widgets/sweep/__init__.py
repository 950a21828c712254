"""The board of a sweep."""

from __future__ import annotations

from .widget import SweepBoard

__all__ = ["SweepBoard"]
