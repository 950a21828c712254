"""A studio whose sandbox copies a tiny film instead of rendering, so that a clip takes no time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from sandbox_home import SandboxHome, write_tiny

import krea_widgets as krea


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny(tmp_path_factory.mktemp("tiny") / "tiny.mp4")


@pytest.fixture
def home(tmp_path: Path, tiny: Path) -> Iterator[SandboxHome]:
    home = SandboxHome(tmp_path, tiny)
    yield home
    home.double.close()


@pytest.fixture
def studio(home: SandboxHome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[krea.Studio]:
    """The shared studio, so that `krea.animate` and the others use it; the folder has some photos."""
    from krea_widgets._util import shared_studio as module

    monkeypatch.chdir(tmp_path)
    (tmp_path / "photos").mkdir()
    for number in range(20):
        Image.new("RGB", (64, 36), (number * 9, 90, 90)).save(tmp_path / "photos" / f"{number}.png")
    Image.new("RGB", (64, 36), "teal").save(tmp_path / "cat.png")
    with home.studio() as studio:
        monkeypatch.setattr(module, "_studio", studio)
        monkeypatch.setattr(module, "_pid", os.getpid())
        yield studio
