"""These tests need packages and programs of their own: `tests/matrix.py --only hosts` installs and runs."""

from __future__ import annotations

import os

from app_hosts import APPS
from jupyter_hosts import HOSTS

TESTS = {"test_jupyter_hosts.py": HOSTS, "test_apps.py": APPS}
ASKED = os.environ.get("KREA_TEST_HOSTS", "").split()
collect_ignore = [test for test, hosts in TESTS.items() if not hosts.keys() & {*ASKED}]
