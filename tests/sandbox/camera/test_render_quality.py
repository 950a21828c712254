"""The renderer's frames against exact truth: an analytic image whose value is known at every real-valued point."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from frames import luma_map, request
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from krea_widgets.camera_moves import prompt as camera
from krea_widgets.camera_moves.moves import Motion, Move
from krea_widgets.media.crop import detail
from krea_widgets.sandbox.camera.camera_path import follow
from krea_widgets.sandbox.camera.paint import Painter
from krea_widgets.sandbox.camera.render import Scene, render
from krea_widgets.sandbox.camera.view import View, fit_view

pytestmark = pytest.mark.slow

SIZE = (640, 360)
FRAMES = 25
SAMPLES = 20_000


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
    random = np.random.default_rng(1)  # a random sample of the pixels says as much as all of them
    u, v = random.integers(0, width, SAMPLES), random.integers(0, height, SAMPLES)
    x, y = (u + 0.5) / width - 0.5, (v + 0.5 - height / 2) / width
    parts = [(abs(u - a) < 100) & (abs(v - b) < 100) for a in (0, width) for b in (0, height)]
    whole, corners, sharp = [], [], []
    luma, *chroma = (np.zeros((height // k, width // k), np.uint8) for k in (1, 2, 2))
    for frame in frames:
        painter.draw(frame, (luma, *chroma))
        now = view.path.at(frame)
        seen_x, seen_y = view.image_point(*now.scene(x, y, 0.0))
        truth, slope_x, slope_y = waves.at(seen_x, seen_y)
        slopes = np.stack([slope_x, slope_y], axis=-1) * (view.window * np.exp(-now.zoom) / width)
        gap = luma[v, u].astype(float) - truth
        whole.append(shift(gap, slopes))
        corners.append(max(np.hypot(*shift(gap[part], slopes[part])) for part in parts))
        fine = waves.at(seen_x, seen_y, only=waves.fine)[0]
        sharp.append((gap * fine).sum() / (fine * fine).sum() + 1)
    return np.array(whole), np.array(corners), np.array(sharp)


def shift(gap: Any, slopes: Any) -> Any:
    """The shift that explains the difference best (least squares)."""
    terms = np.concatenate([slopes, np.ones((gap.size, 1))], axis=1)
    return np.linalg.lstsq(terms, gap, rcond=None)[0][:2]


MOVES = {
    "slow pan": Motion((Move("pan", 0.02),)),
    "zoom in": Motion((Move("zoom", 0.22),)),
    "wide zoom": Motion((Move("zoom", 0.59),)),
    "roll": Motion((Move("roll", 0.10),)),
    "pan, tilt and zoom": Motion((Move("pan", 0.1), Move("tilt", -0.05), Move("zoom", -0.2))),
}


@pytest.mark.parametrize("name", MOVES)
def test_flat_moves_are_steady_exact_and_evenly_sharp(name: str, waves: Waves, still: Image.Image) -> None:
    view = fit_view(still, follow(MOVES[name], FRAMES, fps=24), SIZE)
    whole, corners, sharp = errors(waves, view, range(0, FRAMES, 3))
    jitter = np.sqrt((np.diff(whole, axis=0) ** 2).mean())
    print(
        f"{name}: jitter {jitter:.4f} px, corner {corners.max():.4f} px, sharpness {sharp.min():.3f}..{sharp.max():.3f}"
    )
    assert jitter <= 0.02
    assert np.abs(whole).max() <= 0.05
    assert corners.max() <= 0.05
    assert sharp.max() / sharp.min() - 1 <= 0.03
    assert sharp.min() >= 0.88
    assert sharp.max() <= 1.08


def test_an_unmoved_window_is_the_plain_crop(still: Image.Image) -> None:
    """Ties the geometry to Pillow's, which knows nothing of views."""
    scene = Scene(request(still, SIZE), camera.parse("static shot"))
    luma, u, v = blank(SIZE)
    scene.draw(0, (luma, u, v))
    height = still.width * SIZE[1] / SIZE[0]
    top = detail(still, SIZE[0] / SIZE[1]).y * still.height - height / 2
    crop = still.resize(SIZE, Image.Resampling.LANCZOS, box=(0, top, still.width, top + height))
    want = np.asarray(crop.convert("L")).astype(float) * 219 / 255 + 16
    rows, columns = np.gradient(want)
    assert np.abs(shift((luma - want).ravel(), np.stack([columns, rows], axis=-1).reshape(-1, 2))).max() < 0.01
    assert np.sqrt(((luma - want) ** 2).mean()) < 2.0


def blank(size: tuple[int, int]) -> tuple[Any, Any, Any]:
    """Empty Y, Cb and Cr planes."""
    y, u, v = (np.zeros((size[1] // k, size[0] // k), np.uint8) for k in (1, 2, 2))
    return y, u, v


@pytest.mark.parametrize("depth", [0.0, 1.0])
def test_colour_lies_where_brightness_does(depth: float) -> None:
    """A ramp from red to teal has its middle at one place in luma and in chroma, which is sited on the left."""
    ramp = np.clip((np.arange(1280) - 500.3) / 200, 0, 1)[None, :, None]
    ends = np.array([200.0, 40, 40]), np.array([40.0, 160, 200])
    dithered = ends[0] + (ends[1] - ends[0]) * ramp + np.random.default_rng(0).uniform(0, 1, (720, 1280, 3))
    still = Image.fromarray(np.floor(dithered).astype(np.uint8))
    planes = blank(SIZE)
    Scene(request(still, SIZE, frames=2), Motion((Move("truck", 1e-6),), depth=depth)).draw(0, planes)
    red, green, blue = (ends[0] + ends[1]) / 2
    brightness = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    at_y = middle(np.arange(SIZE[0]), planes[0].mean(axis=0), 16 + brightness * 219 / 255)
    at_cr = middle(np.arange(0, SIZE[0], 2), planes[2].mean(axis=0), 128 + (red - brightness) / 1.5748 * 224 / 255)
    assert at_y == pytest.approx(600.8 / 2 - 0.5, abs=0.1)
    assert at_cr == pytest.approx(at_y, abs=0.1)


def middle(place: Any, value: Any, level: float) -> float:
    """Where a ramp passes a level, by a line through its steep part."""
    steep = np.abs(value - level) < 0.35 * abs(value[5] - value[-5])
    slope, offset = np.polyfit(place[steep], value[steep], 1)
    return float((level - offset) / slope)


WORDS = [
    "pan left",
    "tilt down",
    "dramatic zoom in",
    "zoom out fast",
    "dolly in",
    "very fast dolly out",
    "orbit around",
]
WORDS += [
    "roll clockwise",
    "dolly zoom",
    "handheld",
    "camera shake",
    "crane up",
    "truck right",
    "whip pan right",
    "parallax",
]
WORDS += ["leaves rustle in the wind", "water ripples", "오른쪽으로 팬", "줌아웃", "static shot"]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    words=some.lists(some.sampled_from(WORDS), min_size=1, max_size=4),
    joint=some.sampled_from([", ", " then "]),
    still_size=some.tuples(some.integers(1, 260), some.integers(1, 260)),
    size=some.sampled_from([(128, 72), (72, 128), (96, 96), (168, 72), (64, 48)]),
    duration=some.sampled_from([3.0, 5.0, 10.0, 20.0]),
)
def test_no_frame_sees_beyond_the_still(
    words: list[str], joint: str, still_size: tuple[int, int], size: tuple[int, int], duration: float
) -> None:
    image = Image.effect_noise(still_size, 60).convert("RGB")
    motion = camera.parse(joint.join(words), duration=duration)
    view = Scene(request(image, size, frames=9), motion).view
    across, down = view.base_scale()
    painter = Painter(view, sway=motion.sway, seconds=duration)
    loose = 0.01 * view.window / size[0]
    for frame in range(9):
        x, y = np.moveaxis(luma_map(painter, frame), -1, 0)
        image_x, image_y = (x + 0.5) / across + view.box[0], (y + 0.5) / down + view.box[1]
        assert image_x.min() >= -loose
        assert image_x.max() <= image.width + loose
        assert image_y.min() >= -loose
        assert image_y.max() <= image.height + loose


def test_the_flat_shortcut_draws_what_the_curved_map_draws(still: Image.Image) -> None:
    painter = Painter(fit_view(still, follow(MOVES["pan, tilt and zoom"], 5, fps=24), SIZE))
    short, curved = (blank(SIZE), blank(SIZE))
    painter.draw(3, short)
    painter.draw(3, curved, lambda x, y: (x, y))
    for one, other in zip(short, curved, strict=True):
        assert np.abs(one.astype(int) - other).max() <= 1


def test_depth_never_folds_the_picture(still: Image.Image) -> None:
    """Neighbouring pixels keep their order and about their distance, even in the strongest moves."""
    for words in (
        "very fast orbit around, parallax",
        "very fast dolly zoom, 3d",
        "very fast truck right, dramatic parallax",
    ):
        view = Scene(request(still, SIZE, frames=3), camera.parse(words)).view
        x, y = np.moveaxis(luma_map(Painter(view), 2), -1, 0)
        first_x = luma_map(Painter(view), 0)[..., 0]
        stretch = np.diff(x, axis=1) / np.diff(first_x, axis=1).mean()
        assert stretch.min() > 0.4, words
        assert stretch.max() < 1.8, words
        assert np.diff(y, axis=0).min() > 0


def test_frames_stay_true_through_the_encoder(tmp_path: Path) -> None:
    """Decoded frames against the still itself, cut out with Lanczos."""
    still = textured(1300, 900)
    wanted, motion = request(still, SIZE, frames=24, out=tmp_path / "a.mp4"), camera.parse("pan right and zoom in")
    render(wanted, motion)
    with av.open(str(tmp_path / "a.mp4")) as film:
        lumas = [frame.to_ndarray()[: SIZE[1]] for frame in film.decode(video=0)]
    view = Scene(wanted, motion).view
    for index in range(0, 24, 4):
        now = view.path.at(index)
        left, top = view.image_point(*now.scene(-0.5, -0.5 * SIZE[1] / SIZE[0], 0.0))
        right, bottom = view.image_point(*now.scene(0.5, 0.5 * SIZE[1] / SIZE[0], 0.0))
        cut = still.resize(SIZE, Image.Resampling.LANCZOS, box=(left, top, right, bottom))
        want = np.asarray(cut.convert("L")).astype(np.float32) * (219 / 255) + 16
        assert similarity(want, lumas[index].astype(np.float32)) >= 0.97


def textured(width: int, height: int) -> Image.Image:
    """Detail at all scales, its strength falling as in photographs, and some hard edges."""
    random = np.random.default_rng(2)
    values = np.zeros((height, width), np.float32)
    for octave in range(1, 8):
        size = max(2, width >> octave), max(2, height >> octave)
        coarse = random.normal(0, 1, size[::-1]).astype(np.float32)
        values += cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC) * 1.75**octave
    values = 120 + values * (35 / values.std())
    for _ in range(25):
        corner, size = random.integers(0, (width, height)), random.integers(20, 200, 2)
        cv2.rectangle(
            values, corner.tolist(), (corner + size).tolist(), float(random.uniform(20, 230)), -1, cv2.LINE_AA
        )
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8)).convert("RGB")


def similarity(one: Any, two: Any) -> float:
    """SSIM (Wang et al. 2004) with a Gaussian window of sigma 1.5, for a range of 219."""

    def soft(values: Any) -> Any:
        return cv2.GaussianBlur(values, (11, 11), 1.5)

    mean_one, mean_two = soft(one), soft(two)
    spread_one, spread_two = soft(one * one) - mean_one**2, soft(two * two) - mean_two**2
    shared = soft(one * two) - mean_one * mean_two
    c1, c2 = (0.01 * 219) ** 2, (0.03 * 219) ** 2
    top = (2 * mean_one * mean_two + c1) * (2 * shared + c2)
    return float((top / ((mean_one**2 + mean_two**2 + c1) * (spread_one + spread_two + c2))).mean())
