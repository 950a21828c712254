"""The widgets: what is seen in the notebook. Each is one anywidget whose browser side is joined from `static/` here."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

__all__ = ["join_css", "join_js"]

STATIC = Path(__file__).parent / "static"
_IMPORT = re.compile(r"^import\s[^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default\b)", re.MULTILINE)
_WIDGETS = {"Animate": "animate", "Compare": "compare", "Gallery": "gallery", "SweepBoard": "sweep_board"}


def __getattr__(name: str) -> Any:
    """Load a widget when it is first asked for: ipywidgets is not imported before."""
    if name not in _WIDGETS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_WIDGETS[name]}", __name__), name)


@functools.cache
def join_js(*names: str) -> str:
    """One ES module out of several: in the order given, so that a module stands after those that it imports.

    Imports between them are dropped and exports become plain declarations; therefore no two modules may declare the
    same top-level name. Only the last keeps its `export default`.

    Args:
        names: File names in `static/`, without ".js".
    """
    texts = [(STATIC / f"{name}.js").read_text("utf-8") for name in names]
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in texts)


@functools.cache
def join_css(*names: str) -> str:
    """One style sheet out of several in `static/`, without ".css" in the names.

    The first is shared by all widgets, and each widget brings its own copy to the page. A widget's rules are therefore
    made to weigh more than the shared ones: else the copy that comes last would undo them.
    """
    shared, *own = ((STATIC / f"{name}.css").read_text("utf-8") for name in names)
    return "\n".join([shared, *(text.replace(".kw .kw-", ".kw.kw .kw-") for text in own)])
