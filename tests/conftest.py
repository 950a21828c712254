"""Gives each test a home, a clip folder and no token; a photo to animate; and schedules the tests of several workers.

One worker runs all tests that share a server or a kernel. What takes longest starts first.
"""

from __future__ import annotations

import fcntl
import gc
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FOLDER = Path(__file__).parent
# Folders whose tests share a kernel or a server by their first parameter, such as "6.31.0-plain" or "classic".
BY_PARAMETER = ("frontends", "kernel")
PARAMETER = re.compile(r"\[((?:[\d.]+-)?\w+)")
# What takes longest, in this order.
FIRST = (
    "browser", "frontends", "kernel", "colab", "faults", "benchmarks", "test_notebooks.py", "test_reference.py",
    "studio", "widgets", "public_api", "sandbox", "media", "camera_moves",
)  # fmt: skip
MARKERS = {"browser": pytest.mark.browser, "colab": pytest.mark.kernel, "kernel": pytest.mark.kernel}

# Without saved bytecode, each worker, kernel and server compiles every module again: minutes in a full run.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# On a disk, each commit of a journal is waited for. No test is about a disk that loses it.
MEMORY = Path("/dev/shm")
if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 4e9:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
# A deadline is an absolute time, which a busy machine misses.
hypothesis.settings.register_profile("no deadline", deadline=None)
hypothesis.settings.load_profile("no deadline")
# With this module, jsonschema compiles a grammar for a second, and for a format that no test checks.
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]


def group_of(nodeid: str) -> str:
    """What one worker runs: the tests of a file, or those of a folder that share a kernel or a server."""
    path, _, name = nodeid.partition("::")
    folder = path.split("/")[1]
    if folder in BY_PARAMETER:
        parameter = PARAMETER.search(name)
        return f"{folder} {parameter[1] if parameter else 'lab'}"
    return folder if folder == "colab" else path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need a browser or a kernel by their folder, and begin with what takes longest.

    First of all are the tests that measure time: later, each would wait for the long tests of the other workers.
    """
    for item in items:
        folder = item.path.relative_to(FOLDER).parts[0]
        if folder in MARKERS:
            item.add_marker(MARKERS[folder])
    items.sort(key=rank)


def rank(item: pytest.Item) -> tuple[bool, int]:
    folder = item.path.relative_to(FOLDER).parts[0]
    return item.get_closest_marker("alone") is None, FIRST.index(folder) if folder in FIRST else len(FIRST)


def pytest_collection_finish() -> None:
    """Each collection of garbage would go through all that was imported and collected until here."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Leave the outcome where fixtures find it, so that a failed test of a page saves a screenshot."""
    report = yield
    if report.when == "call":
        item.failed_call = report.failed
    return report


# These hooks are pytest-xdist's.
@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """A worker for each core; two where tests wait for a page, a kernel or a socket half of their time."""
    return (os.cpu_count() or 1) * (1 if "not browser" in config.option.markexpr else 2)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Distributes the tests by group."""
    from xdist.scheduler import LoadScopeScheduling

    # The base class has no types.
    class ByGroup(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    # In the order of the tests, which is that of `pytest_collection_modifyitems`.
    config.option.loadscopereorder = False
    return ByGroup(config, log)


# A test that measures time locks both; any other test shares the second, and passes the first.
GATE, MACHINE = (os.open(FOLDER / name, os.O_RDONLY) for name in ("conftest.py", "matrix.py"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Runs a test that measures time alone. While it waits for the machine, no other test starts."""
    alone, more = (one is not None and one.get_closest_marker("alone") is not None for one in (item, nextitem))
    fcntl.flock(GATE, fcntl.LOCK_EX)
    fcntl.flock(MACHINE, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
    # The other worker stays outside between two of these tests, instead of starting a long one.
    if not (alone and more):
        fcntl.flock(GATE, fcntl.LOCK_UN)
    try:
        return (yield)
    finally:
        fcntl.flock(MACHINE, fcntl.LOCK_UN)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home and a clip folder for each test, so that none touches the developer's journal, clips or token."""
    monkeypatch.setenv("KREA_WIDGETS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KREA_WIDGETS_CLIPS", str(tmp_path / "clips"))
    monkeypatch.delenv("KREA_API_KEY", raising=False)
    monkeypatch.delenv("KREA_API_TOKEN", raising=False)
    return tmp_path / "home"


@pytest.fixture
def artefacts(request: pytest.FixtureRequest) -> Path:
    """Where this test's pictures are kept; those of its last run are gone."""
    folder = FOLDER.parent / ".artefacts" / re.sub(r"\W+", "-", request.node.name).strip("-")
    shutil.rmtree(folder, ignore_errors=True)
    return folder


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The browser; its absence is a failure, since these tests are the only proof that the page works."""
    from install import find

    path = find()
    assert path, "no Chromium found; run: python tests/browser/install.py"
    return path


# Not for the session: Playwright keeps a loop running on this thread while it lives.
@pytest.fixture(scope="module")
def browser(browser_path: str) -> Iterator[Browser]:
    """Chromium, without a window and with an empty profile."""
    from install import flags
    from lab import PATIENCE
    from playwright.sync_api import expect, sync_playwright

    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=browser_path, args=flags())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A JPEG of 1600 × 1067 pixels with soft shapes and fine grain, as from a camera."""
    import numpy as np
    from PIL import Image

    width, height = 1600, 1067
    across, down = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    waves = [np.sin(9 * across + 4 * down), np.cos(7 * down - 3 * across), np.sin(12 * across * down)]
    grain = np.random.default_rng(7).normal(0, 6, (height, width, 1))
    pixels = np.clip(128 + 90 * np.stack(waves, axis=-1) + grain, 0, 255).astype("uint8")
    path = tmp_path_factory.mktemp("photo") / "photo.jpg"
    Image.fromarray(pixels).save(path, quality=90)
    return path
