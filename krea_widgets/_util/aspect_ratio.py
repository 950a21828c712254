"""Aspect ratios (width over height) as numbers and as text."""

from __future__ import annotations

import re
from numbers import Real
from typing import Any

__all__ = ["USUAL", "is_ratio", "parse_ratio", "ratio_name", "ratios_differ", "short_ratio"]

# Those that have names; some models want pixels instead ("1280:720").
_SIDES = (1, 1), (16, 9), (9, 16), (4, 3), (3, 4), (21, 9), (9, 21), (3, 2), (2, 3), (2, 1), (1, 2), (5, 4), (4, 5)
USUAL = {f"{width}:{height}": width / height for width, height in _SIDES}
# A side up to this belongs to a ratio ("16:9"); above it is a number of pixels.
LONGEST_SIDE = 32
# Nobody sees a smaller relative difference: models make 1104×832 for 4:3 (0.5 %) and 1584×672 for 21:9 (1 %).
TOLERANCE = 0.03
# Beyond, an image is a line.
MOST = 10_000


def ratios_differ(ratio: float, other: float) -> bool:
    """Whether two aspect ratios are so different that a model crops, stretches or invents; never for 0 (unknown)."""
    return ratio > 0 and other > 0 and max(ratio, other) / min(ratio, other) - 1 > TOLERANCE


def parse_ratio(text: object) -> float | None:
    """Width over height of "16:9", "16x9", "16/9" or "1280:720"; None for anything else."""
    sides = _sides(text) if isinstance(text, str) else None
    return sides[0] / sides[1] if sides else None


def ratio_name(width: float, height: float) -> str:
    """The usual ratio of two sides, such as "3:2", or "" if none is within 3 %."""
    name = short_ratio(f"{round(width)}:{round(height)}") if width >= 1 and height >= 1 else ""
    return name if name in USUAL else ""


def short_ratio(text: str) -> str:
    """The usual name of a ratio, "16:9" for "1280:720"; the text itself if it is no ratio."""
    sides = _sides(text)
    if not sides:
        return text
    if max(sides) > LONGEST_SIDE:
        ratio = sides[0] / sides[1]
        nearest = min(USUAL, key=lambda name: abs(USUAL[name] / ratio - 1))
        if abs(USUAL[nearest] / ratio - 1) <= TOLERANCE:
            return nearest
    return f"{sides[0]}:{sides[1]}"


def _sides(text: str) -> tuple[int, int] | None:
    found = re.fullmatch(r"\s*(\d{1,6})\s*[:x×/]\s*(\d{1,6})\s*", text, re.IGNORECASE)
    sides = (int(found[1]), int(found[2])) if found else (0, 0)
    return sides if all(sides) else None


def is_ratio(value: object) -> bool:
    """Whether a value, which can also be one of numpy's, is the width over the height of something that can be seen."""
    # An int can be too large for float().
    number: Any = value
    return not isinstance(value, bool) and isinstance(value, Real) and bool(1 / MOST <= number <= MOST)
