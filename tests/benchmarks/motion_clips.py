"""Clips of the sandbox whose camera is known: an unseen image, prompt, size and bit rate for each seed."""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple

import av
import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageOps

from krea_widgets.camera_moves import prompt
from krea_widgets.camera_moves.moves import Motion
from krea_widgets.sandbox.camera.paint import Painter
from krea_widgets.sandbox.camera.render import Scene, render
from krea_widgets.sandbox.camera.render_request import RenderRequest
from krea_widgets.sandbox.camera.start_image import backdrop

# Photos to crop: those of the notebooks, and of a folder of one's own.
FOLDERS = [Path(__file__).parents[2] / "notebooks", *map(Path, filter(None, [os.environ.get("MOTION_STILLS")]))]
PHOTOS = [
    path
    for folder in FOLDERS
    for path in sorted(folder.iterdir())
    # The others of the notebooks are collages.
    if path.suffix in (".jpg", ".png") and (folder != FOLDERS[0] or path.name.startswith("lighthouse"))
]
FLAT = (
    "pan left", "pan right", "tilt up", "tilt down", "zoom in", "zoom out", "roll clockwise", "roll counter-clockwise",
)  # fmt: skip
DEEP = (
    "dolly in", "dolly out", "truck left", "truck right", "pedestal up", "pedestal down", "orbit left", "orbit right",
)  # fmt: skip
OTHER = ("static camera", "handheld", "camera shake", "dolly zoom in", "dolly zoom out")
SPEEDS = ("", "", "very slow ", "slow ", "slightly ", "gradual ", "fast ", "dramatic ")
SUBJECTS = ("", "a quiet street, ", "portrait at dusk, ", "old harbour, ", "macro shot, ")
RATIOS = (16 / 9, 16 / 9, 9 / 16, 1.0, 4 / 3, 3 / 4, 21 / 9)
LINES = (480, 480, 480, 720, 720, 1080)
FPS = 24
# Grey levels of a small picture by which a film changes from frame to frame where a stop can be told.
CHANGES = 1.4
# A point has texture if the standard deviation of the brightness around it is above so many levels.
TEXTURE = 3.0


class Truth(NamedTuple):
    """The camera's figures in the units of a `Step`, added up, and the depth in widths that no plane explains."""

    pan: float
    tilt: float
    zoom: float
    roll: float
    depth: float = 0.0


class Case:
    """A clip to render; equal seeds give equal clips.

    Attributes:
        low: Encoded again at a quarter of the bit rate.
    """

    def __init__(self, seed: int, *, lines: tuple[int, ...] = LINES, seconds: tuple[int, ...] = (2, 3, 4, 5)) -> None:
        choose = random.Random(seed)
        self.seed = seed
        self.textured = choose.random() < 0.88
        first = choose.choice((*FLAT, *DEEP) * 2 + OTHER)
        words = "" if first in OTHER else choose.choice(SPEEDS)
        words += first
        if first in FLAT and choose.random() < 0.25:
            axes = {"pan": "side", "tilt": "rise", "zoom": "near", "roll": "turn"}
            others = [one for one in FLAT if axes[one.split()[0]] != axes[first.split()[0]]]
            words += choose.choice((" and ", ", then ")) + choose.choice(others)
        self.prompt = choose.choice(SUBJECTS) + words
        ratio, edge, self.seconds = choose.choice(RATIOS), choose.choice(lines), choose.choice(seconds)
        wide, high = (edge * ratio, edge) if ratio >= 1 else (edge, edge / ratio)
        self.size = 2 * round(wide / 2), 2 * round(high / 2)
        self.low = choose.random() < 0.5
        self._image_seed = choose.randrange(2**32)

    def __repr__(self) -> str:
        rate = " low" if self.low else ""
        return (
            f"{self.seed}: {self.prompt!r} on {self.image_name}, {self.size[0]}x{self.size[1]}, {self.seconds} s{rate}"
        )

    @property
    def motion(self) -> Motion:
        return prompt.parse(self.prompt, duration=self.seconds)

    @cached_property
    def _drawn(self) -> tuple[str, Image.Image]:
        return (textured_still if self.textured else plain_still)(self._image_seed)

    @property
    def image_name(self) -> str:
        return self._drawn[0]

    def request(self, out: Path) -> RenderRequest:
        return RenderRequest(
            prompt=self.prompt, start=self._drawn[1], out=out, size=self.size, duration=self.seconds,
            on_progress=lambda _: None, cancel=Event(), seed=self.seed,
        )  # fmt: skip

    def render(self, out: Path) -> None:
        render(self.request(out), self.motion)
        if self.low:
            again(out, out.stat().st_size * 8 / self.seconds / 4)

    def path(self) -> Truth:
        """Where the sandbox's camera arrives, as the middle of the frame sees it, of things at the depth 0."""
        path = Scene(self.request(Path()), self.motion).view.path
        grown, turn = np.exp((path.zoom[1:] + path.zoom[:-1]) / 2), (path.roll[1:] + path.roll[:-1]) / 2
        x, y = np.diff(path.x) * grown, np.diff(path.y) * grown
        across, down = np.cos(turn) * x + np.sin(turn) * y, -np.sin(turn) * x + np.cos(turn) * y
        zoom, roll = (float(values[-1] - values[0]) for values in (path.zoom, path.roll))
        return Truth(float(across.sum()), float(down.sum() * self.size[0] / self.size[1]), zoom, roll)

    def plane(self) -> Truth:
        """The motion of the plane that explains the renderer's own map of where the image has texture best.

        From each frame to the next, the affine map with the least squares; zoom and roll are what its columns and rows
        have in common, because a depth that grows downwards looks sheared when the camera goes sideways.
        """
        view = Scene(self.request(Path()), self.motion).view
        painter = Painter(view)
        luma = view.planes[0].astype(np.float32)
        reach = (2 * round(12 * max(view.base_scale()) * view.window / self.size[0]) + 1,) * 2
        spread = np.sqrt(np.maximum(cv2.blur(luma**2, reach) - cv2.blur(luma, reach) ** 2, 0))
        x, y = painter._x * self.size[0], painter._y * self.size[0]
        inside = (np.abs(x) < self.size[0] / 2) & (np.abs(y) < self.size[1] / 2)
        points = np.stack([x, y], axis=-1).astype(np.float64)
        maps = [painter.grid(index).astype(np.float64) for index in range(len(view.path))]
        total = np.zeros(4)
        for before, after in itertools.pairwise(maps):
            kept = inside & (_look(spread, before) > TEXTURE)
            if kept.sum() < 20:
                kept = inside
            total += _affine_parts(points[kept], _arrive(points, before, after)[kept], self.size)
        ends = _arrive(points, maps[0], maps[-1])
        kept = inside & (_look(spread, maps[0]) > TEXTURE) & (np.abs(ends) < np.array(self.size) / 2).all(axis=2)
        depth = _unexplained(points[kept], ends[kept]) / self.size[0] if kept.sum() > 20 else 0.0
        return Truth(*map(float, total), depth)


def _look(values: Any, at: Any) -> Any:
    return cv2.remap(values, at.astype(np.float32), None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _arrive(points: Any, before: Any, after: Any) -> Any:
    """Where in the later frame the points of the earlier one are: its map is inverted by Newton's steps."""
    spacing = points[0, 1, 0] - points[0, 0, 0]
    arrived = points.copy()
    for _ in range(1 if np.abs(after - before).max() < 32 else 4):
        places = (arrived - points[0, 0]) / spacing
        there = np.stack([_look(after[..., axis].astype(np.float32), places) for axis in (0, 1)], axis=-1)
        if (arrived == points).all():
            there = after
        slopes = np.stack(np.gradient(after, spacing, axis=(1, 0)), axis=-1)
        arrived = arrived + np.linalg.solve(slopes, (before - there)[..., None])[..., 0]
    return arrived


def _affine_parts(old: Any, new: Any, size: tuple[int, int]) -> Any:
    matrix = np.linalg.lstsq(np.hstack([old, np.ones((len(old), 1))]), new, rcond=None)[0].T
    (a, b, x), (c, d, y) = matrix
    zoom = _common(0.5 * np.log(a * a + c * c), 0.5 * np.log(b * b + d * d))
    return np.array([-x / size[0], -y / size[1], zoom, -_common(np.arctan2(c, a), np.arctan2(-b, d))])


def _common(one: float, other: float) -> float:
    return 0.0 if one * other <= 0 else min(one, other, key=abs)


def _unexplained(old: Any, new: Any) -> float:
    """The root mean square of what the best similarity leaves, in pixels."""
    before, after = (values[:, 0] + 1j * values[:, 1] for values in (old, new))
    before, after = before - before.mean(), after - after.mean()
    rest = after - before * (np.vdot(before, after) / np.vdot(before, before))
    return float(np.sqrt((np.abs(rest) ** 2).mean()))


def again(path: Path, bits: float) -> None:
    """Encode a video again at a bit rate."""
    with av.open(str(path)) as source:
        frames = [frame.to_ndarray() for frame in source.decode(video=0)]
    encode(frames, path, "yuv420p", bits)


def gray(path: Path) -> list[Any]:
    """The frames in grey, at full size."""
    with av.open(str(path)) as source:
        return [frame.to_ndarray(format="gray") for frame in source.decode(video=0)]


def encode(frames: Sequence[Any], path: Path, pixels: str = "gray", bits: float = 0) -> None:
    """Write an H.264 video, as good as the sandbox's or at a bit rate."""
    with av.open(str(path), "w") as target:
        options = {"preset": "veryfast"} if bits else {"preset": "veryfast", "crf": "21"}
        stream = target.add_stream("libx264", rate=FPS, options=options)
        shown = [av.VideoFrame.from_ndarray(frame, format=pixels) for frame in frames]
        stream.width, stream.height, stream.pix_fmt = shown[0].width, shown[0].height, "yuv420p"
        if bits:
            stream.bit_rate = round(bits)
        for frame in shown:
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))


class Object(NamedTuple):
    """What moves in front of a scene: its mean share of the frame, and its way in widths a second."""

    share: float
    speed: float
    way: tuple[float, float]


def with_object(frames: Sequence[Any], seed: int) -> tuple[list[Any], Object]:
    """Frames in which a textured thing, round or not, goes to and fro."""
    choose = random.Random(seed)
    height, width = frames[0].shape
    share, tall = choose.uniform(0.03, 0.4), choose.uniform(0.6, 1.6)
    wide = min(int((share * width * height / tall) ** 0.5), int(0.8 * width))
    high = min(int(share * width * height / wide), int(0.9 * height))
    texture = np.asarray(textured_still(choose.randrange(2**32))[1].convert("L").resize((wide, high)))
    mask = np.full((high, wide), 255, np.uint8)
    if choose.random() < 0.5:
        mask[:] = 0
        cv2.ellipse(mask, (wide // 2, high // 2), (wide // 2, high // 2), 0, 0, 360, 255, -1)
    speed, angle = choose.uniform(0.05, 0.3), choose.uniform(0, 2 * np.pi)
    way = speed * np.cos(angle), speed * np.sin(angle)
    room = np.array([width - wide, height - high])
    place = np.array([choose.uniform(0, edge) for edge in room])
    made = []
    for index, frame in enumerate(frames):
        moved = np.abs((place + np.array(way) * width * index / FPS + room) % (2 * np.maximum(room, 1)) - room)
        shift = np.array([[1, 0, moved[0]], [0, 1, moved[1]]])
        shown, over = (cv2.warpAffine(one, shift, (width, height)) for one in (texture, mask))
        made.append(np.where(over > 127, shown, frame))
    return made, Object(float((mask > 0).sum()) / (width * height), speed, way)


def shaken(frames: Sequence[Any], strength: float, seed: int) -> list[Any]:
    """Frames shaken at 4 to 10 Hz; `strength` is the root mean square of the way in widths."""
    choose = random.Random(seed)
    height, width = frames[0].shape
    time = np.arange(len(frames)) / FPS
    waves = [
        sum(np.sin(2 * np.pi * (choose.uniform(4, 10) * time + choose.random())) for _ in range(4)) for _ in range(2)
    ]
    size = np.sqrt(np.mean(waves[0] ** 2 + waves[1] ** 2))
    # A little larger, or the shaken edge of the frame would stand still.
    grown = 1 + 6 * strength
    made = []
    for x, y, frame in zip(*waves, frames, strict=True):
        shift = np.array([width, height]) * (1 - grown) / 2 + np.array([x, y]) * strength * width / size
        matrix = np.array([[grown, 0, shift[0]], [0, grown, shift[1]]])
        made.append(cv2.warpAffine(frame, matrix, (width, height), flags=cv2.INTER_CUBIC))
    return made


def flickering(frames: Sequence[Any], strength: float, seed: int) -> list[Any]:
    """Frames brighter and darker at 4 to 10 Hz; `strength` is the standard deviation of the light's logarithm."""
    choose = random.Random(seed)
    time = np.arange(len(frames)) / FPS
    wave = sum(np.sin(2 * np.pi * (choose.uniform(4, 10) * time + choose.random())) for _ in range(3))
    light = np.exp(wave / wave.std() * strength) * 0.85
    return [np.clip(frame * level, 0, 255).astype(np.uint8) for frame, level in zip(frames, light, strict=True)]


def moving(frames: Sequence[Any]) -> list[int]:
    """The frames in the middle part before and after which the film changes by `CHANGES`."""
    small = [cv2.resize(frame, None, fx=0.375, fy=0.375, interpolation=cv2.INTER_AREA) for frame in frames]
    changes = [float(cv2.absdiff(old, new).mean()) for old, new in itertools.pairwise(small)]
    return [
        at
        for at in range(len(frames) // 4, 3 * len(frames) // 4)
        if min(np.median(changes[at - 4 : at]), np.median(changes[at : at + 4])) >= CHANGES
    ]


def frozen(frames: Sequence[Any], seconds: float, seed: int) -> list[Any]:
    """Frames that stand still for a while where they move."""
    count = round(seconds * FPS)
    at = random.Random(seed).choice(moving(frames))
    return [*frames[: at + 1], *[frames[at]] * count, *frames[at + 1 :]]


def repeated(frames: Sequence[Any], count: int, seed: int) -> list[Any]:
    """Frames of which some that move are shown twice, instead of the next ones."""
    made = list(frames)
    for at in random.Random(seed).sample(moving(frames)[::3], count):
        made[at + 1] = made[at]
    return made


def cut_to(frames: Sequence[Any], others: Sequence[Any], seed: int) -> list[Any]:
    """The first part of a clip, then one of another."""
    at = random.Random(seed).randrange(6, len(frames) - 6)
    size = frames[0].shape[::-1]
    rest = [others[index % len(others)] for index in range(at, len(frames))]
    return [*frames[:at], *(cv2.resize(frame, size) for frame in rest)]


def textured_still(seed: int) -> tuple[str, Image.Image]:
    """A crop of a photo, or a drawn image with detail, and its name."""
    choose, noise = random.Random(seed), np.random.default_rng(seed)
    kind = choose.random()
    if kind < 0.6:
        path = choose.choice(PHOTOS)
        image = Image.open(path).convert("RGB")
        wide, high = (edge * choose.uniform(0.6, 1) for edge in image.size)
        left, top = choose.uniform(0, image.width - wide), choose.uniform(0, image.height - high)
        image = image.crop((round(left), round(top), round(left + wide), round(top + high)))
        image = ImageOps.mirror(image) if choose.random() < 0.5 else image
        gamma = choose.uniform(0.7, 1.4)
        return path.stem, image.point([round(255 * (level / 255) ** gamma) for level in range(256)] * 3)
    size = choose.choice(((1280, 720), (900, 1200), (1000, 1000)))
    if kind < 0.7:
        return "landscape", backdrop(*size, seed=seed)
    if kind < 0.85:
        return "noise", Image.fromarray(_octaves(noise, size, (4, 12, 40, 150)))
    image = Image.fromarray(_octaves(noise, size, (200, 400)))
    canvas = ImageDraw.Draw(image)
    for _ in range(90):
        x, y, reach = choose.uniform(0, size[0]), choose.uniform(0, size[1]), choose.uniform(10, 90)
        box = (x, y, x + reach, y + reach * choose.uniform(0.4, 2))
        shape = choose.choice((canvas.rectangle, canvas.ellipse))
        shape(box, fill=tuple(choose.randrange(256) for _ in range(3)))
    return "shapes", image


def plain_still(seed: int) -> tuple[str, Image.Image]:
    """An image with so little detail that hardly anything tells how a camera moves over it."""
    choose, noise = random.Random(seed), np.random.default_rng(seed)
    size = choose.choice(((1280, 720), (900, 1200), (1000, 1000)))
    kind = choose.choice(("one colour", "gradient", "haze", "one disc", "faint noise"))
    base = np.full((size[1], size[0], 3), [choose.randrange(40, 220) for _ in range(3)], np.float32)
    if kind == "gradient":
        base += np.linspace(-40, 40, size[1])[:, None, None]
    if kind == "haze":
        base = _octaves(noise, size, (400,)).astype(np.float32) * 0.3 + 90
    if kind == "one disc":
        cv2.circle(base, (size[0] // 2, size[1] // 2), size[0] // 8, (240, 230, 90), -1, cv2.LINE_AA)
    if kind == "faint noise":
        base += noise.normal(0, 2, (size[1], size[0], 1))
    # Dithered, as photos are by their noise.
    return kind, Image.fromarray(np.clip(base + noise.uniform(0, 1, base.shape), 0, 255).astype(np.uint8))


def _octaves(noise: np.random.Generator, size: tuple[int, int], scales: tuple[int, ...]) -> Any:
    """Colour noise with detail of these sizes in pixels."""
    layers = [
        cv2.resize(
            noise.random((size[1] // n + 2, size[0] // n + 2, 3)).astype(np.float32),
            size,
            interpolation=cv2.INTER_CUBIC,
        )
        for n in scales
    ]
    mixed = sum(layers) / len(layers)
    return np.clip(255 * (mixed - mixed.min()) / (mixed.max() - mixed.min()), 0, 255).astype(np.uint8)
