"""Clips from the renderer: what is in the file, which way it moves, how it stops."""

from __future__ import annotations

import itertools
import threading
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from frames import colours, request
from PIL import Image

from krea_widgets.camera_moves import prompt as camera
from krea_widgets.camera_moves.moves import Motion
from krea_widgets.media.crop import detail
from krea_widgets.media.video_encoder import VideoEncoder, planes
from krea_widgets.sandbox.camera import render
from krea_widgets.sandbox.camera.render_request import Cancelled
from krea_widgets.sandbox.camera.start_image import backdrop

SIZE = (320, 180)


def noise(width: int, height: int, *, seed: int = 1, soft: float = 6) -> Image.Image:
    """A still with structure everywhere, as a rule soft enough to survive encoding."""
    values = np.random.default_rng(seed).normal(0, 1, (height, width, 3)).astype(np.float32)
    values = cv2.GaussianBlur(values, (0, 0), soft)
    return Image.fromarray(np.clip(128 + values * (45 / values.std()), 0, 255).astype(np.uint8))


STILL = noise(640, 400)


def clip(out: Path, words: str = "static shot", still: Any = STILL, **settings: Any) -> list[Any]:
    """Render a short clip and read all its frames back, as RGB arrays."""
    motion = words if isinstance(words, Motion) else camera.parse(words)
    wanted = request(still, **{"size": SIZE, "frames": 12, "prompt": words, "out": out, **settings})
    render.render(wanted, motion)
    with av.open(str(out)) as film:
        return [colours(frame) for frame in film.decode(video=0)]


def boxes(path: Path) -> list[str]:
    """The top-level boxes of an MP4."""
    data, at, names = path.read_bytes(), 0, []
    while at < len(data):
        names.append(data[at + 4 : at + 8].decode("ascii"))
        at += int.from_bytes(data[at : at + 4], "big")
    assert at == len(data)
    return names


@pytest.mark.parametrize(
    ("fps", "duration", "frames"), [(24, 0.5, 12), (30, 0.7, 21), (23.976, 1.0, 24), (16, 0.01, 1)]
)
def test_file_has_the_asked_size_rate_and_length(tmp_path: Path, fps: float, duration: float, frames: int) -> None:
    out = tmp_path / "a.mp4"
    assert len(clip(out, "pan left", fps=fps, duration=duration, size=(322, 178))) == frames
    with av.open(str(out)) as film:
        (stream,) = film.streams
        assert (stream.codec.name, stream.profile, stream.pix_fmt) == ("h264", "High", "yuv420p")
        assert (stream.width, stream.height, stream.frames) == (322, 178, frames)
        assert float(stream.average_rate) == pytest.approx(fps, abs=1e-3)
        context = stream.codec_context
        assert (context.colorspace, context.color_primaries, context.color_trc, context.color_range) == (1, 1, 1, 1)
    names = boxes(out)
    assert names[0] == "ftyp"
    assert names.index("moov") < names.index("mdat")
    assert list(tmp_path.iterdir()) == [out]


def registered(frames: list[Any]) -> Any:
    """The similarity (scale, angle in degrees, right, down) that carries the first frame's content to the last's."""
    greys = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in frames]
    middle = np.array([greys[0].shape[1] / 2, greys[0].shape[0] / 2], np.float32)
    total = np.eye(3)
    for one, two in itertools.pairwise(greys):  # step by step: each step is small enough to be tracked surely
        corners = cv2.goodFeaturesToTrack(one, 200, 0.01, 6)
        moved, found, _ = cv2.calcOpticalFlowPyrLK(one, two, corners, None, winSize=(21, 21), maxLevel=3)
        kept = found.ravel() == 1
        step, _ = cv2.estimateAffinePartial2D(
            corners[kept].reshape(-1, 2) - middle, moved[kept].reshape(-1, 2) - middle
        )
        total = np.vstack([step, [0, 0, 1]]) @ total
    return (
        float(np.hypot(total[0, 0], total[1, 0])),
        float(np.degrees(np.arctan2(total[1, 0], total[0, 0]))),
        *total[:2, 2],
    )


@pytest.mark.parametrize(
    ("words", "scale", "angle", "right", "down"),
    [
        ("gentle camera pan from left to right", 0, 0, -1, 0),
        ("pan left", 0, 0, 1, 0),
        ("오른쪽에서 왼쪽으로 팬", 0, 0, 1, 0),
        ("truck right", 0, 0, -1, 0),
        ("tilt up", 0, 0, 0, 1),
        ("tilt down", 0, 0, 0, -1),
        ("crane up", 0, 0, 0, 1),
        ("zoom in", 1, 0, 0, None),
        ("zoom out", -1, 0, 0, None),
        ("dolly in", 1, 0, 0, None),
        ("돌리 아웃", -1, 0, 0, None),
        ("roll clockwise", 0, -1, 0, 0),
        ("roll counter-clockwise", 0, 1, 0, 0),
    ],
)
def test_content_moves_against_the_camera(
    tmp_path: Path, words: str, scale: int, angle: int, right: int, down: int | None
) -> None:
    frames = clip(tmp_path / "a.mp4", words, duration=0.5)
    got = registered(frames)
    for value, want, least, tolerance in zip(
        got, (scale, angle, right, down), (0.08, 2.0, 8, 8), (0.06, 1.0, 5, 5), strict=False
    ):
        value = value - 1 if least == 0.08 else value
        if want is not None:
            assert value * want > least if want else abs(value) < tolerance, got


def test_near_things_move_more_than_far_ones(tmp_path: Path) -> None:
    frames = clip(tmp_path / "a.mp4", "fast truck right, dramatic parallax")
    far, near = (registered([frame[part] for frame in frames])[2] for part in (slice(0, 70), slice(110, 180)))
    assert near < far - 2


def test_a_static_shot_stands_still_and_a_focus_pull_gets_sharp(tmp_path: Path) -> None:
    frames = clip(tmp_path / "a.mp4")
    assert np.abs(frames[0].astype(int) - frames[-1]).mean() < 1.5
    fine = noise(640, 400, soft=2)
    pulled = clip(tmp_path / "b.mp4", camera.parse("", camera_motion="focus_shift"), fine)
    softness = [cv2.Laplacian(frame, cv2.CV_32F).std() for frame in (pulled[0], pulled[-1])]
    assert softness[1] > 1.3 * softness[0]


@pytest.mark.parametrize("words", ["pan left", "orbit around", "zoom out then tilt up"])
def test_no_black_border_and_no_jump(tmp_path: Path, words: str) -> None:
    bright = Image.eval(STILL, lambda value: 120 + value // 2)
    frames = clip(tmp_path / "a.mp4", words, bright)
    assert min(int(frame.min()) for frame in frames) > 90
    steps = [np.abs(one.astype(int) - two).mean() for one, two in itertools.pairwise(frames)]
    assert max(steps) < 4 * np.median(steps) + 1


def cropped(still: Image.Image, size: tuple[int, int]) -> Any:
    """The largest crop of the right shape, where the detail is."""
    height = still.width * size[1] / size[0]
    top = detail(still, size[0] / size[1]).y * still.height - height / 2
    return np.asarray(still.resize(size, Image.Resampling.LANCZOS, box=(0, top, still.width, top + height)))


@pytest.mark.parametrize("words", ["dolly in", "pan left to right", "static shot", "roll clockwise"])
def test_last_frame_is_the_end_image(tmp_path: Path, words: str) -> None:
    other = noise(500, 400, seed=9)
    frames = clip(tmp_path / "a.mp4", words, end=other)
    first, last = (cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY).astype(float) for frame in (frames[0], frames[-1]))
    want = cv2.cvtColor(cropped(other, SIZE), cv2.COLOR_RGB2GRAY)
    assert np.abs(last - want).mean() < 4
    assert np.abs(first - want).mean() > 25


def test_same_scene_is_morphed_and_others_are_dissolved() -> None:
    still = noise(640, 400, soft=3)
    moved = still.resize((640, 400), box=(30, 20, 610, 382))
    same, other = (
        render.Scene(request(still, SIZE, frames=9, end=end), Motion())
        for end in (moved, noise(640, 400, seed=4, soft=3))
    )
    assert same.morph is not None
    assert same.morph.agreement > 0.7
    assert other.morph is None
    planes = tuple(np.zeros((SIZE[1] // k, SIZE[0] // k), np.uint8) for k in (1, 2, 2))
    sharp = []
    for scene in (same, other):
        scene.draw(4, planes)  # type: ignore[arg-type]
        sharp.append(cv2.Laplacian(planes[0], cv2.CV_32F).std())
    assert sharp[0] > 1.2 * sharp[1]


def test_sound_only_when_asked(tmp_path: Path) -> None:
    clip(tmp_path / "quiet.mp4")
    clip(tmp_path / "loud.mp4", audio=True, duration=1.5)
    with av.open(str(tmp_path / "quiet.mp4")) as film:
        assert not film.streams.audio
    with av.open(str(tmp_path / "loud.mp4")) as film:
        assert film.streams.audio[0].codec_context.name == "aac"
        samples = np.concatenate([frame.to_ndarray() for frame in film.decode(audio=0)], axis=1)
        rate = film.streams.audio[0].rate
    assert samples.shape[1] / rate == pytest.approx(1.5, abs=0.05)
    assert 0.01 < samples.std() < 0.2
    assert np.abs(samples).max() < 0.5


def test_backdrop_depends_on_seed_and_prompt(tmp_path: Path) -> None:
    first, again, other = (backdrop(160, 90, seed=seed, prompt="a lake") for seed in (1, 1, 2))
    assert first.tobytes() == again.tobytes() != other.tobytes()
    assert backdrop(160, 90, seed=1, prompt="a town").tobytes() != first.tobytes()
    frames = clip(tmp_path / "a.mp4", "pan right", None)
    assert frames[0].std() > 15


@pytest.mark.slow
def test_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"words": "handheld orbit, film grain, candle", "audio": True}
    for name, seed in (("a", 1), ("b", 1), ("c", 1), ("d", 2)):
        clip(tmp_path / name, seed=seed, **settings)
    first, again, third, other = ((tmp_path / name).read_bytes() for name in "abcd")
    assert first == again == third
    assert first != other


@pytest.mark.parametrize("words", ["pan left", "truck left"])
def test_a_film_is_the_same_as_one_of_frames_with_memory_of_their_own(tmp_path: Path, words: str) -> None:
    wanted, motion = request(STILL, SIZE, frames=12, out=tmp_path / "a.mp4"), camera.parse(words)
    render.render(wanted, motion)
    scene = render.Scene(wanted, motion)
    with VideoEncoder(tmp_path / "b.mp4", size=SIZE, fps=scene.rate) as film:
        frames = [film.frame() for _ in range(scene.frames)]
        for index, frame in enumerate(frames):
            scene.draw(index, planes(frame))
            film.add(frame)
        film.finish()
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_progress_rises_to_one(tmp_path: Path) -> None:
    heard: list[float] = []
    clip(tmp_path / "a.mp4", on_progress=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    assert len(heard) == 12


@pytest.mark.parametrize("after", [0, 3])
def test_cancel_leaves_nothing_behind(tmp_path: Path, after: int) -> None:
    cancel = threading.Event()
    out = tmp_path / "a.mp4"
    out.write_bytes(b"an older clip")
    shown = []

    def progress(share: float) -> None:
        shown.append(share)
        if len(shown) >= after:
            cancel.set()

    if not after:
        cancel.set()
    before = threading.active_count()
    with pytest.raises(Cancelled):
        clip(out, "dolly in", duration=10, cancel=cancel, on_progress=progress)
    assert len(shown) == after  # it stopped within a frame
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]
    assert out.read_bytes() == b"an older clip"
    assert threading.active_count() == before


def test_a_failing_callback_cleans_up(tmp_path: Path) -> None:
    def progress(_: float) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        clip(tmp_path / "a.mp4", on_progress=progress)
    assert not list(tmp_path.iterdir())


def test_ambience_is_small_but_there() -> None:
    green = Image.blend(STILL, Image.new("RGB", STILL.size, (60, 150, 50)), 0.6)
    named = ("", ", leaves rustle in the wind", ", candle light", ", film grain")
    scenes = [render.Scene(request(green, SIZE, frames=9), camera.parse("static shot" + more)) for more in named]
    lumas = []
    for scene in scenes:
        planes = tuple(np.zeros((SIZE[1] // k, SIZE[0] // k), np.uint8) for k in (1, 2, 2))
        scene.draw(5, planes)  # type: ignore[arg-type]
        lumas.append(planes[0].astype(float))
    for luma in lumas[1:]:
        difference = np.abs(luma - lumas[0]).mean()
        assert 0.05 < difference < 5
