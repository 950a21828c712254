"""Stills, recordings, shots and clips as values, and the MP4 files; no network, no widgets."""

from __future__ import annotations

from . import mp4
from .clip import Clip, clip_html, shot_html
from .clip_folder import call_of, check_folder, not_saved, save_clip, save_input, saved_input
from .shot import InputFile, Shot, clip_name
from .sources import remote_url
from .still import Asset, ImageLike, Still, open_still
from .video_and_sound import Recording, RecordingLike, open_recording

__all__ = [
    "Asset",
    "Clip",
    "ImageLike",
    "InputFile",
    "Recording",
    "RecordingLike",
    "Shot",
    "Still",
    "call_of",
    "check_folder",
    "clip_html",
    "clip_name",
    "mp4",
    "not_saved",
    "open_recording",
    "open_still",
    "remote_url",
    "save_clip",
    "save_input",
    "saved_input",
    "shot_html",
]
