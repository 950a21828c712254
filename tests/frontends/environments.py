"""Environments with other packages than the tests' own, made once and kept in pytest's cache."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
# googlecolab/backend-info, pip-freeze.txt of August 2026; ipywidgets 7.7.1 and IPython 7.34 since 2022
COLAB = [
    "anywidget==0.9.21",
    "httpx==0.28.1",
    "ipykernel==6.17.1",
    "ipython==7.34.0",
    "ipywidgets==7.7.1",
    "jupyter_client==7.4.9",
    "jupyter_core==5.9.1",
    "jupyter_server==2.14.0",
    "jupyterlab_widgets==3.0.16",
    "nbconvert==7.17.0",
    "nest_asyncio==1.6.0",
    "notebook==6.5.7",
    "numpy==2.1.3",
    "opencv-python-headless==5.0.0.93",
    "pillow==11.3.0",
    "psygnal==0.15.1",
    "pyzmq==26.2.1",
    "setuptools<81",
    "tornado==6.5.1",
    "traitlets==5.7.1",
    "widgetsnbextension==3.6.10",
]


# Colab's is 3.13.15. Where no 3.13 is installed, it is the tests' own.
COLAB_PYTHON = "3.13"
LAB = ["ipykernel>=7,<8", "jupyterlab>=4.2,<5"]
PACKAGES = {
    "colab": COLAB,
    "jupyterhub": [*LAB, "jupyterhub"],
    "collaboration": [*LAB, "jupyter-collaboration"],
    "marimo": ["marimo"],
    "shiny": ["shiny", "shinywidgets"],
}


def kept_python(cache: pytest.Cache, name: str) -> Path:
    """The Python of an environment with these `PACKAGES` and this project, from its source, with its sandbox.

    Making it takes about 30 s. It is made again after a change of the packages.
    """
    packages = PACKAGES[name]
    python = pythons([COLAB_PYTHON]).get(COLAB_PYTHON, sys.executable) if name == "colab" else sys.executable
    wanted = [*packages, python, sys.version, (TOP / "pyproject.toml").read_text(encoding="utf-8").split("[tool.")[0]]
    folder = cache.mkdir(name)
    made_of = folder / "made-of.txt"
    digest = hashlib.sha256("\n".join(wanted).encode()).hexdigest()
    with folder.with_suffix(".lock").open("w") as lock:
        # Another worker can be making it.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made_of.is_file() or made_of.read_text() != digest:
            shutil.rmtree(folder)
            make(folder, [*packages, "-e", f"{TOP}[sandbox]"], python)
            made_of.write_text(digest)
    return python_of(folder)


def pythons(wanted: Sequence[str]) -> dict[str, str]:
    """The interpreters of these versions that start, from PATH and from pyenv's folder."""
    own = os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv"))
    found = {}
    for version in wanted:
        places = [shutil.which(f"python{version}"), *Path(own, "versions").glob(f"{version}.*/bin/python")]
        for place in filter(None, map(str, filter(None, places))):
            done = subprocess.run([place, "-c", "import venv, sys; print(sys.version.split()[0])"], capture_output=True)
            if done.returncode == 0 and done.stdout.decode().startswith(f"{version}."):
                found[version] = place
                break
    return found


def versions(python: Path, *distributions: str) -> str:
    """The versions of those that an environment has, as in "jupyterhub 6.1.1, jupyterlab 4.6.6"."""
    code = (
        "import sys; from importlib.metadata import distributions as all; "
        "found = {one.metadata['Name'].lower(): one.version for one in all()}; "
        "print(', '.join(f'{name} {found[name]}' for name in sys.argv[1:] if name in found))"
    )
    done = subprocess.run([str(python), "-c", code, *distributions], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def make(folder: Path, packages: list[str], python: str = sys.executable) -> Path:
    """A new environment with these packages; returns its Python."""
    subprocess.run([python, "-m", "venv", "--without-pip", str(folder)], check=True)
    quiet = ["-q", "--no-compile", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "--python", str(python_of(folder)), "install", *quiet, *packages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    return python_of(folder)


def python_of(folder: Path) -> Path:
    """An environment's interpreter. The link is not resolved: its folder makes Python use that environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
