"""Kernels of ipykernel 6, of ipykernel 7 with its subshell threads, and the installed one; plain and patched."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from kernels import Kernel, start

OLDER = ("6.31.0", "7.3.0")
INSTALLED = version("ipykernel")
VERSIONS = (*OLDER, *([INSTALLED] if INSTALLED not in OLDER else []))
# What a user may have run first. Patching alone is survivable in every version, so long as nobody nests a call.
PATCHES = {"plain": "", "nest_asyncio": "import nest_asyncio; nest_asyncio.apply()"}
SETUP = """
import asyncio, time
import krea_widgets as krea
PHOTO = {photo!r}
QUICK = dict(model="bytedance/seedance-1.0-pro-fast", duration=2, resolution="480p")
"""


@pytest.fixture(scope="session")
def packages(pytestconfig: pytest.Config) -> Callable[[str], Path | None]:
    """Where an ipykernel of this version lies; fetched once and kept in pytest's cache."""

    def of(wanted: str) -> Path | None:
        if wanted == INSTALLED:
            return None
        assert pytestconfig.cache is not None
        folder = pytestconfig.cache.mkdir(f"ipykernel-{wanted}")
        if not (folder / f"ipykernel-{wanted}.dist-info" / "RECORD").is_file():
            command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(folder)]
            # psutil and nest_asyncio: what the older ones need beyond what the installed one brings along
            subprocess.run([*command, f"ipykernel=={wanted}", "psutil", "nest_asyncio==1.6.0"], check=True)
        return folder

    return of


@pytest.fixture(
    scope="session",  # a notebook is one long session too, and six kernels start faster than sixty
    params=[(wanted, patch) for wanted in VERSIONS for patch in PATCHES],
    ids=lambda param: "-".join(param),
)
def kernel(
    request: pytest.FixtureRequest,
    packages: Callable[[str], Path | None],
    photo: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Kernel]:
    """A kernel without a token, with krea_widgets imported as `krea`."""
    wanted, patch = request.param
    folder = tmp_path_factory.mktemp("kernel")
    env = {
        "KREA_WIDGETS_HOME": str(folder / "home"),
        "KREA_WIDGETS_CLIPS": "",
        "KREA_API_KEY": "",
        "KREA_API_TOKEN": "",
    }
    os.environ["JUPYTER_PLATFORM_DIRS"] = "1"  # else jupyter_core warns, on import, that its folders will move
    with start(folder, packages(wanted), env=env) as started:
        cell = started.run("import ipykernel; print(ipykernel.__version__)")
        assert cell.text.strip() == wanted
        cell = started.run(PATCHES[patch] + SETUP.format(photo=str(photo)))
        assert cell.status == "ok", cell.error
        started.version, started.patched = wanted, bool(PATCHES[patch])
        yield started


@pytest.fixture(autouse=True)
def left_idle(kernel: Kernel) -> Iterator[None]:
    """Whatever became of a test, the next one finds the kernel idle and without jobs."""
    yield
    if not all(cell.done for cell in kernel.cells.values()):
        kernel.interrupt()
    kernel.run("for each in krea.public_api.shared_studio().pending(): each.cancel()")
