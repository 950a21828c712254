"""Reads the price tables that the older Krea documents keep as Markdown in a model's description.

Source: Krea OpenAPI of May 2026, `description` of each /generate/video operation: one table whose columns are
dimensions (Mode, Resolution, Audio, Duration, ...), "Compute Units" and sometimes "Average Completion Time".
"""

from __future__ import annotations

import re
from typing import Any

__all__ = ["Table", "read"]

AMOUNT = "compute units"
SECONDS = "average completion time"
# Columns whose heading is not the name of the dimension that newer documents use.
DIMENSIONS = {"audio": "generateAudio", "lora": "hasLora", "video reference": "hasVideoReference"}

Table = tuple[list[str], list[list[Any]]]
"""Dimension names, and rows of one value per dimension followed by the amount. None as a value fits anything."""


def read(description: str, column: str = AMOUNT) -> Table | None:
    """The table in `description` that has `column` (compute units, or seconds with `SECONDS`), or None.

    Example:
        >>> read("| Duration | Compute Units |\\n|---|---|\\n| 5s | ~200 |")
        (['duration'], [[5, 200]])
    """
    lines = [_cells(line) for line in description.splitlines() if line.strip().startswith("|")]
    if not lines or column not in (heads := [head.lower() for head in lines[0]]):
        return None
    amount_at = heads.index(column)
    keys_at = [i for i, head in enumerate(heads) if head not in (AMOUNT, SECONDS)]
    rows = []
    for cells in lines[1:]:
        amount = _number(cells[amount_at]) if len(cells) == len(heads) else None
        if amount is not None:
            rows.append([*(_value(cells[i]) for i in keys_at), amount])
    return ([_dimension(lines[0][i]) for i in keys_at], rows) if rows else None


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _dimension(head: str) -> str:
    words = head.lower().split()
    return DIMENSIONS.get(" ".join(words)) or words[0] + "".join(word.capitalize() for word in words[1:])


def _number(text: str) -> float | int | None:
    """The number in "~270", "57.3", "~97 seconds", "5s"; None for anything else."""
    found = re.fullmatch(r"~?\s*([\d,]*\.?\d+)\s*(?:s|seconds?)?", text)
    if not found:
        return None
    number = float(found[1].replace(",", ""))
    return int(number) if number.is_integer() else number


def _value(text: str) -> Any:
    words: dict[str, Any] = {"yes": True, "no": False, "-": None, "": None}
    if text.lower() in words:
        return words[text.lower()]
    number = _number(text)
    return text if number is None else number
