"""All benchmarks in full, printed as tables and written as JSON.

`python tests/benchmarks [out.json] [pytest's arguments]` writes `.artefacts/benchmarks.json` if no file is named;
`-k start` runs one of them. Nothing else should run on the machine: only the ratios of a run can be compared.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent


def main() -> int:
    arguments = sys.argv[1:]
    out = FOLDER.parents[1] / ".artefacts" / "benchmarks.json"
    if arguments and arguments[0].endswith(".json"):
        out = Path(arguments.pop(0))
    out.parent.mkdir(exist_ok=True)
    os.environ["KREA_BENCHMARKS"] = str(out.resolve())
    os.chdir(FOLDER.parents[1])
    return int(pytest.main([str(FOLDER), "-n0", "-q", "--durations=0", *arguments]))


if __name__ == "__main__":
    sys.exit(main())
