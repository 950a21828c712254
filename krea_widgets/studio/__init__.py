"""The composition root: the only place where settings, client, journal and engine are put together."""

from __future__ import annotations

from .backends import Backend
from .studio import BaseStudio

__all__ = ["Backend", "BaseStudio"]
