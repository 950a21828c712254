"""Values of the trade: stills, shots, clips and what an MP4 is; no network, no widgets."""

from __future__ import annotations

from . import mp4
from .clip import Clip, check_folder, not_saved, save_clip
from .fallback_html import clip_html, shot_html
from .fit import differs
from .paths import served_url, shown_path
from .shot import Shot, clip_name
from .sources import remote_url
from .still import Asset, Still, open_still

__all__ = [
    "Asset",
    "Clip",
    "Shot",
    "Still",
    "check_folder",
    "clip_html",
    "clip_name",
    "differs",
    "mp4",
    "not_saved",
    "open_still",
    "remote_url",
    "save_clip",
    "served_url",
    "shot_html",
    "shown_path",
]
