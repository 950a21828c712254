"""These tests need packages and programs of their own: `tests/matrix.py --only hosts` installs and runs."""

from __future__ import annotations

import os

collect_ignore_glob = [] if os.environ.get("KREA_TEST_HOSTS") else ["test_*.py"]
