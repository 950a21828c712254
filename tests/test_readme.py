"""The five documents: the README is short, its code runs, and links and named modules exist."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import small_clips

import krea_widgets as krea

TOP = Path(__file__).parents[1]
NAMES = ("README.md", "krea_widgets/README.md", "krea_widgets/CHANGELOG.md", "notebooks/README.md", "tests/README.md")
DOCUMENTS = [TOP / name for name in NAMES]
every_document = pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
MOST_BYTES = 7 * 1024
PACKAGE = TOP / "krea_widgets"
ROOMS = ("", "widgets", "studio", "engine", "api", "journal", "sandbox", "media", "camera_moves")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?:\[[^\]]*\]\(|src=\")([^)\s\"]+)[)\"]")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
# Runs each block as a cell, in one namespace, with top-level `await`.
RUN = """
import ast, asyncio, inspect, json, sys

async def main():
    names = {"__name__": "__main__"}
    for block in json.load(sys.stdin):
        code = compile(block, "README.md", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        result = eval(code, names)
        if inspect.isawaitable(result):
            await result
    print(len(names["clips"]), "clips;", names["clip"].path.name)

asyncio.run(main())
"""


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def python_blocks(path: Path) -> list[str]:
    """The Python blocks, in order."""
    return [code for language, code in FENCE.findall(text_of(path)) if language == "python"]


def anchors(path: Path) -> set[str]:
    """The headings' anchors on a code host."""
    titles = HEADING.findall(FENCE.sub("", text_of(path)))
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def test_the_readme_is_short() -> None:
    assert len((TOP / "README.md").read_bytes()) <= MOST_BYTES


@every_document
def test_python_blocks_compile(path: Path) -> None:
    for code in python_blocks(path):
        compile(code, path.name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def test_modules_named_in_the_architecture_exist() -> None:
    """A path is relative to the package, or to a room."""
    text = FENCE.sub("", text_of(TOP / "krea_widgets" / "README.md"))
    named = re.findall(r"`((?!pyproject|tests/)[\w./-]+(?:\.py|\.js|\.json|/))`", text)
    assert len(named) > 50
    assert not [name for name in named if not any((PACKAGE / room / name).exists() for room in ROOMS)]


@every_document
def test_relative_links_exist(path: Path) -> None:
    missing = []
    for link in LINK.findall(FENCE.sub("", text_of(path))):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name) if name else path
        if not target.exists() or (anchor and anchor not in anchors(target)):
            missing.append(link)
    assert not missing


def test_prices_in_the_readme_are_those_of_the_catalogue() -> None:
    readme = text_of(TOP / "README.md")
    kling = krea.models.find("kling 2.5").price(duration=5)
    assert f'krea.models.find("kling 2.5").price(duration=5)  # {kling}' in readme
    found = re.search(r"has (\d+) clips, with a token about \$([\d.]+)\.", " ".join(readme.split()))
    assert found
    one = kling.amount + krea.models.find("hailuo 2.3").price().amount
    assert (int(found[1]), found[2]) == (4, f"{2 * one:.2f}")


def test_the_number_of_models_in_the_readme_is_right() -> None:
    assert f"One widget for Krea's {len(krea.models)} video models." in " ".join(text_of(TOP / "README.md").split())


@pytest.mark.slow
def test_the_readme_runs_from_top_to_bottom(tmp_path: Path) -> None:
    """Its Python blocks in order, in the sandbox, in a folder with the notebooks' images."""
    for image in (TOP / "notebooks").glob("lighthouse*.jpg"):
        shutil.copy(image, tmp_path)
    own = {"KREA_WIDGETS_HOME": str(tmp_path / "home"), "KREA_WIDGETS_CLIPS": "", "KREA_API_KEY": ""}
    env = {**os.environ, **own, "KREA_API_TOKEN": "", "PYTHONPATH": str(TOP), "JUPYTER_PLATFORM_DIRS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", f"{small_clips.CODE}\n{RUN}"],
        input=json.dumps(python_blocks(TOP / "README.md")),
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 clips;" in done.stdout
    assert list((tmp_path / "krea_clips").glob("*.mp4"))
