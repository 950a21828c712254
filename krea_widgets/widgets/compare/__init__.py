"""The Compare widget."""

from __future__ import annotations

from .widget import Compare

__all__ = ["Compare"]
