"""The sidecar: the JSON file with a clip's settings beside its MP4, which anybody may have written or damaged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .mp4_metadata import embedded_settings, is_usable
from .paths import open_file

__all__ = ["clip_settings", "read_sidecar", "sidecar_bytes"]

# Bytes. Our own sidecars have some 60 KB, most of it the poster.
MOST_BYTES = 1_000_000
# What an MP4 does not carry in itself, and a sidecar does.
TEXTS = ("call", "poster", "url")


def clip_settings(path: Path) -> dict[str, Any]:
    """The settings of the clip at `path`: its sidecar's, and what that does not tell from the MP4 itself.

    Returns:
        {} when neither has any. Every known field has the right type; nothing is raised, whatever the files hold.
    """
    beside, damaged = _read(path)
    if beside.get("model") and not damaged:
        return beside
    inside = embedded_settings(path)
    if beside.get("job_id") and inside.get("job_id") not in (None, beside["job_id"]):
        # They belong to two jobs, so they must not be mixed.
        return beside
    return {**beside, **{name: value for name, value in inside.items() if beside.get(name) is None}}


def read_sidecar(path: Path) -> dict[str, Any] | None:
    """The settings beside the clip at `path`; {} when there is no sidecar of krea_widgets, None for a damaged one."""
    read, damaged = _read(path)
    return None if damaged and not read else read


def sidecar_bytes(sidecar: Path) -> bytes:
    """What a sidecar holds.

    Raises:
        OSError: It cannot be read, or is not a regular file.
        ValueError: It is too large for a sidecar.
    """
    with open_file(sidecar) as file:
        text = file.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise ValueError("It is too large for a sidecar.")
    return text


def _read(path: Path) -> tuple[dict[str, Any], bool]:
    """The usable fields, and whether anything had to be left out."""
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
