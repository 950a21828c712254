"""What the clips that a person prefers have in common: a model, a word of the prompt, or how much the camera moves."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .._util.text import listed
from .ranking import Ranked, Vote

__all__ = ["Described", "preferences"]

# What is said by chance alone, in at most this part of all choices.
LEVEL = 0.1
SHUFFLES = 500
# Clips with a property, and without it, that make it more than the property of one clip.
FEWEST = 2
# Words that are named; others of the same prompts tell no more.
MOST_WORDS = 2


@dataclass(frozen=True)
class Described:
    """What a clip has that can be preferred.

    Attributes:
        model: The title of its model, or "".
        prompt: Its prompt.
        motion: The speed of its camera in widths a second; None if it is unknown.
    """

    model: str = ""
    prompt: str = ""
    motion: float | None = None


def preferences(ranked: Sequence[Ranked], votes: Iterable[Vote], clips: Mapping[str, Described]) -> list[str]:
    """What the person seems to prefer, as sentences; [] unless the votes support it.

    A property counts as supported if it fits the clips' strengths better than the best-fitting one of all properties
    does in nine of ten random orders of the same strengths, so that many properties give no more false findings.

    Args:
        ranked: From `rank`.
        votes: The same votes.
        clips: By the names in `ranked`.
    """
    properties = _properties(clips)
    shares = {one.name: one.share for one in ranked}
    fits = {which: _correlation(values, shares) for which, values in properties.items()}
    chance, names = random.Random(0), list(shares)  # noqa: S311 (no secret)
    best = []
    for _ in range(SHUFFLES):
        values = list(shares.values())
        chance.shuffle(values)
        shuffled = dict(zip(names, values, strict=True))
        best.append(max((abs(_correlation(one, shuffled)) for one in properties.values()), default=1.0))
    found = []
    for which, fit in sorted(fits.items(), key=lambda item: -abs(item[1])):
        if sum(other >= abs(fit) - 1e-9 for other in best) <= LEVEL * SHUFFLES:
            found.append(_sentence(which, fit > 0, clips, votes))
    return found


def _properties(clips: Mapping[str, Described]) -> dict[frozenset[str], dict[str, float]]:
    """Values of each property by clip. The key is the clips that have it; none for the amount of motion."""
    groups = {}
    every = frozenset(clips)
    for having in [*_by(clips, _models).values(), *_by(clips, _words).values()]:
        # A word and its absence are one property.
        if min(len(having), len(every - having)) >= FEWEST and every - having not in groups:
            groups[having] = {name: float(name in having) for name in clips}
    motions = {name: one.motion for name, one in clips.items() if one.motion is not None}
    if len(motions) == len(clips) and len(set(motions.values())) > 1:
        groups[frozenset()] = motions
    return groups


def _models(one: Described) -> set[str]:
    return {one.model} - {""}


def _words(one: Described) -> set[str]:
    return set(re.findall(r"\w+(?:[-'’]\w+)*", one.prompt.casefold()))


def _by(clips: Mapping[str, Described], texts_of: Callable[[Described], set[str]]) -> dict[str, frozenset[str]]:
    """The clips by a text that they have."""
    found: dict[str, set[str]] = {}
    for name, one in clips.items():
        for text in texts_of(one):
            found.setdefault(text, set()).add(name)
    return {text: frozenset(names) for text, names in found.items()}


def _correlation(values: Mapping[str, float], shares: Mapping[str, float]) -> float:
    """Pearson's; 0.0 if either is constant."""
    mean, average = (sum(each.values()) / len(each) for each in (values, shares))
    both = sum((values[name] - mean) * (shares[name] - average) for name in shares)
    squares = sum((value - mean) ** 2 for value in values.values())
    squares *= sum((share - average) ** 2 for share in shares.values())
    return both / squares**0.5 if squares > 0 else 0.0


def _sentence(which: frozenset[str], more: bool, clips: Mapping[str, Described], votes: Iterable[Vote]) -> str:
    if not which:
        return f"You seem to prefer {'more' if more else 'less'} camera motion."
    side = which if more else frozenset(clips) - which
    won = lost = 0.0
    for left, right, answer in votes:
        if (left in side) != (right in side) and answer != "skip":
            points = 0.5 if answer == "equal" else float((answer == "left") == (left in side))
            won, lost = won + points, lost + 1 - points
    return f"You seem to prefer {_name(side, clips)}: they won {won:g} of {won + lost:g} votes against the others."


def _name(side: frozenset[str], clips: Mapping[str, Described]) -> str:
    """What the clips of one side have, and others do not; else what the others have."""

    def words_of(group: frozenset[str]) -> list[str]:
        words = [word for word, names in _by(clips, _words).items() if names == group]
        return [f"“{word}”" for word in sorted(words, key=lambda word: (-len(word), word))[:MOST_WORDS]]

    models = [model for model, names in _by(clips, _models).items() if names == side]
    words = words_of(side)
    parts = [f"of {model}" for model in models] + ([f"with {listed(words, 'and')} in the prompt"] if words else [])
    if parts:
        # They cannot be told apart, since the same clips have both.
        return f"clips {', '.join(parts)}"
    others = frozenset(clips) - side
    models = [model for model, names in _by(clips, _models).items() if names == others]
    if models:
        return f"clips of another model than {models[0]}"
    return f"clips without {listed(words_of(others))} in the prompt"
