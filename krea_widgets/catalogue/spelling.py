"""How choices are shown to people, and how what people write is read as one of a model's own choices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

__all__ = ["Choice", "label", "match", "number", "ratio", "ratio_name"]

Choice = str | int | float | bool

# What ratios are called; a model may instead ask for pixels ("1280:720").
COMMON = ((1, 1), (16, 9), (9, 16), (4, 3), (3, 4), (21, 9), (9, 21), (3, 2), (2, 3), (2, 1), (1, 2), (5, 4), (4, 5))
WORDS = {"std": "standard", "adaptive": "as the still"}
SMALL = 32  # a side up to this is a ratio as people say it, above it is pixels
NEAR = (
    0.03  # how far pixels may be from the ratio that they stand for: 1104:832 is 0.5 % off 4:3, 1584:672 1 % off 21:9
)


def label(choice: Choice, unit: str = "") -> str:
    """What a person reads for a choice.

    Example:
        >>> label(5, "s"), label("1280:720"), label("4k"), label("dolly_in")
        ('5 s', '16:9', '4K', 'dolly in')
    """
    if not isinstance(choice, str):
        return number(choice) + (f" {unit}" if unit else "")
    if _sides(choice):
        return _ratio_name(choice)
    if choice in WORDS:
        return WORDS[choice]
    return choice.upper() if re.fullmatch(r"\d+k", choice) else choice.replace("_", " ")


def match(value: object, choices: Sequence[Choice]) -> Choice | None:
    """The choice that `value` means, in the model's own spelling, or None when there is none or more than one.

    Case, spaces, dashes and underscores do not count; "1080" means "1080p"; "16:9" means the pixels nearest to it.

    Example:
        >>> match("4k", ["720p", "4K"]), match(1080, ["720p", "1080p"]), match("16x9", ["1280:720", "720:1280"])
        ('4K', '1080p', '1280:720')
    """
    for choice in choices:
        if type(choice) is type(value) and choice == value:
            return choice
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    words = [choice for choice in choices if isinstance(choice, str)]
    for read in (_key, _with_p, _ratio_name):
        found = [choice for choice in words if _read_choice(read, choice) == read(str(value))]
        if len(found) == 1:
            return found[0]
    return next((choice for choice in words if _key(WORDS.get(choice, choice)) == _key(str(value))), None)


def ratio(text: str) -> float | None:
    """Width by height of "16:9", "16x9", "16/9" or "1280:720"; None for anything else."""
    sides = _sides(text)
    return sides[0] / sides[1] if sides else None


def ratio_name(width: float, height: float) -> str:
    """ "3:2" for sides that are about that, or "" where no common ratio is near."""
    name = _ratio_name(f"{round(width)}:{round(height)}") if width >= 1 and height >= 1 else ""
    return name if any(name == f"{pair[0]}:{pair[1]}" for pair in COMMON) else ""


def number(value: float | int) -> str:
    """A number without a needless ".0"."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _read_choice(read: Any, choice: str) -> str:
    return _key(choice) if read is _with_p else str(read(choice))


def _key(text: str) -> str:
    return re.sub(r"[\s_-]+", "", text).casefold()


def _with_p(text: str) -> str:
    return _key(text) + "p"


def _sides(text: str) -> tuple[int, int] | None:
    found = re.fullmatch(r"\s*(\d{1,6})\s*[:x×/]\s*(\d{1,6})\s*", text, re.IGNORECASE)
    sides = (int(found[1]), int(found[2])) if found else (0, 0)
    return sides if all(sides) else None


def _ratio_name(text: str) -> str:
    """ "16:9" for anything that is about that; the text itself when it is no ratio."""
    sides = _sides(text)
    if not sides:
        return text
    if max(sides) > SMALL:
        value = sides[0] / sides[1]
        near = min(COMMON, key=lambda pair: abs(pair[0] / pair[1] / value - 1))
        if abs(near[0] / near[1] / value - 1) <= NEAR:
            sides = near
    return f"{sides[0]}:{sides[1]}"
