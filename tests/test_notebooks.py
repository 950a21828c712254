"""The notebooks have no outputs, the same first code cell, and run without a token and without a network."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import small_clips

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
SECRET = re.compile(r"(key|token|secret)[\"']?\s*[=:]\s*[\"'](?!any[\"'])[^\"']{6,}|Bearer\s+\S{12,}", re.IGNORECASE)
# Python runs this first in every process: the runner, the kernel, and the processes that a notebook starts.
# A connection beyond this machine is an error.
GUARD = """
import sys

def _refuse_network(event, arguments):
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else "localhost"
    elif event == "socket.getaddrinfo":
        host = arguments[0] or "localhost"
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host not in ("localhost", "127.0.0.1", "::1", "0.0.0.0"):
        raise OSError(f"a notebook connects to {host}")

sys.addaudithook(_refuse_network)
"""


def cells(path: Path, kind: str) -> list[dict[str, Any]]:
    """The notebook's cells of this kind, as in the file."""
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in found if cell["cell_type"] == kind]


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@every_notebook
def test_no_outputs_are_committed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells(path, "code"))
    assert not SECRET.search(text)
    assert "widgets" not in json.loads(text)["metadata"]


@every_notebook
def test_the_title_and_the_colab_cell_are_first(path: Path) -> None:
    """All notebooks have the same cell for Colab."""
    first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]
    assert "".join(first["source"]).startswith("# ")
    source = "".join(cells(path, "code")[0]["source"])
    assert source == "".join(cells(NOTEBOOKS[0], "code")[0]["source"])
    assert 'if "google.colab" in sys.modules:' in source


@pytest.fixture
def guarded(tmp_path: Path) -> dict[str, str]:
    """An environment in which no Python connects beyond this machine, and in whose kernels clips are small."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD)
    own = {"PYTHONPATH": str(tmp_path / "guard"), "KREA_WIDGETS_CLIPS": ""}
    # Without JUPYTER_PLATFORM_DIRS, jupyter_core warns that its folders will move.
    return {
        **os.environ,
        **own,
        **small_clips.in_kernels(tmp_path / "ipython", small_clips.CODE),
        "JUPYTER_PLATFORM_DIRS": "1",
    }


@pytest.mark.slow
@every_notebook
def test_it_runs_from_top_to_bottom(path: Path, tmp_path: Path, guarded: dict[str, str]) -> None:
    """Under `jupyter execute`, and the first one in parallel under papermill, which executes cells in the same way."""
    jupyter = shutil.which("jupyter", path=str(Path(sys.executable).parent))
    commands = {"execute": [str(jupyter), "execute", "--inplace", path.name]}
    if path == NOTEBOOKS[0]:
        commands["papermill"] = [sys.executable, "-m", "papermill", path.name, path.name, "--no-progress-bar"]
    running = {}
    for name, command in commands.items():
        folder = tmp_path / name
        shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("krea_clips", ".*"))
        env = {**guarded, "KREA_WIDGETS_HOME": str(tmp_path / f"home of {name}")}
        running[name] = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    for name, process in running.items():
        output, _ = process.communicate(timeout=240)
        assert process.returncode == 0, f"{name}: {output.decode()[-4000:]}"
        check_saved(tmp_path / name, path.name)


def check_saved(folder: Path, name: str) -> None:
    """Fails unless the notebook holds text and posters only, and each clip is in `krea_clips/` with its settings."""
    saved = (folder / name).read_text(encoding="utf-8")
    print(f"{len(saved)} characters")
    assert "image/jpeg" in saved, "a clip is shown"
    assert len(saved) < 800_000
    assert "data:video" not in saved
    clips = list((folder / "krea_clips").glob("*.mp4"))
    assert clips
    assert all(clip.with_suffix(".json").is_file() for clip in clips)


@pytest.mark.slow
def test_the_guard_refuses_the_network(guarded: dict[str, str]) -> None:
    code = "import urllib.request; urllib.request.urlopen('http://example.com', timeout=5)"
    done = subprocess.run([sys.executable, "-c", code], env=guarded, capture_output=True, text=True, check=False)
    assert "a notebook connects to example.com" in done.stderr
