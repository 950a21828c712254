"""Reads an MP4's size, duration and frame rate from its boxes without decoding, and checks that it is whole."""

from __future__ import annotations

import io
import struct
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from .._util.files import open_file

__all__ = ["Mp4Facts", "facts", "top_boxes", "without_metadata"]

# Boxes at the top level. An hour of half-second fragments has some 15,000; more is a trap.
MOST_BOXES = 200_000
# Bytes of moov and all moofs together: tables of ten million samples.
MOST_BYTES = 64_000_000
PARTS = {
    b"ftyp": "It is not an MP4: it has no file type box.",
    b"moov": "It is not a whole MP4: its index is missing.",
    b"mdat": "It is not a whole MP4: its media data is missing.",
}
# The owner of the `uuid` box with Content Credentials (C2PA specification 2.1, "Embedding manifests into BMFF").
C2PA = uuid.UUID("d8fec3d6-1b0e-483c-9297-5828877ec481").bytes
# What a player needs at the top level (ISO 14496-12); other boxes describe the film.
PLAYED = (b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"sidx", b"mfra")
# Boxes of the index that describe the film, and those that contain such ones.
DESCRIBING, PARENTS = (b"udta", b"meta"), (b"moov", b"trak", b"mdia")
# Of a hdlr box, before its name.
HANDLER_BYTES = 24
# A duration that the writer did not know (ISO 14496-12, 8.2.2).
UNKNOWN = (0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF)


@dataclass(frozen=True)
class Mp4Facts:
    """A whole MP4.

    Attributes:
        width: Pixels, as shown (turned and stretched as the file says).
        height: Pixels, as shown.
        duration: Seconds, above 0.
        fps: Mean frames per second; 0.0 when the file does not say.
        signed: Whether it has Content Credentials (C2PA), which a change of any byte makes invalid.
    """

    width: int
    height: int
    duration: float
    fps: float = 0.0
    signed: bool = False


def facts(path: str | Path) -> Mp4Facts:
    """Read the facts of an MP4 file, plain or fragmented; sizes are checked against the file's end.

    Raises:
        ValueError: It is not a whole MP4; the message says why ("it is cut off: ...").
        OSError: The file cannot be opened.
    """
    with open_file(Path(path)) as file:
        return read(file)


def read(file: BinaryIO) -> Mp4Facts:
    """`facts` of an open, seekable binary file."""
    size = file.seek(0, 2)
    if not size:
        raise ValueError("It is empty.")
    seen: set[bytes] = set()
    movie, fragments, room, signed = b"", [], MOST_BYTES, False
    for kind, start, end in top_boxes(file, size):
        if not seen and not kind.strip().isalnum():
            raise ValueError("It is not an MP4.")
        if kind == b"moof" or (kind == b"moov" and kind not in seen):
            room -= end - start
            if room < 0:
                raise ValueError("It is not an MP4 that can be read: its index is far too large.")
            file.seek(start)
            content = file.read(end - start)
            if kind == b"moov":
                movie = content
            else:
                fragments.append(content)
        seen.add(kind)
        signed = signed or (kind == b"uuid" and _owner(file, start) == C2PA)
    for kind, what in PARTS.items():
        if kind not in seen:
            raise ValueError(what)
    try:
        return replace(_movie(movie, fragments), signed=signed)
    except (struct.error, IndexError) as error:
        raise ValueError("It is a damaged MP4: its index cannot be read.") from error


def top_boxes(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int, int]]:
    """(kind, start of the content, end) of each top-level box.

    Raises:
        ValueError: A box reaches beyond the end, or ends before it starts, or there are too many.
    """
    at = count = 0
    while at < size:
        count += 1
        if count > MOST_BOXES:
            raise ValueError("It is not an MP4 that can be read: it has far too many boxes.")
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            raise ValueError("It is cut off: its last box has no header.")
        length, kind = struct.unpack(">I4s", head[:8])
        start = at + 8
        if length == 1:
            if len(head) < 16:
                raise ValueError("It is cut off: its last box has no header.")
            length, start = struct.unpack(">Q", head[8:])[0], at + 16
        end = size if length == 0 else at + length
        if end < start:
            raise ValueError("It is not an MP4." if at == 0 else "It is a damaged MP4: a box ends before it starts.")
        if end > size:
            if at == 0:
                raise ValueError("It is not an MP4.")
            raise ValueError(f"It is cut off: {end - size} bytes are missing.")
        yield kind, start, end
        at = end


def without_metadata(data: bytes) -> bytes:
    """The same film in as many bytes, without texts about it: settings, titles, encoders, Content Credentials.

    Its frames are untouched, and so is every offset in the index.

    Raises:
        ValueError: It is not a whole MP4.
    """
    film, at = bytearray(data), 0
    for kind, start, end in top_boxes(io.BytesIO(data), len(data)):
        if kind not in PLAYED:
            _empty(film, at, start, end)
        elif kind in PARENTS:
            _clear(film, start, end)
        at = end
    return bytes(film)


def _clear(film: bytearray, at: int, end: int) -> None:
    """Empty the boxes that describe the film, within a box that reaches to `end`."""
    while end - at >= 8:
        length, kind = struct.unpack_from(">I4s", film, at)
        start = at + 8
        if length == 1:
            length, start = struct.unpack_from(">Q", film, start)[0], at + 16
        after = end if length == 0 else at + length
        if not start <= after <= end:
            raise ValueError("It is a damaged MP4: a box of its index does not fit into its parent.")
        if kind in DESCRIBING:
            _empty(film, at, start, after)
        elif kind == b"hdlr":
            name = min(start + HANDLER_BYTES, after)
            film[name:after] = bytes(after - name)
        elif kind in PARENTS:
            _clear(film, start, after)
        at = after


def _empty(film: bytearray, at: int, start: int, end: int) -> None:
    """Make the box at `at` free space of the same length; its content begins at `start`."""
    film[at + 4 : at + 8] = b"free"
    film[start:end] = bytes(end - start)


def _owner(file: BinaryIO, start: int) -> bytes:
    """The 16 bytes that say whose a `uuid` box is."""
    file.seek(start)
    return file.read(16)


def _children(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(kind, content) of each box in a box; fewer than 8 bytes at the end are QuickTime's padding."""
    at = 0
    while len(content) - at >= 8:
        length, kind = struct.unpack_from(">I4s", content, at)
        start = at + 8
        if length == 1:
            length, start = struct.unpack_from(">Q", content, start)[0], at + 16
        end = len(content) if length == 0 else at + length
        if end < start or end > len(content):
            raise ValueError("It is a damaged MP4: a box of its index does not fit into its parent.")
        yield kind, content[start:end]
        at = end


def _child(content: bytes, *path: bytes) -> bytes:
    """The content of the first box of that path, or b""."""
    for wanted in path:
        content = next((inner for kind, inner in _children(content) if kind == wanted), b"")
    return content


def _movie(movie: bytes, fragments: Sequence[bytes]) -> Mp4Facts:
    tracks = [inner for kind, inner in _children(movie) if kind == b"trak"]
    track = next((inner for inner in tracks if _child(inner, b"mdia", b"hdlr")[8:12] == b"vide"), None)
    if track is None:
        raise ValueError("It is an MP4 without video.")
    scale, length = _times(_child(movie, b"mvhd"))
    track_scale, track_length = _times(_child(track, b"mdia", b"mdhd"))
    if not scale or not track_scale:
        raise ValueError("It is a damaged MP4: it has no time scale.")
    table = _child(track, b"mdia", b"minf", b"stbl")
    coding = _child(table, b"stsd")
    if struct.unpack_from(">I", coding, 8)[0] < 36:
        raise ValueError("It is a damaged MP4: it does not say how its video is coded.")
    coded_size = struct.unpack_from(">HH", coding, 40)
    count, ticks = _samples(_child(table, b"stts"))
    header = _child(track, b"tkhd")
    if fragments:
        track_id = struct.unpack_from(">I", header, 20 if header[0] == 1 else 12)[0]
        more, longer = _fragment_samples(fragments, track_id, _child(movie, b"mvex"))
        count, ticks = count + more, ticks + longer
    duration = length / scale or max(track_length, ticks) / track_scale
    if not duration:
        raise ValueError("It is an MP4 without frames.")
    width, height = _shown_size(header, coded_size)
    fps = count * track_scale / ticks if ticks else 0.0
    return Mp4Facts(width, height, duration, fps)


def _times(header: bytes) -> tuple[int, int]:
    """(ticks per second, duration in ticks) of mvhd or mdhd, in either version."""
    scale, length = struct.unpack_from(">IQ", header, 20) if header[0] == 1 else struct.unpack_from(">II", header, 12)
    return scale, 0 if length in UNKNOWN else length


def _shown_size(header: bytes, coded: tuple[int, int]) -> tuple[int, int]:
    """Width and height in pixels as shown: tkhd's, swapped for a quarter turn, else the coded ones."""
    at = 52 if header[0] == 1 else 40
    a, b, _, c, d = struct.unpack_from(">5i", header, at)
    wide, high = (value >> 16 for value in struct.unpack_from(">II", header, at + 36))
    width, height = (wide, high) if wide and high else coded
    if not width or not height:
        raise ValueError("It is a damaged MP4: its video has no size.")
    return (height, width) if a == 0 and d == 0 and b and c else (width, height)


def _samples(table: bytes) -> tuple[int, int]:
    """(number of frames, their ticks) from stts."""
    count = struct.unpack_from(">I", table, 4)[0] if table else 0
    runs = list(struct.iter_unpack(">II", table[8 : 8 + 8 * min(count, (len(table) - 8) // 8)]))
    return sum(number for number, _ in runs), sum(number * ticks for number, ticks in runs)


def _fragment_samples(fragments: Sequence[bytes], track: int, extends: bytes) -> tuple[int, int]:
    """(number of frames, their ticks) of a track in all moof boxes of a fragmented file."""
    count = ticks = 0
    # Ticks per frame by track, for fragments that do not say.
    entries = (struct.unpack_from(">III", inner, 4) for kind, inner in _children(extends) if kind == b"trex")
    defaults = {owner: default for owner, _, default in entries}
    for part in (inner for moof in fragments for kind, inner in _children(moof) if kind == b"traf"):
        head = _child(part, b"tfhd")
        flags, owner = struct.unpack_from(">II", head)
        if owner != track:
            continue
        # After the base offset and the description index.
        at = 8 + 8 * bool(flags & 0x1) + 4 * bool(flags & 0x2)
        each = struct.unpack_from(">I", head, at)[0] if flags & 0x8 else defaults.get(track, 0)
        for run in (inner for kind, inner in _children(part) if kind == b"trun"):
            more, longer = _run(run, each)
            count, ticks = count + more, ticks + longer
    return count, ticks


def _run(run: bytes, each: int) -> tuple[int, int]:
    """(number of frames, their ticks) of one trun (ISO 14496-12, 8.8.8)."""
    flags, count = struct.unpack_from(">II", run)
    if not flags & 0x100:
        return count, count * each
    # After the data offset and the first sample's flags.
    at = 8 + 4 * bool(flags & 0x1) + 4 * bool(flags & 0x4)
    step = 4 * sum(bool(flags & bit) for bit in (0x100, 0x200, 0x400, 0x800))
    count = min(count, (len(run) - at) // step)
    return count, sum(struct.unpack_from(">I", run, at + step * index)[0] for index in range(count))
