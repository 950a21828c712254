"""The part of Colab's output package that shows widgets."""

from . import _widgets

enable_custom_widget_manager = _widgets.enable_custom_widget_manager

__all__ = ["_widgets", "enable_custom_widget_manager"]
