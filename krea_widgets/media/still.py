"""Start and end images, opened from nearly any source and converted to what Krea accepts."""

from __future__ import annotations

import base64
import hashlib
import os
import stat
import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import IO, TYPE_CHECKING, Any, Protocol, Union

from .._util.aspect_ratio import is_ratio
from .._util.shared_values import SharedValues
from .._util.text import size_text
from ..errors import BadFile
from . import image_codec
from .crop import FITTED, MOST_ZOOM, Crop, Fit, detail, fit_to_ratio
from .in_child import in_child
from .private_metadata import without_private_metadata
from .sources import RAW, Source, describe_content, is_raw, name_of_asset, name_with_ending, read_source

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["Asset", "ImageLike", "Origin", "Still", "open_still"]


class ArrayLike(Protocol):
    """A numpy array, or another array of the same protocol."""

    @property
    def __array_interface__(self) -> dict[str, Any]: ...


# Whatever `open_still` opens. Texts, so that Pillow is not imported for it.
ImageLike = Union[
    str, "os.PathLike[str]", bytes, bytearray, memoryview, IO[bytes], "Image.Image", ArrayLike, "Still", "Asset"
]
# Pixels on the long edge; models tend to overlook smaller images (Krea's agent skill, "References").
SMALL = 512
# Bytes that a conversion can add without a note.
GROWN = 500_000
PREVIEW_EDGE, PREVIEW_BYTES = 320, 30_000
# Seconds without a change, after which the time of a file tells its content from others. FAT counts in twos.
SETTLED = 3.0
_shared: SharedValues[Still] = SharedValues()
FRAME_NAMES = {"GIF": "frame", "WEBP": "frame", "PNG": "frame", "AVIF": "frame", "TIFF": "page", "HEIF": "image"}


@dataclass(frozen=True)
class Asset:
    """An image already at Krea, as the reply to an upload describes it; sizes in pixels, None when unknown."""

    image_url: str
    id: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, repr=False)
class Still:
    """An image as krea_widgets uploads it: JPEG, PNG or WebP, upright, opaque, 8 bits per channel, at most 75 MB.

    Two stills with the same name and `digest` are equal.

    Attributes:
        data: The file's bytes, the original ones where Krea accepts them and nothing private is in them; b"" for an
            `Asset`.
        name: A safe file name whose ending fits the data.
        width: In pixels; 0 when unknown (an `Asset`).
        height: In pixels; 0 when unknown.
        digest: SHA-256 of `data`, in hex.
        notes: Changes and warnings, for people.
        asset: The image at Krea that this is, if any.
        preview: `thumbnail()`, made when the image was opened.
        origin: What `fitted` made it of, if it did.
    """

    data: bytes = field(compare=False)
    mime_type: str
    name: str
    width: int
    height: int
    digest: str
    notes: tuple[str, ...] = field(default=(), compare=False)
    asset: Asset | None = None
    preview: bytes = field(default=b"", compare=False)
    origin: Origin | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        size = f"{self.width}×{self.height}" if self.width else "size unknown"
        kind = self.asset.image_url if self.asset else self.mime_type
        return f"<Still {self.name} · {' · '.join(filter(None, [size, kind, *self.notes]))}>"

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)

    @property
    def ratio(self) -> float:
        """Width over height; 0.0 when unknown."""
        return self.width / self.height if self.height else 0.0

    @classmethod
    def open(cls, source: ImageLike, *, name: str = "", keep_exif: bool = False) -> Still:
        """Open an image and convert it to what Krea accepts; a file that needs no conversion keeps its pixels' bytes.

        Metadata with a location, a name or a serial number (EXIF, XMP, IPTC) is removed; `notes` then say so.

        Args:
            source: A path (str or PathLike, `~` allowed), a file: URL or data: URI, bytes, an open binary file, a PIL
                image, a numpy array (height × width × 3 or 4, uint8 or floats from 0 to 1), a `Still` or an `Asset`.
            name: The file name to show and send; by default the source's own, else "image".
            keep_exif: Send all metadata of a file that needs no conversion. A conversion keeps none.

        Raises:
            BadFile: The source cannot be read or used; the message names it and says why.

        Example:
            ```python
            still = krea.Still.open("cat.png", keep_exif=True)
            clip = krea.animate(still, "slow dolly in", model="seedance 1.0 pro fast", duration=2)
            ```
        """
        return open_still(source, name=name, keep_exif=keep_exif)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        """For `numpy.asarray`: height × width × 3, uint8 RGB."""
        import numpy as np

        return np.array(self.pil(), dtype=dtype)

    def thumbnail(self, edge: int = PREVIEW_EDGE, *, limit: int = PREVIEW_BYTES) -> bytes:
        """A small JPEG: long edge at most `edge` pixels, about `limit` bytes at most; b"" for an `Asset`."""
        image = image_codec.open_image(self.data)
        return b"" if image is None else image_codec.thumbnail(image, edge, limit)

    def pil(self) -> Image.Image:
        """A PIL image in RGB.

        Raises:
            BadFile: The still is an `Asset`, so its pixels are at Krea.
        """
        image = image_codec.open_image(self.data)
        if image is None:
            raise image_codec.unusable(self.name, "is at Krea; its pixels are not here.")
        return image.convert("RGB")

    def fitted(self, ratio: float, how: Fit, *, crop: Sequence[float] | None = None) -> Still:
        """The image in another aspect ratio: cropped, or with blurred edges at two sides.

        Args:
            ratio: Wanted width over height.
            how: "crop" or "pad".
            crop: What "crop" keeps: the centre as parts of width and height, from 0 to 1, and a zoom from 1 to 8; the
                default is the largest part with most detail.

        Raises:
            BadFile: The still is an `Asset`, so its pixels are at Krea, or too little of it would be left.

        Example:
            ```python
            still = krea.Still.open("cat.png").fitted(16 / 9, "crop", crop=(0.5, 0.3, 1.2))
            print(still.width, still.height)
            ```
        """
        if not is_ratio(ratio):
            raise image_codec.unusable(self.name, f"cannot be fitted to the ratio {ratio!r}.", "Give width / height.")
        if how not in FITTED:
            raise image_codec.unusable(self.name, f"cannot be fitted by {how!r}.", 'Use "crop" or "pad".')
        kept = checked_crop(crop, self.name) if crop else self.detail(ratio)
        key = (self.digest, self.name, self.origin, ratio, how, kept)
        return _shared.get(key, lambda: self._fitted(ratio, how, kept))

    def _fitted(self, ratio: float, how: Fit, kept: Crop) -> Still:
        is_large = image_codec.large((self.width, self.height))
        made = in_child(_fitted, self, ratio, how, kept) if is_large else _fitted(self, ratio, how, kept)
        return self if made == self else replace(made, origin=Origin(self, how, kept))

    def detail(self, ratio: float) -> Crop:
        """The largest crop of this aspect ratio with most detail; the middle of an `Asset`."""
        image = image_codec.open_image(self.preview)
        return Crop() if image is None else detail(image, ratio)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """A notebook shows a small preview."""
        shown = {"text/plain": repr(self)}
        return shown | {"image/jpeg": base64.b64encode(self.preview).decode("ascii")} if self.preview else shown


def _fitted(still: Still, ratio: float, how: Fit, crop: Crop) -> Still:
    image = fit_to_ratio(still.pil(), ratio, how, crop)
    if image.size == (still.width, still.height):
        return still
    image_codec.check_size(*image.size, still.name)
    data, mime_type, more = image_codec.encode(image, lossy=still.mime_type != "image/png", label=still.name)
    done = f"{FITTED[how]} to {image.width}×{image.height}"
    return _still(data, mime_type, still.name, image, (*still.notes, done, *more))


@dataclass(frozen=True)
class Origin:
    """What an image was made of: the whole image, and how it was fitted to an aspect ratio."""

    still: Still
    fit: Fit
    crop: Crop


def checked_crop(crop: Sequence[float], name: str) -> Crop:
    try:
        x, y, zoom = crop
        if 0 <= x <= 1 and 0 <= y <= 1 and 1 <= zoom <= MOST_ZOOM:
            return Crop(x, y, zoom)
    except (TypeError, ValueError):
        # Not three, or no numbers.
        pass
    advice = f"Give (x, y, zoom): the centre from 0 to 1, and a zoom from 1 to {MOST_ZOOM:g}."
    raise image_codec.unusable(name, f"cannot be cropped by {crop!r}.", advice)


def open_still(source: object, *, name: str = "", keep_exif: bool = False) -> Still:
    """See `Still.open`."""
    if isinstance(source, Still):
        return source
    if isinstance(source, Asset):
        return _from_asset(source, name)
    version = _version(source)
    if version is None:
        return _open_once(source, name, keep_exif)
    return _shared.get((version, name, keep_exif), lambda: _open_once(source, name, keep_exif))


def _version(source: object) -> Hashable:
    """What identifies a file with its content; None for other sources, and for files that were just written.

    Two contents that are written within a tick of the file system's clock can have the same time.
    """
    if not isinstance(source, (str, os.PathLike)):
        return None
    try:
        path = os.path.expanduser(source)  # noqa: PTH111 (a text can be any)
        found = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(found.st_mode) or time.time() - found.st_mtime < SETTLED:
        return None
    return path, found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _open_once(source: object, name: str, keep_exif: bool) -> Still:
    found = replace(read_source(source, name), keep_exif=keep_exif)
    if not found.data:
        return _open(found)
    # Many jobs of one file have one image, which is decoded once.
    key = (hashlib.sha256(found.data).digest(), found.name, found.notes, keep_exif)
    return _shared.get(key, lambda: _open(found))


def _open(found: Source) -> Still:
    image = found.image or _opened(found)
    image_codec.check_size(*image.size, found.label)
    if not found.data or _as_preview(found, image) or not image_codec.large(image.size):
        return _decoded(found, image)
    return in_child(_decoded, found)


def _as_preview(found: Source, image: Image.Image) -> bool:
    """Whether the file goes to Krea as it is, and its decoder reads all of it to make a small image.

    That takes a twentieth of the memory and half of the time.
    """
    return image.format == "JPEG" and bool(image_codec.sendable(found.data, image))


def _decoded(found: Source, image: Image.Image | None = None) -> Still:
    image = image or _opened(found)
    size = image.size
    if found.data and _as_preview(found, image):
        image.draft(None, (2 * PREVIEW_EDGE, 2 * PREVIEW_EDGE))
    image_codec.load(image, found.label)
    mime_type = image_codec.sendable(found.data, image) if found.data else ""
    if mime_type:
        data, notes = (found.data, ()) if found.keep_exif else without_private_metadata(found.data, mime_type)
        return _still(data, mime_type, found.name, image, notes, size)
    return _converted(found, image)


def _opened(found: Source) -> Image.Image:
    """The image with its header read; the error says what the data holds instead."""
    image = image_codec.open_image(found.data, found.label)
    raw = image is not None and is_raw(image, found.data)
    if image is not None and not raw:
        return image
    holds, advice = RAW if raw else describe_content(found.data)
    if holds.startswith("a HEIC") and _can_read_heic():
        image = image_codec.open_image(found.data, found.label)
        if image is not None:
            return image
        holds, advice = "a damaged HEIC photo", ""
    why = f" (it holds {holds})" if holds else ""
    raise image_codec.unusable(found.label, f"is not an image that can be read{why}.", advice)


def _can_read_heic() -> bool:
    """Register pillow-heif, where it is installed."""
    try:
        import pillow_heif
    except ImportError:
        return False
    pillow_heif.register_heif_opener()
    return True


def _converted(found: Source, image: Image.Image) -> Still:
    """Converted to upright, opaque 8-bit RGB and encoded."""
    normal, notes = image_codec.normal(image, found.label)
    notes = (*found.notes, *notes)
    # Of an open PIL image, the current frame is meant.
    if found.data and (count := image_codec.frames(image)) > 1:
        notes = (f"first {FRAME_NAMES.get(str(image.format), 'frame')} of {count}", *notes)
    lossy = image.format in image_codec.LOSSY and "transparency replaced with white" not in notes
    data, mime_type, more = image_codec.encode(normal, lossy=lossy, label=found.label)
    # Whoever compares the sizes would wonder.
    before = len(found.data)
    grown = (f"re-encoded (was {size_text(before)})",) if before and len(data) - before > GROWN else ()
    return _still(data, mime_type, found.name, normal, (*notes, *more, *grown))


def _still(
    data: bytes,
    mime_type: str,
    name: str,
    image: Image.Image,
    notes: tuple[str, ...],
    size: tuple[int, int] | None = None,
) -> Still:
    """The still that `data` is; `image` is the same, decoded, or smaller than its `size`."""
    width, height = size or image.size
    if max(width, height) < SMALL:
        notes = (*notes, f"small: models do better from {SMALL} pixels on")
    digest, preview = hashlib.sha256(data).hexdigest(), image_codec.thumbnail(image, PREVIEW_EDGE, PREVIEW_BYTES)
    return Still(data, mime_type, name_with_ending(name, mime_type), width, height, digest, notes, preview=preview)


def _from_asset(asset: Asset, name: str) -> Still:
    if not asset.image_url.lower().startswith(("https://", "http://")):
        raise BadFile("An asset needs the web address of its image.", name=name or "Asset")
    own = name_of_asset(asset.image_url, name, "image")
    digest = hashlib.sha256(asset.image_url.encode()).hexdigest()
    return Still(b"", "", own, asset.width or 0, asset.height or 0, digest, (), asset)
