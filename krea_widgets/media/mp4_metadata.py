"""The settings that a clip carries in itself: a box at the end of its MP4 which every player skips.

A `uuid` box belongs to whoever chose its sixteen bytes, and readers skip those that they do not know (ISO/IEC 14496-12,
4.2 and 11.1; XMP travels in the same way). At the end of the file it moves no offset in the index. Whatever comes out
of one may have been written by anybody: `parse_untrusted` keeps what is known and fits, and nothing else.
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

from .mp4 import top_boxes
from .paths import open_file

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
HEAD = 24  # bytes before the text: length, "uuid", the sixteen
MOST_BYTES = 64 * 1024  # of the text: long prompts and dozens of addresses; and one message, also in Colab
MOST_DEEP = 8  # lists and objects in each other
MOST_BOXES = 20_000  # that are passed on the way to it
MODEL = re.compile(r"[a-z0-9][\w.-]*(?:/[a-z0-9][\w.-]*)+", re.ASCII | re.IGNORECASE)
PINNED = (b"mfra", b"mfro")  # readers look for these at the very end of a file


def embed_settings(path: Path, settings: Mapping[str, Any]) -> bool:
    """Write settings into a whole MP4, in place of those that it has.

    Args:
        path: The file; only its end is touched.
        settings: A sidecar's; what `parse_untrusted` does not know (the poster, the clip's address) is left out.

    Returns:
        Whether it has them now. Not where something else has to stand at the end, or there is too much to write.

    Raises:
        OSError: It cannot be written; the file may be longer than before.
        ValueError: It is not a whole MP4.
    """
    text = json.dumps(known(settings), ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    if len(text) > MOST_BYTES:
        return False
    with path.open("r+b") as file:
        end = file.seek(0, os.SEEK_END)
        *before, (kind, start, _) = [(b"", 0, 0), *top_boxes(file, end)]
        last = before[-1][2] if before else 0  # where the last box begins
        if kind in PINNED or _at(file, last, 4) == bytes(4):  # a length of 0 says: as far as the file goes
            return False
        ours = kind == b"uuid" and _at(file, start, len(OURS)) == OURS
        file.seek(last if ours else end)
        file.write(struct.pack(">I4s", HEAD + len(text), b"uuid") + OURS + text)
        file.truncate()
    return True


def embedded_settings(path: Path) -> dict[str, Any]:
    """The settings in a file, or {}; whatever is wrong with the file or with them, it is {}."""
    try:
        with open_file(path) as file:
            return parse_untrusted(_text(file))
    except (OSError, ValueError):
        return {}


def parse_untrusted(text: bytes) -> dict[str, Any]:
    """What can be used of settings that anybody may have written; {} when it is not settings of krea_widgets."""
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


# what is known, and how it has to look


def known(read: Mapping[str, Any]) -> dict[str, Any]:
    """Of settings that anybody may have written, what is known and looks as it has to."""
    kept: dict[str, Any] = {"krea_widgets": 1}
    for name, look in KNOWN.items():
        with suppress(ValueError):
            kept[name] = look(read[name]) if name in read else None
    return {name: value for name, value in kept.items() if value not in (None, "", {})}


def is_usable(name: str, value: Any) -> bool:
    """Whether a setting looks as it has to: one of `KNOWN` as said there, any other as plain JSON of a fair size."""
    try:
        KNOWN.get(name, _plain)(value)
        # `_values` leaves out what it cannot take, so each of them is asked for here.
        return name != "values" or all(is_usable("", inner) for inner in value.values())
    except (ValueError, TypeError):
        return False


def without_surrogates(text: str) -> str:
    """The text, "?" in place of each lone surrogate: those cannot be sent to a page or be written down."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _words(most: int) -> Callable[[Any], str]:
    def look(value: Any) -> str:
        if not isinstance(value, str) or len(value) > most:
            raise ValueError
        return without_surrogates(value)

    return look


def _number(value: Any) -> float | int:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 2**53:  # NaN is not below
        raise ValueError
    return value


def _plain(value: Any, deep: int = 0) -> Any:
    if deep > MOST_DEEP:
        raise ValueError
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _words(MOST_BYTES)(value)
    if isinstance(value, Mapping):
        return {_words(200)(name): _plain(inner, deep + 1) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner, deep + 1) for inner in value]
    return _number(value)


def _values(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError
    kept = {}
    for name, inner in value.items():
        with suppress(ValueError):
            kept[_words(200)(name)] = _plain(inner)
    return kept


def _thumbnail(value: Any) -> dict[str, Any]:
    """Of a still: its name, digest and size."""
    if not isinstance(value, Mapping):
        raise ValueError
    sides = {side: int(_number(value.get(side) or 0)) for side in ("width", "height")}
    return {**{name: _words(200)(value.get(name, "")) for name in ("name", "digest")}, **sides}


def _price(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not 0 <= _number(value.get("amount")) < 1e6:
        raise ValueError
    currency = _words(3)(value.get("currency", "USD"))
    return {"amount": value["amount"], "currency": currency, "exact": value.get("exact") is True}


def _model(value: Any) -> str:
    """An id as the catalogue has them: it becomes part of an address."""
    if not MODEL.fullmatch(_words(200)(value)):
        raise ValueError
    return str(value)


def _backend(value: Any) -> str:
    if value not in ("krea", "sandbox"):
        raise ValueError
    return str(value)


KNOWN: dict[str, Callable[[Any], Any]] = {
    "backend": _backend,
    "model": _model,
    "prompt": _words(MOST_BYTES),
    "values": _values,
    "still": _thumbnail,
    "end_still": _thumbnail,
    "job_id": _words(100),
    "created_at": _words(40),
    "completed_at": _words(40),
    "seconds": _number,
    "price": _price,
}
