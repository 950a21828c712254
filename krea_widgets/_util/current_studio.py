"""The studio of values that make clips themselves, such as `Clip.extend`. The public API, a layer above, sets it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["current_studio", "set_current_studio"]

_find: Callable[[], Any] | None = None


def set_current_studio(find: Callable[[], Any]) -> None:
    """Set the function that finds the shared studio."""
    global _find
    _find = find


def current_studio() -> Any:
    """The shared `krea_widgets.Studio`."""
    if _find is None:
        raise RuntimeError("Import krea_widgets, and use its names: krea_widgets.Clip, krea_widgets.Job.")
    return _find()
