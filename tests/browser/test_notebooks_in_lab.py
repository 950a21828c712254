"""The first notebook in JupyterLab, without a token. tests/test_notebooks.py runs all of them without a browser."""

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
    assert len(text) < 600_000, "the saved notebook holds more than text and posters"
