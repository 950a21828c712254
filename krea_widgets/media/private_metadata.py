"""Removes places, names and serial numbers from the metadata of an image file, and leaves its pixels as they are.

If any of a file's metadata (EXIF, XMP, IPTC) has something private, all of it is removed: no model reads it. The colour
profile stays. Nothing is re-encoded.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from .._util.text import listed

__all__ = ["without_private_metadata"]

LOCATION, NAME, SERIAL, MAKER, VIDEO = (
    "location",
    "owner's name",
    "serial number",
    "camera maker's data",
    "embedded video",
)
# EXIF 3.0 and the camera makers' DNG: tag numbers of directories, and what each other tag tells. A maker's note holds
# serial numbers in a form of its own.
EXIF_DIRECTORY, GPS_DIRECTORY, GPS_VERSION = 0x8769, 0x8825, 0
TAGS = {
    **dict.fromkeys((0x013B, 0x8298, 0x9C9D, 0xA430, 0xA437, 0xA438, 0xA439), NAME),
    **dict.fromkeys((0xA431, 0xA435, 0xC62F), SERIAL),
    0x927C: MAKER,
}
# Bytes of a value, by its type (TIFF 6.0).
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
# XMP, and the texts that ImageMagick writes into a PNG.
TEXTS = {
    LOCATION: re.compile(rb"GPS(?:L(?:at|ong)itude|Info|Position)|Iptc4xmp\w+:(?:Location|City)|photoshop:City"),
    NAME: re.compile(
        rb"dc:creator|dc:rights|OwnerName|CreatorContactInfo|xmpRights:Owner|PersonInImage|photoshop:Credit"
    ),
    SERIAL: re.compile(rb"SerialNumber"),
}
# IPTC-IIM 4.2, of application record 2: city, sublocation, state, country, content location; by-line, copyright.
IPTC = {
    LOCATION: re.compile(rb"\x1c\x02[\x1a\x1b\x5a\x5c\x5f\x64\x65]"),
    NAME: re.compile(rb"\x1c\x02[\x50\x55\x6e\x74]"),
}
EXIF_HEAD = b"Exif\0\0"
XMP_HEADS = (b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0")
# A marker in the coded pixels of a JPEG, where FF 00 is a pixel's byte, and FF D0 to FF D7 separate parts.
MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
MOST_TEXT = 1 << 20
# Bytes of a value that are looked at, and of an EXIF block in a JPEG.
MOST_VALUE, MOST_SEGMENT = 1 << 10, 1 << 16


@dataclass(frozen=True)
class Block:
    """A part of a file, from `start` to `end`, and what its metadata tells; None if it is something else."""

    start: int
    end: int
    tells: frozenset[str] | None = None


def without_private_metadata(data: bytes, mime_type: str) -> tuple[bytes, tuple[str, ...]]:
    """The file without private metadata, and a note on what was removed; the same file and no note without any.

    Args:
        data: A JPEG, PNG or WebP that can be read.
        mime_type: Its type.
    """
    read, write = {
        "image/jpeg": (_of_jpeg, _join),
        "image/png": (_of_png, _join),
        "image/webp": (_of_webp, _join_webp),
    }[mime_type]
    blocks = list(read(data))
    told = frozenset[str]().union(*(block.tells or () for block in blocks))
    if not told:
        return data, ()
    kept = write([data[block.start : block.end] for block in blocks if block.tells is None])
    return kept, (f"{listed(sorted(told), 'and')} removed",)


def _join(parts: list[bytes]) -> bytes:
    return b"".join(parts)


def _of_jpeg(data: bytes) -> Iterator[Block]:
    """Its segments (ITU-T T.81, annex B), and what follows its end: a video, or a second image with metadata."""
    yield Block(0, 2)
    at = 2
    while at + 4 <= len(data):
        marker = data[at + 1]
        if data[at] != 0xFF or marker == 0xD9:
            break
        # A fill byte, or a marker without a length.
        if marker == 0xFF or marker == 0x01 or 0xD0 <= marker <= 0xD7:
            end = at + (1 if marker == 0xFF else 2)
            yield Block(at, end)
        else:
            end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
            yield Block(at, end, _of_segment(marker, data[at + 4 : end]))
        if marker == 0xDA:
            found = MARKER.search(data, end)
            after = found.start() if found else len(data)
            yield Block(end, after)
            end = after
        at = end
    # Without an end, the rest is the image.
    end = at + 2 if data[at : at + 2] == b"\xff\xd9" else len(data)
    yield Block(at, end)
    yield Block(end, len(data), _of_trailer(data[end:]) or None)


def _of_segment(marker: int, content: bytes) -> frozenset[str] | None:
    if marker == 0xE1 and content.startswith(EXIF_HEAD):
        return _of_exif(content)
    if marker == 0xE1 and content.startswith(XMP_HEADS):
        return _matches(TEXTS, content)
    # The list of the images in the file, of which one may be removed (CIPA DC-007).
    if marker == 0xE2 and content.startswith(b"MPF\0"):
        return frozenset()
    return _matches(IPTC, content) if marker == 0xED else None


def _of_trailer(rest: bytes) -> frozenset[str]:
    told = {VIDEO} if b"ftyp" in rest else set()
    for found in re.finditer(EXIF_HEAD, rest):
        told |= _of_exif(rest[found.start() : found.start() + MOST_SEGMENT])
    return frozenset(told | _matches(TEXTS, rest))


def _of_png(data: bytes) -> Iterator[Block]:
    """Its chunks (PNG, 3rd edition, 11.3)."""
    yield Block(0, 8)
    at = 8
    while at < len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + length
        content = data[at + 8 : end - 4]
        tells = None
        if kind == b"eXIf":
            tells = _of_exif(content)
        elif kind in (b"tEXt", b"zTXt", b"iTXt"):
            tells = _of_png_text(kind, content)
        yield Block(at, end, tells)
        at = end


def _of_png_text(kind: bytes, content: bytes) -> frozenset[str] | None:
    """A text: XMP, or a whole EXIF block in hex, as ImageMagick writes it; None if it tells nothing private."""
    key, _, text = content.partition(b"\0")
    if kind == b"zTXt" or (kind == b"iTXt" and text[:1] == b"\1"):
        packed = text[1:] if kind == b"zTXt" else text[2:].split(b"\0", 2)[-1]
        with suppress(zlib.error):
            text = zlib.decompressobj().decompress(packed, MOST_TEXT)
    if key.startswith(b"Raw profile type"):
        # A line with the name, one with the length, then hex digits.
        with suppress(ValueError):
            text = bytes.fromhex(b"".join(text.split(b"\n")[3:]).decode("ascii", "replace"))
        exif = text.find(EXIF_HEAD)
        return (_of_exif(text[exif:]) if exif >= 0 else frozenset()) | _matches(TEXTS, text) | _matches(IPTC, text)
    told = _matches(TEXTS, key + b" " + text)
    return told | {NAME} if key in (b"Author", b"Artist", b"Copyright") else told or None


def _of_webp(data: bytes) -> Iterator[Block]:
    """Its chunks (RFC 9649, 2.3); the head of the file is not one."""
    at = 12
    while at + 8 <= len(data):
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + length + length % 2
        content = data[at + 8 : at + 8 + length]
        tells = _of_exif(content) if kind == b"EXIF" else _matches(TEXTS, content) if kind == b"XMP " else None
        yield Block(at, end, tells)
        at = end


def _join_webp(chunks: list[bytes]) -> bytes:
    # In the flags of VP8X, 8 is EXIF and 4 is XMP.
    chunks = [
        chunk[:8] + bytes([chunk[8] & ~0b1100]) + chunk[9:] if chunk.startswith(b"VP8X") else chunk for chunk in chunks
    ]
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _of_exif(block: bytes) -> frozenset[str]:
    """What an EXIF block tells; a broken one tells a location if it may have one."""
    tiff = block.removeprefix(EXIF_HEAD)
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2], "")
    told = set()
    try:
        for tag, value in _entries(tiff, order, struct.unpack_from(f"{order}I", tiff, 4)[0]) if order else ():
            if tag == EXIF_DIRECTORY:
                told |= {TAGS[one] for one, inner in _inner(tiff, order, value) if one in TAGS and _says(inner)}
            elif tag == GPS_DIRECTORY:
                told |= {LOCATION for one, inner in _inner(tiff, order, value) if one != GPS_VERSION and _says(inner)}
            elif tag in TAGS and _says(value):
                told.add(TAGS[tag])
    except struct.error:
        if b"\x88\x25" in tiff or b"\x25\x88" in tiff:
            told.add(LOCATION)
    return frozenset(told)


def _inner(tiff: bytes, order: str, pointer: bytes) -> Iterator[tuple[int, bytes]]:
    return _entries(tiff, order, struct.unpack(f"{order}I", pointer)[0])


def _entries(tiff: bytes, order: str, at: int) -> Iterator[tuple[int, bytes]]:
    """Tag and value of each entry of a directory (TIFF 6.0, section 2); a struct.error if it is broken."""
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    for entry in range(at + 2, at + 2 + 12 * count, 12):
        tag, kind, number = struct.unpack_from(f"{order}HHI", tiff, entry)
        size = SIZES.get(kind, 1) * number
        start = entry + 8 if size <= 4 else struct.unpack_from(f"{order}I", tiff, entry + 8)[0]
        yield tag, tiff[start : start + min(size, MOST_VALUE)]


def _says(value: bytes) -> bool:
    """Whether a value is more than blanks and zeros, which cameras write in place of a name."""
    return bool(value.strip(b" \0"))


def _matches(patterns: dict[str, re.Pattern[bytes]], text: bytes) -> frozenset[str]:
    return frozenset(name for name, pattern in patterns.items() if pattern.search(text))
