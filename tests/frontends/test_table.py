"""README's table of front ends says what the tests of this folder run, no more and no less."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from pages import FRONT_ENDS

TOP = Path(__file__).parents[2]
COLUMNS = (
    "test_drop_run_watch",
    "test_a_page_that_is_loaded_anew_finds_its_running_job",
    "test_two_tabs_show_the_same_run",
)
FILM = {"address": "by its address", "pieces": "in pieces from the kernel"}


def collected() -> set[tuple[str, str]]:
    """Which tests there are, each with its front end, as pytest itself finds them."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", str(Path(__file__).with_name("test_clip.py"))]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True)
    return set(re.findall(r"::(\w+)\[(\w+)\]$", done.stdout, re.MULTILINE))


def test_the_table_in_the_readme_is_what_is_tested() -> None:
    tests = collected()
    expected = []
    for name, front in FRONT_ENDS.items():
        runs = ["yes" if (test, name) in tests else "–" for test in COLUMNS]
        expected.append(" | ".join(["", front.name, front.packages, *runs, FILM[front.film], ""]).strip())
    section = (TOP / "README.md").read_text(encoding="utf-8").split("## Front ends")[1].split("\n## ")[0]
    _, _, *rows = [line for line in section.splitlines() if line.startswith("|")]
    assert rows == expected
