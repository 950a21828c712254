"""The settings saved with a clip: in its sidecar, a JSON file of the same name, and inside the MP4.

In the MP4 they are in an XMP packet in a box at the end, which players skip; there it changes no offset in the index.
Anybody may have written either, so only settings of the right form are read.
"""

from __future__ import annotations

import json
import os
import re
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from .._util.files import open_file
from .._util.price import Price
from .crop import FITTED, MOST_ZOOM
from .mp4 import top_boxes
from .xmp import NAMESPACE, OWNER, settings_text, write_packet

__all__ = [
    "MOST_BYTES",
    "clip_settings",
    "embed_settings",
    "embedded_settings",
    "is_damaged",
    "known",
    "parse_untrusted",
    "sidecar_bytes",
    "without_surrogates",
]

# Bytes before the packet: length, "uuid", the 16 bytes of the owner.
HEADER_SIZE = 24
# Bytes of JSON in an MP4: long prompts and dozens of URLs.
MOST_BYTES = 64 * 1024
# Bytes of a packet with them; one message of a widget, also in Colab.
MOST_PACKET = 4 * MOST_BYTES
# Bytes. Sidecars of krea_widgets have some 60 KB, most of it the poster.
MOST_SIDECAR_BYTES = 1_000_000
# Levels of nested lists and objects.
MOST_DEEP = 8
# Readers look for these at the very end of a file.
PINNED = (b"mfra", b"mfro")


def clip_settings(path: Path) -> dict[str, Any]:
    """The settings of the clip at `path`: its sidecar's, completed by the embedded ones.

    Returns:
        {} without any. Every known field has the right type. No file content makes this raise.
    """
    own, complete = _sidecar(path)
    if own.get("model") and complete:
        return own
    embedded = embedded_settings(path)
    if own.get("job_id") and embedded.get("job_id") not in (None, own["job_id"]):
        # Settings of two jobs must not be mixed.
        return own
    return {**own, **{name: value for name, value in embedded.items() if own.get(name) is None}}


def is_damaged(path: Path) -> bool:
    """Whether the clip at `path` has a sidecar that holds nothing usable, though it is no other program's."""
    return _sidecar(path) == ({}, False)


def sidecar_bytes(sidecar: Path) -> bytes:
    """The content of a sidecar.

    Raises:
        OSError: The file cannot be read, or is not a regular file.
        ValueError: The file is too large for a sidecar.
    """
    with open_file(sidecar) as file:
        text = file.read(MOST_SIDECAR_BYTES + 1)
    if len(text) > MOST_SIDECAR_BYTES:
        raise ValueError("It is too large for a sidecar.")
    return text


def _sidecar(path: Path) -> tuple[dict[str, Any], bool]:
    """The usable fields, and whether they are all."""
    try:
        read = json.loads(sidecar_bytes(path.with_suffix(".json")).decode("utf-8-sig"))
    except FileNotFoundError:
        return {}, True
    except (OSError, ValueError, RecursionError):
        return {}, False
    if not isinstance(read, dict) or not read.get("krea_widgets"):
        return {}, True
    kept: dict[str, Any] = {}
    for name, value in read.items():
        if name == "values" and isinstance(value, dict):
            kept[name] = {key: inner for key, inner in value.items() if _is_usable("", inner)}
        elif value is None or _is_usable(name, value):
            kept[name] = value
    return kept, kept == read


def embed_settings(path: Path, settings: Mapping[str, Any]) -> bool:
    """Write settings into a whole MP4, in place of earlier ones; only the end of the file changes.

    Args:
        path: The MP4.
        settings: A sidecar's. Those that are not in `EMBEDDED` (poster, URL) are left out.

    Returns:
        Whether the MP4 has them now. False if another box must be last, or if the settings are too large.

    Raises:
        OSError: The file cannot be written; it may be longer than before.
        ValueError: The file is not a whole MP4.
    """
    usable = known(settings)
    text = json.dumps(usable, ensure_ascii=False, separators=(",", ":"))
    packet = write_packet(usable, text)
    if len(text.encode("utf-8")) > MOST_BYTES or len(packet) > MOST_PACKET:
        return False
    with path.open("r+b") as file:
        end = file.seek(0, os.SEEK_END)
        boxes = [(b"", 0, 0), *top_boxes(file, end)]
        # The last box begins where the one before it ends. A length of 0 means: to the end of the file.
        (_, _, last), (kind, start, _) = boxes[-2:][0], boxes[-1]
        if kind in PINNED or _at(file, last, 4) == bytes(4):
            return False
        ours = kind == b"uuid" and NAMESPACE.encode() in _packet(file, start, end)
        file.seek(last if ours else end)
        file.write(struct.pack(">I4s", HEADER_SIZE + len(packet), b"uuid") + OWNER + packet)
        file.truncate()
    return True


def embedded_settings(path: Path) -> dict[str, Any]:
    """The settings in an MP4, the last where there are several; {} for any other file, and for unusable settings."""
    found: dict[str, Any] = {}
    try:
        with open_file(path) as file:
            for kind, start, end in top_boxes(file, file.seek(0, os.SEEK_END)):
                if kind == b"uuid":
                    found = parse_untrusted(_packet(file, start, end)) or found
    except (OSError, ValueError):
        return {}
    return found


def _packet(file: BinaryIO, start: int, end: int) -> bytes:
    """The XMP packet in the content of a `uuid` box; b"" if it holds something else."""
    inside = start + len(OWNER)
    is_packet = 0 <= end - inside <= MOST_PACKET and _at(file, start, len(OWNER)) == OWNER
    return _at(file, inside, end - inside) if is_packet else b""


def _at(file: BinaryIO, start: int, length: int) -> bytes:
    file.seek(start)
    return file.read(length)


def parse_untrusted(text: bytes) -> dict[str, Any]:
    """The usable part of a sidecar or a packet that anybody may have written; {} unless it has our settings."""
    text = settings_text(text) if text.lstrip()[:1] == b"<" else text
    if len(text) > MOST_BYTES:
        return {}
    try:
        read = json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError):
        return {}
    return known(read) if isinstance(read, dict) and read.get("krea_widgets") else {}


def known(read: Mapping[str, Any]) -> dict[str, Any]:
    """The known settings of the right form, out of those that anybody may have written."""
    kept: dict[str, Any] = {"krea_widgets": 1}
    for name, parse in EMBEDDED.items():
        with suppress(ValueError):
            kept[name] = parse(read[name]) if name in read else None
    return {name: value for name, value in kept.items() if value not in (None, "", {})}


def _is_usable(name: str, value: Any) -> bool:
    """Whether a setting has its form, or for an unknown one, is plain JSON of limited depth."""
    try:
        SIDECAR.get(name, _plain)(value)
    except ValueError:
        return False
    return True


def without_surrogates(text: str) -> str:
    """The text with "?" for each lone surrogate, which no message and no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _string(most: int, pattern: str = "") -> Callable[[Any], str]:
    def parse(value: Any) -> str:
        if not isinstance(value, str) or len(value) > most or (pattern and not re.fullmatch(pattern, value)):
            raise ValueError
        return without_surrogates(value)

    return parse


_text = _string(MOST_BYTES)
_name = _string(200)


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
        return _text(value)
    if isinstance(value, Mapping):
        return {_name(name): _plain(inner, deep + 1) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner, deep + 1) for inner in value]
    return _number(value)


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError
    return value


def _values(value: Any) -> dict[str, Any]:
    kept = {}
    for name, inner in _mapping(value).items():
        with suppress(ValueError):
            kept[_name(name)] = _plain(inner)
    return kept


def _image(value: Any) -> dict[str, Any]:
    texts = {name: _name(_mapping(value).get(name, "")) for name in ("name", "digest")}
    row = {**texts, **{side: int(_number(value.get(side) or 0)) for side in ("width", "height")}}
    return {**row, "origin": _origin(value["origin"])} if value.get("origin") else row


def _recordings(value: Any) -> dict[str, Any]:
    """The name and the digest of each video or sound, by the address in the values."""
    names = ("name", "digest")
    return {
        _name(url): {name: _name(_mapping(row).get(name, "")) for name in names} for url, row in _mapping(value).items()
    }


def _origin(value: Any) -> dict[str, Any]:
    """The whole image, of which a fitted one was made."""
    texts = {name: _name(_mapping(value).get(name, "")) for name in ("name", "digest", "fit")}
    x, y, zoom = (float(_number(number)) for number in value.get("crop") or (0.5, 0.5, 1))
    if texts["fit"] not in FITTED or not (0 <= x <= 1 and 0 <= y <= 1 and 1 <= zoom <= MOST_ZOOM):
        raise ValueError
    return {**texts, "crop": [x, y, zoom]}


def _price(value: Any) -> dict[str, Any]:
    price = Price.from_json(value)
    if price is None:
        raise ValueError
    return {"amount": price.amount, "currency": price.currency, "exact": price.exact}


EMBEDDED: dict[str, Callable[[Any], Any]] = {
    "backend": _string(20, "krea|sandbox"),
    # It becomes a part of a URL.
    "model": _string(200, r"(?ai)[a-z0-9][\w.-]*(?:/[a-z0-9][\w.-]*)+"),
    "title": _string(200),
    "prompt": _text,
    "values": _values,
    "still": _image,
    "end_still": _image,
    "recordings": _recordings,
    "job_id": _string(100),
    "created_at": _string(40),
    "completed_at": _string(40),
    "seconds": _number,
    "price": _price,
    "listed_price": _price,
}
# A webhook's address can hold a secret, and a clip is given away without its sidecar.
SIDECAR = {**EMBEDDED, "call": _text, "poster": _text, "url": _text, "webhook_url": _text}
