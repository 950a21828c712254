"""Stills of every kind become upright 8-bit RGB, and stills of every shape become clips."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from frames import colours, request
from PIL import Image

from krea_widgets.camera_moves import prompt as camera
from krea_widgets.sandbox.camera import render
from krea_widgets.sandbox.camera.start_image import open_image


def clip(out: Path, words: str, still: Image.Image, *, duration: float) -> list[Any]:
    """Render a small clip and read its frames back as RGB arrays."""
    render.render(request(still, (320, 180), out=out, duration=duration), camera.parse(words))
    with av.open(str(out)) as film:
        return [colours(frame) for frame in film.decode(video=0)]


@pytest.mark.parametrize("size", [(1, 1), (16, 4000), (4000, 16), (2, 3), (700, 500)])
@pytest.mark.parametrize("words", ["dolly in", "pan left, zoom out"])
def test_odd_shapes_render(tmp_path: Path, size: tuple[int, int], words: str) -> None:
    still = Image.new("RGB", size, (200, 60, 40))
    frames = clip(tmp_path / "a.mp4", words, still, duration=0.1)
    assert np.abs(frames[-1].astype(int) - (200, 60, 40)).max() <= 6


@pytest.mark.slow
def test_a_very_large_still_renders(tmp_path: Path) -> None:
    still = Image.effect_noise((1000, 700), 80).convert("RGB").resize((7000, 5000))
    assert len(clip(tmp_path / "a.mp4", "dolly in", still, duration=0.2)) == 5


def saved(image: Image.Image, kind: str, **settings: Any) -> bytes:
    data = io.BytesIO()
    image.save(data, kind, **settings)
    return data.getvalue()


def test_stills_are_turned_upright_flattened_and_brought_to_8_bit(tmp_path: Path) -> None:
    left_red = Image.new("RGB", (60, 40), "blue")
    left_red.paste("red", (0, 0, 30, 40))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned clockwise: what is left comes to the top
    upright = open_image(saved(left_red, "JPEG", exif=exif, quality=95))
    assert upright.size == (40, 60)
    assert upright.getpixel((20, 5))[0] > 200 > upright.getpixel((20, 55))[0]
    glass = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    assert open_image(saved(glass, "PNG")).getpixel((3, 3)) == (255, 255, 255)
    deep = Image.fromarray(np.full((8, 8), 32768, np.uint16))
    assert open_image(saved(deep, "PNG")).getpixel((3, 3))[0] in (127, 128)
    assert open_image(Image.new("CMYK", (4, 4))).getpixel((0, 0)) == (255, 255, 255)
    assert open_image(Image.new("1", (4, 4), 1)).mode == "RGB"
    path = tmp_path / "still.webp"
    path.write_bytes(saved(left_red, "WEBP", lossless=True))
    assert open_image(path).getpixel((5, 5)) == (255, 0, 0)
    with pytest.raises(OSError):
        open_image(b"not an image")
