"""Follows the camera through the frames of a film, by the corners of the scene that stay in sight.

Corners of an anchor frame are found again in each later one (pyramidal Lucas-Kanade), and a robust fit gives the
similarity that moved them: the camera's shift, zoom and roll. Measuring against an anchor instead of the frame before
keeps errors from adding up; a new anchor is taken when too little of the old one is left.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["FEWEST", "Floats", "Gray", "Span", "Step", "Tracker"]

Floats = NDArray[np.float64]
Gray = NDArray[np.uint8]

# Cells along the longer side, in each of which so many corners are followed: objects with much detail count no more
# than their area.
CELLS, PER_CELL = 8, 6
# The least spread of the corners, as a standard deviation, of the longer side.
SPREAD = 0.15
# Pixels at the edge in which a corner cannot be found again, and the weakest corner.
RIM, WEAKEST = 8, 2e-4
LUCAS_KANADE: dict[str, Any] = {
    "winSize": (15, 15),
    "maxLevel": 3,
    "criteria": (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 20, 0.01),
    "minEigThreshold": 1e-4,
}
# Pixels by which no corner is found more exactly.
LEAST_UNREST = 0.05
# Grey levels by which a found corner may differ from the one looked for.
UNLIKE = 22
# The fewest corners for a fit.
FEWEST = 8
# A new anchor is taken beyond these: the share of corners left, the shift in widths, the zoom (logarithm), frames.
LEFT, SHIFT, ZOOM, FRAMES = 0.65, 0.25, 0.3, 240
# Pixels around a corner whose mean is its brightness.
SOFT = (21, 21)
# Grey levels that are added to it.
DARKEST = 16
# With fewer of the corners found, or fewer of these moving together, it is another scene, or too much of it has left.
FOUND, TOGETHER = 0.3, 0.4


@dataclass(frozen=True)
class Step:
    """What happened between the frame before and this one.

    Attributes:
        seconds: The time of the frame.
        pan, tilt: Of the camera, in widths and heights of the frame; right and down are positive.
        zoom: The logarithm of the scale; in is positive.
        roll: Of the camera, in radians; clockwise is positive.
        apart: The share of corners that did not move with the scene.
        apart_speed: How far these moved against the scene, in widths.
        brightness: The logarithm of the factor by which the scene became brighter.
        difference: Mean difference of the pixels, in grey levels.
        cut: The scene is another one.
    """

    seconds: float
    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 0.0
    roll: float = 0.0
    apart: float = 0.0
    apart_speed: float = 0.0
    brightness: float = 0.0
    difference: float = 0.0
    cut: bool = False


@dataclass(frozen=True)
class Span:
    """The corners of an anchor frame in pixels, shape (corners, 2), and what became of them.

    Attributes:
        start: Where they were.
        moved: How far they went.
        rest: What of it the similarity does not explain, as far as it grew with the way.
        weights: How much is known of each, shape (corners,).
    """

    start: Floats
    moved: Floats
    rest: Floats
    weights: Floats


@dataclass
class _Seen:
    """The corners of the anchor that are seen in a frame."""

    seen: NDArray[np.bool_]
    # Where they are in the frame, drawn back to the anchor by the last fit.
    back: Floats
    at: Floats
    fit: Floats
    errors: Floats
    zoom: float
    roll: float


@dataclass
class Tracker:
    """Add the frames of a film in order; `steps` has one of each frame, `spans` grows with the film.

    Attributes:
        textured: The share of the frame in which corners were found, of each anchor; 0 if all are in one spot.
    """

    steps: list[Step] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    textured: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._before: Gray | None = None
        self._found: _Seen | None = None

    def add(self, seconds: float, gray: Gray) -> None:
        """Add a frame: grey, 320 pixels or so at its longer side."""
        before, self._before = self._before, gray
        if before is None:
            self._anchor_at(gray)
            self.steps.append(Step(seconds))
            return
        difference = float(cv2.absdiff(gray, before).mean())
        # By how much the light fell since the frame before.
        dimmer = float((before.mean() + 1) / (gray.mean() + 1))
        found = self._find(gray, dimmer)
        if found is None and self._since:
            # Too little of the anchor is left.
            self._anchor_at(before)
            found = self._find(gray, dimmer)
        if found is None:
            # Where no corner is, nothing is known about a cut.
            cut = bool(len(self._corners) >= FEWEST) and difference > 2
            self.steps.append(Step(seconds, difference=difference, cut=cut))
            self._anchor_at(gray)
            return
        self.steps.append(self._step(seconds, difference, found, gray))
        self._since += 1
        shift, zoom = self._travelled(found.fit)
        if found.seen.mean() < LEFT or shift > SHIFT or abs(zoom) > ZOOM or self._since >= FRAMES:
            self._anchor_at(gray)

    def end(self) -> None:
        """There are no more frames."""
        self._keep_span()

    def _anchor_at(self, gray: Gray) -> None:
        self._keep_span()
        self._anchor = gray
        self._corners, self._worth, textured = _corners(gray)
        self.textured.append(textured)
        # Where each corner was last, drawn back to the anchor.
        self._shift = np.zeros_like(self._corners)
        self._alive = np.ones(len(self._corners), bool)
        self._scene = self._belonging(self._corners)
        self._fit = np.eye(2, 3)
        # Of the last frame, since the anchor.
        self._zoom = self._roll = self._level = 0.0
        self._since = 0
        self._found = None
        # Where the corners were in each frame since the anchor, and the fits.
        self._history: list[tuple[Floats, Floats]] = []

    def _belonging(self, corners: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Which corners of a new anchor belong to the scene, by the corner of the last anchor next to each."""
        if self._found is None or not self._found.seen.any():
            return np.ones(len(corners), bool)
        before = self._found.at[self._found.seen]
        nearest = ((corners[:, None] - before) ** 2).sum(axis=2).argmin(axis=1)
        belongs: NDArray[np.bool_] = self._scene[self._found.seen][nearest]
        return belongs

    def _keep_span(self) -> None:
        if self._found is None or self._since < 3:
            return
        seen = self._found.seen & self._scene
        start = self._corners[seen].astype(np.float64)
        moves = np.array([at[seen] - start for at, _ in self._history])
        rests = np.array([at[seen] - _moved(fit, start) for at, fit in self._history])
        ways = np.hypot(*np.moveaxis(moves, 2, 0)).mean(axis=1)
        # Depth grows with the way. What a codec does to a corner goes to and fro, and tells how much to trust it.
        ways /= max(float(ways[-1]), 1e-6)
        rest = np.tensordot(ways, rests, 1) / max(float(ways @ ways), 1e-6)
        unrest = ((rests - ways[:, None, None] * rest) ** 2).sum(axis=2).mean(axis=0)
        self.spans.append(Span(start, moves[-1], rest, self._worth[seen] / (unrest + LEAST_UNREST**2)))

    def _find(self, gray: Gray, dimmer: float) -> _Seen | None:
        """The anchor's corners in a frame; None if too few are seen, or too few of them move together."""
        alive = np.flatnonzero(self._alive)
        if len(alive) < FEWEST:
            return None
        height, width = gray.shape
        # Drawn back by the last fit, corners keep their size and turn, and are close to their place.
        how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        drawn = cv2.warpAffine(gray, self._fit, (width, height), flags=how, borderMode=cv2.BORDER_REFLECT_101)
        # As bright as the anchor, or corners in a flickering light look like others.
        drawn = cv2.convertScaleAbs(drawn, alpha=math.exp(-self._level) * dimmer)
        old = self._corners[alive]
        guess = old + self._shift[alive]
        flags = cv2.OPTFLOW_USE_INITIAL_FLOW
        new, status, unlike = cv2.calcOpticalFlowPyrLK(self._anchor, drawn, old, guess, flags=flags, **LUCAS_KANADE)
        at = _moved(self._fit, new.astype(np.float64))
        inside = (at > RIM / 2).all(axis=1) & (at[:, 0] < width - RIM / 2) & (at[:, 1] < height - RIM / 2)
        good = status.ravel().astype(bool) & (unlike.ravel() < UNLIKE) & inside
        if good.sum() < FEWEST:
            return None
        # An object in front covers more and more corners of the scene, until its own are the most.
        scene = good & self._scene[alive]
        if scene.sum() < FEWEST:
            scene = good
        still, now = old[scene].astype(np.float64), at[scene]
        worth = self._worth[alive][scene]
        fitted = _similarity(still, now, worth, self._fit)
        errors = np.hypot(*(at - _moved(fitted, old.astype(np.float64))).T)
        together = float(worth[errors[scene] < 0.02 * width].sum() / worth.sum())
        if together < TOGETHER or good.sum() < FOUND * len(alive):
            return None
        seen = np.zeros(len(self._corners), bool)
        seen[alive[good]] = True
        whole, all_errors = np.zeros((len(seen), 2)), np.zeros(len(seen))
        whole[alive], all_errors[alive] = at, errors
        back = _moved(_inverse(fitted), whole)
        zoom, roll = _zoom_and_roll(still, now, worth, errors[scene])
        return _Seen(seen, back, whole, fitted, all_errors, zoom, roll)

    def _step(self, seconds: float, difference: float, found: _Seen, gray: Gray) -> Step:
        height, width = gray.shape
        seen = found.seen
        step = _after(found.fit, _inverse(self._fit))
        middle = np.array([[(width - 1) / 2, (height - 1) / 2]])
        (dx, dy) = (_moved(step, middle) - middle)[0]
        # A part counts as apart when it moves otherwise than the scene, and by more than the depth of a scene explains.
        errors = found.errors[seen]
        apart = errors > max(0.006 * width, 5 * float(np.median(found.errors[seen & self._scene])))
        self._scene[seen] = ~apart
        worth = self._worth[seen]
        against = found.back[seen] - (self._corners + self._shift)[seen]
        speed = float(np.median(np.hypot(*against[apart].T))) / width if apart.any() else 0.0
        level = self._brightness(found, gray)
        made = Step(
            seconds,
            pan=-dx / width,
            tilt=-dy / height,
            zoom=found.zoom - self._zoom,
            roll=self._roll - found.roll,
            # Of all corners of the anchor: those that objects cover belong to the scene.
            apart=float(worth[apart].sum() / self._worth.sum()),
            apart_speed=speed,
            brightness=level - self._level,
            difference=difference,
        )
        self._alive = seen
        self._shift[seen] = (found.back[seen] - self._corners[seen]).astype(np.float32)
        self._fit = found.fit
        self._zoom, self._roll, self._level = found.zoom, found.roll, level
        self._found = found
        self._history.append((found.at, found.fit))
        return made

    def _brightness(self, found: _Seen, gray: Gray) -> float:
        """The logarithm of how much brighter the scene is than in the anchor, around its corners."""
        if not self._since:
            self._soft = cv2.blur(self._anchor, SOFT)
        x, y = self._corners[found.seen].T
        now_x, now_y = found.at[found.seen].astype(np.float32).T
        now, then = (
            float(cv2.remap(soft, across, down, cv2.INTER_LINEAR).sum())
            for soft, across, down in ((cv2.blur(gray, SOFT), now_x, now_y), (self._soft, x, y))
        )
        # In the dark, a level more is no light.
        darkest = DARKEST * len(x)
        return math.log((now + darkest) / (then + darkest))

    def _travelled(self, fit: Floats) -> tuple[float, float]:
        """How far the middle of the anchor moved, in widths, and the logarithm of its scale."""
        height, width = self._anchor.shape
        middle = np.array([[(width - 1) / 2, (height - 1) / 2]])
        shift = float(np.hypot(*(_moved(fit, middle) - middle)[0])) / width
        return shift, math.log(math.hypot(fit[0, 0], fit[1, 0]))


def _corners(gray: Gray) -> tuple[NDArray[np.float32], Floats, float]:
    """The strongest corners of each cell, shape (corners, 2), what each is worth, and the share of cells that have one.

    The corners of a cell are worth the same together, so that an object with much detail counts no more than its area.
    Those at the rim are worth twice as much as in the middle: the scene is what surrounds an object.
    """
    height, width = gray.shape
    strength = cv2.cornerMinEigenVal(gray, 5)
    highest = cv2.dilate(strength, np.ones((7, 7)))
    y, x = np.nonzero((strength == highest) & (strength > WEAKEST))
    inside = (x > RIM) & (x < width - RIM) & (y > RIM) & (y < height - RIM)
    x, y = x[inside], y[inside]
    order = np.argsort(-strength[y, x], kind="stable")
    x, y = x[order], y[order]
    across = max(1, round(CELLS * width / max(width, height)))
    down = max(1, round(CELLS * height / max(width, height)))
    cells = (y * down // height) * across + x * across // width
    counts = np.zeros(across * down, int)
    kept = []
    for index, cell in enumerate(cells):
        if counts[cell] < PER_CELL:
            counts[cell] += 1
            kept.append(index)
    found = np.stack([x[kept], y[kept]], axis=1).astype(np.float32)
    # Corners of one small thing tell little about the camera, and nothing of its roll if it is round.
    wide = len(found) >= FEWEST and float(np.hypot(*found.std(axis=0))) > SPREAD * max(width, height)
    # From 0 in the middle to 1 at the rim.
    out = np.abs(found / [(width - 1) / 2, (height - 1) / 2] - 1).max(axis=1, initial=0)
    return found, (1 + out**2) / counts[cells[kept]], float((counts > 0).mean()) if wide else 0.0


def _similarity(old: Floats, new: Floats, worth: Floats, near: Floats) -> Floats:
    """The similarity close to another one, shape (2, 3), that most points follow.

    It starts from a known one, because parts of the scene at other depths can agree as well.
    """
    fit = near.copy()
    fit[:, 2] += [_median(values, worth) for values in (new - _moved(near, old)).T]
    for _ in range(8):
        fit = _least_squares(old, new, _weights(np.hypot(*(new - _moved(fit, old)).T), worth))
    return fit


def _zoom_and_roll(old: Floats, new: Floats, worth: Floats, errors: Floats) -> tuple[float, float]:
    """The logarithm of the scale and the turn (clockwise, radians) that columns and rows have in common.

    A scene that is nearer at its bottom looks sheared when the camera goes sideways: its columns turn, its rows do not.
    """
    points = np.hstack([old - old.mean(axis=0), np.ones((len(old), 1))])
    for _ in range(3):
        weights = np.sqrt(_weights(errors, worth))[:, None]
        matrix = np.linalg.lstsq(points * weights, new * weights, rcond=None)[0]
        errors = np.hypot(*(new - points @ matrix).T)
    (a, c), (b, d) = matrix[:2]
    scales = math.log(max(math.hypot(a, c), 1e-6)), math.log(max(math.hypot(b, d), 1e-6))
    return _common(*scales), _common(math.atan2(c, a), math.atan2(-b, d))


def _common(one: float, other: float) -> float:
    """The smaller of two amounts of the same sign, else 0."""
    return 0.0 if one * other <= 0 else min(one, other, key=abs)


def _weights(errors: Floats, worth: Floats) -> Floats:
    spread = max(0.15, 1.4826 * _median(errors, worth))
    weights: Floats = worth / (1 + (errors / (2 * spread)) ** 2) ** 2
    return weights


def _median(values: Floats, worth: Floats) -> float:
    order = np.argsort(values)
    sums = np.cumsum(worth[order])
    return float(values[order[np.searchsorted(sums, sums[-1] / 2)]])


def _least_squares(old: Floats, new: Floats, weights: Floats) -> Floats:
    weights = (weights / weights.sum())[:, None]
    from_middle, to_middle = (weights * old).sum(axis=0), (weights * new).sum(axis=0)
    before, after = old - from_middle, new - to_middle
    size = float((weights * before**2).sum())
    real = float((weights * before * after).sum()) / size
    turn = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    imaginary = float((weights[:, 0] * turn).sum()) / size
    matrix = np.array([[real, -imaginary], [imaginary, real]])
    return np.hstack([matrix, (to_middle - matrix @ from_middle)[:, None]])


def _moved(fit: Floats, points: Floats) -> Floats:
    moved: Floats = points @ fit[:, :2].T + fit[:, 2]
    return moved


def _after(second: Floats, first: Floats) -> Floats:
    """The map that applies `first`, then `second`."""
    return np.hstack([second[:, :2] @ first[:, :2], (second[:, :2] @ first[:, 2] + second[:, 2])[:, None]])


def _inverse(fit: Floats) -> Floats:
    matrix = np.linalg.inv(fit[:, :2])
    return np.hstack([matrix, (-matrix @ fit[:, 2])[:, None]])
