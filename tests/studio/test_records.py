"""Tables: their CSV is read back, and holds no formula."""

from __future__ import annotations

import csv

import pytest

from krea_widgets.studio.records import SHOWN, Records, write_csv


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n="])
def test_a_text_that_a_spreadsheet_would_calculate_stays_a_text(start, tmp_path):
    text = start + 'HYPERLINK("http://x", "y")'
    path = write_csv([{"prompt": text, "price": -1.5, "label": "a - b = c"}], tmp_path / "table.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row == {"prompt": "'" + text, "price": "-1.5", "label": "a - b = c"}


class Names(Records[str]):
    columns = ("name",)


@pytest.mark.parametrize("more", [0, 3])
def test_a_notebook_shows_the_first_rows_and_counts_the_others(more):
    names = [f"row {number}" for number in range(SHOWN + more)]
    page = Names(names, [{"name": name, "other": "x"} for name in names])._repr_html_()
    assert page.count("<tr>") == 1 + SHOWN
    assert page.count("<th ") == 1
    assert (f"{names[SHOWN - 1]}<" in page, f"row {SHOWN}<" in page) == (True, False)
    assert page.endswith("<div>and 3 more</div>" if more else "</table>")
