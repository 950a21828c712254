"""The sky with its clouds, and the water that mirrors everything above it."""

from __future__ import annotations

import cv2
import numpy as np
from lighthouse.tools import COLS, EYE, FOCAL, HORIZON, ROWS, TOWER_AT, Array, Light, U, fbm, haze, mix, step


def draw_sky(light: Light) -> Array:
    """The whole canvas filled with sky; below the horizon it is only a filling."""
    up = np.maximum((HORIZON - np.arange(ROWS, dtype=np.float32)) / FOCAL, 0)[:, None] + 0 * U
    u = U + 0 * up
    away = np.hypot((u - light.sun[0]) * 0.75, (up - light.sun[1]) * 1.25)
    sky = mix(light.horizon, light.middle, step(0.0, 0.17, up + 0.12 * np.abs(u - light.sun[0])))
    sky = mix(sky, light.zenith, step(0.05, 0.42, up))
    sun = np.asarray(light.sun_rgb)
    sky += sun * (0.8 * np.exp(-away / 0.05) + 0.45 * np.exp(-away / 0.16))[..., None] * light.disc / 60
    disc = step(0.0100, 0.0085, np.hypot(u - light.sun[0], up - light.sun[1]))
    if light.stars:
        sky += draw_stars(up)[..., None] * np.array([0.9, 0.95, 1.0])
    cover = clouds(light, sky, u, up)
    return sky + (sun + 0.25) * (disc * light.disc * (1 - 0.75 * cover))[..., None]


def draw_stars(up: Array) -> Array:
    """A few thousand stars, most of them faint."""
    rng = np.random.default_rng(21)
    stars = np.zeros_like(up)
    where = rng.integers(0, COLS, 2600), rng.integers(0, int(HORIZON), 2600)
    np.add.at(stars, (where[1], where[0]), 0.05 / rng.uniform(0.03, 1, 2600) ** 1.1)
    return cv2.GaussianBlur(stars, (0, 0), 1.1) * 6 * step(0.03, 0.2, up)


def clouds(light: Light, sky: Array, u: Array, up: Array) -> Array:
    """Paint two sheets of cloud over `sky`; returns how much they cover."""
    covered = np.zeros_like(up)
    lean = np.tanh((light.sun[0] - u) / 0.2) * 0.12
    warm = np.exp(-(((u - light.sun[0]) / 0.50) ** 2) - up / 0.40)
    for sheet, (wave, stretch, low, high) in enumerate([(3.4, 3.0, 0.0, 2.8), (1.3, 1.25, 0.25, 2.0)]):
        far = 1 / (up + 0.06 + 0.03 * sheet)
        x, y = u * far * 2.4 / stretch, far * 1.3
        bend_x, bend_y = (0.045 * wave * fbm(x, y, wave, 3, seed=seed + sheet) for seed in (30, 36))
        x, y = x + bend_x, y + bend_y
        body = fbm(x, y, wave, 9, gain=0.60, finest=far * 0.003, seed=32 + sheet)
        toward = fbm(x + lean, y + 0.2, wave, 6, gain=0.60, seed=32 + sheet)
        bank = 0.5 * fbm(x, y, wave * 4, 2, seed=50 + sheet)
        dense = step(low, high, body + bank + 0.15) * step(0.0, 0.06, up) * (0.75 + 0.2 * sheet)
        lit = np.clip(0.22 + 0.38 * (body - toward) + 0.30 * warm - 0.16 * (body - 0.6), 0, 1)
        sky += (mix(light.cloud_dark, light.cloud_lit, lit) * (0.45 + 0.7 * warm)[..., None] - sky) * dense[..., None]
        covered = 1 - (1 - covered) * (1 - dense)
    return covered


def draw_water(canvas: Array, mirror: Array, light: Light) -> None:
    """Paint the water over everything below the horizon: the mirrored scene, bent by waves, over the dark deep."""
    top = int(HORIZON) + 1
    down = (np.arange(top, ROWS, dtype=np.float32) - HORIZON)[:, None] / FOCAL
    z = np.minimum(EYE / down, 30000) + 0 * U
    x, foot = U * z, z / FOCAL
    deep = np.clip(z * z / FOCAL / EYE, 0, None)  # metres of water in one row
    patch = 0.55 + 0.45 * step(-1.2, 1.2, fbm(x, z * 0.35, 60, 3, finest=foot * 3, seed=40))
    slope_z = slope_x = np.float32(0)
    for wave, steep in [(14, 0.007), (5.5, 0.011), (2.1, 0.017), (0.8, 0.023), (0.3, 0.022), (0.11, 0.018)]:
        fade = steep * np.clip(wave / deep * 1.5, 0.05, 1) * patch
        slope_z = slope_z + fbm(x * 0.55, z, wave, 2, seed=int(41 + wave * 10)) * fade
        slope_x = slope_x + fbm(x, z * 0.7, wave, 2, seed=int(43 + wave * 10)) * fade
    shine = np.float32(0)
    for blur in (-1.0, 0.0, 1.0):  # waves too fine to draw spread the mirror image along the line of sight
        up = np.abs(down + 2 * slope_z + blur * 0.008)
        col = ((U + 1.8 * slope_x * up) * FOCAL + COLS / 2).astype(np.float32)
        row = (HORIZON - up * FOCAL).astype(np.float32)
        shine = shine + cv2.remap(mirror, col, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT) / 3
    fresnel = 0.02 + 0.98 * (1 - np.clip(0.55 * (down + up), 0, 1)) ** 5
    body = np.asarray(light.water) * (1 + 6 * np.clip(slope_z, 0, 1))[..., None]
    air, amount = haze(light, U + 0 * z, z * 0.6)
    canvas[top:] = mix(body + (shine - body) * fresnel[..., None], air, amount)


def draw_beam(canvas: Array, light: Light) -> None:
    """The lamp's two beams, seen from the side, fading outwards."""
    across = U * FOCAL - TOWER_AT[0] / TOWER_AT[1] * FOCAL
    over = (np.arange(ROWS)[:, None] - HORIZON + (28.4 - EYE) / TOWER_AT[1] * FOCAL) + 0.10 * across
    width = 14 + 0.055 * np.abs(across)
    beam = np.exp(-((over / width) ** 2)) * (14 / width) * np.exp(-np.abs(across) / 1500) * (np.abs(across) > 20)
    canvas += (0.20 * light.stars * beam)[..., None] * np.array([1.0, 0.86, 0.62])
