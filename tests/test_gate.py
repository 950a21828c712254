"""The checks that do not run the code: ruff's rules and layout, import-linter's contracts, mypy's types."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
CHECKS = {
    "rules": ["-m", "ruff", "check", "."],
    "layout": ["-m", "ruff", "format", "--check", "."],
    "imports": ["-c", "from importlinter.cli import lint_imports_command as main; main()", "--no-cache"],
    "types": ["-m", "mypy"],
}
MARKS = {"types": pytest.mark.slow}  # some 20 s without its cache


@pytest.mark.parametrize("check", [pytest.param(name, marks=MARKS.get(name, ())) for name in CHECKS])
def test_the_code_passes(check: str) -> None:
    """Each finding is printed as the tool prints it."""
    done = subprocess.run(
        [sys.executable, *CHECKS[check]], cwd=TOP, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
