"""The widgets: what is seen in the notebook. `static/` holds their browser side, built by `npm run build`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = ["STATIC"]

STATIC = Path(__file__).parent / "static"
_WIDGETS = {"Animate": "animate", "Compare": "compare", "Gallery": "gallery", "SweepBoard": "sweep"}


def __getattr__(name: str) -> Any:
    """Load a widget when it is first asked for: ipywidgets is not imported before."""
    if name not in _WIDGETS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_WIDGETS[name]}", __name__), name)
