"""The board of a sweep."""

from __future__ import annotations

from .sweep_board import SweepBoard

__all__ = ["SweepBoard"]
