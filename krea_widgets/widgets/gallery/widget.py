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
    """Everything ever made, newest first: search it, rate it, compare some of it, use its settings again.

    It reads the journal and what lies beside the clips. The page asks for what it shows and nothing else; nothing of it
    is in a trait, so no saved notebook holds it. A deleted clip is moved into a folder of the home and can be restored.

    Args:
        target: An `Animate` widget that can take over the settings of a clip; the page shows them before.
        studio: Whose clips; `krea.*`'s own when left out.

    Example:
        ```python
        form = krea.Animate()
        gallery = krea.Gallery(target=form)
        gallery                             # shows it
        gallery.selected                    # the clips that are selected on the page
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
        """The clips that are selected on the page, in the order in which they were."""
        return self._channel.selected

    def _ipython_display_(self, **kwargs: Any) -> None:
        """Show the widget, and below it the outputs for comparisons and by which the page finds the files."""
        self._beside.show(self, **kwargs)
