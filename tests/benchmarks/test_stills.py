"""Large images, from the dropped bytes to what is sent and its thumbnail: seconds, and the peak of the kernel's memory.

Each runs in a process of its own, beside Pillow, which only decodes the same bytes and makes the same thumbnail.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image
from tables import FULL, ROUNDS, Table

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="Linux tells a program's memory"),
]

CHILD = """
import io, json, sys, time
from pathlib import Path
import pillow_heif
from PIL import Image, ImageOps
from krea_widgets.media import open_still

pillow_heif.register_heif_opener()

def ours(data):
    still = open_still(data, name="image")
    still.data, still.thumbnail()

def pillow(data):
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    image.thumbnail((480, 480))
    image.convert("RGB").save(io.BytesIO(), "JPEG")

def megabytes(name):
    (found,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name)]
    return int(found.split()[1]) / 1000

work, data = {"ours": ours, "pillow": pillow}[sys.argv[1]], Path(sys.argv[2]).read_bytes()
small = io.BytesIO()
Image.new("RGB", (64, 64)).save(small, "JPEG")
# Imports.
work(small.getvalue())
# The peak so far is forgotten.
Path("/proc/self/clear_refs").write_text("5")
before, start = megabytes("VmRSS"), time.perf_counter()
work(data)
print(json.dumps([time.perf_counter() - start, megabytes("VmHWM") - before]))
"""


def pixels(width: int, height: int) -> Image.Image:
    """Soft shapes with fine grain, as from a camera."""
    random = np.random.default_rng(2)
    coarse = Image.fromarray(random.integers(0, 256, (12, 16, 3), "uint8")).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    tile = np.asarray(Image.effect_noise((512, 512), 24).convert("RGB"), "int16") - 128
    grain = np.tile(tile, (height // 512 + 1, width // 512 + 1, 1))[:height, :width]
    return Image.fromarray(np.clip(np.asarray(coarse, "int16") + grain, 0, 255).astype("uint8"))


def write_images(folder: Path) -> dict[str, Path]:
    pillow_heif.register_heif_opener()
    sizes = {"JPEG": (8000, 6000), "PNG": (3900, 2600), "HEIC": (8160, 6120)} if FULL else {"JPEG": (4000, 3000)}
    found = {}
    for kind, (width, height) in sizes.items():
        path = folder / f"image.{kind.lower()}"
        options = {"JPEG": {"quality": 90}, "PNG": {"compress_level": 1}, "HEIC": {"quality": 60}}[kind]
        pixels(width, height).save(path, {"HEIC": "HEIF"}.get(kind, kind), **options)
        size = f"{width * height / 1e6:.0f} MP, {path.stat().st_size / 1e6:.0f} MB"
        found[f"{kind}, {size}"] = path
    return found


def test_large_images(tmp_path: Path, new_table: Callable[..., Table]) -> None:
    table = new_table("G. A large image made ready", "")
    script = tmp_path / "child.py"
    script.write_text(CHILD)
    images = write_images(tmp_path)
    for name, path in images.items():
        for _ in range(ROUNDS):
            for who in ("ours", "pillow"):
                command = [sys.executable, str(script), who, str(path)]
                found = subprocess.run(command, capture_output=True, text=True, check=True)
                taken, grown = json.loads(found.stdout)
                table.add(f"{name}: {who}", taken, "seconds")
                table.add(f"{name}: {who}", grown, "peak, MB")
    for name in images:
        table.compare(f"{name}: ours", f"{name}: pillow", 2.0, "seconds", slack=2)
        table.compare(f"{name}: ours", f"{name}: pillow", 2.0, "peak, MB", slack=2)
