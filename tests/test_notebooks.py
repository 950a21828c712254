"""The notebooks: committed clean, begun alike, and run from top to bottom without a token and without a network."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
SECRET = re.compile(r"(key|token|secret)[\"']?\s*[=:]\s*[\"'](?!any[\"'])[^\"']{6,}|Bearer\s+\S{12,}", re.IGNORECASE)
# Run by IPython before the first cell: whoever reaches for the network beyond this machine gets an error.
GUARD = """
import sys

def _stay_here(event, arguments):
    if event == "socket.connect":
        place = arguments[1]
        host = place[0] if isinstance(place, tuple) else "localhost"
    elif event == "socket.getaddrinfo":
        host = arguments[0] or "localhost"
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host not in ("localhost", "127.0.0.1", "::1", "0.0.0.0"):
        raise OSError(f"a notebook reached for {host}")

sys.addaudithook(_stay_here)
"""


def cells(path: Path, kind: str) -> list[dict[str, Any]]:
    """The cells of a notebook that are of this kind, as they stand in the file."""
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in found if cell["cell_type"] == kind]


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@every_notebook
def test_it_is_committed_clean(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells(path, "code"))
    assert not SECRET.search(text)
    assert "widgets" not in json.loads(text)["metadata"]


@every_notebook
def test_it_begins_with_a_title_and_the_cell_for_colab(path: Path) -> None:
    """The same cell in all of them, so that a change of one is a change of all."""
    first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]
    assert "".join(first["source"]).startswith("# ")
    source = "".join(cells(path, "code")[0]["source"])
    assert source == "".join(cells(NOTEBOOKS[0], "code")[0]["source"])
    assert 'if "google.colab" in sys.modules:' in source


@pytest.mark.slow
@every_notebook
def test_it_runs_from_top_to_bottom(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import nbformat

    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")  # else jupyter_core warns, on import, that its folders will move
    from nbclient import NotebookClient

    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "stay_here.py").write_text(GUARD)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("KREA_WIDGETS_CLIPS", "")
    folder = tmp_path / "notebooks"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("krea_clips", ".*"))
    book = nbformat.read(folder / path.name, as_version=4)
    NotebookClient(book, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    saved = nbformat.writes(book)
    print(f"{len(saved)} characters")
    assert len(saved) < 800_000
    assert "data:video" not in saved
    for clip in (folder / "krea_clips").glob("*.mp4"):
        assert clip.with_suffix(".json").is_file()
    assert list((folder / "krea_clips").glob("*.mp4"))


@pytest.mark.slow
def test_the_guard_of_these_tests_guards(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = GUARD + "\nimport urllib.request\nurllib.request.urlopen('http://example.com', timeout=5)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "a notebook reached for example.com" in done.stderr
