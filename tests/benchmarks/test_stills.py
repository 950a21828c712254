"""Large images, from the dropped bytes to what is sent and its thumbnail: seconds, and the peak of the kernel's memory.

Each runs in a process of its own, beside Pillow, which only decodes the same bytes and makes the same thumbnail.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import films
import httpx
import numpy as np
import pillow_heif
import pytest
from PIL import Image
from tables import FULL, ROUNDS, Table, seconds

from krea_widgets.api import Client
from krea_widgets.secret import Token

pytestmark = [pytest.mark.slow]

OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 90},
    "PNG": {"compress_level": 0},
    # Otherwise it takes minutes. libheif does not decode what this preset makes of fine grain.
    "HEIC": {"quality": 60, "enc_params": {"preset": "ultrafast"}},
}
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


def pixels(width: int, height: int, *, fine: bool) -> Image.Image:
    """Soft shapes, with fine grain as from a camera."""
    random = np.random.default_rng(2)
    coarse = Image.fromarray(random.integers(0, 256, (12, 16, 3), "uint8")).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    if not fine:
        return coarse
    tile = np.asarray(Image.effect_noise((512, 512), 24).convert("RGB"), "int16") - 128
    grain = np.tile(tile, (height // 512 + 1, width // 512 + 1, 1))[:height, :width]
    return Image.fromarray(np.clip(np.asarray(coarse, "int16") + grain, 0, 255).astype("uint8"))


def write_images(folder: Path) -> dict[str, Path]:
    pillow_heif.register_heif_opener()
    sizes = {"JPEG": (8000, 6000), "PNG": (3450, 2900), "HEIC": (8160, 6120)} if FULL else {"JPEG": (4000, 3000)}
    found = {}
    for kind, (width, height) in sizes.items():
        path = folder / f"image.{kind.lower()}"
        options = OPTIONS[kind]
        pixels(width, height, fine=kind != "HEIC").save(path, {"HEIC": "HEIF"}.get(kind, kind), **options)
        size = f"{width * height / 1e6:.0f} MP, {path.stat().st_size / 1e6:.0f} MB"
        found[f"{kind}, {size}"] = path
    return found


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="Linux tells a program's memory")
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


def test_upload_to_the_server(tmp_path: Path, new_table: Callable[..., Table]) -> None:
    table = new_table("C. From the kernel to the server")
    loop = asyncio.new_event_loop()
    with films.serving(tmp_path) as url, httpx.Client(base_url=url, headers={"Authorization": "Bearer t"}) as bare:
        client = Client(base_url=url, token=Token("token-for-tests"))

        def ours(data: bytes) -> None:
            loop.run_until_complete(client.upload(data, name="image.png", mime_type="image/png"))

        def plain(data: bytes) -> None:
            bare.post("/assets", files={"file": ("image.png", data, "image/png")}, timeout=60).raise_for_status()

        # Certificates are read once.
        ours(films.write_image(tmp_path / "0.png", 1).read_bytes())
        for size in films.IMAGES:
            data = films.write_image(tmp_path / f"{size}.png", size).read_bytes()
            ways = {"krea_widgets": ours, "bare httpx": plain}
            candidates = {name: seconds(lambda way=way, data=data: way(data)) for name, way in ways.items()}
            table.measure(candidates, column=f"{size} MB")
            table.compare("krea_widgets", "bare httpx", 1.5, f"{size} MB", slack=3)
        loop.run_until_complete(client.aclose())
    loop.close()
