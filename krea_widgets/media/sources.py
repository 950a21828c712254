"""Reads an image source (path, URI, bytes, file, PIL image, array) as bytes or pixels and a safe name."""

from __future__ import annotations

import base64
import codecs
import difflib
import errno
import mimetypes
import os
import stat
import sys
import unicodedata
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from ..errors import BadFile
from .image_codec import MAX_BYTES, OVERSHOOT, check_bytes, check_size, dark, unusable

if TYPE_CHECKING:
    from PIL import Image

__all__ = [
    "ENDINGS",
    "RAW",
    "Source",
    "describe_content",
    "is_raw",
    "name_of_asset",
    "name_with_ending",
    "read_source",
    "remote_url",
    "safe_name",
]

# What Krea accepts, with the endings that fit (Krea OpenAPI of 2026-10-09, "Upload an asset").
ENDINGS = {
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "video/mp4": (".mp4", ".m4v"),
    "video/quicktime": (".mov", ".qt"),
    "video/webm": (".webm",),
    "audio/wav": (".wav",),
    "audio/mpeg": (".mp3",),
}
SCALE = 'If they go from 0 to 255, pass array.astype("uint8").'
# Blanks, quotes and marks that are not seen: a pasted path has them, by Windows' "Copy as path" for one.
PASTED = " \t\r\n\u00a0\"'“”‘’\u200b\u200e\u200f\u202a\u202b\u202c\u2060\ufeff"
OPEN = 'Open it with open(path, "rb").'
ACCEPTED = (
    "Pass a path, a web address, a data: URI, bytes, an open binary file, a PIL image, "
    "a numpy array (height × width × 3) or a Still."
)


@dataclass(frozen=True)
class Source:
    """Encoded `data` or a PIL `image` with `notes` on it, a safe file `name`, and the `label` for messages.

    `keep_exif`: whether the person wants the file's metadata to be sent.
    """

    name: str
    label: str
    data: bytes = b""
    image: Image.Image | None = None
    notes: tuple[str, ...] = ()
    keep_exif: bool = False


def read_source(source: object, name: str = "") -> Source:
    """Read a source without decoding it.

    Args:
        source: See `ACCEPTED`; the studio downloads web addresses before.
        name: A file name that overrides the source's own.

    Raises:
        BadFile: The source is unreadable, empty or too large.
    """
    name = safe_name(name) if name else ""
    if _is_a(source, "PIL.Image", "Image"):
        own = safe_name(os.fsdecode(getattr(source, "filename", "") or "")) or ""
        return Source(name or own or "image", name or own or "The PIL image", image=source)  # type: ignore[arg-type]
    if _is_a(source, "numpy", "ndarray"):
        label = name or "The array"
        image, notes = _image_from_array(source, label)
        return Source(name or "image", label, image=image, notes=notes)
    if isinstance(source, (bytes, bytearray, memoryview)):
        label = name or "The byte string"
        check_bytes(memoryview(source).nbytes, label)
        return Source(name or "image", label, bytes(source))
    if isinstance(source, str):
        return _from_text(source, name)
    if isinstance(source, os.PathLike):
        return _from_path(Path(os.fsdecode(source)), name)
    if callable(getattr(source, "read", None)):
        return _from_file(source, name)
    what = "No image was given." if source is None else f"A value of type {type(source).__name__} is not an image."
    tensor = "Convert a tensor first: array = numpy.asarray(tensor). " if hasattr(source, "__array__") else ""
    raise BadFile(what, name=type(source).__name__, advice=tensor + ACCEPTED)


def _is_a(source: object, module: str, kind: str) -> bool:
    """Like isinstance, without importing the module: it is loaded for an instance, or half loaded by another thread."""
    found = getattr(sys.modules.get(module), kind, None)
    return isinstance(found, type) and isinstance(source, found)


def remote_url(source: object) -> str | None:
    """The source if it is an http(s) URL, else None.

    >>> remote_url("https://example.com/cat.png")
    'https://example.com/cat.png'
    """
    if not isinstance(source, str) or not source.strip().lower().startswith(("http://", "https://")):
        return None
    try:
        return source.strip() if urlsplit(source.strip()).hostname else None
    # Such as "http://[".
    except ValueError:
        return None


def _from_text(text: str, name: str) -> Source:
    # Pasted text can end in a newline.
    address = text.strip()
    start = address[:8].lower()
    if not address:
        raise BadFile("No image was given: the path is empty.", name="image", advice=ACCEPTED)
    if start.startswith("data:"):
        return _from_data_uri(address, name)
    if start.startswith("file:"):
        return _from_path(_path_of(address), name)
    if start.startswith(("http://", "https://")):
        advice = "Download it first and pass its bytes; animate and submit do that for you."
        raise unusable(_shown(text), "is a web address, and open_still only opens local images.", advice)
    return _from_path(_meant(text), name)


def _meant(text: str) -> Path:
    """The path of a text; where there is no such file, without the blanks and quotes that are pasted with it, or to the
    one file whose name looks the same: with other blanks, or other code points for its accents.
    """
    plain = Path(text.strip(PASTED))
    for path in (Path(text), plain):
        # ValueError: a NUL in the name. RuntimeError: ~ of an unknown user. OSError: too long for a name.
        with suppress(ValueError, RuntimeError, OSError):
            if path.expanduser().exists():
                return path
            twins = [one for one in path.expanduser().parent.iterdir() if _look(one.name) == _look(path.name)]
            if len(twins) == 1:
                return twins[0]
    return plain if plain.name else Path(text)


def _look(name: str) -> str:
    """A name as it looks: composed, with plain blanks, without characters that are not seen."""
    seen = "".join(sign for sign in unicodedata.normalize("NFC", name) if unicodedata.category(sign) != "Cf")
    return " ".join(seen.split())


def _path_of(url: str) -> Path:
    """The path in a file: URL."""
    # It knows the drive letters of Windows, and is too heavy to import at the top.
    from urllib.request import url2pathname

    try:
        parts = urlsplit(url)
    except ValueError:
        raise unusable(_shown(url), "is not a valid URL.") from None
    if parts.netloc.lower() not in ("", "localhost"):
        raise unusable(_shown(url), "is on another computer.", "Copy it here first.")
    return Path(url2pathname(parts.path))


def _from_path(path: Path, name: str) -> Source:
    label = name or safe_name(path.name) or _shown(str(path))
    try:
        path = path.expanduser()
        facts = path.stat()
        if stat.S_ISDIR(facts.st_mode):
            raise unusable(label, "is a folder.", "Pass one of the images in it.")
        # A pipe could block for ever.
        if not stat.S_ISREG(facts.st_mode):
            raise unusable(label, "is not a file but a device or a pipe.")
        check_bytes(facts.st_size, label)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError, RuntimeError) as error:
        if isinstance(error, BadFile):
            raise
        # ValueError: a NUL in the name. RuntimeError: ~ of an unknown user.
        raise _missing(path) from None
    except PermissionError:
        raise unusable(label, "cannot be read (permission denied).") from None
    except OSError as error:
        # Not a path but some other text.
        if error.errno == errno.ENAMETOOLONG:
            raise _missing(path) from None
        raise unusable(label, f"cannot be read ({error.strerror}).", error=error) from error
    check_bytes(len(data), label)
    return Source(name or safe_name(path.name) or "image", label, data)


def _missing(path: Path) -> BadFile:
    """The error for a missing file, with the folder and similar names in it."""
    folder, name, near = path.parent, _shown(path.name or str(path)), []
    try:
        here = str(folder.absolute())
        names = [entry.name for entry in islice(os.scandir(folder), 5000) if _may_replace(entry.name, path.name)]
        # Without the ending, which is the same for all images.
        stems = {Path(known).stem.lower(): known for known in names}
        near = [stems[like] for like in difflib.get_close_matches(path.stem.lower(), stems, n=3)]
    except (OSError, ValueError):
        return BadFile(f"There is no file {_shown(str(path))}.", name=name, advice="Its folder does not exist either.")
    # Names that look the same are told apart by their code points.
    looks = Counter(_look(known) for known in [*near, path.name])
    shown = [ascii(known) if looks[_look(known)] > 1 else _shown(known) for known in near]
    advice = f"Did you mean {' or '.join(shown)}?" if near else ""
    return BadFile(f"There is no file {name} in {_shown(here)}.", name=name, advice=advice)


def _may_replace(name: str, wanted: str) -> bool:
    """Whether a file can be meant by another name: a text is no image."""
    kind, other = (str(mimetypes.guess_type(one)[0]).partition("/")[0] for one in (name, wanted))
    return "None" in (kind, other) or kind == other


def _from_file(file: Any, name: str) -> Source:
    """Read an open file from its current position; it stays open."""
    own = getattr(file, "name", "")
    name = name or (safe_name(own) if isinstance(own, str) else "")
    label = name or "The file object"
    try:
        data = file.read(MAX_BYTES + 1)
    # Closed, not open for reading, or not UTF-8 in text mode.
    except (OSError, ValueError) as error:
        raise unusable(label, "cannot be read.", OPEN, error) from error
    if not isinstance(data, (bytes, bytearray)):
        raise unusable(label, "is open as text.", OPEN)
    if not data and _tell(file):
        raise unusable(label, "is already at its end.", "Rewind it first: file.seek(0).")
    check_bytes(len(data), label)
    return Source(name or "image", label, bytes(data))


def _tell(file: Any) -> int:
    try:
        return int(file.tell())
    except (AttributeError, OSError, ValueError, TypeError):
        return 0


def _from_data_uri(text: str, name: str) -> Source:
    """A data: URI, base64 or percent-encoded (RFC 2397)."""
    label = name or "The data: URI"
    head, comma, body = text[5:].partition(",")
    if not comma:
        raise unusable(label, "has no comma, so it holds no data.")
    # Too long in any encoding.
    if len(body) > 4 * MAX_BYTES:
        check_bytes(len(body) // 4, label)
    data = unquote_to_bytes(body)
    if head.lower().rstrip().endswith(";base64"):
        packed = b"".join(data.split())
        try:
            data = base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
        except ValueError as error:
            raise unusable(label, "is not valid base64.", error=error) from None
    check_bytes(len(data), label)
    return Source(name or "image", label, data)


def _image_from_array(array: Any, label: str) -> tuple[Image.Image, tuple[str, ...]]:
    """An array of height × width (× 1, 3 or 4) as an 8-bit image: uint8, uint16, bool, or floats from 0 to 1; notes."""
    import numpy as np
    from PIL import Image

    shape = array.shape
    if array.ndim == 4:
        problem = f"holds a batch of {shape[0]} (its shape is {shape})."
        raise unusable(label, problem, "Pass one of them, such as array[0].")
    if array.ndim == 3 and shape[0] in (1, 3, 4) and shape[2] not in (1, 3, 4):
        problem = f"has its channels first (its shape is {shape})."
        raise unusable(label, problem, "Pass array.transpose(1, 2, 0).")
    if array.ndim not in (2, 3) or (array.ndim == 3 and shape[2] not in (1, 3, 4)):
        fitting = "an image is height × width, or height × width × 1, 3 or 4."
        raise unusable(label, f"has the shape {shape}; {fitting}")
    check_size(shape[1], shape[0], label)
    plain = np.asarray(array)[:, :, 0] if array.ndim == 3 and shape[2] == 1 else np.asarray(array)
    eight_bit, notes = _as_uint8(plain, label)
    return Image.fromarray(np.ascontiguousarray(eight_bit)), notes


def _as_uint8(array: Any, label: str) -> tuple[Any, tuple[str, ...]]:
    """The array on the scale 0 to 255, and notes."""
    import numpy as np

    if array.dtype == np.uint8:
        return array, ()
    if array.dtype == np.bool_:
        return array.astype(np.uint8) * 255, ()
    # In any byte order.
    if array.dtype.newbyteorder("=") == np.uint16:
        most = int(array.max())
        if 0 < most <= 255:
            raise unusable(label, f"has 16 bits, but holds {most} at most.", SCALE)
        return ((array.astype(np.uint32) + 128) // 257).astype(np.uint8), dark(most)
    if not np.issubdtype(array.dtype, np.floating):
        raise unusable(label, f"has dtype {array.dtype}; an image is uint8, uint16, or floats from 0 to 1.", SCALE)
    low, high = float(array.min()), float(array.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        raise unusable(label, "holds NaN or infinity.")
    if low < -OVERSHOOT or high > 1 + OVERSHOOT:
        problem = f"holds floats from {low:g} to {high:g}; they must be between 0 and 1."
        raise unusable(label, problem, SCALE if high <= 255 and low >= 0 else "")
    return (array.clip(0, 1) * 255 + 0.5).astype(np.uint8), ()


def safe_name(text: str) -> str:
    """A file name for messages and uploads: the last part of a path, printable, at most 100 characters, or "".

    >>> safe_name("../holiday/cat.png")
    'cat.png'
    """
    last = unicodedata.normalize("NFC", text).replace("\\", "/").rstrip("/").rpartition("/")[2]
    clean = "".join("_" if sign in '<>:"|?*' else sign for sign in last if unicodedata.category(sign)[0] != "C")
    stem, dot, ending = " ".join(clean.split()).strip(". ").rpartition(".")
    if dot and len(ending) <= 10:
        return stem[: 99 - len(ending)].rstrip(". ") + dot + ending
    return (stem + dot + ending)[:100].rstrip(". ")


def name_with_ending(name: str, mime_type: str) -> str:
    """The name with a fitting ending: cat.heic becomes cat.jpg."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem:
        return (name.strip(".") or "image")[:96] + ENDINGS[mime_type][0]
    if dot + ending.lower() in ENDINGS[mime_type]:
        return name
    # "cat.heic", but not "v1.25".
    known = 2 <= len(ending) <= 5 and ending.isalnum() and not ending.isdigit()
    return (stem if known else name)[:96] + ENDINGS[mime_type][0]


def name_of_asset(url: str, name: str, usual: str) -> str:
    """A safe file name for what is at Krea: `name`, or else the last part of its address, or else the usual one."""
    return safe_name(name) or safe_name(unquote(urlsplit(url).path)) or usual


def _shown(text: str) -> str:
    """Text from outside for a message: printable, on one line, short."""
    clean = "".join(sign for sign in text if sign.isprintable())
    return clean if len(clean) <= 200 else clean[:120] + "…"


FRAME, EXPORT = "Pass one of its frames.", "Export it as a PNG or a JPEG."
RAW = "a camera's raw photo", "Export it as a JPEG."
# The first bytes of files that Pillow does not read or should not, what they hold, and advice.
CONTENTS: tuple[tuple[tuple[bytes, ...], str, str], ...] = (
    ((b"%PDF",), "a PDF", "Export the page as a PNG."),
    ((b"PK\x03\x04",), "a ZIP archive", "Unpack it first."),
    # WebM, Flash, MPEG, Ogg.
    ((b"\x1aE\xdf\xa3", b"FLV", b"\0\0\x01\xba", b"\0\0\x01\xb3", b"OggS"), "a video", FRAME),
    ((b"\xff\x0a", b"\0\0\0\x0cJXL "), "a JPEG XL image", EXPORT),
    ((b"8BPS",), "a Photoshop document", EXPORT),
    ((b"\0\0\x01\0",), "an icon", EXPORT),
    # Fujifilm, Panasonic, Olympus, Sigma.
    ((b"FUJIFILMCCD-RAW", b"IIU\0", b"IIRO", b"IIRS", b"MMOR", b"FOVb"), *RAW),
)
# Of a TIFF: DNG's version; whether the first image is a small copy of another one; where the others are.
DNG_VERSION, SUBFILE_TYPE, SUB_IFDS = 50706, 254, 330


def is_raw(image: Image.Image, data: bytes) -> bool:
    """Whether a TIFF is a camera's raw photo (DNG, NEF, ARW, CR2 …), whose first image is a small preview."""
    if image.format != "TIFF":
        return False
    tags: Any = getattr(image, "tag_v2", {})
    preview = tags.get(SUBFILE_TYPE) == 1 and SUB_IFDS in tags
    return DNG_VERSION in tags or preview or data[8:10] == b"CR"


def describe_content(data: bytes) -> tuple[str, str]:
    """The kind of a file that is no image, or "", and advice."""
    head = data[:4096]
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in head.lower():
        return "an SVG drawing", "Export it as a PNG."
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<!-")):
        return "a web page", "The download went wrong: save the image itself."
    if head[4:8] == b"ftyp":
        return _describe_boxes(head[8:12])
    for starts, holds, advice in CONTENTS:
        if head.startswith(starts):
            return holds, advice
    if head[8:12] == b"AVI ":
        return "a video", FRAME
    return ("text", "") if _is_text(head) else ("", "")


def _describe_boxes(brand: bytes) -> tuple[str, str]:
    if brand in (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"):
        return "a HEIC photo, which needs the package pillow-heif", "Run: pip install pillow-heif"
    if brand in (b"avif", b"avis"):
        return "an AVIF image, which this Pillow cannot read", 'Run: pip install "pillow>=11.3"'
    return RAW if brand == b"crx " else ("a video", FRAME)


def _is_text(head: bytes) -> bool:
    """Whether the first 4096 bytes are text in UTF-8 or, with a byte-order mark, UTF-16."""
    code = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    try:
        # Incremental, because the cut can split a character.
        text = codecs.getincrementaldecoder(code)().decode(head)
    except UnicodeDecodeError:
        return False
    return bool(text) and all(sign.isprintable() or sign in "\ufeff\t\r\n\f" for sign in text)
