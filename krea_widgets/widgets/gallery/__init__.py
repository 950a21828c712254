"""The Gallery widget."""

from __future__ import annotations

from .widget import Gallery

__all__ = ["Gallery"]
