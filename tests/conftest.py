"""What every test has: a home, a clip folder and no token of its own; and a photo to animate."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or writes the developer's journal, clips or token."""
    monkeypatch.setenv("KREA_WIDGETS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KREA_WIDGETS_CLIPS", str(tmp_path / "clips"))
    monkeypatch.delenv("KREA_API_KEY", raising=False)
    monkeypatch.delenv("KREA_API_TOKEN", raising=False)
    return tmp_path / "home"


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A JPEG of 1600x1067 with soft shapes and fine grain, as a camera would make it."""
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
