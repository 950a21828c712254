"""The Compare widget."""

from __future__ import annotations

from .compare import Compare

__all__ = ["Compare"]
