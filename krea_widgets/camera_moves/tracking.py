"""Follows the camera through the frames of a film, by the corners of the scene that stay in sight.

Corners of an anchor frame are found again in each later one (pyramidal Lucas-Kanade), and a robust fit gives the
similarity that moved them: the camera's shift, zoom and roll. Measuring against an anchor instead of the frame before
keeps errors from adding up; a new anchor is taken when too little of the old one is left. The part that ends with it is
followed again from its last frame back, and measured by that: codecs begin with their worst frame, whose corners are
edges of blocks.

An object in front can have more corners than the scene, and cover it. So the corners of each anchor are grouped by how
they move until the next one, and the whole film decides which groups are the scene: those that are spread most.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["FEWEST", "Floats", "Gray", "Span", "Step", "Tracker", "effective_size", "fitted"]

Floats = NDArray[np.float64]
Gray = NDArray[np.uint8]
Mask = NDArray[np.bool_]
# What each point does along x, and along y.
_Field = tuple[Floats, Floats]

# Cells along the longer side, in each of which so many corners are followed: objects with much detail count no more
# than their area.
CELLS, PER_CELL = 8, 6
# The least spread of the corners, as a standard deviation, of the longer side.
SPREAD = 0.15
# Pixels at the edge in which a corner cannot be found again, and the weakest corner.
RIM, WEAKEST = 8, 5e-5
# From which strength on corners show a texture. At low bit rates, codecs leave weaker ones where they were.
STRONG = 2e-4
# Pairs of corners that are tried for a group, how far they are from each other, and how exactly the others have to
# follow to count, in pixels.
TRIALS, PAIR, NEAR = 300, 25, 1.5
# Corners that are off by more belong to something else: in pixels, and in medians, because a scene has depth.
OFF, OFF_MEDIANS = 2.0, 5
# How much it counts that the scene stays the same from anchor to anchor; by its spread, a group has 1 or less.
SAME = 1.0
# Pixels within which a corner of one anchor is that of the next.
CLOSE = 8
LUCAS_KANADE: dict[str, Any] = {
    "winSize": (15, 15),
    "maxLevel": 3,
    "criteria": (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 20, 0.01),
    "minEigThreshold": 1e-4,
}
# Pixels by which no corner is found more exactly.
LEAST_UNREST = 0.05
# With fewer corners, the more is taken for a turn of the camera, the less exact the rest becomes.
FEWEST_TURNED = 60
# Standard errors by which chance parts two values from their mean.
BY_CHANCE = 1.5
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


class _Scene(NamedTuple):
    """Corners that move together, those of the scene if they are its own, and how likely that is: 1 at most."""

    group: Mask
    corners: Mask
    score: float


class _Part(NamedTuple):
    """The corners that are seen in all frames from an anchor to the next.

    Attributes:
        first: The index of the frame after the anchor.
        start: Where they were, shape (corners, 2).
        ways: Where they are in each frame, shape (frames, corners, 2).
        worth: The share of the anchor's corners that they stand for, shape (corners,).
        weights: The same, by how much they are trusted.
        scenes: What can be the scene.
    """

    first: int
    start: Floats
    ways: Floats
    worth: Floats
    weights: Floats
    scenes: list[_Scene]


class _Anchor:
    """A frame whose corners are looked for in others, one after the other."""

    def __init__(self, gray: Gray) -> None:
        self.gray = gray
        self.corners, self.worth, self.trust, self.textured = _corners(gray)
        self.restart()

    def restart(self) -> None:
        """The next frame is one beside the anchor again."""
        # Those that were seen in every frame.
        self.alive = np.ones(len(self.corners), bool)
        self.fit = np.eye(2, 3)
        # Where each corner was last, drawn back to the anchor.
        self._shift = np.zeros_like(self.corners)

    @cached_property
    def _soft(self) -> Gray:
        soft: Gray = cv2.blur(self.gray, SOFT)
        return soft

    def follow(self, gray: Gray, level: float) -> Floats | None:
        """Where the corners are in the next frame; None if too few are seen, or too few of them move together.

        Args:
            gray: The frame.
            level: The logarithm of how much brighter it may be than the anchor.
        """
        alive = np.flatnonzero(self.alive)
        if len(alive) < FEWEST:
            return None
        height, width = gray.shape
        # Drawn back by the last fit, corners keep their size and turn, and are close to their place.
        how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        drawn = cv2.warpAffine(gray, self.fit, (width, height), flags=how, borderMode=cv2.BORDER_REFLECT_101)
        # As bright as the anchor, or corners in a flickering light look like others.
        drawn = cv2.convertScaleAbs(drawn, alpha=math.exp(-level))
        old = self.corners[alive]
        guess = old + self._shift[alive]
        flags = cv2.OPTFLOW_USE_INITIAL_FLOW
        new, status, unlike = cv2.calcOpticalFlowPyrLK(self.gray, drawn, old, guess, flags=flags, **LUCAS_KANADE)
        at = _moved(self.fit, new.astype(np.float64))
        inside = (at > RIM / 2).all(axis=1) & (at[:, 0] < width - RIM / 2) & (at[:, 1] < height - RIM / 2)
        good = status.ravel().astype(bool) & (unlike.ravel() < UNLIKE) & inside
        if good.sum() < FEWEST:
            return None
        still, now = old[good].astype(np.float64), at[good]
        worth = self.worth[alive][good]
        fit = _similarity(still, now, worth, self.fit)
        errors = np.hypot(*(now - _moved(fit, still)).T)
        together = float(worth[errors < 0.02 * width].sum() / worth.sum())
        if together < TOGETHER or good.sum() < FOUND * len(alive):
            return None
        self.alive[alive[~good]] = False
        self.fit = fit
        self._shift[self.alive] = (_moved(_inverse(fit), now) - still).astype(np.float32)
        everywhere = np.zeros(self.corners.shape)
        everywhere[alive] = at
        return everywhere

    def level(self, gray: Gray, at: Floats) -> float:
        """The logarithm of how much brighter the scene is in a frame, around its corners."""
        x, y = self.corners[self.alive].T
        now_x, now_y = at[self.alive].astype(np.float32).T
        now, then = (
            float(cv2.remap(soft, across, down, cv2.INTER_LINEAR).sum())
            for soft, across, down in ((cv2.blur(gray, SOFT), now_x, now_y), (self._soft, x, y))
        )
        # In the dark, a level more is no light.
        darkest = DARKEST * len(x)
        return math.log((now + darkest) / (then + darkest))

    def travelled(self) -> tuple[float, float]:
        """How far the anchor's middle moved, in widths, and the logarithm of its scale."""
        height, width = self.gray.shape
        middle = np.array([[(width - 1) / 2, (height - 1) / 2]])
        shift = float(np.hypot(*(_moved(self.fit, middle) - middle)[0])) / width
        return shift, math.log(math.hypot(self.fit[0, 0], self.fit[1, 0]))


@dataclass
class Tracker:
    """Add the frames of a film in order; `steps` has one of each frame, `spans` grows with the film.

    Attributes:
        textured: The share of the frame in which corners were found, of each anchor; 0 if all are in one spot.
        margin: By how much the scenes' scores are above those of what else could be the scene, 1 at most.
        unsure: The standard error of the whole zoom, as a logarithm, and of the roll in radians.
    """

    steps: list[Step] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    textured: list[float] = field(default_factory=list)
    margin: float = 1.0
    unsure: float = 0.0

    def __post_init__(self) -> None:
        # Of the anchor and the frames since: their pixels, how much brighter they are, and where its corners are.
        self._grays: list[Gray] = []
        self._levels: list[float] = []
        self._at: list[Floats] = []
        self._parts: list[_Part] = []

    def add(self, seconds: float, gray: Gray) -> None:
        """Add a frame: grey, 320 pixels or so at its longer side."""
        if not self._grays:
            self._anchor_at(gray)
            self.steps.append(Step(seconds))
            return
        before = self._grays[-1]
        difference = float(cv2.absdiff(gray, before).mean())
        # By how much the light grew since the frame before.
        brighter = math.log((gray.mean() + 1) / (before.mean() + 1))
        at = self._anchor.follow(gray, self._levels[-1] + brighter)
        if at is None and len(self._grays) > 1:
            # Too little of the anchor is left.
            self._anchor_at(before)
            at = self._anchor.follow(gray, brighter)
        if at is None:
            # Where no corner is, nothing is known about a cut.
            cut = bool(len(self._anchor.corners) >= FEWEST) and difference > 2
            self.steps.append(Step(seconds, difference=difference, cut=cut))
            self._anchor_at(gray)
            return
        level = self._anchor.level(gray, at)
        self.steps.append(Step(seconds, brightness=level - self._levels[-1], difference=difference))
        self._grays.append(gray)
        self._at.append(at)
        self._levels.append(level)
        shift, zoom = self._anchor.travelled()
        if self._anchor.alive.mean() < LEFT or shift > SHIFT or abs(zoom) > ZOOM or len(self._grays) > FRAMES:
            self._anchor_at(gray)

    def end(self) -> None:
        """There are no more frames: measure the camera."""
        if len(self._grays) > 1:
            self._end_part(_Anchor(self._grays[-1]))
        scenes = _choose_scenes(self._parts)
        for part, scene in zip(self._parts, scenes, strict=True):
            self._measure(part, scene)
        margins = [
            scene.score - max(one.score for one in part.scenes if one is not scene)
            for part, scene in zip(self._parts, scenes, strict=True)
            if len(part.scenes) > 1
        ]
        if margins:
            self.margin = float(np.mean(margins))

    def _anchor_at(self, gray: Gray) -> None:
        anchor = _Anchor(gray)
        if len(self._grays) > 1:
            self._end_part(anchor)
        anchor.restart()
        self._anchor = anchor
        self.textured.append(anchor.textured)
        self._grays, self._levels, self._at = [gray], [0.0], [anchor.corners.astype(np.float64)]

    def _end_part(self, last: _Anchor) -> None:
        # As they were followed forwards, if they cannot be followed back.
        anchor, at = (last, back) if (back := self._back_from(last)) else (self._anchor, self._at)
        seen = anchor.alive
        start, *rest = (one[seen] for one in at)
        ways, worth = np.array(rest), anchor.worth[seen] / anchor.worth.sum()
        scenes = _likely_scenes(start, ways, worth, anchor.gray.size)
        first = len(self.steps) - len(ways)
        self._parts.append(_Part(first, start, ways, worth, worth * anchor.trust[seen], scenes))

    def _back_from(self, last: _Anchor) -> list[Floats]:
        """Where the last frame's corners are in each one from the anchor on; [] if they are lost on the way back."""
        places = [last.corners.astype(np.float64)]
        for gray, level in zip(self._grays[-2::-1], self._levels[-2::-1], strict=True):
            at = last.follow(gray, level - self._levels[-1])
            if at is None:
                return []
            places.append(at)
        return places[::-1]

    def _measure(self, part: _Part, chosen: _Scene) -> None:
        height, width = self._anchor.gray.shape
        middle = np.array([[(width - 1) / 2, (height - 1) / 2]])
        start, ways, weights, scene = part.start, part.ways, part.weights, chosen.corners
        group = chosen.group[scene]
        fits = [np.eye(2, 3)]
        fits += (_similarity_around(group, start[scene], at[scene], weights[scene]) for at in ways)
        rests = np.array([at - _moved(fit, start) for at, fit in zip(ways, fits[1:], strict=True)])
        errors = np.hypot(*np.moveaxis(rests, 2, 0))
        apart = ~_alike(np.sqrt((errors**2).mean(axis=0)), scene)
        # Of all corners of the anchor: those that objects cover belong to the scene.
        share = float(part.worth[apart].sum())
        planes = [
            _plane(start[scene], at[scene], weights[scene], left[scene], middle)
            for at, left in zip(ways, errors, strict=True)
        ]
        unsure = _standard_error(start[scene], ways[-1, scene], weights[scene], planes[-1][2])
        self.unsure = math.hypot(self.unsure, unsure)
        before, zoom, roll, old = start, 0.0, 0.0, np.eye(2, 3)
        for index, (at, fit, (new, slopes, _)) in enumerate(zip(ways, fits[1:], planes, strict=True)):
            larger, turned = _zoom_and_roll(slopes, unsure)
            ((dx, dy),) = _moved(_after(new, _inverse(old)), middle) - middle
            back = _moved(_inverse(fit), at)
            against = np.hypot(*(back - before)[apart].T)
            self.steps[part.first + index] = replace(
                self.steps[part.first + index],
                pan=-dx / width,
                tilt=-dy / height,
                zoom=larger - zoom,
                roll=roll - turned,
                apart=share,
                apart_speed=float(np.median(against)) / width if share else 0.0,
            )
            before, zoom, roll, old = back, larger, turned, new
        if len(ways) >= 3:
            kept = scene & ~apart
            self.spans.append(_span(start[kept], ways[:, kept], rests[:, kept], weights[kept]))


def _span(start: Floats, ways: Floats, rests: Floats, weights: Floats) -> Span:
    moves = ways - start
    lengths = np.hypot(*np.moveaxis(moves, 2, 0)).mean(axis=1)
    # Depth grows with the way, wherever the first frame shows a corner. What a codec does to it goes to and fro, and
    # tells how much to trust it.
    grown = (lengths - lengths.mean()) / max(float(lengths[-1]), 1e-6)
    changes = rests - rests.mean(axis=0)
    rest = np.tensordot(grown, changes, 1) / max(float(grown @ grown), 1e-6)
    unrest = ((changes - grown[:, None, None] * rest) ** 2).sum(axis=2).mean(axis=0)
    return Span(start, moves[-1], rest, weights / (unrest + LEAST_UNREST**2))


def _choose_scenes(parts: Sequence[_Part]) -> list[_Scene]:
    """The most likely scene of each part, as a chain in which it stays the same (Viterbi's algorithm)."""
    best: list[list[float]] = []
    origins: list[list[int]] = []
    for index, part in enumerate(parts):
        best.append([scene.score for scene in part.scenes])
        origins.append([])
        if not index:
            continue
        before = parts[index - 1]
        squares = ((part.start[:, None] - before.ways[-1]) ** 2).sum(axis=2)
        nearest, close = squares.argmin(axis=1), squares.min(axis=1) < CLOSE**2
        for at, scene in enumerate(part.scenes):
            same = scene.group & close
            chains = [
                score + SAME * float(earlier.corners[nearest[same]].mean() if same.any() else 0)
                for score, earlier in zip(best[index - 1], before.scenes, strict=True)
            ]
            origins[index].append(int(np.argmax(chains)))
            best[index][at] += max(chains)
    chosen: list[_Scene] = []
    for part, scores, origin in zip(reversed(parts), reversed(best), [[], *reversed(origins)], strict=False):
        at = origin[at] if chosen else int(np.argmax(scores))
        chosen.append(part.scenes[at])
    return chosen[::-1]


def _likely_scenes(start: Floats, ways: Floats, worth: Floats, pixels: int) -> list[_Scene]:
    """What can be the scene: whatever is no object. The more a group is spread over the frame, the likelier it is."""
    some = np.unique(np.linspace(0, len(ways) - 1, 5).round().astype(int)[1:])
    rest = np.ones(len(start), bool)
    groups: list[Mask] = []
    while len(groups) < 2 and (group := _largest_group(start, ways[some], worth, rest)).any():
        groups.append(group)
        rest = rest & ~group
    # An even spread over the whole frame has a score of 1.
    scores = [
        12 / pixels * float(np.sqrt(np.linalg.det(np.cov(start[one].T, aweights=worth[one])) * worth[one].sum()))
        for one in (*groups, rest)
        if one.sum() >= FEWEST
    ]
    scenes = [_Scene(group, group | rest, score) for group, score in zip(groups, scores, strict=False)]
    if len(groups) < 2 and rest.sum() >= FEWEST:
        # Corners that do not move together are a scene only behind an object.
        scenes.append(_Scene(rest, rest, scores[-1] / 2))
    return scenes


def _largest_group(start: Floats, ways: Floats, worth: Floats, among: Mask) -> Mask:
    """The corners that move together, as one similarity in each frame has them; none if there are too few.

    Args:
        start: Shape (corners, 2).
        ways: Where they are in some frames, shape (frames, corners, 2).
        worth, among: Shape (corners,).
    """
    none = np.zeros(len(start), bool)
    if among.sum() < FEWEST:
        return none
    old, new = start @ [1, 1j], ways @ [1, 1j]
    odds = worth * among
    # Two corners tell a similarity.
    one, other = np.random.default_rng(0).choice(len(old), (2, TRIALS), p=odds / odds.sum())
    wide = np.abs(old[one] - old[other]) > PAIR
    if not wide.any():
        return none
    one, other = one[wide], other[wide]
    factors = (new[:, other] - new[:, one]) / (old[other] - old[one])
    off = new[:, None] - new[:, one, None] - factors[..., None] * (old - old[one, None])
    errors = np.sqrt((np.abs(off) ** 2).mean(axis=0))
    best = int((np.clip(1 - (errors / NEAR) ** 2, 0, None) @ odds).argmax())
    group: Mask = among & (errors[best] < NEAR)
    for _ in range(5):
        if group.sum() < FEWEST:
            return none
        fits = [_least_squares(start[group], at[group], worth[group]) for at in ways]
        squares = [((at - _moved(fit, start)) ** 2).sum(axis=1) for at, fit in zip(ways, fits, strict=True)]
        group = among & _alike(np.sqrt(np.mean(squares, axis=0)), group)
    return group


def _alike(errors: Floats, group: Mask) -> Mask:
    """Whose errors are no larger than the depth of a group explains."""
    alike: Mask = errors <= max(OFF, OFF_MEDIANS * float(np.median(errors[group])))
    return alike


def _corners(gray: Gray) -> tuple[NDArray[np.float32], Floats, Floats, float]:
    """The strongest corners of each cell, shape (corners, 2), what each is worth, how much it is trusted, and the
    share of cells with texture.

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
    strong = np.minimum(strength[y[kept], x[kept]] / STRONG, 1)
    found_strong = found[strong == 1]
    textured = len(np.unique(cells[kept][strong == 1])) / len(counts)
    # Corners of one small thing tell little about the camera, and nothing of its roll if it is round.
    wide = len(found_strong) >= FEWEST and float(np.hypot(*found_strong.std(axis=0))) > SPREAD * max(width, height)
    # From 0 in the middle to 1 at the rim.
    out = np.abs(found / [(width - 1) / 2, (height - 1) / 2] - 1).max(axis=1, initial=0)
    return found, (1 + out**2) / counts[cells[kept]], strong**2, textured if wide else 0.0


def _similarity(old: Floats, new: Floats, worth: Floats, near: Floats) -> Floats:
    """The similarity close to another one, shape (2, 3), that most points follow.

    It starts from a known one, because parts of the scene at other depths can agree as well.
    """
    fit = near.copy()
    fit[:, 2] += [_median(values, worth) for values in (new - _moved(near, old)).T]
    for _ in range(8):
        fit = _least_squares(old, new, _weights(np.hypot(*(new - _moved(fit, old)).T), worth))
    return fit


def _similarity_around(group: Mask, old: Floats, new: Floats, worth: Floats) -> Floats:
    """The similarity of a group of points, shape (2, 3), and of the others as far as they follow it."""
    fit = _least_squares(old[group], new[group], worth[group])
    for _ in range(8):
        errors = np.hypot(*(new - _moved(fit, old)).T)
        fit = _least_squares(old, new, _weights(errors, worth, group))
    return fit


def _plane(old: Floats, new: Floats, worth: Floats, errors: Floats, middle: Floats) -> tuple[Floats, Floats, Floats]:
    """The affine map that most points follow, shape (2, 3), its slopes, shape (2, 2), and what it leaves of each point.

    The slopes are those of the frame's middle. Of points on one side, others would have what a turn of the camera adds.

    Args:
        old, new: Shape (points, 2).
        worth: Shape (points,).
        errors: What another fit leaves of each point, to start from.
        middle: Of the frame, shape (1, 2).
    """
    x, y = (old - middle).T
    affine = _both_ways(np.ones_like(x), x, y)
    factors, left = _robust(new - old, worth, errors, affine)
    slopes = np.eye(2) + factors.reshape(2, 3)[:, 1:]
    shift = middle[0] + factors[::3] - slopes @ middle[0]
    plane = np.hstack([slopes, shift[:, None]])
    if effective_size(_weights(left, worth)) > FEWEST_TURNED:
        factors, _ = _robust(new - old, worth, left, [*affine, (x * x, x * y), (x * y, y * y)])
        slopes = np.eye(2) + factors[:6].reshape(2, 3)[:, 1:]
    return plane, slopes, left


def _both_ways(*terms: Floats) -> list[_Field]:
    """A field of each term along x, then of each along y."""
    none = np.zeros_like(terms[0])
    return [*((term, none) for term in terms), *((none, term) for term in terms)]


def _robust(values: Floats, worth: Floats, errors: Floats, fields: Sequence[_Field]) -> tuple[Floats, Floats]:
    """The factors of the fields for what most points do, and what is left of each point."""
    for _ in range(3):
        factors, rest = fitted(values, _weights(errors, worth), fields)
        errors = np.hypot(*rest.T)
    return factors, errors


def fitted(values: Floats, weights: Floats, fields: Sequence[_Field]) -> tuple[Floats, Floats]:
    """The factors of the sum of vector fields nearest to values, shape (points, 2), and what it leaves of these."""
    columns = np.array([np.concatenate(field) for field in fields]).T
    wanted = values.T.ravel()
    roots = np.sqrt(np.concatenate([weights, weights]))
    factors = np.asarray(np.linalg.lstsq(columns * roots[:, None], wanted * roots, rcond=None)[0], np.float64)
    return factors, (wanted - columns @ factors).reshape(2, -1).T


def _standard_error(old: Floats, new: Floats, worth: Floats, errors: Floats) -> float:
    """Of the scale and the turn of a plane, in the direction in which the points are spread least.

    Args:
        old, new: Shape (points, 2).
        worth: Shape (points,).
        errors: What the plane leaves of each point. What a smooth depth explains of it is none.
    """
    x, y = (old - old.mean(axis=0)).T
    smooth = (np.ones_like(x), x, y, x * x, x * y, y * y)
    _, errors = _robust(new - old, worth, errors, _both_ways(*smooth))
    weights = _weights(errors, worth)
    count, spread = effective_size(weights), float(np.linalg.eigvalsh(np.cov(old.T, aweights=weights))[0])
    variance = float(weights @ errors**2) / float(weights.sum()) / 2 / max(count - len(smooth), 0.5)
    return math.sqrt(variance / max(spread, 1e-6))


def effective_size(weights: Floats) -> float:
    """How many points of equal weight tell as much (Kish)."""
    return float(weights.sum() ** 2 / (weights @ weights))


def _zoom_and_roll(slopes: Floats, unsure: float) -> tuple[float, float]:
    """The logarithm of the scale and the turn (clockwise, radians) that columns and rows have in common.

    A scene that is nearer at its bottom looks sheared when the camera goes sideways: its columns turn, its rows do not.

    Args:
        slopes: Shape (2, 2).
        unsure: The standard error of each.
    """
    (a, b), (c, d) = slopes
    scales = math.log(max(math.hypot(a, c), 1e-6)), math.log(max(math.hypot(b, d), 1e-6))
    return _common(*scales, unsure), _common(math.atan2(c, a), math.atan2(-b, d), unsure)


def _common(one: float, other: float, unsure: float) -> float:
    """The smaller of two amounts of the same sign, else 0; their mean, as far as chance can have parted them."""
    mean, apart = (one + other) / 2, abs(one - other) / 2
    return math.copysign(max(0.0, abs(mean) - max(0.0, apart - BY_CHANCE * unsure)), mean)


def _weights(errors: Floats, worth: Floats, among: Mask | slice = slice(None)) -> Floats:
    spread = max(0.15, 1.4826 * _median(errors[among], worth[among]))
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
