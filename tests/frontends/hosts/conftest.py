"""These tests need packages and programs of their own: `tests/matrix.py --only hosts` installs and runs."""

from __future__ import annotations

import os

from jupyter_hosts import HOSTS
from marimo_hosts import MARIMO

TESTS = {"test_jupyter_hosts.py": HOSTS, "test_marimo.py": MARIMO}
ASKED = os.environ.get("KREA_TEST_HOSTS", "").split()
collect_ignore = [test for test, hosts in TESTS.items() if not hosts.keys() & {*ASKED}]
