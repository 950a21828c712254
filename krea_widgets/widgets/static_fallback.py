"""The output below a widget that a page without a kernel shows instead: the HTML of the widget's `_fallback_html`.

A reopened notebook shows "model not found" in place of a widget; nbconvert and GitHub show nothing. Both show this
output. A live widget hides it, so that nobody sees a clip twice.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

__all__ = ["StaticFallback"]


# The page never loads this video. Its resolved address shows where the notebook is, and so where each clip is served.
PROBE = "krea-widgets-probe.mp4"
# JupyterLab takes styles out of a notebook that is not trusted.
PROBE_HTML = f'<video preload="none" width="0" height="0" src="{PROBE}"></video>'


class StaticFallback:
    """The HTML below one widget, updated from any thread. Does nothing outside IPython.

    Args:
        fallback_id: Tells this widget's outputs from others on the page; letters and digits.
        render: Returns the HTML for the widget's present state.
    """

    def __init__(self, fallback_id: str, render: Callable[[], str]) -> None:
        self._class = f"kw-fallback-{fallback_id}"
        self._display_id = f"krea-widgets-{fallback_id}"
        self._render = render
        self._shown = False

    def html(self) -> str:
        """The fallback, in an element that the live widget finds by its class."""
        return f'<div class="krea-fallback {self._class}">{self._render()}{PROBE_HTML}</div>'

    def show(self) -> None:
        """Display the fallback in the current output."""
        self._display(self.html())
        self._shown = True

    def update(self) -> None:
        """Display the widget's present state wherever the fallback was displayed."""
        if self._shown:
            self._display(self.html(), update=True)

    def _display(self, html: str, *, update: bool = False) -> None:
        if in_ipython():
            from IPython.display import display

            bundle = {"text/html": html, "text/plain": ""}
            display(bundle, raw=True, display_id=self._display_id, update=update)


def in_ipython() -> bool:
    """Whether IPython runs this code."""
    module = sys.modules.get("IPython")
    return module is not None and module.get_ipython() is not None
