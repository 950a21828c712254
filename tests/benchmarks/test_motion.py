"""The measured motion against what is known: the sandbox's own camera, objects and faults of known strength.

`MOTION_CLIPS=500 MOTION_STILLS=folder MOTION_SEED=7 pytest tests/benchmarks/test_motion.py -s` prints the tables of
many clips, with the photos of a folder besides those of the notebooks. `MOTION_TABLE=1` also writes tests/README.md.
"""

from __future__ import annotations

import itertools
import math
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import av
import cv2
import motion_clips
import numpy as np
import pytest
from motion_clips import Case, Truth

from krea_widgets.camera_moves.clip_motion import (
    FROZEN,
    LEAST_FLICKER,
    LEAST_ROLL,
    LEAST_SHAKE,
    LEAST_SHIFT,
    LEAST_ZOOM,
    ClipMotion,
)
from krea_widgets.camera_moves.followed import compare
from krea_widgets.camera_moves.measure import EDGE, measure
from krea_widgets.media.video_frame import gray_frames

pytestmark = [pytest.mark.slow]

COUNT = int(os.environ.get("MOTION_CLIPS", "0"))
SEED = int(os.environ.get("MOTION_SEED", "20261129"))
README = Path(__file__).parents[1] / "README.md"
# Without the variable: few, small and short clips.
SMALL: dict[str, Any] = {} if COUNT else {"lines": (480,), "seconds": (2,)}
SHORT: dict[str, Any] = {"lines": (480,), "seconds": (2, 3)} if COUNT else SMALL
# Of the frame (pan and tilt), of the logarithm, in degrees.
BARS = (0.01, 0.01, 0.01, 0.5)
# With less depth in it, in widths, a still shows a truck as a pan, and a dolly as a zoom.
DEPTH = 0.001
NAIVE = {"flow": "mean of Farnebäck's optical flow", "differences": "least squares of frame differences"}
OPPOSITES = [
    ("left", "right"), ("up", "down"), ("in", "out"), ("clockwise", "counter-clockwise"),
]  # fmt: skip


class Drawn(NamedTuple):
    """One clip: the sandbox's path, the plane that explains its map best, what was measured, and two plain ways."""

    case: Case
    path: Truth
    plane: Truth
    found: ClipMotion
    flow: tuple[float, float]
    differences: tuple[float, float]

    @property
    def deep(self) -> bool:
        return bool(self.case.motion.depth)

    @property
    def names(self) -> set[str]:
        return {move.name for move in self.case.motion.moves} or {"static camera"}


def draw(seed: int, folder: Path) -> Drawn:
    case = Case(seed, **SMALL)
    out = folder / f"{seed}.mp4"
    case.render(out)
    path, plane, found = case.path(), case.plane(), measured(out)
    with av.open(str(out)) as container:
        frames = [frame for _, frame in gray_frames(container, EDGE)]
    out.unlink()
    return Drawn(case, path, plane, found, by_mean_flow(frames), by_differences(frames))


def measured(path: Path) -> ClipMotion:
    with av.open(str(path)) as container:
        return measure(gray_frames(container, EDGE))


def by_mean_flow(frames: Sequence[Any]) -> tuple[float, float]:
    """Pan and tilt as the mean of Farnebäck's flow from frame to frame."""
    x = y = 0.0
    for old, new in itertools.pairwise(frames):
        flow = cv2.calcOpticalFlowFarneback(old, new, None, 0.5, 3, 15, 3, 5, 1.2, 0)
        x, y = x - flow[..., 0].mean() / old.shape[1], y - flow[..., 1].mean() / old.shape[0]
    return x, y


def by_differences(frames: Sequence[Any]) -> tuple[float, float]:
    """Pan and tilt as the shift that explains the differences of frames with the least squares."""
    x = y = 0.0
    for old, new in itertools.pairwise(frames):
        change = (new.astype(np.float32) - old).ravel()
        down, across = np.gradient(old.astype(np.float32))
        shift = np.linalg.lstsq(np.column_stack([across.ravel(), down.ravel()]), change, rcond=None)[0]
        x, y = x + float(shift[0]) / old.shape[1], y + float(shift[1]) / old.shape[0]
    return x, y


def errors(truth: Truth, found: ClipMotion) -> tuple[float, ...]:
    """Of pan, tilt, zoom (logarithm) and roll (degrees)."""
    return (
        abs(found.pan_widths - truth.pan),
        abs(found.tilt_heights - truth.tilt),
        abs(math.log(found.zoom_factor) - truth.zoom),
        abs(found.roll_degrees - math.degrees(truth.roll)),
    )


def the_other_way(name: str) -> str:
    first, _, last = name.rpartition(" ")
    for pair in OPPOSITES:
        if last in pair:
            return f"{first} {pair[1 - pair.index(last)]}".strip()
    return name


def named_right(one: Drawn) -> bool:
    """Whether the moves that the camera makes are named, and no others; those near a threshold can be missing."""
    truth, names = one.path, set(one.found.moves)
    sizes = {"pan": truth.pan, "truck": truth.pan, "tilt": truth.tilt, "crane": truth.tilt}
    sizes |= {"zoom": truth.zoom, "dolly": truth.zoom, "roll": truth.roll}
    least = {"zoom": LEAST_ZOOM, "dolly": LEAST_ZOOM, "roll": LEAST_ROLL}
    small = {
        name
        for name in one.names
        if not name.startswith("dolly zoom")
        and abs(sizes.get(name.split()[0], 1.0)) < 1.2 * least.get(name.split()[0], LEAST_SHIFT)
    }
    return one.names - small <= names <= (one.names | ({"static camera"} if small else set()))


def rows(label: str, values: Sequence[Sequence[float]]) -> Iterable[str]:
    """A table's row for each figure: median, 99 %, worst."""
    for index, figure in enumerate(("pan (widths)", "tilt (heights)", "zoom (log)", "roll (degrees)")):
        column = [row[index] for row in values]
        if column:
            shown = np.percentile(column, (50, 99, 100))
            yield f"  {label:24} {figure:14} median {shown[0]:.4f}  99 % {shown[1]:.4f}  worst {shown[2]:.4f}"


def test_the_camera(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # Many take half an hour on two cores.
    run = ProcessPoolExecutor(mp_context=get_context("spawn")).map if COUNT else map
    clips = [*run(partial(draw, folder=tmp_path), range(SEED * 1000, SEED * 1000 + (COUNT or 6)))]
    textured = [one for one in clips if one.case.textured]
    told = [one for one in textured if not one.found.doubt]
    flat, deep = ([one for one in told if one.deep is kind] for kind in (False, True))
    at_flat = [errors(one.path, one.found) for one in flat]
    at_plane = [errors(one.plane, one.found) for one in deep]
    wrong_way = [one for one in told if set(one.found.moves) & ({*map(the_other_way, one.names)} - one.names)]
    # Whatever has no depth in it is left out.
    nameable = [one for one in told if not one.deep or one.plane.depth >= DEPTH]
    right = [one for one in nameable if named_right(one)]
    deep_right = [one for one in right if one.deep]
    verdicts = [
        (one, compare(one.case.motion, one.found)) for one in clips if not one.case.textured and not one.found.doubt
    ]
    wrong = [one for one, told in verdicts if any(v.outcome in ("the other way", "not seen") for v in told.verdicts)]
    with capsys.disabled():
        print(f"\n{len(clips)} clips, {len(textured)} with texture, {len(told)} told, {len(deep)} deep")
        lines = [
            *rows("flat, path", at_flat),
            *rows("deep, best plane", at_plane),
            *rows("deep, path at depth 0", [errors(one.path, one.found) for one in deep]),
        ]
        print(*lines, sep="\n")
        table = [line for label, kind in (("flat", flat), ("deep", deep)) for line in beside_naive_ways(label, kind)]
        print(*table, sep="\n")
        print(
            f"named right: {len(right)} of {len(nameable)}, deep {len(deep_right)} of {sum(o.deep for o in nameable)}"
        )
        for label, some in (
            ("cannot tell", [one for one in textured if one.found.doubt]),
            ("the wrong way", wrong_way),
            ("named wrong", [one for one in nameable if one not in right]),
            ("wrong verdict", wrong),
            ("off", [one for one, row in [*zip(flat, at_flat), *zip(deep, at_plane)] if not within(row)]),  # noqa: B905
        ):
            print(f"{label}: {len(some)}", *(f"    {one.case}: {one.found!r}" for one in some), sep="\n")
    failed = [one for one in nameable if one not in right]
    publish(
        "The camera",
        [
            "| Errors of pan and tilt, % of the frame | Clips | Within 1 % | Median | 99 % | Worst "
            "| Closer than ours |",
            "|---|---|---|---|---|---|---|",
            *table,
            "",
            f"| `clip.motion` of {len(clips)} clips, seed {SEED} | Clips | Of |",
            "|---|---|---|",
            f"| flat: pan, tilt and zoom within 1 %, roll within 0.5° | {sum(map(within, at_flat))} | {len(flat)} |",
            f"| deep: the same, of the plane that fits best | {sum(map(within, at_plane))} | {len(deep)} |",
            f"| moves named right | {len(right)} | {len(nameable)} |",
            f"| deep: dolly, truck, crane or orbit, not zoom, pan or tilt | {len(deep_right)} "
            f"| {sum(one.deep for one in nameable)} |",
            f"| a move named the wrong way | {len(wrong_way)} | {len(told)} |",
            f"| cannot tell, though the image has texture | {len(textured) - len(told)} | {len(textured)} |",
            f"| a wrong verdict on an image without texture | {len(wrong)} | {len(clips) - len(textured)} |",
            *(f"| not named right: {one.case}, as {one.found} | | |" for one in failed),
        ],
    )
    # One in a hundred has no texture where it has depth, or too little.
    assert sum(map(within, at_flat)) >= 0.99 * len(flat)
    assert sum(map(within, at_plane)) >= 0.98 * len(deep)
    assert len(right) >= 0.98 * len(nameable) - 1
    assert len(deep_right) >= 0.95 * sum(one.deep for one in nameable) - 1
    assert not wrong_way
    assert not wrong
    assert len(told) >= 0.97 * len(textured) - 1


def beside_naive_ways(label: str, clips: Sequence[Drawn]) -> Iterable[str]:
    """Rows of a table: the larger error of pan and tilt, and in how many clips a naive way has the smaller one."""
    if not clips:
        return
    ours = [max(errors(one.path, one.found)[:2]) for one in clips]
    for name in ("", *NAIVE):
        found = [max(np.abs(np.subtract(getattr(one, name), one.path[:2]))) for one in clips] if name else ours
        closer = sum(one < other for one, other in zip(found, ours, strict=True)) if name else "–"
        shown = " | ".join(f"{100 * share:.2f}" for share in np.percentile(found, (50, 99, 100)))
        inside = sum(share <= BARS[0] for share in found)
        way = NAIVE.get(name, "`clip.motion`")
        yield f"| {label}: {way} | {len(clips)} | {inside} | {shown} | {closer} |"


def publish(title: str, lines: Sequence[str]) -> None:
    """Write lines below their marker in tests/README.md, if that was asked for."""
    if "MOTION_TABLE" not in os.environ:
        return
    begin, end = (f"<!-- test_motion.py: {title}{part} -->\n" for part in ("", ", end"))
    before, _, rest = README.read_text("utf-8").partition(begin)
    _, found, after = rest.partition(end)
    assert found, f"tests/README.md has no place for: {title}"
    README.write_text(before + begin + "\n".join(lines) + "\n" + end + after, "utf-8")


def within(row: Sequence[float], bars: Sequence[float] = BARS) -> bool:
    return all(value <= bar for value, bar in zip(row, bars, strict=True))


def test_the_camera_behind_objects(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "object.mp4"
    count = COUNT // 4 or 2
    off, doubts, shares, speeds = [], 0, [], []
    for seed in range(SEED * 1000, SEED * 1000 + count):
        case = Case(seed, **SHORT)
        case.textured = True
        case.render(out)
        truth = case.plane() if case.motion.depth else case.path()
        frames, thing = motion_clips.with_object(motion_clips.gray(out), seed)
        motion_clips.encode(frames, out)
        found = measured(out)
        if found.doubt:
            doubts += 1
            continue
        shares.append(found.objects_share - thing.share)
        speeds.append(found.objects_widths_per_second / thing.speed)
        row = errors(truth, found)
        if not within(row, (0.02, 0.02, 0.02, 1.0)):
            off.append(f"    {case}: {thing.share:.0%} of the frame, off by {[round(value, 3) for value in row]}")
    with capsys.disabled():
        print(f"\n{count} clips with an object: {doubts} cannot be told, off {len(off)}", *off, sep="\n")
        if len(shares) > 1:
            print(f"  objects_share − truth {quartiles(shares)}, speed ÷ truth {quartiles(speeds)}")
    publish(
        "Behind objects",
        [
            f"| `clip.motion` of {count} clips with an object of 3 to 40 % of the frame, seed {SEED} | Clips | Of |",
            "|---|---|---|",
            f"| the camera within 2 % (roll 1°) | {len(shares) - len(off)} | {len(shares)} |",
            f"| cannot tell | {doubts} | {count} |",
            *(f"| off: {line.strip()} | | |" for line in off),
        ],
    )
    assert len(off) <= 0.15 * count + 1


def quartiles(values: Sequence[float]) -> str:
    return " / ".join(f"{value:.2f}" for value in np.percentile(values, (25, 50, 75)))


Fault = Callable[[Sequence[Any], Any, int], list[Any]]
# What to add, a strength that must not be found, one that must, and how it is found.
FAULTS: dict[str, tuple[Fault, float, float, Callable[[ClipMotion], bool]]] = {
    "shake (widths)": (
        motion_clips.shaken, 0.7 * LEAST_SHAKE, 1.4 * LEAST_SHAKE, lambda found: found.shake_widths > LEAST_SHAKE
    ),
    "flicker (share)": (
        motion_clips.flickering, 0.7 * LEAST_FLICKER, 3.5 * LEAST_FLICKER,
        lambda found: found.flicker_share > LEAST_FLICKER,
    ),
    "frozen (seconds)": (motion_clips.frozen, FROZEN - 0.1, FROZEN + 0.1, lambda found: found.frozen_seconds > 0),
    "repeated (frames)": (motion_clips.repeated, 0, 1, lambda found: found.repeated_frames > 0),
}  # fmt: skip


def steady(seed: int) -> Case:
    """A clip whose camera moves, and not by hand, at the sandbox's bit rate: a lower one freezes slow moves itself."""
    for offset in itertools.count():
        case = Case(seed + 1_000_003 * offset, **SHORT)
        if case.motion.moves and not {"handheld", "shake"} & {move.kind for move in case.motion.moves}:
            case.textured, case.low = True, False
            return case
    raise AssertionError


def measured_again(frames: Sequence[Any], out: Path) -> ClipMotion:
    motion_clips.encode(frames, out)
    return measured(out)


def test_faults_of_known_strength(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "fault.mp4"
    count = COUNT // 4 or 2
    counts = {name: [0, 0, 0, 0] for name in (*FAULTS, "cut")}
    failing: list[str] = []
    others: list[Any] = []
    for seed in range(SEED * 1000, SEED * 1000 + count):
        case = steady(seed)
        case.render(out)
        frames = motion_clips.gray(out)
        moves = bool(motion_clips.moving(frames))
        trials: list[tuple[str, ClipMotion]] = []
        for name, (add, most, least, is_found) in FAULTS.items():
            # Where hardly anything changes from frame to frame, nothing can be told from a stop.
            if add in (motion_clips.frozen, motion_clips.repeated) and not moves:
                continue
            strength = random.Random(seed).uniform(1, 2) * least if isinstance(least, float) else least
            for at, value, wanted in ((0, most, False), (2, strength, True)):
                found = measured_again(add(frames, value, seed), out)
                trials.append((f"    {case}: {name} {value:.4f}", found))
                right = is_found(found) is wanted
                counts[name][at] += 1
                counts[name][at + 1] += not right
                failing += [] if right else [trials[-1][0]]
        false = [shown for shown, found in trials if found.cuts_seconds]
        counts["cut"][0] += len(trials)
        counts["cut"][1] += len(false)
        failing += [f"{shown}, a cut" for shown in false]
        if others:
            right = len(measured_again(motion_clips.cut_to(frames, others, seed), out).cuts_seconds) == 1
            counts["cut"][2] += 1
            counts["cut"][3] += not right
            failing += [] if right else [f"    {case}: cut"]
        others = frames
    with capsys.disabled():
        print(f"\n{count} clips with faults")
        for name, (weak, alarms, strong, missed) in counts.items():
            print(f"  {name:20} false alarms {alarms} of {weak} · missed {missed} of {strong}")
        print(*failing, sep="\n")
    for weak, alarms, strong, missed in counts.values():
        assert alarms <= 0.01 * weak + 1
        assert missed <= 0.01 * strong + 1


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells a program's memory")
def test_the_cost_of_five_seconds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Time and memory of a child process on one core."""
    out = tmp_path / "clip.mp4"
    case = Case(SEED, lines=(720,), seconds=(5,) if COUNT else (2,))
    case.size = (1280, 720)
    case.render(out)
    ran = subprocess.run(
        [sys.executable, "-c", CHILD, str(out)], check=True, capture_output=True, text=True, timeout=120
    )
    decoding, measuring, megabytes = map(float, ran.stdout.split())
    with capsys.disabled():
        print(
            f"\n{case.seconds} s at 720p on one core: {measuring:.2f} s of processor, decoding at full size "
            f"{decoding:.2f} s; {megabytes:.0f} MB over the imports"
        )
    # No clock counts: the processor's time of both, with a second for whatever else runs.
    assert measuring <= decoding + 1.0
    assert megabytes <= 150


CHILD = """
import os, re, sys, time
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
import av
import cv2
from krea_widgets.camera_moves.measure import EDGE, measure
from krea_widgets.media.video_frame import gray_frames

def peak():
    # Of this program; that of `resource` counts the parent, too.
    with open("/proc/self/status") as status:
        return int(re.search(r"VmHWM:\\s+(\\d+)", status.read())[1]) / 1024

before, began = peak(), time.process_time()
with av.open(sys.argv[1]) as container:
    measure(gray_frames(container, EDGE))
measured, after = time.process_time(), peak()
with av.open(sys.argv[1]) as container:
    for frame in container.decode(video=0):
        frame.to_ndarray()
print(time.process_time() - measured, measured - began, after - before)
"""
