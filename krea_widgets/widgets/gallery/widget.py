"""The Gallery widget: everything ever made as a contact sheet, found again, compared, rated, and used anew."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import traitlets

from ...media import Clip
from ...media.places import is_file
from ...studio.shelf import Shelf
from .. import STATIC
from ..heard import Heard
from ..linked import Linked
from .beside import Beside
from .desk import GalleryDesk

if TYPE_CHECKING:
    from ...studio import Studio
    from ..animate import Animate

__all__ = ["Gallery"]


class Gallery(Linked, Heard):
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

    _kept = traitlets.Unicode().tag(sync=True)

    def __init__(self, *, target: Animate | None = None, studio: Studio | None = None, layout: Any = None) -> None:
        if studio is None:
            from ...studio import studio as shared

            studio = shared()
        self._studio = studio
        self._selected: tuple[str, ...] = ()
        self._lock = threading.Lock()
        self._opened: Shelf | None = None
        token = uuid.uuid4().hex[:12]
        self._beside = Beside(token, studio)
        self._desk = GalleryDesk(self)
        super().__init__(_kept=token, **({} if layout is None else {"layout": layout}))
        self.target = target
        self.on_msg(self._desk.hear)

    @property
    def selected(self) -> tuple[Clip, ...]:
        """The clips that are selected on the page, in the order in which they were."""
        return self._clips(self._selected)

    def close(self) -> None:
        """Take it from the page and give back its threads; nothing that was made is touched."""
        self._desk.close()
        self._beside.close()
        super().close()

    def _shelf(self) -> Shelf:
        """What there is, read when it is first asked for."""
        with self._lock:
            if self._opened is None:
                self._opened = Shelf(self._studio)
            return self._opened

    def _clips(self, keys: Iterable[str]) -> tuple[Clip, ...]:
        items = [self._shelf().item(key) for key in keys]
        return tuple(Clip.open(item.path) for item in items if item and item.path and is_file(item.path))

    def _ipython_display_(self, **kwargs: Any) -> None:
        """Show the widget, and below it the outputs for comparisons and by which the page finds the files."""
        self._beside.show(self, **kwargs)
