"""The Compare widget."""

from __future__ import annotations

from .compare import Compare
from .entries import labelled

__all__ = ["Compare", "labelled"]
