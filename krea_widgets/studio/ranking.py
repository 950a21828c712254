"""The order of things from votes between pairs of them: strengths with intervals, and the pair to ask about next.

The model is Bradley and Terry's (Biometrika 39, 1952): one is chosen over the other with the probability
`1 / (1 + exp(other - one))` of their strengths. "Equal" counts as half a vote for each. The prior of the
strengths is a normal distribution with the standard deviation `SPREAD`: a person chooses the better one of two random
things in 83 of 100 pairs. Without a prior, votes for one side only would mean an infinite strength. The posterior is
approximated by a normal distribution around its mode (Laplace).
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

__all__ = ["ANSWERS", "Answer", "Ranked", "Vote", "can_rank", "next_pair", "planned_votes", "rank"]

Answer = Literal["left", "right", "equal", "skip"]
ANSWERS: tuple[Answer, ...] = ("left", "right", "equal", "skip")
# The votes of the left one; a skipped pair counts for neither.
POINTS = {"left": 1.0, "right": 0.0, "equal": 0.5}
SPREAD = 2.0
# Sorting needs log2(n!) answers without an error. A person's have some.
REDUNDANCY = 1.3
# Both intervals have this probability, with its quantile of the normal distribution.
LEVEL, QUANTILE = 0.9, 1.645
# Draws for the intervals of the ranks, the same for the same votes.
DRAWS = 400
# Newton's method has converged.
SMALL = 1e-6
MOST_STEPS = 100


class Vote(NamedTuple):
    """An answer about two things that were side by side."""

    left: str
    right: str
    answer: Answer


@dataclass(frozen=True)
class Ranked:
    """One thing in the order that the votes give; all intervals are 90 % intervals.

    Attributes:
        name: Its name.
        rank: 1 is the best; things with equal strengths share a rank.
        rank_low, rank_high: The interval of the rank.
        share: In how many of 1 pairs with an average one of these it is chosen, 0 to 1.
        share_low, share_high: The interval of the share.
        votes: Votes about it, without skipped ones.
        won: Those for it; an "equal" is half a vote.
    """

    name: str
    rank: int
    rank_low: int
    rank_high: int
    share: float
    share_low: float
    share_high: float
    votes: int
    won: float


def planned_votes(count: int) -> int:
    """How many votes an order of so many things usually needs: 2 for 2, 20 for 8, 103 for 24."""
    return math.ceil(REDUNDANCY * math.log2(math.factorial(count)))


def can_rank(names: Sequence[str], votes: Iterable[Vote]) -> bool:
    """Whether votes connect all things, so that each two can be compared, if only through others."""
    groups = {name: {name} for name in names}
    for vote in votes:
        if vote.answer in POINTS and groups[vote.left] is not groups[vote.right]:
            joined = groups[vote.left] | groups[vote.right]
            groups.update(dict.fromkeys(joined, joined))
    return all(len(group) == len(names) for group in groups.values())


def next_pair(names: Sequence[str], votes: Sequence[Vote], *, seed: object = None) -> tuple[str, str]:
    """The two things whose order is most in doubt; less so by each vote about the two.

    Two that were skipped, or voted about just now, are only asked for if there are no others.

    Args:
        names: At least two.
        votes: So far.
        seed: Decides between pairs that are equally in doubt.

    Example:
        ```python
        votes = [Vote("a", "b", "left"), Vote("b", "c", "left")]
        assert set(next_pair(["a", "b", "c"], votes)) == {"a", "c"}
        ```
    """
    fit = _Fit(names, votes)
    asked = Counter(frozenset(vote[:2]) for vote in votes if vote.answer in POINTS)
    avoided = {frozenset(vote[:2]) for vote in votes if vote.answer not in POINTS}
    avoided |= {frozenset(vote[:2]) for vote in votes[-1:]}
    chance = random.Random(f"{seed} {len(votes)}")  # noqa: S311 (no secret)

    def need(pair: tuple[int, int]) -> tuple[bool, float, float]:
        both = frozenset((names[pair[0]], names[pair[1]]))
        return both not in avoided, fit.doubt(*pair) / (1 + asked[both]), chance.random()

    one, other = max(((i, j) for i in range(len(names)) for j in range(i)), key=need)
    return names[one], names[other]


def rank(names: Sequence[str], votes: Sequence[Vote]) -> list[Ranked]:
    """The things from the best to the worst, with intervals.

    Without a vote, all are first.

    Example:
        ```python
        first, second = rank(["a", "b"], [Vote("a", "b", "right"), Vote("b", "a", "left")])
        assert (first.name, first.rank, first.rank_low, first.rank_high) == ("b", 1, 1, 2)
        ```
    """
    fit = _Fit(names, votes)
    drawn = fit.drawn_ranks()
    tail = round((1 - LEVEL) / 2 * DRAWS)
    points: dict[str, list[float]] = {name: [] for name in names}
    for vote in votes:
        if vote.answer in POINTS:
            points[vote.left].append(POINTS[vote.answer])
            points[vote.right].append(1 - POINTS[vote.answer])
    found = []
    for index, name in enumerate(names):
        strength, error = fit.against_mean(index)
        # Equal strengths differ by rounding.
        place = 1 + sum(other > fit.mode[index] + SMALL for other in fit.mode)
        ranks = sorted(draw[index] for draw in drawn)
        low, high = min(ranks[tail], place), max(ranks[-1 - tail], place)
        share, least, most = (_logistic(strength + side * QUANTILE * error) for side in (0, -1, 1))
        found.append(Ranked(name, place, low, high, share, least, most, votes=len(points[name]), won=sum(points[name])))
    return sorted(found, key=lambda ranked: ranked.rank)


class _Fit:
    """The posterior of the strengths: its mode, and its precision matrix as a Cholesky factor."""

    def __init__(self, names: Sequence[str], votes: Iterable[Vote]) -> None:
        index = {name: number for number, name in enumerate(names)}
        self._scores = [
            (index[vote.left], index[vote.right], POINTS[vote.answer]) for vote in votes if vote.answer in POINTS
        ]
        self._count = len(names)
        self.mode = [0.0] * self._count
        # Newton's method. The posterior is concave; shorter steps keep it from jumping over the mode and back.
        for _ in range(MOST_STEPS):
            gradient, self._factor = self._derivatives()
            step = _backward(self._factor, _forward(self._factor, gradient))
            largest = max(map(abs, step))
            if largest < SMALL:
                break
            scale = min(1.0, SPREAD / largest)
            self.mode = [value + scale * change for value, change in zip(self.mode, step, strict=True)]
        units = ([float(row == column) for column in range(self._count)] for row in range(self._count))
        self._covariance = [_backward(self._factor, _forward(self._factor, unit)) for unit in units]

    def _derivatives(self) -> tuple[list[float], list[list[float]]]:
        """The gradient of the log posterior, and the Cholesky factor of its negative second derivatives."""
        prior = 1 / SPREAD**2
        gradient = [-prior * value for value in self.mode]
        curvature = [[prior * (row == column) for column in range(self._count)] for row in range(self._count)]
        for left, right, score in self._scores:
            expected = _logistic(self.mode[left] - self.mode[right])
            gradient[left] += score - expected
            gradient[right] -= score - expected
            weight = expected * (1 - expected)
            for row, column, sign in ((left, left, 1), (right, right, 1), (left, right, -1), (right, left, -1)):
                curvature[row][column] += sign * weight
        return gradient, _cholesky(curvature)

    def doubt(self, one: int, other: int) -> float:
        """1 for two whose order is unknown, 0 for one that is certain: twice the probability of its opposite."""
        covariance = self._covariance
        variance = covariance[one][one] + covariance[other][other] - 2 * covariance[one][other]
        return math.erfc(abs(self.mode[one] - self.mode[other]) / math.sqrt(2 * variance))

    def against_mean(self, index: int) -> tuple[float, float]:
        """How much stronger it is than the mean of all, and the standard error."""
        count = self._count
        weights = [(row == index) - 1 / count for row in range(count)]
        variance = sum(
            first * second * self._covariance[row][column]
            for row, first in enumerate(weights)
            for column, second in enumerate(weights)
        )
        return self.mode[index] - sum(self.mode) / count, math.sqrt(max(0.0, variance))

    def drawn_ranks(self) -> list[list[int]]:
        """The ranks of all in `DRAWS` draws of their strengths."""
        chance = random.Random(0)  # noqa: S311 (no secret)
        draws = []
        for _ in range(DRAWS):
            noise = _backward(self._factor, [chance.gauss(0, 1) for _ in self.mode])
            strengths = [value + change for value, change in zip(self.mode, noise, strict=True)]
            order = sorted(range(self._count), key=lambda index: -strengths[index])
            ranks = [0] * self._count
            for place, index in enumerate(order):
                ranks[index] = place + 1
            draws.append(ranks)
        return draws


def _logistic(value: float) -> float:
    return 0.5 * (1 + math.tanh(value / 2))


def _cholesky(matrix: Sequence[Sequence[float]]) -> list[list[float]]:
    """The lower triangle L of a positive definite matrix, so that L times its transpose is the matrix."""
    lower: list[list[float]] = []
    for row, values in enumerate(matrix):
        line: list[float] = []
        for column in range(row):
            known = sum(a * b for a, b in zip(line, lower[column], strict=False))
            line.append((values[column] - known) / lower[column][column])
        line.append(math.sqrt(values[row] - sum(value * value for value in line)))
        lower.append(line)
    return lower


def _forward(lower: Sequence[Sequence[float]], values: Sequence[float]) -> list[float]:
    """Solve L x = values."""
    found: list[float] = []
    for line, value in zip(lower, values, strict=True):
        found.append((value - sum(a * b for a, b in zip(line, found, strict=False))) / line[-1])
    return found


def _backward(lower: Sequence[Sequence[float]], values: Sequence[float]) -> list[float]:
    """Solve the transpose of L times x = values."""
    found = list(values)
    for row in range(len(lower) - 1, -1, -1):
        found[row] /= lower[row][row]
        for column in range(row):
            found[column] -= lower[row][column] * found[row]
    return found
