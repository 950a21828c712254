"""Draws the example pictures: a lighthouse on a fjord at evening and the same place at night, all by arithmetic.

Run it as `python notebooks/draw_lighthouse.py [FOLDER]`; it writes `lighthouse.jpg` and `lighthouse-night.jpg`
there, or beside itself, in about 45 s on two cores. It needs numpy, Pillow and OpenCV (all in the `sandbox` extra).
There is no chance in it: the same versions of these draw the same picture to the byte.

Water shows the same scene seen from as far below its surface as the eye is above it, bent by waves: so everything but
the near shore is drawn twice, once for the eye and once for its mirror image at -EYE.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
from lighthouse.figures import Spot, draw_boat, draw_grass, draw_gulls, draw_house, draw_lighthouse
from lighthouse.land import draw_plane
from lighthouse.sky_and_water import draw_beam, draw_sky, draw_water
from lighthouse.tools import BOAT_AT, EYE, HEIGHT, TOWER_AT, WIDTH, Array, Light, mix, step
from PIL import Image

EVENING = Light(
    sun=(-0.165, 0.048), sun_rgb=(1.0, 0.50, 0.18), disc=60.0, key=(2.5, 1.12, 0.45), zenith=(0.028, 0.080, 0.180),
    middle=(0.17, 0.19, 0.27), horizon=(0.74, 0.30, 0.13), cloud_dark=(0.17, 0.155, 0.225), cloud_lit=(1.9, 0.66, 0.30),
    water=(0.004, 0.018, 0.026), lamp=2.4, stars=0.0, exposure=1.05,
)  # fmt: skip
NIGHT = Light(
    sun=(-0.165, 0.215), sun_rgb=(0.74, 0.84, 1.0), disc=6.0, key=(0.13, 0.17, 0.25), zenith=(0.005, 0.011, 0.027),
    middle=(0.012, 0.024, 0.050), horizon=(0.045, 0.062, 0.090), cloud_dark=(0.010, 0.015, 0.028),
    cloud_lit=(0.11, 0.13, 0.17), water=(0.001, 0.003, 0.006), lamp=7.0, stars=1.0, exposure=1.5,
)  # fmt: skip


def draw_all(canvas: Array, light: Light, eye: float, names: tuple[str, ...]) -> None:
    """Planes and things from far to near."""
    for name in names:
        if name == "headland":
            draw_house(Spot(canvas, light, eye, TOWER_AT[0] + 8.5, 10.2, TOWER_AT[1] - 5))
            draw_lighthouse(Spot(canvas, light, eye, TOWER_AT[0], 9.6, TOWER_AT[1]))
        draw_plane(canvas, name, light, eye)
    draw_boat(Spot(canvas, light, eye, BOAT_AT[0], 0.0, BOAT_AT[1]))


def scene(light: Light) -> Array:
    """The whole picture in linear light, SS times too large."""
    mirror = draw_sky(light).astype(np.float32)
    canvas = mirror.copy()
    draw_all(mirror, light, -EYE, ("range", "hills", "headland"))
    draw_water(canvas, mirror, light)
    draw_all(canvas, light, EYE, ("range", "hills", "headland"))
    draw_beam(canvas, light)
    draw_gulls(canvas, light)
    draw_plane(canvas, "shore", light, EYE)
    draw_grass(canvas, light)
    return canvas


def develop(scene: Array, exposure: float) -> Image.Image:
    """Average down, let the lights bloom, map to what a screen can show, add fine grain."""
    light = cv2.resize(np.minimum(scene, 40).astype(np.float32), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    light = light * exposure
    bright = np.maximum(light - 1.0, 0)
    for sigma, amount in ((3, 0.10), (14, 0.06), (60, 0.05)):
        light = light + cv2.GaussianBlur(bright, (0, 0), sigma) * amount
    grey = (light @ np.array([0.25, 0.6, 0.15], np.float32))[..., None]
    dim = 0.62 * np.exp(-grey[..., 0] / 0.035)  # eyes lose colour in the dark
    light = mix(light, grey * np.array([0.8, 0.95, 1.2]), dim)
    film = np.clip(light * (2.51 * light + 0.03) / (light * (2.43 * light + 0.59) + 0.14), 0, 1) ** (1 / 2.2)
    film = film + 0.28 * (step(0, 1, film) - film)
    film += np.random.default_rng(5).normal(0, 0.008, film.shape[:2])[..., None]
    return Image.fromarray((np.clip(film, 0, 1) * 255 + 0.5).astype(np.uint8))


def main() -> None:
    """Draw both pictures."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent
    for light, name in ((EVENING, "lighthouse.jpg"), (NIGHT, "lighthouse-night.jpg")):
        develop(scene(light), light.exposure).save(folder / name, quality=90, optimize=True, progressive=True)


if __name__ == "__main__":
    main()
