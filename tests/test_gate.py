"""The checks that need no running of the code: ruff's rules, ruff's layout, mypy's types."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
CHECKS = {
    "rules": ["ruff", "check", "."],
    "layout": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
}
MARKS = {"types": pytest.mark.slow}  # some 20 s without its cache


@pytest.mark.parametrize("check", [pytest.param(name, marks=MARKS.get(name, ())) for name in CHECKS])
def test_the_code_passes(check: str) -> None:
    """Each finding is printed as the tool prints it."""
    done = subprocess.run(
        [sys.executable, "-m", *CHECKS[check]], cwd=TOP, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
