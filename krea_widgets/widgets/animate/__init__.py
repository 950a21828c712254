"""The Animate widget."""

from __future__ import annotations

from .widget import Animate

__all__ = ["Animate"]
