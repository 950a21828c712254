"""The Gallery widget: everything ever made as a contact sheet, found again, compared, rated, and used anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .. import STATIC
from ..base import BaseWidget
from ..compare import Compare
from ..settings_import import FormLink, SettingsForm
from .messages import GalleryMessages

if TYPE_CHECKING:
    from ...media import Clip
    from ...studio import Studio

__all__ = ["Gallery"]

# The page never loads this video. Its resolved address shows where the notebook is.
PROBE = "krea-widgets-probe.mp4"


class Gallery(FormLink, BaseWidget):
    """A widget with all clips, newest first: search them, rate them, compare some, use their settings again.

    It reads the journal and the sidecars. The page requests only the clips that it shows, and no trait has any, so a
    saved notebook has none. A deleted clip is moved to the trash, from where it can be restored.

    Args:
        target: An `Animate` widget that receives the settings of a clip; the page shows them first.
        studio: The `Studio` with the clips; default: that of `krea.animate`.

    Example:
        ```python
        form = krea.Animate()
        gallery = krea.Gallery(target=form)
        # In a notebook, `gallery` shows the clips.
        gallery.selected
        ```
    """

    _esm = STATIC / "gallery.js"
    _css = STATIC / "gallery.css"

    def __init__(self, *, target: SettingsForm | None = None, studio: Studio | None = None, layout: Any = None) -> None:
        if studio is None:
            from ...studio import studio as shared

            studio = shared()
        self._studio = studio
        self._comparison: Compare | None = None
        self._channel = GalleryMessages(self, studio, self._show_comparison)
        self._release_on_close(self._close_comparison)
        super().__init__(self._channel, layout=layout)
        self.target = target

    @property
    def selected(self) -> tuple[Clip, ...]:
        """The selected clips, in the order of selection."""
        return self._channel.selected

    def _ipython_display_(self, **kwargs: Any) -> None:
        super()._ipython_display_(**kwargs)
        self._fallback.show_slot()

    def _show_comparison(self, clips: Sequence[Clip]) -> bool:
        """Compare these clips below the gallery, in place of an earlier comparison; False outside a notebook."""
        if not self._fallback.has_slot():
            return False
        widget = Compare(list(clips), studio=self._studio)
        self._fallback.fill_slot(widget)
        self._close_comparison()
        self._comparison = widget
        return True

    def _close_comparison(self) -> None:
        if self._comparison is not None:
            self._comparison.close()
            self._comparison = None

    def _fallback_html(self) -> str:
        message = '<p style="opacity:.75">This gallery needs its kernel. Run the cell to get it back.</p>'
        return f'<video preload="none" style="display:none" src="{PROBE}"></video>{message}'
