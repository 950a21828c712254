"""Films whose camera, objects and light are known exactly, measured from their frames."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import cv2
import numpy as np
import pytest

from krea_widgets.camera_moves.clip_motion import ClipMotion
from krea_widgets.camera_moves.measure import MeasureCancelled, likeness, measure

# Each follows a film through dozens of frames.
pytestmark = pytest.mark.slow

WIDTH, HEIGHT, FRAMES, FPS = 320, 180, 48, 24


def scene(seed: int = 1, size: tuple[int, int] = (720, 560)) -> Any:
    """A grey picture with detail of all sizes."""
    random = np.random.default_rng(seed)
    layers = [
        cv2.resize(random.random((size[1] // n, size[0] // n)), size, interpolation=cv2.INTER_CUBIC)
        for n in (6, 18, 60)
    ]
    mixed = sum(layers) / 3
    return np.clip(255 * (mixed - mixed.min()) / (mixed.max() - mixed.min()), 0, 255).astype(np.uint8)


def seen(picture: Any, x: float = 0, y: float = 0, zoom: float = 0, roll: float = 0) -> Any:
    """What a camera shows: moved in widths and heights, zoomed by a logarithm, rolled clockwise by radians."""
    scale = math.exp(-zoom)
    cos, sin = scale * math.cos(roll), scale * math.sin(roll)
    middle = picture.shape[1] / 2 + x * WIDTH, picture.shape[0] / 2 + y * HEIGHT
    # From a point of the frame to one of the picture.
    matrix = np.array([[cos, -sin, 0], [sin, cos, 0]])
    matrix[:, 2] = np.array(middle) - matrix[:, :2] @ np.array([(WIDTH - 1) / 2, (HEIGHT - 1) / 2])
    return cv2.warpAffine(picture, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)


def film(draw: Callable[[float], Any], frames: int = FRAMES) -> Iterator[tuple[float, Any]]:
    for index in range(frames):
        yield index / FPS, draw(index / (frames - 1))


@pytest.mark.parametrize(
    ("moved", "names"),
    [
        ({"x": 0.2}, ("pan right",)),
        ({"x": -0.3}, ("pan left",)),
        ({"y": -0.2}, ("tilt up",)),
        ({"zoom": 0.3}, ("zoom in",)),
        ({"zoom": -0.2}, ("zoom out",)),
        ({"roll": 0.15}, ("roll clockwise",)),
        ({"roll": -0.1}, ("roll counter-clockwise",)),
        ({"x": 0.12, "zoom": 0.2}, ("zoom in", "pan right")),
        ({}, ("static camera",)),
    ],
)
def test_a_known_camera(moved: dict[str, float], names: tuple[str, ...]) -> None:
    picture = scene()
    motion = measure(film(lambda share: seen(picture, **{name: share * value for name, value in moved.items()})))
    assert motion.moves == names
    # The way of the middle is longer while the camera zooms in.
    grown = (math.exp(moved.get("zoom", 0)) - 1) / moved["zoom"] if moved.get("zoom") else 1
    assert motion.pan_widths == pytest.approx(moved.get("x", 0) * grown, abs=0.004)
    assert motion.tilt_heights == pytest.approx(moved.get("y", 0), abs=0.004)
    assert motion.zoom_factor == pytest.approx(math.exp(moved.get("zoom", 0)), abs=0.005)
    assert motion.roll_degrees == pytest.approx(math.degrees(moved.get("roll", 0)), abs=0.2)
    assert (motion.frames, motion.cuts_seconds, motion.repeated_frames, motion.frozen_seconds) == (FRAMES, (), 0, 0)
    assert motion.objects_share < 0.05
    assert motion.parallax_share < 0.018
    assert motion.samples[-1].pan_widths == pytest.approx(motion.pan_widths, abs=1e-3)


@pytest.mark.parametrize(
    ("moved", "name"),
    [({"zoom": -0.14}, "zoom out"), ({"x": 0.1}, "pan right"), ({"roll": 0.08}, "roll clockwise")],
)
def test_a_first_frame_of_blocks_is_not_what_the_camera_is_measured_against(moved: dict[str, float], name: str) -> None:
    # Hills below a plain sky, which an encoder with few bits shows in blocks at first.
    picture = np.tile(np.linspace(60, 200, 560)[:, None], (1, 720)).astype(np.float32)
    columns = np.arange(720)
    for height, gray in ((300, 90), (350, 60), (390, 30)):
        ridge = height + 14 * np.sin(columns / 23 + height) + 9 * np.sin(columns / 7)
        picture[np.arange(560)[:, None] > ridge] = gray
    blocks = np.kron(np.random.default_rng(5).uniform(-12, 12, (HEIGHT // 10, WIDTH // 10)), np.ones((10, 10)))

    def draw(share: float) -> Any:
        frame = seen(picture, **{axis: share * value for axis, value in moved.items()})
        shown = np.where(frame > 95, frame + blocks, frame) if share < 0.1 else frame
        return np.clip(shown, 0, 255).astype(np.uint8)

    motion = measure(film(draw))
    assert motion.moves == (name,)
    assert motion.pan_widths == pytest.approx(moved.get("x", 0), abs=0.001)
    assert math.log(motion.zoom_factor) == pytest.approx(moved.get("zoom", 0), abs=0.003)
    assert motion.roll_degrees == pytest.approx(math.degrees(moved.get("roll", 0)), abs=0.2)


def test_near_and_far_parts_tell_a_truck_and_a_dolly_from_a_pan_and_a_zoom() -> None:
    picture = scene(2)
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    # What is low in the frame is near.
    near = rows / HEIGHT - 0.5

    def deep(x: float, zoom: float) -> Any:
        scale = np.exp(-(zoom + 0.5 * zoom * near))
        at_x = (columns - WIDTH / 2) * scale + 360 + x * WIDTH * (1 + 0.5 * near)
        return cv2.remap(picture, at_x, (rows - HEIGHT / 2) * scale + 280, cv2.INTER_LINEAR)

    assert measure(film(lambda share: deep(0.2 * share, 0))).moves == ("truck right",)
    assert measure(film(lambda share: deep(-0.2 * share, 0))).moves == ("truck left",)
    assert measure(film(lambda share: deep(0, 0.25 * share))).moves[0] == "dolly in"
    assert measure(film(lambda share: deep(0, -0.25 * share))).moves[0] == "dolly out"


def test_an_object_that_moves_against_the_camera_is_told_apart() -> None:
    picture, other = scene(3), scene(4)

    def draw(share: float) -> Any:
        frame = seen(picture, x=0.15 * share).copy()
        left = round(200 - 140 * share)
        frame[50:130, left : left + 90] = other[100:180, 100:190]
        return frame

    motion = measure(film(draw))
    assert motion.pan_widths == pytest.approx(0.15, abs=0.02)
    assert 0.04 < motion.objects_share < 0.3
    assert motion.objects_widths_per_second > 0.1


def test_a_large_object_that_covers_most_of_the_scene_in_turn_does_not_carry_the_camera_off() -> None:
    picture, other = scene(13), scene(14)

    def draw(share: float) -> Any:
        frame = seen(picture, x=-0.1 * share, zoom=0.1 * share).copy()
        left = round(160 * share)
        frame[10:170, left : left + 130] = other[100:260, 100:230]
        return frame

    motion = measure(film(draw))
    assert motion.pan_widths == pytest.approx(-0.1 * 1.05, abs=0.01)
    assert motion.zoom_factor == pytest.approx(math.exp(0.1), abs=0.01)
    assert motion.objects_share == pytest.approx(130 * 160 / (WIDTH * HEIGHT), abs=0.12)
    assert motion.objects_widths_per_second == pytest.approx(160 / WIDTH / 2 - 0.05, abs=0.03)


def test_an_object_with_more_detail_than_the_scene_around_it_is_not_taken_for_the_scene() -> None:
    random, thing = np.random.default_rng(25), scene(26)
    picture = np.full((560, 720), 120, np.uint8)
    for x, y, level in random.integers(0, (700, 540, 255), (150, 3)).tolist():
        cv2.rectangle(picture, (x, y), (x + 18, y + 14), level, -1)

    def draw(share: float) -> Any:
        frame = seen(picture, x=0.06 * share).copy()
        top = round(50 - 40 * share)
        frame[top : top + 130, 80:210] = thing[100:230, 100:230]
        return frame

    motion = measure(film(draw))
    assert motion.pan_widths == pytest.approx(0.06, abs=0.005)
    assert motion.tilt_heights == pytest.approx(0, abs=0.005)


@pytest.mark.parametrize("seed", [31, 41, 51])
def test_an_object_with_more_corners_than_a_scene_that_turns_behind_it_is_not_blended_with_it(seed: int) -> None:
    random, thing = np.random.default_rng(seed), scene(seed + 1)
    picture = np.full((560, 720), 120, np.uint8)
    for x, y, level in random.integers(0, (700, 540, 255), (150, 3)).tolist():
        cv2.rectangle(picture, (x, y), (x + 18, y + 14), level, -1)

    def draw(share: float) -> Any:
        frame = seen(picture, roll=0.15 * share).copy()
        left, top = round(20 + 150 * share), round(40 - 30 * share)
        frame[top : top + 130, left : left + 140] = thing[100:230, 100:240]
        return frame

    motion = measure(film(draw))
    assert motion.roll_degrees == pytest.approx(math.degrees(0.15), rel=0.2)
    assert motion.pan_widths == pytest.approx(0, abs=0.01)
    assert motion.tilt_heights == pytest.approx(0, abs=0.01)


def test_an_orbit_turns_and_a_truck_does_not() -> None:
    picture = scene(15)
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    x, y = columns / WIDTH - 0.5, (rows - HEIGHT / 2) / WIDTH
    # Near in the middle.
    near = 0.4 - np.hypot(x, y)

    def deep(way: float, turn: float) -> Any:
        scale = 1 / (1 - turn * x)
        at_x, at_y = scale * x + way * (1 + 0.6 * near), scale * y
        return cv2.remap(picture, at_x * WIDTH + 360, at_y * WIDTH + 280, cv2.INTER_LINEAR)

    assert measure(film(lambda share: deep(0.1 * share, 0))).moves == ("truck right",)
    assert measure(film(lambda share: deep(0.04 * share, 0.06 * share))).moves == ("orbit right",)
    assert measure(film(lambda share: deep(-0.04 * share, -0.06 * share))).moves == ("orbit left",)


@pytest.mark.parametrize("side", [slice(None, 290), slice(270, None)])
def test_a_turn_is_no_roll_where_only_one_side_has_detail(side: slice) -> None:
    picture = scene(23)
    picture[side] = 200
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    x, y = columns / WIDTH - 0.5, (rows - HEIGHT / 2) / WIDTH

    def turned(share: float) -> Any:
        # The lower, the nearer: columns lean.
        scale = 1 / (1 - 0.25 * share * x)
        at_x, at_y = scale * x + 0.1 * share * (1 + y), scale * y
        return cv2.remap(picture, at_x * WIDTH + 360, at_y * WIDTH + 280, cv2.INTER_LINEAR)

    assert measure(film(turned)).roll_degrees == pytest.approx(0, abs=0.2)


@pytest.mark.parametrize(("apart", "doubt"), [(0.0, ""), (1.6, "too little texture to be exact")])
def test_a_few_corners_that_do_not_agree_are_not_exact(apart: float, doubt: str) -> None:
    random = np.random.default_rng(2)
    # Two rows of blobs, and where each drifts on its own; in pixels.
    places = [(40 + 25 * column, row) for column in range(10) for row in (90, 130)]
    drifts = random.normal(0, apart, (len(places), 2))

    def draw(share: float) -> Any:
        frame = np.full((HEIGHT, WIDTH), 60, np.uint8)
        for place, drift in zip(places, drifts, strict=True):
            x, y = 16 * (np.array(place) + share * np.add(drift, (20, 0)))
            cv2.circle(frame, (round(x), round(y)), 16 * 4, 200, -1, cv2.LINE_AA, 4)
        return cv2.GaussianBlur(frame, (0, 0), 1.2)

    assert measure(film(draw)).doubt == doubt


@pytest.mark.parametrize(
    ("x", "y", "zoom", "names"),
    [
        (0.12, 0, 0, ("truck right",)), (-0.12, 0, 0, ("truck left",)), (0, 0.12, 0, ("crane down",)),
        (0, 0, 0.2, ("dolly in",)), (0, 0, -0.2, ("dolly out",)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("depth", [0.4, 0])
def test_the_depth_of_half_a_frame_is_that_of_the_move(
    x: float, y: float, zoom: float, names: tuple[str, ...], depth: float
) -> None:
    picture = scene(21)
    # An empty sky.
    picture[:290] = 200
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    near = depth * (rows / HEIGHT - 0.7 + 0.3 * np.sin(columns / 60))

    def deep(share: float) -> Any:
        scale = np.exp(-zoom * share * (1 + near))
        at_x = (columns - WIDTH / 2) * scale + 360 + x * share * WIDTH * (1 + near)
        at_y = (rows - HEIGHT / 2) * scale + 290 + y * share * HEIGHT * (1 + near)
        return cv2.remap(picture, at_x, at_y, cv2.INTER_LINEAR)

    if not depth:
        flat = {"truck": "pan", "crane": "tilt", "dolly": "zoom"}
        names = tuple(" ".join([flat[first], last]) for first, last in map(str.split, names))
    motion = measure(film(deep, 24))
    assert motion.moves == names
    assert (motion.parallax_share > 0) is bool(depth)


def test_what_goes_to_and_fro_is_no_depth() -> None:
    picture, random = scene(22), np.random.default_rng(23)

    def draw(share: float) -> Any:
        # As a codec at a low bit rate moves its blocks.
        blocks = random.normal(0, 0.5, (2, HEIGHT // 20, WIDTH // 20)).astype(np.float32)
        off_x, off_y = (cv2.resize(one, (WIDTH, HEIGHT), interpolation=cv2.INTER_NEAREST) for one in blocks)
        rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
        return cv2.remap(seen(picture, x=0.1 * share), columns + off_x, rows + off_y, cv2.INTER_LINEAR)

    motion = measure(film(draw))
    assert (motion.moves, motion.parallax_share) == (("pan right",), 0)


@pytest.mark.parametrize(
    ("first", "then", "names"),
    [
        ({"x": 0.2}, {"y": 0.3}, ("tilt down", "pan right")),
        ({"zoom": 0.2}, {"x": -0.15}, ("zoom in", "pan left")),
        ({"y": -0.2}, {"roll": 0.15}, ("tilt up", "roll clockwise")),
    ],
)
def test_one_move_after_another_is_no_sway(
    first: dict[str, float], then: dict[str, float], names: tuple[str, ...]
) -> None:
    picture = scene(27)

    def draw(share: float) -> Any:
        begun, done = min(1, 2 * share), max(0, 2 * share - 1)
        return seen(
            picture,
            **{name: way * begun for name, way in first.items()},
            **{name: way * done for name, way in then.items()},
        )

    assert measure(film(draw)).moves == names


@pytest.mark.parametrize("seed", range(3))
def test_a_camera_held_by_hand_sways_in_all_directions(seed: int) -> None:
    picture, random = scene(28), np.random.default_rng(seed)
    waves = random.uniform(0.3, 1.3, (4, 3)), random.uniform(0, 1, (4, 3))

    def draw(share: float) -> Any:
        x, y, zoom, roll = 0.004 * np.sin(2 * math.pi * (waves[0] * share * FRAMES / FPS + waves[1])).sum(axis=1)
        return seen(picture, x=x + 0.2 * share, y=y, zoom=zoom, roll=roll)

    assert measure(film(draw)).moves == ("pan right", "handheld")


def test_a_camera_that_comes_back_has_gone_nowhere() -> None:
    picture = scene(24)
    motion = measure(film(lambda share: seen(picture, x=0.1 * math.sin(math.pi * share))))
    assert (motion.moves, motion.parallax_share) == (("static camera",), 0)
    assert motion.camera_widths_per_second == pytest.approx(0.1, rel=0.1)


@pytest.mark.parametrize("strength", [0.0005, 0.001, 0.004])
def test_the_strength_of_shake_is_that_of_the_camera(strength: float) -> None:
    picture = scene(16)

    def draw(share: float) -> Any:
        turn = 2 * math.pi * share * FRAMES / FPS
        y = strength * math.cos(7 * turn) * WIDTH / HEIGHT
        return seen(picture, x=0.2 * share + strength * math.sin(6 * turn), y=y)

    assert measure(film(draw)).shake_widths == pytest.approx(strength, rel=0.25)


def test_a_strong_flicker_is_neither_a_cut_nor_an_object() -> None:
    picture = scene(18)
    random = np.random.default_rng(19)
    motion = measure(
        film(lambda share: (seen(picture, x=0.1 * share) * random.uniform(0.5, 1)).clip(0, 255).astype(np.uint8))
    )
    assert (motion.cuts_seconds, motion.moves) == ((), ("pan right",))
    assert motion.objects_share < 0.02
    assert motion.flicker_share > 0.1
    assert "flicker" in repr(motion)


def test_a_camera_that_starts_and_stops_gently_neither_freezes_nor_repeats_frames() -> None:
    picture = scene(20)
    motion = measure(film(lambda share: seen(picture, x=0.2 * share**2 * (3 - 2 * share)), 120))
    assert (motion.frozen_seconds, motion.repeated_frames) == (0, 0)


def test_unrest_light_and_stops() -> None:
    picture = scene(5)
    random = np.random.default_rng(6)
    shaken = random.normal(0, 0.004, (2, FRAMES))
    steady = measure(film(lambda share: seen(picture, x=0.2 * share)))
    shaky = measure(
        film(lambda share: seen(picture, x=0.2 * share + shaken[0, round(share * 47)], y=shaken[1, round(share * 47)]))
    )
    assert shaky.shake_widths > 0.0009 > 5 * steady.shake_widths
    assert "camera shake" in shaky.moves
    drift = measure(
        film(lambda share: seen(picture, x=0.02 * math.sin(9 * share), y=0.03 * math.sin(13 * share + 1)), 96)
    )
    assert "handheld" in drift.moves
    flickering = measure(
        film(lambda share: (seen(picture, x=0.1 * share) * (0.9 + 0.05 * math.sin(60 * share))).astype(np.uint8))
    )
    assert flickering.flicker_share > 0.02 > 5 * steady.flicker_share
    halting = measure(film(lambda share: seen(picture, x=0.3 * min(share, 0.5))))
    assert halting.frozen_seconds == pytest.approx(1.0, abs=0.1)
    doubled = [0, 1, 2, 3, 4, 5, 6, 6, 8, 9, 10, 11, 11, *range(13, 30)]
    repeating = measure((index / FPS, seen(picture, x=0.01 * at)) for index, at in enumerate(doubled))
    assert (repeating.repeated_frames, repeating.frozen_seconds) == (2, 0)
    assert steady.seam_levels > 10 > measure(film(lambda share: seen(picture))).seam_levels


def test_what_cannot_be_told_is_not_told() -> None:
    one, other = scene(7), scene(8)
    cut = measure(film(lambda share: seen(one, x=0.1 * share) if share < 0.5 else seen(other, x=0.1 * share)))
    assert (cut.moves, cut.doubt) == ((), "the clip is cut")
    assert cut.cuts_seconds == pytest.approx((1.0,))
    plain = measure(film(lambda share: np.full((HEIGHT, WIDTH), 100 + round(20 * share), np.uint8)))
    assert (plain.moves, plain.doubt) == ((), "too little texture")
    assert "cannot tell: too little texture" in repr(plain)
    assert measure(film(lambda share: seen(one), 2)).doubt == "too few frames"
    with pytest.raises(ValueError, match="no frame"):
        measure([])
    stop = Event()
    stop.set()
    with pytest.raises(MeasureCancelled):
        measure(film(lambda share: seen(one)), cancel=stop)


@pytest.mark.parametrize("way", [(0.1, 0.0), (0.0, -0.15), (-0.08, 0.06)])
def test_of_two_things_on_a_plain_ground_none_is_the_scene(way: tuple[float, float]) -> None:
    one, other = scene(3), scene(4)

    def draw(at: float) -> Any:
        frame = np.full((HEIGHT, WIDTH), 128, np.uint8)
        for left, texture, ahead in ((40, one, 1), (190, other, -1)):
            x, y = (ahead * at * part * edge for part, edge in zip(way, (WIDTH, HEIGHT), strict=True))
            move = np.array([[1, 0, left + x], [0, 1, 50 + y]])
            thing, mask = texture[:80, :90], np.full((80, 90), 255, np.uint8)
            shown, over = (cv2.warpAffine(layer, move, (WIDTH, HEIGHT)) for layer in (thing, mask))
            frame = np.where(over > 127, shown, frame)
        return frame

    found = measure(film(draw))
    assert (found.moves, found.doubt) == ((), "it is not clear what is an object")


def test_likeness_to_the_images() -> None:
    picture, other = scene(9), scene(10)
    motion = measure(film(lambda share: seen(picture, x=0.1 * share)), start=picture, end=other)
    assert motion.start_likeness is not None
    assert motion.end_likeness is not None
    assert motion.start_likeness > 0.95
    assert motion.end_likeness < 0.5
    # Cropped, larger, brighter.
    assert likeness(picture[40:500, 60:700], np.clip(seen(picture, zoom=0.3) * 1.1, 0, 255).astype(np.uint8)) > 0.9
    # Without any feature.
    assert 0 <= likeness(np.full((90, 160), 7, np.uint8), np.full((HEIGHT, WIDTH), 9, np.uint8)) <= 1


def test_there_and_back_as_json() -> None:
    picture = scene(11)
    motion = measure(film(lambda share: seen(picture, x=0.1 * share)))
    values = motion.to_dict()
    assert ClipMotion.from_dict(values) == motion
    assert "<svg" in motion._repr_html_()
    for damage in (
        None, {}, {**values, "version": 0}, {**values, "samples": [[1]]}, {**values, "samples": 3},
        {**values, "moves": None}, {**values, "pan_widths": "much"}, {**values, "cuts_seconds": 5},
        {**values, "samples": [[0, 0, 0, "x", 0]]},
    ):  # fmt: skip
        assert ClipMotion.from_dict(damage) is None
