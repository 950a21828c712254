"""Measures what moves in a film: the camera, objects, the light, and what is wrong with its frames."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from threading import Event
from typing import NamedTuple

import cv2
import numpy as np

from .clip_motion import (
    FROZEN,
    LEAST_MOVING,
    LEAST_ROLL,
    LEAST_SHAKE,
    LEAST_SHIFT,
    LEAST_SWAY,
    LEAST_ZOOM,
    ClipMotion,
    MotionSample,
)
from .tracking import FEWEST, Floats, Gray, Span, Step, Tracker, effective_size, fitted

__all__ = ["EDGE", "MeasureCancelled", "measure"]

#: Pixels of the longer side of the frames to measure.
EDGE = 320
# Of the frame in which corners must be, to tell how a camera moves.
TEXTURED = 0.2
# More of the corners moving on their own than this: there is no scene to measure the camera against.
MOST_APART = 0.5
# A larger standard error of the zoom, as a logarithm, or of the roll: they can be off by more than a hundredth.
MOST_UNSURE = 0.0045
# By so much the scene's score has to be above that of an object which could be it, of 1 at most.
LEAST_MARGIN = 0.23
# There is depth if a smooth one explains so much of what one plane does not; what codecs leave is not smooth. And if it
# moves things by so much, in widths, and of the motion, which is above what is left of a flat scene.
LEAST_EXPLAINED, LEAST_DEPTH, LEAST_PARALLAX = 0.2, 0.0002, 0.004
# An orbit turns by so many radians for each width that it goes, which a truck does not.
ORBIT, LEAST_TURN = 0.5, 0.006
# The correlation from which on the likely near parts are near.
CLEAR = 0.7
# A dolly zoom goes against its own zoom: so much of what moves is parallax.
DOLLY_ZOOM = 0.25
# The fewest corners that tell depth, and the least share of their values that a fit of depth must leave free.
FEWEST_DEEP, LEAST_FREE = 12, 0.1
# Seconds over which the path and the light are smoothed, for the unrest that is faster.
SHAKE_WINDOW, SWAY_WINDOW, FLICKER_WINDOW = 0.5, 2.0, 0.5
# A camera that gets so much of its way ahead in a direction does not sway in it.
ONE_WAY = 0.5
# A root mean square, of the median of two dimensions that are normally distributed.
RMS_OF_MEDIAN = 1.2
# Below this share of its neighbours, a frame is shown twice; below this one of most frames, the film stands. A codec
# mends what it shows twice, so there is some difference.
TWICE, STANDS = 0.5, 0.2
# The way of a camera between two frames, in widths, that is more than noise.
LEAST_GOING = 0.0002


class MeasureCancelled(Exception):
    """The measurement was cancelled."""


class _Parallax(NamedTuple):
    """What the spans' corners show of depth; nothing if it is no more than noise.

    Attributes:
        share: Of the motion, by root mean squares.
        inwards: It moves things towards the middle or away from it, as a dolly does; else sideways or up and down.
        side: Whether what is likely near moves left (1: the camera goes right) or right (-1). `near`: whether it grows.
        turn: How much a sideways camera turns, in radians by and large; `shift` is how far it goes, in widths.
    """

    share: float = 0.0
    inwards: bool = False
    side: float = 0.0
    near: float = 0.0
    turn: float = 0.0
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
    course = np.diff(path, axis=1)
    shake = _unrest(path, round(SHAKE_WINDOW / frame))
    sway = _unrest(_across(path), round(SWAY_WINDOW / frame))
    apart = np.array([step.apart for step in steps])
    ways = np.hypot.reduce(course)
    repeated, frozen = _stills(np.array([step.difference for step in steps[1:]]), ways, frame)
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
        moves=() if doubt else _moves(ends, parallax, shake, sway, width / height),
        camera_widths_per_second=round(float(ways.sum()) / duration, 4),
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
    if tracker.unsure > MOST_UNSURE:
        return "too little texture to be exact"
    if apart > MOST_APART:
        return "objects fill the frame"
    return "it is not clear what is an object" if tracker.margin < LEAST_MARGIN else ""


def _moves(
    ends: tuple[float, float, float, float], depth: _Parallax, shake: float, sway: float, ratio: float
) -> tuple[str, ...]:
    """The names of the moves, the largest first."""
    pan, tilt, zoom, roll = ends
    found: list[tuple[float, str]] = []
    # A camera held by hand ends somewhere else than where it began.
    wander = 10 * sway if sway > LEAST_SWAY else 0.0
    goes_aside, goes_up = abs(pan) >= max(LEAST_SHIFT, wander), abs(tilt) >= max(LEAST_SHIFT, wander * ratio)
    goes, nears = goes_aside or goes_up, abs(zoom) >= LEAST_ZOOM
    deep = depth.share > 0
    # In a part of the frame, both explain a depth as well. It is that of the move which the camera makes.
    inwards = deep and (depth.inwards if goes == nears else nears)
    aside = deep and not inwards
    instead = inwards and (depth.share > DOLLY_ZOOM or not nears)
    orbit = aside and depth.turn > max(LEAST_TURN, ORBIT * depth.shift)
    if orbit:
        # Where it is not clear what is near, the view shifts as the camera goes.
        right = (depth.side if abs(depth.side) > CLEAR else pan) > 0
        found.append((1.0, "orbit right" if right else "orbit left"))
    elif goes_aside:
        found.append((abs(pan), f"{'truck' if aside else 'pan'} {'right' if pan > 0 else 'left'}"))
    if goes_up and not (abs(zoom) > 5 * abs(tilt)):
        down, up = ("crane down", "crane up") if aside and not orbit else ("tilt down", "tilt up")
        found.append((abs(tilt), down if tilt > 0 else up))
    if instead:
        found.append((1.0, f"dolly zoom {'in' if depth.near > 0 else 'out'}"))
    elif nears:
        found.append((abs(zoom), f"{'dolly' if inwards else 'zoom'} {'in' if zoom > 0 else 'out'}"))
    if abs(roll) >= LEAST_ROLL:
        found.append((abs(roll), f"roll {'clockwise' if roll > 0 else 'counter-clockwise'}"))
    names = [name for _, name in sorted(found, reverse=True)]
    if shake > LEAST_SHAKE:
        names.append("camera shake")
    elif sway > LEAST_SWAY:
        names.append("handheld")
    return tuple(names) or ("static camera",)


def _parallax(spans: Sequence[Span], shape: tuple[int, ...]) -> _Parallax:
    """Compare how well a sideways and an inward camera explain what the similarities of the spans do not."""
    height, width = shape
    sums = np.zeros(9)
    for span in spans:
        size = np.hypot(*span.rest.T)
        # Objects are no depth.
        kept = size < max(6 * float(np.median(size)), 0.5)
        if kept.sum() < FEWEST_DEEP:
            continue
        start, moved, rest = (values[kept] / width for values in (span.start, span.moved, span.rest))
        weights = span.weights[kept] / span.weights[kept].sum()
        x, y = (start - [(width - 1) / width / 2, (height - 1) / width / 2]).T
        one, none = np.ones_like(x), np.zeros_like(x)
        smooth = [x, y, x * x, x * y, y * y]
        shift = weights @ moved
        along = shift / max(float(np.hypot(*shift)), 1e-9)
        plane = [(one, none), (none, one), (x, y), (-y, x)]
        inward = [(x * depth, y * depth) for depth in smooth]
        # An orbit also turns.
        sideways = [*((along[0] * depth, along[1] * depth) for depth in smooth), (x * x, x * y)]
        left, _ = _unexplained(rest, weights, plane)
        by_inward, grown = _unexplained(rest, weights, [*plane, *inward])
        by_sideways, shifted = _unexplained(rest, weights, [*plane, *sideways])
        # What is likely near: low in the frame, and in its middle.
        near = 0.55 * y * width / height - 0.35 * np.hypot(x, y * width / height)
        grown, shifted, turn = grown[4:] @ smooth, shifted[4:9] @ smooth, shifted[9]
        sums += [
            1,
            left,
            by_inward,
            by_sideways,
            weights @ (moved**2).sum(axis=1),
            -left * along[0] * _correlation(near, shifted),
            left * _correlation(near, grown),
            turn,
            np.hypot(*shift),
        ]
    count, left, by_inward, by_sideways, motion, side, near, turn, shift = sums.tolist()
    depth = left - min(by_inward, by_sideways)
    if depth <= max(LEAST_EXPLAINED * left, LEAST_DEPTH**2 * count, LEAST_PARALLAX**2 * motion):
        return _Parallax()
    share = min(1.0, math.sqrt(depth / motion))
    return _Parallax(share, by_inward < by_sideways, side / left, near / left, abs(turn), shift)


def _unexplained(values: Floats, weights: Floats, fields: Sequence[tuple[Floats, Floats]]) -> tuple[float, Floats]:
    """What a weighted sum of vector fields leaves of values, shape (points, 2), as a mean square; its factors.

    The mean square has no bias: the more fields for few points, the more they explain by chance.
    """
    factors, rest = fitted(values, weights, fields)
    count = 2 * effective_size(weights)
    return float(weights @ (rest**2).sum(axis=1)) / max(1 - len(fields) / count, LEAST_FREE), factors


def _correlation(values: Floats, others: Floats) -> float:
    a, b = values - values.mean(), others - others.mean()
    size = math.sqrt(float((a**2).sum() * (b**2).sum()))
    return float((a * b).sum()) / size if size > 1e-9 else 0.0


def _unsmooth(values: Floats, window: int) -> Floats:
    """What parabolas over a window leave: an even move, or one that speeds up, has no unrest."""
    reach = min(max(2, window // 2), (len(values) - 1) // 2)
    if reach < 2:
        return np.zeros_like(values)
    places = np.arange(-reach, reach + 1)
    # Savitzky-Golay: the value in the middle of the parabola with the least squares.
    middle = np.linalg.pinv(np.stack([places**power for power in (0, 1, 2)], axis=1))[0]
    padded = np.pad(values, reach, mode="reflect", reflect_type="odd")
    return values - np.convolve(padded, middle, "valid")


def _across(path: Floats) -> Floats:
    """The part of a path in which a camera sways: a move that starts, stops or gives way to another one does not."""
    course = np.diff(path, axis=1)
    one_way = np.abs(course.sum(axis=1)) > ONE_WAY * np.abs(course).sum(axis=1)
    return path[~one_way] if one_way.any() else np.linalg.eigh(course @ course.T)[1][:, :-1].T @ path


def _unrest(path: Floats, window: int) -> float:
    """How far the path is from its smooth course, as a root mean square; the ends of a move weigh nothing."""
    off = np.array([_unsmooth(values, window) for values in path]).reshape(path.shape)
    return RMS_OF_MEDIAN * float(np.median(np.sqrt((off**2).sum(axis=0))))


def _object_speed(steps: Sequence[Step], frame: float) -> float:
    """Widths a second of what moves on its own, as far as there is any."""
    weights = np.array([step.apart for step in steps])
    speeds = np.array([step.apart_speed for step in steps])
    return float((weights * speeds).sum() / weights.sum()) / frame if weights.sum() > 0 else 0.0


def _stills(differences: Floats, ways: Floats, frame: float) -> tuple[int, float]:
    """The number of repeated frames, and the seconds of longer stops, of a film that moves.

    Args:
        differences: Of the pixels of each frame from the one before, in grey levels.
        ways: Of the camera between them, in widths.
        frame: Seconds.
    """
    moving, going = (float(np.percentile(values, 75)) if len(values) else 0.0 for values in (differences, ways))
    if moving < LEAST_MOVING:
        return 0, 0.0
    # A camera that stands still leaves only the pixels.
    signs = [differences, ways] if going > LEAST_GOING else [differences]
    stands = np.all([values < STANDS * np.percentile(values, 75) for values in signs], axis=0)
    twice = np.all([values < TWICE * np.array(_around(values)) for values in signs], axis=0)
    frozen, begin = 0.0, 0
    for stood, group in itertools.groupby(stands.tolist()):
        end = begin + len(list(group))
        # A move that begins or ends smoothly is slow around its stop.
        sides = [side for side in (differences[max(0, begin - 4) : begin], differences[end : end + 4]) if len(side)]
        if stood and (end - begin) * frame >= FROZEN and max(map(np.median, sides), default=0.0) > moving / 2:
            frozen += (end - begin) * frame
            twice[begin:end] = False
        begin = end
    return int(twice.sum()), frozen


def _around(values: Floats) -> list[float]:
    """The smaller of the values just before and after each; 0 at the ends."""
    sides = [(values[max(0, at - 4) : at], values[at + 1 : at + 5]) for at in range(len(values))]
    return [min(float(np.median(side)) if len(side) else 0.0 for side in pair) for pair in sides]


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
