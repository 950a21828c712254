"""All benchmarks in full, printed as tables and written as JSON and Markdown.

`python tests/benchmarks [out.json] [pytest's arguments]` writes `.artefacts/benchmarks.json` if no file is named;
`-k start` runs one of them. A run of all of them renews `README.md` beside this file. Nothing else should run on the
machine: only the ratios of a run can be compared.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent


def main() -> int:
    arguments = sys.argv[1:]
    everything = len(arguments) < 2 and not [one for one in arguments if one.startswith("-")]
    out = FOLDER.parents[1] / ".artefacts" / "benchmarks.json"
    if arguments and arguments[0].endswith(".json"):
        out = Path(arguments.pop(0))
    out.parent.mkdir(exist_ok=True)
    os.environ["KREA_BENCHMARKS"] = str(out.resolve())
    os.chdir(FOLDER.parents[1])
    code = int(pytest.main([str(FOLDER), "-n0", "-q", "--durations=0", *arguments]))
    if everything:
        shutil.copy(out.with_suffix(".md"), FOLDER / "README.md")
    return code


if __name__ == "__main__":
    sys.exit(main())
