"""The scenario of test_clip.py where JupyterLab is reached in another way.

`KREA_TEST_HOSTS="jupyterhub nginx"` names the hosts; `tests/matrix.py --only hosts` runs all of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import test_clip
from jupyter_hosts import HOSTS
from lab import Notebook
from pages import FrontEnd
from playwright.sync_api import BrowserContext

ASKED = [name for name in os.environ.get("KREA_TEST_HOSTS", "").split() if name in HOSTS]
PACKAGES = ("jupyterhub", "jupyter-collaboration", "jupyterlab", "ipywidgets", "ipykernel")
WriteFigures = Callable[[Sequence[str], str], None]
PLAYED = """() => [...document.querySelectorAll(".kw-root video")].filter(video => video.readyState >= 1)
  .map(video => video.currentSrc)"""


@pytest.mark.parametrize("front", ASKED, indirect=True)
def test_the_scenario(
    notebook: Callable[..., Notebook],
    front: FrontEnd,
    context: BrowserContext,
    photo: Path,
    write_figures: WriteFigures,
) -> None:
    test_clip.test_drop_run_watch_compare(notebook, front, photo)
    played = {address for page in context.pages for address in page.evaluate(PLAYED)}
    files = f"/{front.door.removesuffix('doc/tree')}files/"
    assert len(played) >= 3, "of the form, the reloaded form and the comparison"
    assert all(address.startswith(front.scheme) and files in address for address in played), played
    shared = "window.jupyterapp.shell.currentWidget.content.model.collaborative"
    assert all(page.evaluate(shared) is (front is HOSTS["collaboration"]) for page in context.pages)
    write_figures(PACKAGES, "two tabs, a reload during a run, a comparison · clips by URL")
