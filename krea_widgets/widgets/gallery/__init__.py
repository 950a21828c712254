"""The Gallery widget."""

from __future__ import annotations

from .gallery import Gallery

__all__ = ["Gallery"]
