"""What the media tests share: pictures in any format, and small films made with av."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image


@pytest.fixture(scope="session")
def encoded() -> Callable[..., bytes]:
    """Bytes of a picture: `encoded("PNG", mode="RGBA", size=(64, 48))`; other words go to Pillow's `save`."""

    def encode(kind: str, mode: str = "RGB", size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
        buffer = io.BytesIO()
        picture(size).convert(mode).save(buffer, kind, **options)
        return buffer.getvalue()

    return encode


def picture(size: tuple[int, int]) -> Image.Image:
    """Left half red, right half blue, a green line on top: every turn of it looks different."""
    width, height = size
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[:, : width // 2, 0] = 255
    pixels[:, width // 2 :, 2] = 255
    pixels[: height // 8] = (0, 255, 0)
    return Image.fromarray(pixels)


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A small MP4, made once for each set of words: `film(movflags="faststart")`."""
    folder = tmp_path_factory.mktemp("films")

    def make(movflags: str = "", size: tuple[int, int] = (160, 96), frames: int = 12, rate: int = 12) -> Path:
        path = folder / f"{movflags.replace('+', '_')}{size}{frames}{rate}.mp4"
        if not path.exists():
            write_film(path, {"movflags": movflags} if movflags else {}, size, frames, rate)
        return path

    return make


def write_film(path: Path, options: dict[str, str], size: tuple[int, int], frames: int, rate: int) -> None:
    """Grey frames that become lighter, the last one red."""
    import av

    with av.open(str(path), "w", options=options) as container:
        stream = container.add_stream("libx264", rate=rate)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.gop_size = 4
        for number in range(frames):
            pixels = np.full((size[1], size[0], 3), number * 10 % 200, np.uint8)
            if number == frames - 1:
                pixels[:] = (200, 30, 30)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode())
