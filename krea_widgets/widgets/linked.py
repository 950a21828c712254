"""A widget to which a form can be linked, so that the settings of a clip may be put into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import traitlets

if TYPE_CHECKING:
    from .animate import Animate

__all__ = ["FormLink"]


class FormLink(traitlets.HasTraits):
    """Has a `target`; the page knows only whether there is one."""

    _linked = traitlets.Bool(False).tag(sync=True)
    _target: Animate | None = None

    @property
    def target(self) -> Animate | None:
        """The `Animate` widget that can take over settings, or None."""
        return self._target

    @target.setter
    def target(self, widget: Animate | None) -> None:
        self._target = widget
        self._linked = widget is not None
