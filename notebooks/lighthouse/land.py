"""The land: four height fields (shore, headland, hills, range), each seen by marching columns away from the eye."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from lighthouse.tools import COLS, FOCAL, HORIZON, ROWS, TOWER_AT, Array, Light, U, fbm, haze, look_up, mix, step


@cache
def tree_tile() -> Array:
    """A wood from above: heights of conifers, 0..1, 1024 x 1024 pixels of 0.4 m, repeating."""
    rng, size = np.random.default_rng(3), 1024
    yy, xx = np.mgrid[-16:17, -16:17]
    wood = np.zeros((size, size), np.float32)
    for cx, cy in rng.integers(0, size, (7000, 2)):
        cone = (rng.uniform(0.45, 1) * (1 - np.hypot(xx, yy) / rng.uniform(5, 11))).astype(np.float32)
        at = np.ix_((cy + np.arange(-16, 17)) % size, (cx + np.arange(-16, 17)) % size)
        wood[at] = np.maximum(wood[at], cone)
    return wood


def shore_height(x: Array, z: Array) -> Array:
    """Rock at the painter's feet on the left, and skerries in the shallows."""
    knoll = 7.9 - 0.40 * np.maximum(x + 4.4, 0) - 0.035 * np.maximum(x + 4.4, 0) ** 2 - 0.75 * np.maximum(z - 11.5, 0)
    reef = np.full_like(knoll, -3)
    for cx, cz, size, top in ((11.5, 35, 3.6, 0.9), (16.5, 41, 3.0, 0.5), (20, 66, 5.5, 0.9), (-17, 60, 3.0, 0.4)):
        reef = np.maximum(reef, (top + 2) * np.exp(-((x - cx) ** 2 + 0.5 * (z - cz) ** 2) / size**2) - 2)
    bulk = fbm(x, z, 7, 3, gain=0.45, seed=1) * 0.32
    slabs = fbm(x + 0.4 * z, z * 1.3, 3.1, 9, ridged=True, gain=0.42, finest=z / FOCAL * 1.5, seed=2) * 0.17
    return np.maximum(knoll, reef) + bulk - slabs


def headland_height(x: Array, z: Array) -> Array:
    """The rock that carries the lighthouse."""
    cx, cz = TOWER_AT
    dome = 16.5 * np.exp(-(((x - cx - 26) / 43) ** 4) - ((z - cz - 6) / 36) ** 2) - 4.6
    flat = step(0, 1, 1.7 - np.hypot((x - cx - 9) / 15, (z - cz) / 16))
    lumps = fbm(x, z, 34, 4, gain=0.5, seed=3) * 1.5
    clefts = fbm(x, 1.6 * z, 15, 8, ridged=True, gain=0.42, finest=z / FOCAL, seed=4)
    return dome + (lumps - clefts) * (1 - 0.9 * flat)


def hills_height(x: Array, z: Array) -> Array:
    """Wooded hills on both sides of the water."""
    u = x / z
    right = 230 * step(0.02, 0.52, u) * step(1300, 2300, z)
    left = 330 * step(-0.22, -0.62, u) * step(1000, 2200, z)
    ground = right + left + (fbm(x, z, 900, 6, finest=z / FOCAL, seed=6) * 34 - 26) * step(900, 1500, z) - 4
    return ground + look_up(tree_tile(), x / 0.4, z / 0.4) * 15 * step(2, 12, ground)


def range_height(x: Array, z: Array) -> Array:
    """The far mountains, lower where the fjord leads out and the sun stands."""
    gap = 1 - 0.93 * np.exp(-(((x / z + 0.16) / 0.10) ** 2))
    peaks = fbm(x, z, 5200, 10, ridged=True, gain=0.46, finest=z / FOCAL * 1.5, seed=9)
    return (peaks * 600 + 360) * gap * step(4200, 8500, z) - 60


def shore_colour(x: Array, z: Array, h: Array, up: Array) -> Array:
    """Granite with yellow lichen, wet at the water's edge."""
    grain = fbm(x, z, 0.5, 6, gain=0.7, finest=z / FOCAL, seed=11)
    rock = mix((0.17, 0.15, 0.14), (0.34, 0.30, 0.26), step(-1.5, 1.5, grain))
    lichen = step(0.5, 1.4, fbm(x, z, 1.1, 6, gain=0.7, seed=12)) * step(0.5, 0.9, up)
    rock = mix(rock, (0.42, 0.36, 0.16), 0.55 * lichen)
    return mix(rock * 0.32, rock, step(0.05, 0.7, h))


def headland_colour(x: Array, z: Array, h: Array, up: Array) -> Array:
    """Granite below, turf where it is flat and high enough."""
    grain = fbm(x, z, 3, 6, gain=0.7, finest=z / FOCAL, seed=13)
    rock = mix((0.16, 0.14, 0.14), (0.36, 0.31, 0.27), step(-1.5, 1.5, grain))
    turf = step(4.5, 7.5, h + 1.3 * grain) * step(0.45, 0.8, up + 0.08 * grain)
    ground = mix(rock, mix((0.07, 0.085, 0.03), (0.17, 0.15, 0.055), step(-1.5, 1.5, grain)), turf)
    return mix(ground * 0.3, ground, step(0.2, 1.6, h))


def hills_colour(x: Array, z: Array, h: Array, up: Array) -> Array:
    """Conifers, some of them turning, dark between the tops."""
    tree = look_up(tree_tile(), x / 0.4, z / 0.4)
    kind = step(-1.2, 1.2, fbm(x, z, 60, 5, gain=0.7, seed=14))
    return mix((0.015, 0.025, 0.02), mix((0.035, 0.07, 0.04), (0.13, 0.10, 0.035), kind), tree)


def range_colour(x: Array, z: Array, h: Array, up: Array) -> Array:
    """Rock, and snow where it can lie."""
    grain = fbm(x, z, 400, 6, gain=0.65, finest=z / FOCAL, seed=15)
    rock = mix((0.10, 0.10, 0.12), (0.25, 0.23, 0.24), step(-1.5, 1.5, grain))
    snow = step(420, 760, h + 90 * grain) * step(0.50, 0.72, up + 0.05 * grain)
    return mix(rock, (0.85, 0.87, 0.92), snow)


PLANES = {  # nearest last; z from, to, steps
    "range": (range_height, range_colour, 4200, 17000, 1100),
    "hills": (hills_height, hills_colour, 900, 4200, 1400),
    "headland": (headland_height, headland_colour, 95, 330, 1300),
    "shore": (shore_height, shore_colour, 4.0, 90, 1300),
}


@cache
def seen(name: str, eye: float) -> tuple[Array, ...]:
    """Where the eye meets a plane of land: mask, then x, z, height, normal (3) and hollowness at the mask's pixels."""
    height, _, near, far, count = PLANES[name]
    z = np.geomspace(near, far, count, dtype=np.float32)[:, None]
    h = height(U * z, np.broadcast_to(z, (count, COLS)))
    row = np.where(h > 0, HORIZON - (h - eye) / z * FOCAL, 1e9).astype(np.float32)
    top = np.ascontiguousarray(-np.minimum.accumulate(row, axis=0).T)
    pixel_rows = np.arange(ROWS, dtype=np.float32)
    index = np.stack([np.searchsorted(column, -pixel_rows) for column in top], axis=1)
    waterline = HORIZON + eye / np.append(z, 1e9) * FOCAL
    mask = (index < count) & (pixel_rows[:, None] <= waterline[index])
    rows, cols = np.nonzero(mask)
    after = index[mask]
    before = np.maximum(after - 1, 0)
    gap = row[before, cols] - row[after, cols]
    part = np.where((gap > 0) & (gap < 1e6), (rows - row[after, cols]) / np.maximum(gap, 1e-3), 0)
    hx = np.gradient(h, axis=1) * FOCAL / z
    hz = np.gradient(h, axis=0) / np.gradient(z, axis=0) - U * hx
    hollow = (cv2.GaussianBlur(h, (0, 0), 9) - h) / z * FOCAL

    def pick(a: Array) -> Array:
        return a[after, cols] + (a[before, cols] - a[after, cols]) * part

    depth = pick(np.broadcast_to(z, h.shape))
    hx, hz = pick(hx), pick(hz)
    length = np.sqrt(1 + hx**2 + hz**2)
    return mask, U[cols] * depth, depth, pick(h), -hx / length, 1 / length, -hz / length, pick(hollow)


def draw_plane(canvas: Array, name: str, light: Light, eye: float) -> None:
    """Paint one plane of land over `canvas`."""
    mask, x, z, h, nx, ny, nz, hollow = seen(name, eye)
    albedo = PLANES[name][1](x, z, h, ny)
    side = np.array([-0.78, 0.42, -0.10 if name in ("shore", "headland") else 0.25])
    side /= np.linalg.norm(side)
    direct = np.clip(nx * side[0] + ny * side[1] + nz * side[2], 0, 1) * np.clip(1 - 0.10 * hollow, 0.15, 1)
    ambient = (0.45 + 0.55 * ny) * np.clip(1 - 0.14 * hollow, 0.25, 1.2)
    sky = np.asarray(light.zenith) * 0.7 + np.asarray(light.middle) * 0.55
    colour = albedo * (direct[:, None] * np.asarray(light.key) + ambient[:, None] * sky)
    air, amount = haze(light, x / z, z * np.exp(-h / 2600))
    canvas[mask] = mix(colour, air, amount)
