"""Keeps what a notebook saves of the widgets up to date after the page was reloaded.

A reloaded JupyterLab has forgotten the IDs of the displays in it, so that an update of a display reaches nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import anywidget

from . import STATIC

__all__ = ["SavedOutputs", "saved_outputs"]


class SavedOutputs(anywidget.AnyWidget):
    """A widget without a view: its script writes into the notebook that the page has open. A kernel has one.

    Attributes:
        reloaded: Whether there has been a page after the first one.
    """

    _esm = STATIC / "saved-outputs.js"

    def __init__(self) -> None:
        self._pages = 0
        self._callbacks: list[Callable[[], object]] = []
        super().__init__()
        self.on_msg(lambda *_: self._follow_page())

    @property
    def reloaded(self) -> bool:
        return self._pages > 1

    def on_reload(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Call this when another page has opened the notebook; returns a function that ends it."""
        self._callbacks.append(callback)

        def remove() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return remove

    def write(self, name: str, outputs: Sequence[dict[str, str]]) -> None:
        """Replace a cell's neighbouring outputs, of which the last has `name` in its HTML. Any thread can call it."""
        self.send({"name": name, "outputs": list(outputs)})

    def _follow_page(self) -> None:
        self._pages += 1
        if self.reloaded:
            for callback in [*self._callbacks]:
                callback()


_made: SavedOutputs | None = None


def saved_outputs() -> SavedOutputs:
    """The kernel's `SavedOutputs`; a new one after `Widget.close_all()`."""
    global _made
    if _made is None or _made.comm is None:
        _made = SavedOutputs()
    return _made
