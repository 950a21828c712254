"""Keeps what a notebook saves of a display up to date after the page was reloaded.

A reloaded JupyterLab has forgotten the IDs of its displays, so that an update of one reaches nothing.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

import anywidget

__all__ = ["SavedOutputs", "saved_outputs"]

SCRIPT = Path(__file__).parents[1] / "widgets" / "static" / "saved-outputs.js"
# Displays whose latest state is known. A widget with eight clips has some 300 KB.
MOST = 50


class SavedOutputs(anywidget.AnyWidget):
    """A widget without a view: its script writes into the notebook that the page has open. A kernel has one."""

    _esm = SCRIPT

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages = 0
        self._latest: OrderedDict[str, dict[str, str]] = OrderedDict()
        super().__init__()
        self.on_msg(lambda *_: self._follow_page())

    def update(self, display_id: str, data: dict[str, str]) -> None:
        """Replace the output with this ID on pages that were reloaded, also later. Any thread can call it."""
        with self._lock:
            self._latest[display_id] = data
            self._latest.move_to_end(display_id)
            if len(self._latest) > MOST:
                self._latest.popitem(last=False)
            if self._pages > 1:
                self._write(display_id, data)

    def _follow_page(self) -> None:
        with self._lock:
            self._pages += 1
            if self._pages > 1:
                for display_id, data in self._latest.items():
                    self._write(display_id, data)

    def _write(self, display_id: str, data: dict[str, str]) -> None:
        self.send({"id": display_id, "data": data})


_made: SavedOutputs | None = None


def saved_outputs() -> SavedOutputs:
    """The kernel's `SavedOutputs`; a new one after `Widget.close_all()`."""
    global _made
    if _made is None or _made.comm is None:
        _made = SavedOutputs()
    return _made
