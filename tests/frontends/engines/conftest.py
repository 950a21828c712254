"""These tests need two more browsers and an idle machine: `tests/matrix.py --only engines` installs and runs."""

from __future__ import annotations

import os

collect_ignore = [] if os.environ.get("KREA_TEST_ENGINES") else ["test_engines.py"]
