"""Reads sidecars, the JSON files with the settings of clips, which anybody may have written or damaged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .._util.files import open_file
from .mp4_metadata import embedded_settings, is_usable

__all__ = ["clip_settings", "read_sidecar", "sidecar_bytes"]

# Bytes. Sidecars of krea_widgets have some 60 KB, most of it the poster.
MOST_BYTES = 1_000_000
# Settings that only a sidecar has; the MP4's embedded ones lack them.
TEXTS = ("call", "poster", "url")


def clip_settings(path: Path) -> dict[str, Any]:
    """The settings of the clip at `path`: its sidecar's, completed by the embedded ones.

    Returns:
        {} without any. Every known field has the right type. No file content makes this raise.
    """
    own, damaged = _read(path)
    if own.get("model") and not damaged:
        return own
    embedded = embedded_settings(path)
    if own.get("job_id") and embedded.get("job_id") not in (None, own["job_id"]):
        # Settings of two jobs must not be mixed.
        return own
    return {**own, **{name: value for name, value in embedded.items() if own.get(name) is None}}


def read_sidecar(path: Path) -> dict[str, Any] | None:
    """The sidecar's settings of the clip at `path`; {} without a sidecar of krea_widgets, None for a damaged one."""
    read, damaged = _read(path)
    return None if damaged and not read else read


def sidecar_bytes(sidecar: Path) -> bytes:
    """The content of a sidecar.

    Raises:
        OSError: The file cannot be read, or is not a regular file.
        ValueError: The file is too large for a sidecar.
    """
    with open_file(sidecar) as file:
        text = file.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise ValueError("It is too large for a sidecar.")
    return text


def _read(path: Path) -> tuple[dict[str, Any], bool]:
    """The usable fields, and whether others had to be left out."""
    try:
        read = json.loads(sidecar_bytes(path.with_suffix(".json")).decode("utf-8-sig"))
    except FileNotFoundError:
        return {}, False
    except (OSError, ValueError, RecursionError):
        return {}, True
    if not isinstance(read, dict) or not read.get("krea_widgets"):
        return {}, False
    kept = {
        name: value
        for name, value in read.items()
        if value is None or (is_usable(name, value) and (name not in TEXTS or isinstance(value, str)))
    }
    values = read.get("values")
    if "values" not in kept and isinstance(values, dict):
        kept["values"] = {name: value for name, value in values.items() if is_usable("", value)}
    return kept, len(kept) < len(read) or kept.get("values") != values
