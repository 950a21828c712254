"""Exports a comparison: one MP4 (`video`) or one HTML file (`page`)."""

from __future__ import annotations

from .files import BadComparison
from .layout import Layout
from .page import write_page
from .video import export_video

__all__ = ["BadComparison", "Layout", "export_video", "write_page"]
