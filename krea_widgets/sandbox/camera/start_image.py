"""The images of a clip: any file as upright 8-bit RGB, a frame of a video, a painted backdrop, and small insets."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from ...media.video_frame import frame_image

__all__ = ["ImageSource", "Pixels", "backdrop", "frame_of", "inset_planes", "open_image"]

Pixels = NDArray[np.uint8]
ImageSource = bytes | Path | Image.Image
_DRAFT_ABOVE = 40_000_000
#: The height of a frame in heights of an inset.
_INSET = 5


def open_image(source: ImageSource, *, long_edge: int = 4096) -> Image.Image:
    """Open an image, or the first frame of an animation, as upright 8-bit RGB; white replaces transparency.

    A JPEG above 40 megapixels is decoded no larger than a long edge of `long_edge` pixels needs.

    Raises:
        OSError: The data is not an image (Pillow's `UnidentifiedImageError`) or cannot be read.
    """
    if isinstance(source, Image.Image):
        image = ImageOps.exif_transpose(source)
    else:
        image = Image.open(io.BytesIO(source if isinstance(source, bytes) else source.read_bytes()))
        if image.width * image.height > _DRAFT_ABOVE:
            image.draft("RGB", (long_edge, long_edge))
        # A copy of a large image costs as much as drawing some frames.
        ImageOps.exif_transpose(image, in_place=True)
    if image.mode.startswith("I"):
        # A PNG of 16 bits.
        image = Image.fromarray((np.asarray(image, dtype=np.float64) * (255 / 65535)).astype(np.uint8))
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        layer = image.convert("RGBA")
        image = Image.new("RGBA", layer.size, "white")
        image.alpha_composite(layer)
    image.load()
    return image if image.mode == "RGB" else image.convert("RGB")


def frame_of(video: Path, *, last: bool = False) -> Image.Image:
    """The first or the last frame of a video.

    Raises:
        OSError: It has none that can be decoded.
    """
    try:
        with av.open(str(video)) as container:
            image: Image.Image | None = frame_image(container, None if last else 0.0)
    except av.FFmpegError as error:
        raise OSError(f"{video.name} cannot be decoded.") from error
    if image is None:
        raise OSError(f"{video.name} has no frame.")
    return image


def inset_planes(sources: Sequence[ImageSource], size: tuple[int, int]) -> tuple[Pixels, ...]:
    """The Y, Cb and Cr planes of a strip of small images; () for none."""
    if not sources:
        return ()
    high = max(2, 2 * round(size[1] / (2 * _INSET)))
    most = max(2, 2 * (size[0] // (2 * len(sources))))
    parts = [open_image(source) for source in sources]
    shown = [image.resize((min(most, 2 * round(high * image.width / image.height / 2) or 2), high)) for image in parts]
    strip = cv2.cvtColor(np.hstack([np.asarray(image) for image in shown]), cv2.COLOR_RGB2YUV_I420)
    wide = strip.shape[1]
    chroma = strip[high:].reshape(2, high // 2, wide // 2)
    return strip[:high], chroma[0], chroma[1]


def backdrop(width: int, height: int, *, seed: int = 0, prompt: str = "") -> Image.Image:
    """Paint a quiet landscape for a clip without a start image: sky, sun and ridges, coloured by seed and prompt.

    Equal seeds and prompts give equal images.
    """
    random = np.random.default_rng([abs(seed), zlib.crc32(prompt.encode())])
    hue = random.uniform(0, 180)
    y = np.linspace(0.0, 1.0, height, dtype=np.float32)[:, None]
    x = np.linspace(0.0, width / height, width, dtype=np.float32)[None, :]
    top, low = _colour(hue, 150, 120), _colour(hue + 25, 90, 245)
    image: Any = top + (low - top) * np.broadcast_to(y, (height, width))[..., None]
    sun = (random.uniform(0.25, 0.75) * width / height, random.uniform(0.25, 0.45))
    distance = np.hypot(x - sun[0], y - sun[1])
    glow = np.exp(-(distance**2) / 0.05)[..., None] * 0.6 + np.clip((0.07 - distance) * 200, 0, 1)[..., None]
    image += (_colour(hue + 40, 40, 255) - image) * np.clip(glow, 0, 1)
    for layer in range(5):
        line = 0.50 + 0.10 * layer + _ridge(random, x[0], 0.07 + 0.012 * layer)
        cover = np.clip((y - line[None, :]) * height / 1.5, 0, 1)[..., None]
        grain = cv2.GaussianBlur(random.normal(0, 1, (height, width)).astype(np.float32), (0, 0), 1.5 + layer)
        body = _colour(hue + 6 + 7 * layer, 70 + 14 * layer, 205 - 36 * layer) + grain[..., None] * (5 + 13 * layer)
        image += (body - image) * cover
    # Dither: an 8-bit sky would show bands.
    image += random.uniform(-0.5, 0.5, (height, width, 1))
    return Image.fromarray(np.clip(image + 0.5, 0, 255).astype(np.uint8))


def _ridge(random: np.random.Generator, x: NDArray[np.float32], height: float) -> NDArray[np.float32]:
    """A line of hills: octaves of sines."""
    line = np.zeros_like(x)
    for octave in range(6):
        line += np.sin(x * 3.1 * 2**octave + random.uniform(0, 6.3)) * (height / 1.9**octave)
    return line


def _colour(hue: float, saturation: float, value: float) -> NDArray[np.float32]:
    pixel = np.array([[[hue % 180, min(saturation, 255), value]]], dtype=np.uint8)
    colour: NDArray[np.float32] = cv2.cvtColor(pixel, cv2.COLOR_HSV2RGB)[0, 0].astype(np.float32)
    return colour
