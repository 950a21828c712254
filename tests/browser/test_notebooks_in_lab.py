"""The first notebooks, with Animate and Compare, run in JupyterLab as a person would run them, without a token.

All of them run without a browser in tests/test_notebooks.py.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lab import Notebook

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))[:2]


def test_there_are_notebooks() -> None:
    assert len(NOTEBOOKS) == 2


@pytest.mark.parametrize("source", NOTEBOOKS, ids=lambda source: source.stem)
def test_a_notebook_runs_from_top_to_bottom(source: Path, open_notebook: Callable[[Path], Notebook]) -> None:
    book = open_notebook(source)
    book.run_all(timeout=120)
    assert book.errors() == []
    book.picture("ran")
    text = book.save()
    assert len(text) < 600_000, "the saved notebook holds more than words and posters"
