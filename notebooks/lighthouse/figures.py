"""What stands in the landscape: lighthouse, house, boat, gulls and grass, as polygons in metres at a spot."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from lighthouse.land import seen
from lighthouse.tools import COLS, EYE, FOCAL, HORIZON, ROWS, Array, Light, Rgb, fbm, mix, step

Points = list[tuple[float, float]]


@dataclass(frozen=True)
class Spot:
    """A place (x, height, z) on `canvas`, as seen from `eye`, where polygons can be painted."""

    canvas: Array
    light: Light
    eye: float
    x: float
    y: float
    z: float

    def paint(self, points: Points, albedo: Rgb, *, glow: float = 0.0,
              round_to: float = 0.0, lit: float = 0.45, grain: float = 0.15) -> None:  # fmt: skip
        """Fill a polygon given in metres from the spot; `round_to` shades it like a cylinder of that half width."""
        scale = FOCAL / self.z
        across = COLS / 2 + self.x * scale
        down = HORIZON - (self.y - self.eye) * scale
        corners = np.array([(across + px * scale, down - py * scale) for px, py in points])
        x0, y0 = np.maximum(np.floor(corners.min(0)).astype(int) - 2, 0)
        x1, y1 = np.minimum(np.ceil(corners.max(0)).astype(int) + 3, (COLS, ROWS))
        if x1 <= x0 or y1 <= y0:
            return
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        cv2.fillPoly(mask, [np.round((corners - (x0, y0)) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
        mx = ((np.arange(x0, x1) - across) / scale)[None].repeat(y1 - y0, 0)
        my = ((down - np.arange(y0, y1)) / scale)[:, None].repeat(x1 - x0, 1)
        bow = np.clip(mx / round_to, -1, 1) if round_to else np.zeros_like(mx)
        direct = np.clip(-0.86 * bow + 0.30 * np.sqrt(1 - bow**2), 0, 1) if round_to else lit + 0 * bow
        worn = 1 + grain * fbm(mx + self.x, my * 0.3, 0.9, 5, gain=0.7, seed=60)
        sky = np.asarray(self.light.zenith) * 0.7 + np.asarray(self.light.middle) * 0.6
        shade = direct[..., None] * np.asarray(self.light.key) * 0.9 + sky * (0.85 + 0.15 * bow[..., None] ** 2)
        colour = np.asarray(albedo) * (shade * worn[..., None] + glow)
        view = self.canvas[y0:y1, x0:x1]
        view[:] = mix(view, colour, mask / 255.0)


def box(x0: float, y0: float, x1: float, y1: float) -> Points:
    """Corners of an upright rectangle."""
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def draw_lighthouse(spot: Spot) -> None:
    """White tower with a red band, gallery, lantern and dome."""
    white, red, dark, lamp = (0.78, 0.76, 0.72), (0.48, 0.055, 0.04), (0.05, 0.05, 0.06), spot.light.lamp
    pane = (0.9, 0.55, 0.22) if spot.light.stars else dark

    def half(y: float) -> float:
        return 1.75 + 1.05 * (1 - y / 17) ** 1.7

    def ring(low: float, high: float) -> Points:
        ys = np.linspace(low, high, 12)
        return [(-half(y), y) for y in ys] + [(half(y), y) for y in ys[::-1]]

    for low, high, paint in ((-4.0, 17.0, white), (6.2, 10.6, red)):
        spot.paint(ring(low, high), paint, round_to=2.4)
    for y in (2.6, 8.2, 13.4):
        spot.paint(box(-0.62, y - 0.1, 0.22, y + 1.5), (0.5, 0.48, 0.45))
        spot.paint(box(-0.5, y, 0.1, y + 1.35), pane, glow=0.25 * lamp * spot.light.stars)
    spot.paint([(-1.7, 16.3), (1.7, 16.3), (2.75, 17.1), (-2.75, 17.1)], white, round_to=2.9)
    spot.paint(box(-2.8, 17.1, 2.8, 17.4), red, round_to=2.9)
    spot.paint(box(-1.3, 17.4, 1.3, 20.2), (0.85, 0.62, 0.34), glow=0.12 * lamp, lit=0.25, grain=0.05)
    spot.paint(box(-0.45, 17.9, 0.45, 19.7), (1.0, 0.74, 0.40), glow=1.6 * lamp, grain=0)
    for x in (-1.3, -0.66, 0.0, 0.66, 1.3):
        spot.paint(box(x - 0.06, 17.4, x + 0.06, 20.2), dark)
    spot.paint(box(-1.35, 18.75, 1.35, 18.85), dark)
    dome = [(1.75 * np.cos(t), 20.2 + 1.7 * np.sin(t) ** 1.2) for t in np.linspace(0, np.pi, 20)]
    spot.paint(dome, red, round_to=1.8)
    spot.paint(box(-0.12, 21.7, 0.12, 23.4), dark)
    for x in np.linspace(-2.7, 2.7, 12):
        spot.paint(box(x - 0.035, 17.4, x + 0.035, 18.5), dark)
    for y in (17.9, 18.45):
        spot.paint(box(-2.72, y, 2.72, y + 0.07), dark)


def draw_house(spot: Spot) -> None:
    """The keeper's house: gable to the light, long wall towards the eye."""
    wall, tiles, trim, lamp = (0.46, 0.10, 0.06), (0.10, 0.09, 0.10), (0.75, 0.73, 0.70), spot.light.lamp
    spot.paint([(-2.6, -3), (0, -3), (0, 3.0), (-1.3, 5.3), (-2.6, 3.0)], wall, lit=0.9)
    spot.paint(box(0, -3, 7.4, 3.0), wall, lit=0.22)
    for y in np.arange(0.2, 3.0, 0.24):
        spot.paint(box(0, y, 7.4, y + 0.05), (0.16, 0.035, 0.025), lit=0.1)
    spot.paint([(-0.1, 2.8), (7.7, 2.8), (6.3, 5.4), (-1.35, 5.4)], tiles, lit=0.5, grain=0.15)
    for y in np.arange(2.95, 5.3, 0.26):
        edge = (y - 2.8) / 2.6
        spot.paint(box(-0.1 - 1.25 * edge, y, 7.7 - 1.4 * edge, y + 0.05), (0.03, 0.03, 0.035), lit=0.3)
    spot.paint([(-2.85, 2.8), (-2.6, 2.8), (-1.25, 5.2), (-1.35, 5.5)], trim, lit=0.9)
    spot.paint([(-1.35, 5.5), (-1.2, 5.3), (0.15, 2.8), (-0.15, 2.8)], trim, lit=0.5)
    spot.paint(box(3.2, 4.6, 4.0, 6.5), (0.35, 0.16, 0.11), lit=0.4)
    for x in (1.1, 3.3, 5.5):
        spot.paint(box(x - 0.12, 0.9, x + 1.02, 2.42), trim, lit=0.2)
        spot.paint(box(x, 1.02, x + 0.9, 2.3), (1.0, 0.60, 0.24), glow=0.2 * lamp, lit=0.1)
        spot.paint(box(x + 0.42, 1.0, x + 0.49, 2.3), trim, lit=0.2)


def draw_boat(spot: Spot) -> None:
    """A small double-ended boat with a tan lug sail, drifting."""
    t = np.linspace(-1, 1, 24)
    sheer = [(3.6 * a, 0.62 + 0.55 * a**2 + 0.12 * a) for a in t]
    keel = [(3.05 * a, -0.1 + 0.25 * abs(a) ** 5) for a in t[::-1]]
    spot.paint(box(-0.32, 0.4, -0.20, 7.2), (0.20, 0.12, 0.07))
    sail = [(-0.9, 6.9), (1.0, 7.7), (1.6, 5.2), (2.05, 1.7), (0.6, 1.25), (-1.35, 1.35), (-1.25, 4.2)]
    bulge = [(-0.9, 6.9), (-0.1, 7.25), (-0.5, 4.2), (-0.4, 1.3), (-1.35, 1.35), (-1.25, 4.2)]
    spot.paint(sail, (0.40, 0.155, 0.085), lit=0.55, grain=0.10)
    spot.paint(bulge, (0.40, 0.155, 0.085), lit=0.9, grain=0.10)
    for a, b in (((-1.15, 5.2), (1.5, 5.5)), ((-1.3, 3.2), (1.85, 3.3))):
        spot.paint([a, b, (b[0], b[1] + 0.06), (a[0], a[1] + 0.06)], (0.25, 0.09, 0.04), lit=0.4)
    spot.paint(sheer + keel, (0.16, 0.10, 0.07), lit=0.35)
    spot.paint(sheer + [(x, y - 0.14) for x, y in sheer[::-1]], (0.62, 0.58, 0.50), lit=0.5)
    spot.paint(keel + [(x, y + 0.3) for x, y in keel[::-1]], (0.025, 0.02, 0.02), lit=0.3)
    head = [(2.55 + 0.17 * np.cos(a), 1.78 + 0.20 * np.sin(a)) for a in np.linspace(0, 6.28, 14)]
    spot.paint([(2.25, 0.75), (2.95, 0.75), (2.8, 1.45), (2.65, 1.6), (2.4, 1.55)], (0.04, 0.07, 0.13))
    spot.paint(head, (0.42, 0.26, 0.19))
    spot.paint([(2.36, 1.84), (2.74, 1.84), (2.66, 2.05), (2.44, 2.05)], (0.30, 0.04, 0.03))


def draw_gulls(canvas: Array, light: Light) -> None:
    """A few gulls over the sound; they sleep at night."""
    rng = np.random.default_rng(8)
    for x, y, z in rng.uniform((-9, 14, 85), (14, 27, 130), (8, 3)):
        flap, tip = rng.uniform(0.05, 0.4), rng.uniform(0.6, 0.8)
        above = [(-tip, flap - 0.1), (-0.3, flap), (0.0, 0.06), (0.3, flap), (tip, flap - 0.1)]
        wings = [*above, (0.28, flap - 0.1), (0.0, -0.1), (-0.28, flap - 0.1)]
        if not light.stars:
            Spot(canvas, light, EYE, x, y, z).paint(wings, (0.30, 0.29, 0.30), lit=0.3)


def draw_grass(canvas: Array, light: Light) -> None:
    """Blades on the near rock, the farthest first."""
    mask, x, z, h, _, up, _, hollow = seen("shore", EYE)
    rows, cols = np.nonzero(mask)
    rng = np.random.default_rng(17)
    turf = fbm(x, z, 1.7, 4, seed=70) + 0.5 * step(4.0, 6.0, h) * 2 + 0.05 * hollow
    good = np.nonzero((turf > 1.45) & (h > 2.8) & (z < 16) & (up > 0.4))[0]
    roots = rng.choice(good, min(9000, len(good)), replace=False)
    sky = np.asarray(light.zenith) * 0.7 + np.asarray(light.middle) * 0.5
    for i in roots[np.argsort(-z[roots])]:
        size = FOCAL / z[i]
        length, lean = rng.uniform(0.10, 0.42), rng.normal(0.11, 0.12)
        t = np.linspace(0, 1, 6)
        spine = np.stack([cols[i] + size * lean * t**2, rows[i] + 4 - size * length * (t - 0.25 * abs(lean) * t**2)], 1)
        wide = np.stack([size * 0.0036 * (1 - t) + 0.3, 0 * t], 1)
        ripe = np.clip(rng.normal(0.40, 0.28), 0, 1)
        albedo = np.array([0.035, 0.065, 0.018]) * (1 - ripe) + np.array([0.24, 0.17, 0.075]) * ripe
        for part, share in ((slice(0, 4), 0.30), (slice(3, 6), rng.uniform(0.35, 1.0))):  # roots stand in shade
            outline = np.concatenate([(spine - wide)[part], (spine + wide)[part][::-1]])
            colour = albedo * (np.asarray(light.key) * share + sky * (0.4 + 0.6 * share))
            cv2.fillPoly(canvas, [np.round(outline * 16).astype(np.int32)], colour.tolist(), cv2.LINE_8, 4)
