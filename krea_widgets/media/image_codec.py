"""Decodes, checks, fits and encodes images; limits are checked before anything is decoded."""

from __future__ import annotations

import contextlib
import io
import math
import threading
import warnings
import zlib
from array import array
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ..errors import BadFile

if TYPE_CHECKING:
    from PIL import Image

__all__ = [
    "MAX_BYTES",
    "OVERSHOOT",
    "check_bytes",
    "check_size",
    "dark",
    "encode",
    "frames",
    "large",
    "load",
    "normal",
    "open_image",
    "sendable",
    "thumbnail",
    "unusable",
]

# Krea docs, "Upload an asset": 75 MB a file.
MAX_BYTES = 75_000_000
# As 8-bit RGB some 300 MB of memory, the most that a kernel should be asked for.
MAX_PIXELS = 100_000_000
# Pixels of a photo that takes noticeable time to decode.
LARGE = 10_000_000
# Krea states no minimum. Anything smaller is a tracking pixel or an icon, so a mistake.
MIN_EDGE = 16
# No model makes anything wider than 21:9. Beyond 20:1 it is a ruler or a banner, so a mistake.
MAX_RATIO = 20

# Formats of photographs that their first bytes identify. EPS is left out: Pillow would run Ghostscript on it.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF", "TIFF", "BMP", "DIB", "JPEG2000", "PPM", "QOI")
FEWER = f"up to {MAX_PIXELS // 10**6} million can be used."
SMALLER = "Make it smaller: no model uses so many."
LOSSY = ("JPEG", "MPO", "WEBP", "AVIF", "HEIF", "JPEG2000")
# The formats that Krea accepts, except HEIC.
MIME_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
# Bytes of a colour profile that Pillow unpacks.
MAX_PROFILE = 1 << 20
# How far floats may lie outside 0 to 1: resampling leaves some there. More than that is another scale.
OVERSHOOT = 0.05
# Of floats that are nearly all from 0 to 1, the part that is no picture of another scale.
OUTLIERS = 0.01
# What 12 bits hold.
TWELVE_BITS = 4095
_warnings_lock = threading.Lock()


def unusable(label: str, problem: str, advice: str = "", error: Exception | None = None) -> BadFile:
    """The error for the image that messages call `label`; `problem` is the rest of the sentence."""
    return BadFile(f"{label} {problem}", name=label, advice=advice, details=repr(error) if error else "")


def check_bytes(count: int, label: str) -> None:
    """Raise `BadFile` for a file that is empty or too large for Krea."""
    if count == 0:
        raise unusable(label, "is empty (0 bytes).")
    if count > MAX_BYTES:
        problem = f"has {count / 1e6:.1f} MB; Krea accepts files up to {MAX_BYTES // 10**6} MB."
        raise unusable(label, problem, "Make it smaller, an image as a JPEG.")


def check_size(width: int, height: int, label: str) -> None:
    """Raise `BadFile` for an image that no model can use or that is too large to decode; sizes in pixels."""
    if width * height > MAX_PIXELS:
        raise unusable(label, f"has {width}×{height} pixels; {FEWER}", SMALLER)
    if min(width, height) < MIN_EDGE:
        raise unusable(label, f"is too small ({width}×{height} pixels); each side needs at least {MIN_EDGE}.")
    if max(width, height) > MAX_RATIO * min(width, height):
        most = f"one side can be at most {MAX_RATIO} times the other."
        raise unusable(label, f"is too narrow ({width}×{height} pixels); {most}", "Crop it.")


def large(size: tuple[int, int]) -> bool:
    """Whether an image of this width and height, in pixels, takes noticeable time to decode."""
    return size[0] * size[1] > LARGE


def open_image(data: bytes, label: str = "The image") -> Image.Image | None:
    """The image with only its header read, or None for data that is no usable image.

    Unlike `Image.open`, this has no limit of its own, and does not take a JPEG with a second image behind the first
    for an animation.

    Raises:
        BadFile: Its header states so many pixels that Pillow does not even open it.
    """
    from PIL import Image

    Image.init()
    try:
        opened = (_open_as(kind, data) for kind in FORMATS if kind in Image.OPEN)
        return next((image for image in opened if image is not None), None)
    except Image.DecompressionBombError:
        raise unusable(label, f"has far too many pixels; {FEWER}", SMALLER) from None


def _open_as(kind: str, data: bytes) -> Image.Image | None:
    from PIL import Image, JpegImagePlugin

    factory, accepts = Image.OPEN[kind]
    factory = JpegImagePlugin.JpegImageFile if kind == "JPEG" else factory
    try:
        # A str means that this Pillow lacks the codec.
        if accepts is None or accepts(data[:16]) is not True:
            return None
        with _quiet():
            image = factory(io.BytesIO(_without_notes(data) if kind == "PNG" else data), "")
        if kind == "PNG":
            _scale_colour_key(image, bits=data[24])
        return image
    except Image.DecompressionBombError:
        raise
    # Hostile bytes raise nearly anything in a decoder, and all of it means: not this format.
    except Exception:
        return None


def _without_notes(data: bytes) -> bytes:
    """A PNG without its texts, and without a colour profile that is damaged or over 1 MB: Pillow refuses the image."""
    kept, at, left_out = [data[:8]], 8, False
    while at + 8 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + length
        if kind in (b"tEXt", b"zTXt", b"iTXt") or (kind == b"iCCP" and not _is_profile(data[at + 8 : end - 4])):
            left_out = True
        else:
            kept.append(data[at:end])
        at = end
    return b"".join(kept) if left_out else data


def _is_profile(chunk: bytes) -> bool:
    """Whether an iCCP chunk (name, NUL, 0, deflated profile) can be unpacked to at most 1 MB."""
    unpack = zlib.decompressobj()
    try:
        unpack.decompress(chunk.partition(b"\0")[2][1:], MAX_PROFILE)
    except zlib.error:
        return False
    return unpack.eof


def _scale_colour_key(image: Image.Image, bits: int) -> None:
    """The transparent colour of a PNG on the scale of Pillow's pixels, which have 8 bits."""
    key = image.info.get("transparency")
    if isinstance(key, int) and image.mode in ("1", "L"):
        image.info["transparency"] = key * {1: 255, 2: 85, 4: 17}.get(bits, 1)
    elif isinstance(key, tuple) and bits == 16:
        image.info["transparency"] = tuple(value >> 8 for value in key)


def load(image: Image.Image, label: str) -> None:
    """Decode all of it, so that a damaged file fails here and not at Krea."""
    file = getattr(image, "fp", image)
    closed = file is None or getattr(file, "closed", False)
    try:
        # The other formats warn on opening.
        with _quiet() if image.format in ("GIF", "TIFF") else contextlib.nullcontext():
            image.load()
    # Hostile bytes raise nearly anything in a decoder, and all of it means: damaged.
    except Exception as error:
        # Pillow reads pixels late, so the file can be closed before.
        if closed:
            advice = "Call image.load() before closing it, or pass the path."
            raise unusable(label, "can no longer be read: its file was closed.", advice, error) from error
        cut = isinstance(error, EOFError) or "truncated" in str(error)
        how = "it is cut off before its end" if cut else "it is damaged"
        problem = f"is not an image that can be read ({how})."
        raise unusable(label, problem, "Save or download it again.", error) from error


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Suppress Pillow's warnings: this module handles broken EXIF and many pixels.

    `catch_warnings` changes what every thread sees, so one thread uses it at a time, for as short as possible.
    """
    with _warnings_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def frames(image: Image.Image) -> int:
    """Number of frames or pages; a broken later one is no reason to refuse the first."""
    return _number(lambda: getattr(image, "n_frames", 1))


def turn(image: Image.Image) -> int:
    """The EXIF orientation, 1 (upright) to 8; only after `load`, since some formats hold it at their end."""
    if image.format in ("TIFF", None):
        # Pillow turns a TIFF while loading, and older versions keep the tag. An image without a format was edited
        # after opening and is as its maker wants it, though it still has the tag.
        return 1
    # Broken EXIF is common and no reason to refuse the image.
    value = _number(lambda: image.getexif().get(0x0112, 1))
    return value if 1 <= value <= 8 else 1


def _number(read: Callable[[], Any]) -> int:
    """A number in the metadata; 1 where they are broken, since a decoder can raise nearly anything."""
    try:
        with _quiet():
            return int(read())
    except Exception:
        return 1


def sendable(data: bytes, image: Image.Image) -> str:
    """The MIME type of a file that can go to Krea as it is: JPEG, PNG or WebP, upright, opaque, 8 bits; else ""."""
    if image.mode not in ("RGB", "L") or "transparency" in image.info or turn(image) != 1 or frames(image) != 1:
        return ""
    # IHDR: bits per sample, colour type.
    if image.format == "PNG" and (data[24] != 8 or data[25] not in (0, 2)):
        return ""
    return MIME_TYPES.get(image.format or "", "")


def normal(image: Image.Image, label: str) -> tuple[Image.Image, tuple[str, ...]]:
    """A loaded image as upright, opaque, 8-bit sRGB, and notes on the changes.

    Raises:
        BadFile: Its numbers have no scale that is known.
    """
    from PIL import Image

    upright = _turned(image, turn(image))
    notes: tuple[str, ...] = () if upright is image else ("turned upright",)
    if upright.mode in ("F", "I", "I;16", "I;16B", "I;16L"):
        grey, more = _from_wide(upright, label)
        return _srgb(grey, image.info.get("icc_profile")), (*notes, *more)
    if upright.mode == "1":
        upright = upright.convert("L")
    clear = upright.mode in ("P", "L", "RGB") and "transparency" in upright.info
    if clear or upright.mode in ("RGBA", "LA", "PA", "RGBa", "La"):
        with_alpha = (upright.convert("LA") if upright.mode == "La" else upright).convert("RGBA")
        alpha = with_alpha.getchannel("A")
        colour = _srgb(with_alpha.convert("RGB"), image.info.get("icc_profile"))
        if alpha.getextrema() == (255, 255):
            return colour, notes
        white = Image.new("RGB", colour.size, "white")
        white.paste(colour, mask=alpha)
        return white, (*notes, "transparency replaced with white")
    return _srgb(_eight_bit(upright), image.info.get("icc_profile")), notes


def _turned(image: Image.Image, orientation: int) -> Image.Image:
    """The image turned by its EXIF orientation (EXIF 2.32, tag 0x0112)."""
    from PIL.Image import Transpose as Way

    ways = {2: Way.FLIP_LEFT_RIGHT, 3: Way.ROTATE_180, 4: Way.FLIP_TOP_BOTTOM, 5: Way.TRANSPOSE}
    ways |= {6: Way.ROTATE_270, 7: Way.TRANSVERSE, 8: Way.ROTATE_90}
    return image.transpose(ways[orientation]) if orientation in ways else image


def _eight_bit(image: Image.Image) -> Image.Image:
    """Palette, HSV and YCbCr as RGB; other modes unchanged."""
    return image.convert("RGB") if image.mode in ("P", "HSV", "YCbCr") else image


def _from_wide(image: Image.Image, label: str) -> tuple[Image.Image, tuple[str, ...]]:
    """Grey of 16 or 32 bits or floats as 8-bit grey, and notes.

    Raises:
        BadFile: It holds NaN, infinity, negative numbers, or some far above all others.
    """
    from PIL.Image import Resampling

    wide = image if image.mode == "F" else image.convert("I").convert("F")
    extrema: Any = wide.getextrema()
    low, high = extrema
    # One NaN or infinity makes the sum one too.
    if not math.isfinite(sum(array("f", wide.tobytes()))):
        raise unusable(label, "holds NaN or infinity.", "Replace them first.")
    some = array("f", wide.resize((64, 64), Resampling.NEAREST).tobytes())
    outliers = high > 1 + OVERSHOOT and sum(one > 1 + OVERSHOOT for one in some) < OUTLIERS * len(some)
    if low < -OVERSHOOT or high > 65535 or (image.mode == "F" and outliers):
        problem = f"holds numbers from {low:g} to {high:g}, so their scale is unknown."
        raise unusable(label, problem, "Use floats from 0 to 1, or 8 or 16 bits.")
    if image.mode == "F" and high <= 1 + OVERSHOOT:
        factor = 255.0
    else:
        # 32 bits can hold any scale; 16 bits have one, however dark the image is.
        factor = 1.0 if image.mode in ("I", "F") and high <= 255 else 1 / 257
    notes = dark(high) if image.mode.startswith("I;16") else ()
    grey = wide.point(lambda value: value * factor + 0.5).convert("L")
    key = image.info.get("transparency")
    if isinstance(key, int):
        grey.paste(255, mask=_equal(image, key))
        notes = (*notes, "transparency replaced with white")
    return grey, notes


def dark(high: float) -> tuple[str, ...]:
    """The note on an image of 16 bits whose highest value is one of 12 bits, or of fewer."""
    return (f"dark: its 16 bits go up to {high:,.0f} only",) if high <= TWELVE_BITS else ()


def _equal(image: Image.Image, key: int) -> Image.Image:
    """A mask of the pixels with this value, in an image of 16 bits."""
    from PIL import Image, ImageChops

    wide = image if image.mode == "I" else image.convert("I")
    low, high = Image.frombytes("RGBA", image.size, wide.tobytes()).split()[:2]
    return ImageChops.darker(
        low.point(lambda one: 255 * (one == key & 255)), high.point(lambda one: 255 * (one == key >> 8))
    )


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB in sRGB: by a fitting embedded profile, else by Pillow's plain conversion."""
    from PIL import ImageCms

    try:
        if image.mode == "LAB" or profile:
            source: Any = ImageCms.createProfile("LAB") if image.mode == "LAB" else io.BytesIO(profile or b"")
            source = ImageCms.getOpenProfile(source) if isinstance(source, io.BytesIO) else source
            done = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if done is not None:
                return done
    except (ImageCms.PyCMSError, ImportError, OSError, ValueError, TypeError):
        # A broken or unfitting profile: slightly wrong colours are better than no image.
        pass
    return image.convert("RGB")


def encode(
    image: Image.Image, *, lossy: bool, label: str, limit: int = MAX_BYTES
) -> tuple[bytes, str, tuple[str, ...]]:
    """Bytes, MIME type and notes of an RGB image: a JPEG if the source was lossy or a PNG too large, else a PNG."""
    if not lossy:
        # Half of level 6's time for a tenth more bytes.
        data = _save(image, "PNG", compress_level=3)
        if len(data) <= limit:
            return data, "image/png", ()
    notes = () if lossy else (f"saved as a JPEG, since a PNG would be over {limit / 1e6:.0f} MB",)
    for quality in (95, 80):
        data = _save(image, "JPEG", quality=quality, subsampling=0)
        if len(data) <= limit:
            return data, "image/jpeg", notes
    raise unusable(label, f"has over {limit / 1e6:.0f} MB even as a JPEG.", "Make it smaller.")


def thumbnail(image: Image.Image, edge: int, limit: int) -> bytes:
    """A JPEG whose long edge is at most `edge` pixels, of at most about `limit` bytes."""
    # A JPEG that is not decoded yet is decoded at a fraction of its size; otherwise this does nothing.
    image.draft("RGB", (2 * edge, 2 * edge))
    scale = min(1.0, edge / max(image.size))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    small = image.resize(size, reducing_gap=2.0).convert("RGB")
    for quality in (85, 70, 50, 30):
        jpeg = _save(small, "JPEG", quality=quality)
        if len(jpeg) <= limit:
            break
    return jpeg


def _save(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()
