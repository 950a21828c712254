"""The first notebook, run in JupyterLab as a person would run it, without a token.

All of them run without a browser in tests/test_notebooks.py.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lab import Notebook

FOLDER = Path(__file__).parents[2] / "notebooks"


def test_it_runs_from_top_to_bottom(open_notebook: Callable[[Path], Notebook]) -> None:
    book = open_notebook(FOLDER / "01_first_clip.ipynb")
    book.run_all(timeout=120)
    assert book.errors() == []
    book.picture("ran")
    text = book.save()
    assert len(text) < 600_000, "the saved notebook holds more than words and posters"
