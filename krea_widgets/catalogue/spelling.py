"""Labels of choices, and the choice that a loosely spelled value means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

__all__ = ["Choice", "label", "match", "number", "ratio", "ratio_name"]

Choice = str | int | float | bool

# Usual names of aspect ratios; some models want pixels instead ("1280:720").
USUAL_RATIOS = (
    (1, 1),
    (16, 9),
    (9, 16),
    (4, 3),
    (3, 4),
    (21, 9),
    (9, 21),
    (3, 2),
    (2, 3),
    (2, 1),
    (1, 2),
    (5, 4),
    (4, 5),
)
CHOICE_LABELS = {"std": "standard", "adaptive": "as the image"}
# A side up to this belongs to a ratio ("16:9"); above it is a number of pixels.
LONGEST_RATIO_SIDE = 32
# Relative difference up to which pixels have a usual ratio: 1104:832 is 0.5 % off 4:3, 1584:672 1 % off 21:9.
RATIO_TOLERANCE = 0.03


def label(choice: Choice, unit: str = "") -> str:
    """The label of a choice.

    Example:
        >>> label(5, "s"), label("1280:720"), label("4k"), label("dolly_in")
        ('5 s', '16:9', '4K', 'dolly in')
    """
    if not isinstance(choice, str):
        return number(choice) + (f" {unit}" if unit else "")
    if _sides(choice):
        return _ratio_name(choice)
    if choice in CHOICE_LABELS:
        return CHOICE_LABELS[choice]
    return choice.upper() if re.fullmatch(r"\d+k", choice) else choice.replace("_", " ")


def match(value: object, choices: Sequence[Choice]) -> Choice | None:
    """The choice that `value` means, in the model's spelling; None for none or more than one.

    Case, spaces, dashes and underscores are ignored; "1080" means "1080p"; "16:9" means the nearest pixels.

    Example:
        >>> match("4k", ["720p", "4K"]), match(1080, ["720p", "1080p"]), match("16x9", ["1280:720", "720:1280"])
        ('4K', '1080p', '1280:720')
    """
    for choice in choices:
        if type(choice) is type(value) and choice == value:
            return choice
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    texts = [choice for choice in choices if isinstance(choice, str)]
    for read in (_key, _with_p, _ratio_name):
        found = [choice for choice in texts if _read_choice(read, choice) == read(str(value))]
        if len(found) == 1:
            return found[0]
    return next((choice for choice in texts if _key(CHOICE_LABELS.get(choice, choice)) == _key(str(value))), None)


def ratio(text: str) -> float | None:
    """Width by height of "16:9", "16x9", "16/9" or "1280:720"; None for anything else."""
    sides = _sides(text)
    return sides[0] / sides[1] if sides else None


def ratio_name(width: float, height: float) -> str:
    """The usual ratio of two sides, such as "3:2", or "" if none is within 3 %."""
    name = _ratio_name(f"{round(width)}:{round(height)}") if width >= 1 and height >= 1 else ""
    return name if any(name == f"{pair[0]}:{pair[1]}" for pair in USUAL_RATIOS) else ""


def number(value: float | int) -> str:
    """The shortest text of a number: "5" for 5.0."""
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
    """The usual name of a ratio, "16:9" for "1280:720"; the text itself if it is no ratio."""
    sides = _sides(text)
    if not sides:
        return text
    if max(sides) > LONGEST_RATIO_SIDE:
        value = sides[0] / sides[1]
        near = min(USUAL_RATIOS, key=lambda pair: abs(pair[0] / pair[1] / value - 1))
        if abs(near[0] / near[1] / value - 1) <= RATIO_TOLERANCE:
            sides = near
    return f"{sides[0]}:{sides[1]}"
