"""The Animate widget."""

from __future__ import annotations

from .animate import Animate

__all__ = ["Animate"]
