"""A kernel with Colab's packages, a double of Colab's own, and a page that hears the kernel's main thread only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from environments import kept_python
from kernels import Kernel, fine, start

FAKE = Path(__file__).parent / "fake"
SETUP = """
import google.colab, google.colab.output, google.colab.userdata   # Colab does so before the first cell
import colab_page
colab_page.hears_the_main_thread_only(get_ipython().kernel)
import asyncio, time
import krea_widgets as krea
PHOTO = {photo!r}
QUICK = dict(model="bytedance/seedance-1.0-pro-fast", duration=2, resolution="480p")
"""


@pytest.fixture(scope="session")
def python(pytestconfig: pytest.Config) -> Path:
    """The interpreter of an environment with Colab's packages."""
    assert pytestconfig.cache is not None
    return kept_python(pytestconfig.cache, "colab")


@pytest.fixture(scope="session")
def colab_env() -> dict[str, str]:
    """What makes a process think that it is in Colab, with no token in the environment."""
    before = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([str(FAKE), *([before] if before else [])])
    return {"PYTHONPATH": path, "KREA_WIDGETS_CLIPS": "", "KREA_API_KEY": "", "KREA_API_TOKEN": ""}


@pytest.fixture(scope="session")
def kernel(
    python: Path, colab_env: dict[str, str], photo: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kernel]:
    """A kernel in which `google.colab` was imported and `krea_widgets` is `krea`."""
    folder = tmp_path_factory.mktemp("colab")
    env = {**colab_env, "KREA_WIDGETS_HOME": str(folder / "home"), "FAKE_COLAB_SECRETS": "{}"}
    os.environ["JUPYTER_PLATFORM_DIRS"] = "1"  # else jupyter_core warns, on import, that its folders will move
    with start(folder, None, env=env, python=python) as started:
        fine(started.run(SETUP.format(photo=str(photo))))
        yield started
