"""Embeds a clip's settings in its MP4: JSON in a box at the end, which every player skips.

A `uuid` box belongs to whoever chose its 16 bytes, and readers skip unknown ones (ISO/IEC 14496-12, 4.2 and 11.1; XMP
uses one too). At the end of the file it changes no offset in the index. Anybody may have written its content, so
`parse_untrusted` keeps known settings of the right form and nothing else.
"""

from __future__ import annotations

import json
import os
import re
import struct
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from .._util.files import open_file
from .._util.price import Price
from .mp4 import top_boxes

__all__ = [
    "MOST_BYTES",
    "embed_settings",
    "embedded_settings",
    "is_usable",
    "known",
    "parse_untrusted",
    "without_surrogates",
]

OURS = uuid.UUID("34c11bca-3f3f-41dd-972c-3e35a776bff3").bytes
# Bytes before the JSON: length, "uuid", the 16 bytes of the owner.
HEADER_SIZE = 24
# Bytes of JSON: long prompts and dozens of URLs, and one message of a widget, also in Colab.
MOST_BYTES = 64 * 1024
# Levels of nested lists and objects.
MOST_DEEP = 8
# Boxes before ours.
MOST_BOXES = 20_000
MODEL = re.compile(r"[a-z0-9][\w.-]*(?:/[a-z0-9][\w.-]*)+", re.ASCII | re.IGNORECASE)
# Readers look for these at the very end of a file.
PINNED = (b"mfra", b"mfro")


def embed_settings(path: Path, settings: Mapping[str, Any]) -> bool:
    """Write settings into a whole MP4, in place of earlier ones; only the end of the file changes.

    Args:
        path: The MP4.
        settings: A sidecar's. Those that `parse_untrusted` does not know (poster, URL) are left out.

    Returns:
        Whether the MP4 has them now. False if another box must be last, or if the settings are too large.

    Raises:
        OSError: The file cannot be written; it may be longer than before.
        ValueError: The file is not a whole MP4.
    """
    text = json.dumps(known(settings), ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    if len(text) > MOST_BYTES:
        return False
    with path.open("r+b") as file:
        end = file.seek(0, os.SEEK_END)
        *before, (kind, start, _) = [(b"", 0, 0), *top_boxes(file, end)]
        # The start of the last box. A length of 0 means: to the end of the file.
        last = before[-1][2] if before else 0
        if kind in PINNED or _at(file, last, 4) == bytes(4):
            return False
        ours = kind == b"uuid" and _at(file, start, len(OURS)) == OURS
        file.seek(last if ours else end)
        file.write(struct.pack(">I4s", HEADER_SIZE + len(text), b"uuid") + OURS + text)
        file.truncate()
    return True


def embedded_settings(path: Path) -> dict[str, Any]:
    """The settings in an MP4; {} for any other file, and for unusable settings."""
    try:
        with open_file(path) as file:
            return parse_untrusted(_text(file))
    except (OSError, ValueError):
        return {}


def parse_untrusted(text: bytes) -> dict[str, Any]:
    """The usable part of JSON that anybody may have written; {} unless it holds settings of krea_widgets."""
    if len(text) > MOST_BYTES:
        return {}
    try:
        read = json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError):
        return {}
    return known(read) if isinstance(read, dict) and read.get("krea_widgets") else {}


def _text(file: BinaryIO) -> bytes:
    size = file.seek(0, os.SEEK_END)
    for number, (kind, start, end) in enumerate(top_boxes(file, size)):
        inside = start + len(OURS)
        if kind == b"uuid" and 0 <= end - inside <= MOST_BYTES and _at(file, start, len(OURS)) == OURS:
            return _at(file, inside, end - inside)
        if number > MOST_BOXES:
            break
    return b""


def _at(file: BinaryIO, start: int, length: int) -> bytes:
    file.seek(start)
    return file.read(length)


def known(read: Mapping[str, Any]) -> dict[str, Any]:
    """The known settings of the right form, out of those that anybody may have written."""
    kept: dict[str, Any] = {"krea_widgets": 1}
    for name, parse in KNOWN.items():
        with suppress(ValueError):
            kept[name] = parse(read[name]) if name in read else None
    return {name: value for name, value in kept.items() if value not in (None, "", {})}


def is_usable(name: str, value: Any) -> bool:
    """Whether a setting has the right form: that of `KNOWN`, or plain JSON of limited depth for any other."""
    try:
        KNOWN.get(name, _plain)(value)
        # `_values` leaves out bad values, so each of them is checked here.
        return name != "values" or all(is_usable("", inner) for inner in value.values())
    except (ValueError, TypeError):
        return False


def without_surrogates(text: str) -> str:
    """The text with "?" for each lone surrogate, which no message and no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _string(most: int) -> Callable[[Any], str]:
    def parse(value: Any) -> str:
        if not isinstance(value, str) or len(value) > most:
            raise ValueError
        return without_surrogates(value)

    return parse


def _number(value: Any) -> float | int:
    # `not <` is also true of NaN.
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 2**53:
        raise ValueError
    return value


def _plain(value: Any, deep: int = 0) -> Any:
    if deep > MOST_DEEP:
        raise ValueError
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _string(MOST_BYTES)(value)
    if isinstance(value, Mapping):
        return {_string(200)(name): _plain(inner, deep + 1) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner, deep + 1) for inner in value]
    return _number(value)


def _values(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError
    kept = {}
    for name, inner in value.items():
        with suppress(ValueError):
            kept[_string(200)(name)] = _plain(inner)
    return kept


def _image(value: Any) -> dict[str, Any]:
    """Name, digest and size of a still."""
    if not isinstance(value, Mapping):
        raise ValueError
    sides = {side: int(_number(value.get(side) or 0)) for side in ("width", "height")}
    return {**{name: _string(200)(value.get(name, "")) for name in ("name", "digest")}, **sides}


def _price(value: Any) -> dict[str, Any]:
    price = Price.from_json(value)
    if price is None:
        raise ValueError
    return {"amount": price.amount, "currency": price.currency, "exact": price.exact}


def _model(value: Any) -> str:
    """A model ID; it becomes a part of a URL."""
    if not MODEL.fullmatch(_string(200)(value)):
        raise ValueError
    return str(value)


def _backend(value: Any) -> str:
    if value not in ("krea", "sandbox"):
        raise ValueError
    return str(value)


KNOWN: dict[str, Callable[[Any], Any]] = {
    "backend": _backend,
    "model": _model,
    "prompt": _string(MOST_BYTES),
    "values": _values,
    "still": _image,
    "end_still": _image,
    "job_id": _string(100),
    "created_at": _string(40),
    "completed_at": _string(40),
    "seconds": _number,
    "price": _price,
}
