"""These tests need packages and programs of their own: `tests/matrix.py --only hosts` installs and runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from app_hosts import APPS
from environments import versions
from jupyter_hosts import HOSTS
from pages import FrontEnd

TESTS = {"test_jupyter_hosts.py": HOSTS, "test_apps.py": APPS}
ASKED = os.environ.get("KREA_TEST_HOSTS", "").split()
collect_ignore = [test for test, hosts in TESTS.items() if not hosts.keys() & {*ASKED}]


@pytest.fixture
def write_figures(
    front: FrontEnd, artefacts: Path, pytestconfig: pytest.Config
) -> Callable[[Sequence[str], str], None]:
    """`write_figures(packages, text)` keeps what ran, with its versions, for the matrix's row."""

    def write(packages: Sequence[str], text: str) -> None:
        found = versions(front.python(pytestconfig.cache), *packages)
        (artefacts / "figures.txt").write_text(f"{found} · {text}")

    return write
