"""Measures what moves in a film: the camera, objects, the light, and what is wrong with its frames."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from threading import Event
from typing import NamedTuple

import cv2
import numpy as np

from .clip_motion import LEAST_ROLL, LEAST_SHAKE, LEAST_SHIFT, LEAST_SWAY, LEAST_ZOOM, ClipMotion, MotionSample
from .tracking import FEWEST, Floats, Gray, Span, Step, Tracker, similarity

__all__ = ["EDGE", "MeasureCancelled", "measure"]

#: Pixels of the longer side of the frames to measure.
EDGE = 320
# Of the frame in which corners must be, to tell how a camera moves.
TEXTURED = 0.2
# More of the corners moving on their own than this: there is no scene to measure the camera against.
MOST_APART = 0.5
# Parallax: of the motion, and in widths. What a zoom and H.264 leave is below.
LEAST_PARALLAX, LEAST_DEPTH = 0.018, 0.0006
# Parallax sideways, of the shift: an orbit turns against it.
ORBIT = 0.16
# Seconds over which a camera's path is smoothed, for the unrest that is faster.
SHAKE_WINDOW, SWAY_WINDOW, FLICKER_WINDOW = 0.3, 1.2, 0.5
# Grey levels between two frames that are the same, and the shortest time for which a picture is called frozen.
SAME, FROZEN = 0.08, 0.4
# The difference of frames between which something moves.
MOVING = 0.35


class MeasureCancelled(Exception):
    """The measurement was cancelled."""


class _Parallax(NamedTuple):
    """What the spans' corners show of depth.

    Attributes:
        share: Of the motion, by root mean squares; `width` is the same in widths of the frame.
        sideways: How much of it is in one direction, `outward` away from or towards the middle; 0 to 1.
        side: +1 if low parts of the frame, which are mostly near, move left: the camera goes right. `near`: +1 if near
            parts grow.
        shift: How far the corners moved together, in widths.
    """

    share: float = 0.0
    width: float = 0.0
    sideways: float = 0.0
    outward: float = 0.0
    side: float = 0.0
    near: float = 0.0
    shift: float = 0.0


def measure(
    frames: Iterable[tuple[float, Gray]],
    *,
    start: Gray | None = None,
    end: Gray | None = None,
    cancel: Event | None = None,
) -> ClipMotion:
    """Measure a film.

    Args:
        frames: Time in seconds and grey pixels, shape (height, width), of each frame in order; `EDGE` pixels at the
            longer side.
        start: Its start image, grey, of any size.
        end: Its end image.
        cancel: Set it to stop within a frame.

    Raises:
        MeasureCancelled: `cancel` was set.
        ValueError: There is no frame.
    """
    tracker = Tracker()
    first = last = None
    for seconds, gray in frames:
        if cancel is not None and cancel.is_set():
            raise MeasureCancelled("The measurement was cancelled.")
        first = gray if first is None else first
        last = gray
        tracker.add(seconds, gray)
    if first is None or last is None:
        raise ValueError("The film has no frame.")
    tracker.end()
    return _result(tracker, first, last, start, end)


def _result(tracker: Tracker, first: Gray, last: Gray, start: Gray | None, end: Gray | None) -> ClipMotion:
    steps = tracker.steps
    height, width = first.shape
    times = np.array([step.seconds for step in steps])
    pan, tilt, zoom, roll, light = (
        np.cumsum([getattr(step, name) for step in steps]) for name in ("pan", "tilt", "zoom", "roll", "brightness")
    )
    frame = float(np.median(np.diff(times))) if len(times) > 1 else 0.04
    duration = float(times[-1] - times[0]) + frame
    parallax = _parallax(tracker.spans, first.shape)
    path = np.stack([pan, tilt * height / width, 0.25 * zoom, 0.25 * roll])
    shake, sway = (_unrest(path, round(window / frame)) for window in (SHAKE_WINDOW, SWAY_WINDOW))
    apart = np.array([step.apart for step in steps])
    repeated, frozen = _stills([step.difference for step in steps], frame)
    cuts = tuple(step.seconds for step in steps if step.cut)
    doubt = _doubt(tracker, float(apart.mean()), cuts)
    ends = float(pan[-1]), float(tilt[-1]), float(zoom[-1]), float(roll[-1])
    return ClipMotion(
        seconds=round(duration, 3),
        frames=len(steps),
        pan_widths=round(ends[0], 4),
        tilt_heights=round(ends[1], 4),
        zoom_factor=round(math.exp(ends[2]), 4),
        roll_degrees=round(math.degrees(ends[3]), 2),
        parallax_share=round(parallax.share, 4),
        moves=() if doubt else _moves(ends, parallax, shake, sway),
        camera_widths_per_second=round(float(np.hypot.reduce(np.diff(path, axis=1)).sum()) / duration, 4),
        objects_share=round(float(apart.mean()), 4),
        objects_widths_per_second=round(_object_speed(steps, frame), 4),
        shake_widths=round(shake, 5),
        sway_widths=round(sway, 5),
        flicker_share=round(float(np.std(_unsmooth(light, round(FLICKER_WINDOW / frame)))), 4),
        cuts_seconds=cuts,
        frozen_seconds=round(frozen, 2),
        repeated_frames=repeated,
        start_likeness=None if start is None else likeness(start, first),
        end_likeness=None if end is None else likeness(end, last),
        seam_levels=round(float(cv2.absdiff(first, last).mean()), 2),
        doubt=doubt,
        samples=tuple(
            MotionSample(round(a, 4), round(b, 5), round(c, 5), round(math.exp(d), 5), round(math.degrees(e), 4))
            for a, b, c, d, e in zip(
                *(values.tolist() for values in (times - times[0], pan, tilt, zoom, roll)), strict=True
            )
        ),
    )


def _doubt(tracker: Tracker, apart: float, cuts: Sequence[float]) -> str:
    if len(tracker.steps) < 4:
        return "too few frames"
    if cuts:
        return "the clip is cut"
    if float(np.mean(tracker.textured)) < TEXTURED:
        return "too little texture"
    return "objects fill the frame" if apart > MOST_APART else ""


def _moves(ends: tuple[float, float, float, float], depth: _Parallax, shake: float, sway: float) -> tuple[str, ...]:
    """The names of the moves, the largest first."""
    pan, tilt, zoom, roll = ends
    deep = depth.share > LEAST_PARALLAX and depth.width > LEAST_DEPTH
    sideways = deep and (depth.sideways > 0.6 or abs(zoom) < LEAST_ZOOM)
    found: list[tuple[float, str]] = []
    lateral = deep and depth.sideways > depth.outward and abs(zoom) < LEAST_ZOOM
    orbit = lateral and abs(depth.side) > 0.15 and depth.width > ORBIT * depth.shift
    if orbit:
        found.append((1.0, "orbit right" if depth.side > 0 else "orbit left"))
    elif abs(pan) >= LEAST_SHIFT:
        found.append((abs(pan), f"{'truck' if sideways else 'pan'} {'right' if pan > 0 else 'left'}"))
    if abs(tilt) >= LEAST_SHIFT and not (abs(zoom) > 4 * abs(tilt)):
        down, up = ("descend", "rise") if sideways and not orbit else ("tilt down", "tilt up")
        found.append((abs(tilt), down if tilt > 0 else up))
    if abs(zoom) >= LEAST_ZOOM:
        found.append((abs(zoom), f"{'dolly' if deep else 'zoom'} {'in' if zoom > 0 else 'out'}"))
    elif deep and not lateral and max(abs(pan), abs(tilt)) < LEAST_SHIFT and depth.share > 0.1:
        found.append((1.0, f"dolly zoom {'in' if depth.near > 0 else 'out'}"))
    if abs(roll) >= LEAST_ROLL:
        found.append((abs(roll), f"roll {'clockwise' if roll > 0 else 'counter-clockwise'}"))
    names = [name for _, name in sorted(found, reverse=True)]
    if shake > LEAST_SHAKE:
        names.append("camera shake")
    elif sway > LEAST_SWAY:
        names.append("handheld")
    return tuple(names) or ("static camera",)


def _parallax(spans: Sequence[Span], shape: tuple[int, ...]) -> _Parallax:
    """Add up what the similarity of each span leaves unexplained."""
    height, width = shape
    middle = np.array([(width - 1) / 2, (height - 1) / 2])
    sums = np.zeros(8)
    for span in spans:
        fit = similarity(span.start, span.end)
        if fit is None:
            continue
        rest = span.end - (span.start @ fit[:, :2].T + fit[:, 2])
        size = np.hypot(*rest.T)
        # Objects are no depth.
        kept = size < max(6 * float(np.median(size)), 0.5)
        rest, old, new = rest[kept], span.start[kept], span.end[kept]
        if len(rest) < FEWEST:
            continue
        rest = rest - rest.mean(axis=0)
        across = new - middle
        radius = np.maximum(np.hypot(*across.T), 1)
        outward = (rest * across).sum(axis=1) / radius
        moved = new - old
        near = _nearness(old, shape)
        sums += [
            (rest**2).sum(),
            (moved**2).sum(),
            len(rest),
            float(np.linalg.eigvalsh(rest.T @ rest)[-1]),
            (outward[radius > 0.12 * width] ** 2).sum(),
            -len(rest) * _correlation(rest[:, 0], old[:, 1]),
            len(rest) * _correlation(outward, near),
            len(rest) * float(np.hypot(*moved.mean(axis=0))),
        ]
    energy, motion, count, sideways, outside, side, grows, shift = map(float, sums)
    if not count or not energy:
        return _Parallax()
    # A picture that hardly moves has no depth, only noise.
    share = math.sqrt(energy / max(motion, count * 1.0))
    return _Parallax(
        share=min(share, 1.0),
        width=math.sqrt(energy / count) / width,
        sideways=sideways / energy,
        outward=outside / energy,
        side=side / count,
        near=grows / count,
        shift=shift / count / width,
    )


def _nearness(points: Floats, shape: tuple[int, ...]) -> Floats:
    """What is likely near: low in the frame, and in its middle."""
    height, width = shape
    x, y = points[:, 0] / width, points[:, 1] / height
    return 0.55 * y - 0.35 * np.hypot(x - 0.5, y - 0.5)


def _correlation(values: Floats, others: Floats) -> float:
    a, b = values - values.mean(), others - others.mean()
    size = math.sqrt(float((a**2).sum() * (b**2).sum()))
    return float((a * b).sum()) / size if size > 1e-9 else 0.0


def _smooth(values: Floats, window: int) -> Floats:
    """Means over a window, shorter at the ends, where a straight line stays straight."""
    reach = max(1, window // 2)
    if len(values) < 3:
        return values
    padded = np.concatenate([2 * values[0] - values[reach:0:-1], values, 2 * values[-1] - values[-2 : -reach - 2 : -1]])
    return np.convolve(padded, np.ones(2 * reach + 1) / (2 * reach + 1), "same")[reach : reach + len(values)]


def _unsmooth(values: Floats, window: int) -> Floats:
    return values - _smooth(values, min(window, 2 * (len(values) // 2) - 2))


def _unrest(path: Floats, window: int) -> float:
    """How far the path is from its smooth course, mostly; of what it does across its main direction.

    A move that starts or stops quickly is no unrest, and it does so along its direction.
    """
    if path.shape[1] < 4:
        return 0.0
    directions, _, _ = np.linalg.svd(np.diff(path, axis=1), full_matrices=False)
    across = directions[:, 1:].T @ path
    off = np.stack([_unsmooth(values, window) for values in across])
    return float(np.median(np.sqrt((off**2).sum(axis=0))))


def _object_speed(steps: Sequence[Step], frame: float) -> float:
    """Widths a second of what moves on its own, as far as there is any."""
    weights = np.array([step.apart for step in steps])
    speeds = np.array([step.apart_speed for step in steps])
    return float((weights * speeds).sum() / weights.sum()) / frame if weights.sum() > 0 else 0.0


def _stills(differences: Sequence[float], frame: float) -> tuple[int, float]:
    """The number of repeated frames, and the seconds of longer stops, of a film that moves."""
    values = np.array(differences[1:])
    if len(values) < 4 or float(np.median(values)) < MOVING:
        return 0, 0.0
    # Between frames that move: where a move begins or ends, frames are alike, too.
    same = values < np.maximum(SAME / 4, 0.06 * np.array([_around(values, index) for index in range(len(values))]))
    repeated, frozen, run = 0, 0.0, 0
    for index, is_same in enumerate([*same.tolist(), False]):
        if is_same:
            run += 1
            continue
        if run * frame >= FROZEN:
            frozen += run * frame
        elif run and _around(values, index - run) > MOVING:
            repeated += run
        run = 0
    return repeated, frozen


def _around(values: Floats, index: int) -> float:
    """The smaller difference of the frames just before and after."""
    sides = values[max(0, index - 4) : index], values[index + 1 : index + 5]
    return min((float(np.median(side)) for side in sides if len(side)), default=0.0)


def likeness(still: Gray, frame: Gray) -> float:
    """How like an image a frame is where both show the same, 0 to 1: their correlation once they are laid over."""
    scale = EDGE / max(still.shape)
    size = max(2, round(still.shape[1] * scale)), max(2, round(still.shape[0] * scale))
    small = cv2.resize(still, size, interpolation=cv2.INTER_AREA)
    fit = _matched(small, frame)
    if fit is None:
        height, width = frame.shape
        cover = max(width / size[0], height / size[1])
        fit = np.array([[cover, 0, (width - cover * size[0]) / 2], [0, cover, (height - cover * size[1]) / 2]])
    shape = frame.shape[::-1]
    laid = cv2.warpAffine(small, fit, shape, flags=cv2.INTER_LINEAR)
    seen = cv2.warpAffine(np.full_like(small, 255), fit, shape, flags=cv2.INTER_NEAREST) > 0
    if seen.mean() < 0.2:
        return 0.0
    soft = [cv2.GaussianBlur(one, (0, 0), 1.5)[seen].astype(np.float64) for one in (laid, frame)]
    return round(max(0.0, _correlation(*soft)), 3)


def _matched(still: Gray, frame: Gray) -> Floats | None:
    """The similarity that lays the image over the frame, by the features that both have (SIFT)."""
    finder = cv2.SIFT.create(nfeatures=400)
    (points, marks), (others, other_marks) = (finder.detectAndCompute(one, None) for one in (still, frame))
    if marks is None or other_marks is None or len(others) < 2:
        return None
    pairs = cv2.BFMatcher().knnMatch(marks, other_marks, k=2)
    good = [pair[0] for pair in pairs if len(pair) == 2 and pair[0].distance < 0.75 * pair[1].distance]
    if len(good) < FEWEST:
        return None
    old = np.array([points[match.queryIdx].pt for match in good])
    new = np.array([others[match.trainIdx].pt for match in good])
    fit, kept = cv2.estimateAffinePartial2D(old, new, method=cv2.RANSAC, ransacReprojThreshold=3.0)
    if fit is None or kept.sum() < FEWEST:
        return None
    found: Floats = fit
    return found
