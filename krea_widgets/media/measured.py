"""The motion in a clip's frames: measured once, then read from its sidecar."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from .._util.files import shown_path, write_atomic
from ..camera_moves.clip_motion import ClipMotion
from ..errors import BadInput, MissingExtra, NoClip
from .embedded_settings import sidecar_bytes
from .video_frame import gray_frames

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["known_motion", "measured_motion"]


def measured_motion(path: Path, settings: Mapping[str, Any], *, cancel: Event | None = None) -> ClipMotion:
    """The motion in a film; a film with a sidecar is measured once.

    Args:
        path: Any film that PyAV reads.
        settings: Its sidecar's; "still" and "end_still" name the images that its ends are compared with.
        cancel: Set it to stop.

    Raises:
        MissingExtra: PyAV or OpenCV is not installed.
        NoClip: The film is not there.
        BadInput: It cannot be decoded.
        MeasureCancelled: `cancel` was set.
    """
    found = known_motion(path)
    if found is not None:
        return found
    try:
        size = path.stat().st_size
    except OSError as error:
        raise NoClip(f"There is no film at {shown_path(path)}.") from error
    made = _measure(path, settings, cancel)
    _keep(path, {**made.to_dict(), "bytes": size})
    return made


def known_motion(path: Path) -> ClipMotion | None:
    """The motion that a film's sidecar has; None before it is measured, and once another film is in its place."""
    try:
        text = sidecar_bytes(path.with_suffix(".json"))
        # Thousands of them, and most have none.
        kept = _sidecar(text).get("motion") if b'"motion"' in text else None
        is_of_it = isinstance(kept, Mapping) and kept.get("bytes") == path.stat().st_size
    except (OSError, ValueError):
        return None
    return ClipMotion.from_dict(kept) if is_of_it else None


def _measure(path: Path, settings: Mapping[str, Any], cancel: Event | None) -> ClipMotion:
    try:
        import av

        from ..camera_moves.measure import EDGE, measure
    except ImportError as error:
        advice = 'pip install "krea-widgets[sandbox]"'
        raise MissingExtra("Measuring the motion of a clip needs PyAV and OpenCV.", advice=advice) from error
    start, end = (_still(path, settings.get(name), EDGE) for name in ("still", "end_still"))
    try:
        with av.open(str(path)) as container:
            return measure(gray_frames(container, EDGE), start=start, end=end, cancel=cancel)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise BadInput(f"{path.name} cannot be decoded as a video.", details=repr(error)) from error


def _still(path: Path, row: object, edge: int) -> NDArray[np.uint8] | None:
    """The saved image of a clip, grey and small; None without it."""
    import numpy as np
    from PIL import Image, ImageOps

    digest = row.get("digest") if isinstance(row, Mapping) else None
    # The settings of a clip can say anything.
    if not isinstance(digest, str) or not re.fullmatch("[0-9a-f]{64}", digest):
        return None
    for image_path in (path.parent / "stills").glob(f"*-{digest[:8]}.*"):
        with suppress(OSError, ValueError, Image.DecompressionBombError), Image.open(image_path) as image:
            # Decodes a JPEG at about the size that is needed.
            image.draft("L", (2 * edge, 2 * edge))
            turned = ImageOps.exif_transpose(image).convert("L")
            turned.thumbnail((2 * edge, 2 * edge))
            return np.asarray(turned)
    return None


def _sidecar(text: bytes) -> dict[str, Any]:
    """The content of a sidecar of ours, or {}."""
    try:
        read = json.loads(text.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) and read.get("krea_widgets") else {}


def _keep(path: Path, motion: Mapping[str, Any]) -> None:
    """Write the motion into the sidecar, if there is one that can be written."""
    found = {}
    with suppress(OSError, ValueError):
        found = _sidecar(sidecar_bytes(path.with_suffix(".json")))
    if found:
        rest = json.dumps(
            {name: value for name, value in found.items() if name != "motion"}, ensure_ascii=False, indent=1
        )
        # In one line: hundreds of numbers.
        text = f'{rest[:-2]},\n "motion": {json.dumps(motion)}\n}}'
        with suppress(OSError):
            write_atomic(path.with_suffix(".json"), text.encode("utf-8", "backslashreplace"), shared=True)
