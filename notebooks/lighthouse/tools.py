"""What all parts of the picture share: the canvas, the hour's light, fractal noise and the mixing of colours.

Light is linear until it is developed. Lengths are metres: x right, z ahead, height up from the water; the eye stands
EYE above it. A point (x, height, z) falls on column `COLS / 2 + x / z * FOCAL` and row
`HORIZON - (height - EYE) / z * FOCAL`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

Array = np.ndarray
Rgb = tuple[float, float, float]
WIDTH, HEIGHT, SS = 1600, 1067, 2  # SS: the picture is drawn twice as large and averaged down
COLS, ROWS = WIDTH * SS, HEIGHT * SS
FOCAL, HORIZON, EYE = 1.1 * COLS, 0.575 * ROWS, 9.0
TILE_WAVE = 16  # pixels of the noise tile to one wavelength
U = ((np.arange(COLS) - COLS / 2) / FOCAL).astype(np.float32)  # tangent of each column's bearing
TOWER_AT, BOAT_AT = (28.0, 165.0), (-13.0, 100.0)  # x, z


@dataclass(frozen=True)
class Light:
    """One hour of the day; colours are linear RGB."""

    sun: tuple[float, float]  # tangents of bearing and height of sun or moon
    sun_rgb: Rgb
    disc: float  # brightness of the disc
    key: Rgb  # light on the land
    zenith: Rgb
    middle: Rgb
    horizon: Rgb
    cloud_dark: Rgb
    cloud_lit: Rgb
    water: Rgb
    lamp: float  # brightness of lamp and windows
    stars: float
    exposure: float


@cache
def noise_tile() -> Array:
    """Smooth noise, unit variance, that repeats without a seam; `TILE_WAVE` pixels are one wavelength."""
    rng = np.random.default_rng(7)
    fy, fx = np.meshgrid(np.fft.fftfreq(2048), np.fft.rfftfreq(2048), indexing="ij")
    band = np.exp(-(((np.hypot(fx, fy) * TILE_WAVE - 1) / 0.45) ** 2))
    tile = np.fft.irfft2(np.fft.rfft2(rng.standard_normal((2048, 2048))) * band)
    return (tile / tile.std()).astype(np.float32)


def look_up(tile: Array, x: Array, y: Array) -> Array:
    """`tile` at any pixel coordinates, repeating."""
    x, y = np.broadcast_arrays(np.asarray(x, np.float32), np.asarray(y, np.float32))
    shape = x.shape
    if x.ndim == 1:  # OpenCV takes at most 32 767 per side
        pad = -len(x) % 4096
        x, y = (np.pad(a, (0, pad)).reshape(-1, 4096) for a in (x, y))
    size = tile.shape[0]
    found = cv2.remap(tile, x % size, y % size, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    return found if found.shape == shape else found.reshape(-1)[: shape[0]]


def fbm(x: Array, y: Array, wave: float, octaves: int, *, gain: float = 0.5, ridged: bool = False,
        finest: Array | float = 0.0, seed: int = 0) -> Array:  # fmt: skip
    """Fractal noise, about unit variance; octaves shorter than `finest` fade out, so that nothing flickers."""
    total, weight, norm = np.float32(0), 1.0, 0.0
    for octave in range(octaves):
        turn = 1.9 * octave + seed
        a, b, scale = np.cos(turn), np.sin(turn), TILE_WAVE / wave
        layer = look_up(noise_tile(), (a * x - b * y) * scale + 131.7 * turn, (b * x + a * y) * scale + 71.3 * turn)
        if ridged:
            layer = 1 - 1.2 * np.abs(layer)
        fade = np.clip(wave / np.maximum(finest, 1e-6) / 2 - 0.5, 0, 1)
        total = total + layer * (weight * fade)
        norm += weight**2
        weight, wave = weight * gain, wave / 2.03
    return (total / np.sqrt(norm)).astype(np.float32)


def step(low: float, high: float, value: Array) -> Array:
    """Smooth ramp from 0 at `low` to 1 at `high`."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def mix(a: Array, b: Array, t: Array) -> Array:
    """From colour `a` to colour `b`."""
    return np.asarray(a, np.float32) + (np.asarray(b, np.float32) - a) * np.asarray(t, np.float32)[..., None]


def haze(light: Light, u: Array, z: Array) -> tuple[Array, Array]:
    """Colour of the air in a direction, and how much of it lies in front of a thing `z` metres away."""
    near_sun = np.exp(-(((u - light.sun[0]) / 0.30) ** 2))
    colour = mix(
        np.asarray(light.middle) * 0.62 + np.asarray(light.zenith) * 0.5,
        np.asarray(light.horizon) * 0.95,
        0.15 + 0.65 * near_sun,
    )
    return colour, 1 - np.exp(-z / 10000)
