"""The uploads of the sandbox: what Krea takes as an asset, and what it says of one."""

from __future__ import annotations

import base64
import io
import shutil
import threading
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

__all__ = ["SUFFIXES", "Assets", "RefusedFileError", "StoredAsset", "sniff"]

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
DECODED = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}  # what Pillow reads without plug-ins
TURNED = range(5, 9)  # EXIF orientations that swap width and height
ORIENTATION = 0x0112


class RefusedFileError(ValueError):
    """A file that Krea would not take; the text is Krea's side of it."""


@dataclass(frozen=True)
class StoredAsset:
    """One upload. `path` is its file; width and height are in pixels, None for what is no picture."""

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
        """As Krea says it (Krea OpenAPI 2026-10-09, "Upload an asset")."""
        names = ("id", "image_url", "uploaded_at", "width", "height", "size_bytes", "mime_type", "description")
        return {**{name: getattr(self, name) for name in names}, "metadata": None}


def sniff(head: bytes) -> str:
    """The media type that the first bytes speak of, or ""."""
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in {b"heic", b"heix", b"mif1", b"msf1", b"hevc"}:
            return "image/heic"
        return "video/quicktime" if brand == b"qt  " else "video/mp4"
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12], "")
    starts = {
        b"\xff\xd8\xff": "image/jpeg",
        b"\x89PNG\r\n\x1a\n": "image/png",
        b"\x1aE\xdf\xa3": "video/webm",
        b"glTF": "model/gltf-binary",
        b"ID3": "audio/mpeg",
        b"\xff\xfb": "audio/mpeg",
        b"\xff\xf3": "audio/mpeg",
        b"\xff\xf2": "audio/mpeg",
    }
    return next((kind for start, kind in starts.items() if head.startswith(start)), "")


def picture_size(path: Path, mime_type: str) -> tuple[int | None, int | None]:
    """Upright width and height in pixels after decoding the whole picture; None for what Pillow does not read.

    Raises:
        RefusedFileError: It is no whole picture.
    """
    if mime_type not in DECODED:
        return None, None
    from PIL import Image

    try:
        with Image.open(path, formats=[DECODED[mime_type]]) as picture:
            width, height = picture.size
            turned = picture.getexif().get(ORIENTATION) in TURNED
            picture.draft("RGB", (width // 8, height // 8))  # a JPEG is read whole all the same, eight times as fast
            picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        raise RefusedFileError("The image cannot be decoded") from problem
    return (height, width) if turned else (width, height)


class Assets:
    """All uploads, newest last. Safe to use from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._assets: dict[str, StoredAsset] = {}

    def add(self, file: IO[bytes], mime_type: str, description: str, *, base: str, now: str) -> StoredAsset:
        """Keep a copy of a file. Blocks: call it in a thread.

        Raises:
            RefusedFileError: Its type is not taken, or it is not what it says it is.
        """
        if mime_type not in SUFFIXES:
            raise RefusedFileError(f"Invalid file type: {mime_type or 'none'}")
        if sniff(file.read(16)) != mime_type:
            raise RefusedFileError(f"The file is not of the type {mime_type}")
        file.seek(0)
        key = str(uuid.uuid4())
        path = self._folder / f"{key}{SUFFIXES[mime_type]}"
        with path.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        try:
            width, height = picture_size(path, mime_type)
        except RefusedFileError:
            path.unlink()
            raise
        url = f"{base}/files/{path.name}"
        asset = StoredAsset(key, url, now, width, height, path.stat().st_size, mime_type, description, path)
        with self._lock:
            self._assets[key] = asset
        return asset

    def add_data(self, uri: str, *, base: str, now: str) -> StoredAsset:
        """Keep the file that a base64 data URI holds; as `add`."""
        head, _, text = uri.partition(",")
        mime_type, *more = head.removeprefix("data:").split(";")
        try:
            data = base64.b64decode(text, validate=True)
        except ValueError:
            data = b""
        if "base64" not in more or not data:
            raise RefusedFileError("Invalid data URI")
        return self.add(io.BytesIO(data), mime_type.lower(), "", base=base, now=now)

    def get(self, key: str) -> StoredAsset | None:
        with self._lock:
            return self._assets.get(key)

    def at(self, url: str) -> StoredAsset | None:
        """The asset that a URL of ours stands for (its host is the caller's to judge), or None."""
        path = urlsplit(url).path
        asset = self.get(Path(path).stem)
        return asset if asset and path == f"/files/{asset.path.name}" else None

    def drop(self, key: str) -> bool:
        """Forget an asset; False when there is none."""
        with self._lock:
            asset = self._assets.pop(key, None)
        if asset:
            asset.path.unlink(missing_ok=True)
        return asset is not None

    def newest(self) -> list[StoredAsset]:
        """All of them, newest first."""
        with self._lock:
            return list(reversed(self._assets.values()))
