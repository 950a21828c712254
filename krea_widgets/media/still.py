"""Stills: the picture that is to move, opened from nearly anything, made fit for Krea, or refused by name."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from ..errors import BadStill
from . import fit, pixels
from .fit import Fit
from .sources import Found, find, safe_name, what_it_holds

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["Asset", "Still", "open_still"]

SMALL = 512  # pixels on the long edge; below it models tend to overlook an image (Krea's agent skill, "References")
ENDINGS = {"image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"), "image/png": (".png",), "image/webp": (".webp",)}
PARTS = {"GIF": "frame", "WEBP": "frame", "PNG": "frame", "AVIF": "frame", "TIFF": "page", "HEIF": "picture"}


@dataclass(frozen=True)
class Asset:
    """An image that Krea has already, as an upload's reply names it; sizes in pixels where they are known."""

    image_url: str
    id: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Still:
    """A picture as it is uploaded: JPEG, PNG or WebP, upright, opaque, 8 bits a channel, at most 75 MB.

    Two stills are equal when their name and `digest` are.

    Attributes:
        data: The file's bytes, the original ones wherever they would do; b"" for an `Asset`.
        name: A safe file name whose ending fits the data.
        width: In pixels; 0 when not known (an `Asset`).
        height: In pixels; 0 when not known.
        digest: SHA-256 of `data`, in hex.
        notes: What was done to it or is worth knowing, in words.
        asset: Where it is at Krea, if it came from there.
    """

    data: bytes = field(repr=False, compare=False)
    mime_type: str
    name: str
    width: int
    height: int
    digest: str
    notes: tuple[str, ...] = field(default=(), compare=False)
    asset: Asset | None = None

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)

    @property
    def ratio(self) -> float:
        """Width over height; 0.0 when not known."""
        return self.width / self.height if self.height else 0.0

    def thumbnail(self, edge: int = 320, *, limit: int = 30_000) -> bytes:
        """A small JPEG: long edge at most `edge` pixels, about `limit` bytes at most; b"" for an `Asset`."""
        return pixels.thumbnail(self.data, edge, limit) if self.data else b""

    @cached_property
    def preview(self) -> bytes:
        """`thumbnail()`, made once: it is shown again with every word of progress."""
        return self.thumbnail()

    def pil(self) -> Image.Image:
        """The picture as a PIL image in RGB.

        Raises:
            BadStill: It is an `Asset`, so its pixels are at Krea.
        """
        image = pixels.open_image(self.data)
        if image is None:
            raise BadStill(f"{self.name} is at Krea; its pixels are not here.", name=self.name)
        return image.convert("RGB")

    def fitted(self, ratio: float, how: Fit) -> Still:
        """The picture in another ratio: cut at two sides, or with a blurred margin of itself at two sides.

        Args:
            ratio: Width over height that is wanted.
            how: "crop" or "pad".

        Raises:
            BadStill: It is an `Asset`, so its pixels are at Krea, or too little of it would be left.
        """
        image = fit.shaped(self.pil(), ratio, how)
        if image.size == (self.width, self.height):
            return self
        pixels.check_size(*image.size, self.name)
        data, mime_type, more = pixels.encode(image, lossy=self.mime_type != "image/png", label=self.name)
        done = f"{fit.DONE[how]} to {image.width}×{image.height}"
        return _still(data, mime_type, self.name, image.size, (*self.notes, done, *more))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What a notebook shows: a small preview."""
        shown = {"text/plain": repr(self)}
        return shown | {"image/jpeg": base64.b64encode(self.preview).decode("ascii")} if self.preview else shown


def open_still(source: object, *, name: str = "") -> Still:
    """Open a picture and make it fit to be a start image; a file that is fit already keeps its bytes.

    Args:
        source: A path (str or PathLike, `~` allowed), a file: URL or data: URI, bytes, an open binary file, a PIL
            image, a numpy array (height × width × 3 or 4, uint8 or floats from 0 to 1), a `Still` or an `Asset`.
        name: The file name to show and send; else the source's own, else "image".

    Raises:
        BadStill: It cannot be read or used; the message names the file and says why.

    Example:
        >>> open_still("cat.heic").notes                                            # doctest: +SKIP
        ('turned upright',)
    """
    if isinstance(source, Still):
        return source
    if isinstance(source, Asset):
        return _from_asset(source, name)
    found = find(source, name)
    image = found.image or _opened(found)
    pixels.check_size(*image.size, found.label)
    pixels.load(image, found.label)
    if found.data and pixels.keeps(found.data, image):
        mime_type = pixels.MIME_TYPES[str(image.format)]
        return _still(found.data, mime_type, found.name, image.size, ())
    return _remade(found, image)


def _opened(found: Found) -> Image.Image:
    """The image with its header read; what cannot be read is named for what it is."""
    image = pixels.open_image(found.data, found.label)
    if image is not None:
        return image
    holds, advice = what_it_holds(found.data)
    if holds.startswith("a HEIC") and _can_read_heic():
        image = pixels.open_image(found.data, found.label)
        if image is not None:
            return image
        holds, advice = "a damaged HEIC photo", ""
    why = f" (it holds {holds})" if holds else ""
    raise BadStill(f"{found.label} is not an image that can be read{why}.", name=found.label, advice=advice)


def _can_read_heic() -> bool:
    """Teach Pillow HEIC, where pillow-heif is installed."""
    try:
        import pillow_heif
    except ImportError:
        return False
    pillow_heif.register_heif_opener()
    return True


def _remade(found: Found, image: Image.Image) -> Still:
    """Upright, opaque, 8-bit RGB, written anew."""
    normal, notes = pixels.normal(image)
    count = pixels.frames(image) if found.data else 1  # of an open PIL image the frame that it stands at is meant
    if count > 1:
        notes = (f"first {PARTS.get(str(image.format), 'frame')} of {count}", *notes)
    lossy = image.format in pixels.LOSSY and "transparent parts laid on white" not in notes
    data, mime_type, more = pixels.encode(normal, lossy=lossy, label=found.label)
    return _still(data, mime_type, found.name, normal.size, (*notes, *more))


def _still(data: bytes, mime_type: str, name: str, size: tuple[int, int], notes: tuple[str, ...]) -> Still:
    width, height = size
    if max(size) < SMALL:
        notes = (*notes, f"small ({width}×{height}): models tend to overlook images under {SMALL} pixels")
    return Still(data, mime_type, _named(name, mime_type), width, height, hashlib.sha256(data).hexdigest(), notes)


def _named(name: str, mime_type: str) -> str:
    """The name with an ending that fits: cat.heic becomes cat.jpg."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem:
        return (name.strip(".") or "image")[:96] + ENDINGS[mime_type][0]
    if dot + ending.lower() in ENDINGS[mime_type]:
        return name
    known = 2 <= len(ending) <= 5 and ending.isalnum() and not ending.isdigit()  # "cat.heic", but not "v1.25"
    return (stem if known else name)[:96] + ENDINGS[mime_type][0]


def _from_asset(asset: Asset, name: str) -> Still:
    if not asset.image_url.lower().startswith(("https://", "http://")):
        raise BadStill("An asset needs the web address of its image.", name=name or "Asset")
    own = safe_name(name) or safe_name(unquote(urlsplit(asset.image_url).path)) or "image"
    digest = hashlib.sha256(asset.image_url.encode()).hexdigest()
    return Still(b"", "", own, asset.width or 0, asset.height or 0, digest, (), asset)
