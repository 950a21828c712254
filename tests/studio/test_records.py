"""Tables: their CSV is read back, and holds no formula."""

from __future__ import annotations

import csv

import pytest

from krea_widgets.studio.records import write_csv


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n="])
def test_a_text_that_a_spreadsheet_would_calculate_stays_a_text(start, tmp_path):
    text = start + 'HYPERLINK("http://x", "y")'
    path = write_csv([{"prompt": text, "price": -1.5, "label": "a - b = c"}], tmp_path / "table.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row == {"prompt": "'" + text, "price": "-1.5", "label": "a - b = c"}
