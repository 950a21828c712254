"""What a prompt asks of the camera, against what a clip shows."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from clips_for_tests import STILL

from krea_widgets.camera_moves.clip_motion import ClipMotion, MotionSample
from krea_widgets.camera_moves.followed import compare
from krea_widgets.camera_moves.prompt import asked


def made(*moves: str, pan: float = 0, tilt: float = 0, zoom: float = 1, roll: float = 0, **more: Any) -> ClipMotion:
    """A clip with an even camera."""
    samples = tuple(
        MotionSample(5 * share, pan * share, tilt * share, math.exp(math.log(zoom) * share), roll * share)
        for share in (index / 10 for index in range(11))
    )
    return replace(STILL, moves=moves or STILL.moves, samples=samples, **more)


@pytest.mark.parametrize(
    ("prompt", "clip", "text", "share"),
    [
        ("slow dolly in", made("dolly in", zoom=1.21), "dolly in: done, ×1.21", 1),
        ("dolly in", made("dolly out", zoom=0.8), "dolly in: the other way, ×0.80", 0),
        ("dolly in", made("zoom in", zoom=1.04), "dolly in: too little, ×1.04", 0),
        ("slow zoom in", made("zoom in", zoom=2.5), "zoom in: too much, ×2.50", 0),
        ("pan left", made(), "pan left: not seen", 0),
        (
            "pan left", made("pan left", "tilt up", pan=-0.12, tilt=-0.1),
            "pan left: done, 12% of the width · tilt up: not asked for, 10% of the height", 1,
        ),
        ("roll clockwise", made("roll clockwise", roll=6), "roll clockwise: done, 6°", 1),
        ("orbit left", made("orbit left"), "orbit left: done", 1),
        ("orbit left", made("orbit right"), "orbit left: the other way", 0),
        ("orbit left", made("pan left", pan=-0.1), "orbit left: not seen", 0),
        ("orbit left", made("truck left", pan=-0.1), "orbit left: too little, 10% of the width", 0),
        ("orbit left", made("truck right", pan=0.1), "orbit left: not seen", 0),
        ("dolly zoom", made("dolly zoom in"), "dolly zoom in: done", 1),
        ("handheld", made("handheld", sway_widths=0.004), "handheld: done", 1),
        ("handheld", made(), "handheld: not seen", 0),
        ("static shot", made(), "static camera: done", 1),
        (
            "static shot", made("pan left", pan=-0.1),
            "static camera: not seen · pan left: not asked for, 10% of the width", 0,
        ),
        ("a cat on a sofa", made("dolly in", zoom=1.1), "no camera move asked for", None),
        ("천천히 줌인", made("zoom in", zoom=1.2), "zoom in: done, ×1.20", 1),
    ],
)  # fmt: skip
def test_verdicts(prompt: str, clip: ClipMotion, text: str, share: float | None) -> None:
    followed = compare(asked({"prompt": prompt}, 5), clip)
    assert (str(followed), followed.share) == (text, share)
    assert followed.to_dict()["text"] == text


def test_moves_after_each_other_are_looked_for_in_their_time() -> None:
    samples = tuple(
        MotionSample(5 * s, 0.12 * min(1, 2 * s), -0.1 * max(0, 2 * s - 1), 1.0, 0.0)
        for s in [i / 20 for i in range(21)]
    )
    clip = replace(STILL, moves=("pan right", "tilt up"), samples=samples)
    assert [one.outcome for one in compare(asked({"prompt": "pan right, then tilt up"}, 5), clip).verdicts] == [
        "done"
    ] * 2
    assert "not seen" in str(compare(asked({"prompt": "tilt up, then pan right"}, 5), clip))


def test_a_clip_that_says_nothing() -> None:
    followed = compare(asked({"prompt": "pan left"}, 5), replace(STILL, moves=(), doubt="the clip is cut"))
    assert (str(followed), followed.share) == ("cannot tell: the clip is cut", None)
    assert followed.verdicts[0].outcome == "cannot tell"


def test_settings_of_models_count_and_damaged_ones_do_not() -> None:
    assert asked({"prompt": "x", "camera_motion": "dolly_out"}, 5).moves[0].name == "dolly out"
    assert asked({"prompt": "pan left", "multi_prompt": [{"prompt": "zoom in"}]}, 5).moves[1].name == "zoom in"
    for damaged in ({"camera_control": "x"}, {"camera_trajectory": [1, 2]}, {"multi_prompt": [3]}, {"multi_prompt": 5}):
        assert asked({"prompt": "pan left", **damaged}, 5).moves[0].name == "pan left"


@pytest.mark.parametrize(
    ("prompt", "clip", "text"),
    [
        ("slow dolly in", made("dolly in", zoom=1.21), "dolly in: done, ×1.21"),
        ("pan left", made("pan left", "tilt up", pan=-0.12, tilt=-0.1), "pan left: done, 12% of the width"),
        ("pan left and tilt up", made("pan left", pan=-0.12), "1 of 2 moves done · tilt up: not seen"),
        ("pan left and tilt up", made("pan left", "tilt up", pan=-0.12, tilt=-0.1), "2 of 2 moves done"),
        ("a cat", made("pan left", pan=-0.1), ""),
        ("pan left", made(doubt="the clip is cut"), "cannot tell"),
        ("a cat", made(doubt="the clip is cut"), ""),
    ],
)
def test_in_a_few_words(prompt: str, clip: ClipMotion, text: str) -> None:
    assert compare(asked({"prompt": prompt}, 5), clip).brief == text


def test_the_plot_can_be_read_without_colours_and_holds_no_html_of_a_file() -> None:
    html = made("pan left", '"><script>alert(1)</script>', pan=-0.2)._repr_html_()
    assert "<script" not in html
    # Each line has its own dashes, and the legend shows them; its texts have the colour of the page.
    assert [html.count(f'stroke-dasharray="{dashes}"') for dashes in ("7 3", "2 3")] == [2, 2]
    assert "<span style=" not in html


def test_figures_are_plain_values() -> None:
    figures = made("pan left", "tilt up", pan=-0.1, cuts_seconds=(1.2, 3.4), shake_widths=0.002).figures()
    assert (figures["moves"], figures["cuts_seconds"], figures["zoom_factor"]) == ("pan left, tilt up", "1.2, 3.4", 1)
    assert not {"seconds", "samples"} & set(figures)
    assert made(shake_widths=0.002).shaky
    assert made().hardly_moves
    assert not made("pan left", pan=-0.1, camera_widths_per_second=0.02).hardly_moves
    assert not made(objects_share=0.1, objects_widths_per_second=0.2).hardly_moves
