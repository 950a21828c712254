"""How fast the renderer is, as ratios to encoding alone and to ffmpeg's own filters, measured side by side.

Ratios of medians, candidates in turns. Processor time is judged, since other work on the machine hardly changes it;
wall time is printed. Limits have a fifth of slack.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from krea_widgets.sandbox import camera, render
from krea_widgets.sandbox.encode import Film, planes

pytestmark = pytest.mark.slow

SIZE, FRAMES, FPS = (1280, 720), 120, 24  # five seconds, the usual clip
SLACK = 1.2
ENCODER = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p", "-an"]


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six megapixels with detail at all scales."""
    random = np.random.default_rng(3)
    values = np.zeros((2000, 3000, 3), np.float32)
    for octave in range(2, 10):
        coarse = random.normal(0, 1, (max(2, 2000 >> octave), max(2, 3000 >> octave), 3)).astype(np.float32)
        values += cv2.resize(coarse, (3000, 2000), interpolation=cv2.INTER_CUBIC) * 1.6**octave
    path = tmp_path_factory.mktemp("still") / "still.png"
    Image.fromarray(np.clip(128 + values * (40 / values.std()), 0, 255).astype(np.uint8)).save(path, compress_level=1)
    return path


def medians(candidates: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median processor seconds of each candidate, in turns."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in candidates}
    for _ in range(rounds):
        for name, run in candidates.items():
            began = processor(), time.perf_counter()
            run()
            times[name].append((processor() - began[0], time.perf_counter() - began[1]))
    found = {name: statistics.median(spent for spent, _ in values) for name, values in times.items()}
    for name, values in times.items():
        print(
            f"\n{name:20} {found[name]:6.2f} s processor, {statistics.median(wall for _, wall in values):6.2f} s wall",
            end="",
        )
    return found


def processor() -> float:
    """Processor seconds of this process and those that it has waited for."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def ours(still: Path, words: str, out: Path, end: Image.Image | None = None) -> Callable[[], object]:
    motion = camera.parse(words)
    return lambda: render.render(still, motion, out, size=SIZE, fps=FPS, duration=FRAMES / FPS, end=end)


def drawn(still: Path, words: str) -> list[object]:
    """All frames of a clip, ready in memory."""
    scene = render.Scene(still, camera.parse(words), size=SIZE, frames=FRAMES, fps=FPS)
    frames = []
    for index in range(FRAMES):
        stack = tuple(np.empty((SIZE[1] // k, SIZE[0] // k), np.uint8) for k in (1, 2, 2))
        scene.draw(index, stack)  # type: ignore[arg-type]
        frames.append(stack)
    return frames  # type: ignore[return-value]


def encode_only(frames: list[object], out: Path) -> None:
    with Film(out, size=SIZE, fps=Fraction(FPS)) as film:
        for stack in frames:
            frame = film.frame()
            for target, source in zip(planes(frame), stack, strict=True):  # type: ignore[call-overload]
                target[:] = source
            film.add(frame)
        film.finish()


def test_drawing_costs_little_on_top_of_encoding(still: Path, tmp_path: Path) -> None:
    frames = drawn(still, "pan left to right")
    other = Image.open(still).convert("RGB").rotate(180)
    found = medians(
        {
            "encode only": lambda: encode_only(frames, tmp_path / "e.mp4"),
            "flat": ours(still, "pan left to right", tmp_path / "f.mp4"),
            "deep": ours(still, "truck left to right", tmp_path / "d.mp4"),
            "two stills": ours(still, "pan left to right", tmp_path / "t.mp4", other),
        },
        rounds=5,
    )
    base = found["encode only"]
    assert found["flat"] <= 1.35 * base * SLACK
    assert found["deep"] <= 1.55 * base * SLACK
    assert found["two stills"] <= 1.9 * base * SLACK


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs an ffmpeg binary to compare with")
def test_faster_than_the_filters_of_ffmpeg(still: Path, tmp_path: Path) -> None:
    size = f"{SIZE[0]}x{SIZE[1]}"
    pan = f"x='(iw-iw/zoom)*on/{FRAMES}':y='(ih-ih/zoom)/2':z=1.15:d={FRAMES}:s={size}:fps={FPS}"
    crop = "crop=3000:1688"
    step = f"(W*0.13)*on/{FRAMES}"
    corners = f"x0='{step}':y0=0:x1='W*0.87+{step}':y1=0:x2='{step}':y2='H*0.87':x3='W*0.87+{step}':y3='H*0.87'"

    def ffmpeg(*settings: str) -> Callable[[], object]:
        command = ["ffmpeg", "-y", "-v", "error", *settings, *ENCODER, str(tmp_path / "other.mp4")]
        return lambda: subprocess.run(command, check=True)

    looped = ["-loop", "1", "-framerate", str(FPS), "-i", str(still), "-frames:v", str(FRAMES)]
    perspective = f"crop=3000:1688,scale={size},perspective={corners}:interpolation=cubic:eval=frame"
    found = medians(
        {
            "flat": ours(still, "pan left to right", tmp_path / "f.mp4"),
            "zoompan": ffmpeg("-i", str(still), "-vf", f"{crop},zoompan={pan}"),
            "zoompan, scale 8000": ffmpeg("-i", str(still), "-vf", f"{crop},scale=8000:-1,zoompan={pan}"),
            "perspective": ffmpeg(*looped, "-vf", perspective),
        },
        rounds=3,
    )
    flat = found["flat"]
    assert flat <= 1.25 * found["zoompan"] * SLACK
    assert found["zoompan, scale 8000"] >= 1.6 * flat / SLACK
    assert found["perspective"] >= 3.0 * flat / SLACK
