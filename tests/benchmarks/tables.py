"""Tables of figures that are measured side by side, in turns, in one run."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

# `python tests/benchmarks` sets it. Without it each benchmark has a quick form, which asserts its bars generously.
FULL = "KREA_BENCHMARKS" in os.environ
ROUNDS = 5 if FULL else 2
# A quick form on a machine that does other work differs by this factor from the medians of a quiet one.
SLACK = 1.5
MINUTE = 60.0  # seconds


@dataclass
class Table:
    """The figures of one benchmark: `figures[row, column]` has one for each round.

    Attributes:
        title: What the figures are of.
        unit: Of all figures, such as "s"; "" for those that have it in the name of their column.
        bars: What a row must not exceed: (name, figure, limit).
    """

    title: str
    unit: str = "s"
    figures: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    bars: list[tuple[str, float, float]] = field(default_factory=list)

    def measure(self, candidates: Mapping[str, Callable[[], float]], *, column: str = "", rounds: int = ROUNDS) -> None:
        """Add a figure of each candidate in each round: in turns, so that other work of the machine slows all alike."""
        for _ in range(rounds):
            for row, figure in candidates.items():
                self.add(row, figure(), column)

    def add(self, row: str, figure: float, column: str = "") -> None:
        self.figures.setdefault((row, column), []).append(figure)

    def median(self, row: str, column: str = "") -> float:
        return statistics.median(self.figures[row, column])

    def ratio(self, row: str, other: str, column: str = "") -> float:
        """The median of the ratios of two rows in the same round."""
        pairs = zip(self.figures[row, column], self.figures[other, column], strict=True)
        return statistics.median(one / two for one, two in pairs)

    def compare(self, row: str, other: str, most: float, column: str = "", *, slack: float | None = SLACK) -> None:
        """A bar on the ratio of two rows."""
        name = f"{row} / {other}{f', {column}' if column else ''}"
        self.bar(name, self.ratio(row, other, column), most, slack=slack)

    def bar(self, name: str, figure: float, most: float, *, slack: float | None = SLACK) -> None:
        """Add a bar. The quick form asserts it, with `slack`; None: never, as for a time."""
        self.bars.append((name, figure, most))
        assert FULL or slack is None or figure <= most * slack, f"{name}: {figure:.3g}, not {most:g}"

    def __str__(self) -> str:
        """Markdown: the medians, then the bars."""
        rows, columns = (list(dict.fromkeys(key[index] for key in self.figures)) for index in (0, 1))
        rounds = max(map(len, self.figures.values()), default=0)
        what = [f"medians of {rounds}" if rounds > 1 else "", self.unit]
        about = ", ".join(filter(None, what)).capitalize()
        lines = [f"### {self.title}", "", *([f"{about}.", ""] if about else [])]
        lines += _markdown(["", *columns], [[row, *(self._cell(row, column) for column in columns)] for row in rows])
        bars = [
            [name, f"{figure:.3g}", f"≤ {most:g}", "" if figure <= most else "missed"]
            for name, figure, most in self.bars
        ]
        return "\n".join([*lines, "", *_markdown(["bar", "measured", "limit", ""], bars)] if bars else lines)

    def _cell(self, row: str, column: str) -> str:
        return f"{self.median(row, column):.3g}" if (row, column) in self.figures else "–"

    def as_json(self) -> dict[str, Any]:
        figures = [{"row": row, "column": column, "each": each} for (row, column), each in self.figures.items()]
        bars = [{"name": name, "measured": figure, "most": most} for name, figure, most in self.bars]
        return {"title": self.title, "unit": self.unit, "figures": figures, "bars": bars}


def _markdown(head: list[str], rows: list[list[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]


def seconds(work: Callable[[], object]) -> Callable[[], float]:
    """Does the work and gives the seconds that it took."""

    def timed() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return timed


def processor_seconds(work: Callable[[], object]) -> Callable[[], float]:
    """The same in processor time, which other work changes least: of this process and those that it has waited for."""

    def timed() -> float:
        start = _processor()
        work()
        return _processor() - start

    return timed


def _processor() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
