"""The Gallery widget: everything ever made as a contact sheet, found again, compared, rated, and used anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import STATIC
from ..base import BaseWidget
from ..settings_import import FormLink, SettingsForm
from .messages import GalleryMessages
from .outputs import GalleryOutputs

if TYPE_CHECKING:
    from ...media import Clip
    from ...studio import Studio

__all__ = ["Gallery"]


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
        self._beside = GalleryOutputs(self._fallback_id, studio)
        self._release_on_close(self._beside.close)
        self._channel = GalleryMessages(self, studio, self._beside)
        super().__init__(self._channel, layout=layout)
        self.target = target

    @property
    def selected(self) -> tuple[Clip, ...]:
        """The selected clips, in the order of selection."""
        return self._channel.selected

    def _ipython_display_(self, **kwargs: Any) -> None:
        """Show the widget, and below it the outputs for comparisons and by which the page finds the files."""
        self._beside.show(self, **kwargs)
