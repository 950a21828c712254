"""Uploads: the file types that Krea accepts, and the description of each stored asset."""

from __future__ import annotations

import base64
import io
import shutil
import threading
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ..media.image_codec import large
from ..media.in_child import in_child
from ..media.video_and_sound import media_type

__all__ = ["SUFFIXES", "Assets", "FileRejectedError", "StoredAsset", "sniff"]

# Media types and their suffixes; Krea OpenAPI 2026-10-09, "Upload an asset". "image/jpg" is not among them.
SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/heic": ".heic",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
    "model/gltf-binary": ".glb",
    "audio/wav": ".wav",
    "audio/mpeg": ".mp3",
}
# Media types that say nothing about the content.
GENERAL = ("", "application/octet-stream", "binary/octet-stream")
# What Pillow reads without plug-ins.
PILLOW_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
# EXIF orientations that swap width and height.
ROTATED = range(5, 9)
ORIENTATION = 0x0112


class FileRejectedError(ValueError):
    """Krea would reject the file; the text is that of Krea's error."""


@dataclass(frozen=True)
class StoredAsset:
    """One upload. `path` is its file; width and height are in pixels, None for files that are no images."""

    id: str
    image_url: str
    uploaded_at: str
    width: int | None
    height: int | None
    size_bytes: int
    mime_type: str
    description: str
    path: Path

    def reply(self) -> dict[str, Any]:
        """The asset as JSON (Krea OpenAPI 2026-10-09, "Upload an asset")."""
        return {**{name: value for name, value in vars(self).items() if name != "path"}, "metadata": None}


def sniff(head: bytes) -> str:
    """The media type of a file by its first 64 bytes, or ""."""
    if head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"mif1", b"msf1", b"hevc"}:
        return "image/heic"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    starts = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"glTF": "model/gltf-binary"}
    return next((kind for start, kind in starts.items() if head.startswith(start)), "") or media_type(head)


def image_size(path: Path, mime_type: str) -> tuple[int | None, int | None]:
    """Upright width and height in pixels, after decoding the whole image; None for what Pillow does not read.

    Raises:
        FileRejectedError: The image is damaged or incomplete.
    """
    if mime_type not in PILLOW_FORMATS:
        return None, None
    from PIL import Image

    kind = PILLOW_FORMATS[mime_type]
    try:
        with Image.open(path, formats=[kind]) as image:
            slow = kind != "JPEG" and large(image.size)
        return in_child(decode, path, kind) if slow else decode(path, kind)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        raise FileRejectedError("The image cannot be decoded") from problem


def decode(path: Path, kind: str) -> tuple[int, int]:
    """Upright width and height in pixels, after decoding the whole image; Pillow's errors."""
    from PIL import Image

    with Image.open(path, formats=[kind]) as image:
        width, height = image.size
        rotated = image.getexif().get(ORIENTATION) in ROTATED
        # A JPEG is still read to its end, but eight times as fast.
        image.draft("RGB", (width // 8, height // 8))
        image.load()
    return (height, width) if rotated else (width, height)


class Assets:
    """All uploads, newest last. Safe to use from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._assets: dict[str, StoredAsset] = {}

    def add(self, file: IO[bytes], mime_type: str, description: str, *, base: str, now: str) -> StoredAsset:
        """Store a copy of a file. It blocks: call it in a thread.

        Without a media type, or with a general one, the content decides.

        Raises:
            FileRejectedError: The type is not accepted, or the content is not of that type.
        """
        found = sniff(file.read(64))
        if mime_type in GENERAL:
            mime_type = found
        if mime_type not in SUFFIXES:
            raise FileRejectedError(f"Invalid file type: {mime_type or 'unknown'}")
        if found != mime_type:
            raise FileRejectedError(f"The file is not of the type {mime_type}")
        file.seek(0)
        key = str(uuid.uuid4())
        path = self._folder / f"{key}{SUFFIXES[mime_type]}"
        with path.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        try:
            width, height = image_size(path, mime_type)
        except FileRejectedError:
            path.unlink()
            raise
        url = f"{base}/files/{path.name}"
        asset = StoredAsset(key, url, now, width, height, path.stat().st_size, mime_type, description, path)
        with self._lock:
            self._assets[key] = asset
        return asset

    def add_data(self, uri: str, *, base: str, now: str) -> StoredAsset:
        """Store the file of a base64 data URI; errors as in `add`."""
        head, _, text = uri.partition(",")
        mime_type, *more = head.removeprefix("data:").split(";")
        try:
            data = base64.b64decode(text, validate=True)
        except ValueError:
            data = b""
        if "base64" not in more or not data:
            raise FileRejectedError("Invalid data URI")
        return self.add(io.BytesIO(data), mime_type.lower(), "", base=base, now=now)

    def get(self, key: str) -> StoredAsset | None:
        with self._lock:
            return self._assets.get(key)

    def delete(self, key: str) -> bool:
        """Delete an asset and its file; False when there is none."""
        with self._lock:
            asset = self._assets.pop(key, None)
        if asset:
            asset.path.unlink(missing_ok=True)
        return asset is not None

    def newest(self) -> list[StoredAsset]:
        """All assets, newest first."""
        with self._lock:
            return list(reversed(self._assets.values()))
