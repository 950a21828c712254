"""Installing changes none of Colab's own packages, and the notebooks' first cell finds what to install."""

from __future__ import annotations

import json
import os
import subprocess
from importlib.metadata import requires
from pathlib import Path

import pytest
from environments import COLAB, COLAB_PYTHON
from kernels import Kernel, fine
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from uv import find_uv_bin

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "01_first_clip.ipynb"


@pytest.mark.slow
def test_no_package_of_colab_is_changed(tmp_path: Path) -> None:
    """uv finds versions for all that is needed with Colab's packages as constraints; without a solution it fails."""
    (tmp_path / "colab.txt").write_text("\n".join(COLAB))
    wanted = [Requirement(line) for line in requires("krea-widgets") or ()]
    ours = [one for one in wanted if one.marker is None or one.marker.evaluate({"extra": "sandbox"})]
    (tmp_path / "ours.in").write_text("\n".join(f"{one.name}{one.specifier}" for one in ours))
    on_colab = [f"--python-version={COLAB_PYTHON}", "--python-platform=x86_64-manylinux_2_28", "--only-binary=:all:"]
    command = [find_uv_bin(), "pip", "compile", "-q", "--no-header", "--no-annotate", *on_colab]
    done = subprocess.run(
        [*command, "-c", "colab.txt", "ours.in"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    versions = dict(pinned(line) for line in done.stdout.split())
    own = dict(pinned(pin) for pin in COLAB if "==" in pin)
    assert {"numpy", "opencv-python-headless", "pillow", "ipywidgets", "ipython", "anywidget"} <= {*versions} & {*own}
    assert {name: version for name, version in versions.items() if own.get(name, version) != version} == {}


def pinned(pin: str) -> tuple[str, str]:
    """The name, as an index has it, and the version."""
    name, _, version = pin.partition("==")
    return canonicalize_name(name), version


@pytest.mark.parametrize("versions", [[], ["0.9.0", "0.10.0"]])
def test_the_first_cell_installs_the_newest_wheel_on_the_drive(
    kernel: Kernel, versions: list[str], tmp_path: Path
) -> None:
    wheels = [f"krea_widgets-{version}-py3-none-any.whl" for version in versions]
    for place, name in enumerate(wheels):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (place, place))
    cell = next(one for one in json.loads(NOTEBOOK.read_text("utf-8"))["cells"] if one["cell_type"] == "code")
    source = "".join(cell["source"]).replace("/content/drive/MyDrive", str(tmp_path))
    fine(
        kernel.run(f"""
import importlib.util
installed, find_spec = [], importlib.util.find_spec
get_ipython().register_magic_function(installed.append, magic_name="pip")
importlib.util.find_spec = lambda name: None
%cd -q {tmp_path}
""")
    )
    fine(kernel.run(source))
    cell = kernel.run("importlib.util.find_spec = find_spec; print(installed)")
    where = f"{tmp_path}/{wheels[-1]}" if wheels else "krea-widgets"
    assert cell.text.strip() == str([f'install -q "{where}[sandbox]"'])
    assert (tmp_path / "lighthouse.jpg").is_file()
