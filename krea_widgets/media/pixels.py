"""Encoded bytes to upright, opaque 8-bit RGB pixels and back, and the limits that hold before anything is decoded."""

from __future__ import annotations

import contextlib
import io
import threading
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..errors import BadStill

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["MAX_BYTES", "MAX_PIXELS", "MIN_EDGE", "check_bytes", "check_size", "encode", "frames", "keeps", "load"]

MAX_BYTES = 75_000_000  # Krea docs, "Upload an asset": 75 MB a file
MAX_PIXELS = 100_000_000  # as 8-bit RGB some 300 MB of memory, the most that a kernel should be asked for
MIN_EDGE = 16  # Krea states no minimum; below this it is a tracking pixel or an icon, so surely a mistake
MAX_RATIO = 20  # no model makes anything wider than 21:9; beyond 20:1 it is a ruler or a banner, so surely a mistake

# Only what holds photographs and is known by its first bytes. EPS is left out: Pillow would run Ghostscript on it.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF", "TIFF", "BMP", "DIB", "JPEG2000", "PPM", "QOI")
FEWER = "Make it smaller: no model makes use of so many."
LOSSY = ("JPEG", "MPO", "WEBP", "AVIF", "HEIF", "JPEG2000")
MIME_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}  # what Krea takes, HEIC apart
_warnings_lock = threading.Lock()


def check_bytes(count: int, label: str) -> None:
    """Refuse a file that Krea would not take, or that is empty."""
    if count == 0:
        raise BadStill(f"{label} is empty (0 bytes).", name=label)
    if count > MAX_BYTES:
        what = f"{label} has {count / 1e6:.1f} MB; Krea takes images up to {MAX_BYTES // 10**6} MB."
        raise BadStill(what, name=label, advice="Make it smaller, or save it as a JPEG.")


def check_size(width: int, height: int, label: str) -> None:
    """Refuse a picture that no model could use, or that is too large to decode; sizes in pixels."""
    if width * height > MAX_PIXELS:
        what = f"{label} has {width}×{height} pixels; up to {MAX_PIXELS // 10**6} million can be used."
        raise BadStill(what, name=label, advice=FEWER)
    if min(width, height) < MIN_EDGE:
        what = f"{label} is too small ({width}×{height} pixels); each side needs at least {MIN_EDGE}."
        raise BadStill(what, name=label)
    if max(width, height) > MAX_RATIO * min(width, height):
        what = f"{label} is too narrow ({width}×{height} pixels); a side may be {MAX_RATIO} times the other at most."
        raise BadStill(what, name=label, advice="Crop it.")


def open_image(data: bytes, label: str = "The image") -> Image.Image | None:
    """The image with only its header read, or None when this is no image that can be used.

    Unlike `Image.open` it has no limit of its own, and does not take a JPEG with a second picture behind the first for
    an animation.

    Raises:
        BadStill: Its header tells of so many pixels that Pillow does not even open it.
    """
    from PIL import Image

    Image.init()
    try:
        opened = (_open_as(kind, data) for kind in FORMATS if kind in Image.OPEN)
        return next((image for image in opened if image is not None), None)
    except Image.DecompressionBombError:
        what = f"{label} has far too many pixels; up to {MAX_PIXELS // 10**6} million can be used."
        raise BadStill(what, name=label, advice=FEWER) from None


def _open_as(kind: str, data: bytes) -> Image.Image | None:
    from PIL import Image, JpegImagePlugin

    factory, accepts = Image.OPEN[kind]
    factory = JpegImagePlugin.JpegImageFile if kind == "JPEG" else factory
    try:
        if accepts is None or accepts(data[:16]) is not True:  # a str says: this Pillow lacks the codec
            return None
        with _quiet():
            return factory(io.BytesIO(data), "")
    except Image.DecompressionBombError:
        raise
    except Exception:  # hostile bytes raise nearly anything in a decoder, and all of it says: not this format
        return None


def load(image: Image.Image, label: str) -> None:
    """Decode all of it, so that a damaged file is refused here and not by a model."""
    file = getattr(image, "fp", image)
    closed = file is None or getattr(file, "closed", False)
    try:
        with _quiet() if image.format in ("GIF", "TIFF") else contextlib.nullcontext():  # the others warn at opening
            image.load()
    except Exception as error:  # hostile bytes raise nearly anything in a decoder, and all of it says: damaged
        if closed:  # an image that Pillow has only begun to read when its file was closed
            what = f"{label} cannot be read any more: its file was closed."
            advice = "Call image.load() before that, or give the path."
            raise BadStill(what, name=label, advice=advice, details=repr(error)) from error
        cut = isinstance(error, EOFError) or "truncated" in str(error)
        how = "it is cut off before its end" if cut else "it is damaged"
        what = f"{label} is not an image that can be read ({how})."
        advice = "Save or download it again."
        raise BadStill(what, name=label, advice=advice, details=repr(error)) from error


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep Pillow's warnings in: broken EXIF and many pixels are dealt with here.

    Every thread sees what `catch_warnings` changes, so it is done one at a time and as shortly as can be.
    """
    with _warnings_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def frames(image: Image.Image) -> int:
    """How many frames or pages it holds."""
    try:
        with _quiet():
            return int(getattr(image, "n_frames", 1))
    except Exception:  # a broken later frame is no reason to refuse the first one
        return 1


def turn(image: Image.Image) -> int:
    """The EXIF orientation, 1 (upright) to 8; asked after `load`, since some formats tell only at their end."""
    if image.format in ("TIFF", None):
        # Pillow turns a TIFF while loading, and older ones leave the tag as it was; and an image that was worked on
        # since it was opened (no format) is as its maker wants it, though Pillow still carries the tag along.
        return 1
    try:
        with _quiet():
            value = int(image.getexif().get(0x0112, 1))
        return value if 1 <= value <= 8 else 1
    except Exception:  # broken EXIF is common and no reason to refuse the picture: it is shown as it lies
        return 1


def keeps(data: bytes, image: Image.Image) -> bool:
    """Whether the file can go to Krea byte for byte: JPEG, PNG or WebP, upright, opaque, 8 bits, RGB or grey."""
    if image.format not in MIME_TYPES or image.mode not in ("RGB", "L") or "transparency" in image.info:
        return False
    if image.format == "PNG" and (data[24] != 8 or data[25] not in (0, 2)):  # IHDR: bits a sample, colour type
        return False
    return turn(image) == 1 and frames(image) == 1


def normal(image: Image.Image) -> tuple[Image.Image, tuple[str, ...]]:
    """A loaded image as upright, opaque 8-bit sRGB, and the words for what had to be done."""
    from PIL import Image

    notes: list[str] = []
    upright = _turned(image, turn(image))
    if upright is not image:
        notes.append("turned upright")
    clear = upright.mode in ("P", "L", "RGB") and "transparency" in upright.info
    if clear or upright.mode in ("RGBA", "LA", "PA", "RGBa", "La"):
        with_alpha = (upright.convert("LA") if upright.mode == "La" else upright).convert("RGBA")
        alpha = with_alpha.getchannel("A")
        colour = _srgb(with_alpha.convert("RGB"), image.info.get("icc_profile"))
        if alpha.getextrema() == (255, 255):
            return colour, tuple(notes)
        white = Image.new("RGB", colour.size, "white")
        white.paste(colour, mask=alpha)
        return white, (*notes, "transparent parts laid on white")
    return _srgb(_eight_bit(upright), image.info.get("icc_profile")), tuple(notes)


def _turned(image: Image.Image, orientation: int) -> Image.Image:
    """The image as the EXIF tag says it is to be looked at (EXIF 2.32, tag 0x0112)."""
    from PIL.Image import Transpose as Way

    ways = {2: Way.FLIP_LEFT_RIGHT, 3: Way.ROTATE_180, 4: Way.FLIP_TOP_BOTTOM, 5: Way.TRANSPOSE}
    ways |= {6: Way.ROTATE_270, 7: Way.TRANSVERSE, 8: Way.ROTATE_90}
    return image.transpose(ways[orientation]) if orientation in ways else image


def _eight_bit(image: Image.Image) -> Image.Image:
    """Grey of 1, 16 or 32 bits or floats as 8-bit grey, ways of writing RGB as RGB; other modes as they are."""
    if image.mode in ("P", "HSV", "YCbCr"):
        return image.convert("RGB")
    if image.mode == "1":
        return image.convert("L")
    if not image.mode.startswith("I") and image.mode != "F":
        return image
    wide = image if image.mode == "F" else image.convert("I").convert("F")
    top = wide.getextrema()[1]
    assert isinstance(top, float)  # noqa: S101 (one channel, so a number; said for the type checker)
    factor = 1 / 257
    if image.mode in ("I", "F") and top <= 255:  # 32 bits may hold any scale; 16 bits hold one, dark as it may be
        factor = 255.0 if image.mode == "F" and top <= 1 else 1.0
    return wide.point(lambda value: value * factor + 0.5).convert("L")


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB in sRGB: by the embedded profile where there is one that fits, else by Pillow's plain conversion."""
    from PIL import ImageCms

    try:
        if image.mode == "LAB" or profile:
            source: Any = ImageCms.createProfile("LAB") if image.mode == "LAB" else io.BytesIO(profile or b"")
            source = ImageCms.getOpenProfile(source) if isinstance(source, io.BytesIO) else source
            done = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if done is not None:
                return done
    except (ImageCms.PyCMSError, ImportError, OSError, ValueError, TypeError):
        pass  # a broken or unfitting profile: colours a little off are better than no picture
    return image.convert("RGB")


def encode(
    image: Image.Image, *, lossy: bool, label: str, limit: int = MAX_BYTES
) -> tuple[bytes, str, tuple[str, ...]]:
    """Bytes, MIME type and notes for an RGB image: a JPEG if the source was lossy or a PNG too large, else a PNG."""
    if not lossy:
        data = _save(image, "PNG", compress_level=3)  # half of level 6's time for a tenth more bytes
        if len(data) <= limit:
            return data, "image/png", ()
    notes = () if lossy else (f"saved as a JPEG, since a PNG would be over {limit / 1e6:.0f} MB",)
    for quality in (95, 80):
        data = _save(image, "JPEG", quality=quality, subsampling=0)
        if len(data) <= limit:
            return data, "image/jpeg", notes
    raise BadStill(f"{label} has over {limit / 1e6:.0f} MB even as a JPEG.", name=label, advice="Make it smaller.")


def thumbnail(data: bytes, edge: int, limit: int) -> bytes:
    """A JPEG whose long edge is at most `edge` pixels, of at most about `limit` bytes."""
    image = open_image(data)
    if image is None:
        return b""
    image.thumbnail((edge, edge))
    small = image.convert("RGB")
    for quality in (85, 70, 50, 30):
        jpeg = _save(small, "JPEG", quality=quality)
        if len(jpeg) <= limit:
            break
    return jpeg


def _save(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()
