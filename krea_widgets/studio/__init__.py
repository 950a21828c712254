"""The composition root: the only place where settings, client, journal and engine are put together."""

from __future__ import annotations

from .studio import Studio, studio
from .worlds import World

__all__ = ["Studio", "World", "studio"]
