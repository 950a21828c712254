"""The camera settings of models as moves: Kling's control, LTX's names, h3-max's trajectory."""

from __future__ import annotations

import math

import pytest

from krea_widgets.camera_moves.moves import CAP
from krea_widgets.camera_moves.prompt import Motion, parse


def signs(motion: Motion) -> str:
    return ",".join(f"{move.kind}{'+' if move.amount > 0 else '-'}" for move in motion.moves)


@pytest.mark.parametrize(
    ("config", "want"),
    [
        ({"horizontal": 5}, "truck+"),
        ({"vertical": 5}, "pedestal-"),
        ({"pan": -5}, "pan-"),
        ({"tilt": 5}, "tilt-"),
        ({"zoom": -10}, "zoom-"),
        ({"roll": 3}, "roll+"),
        ({"zoom": 5, "pan": 2, "roll": 0}, "pan+,zoom+"),
    ],
)
def test_kling_config_overrides_the_prompt(config: dict[str, float], want: str) -> None:
    motion = parse("tilt down", camera_control={"type": "simple", "config": config})
    assert signs(motion) == want


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("down_back", "pedestal+,dolly-"),
        ("forward_up", "dolly+,pedestal-"),
        ("right_turn_forward", "pan+,dolly+"),
        ("left_turn_forward", "pan-,dolly+"),
    ],
)
def test_kling_combinations(name: str, want: str) -> None:
    assert signs(parse("zoom out", camera_control={"type": name, "config": None})) == want


def test_an_empty_control_leaves_the_prompt_in_charge() -> None:
    assert signs(parse("pan left", camera_control={"type": "simple", "config": {"zoom": 0}})) == "pan-"
    assert signs(parse("pan left", camera_motion="somersault", trajectory=[])) == "pan-"


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("dolly_in", "dolly+"),
        ("dolly_out", "dolly-"),
        ("dolly_left", "truck-"),
        ("dolly_right", "truck+"),
        ("jib_up", "pedestal-"),
        ("jib_down", "pedestal+"),
        ("static", ""),
        ("focus_shift", ""),
    ],
)
def test_ltx_names(name: str, want: str) -> None:
    motion = parse("zoom in", camera_motion=name)
    assert signs(motion) == want
    assert motion.focus == (name == "focus_shift")


def test_a_trajectory_keeps_directions_and_timing() -> None:
    points = [
        {"time": 0.0, "distance": 4.0, "azimuth": 0.0, "elevation": 0.0},
        {"time": 0.4, "distance": 2.0, "azimuth": 0.0, "elevation": 30.0},
        {"time": 1.0, "distance": 2.0, "azimuth": -120.0, "elevation": 30.0},
    ]
    motion = parse("pan right", trajectory=points)
    assert signs(motion) == "dolly+,orbit-,pedestal-"
    dolly, orbit, pedestal = motion.moves
    assert (dolly.t0, dolly.t1) == (pedestal.t0, pedestal.t1) == (0.0, 0.4)
    assert (orbit.t0, orbit.t1) == (0.4, 1.0)
    assert dolly.amount == pytest.approx(math.log(2), rel=0.02)
    assert abs(orbit.amount) <= CAP["orbit"] + 1e-9
    assert not parse("", trajectory=[points[0], {**points[0], "time": 1.0}]).moves
