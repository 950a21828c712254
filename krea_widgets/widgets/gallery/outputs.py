"""The outputs beside the gallery: one that tells the page where its files are, and one for a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..static_fallback import bundle_with_fallback, in_ipython

if TYPE_CHECKING:
    from ...media import Clip
    from ...studio import Studio

__all__ = ["PROBE", "GalleryOutputs"]

PROBE = "krea-widgets-probe.mp4"  # never loaded: its address, as the page resolves it, tells where the notebook is


class GalleryOutputs:
    """Two outputs, shown below a widget. Does nothing outside IPython.

    Args:
        token: A word of letters and digits that tells this widget's outputs from others on the page.
        studio: In whose journal the choices of a comparison are kept.
    """

    def __init__(self, token: str, studio: Studio) -> None:
        self._token = token
        self._studio = studio
        self._shown = False
        self._comparison: Any = None

    def show(self, widget: Any, **kwargs: Any) -> None:
        """Show the widget, and these outputs below it."""
        from IPython.display import display

        data, metadata = bundle_with_fallback(widget, **kwargs)
        display(data, metadata=metadata, raw=True)
        message = '<p style="opacity:.75">This gallery needs its kernel. Run the cell to get it back.</p>'
        probe = f'<video preload="none" style="display:none" src="{PROBE}"></video>'
        kept = f'<div class="krea-fallback kw-fallback-{self._token}">{probe}{message}</div>'
        display({"text/html": kept, "text/plain": ""}, raw=True)
        empty = {"text/html": f'<div class="kw-fallback-{self._token}"></div>', "text/plain": ""}
        display(empty, raw=True, display_id=self._name)
        self._shown = True

    @property
    def _name(self) -> str:
        return f"krea-widgets-{self._token}-comparison"

    def show_comparison(self, clips: Sequence[Clip]) -> bool:
        """Show these clips in step, in place of an earlier comparison; False where that cannot be."""
        if not self._shown or not in_ipython():
            return False
        try:
            from ..compare import Compare
        except ImportError:
            return False
        from IPython.display import display

        widget = Compare(list(clips), studio=self._studio)
        data, metadata = bundle_with_fallback(widget)
        display(data, metadata=metadata, raw=True, display_id=self._name, update=True)
        if self._comparison is not None:
            self._comparison.close()
        self._comparison = widget
        return True

    def close(self) -> None:
        """Close the comparison, if there is one."""
        if self._comparison is not None:
            self._comparison.close()
            self._comparison = None
