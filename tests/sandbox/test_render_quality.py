"""The renderer's frames against exact truth: an analytic image whose value is known at every real-valued point."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from krea_widgets.sandbox import camera
from krea_widgets.sandbox.motion import Motion, Move
from krea_widgets.sandbox.paint import Painter
from krea_widgets.sandbox.path import follow
from krea_widgets.sandbox.render import Scene
from krea_widgets.sandbox.view import View, look

SIZE = (640, 360)
FRAMES = 25
STEP = 3


class Waves:
    """A sum of plane waves over a still, none finer than 0.4 cycles per frame pixel of a full-width view."""

    def __init__(self, width: int, height: int, *, seed: int = 5, count: int = 30) -> None:
        random = np.random.default_rng(seed)
        finest = 0.4 * SIZE[0] / width
        pitch, turn = finest * random.uniform(0.05, 1.0, count), random.uniform(0, 2 * np.pi, count)
        self.kx, self.ky = pitch * np.cos(turn), pitch * np.sin(turn)
        self.phase = random.uniform(0, 1, count)
        self.weight = random.uniform(0.5, 1.0, count) / np.sqrt(count) * 0.22
        self.fine = pitch > 0.5 * finest
        self.width, self.height = width, height

    def at(self, x: Any, y: Any, only: Any = None) -> tuple[Any, Any, Any]:
        """Luma (TV range) and its slopes at still points; 0 is the edge of the first pixel."""
        value, slope_x, slope_y = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)
        for index in range(len(self.kx)) if only is None else np.flatnonzero(only):
            angle = 2 * np.pi * (self.kx[index] * x + self.ky[index] * y + self.phase[index])
            value += self.weight[index] * np.sin(angle)
            slope = self.weight[index] * np.cos(angle) * 2 * np.pi
            slope_x += slope * self.kx[index]
            slope_y += slope * self.ky[index]
        return (16 if only is None else 0) + 219 * (value + (0.5 if only is None else 0)), 219 * slope_x, 219 * slope_y

    def still(self) -> Image.Image:
        y, x = np.mgrid[0 : self.height, 0 : self.width] + 0.5
        grey = np.clip((self.at(x, y)[0] - 16) / 219 * 255 + 0.5, 0, 255).astype(np.uint8)
        return Image.fromarray(grey).convert("RGB")


@pytest.fixture(scope="module")
def waves() -> Waves:
    return Waves(1200, 800)


@pytest.fixture(scope="module")
def still(waves: Waves) -> Image.Image:
    return waves.still()


def errors(waves: Waves, view: View, frames: range) -> tuple[Any, Any, Any]:
    """Position error (pixels) of the whole frame and of its corners, and sharpness against truth, per frame."""
    painter = Painter(view)
    width, height = view.size
    v, u = np.mgrid[0:height:STEP, 0:width:STEP]  # a sample of the pixels says as much as all of them
    x, y = (u + 0.5) / width - 0.5, (v + 0.5 - height / 2) / width
    whole, corners, sharp = [], [], []
    luma, *chroma = (np.zeros((height // k, width // k), np.uint8) for k in (1, 2, 2))
    for frame in frames:
        painter.draw(frame, (luma, *chroma))
        now = view.path.at(frame)
        seen_x, seen_y = view.still(*now.scene(x, y, 0.0))
        truth, slope_x, slope_y = waves.at(seen_x, seen_y)
        pixel = view.window * np.exp(-now.zoom) / width
        slopes = np.stack([slope_x * pixel, slope_y * pixel], axis=-1)
        gap = luma[::STEP, ::STEP].astype(float) - truth
        whole.append(shift(gap, slopes))
        blocks = [(a, b) for a in (slice(0, 30), slice(-30, None)) for b in (slice(0, 30), slice(-30, None))]
        corners.append(max(np.hypot(*shift(gap[block], slopes[block])) for block in blocks))
        fine = waves.at(seen_x, seen_y, only=waves.fine)[0]
        sharp.append((gap * fine).sum() / (fine * fine).sum() + 1)
    return np.array(whole), np.array(corners), np.array(sharp)


def shift(gap: Any, slopes: Any) -> Any:
    """The shift that explains the difference best (least squares)."""
    terms = np.concatenate([slopes.reshape(-1, 2), np.ones((gap.size, 1))], axis=1)
    return np.linalg.lstsq(terms, gap.ravel(), rcond=None)[0][:2]


MOVES = {
    "slow pan": Motion((Move("pan", 0.02),)),
    "zoom in": Motion((Move("zoom", 0.22),)),
    "wide zoom": Motion((Move("zoom", 0.59),)),
    "roll": Motion((Move("roll", 0.10),)),
    "pan, tilt and zoom": Motion((Move("pan", 0.1), Move("tilt", -0.05), Move("zoom", -0.2))),
}


@pytest.mark.parametrize("name", MOVES)
def test_flat_moves_are_steady_exact_and_evenly_sharp(name: str, waves: Waves, still: Image.Image) -> None:
    view = look(still, follow(MOVES[name], FRAMES, fps=24), SIZE)
    whole, corners, sharp = errors(waves, view, range(0, FRAMES, 3))
    jitter = np.sqrt((np.diff(whole, axis=0) ** 2).mean())
    print(f"{name}: jitter {jitter:.4f} px, corner {corners.max():.4f} px, sharpness {sharp.min():.3f}..{sharp.max():.3f}")
    assert jitter <= 0.02
    assert np.abs(whole).max() <= 0.05
    assert corners.max() <= 0.05
    assert sharp.max() / sharp.min() - 1 <= 0.03
    assert 0.88 <= sharp.min() and sharp.max() <= 1.08
