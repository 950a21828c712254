"""The table of front ends in tests/README.md has exactly what the tests of this folder run."""

from __future__ import annotations

from pathlib import Path

import test_clip
from pages import FRONT_ENDS

TESTS = Path(__file__).parents[1]
TRANSFER = {"url": "by URL", "chunks": "in chunks from the kernel"}
TRIED = {True: "yes", False: "–"}


def test_the_table_in_the_readme_is_what_is_tested() -> None:
    (where,) = (mark for mark in test_clip.test_drop_run_watch_compare.pytestmark if mark.name == "parametrize")
    assert list(where.args[1]) == list(FRONT_ENDS)
    expected = []
    for front in FRONT_ENDS.values():
        tried = (True, front.keeps_kernel, front.keeps_kernel and front.tabs)
        runs = [TRIED[one] for one in tried]
        expected.append(" | ".join(["", front.name, front.packages, *runs, TRANSFER[front.clip], ""]).strip())
    section = (TESTS / "README.md").read_text(encoding="utf-8").split("## Front ends")[1].split("\n## ")[0]
    head, _, *rows = [line for line in section.splitlines() if line.startswith("|")]
    assert "drop, run, watch, compare" in head
    assert rows[: len(expected)] == expected
