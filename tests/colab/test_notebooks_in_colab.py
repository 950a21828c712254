"""The first three notebooks run on Colab's packages, where the page gets no messages of background threads."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from kernels import Kernel, fine

FOLDER = Path(__file__).parents[2] / "notebooks"


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(FOLDER.glob("0[1-3]*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_runs(kernel: Kernel, path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("krea_clips", ".*"))
    fine(kernel.run(f"%cd -q {folder}"))
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            fine(kernel.run("".join(cell["source"]), timeout=120))
    assert list((folder / "krea_clips").glob("*.mp4"))
