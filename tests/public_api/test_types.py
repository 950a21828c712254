"""The types are those of the catalogue, type checkers find a user's mistakes, and Jupyter completes the arguments."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import typing
from pathlib import Path

import pytest

import krea_widgets as krea
from krea_widgets.catalogue import build_types, bundled
from krea_widgets.studio import types

SCRIPT = Path(__file__).with_name("script.py")
# What is typed wrong, and what it should be.
MISTAKES = {
    'model="veo 3.11"': 'model="veo 3.1"',
    'resolution="1081p"': 'resolution="1080p"',
    'generate_audio="yes"': "generate_audio=True",
    "clip.postr[:4]": "clip.poster[:4]",
    "sweep.run(confrim=True)": "sweep.run(confirm=True)",
    'aspect_ratio="16x10"': 'aspect_ratio="16:9"',
    "job.progres.fraction": "job.progress.fraction",
    'camera_motion="dolly-in"': 'camera_motion="dolly_in"',
    "progress.state": "progress.phase",
    "quote.price.amonut": "quote.price.amount",
    'clip="b"': 'clips="b"',
    "error.feild": "error.field",
    'models=["wan 2.55"]': 'models=["wan 2.5"]',
    'resolution=["720p", "721p"]': 'resolution=["720p", "1080p"]',
}
EXPLICIT = ["model", "duration", "aspect_ratio", "resolution", "end_image", "generate_audio", "seed", "webhook_url"]


def test_the_types_are_those_of_the_catalogue() -> None:
    fresh = build_types.source(bundled())
    assert Path(types.__file__).read_text("utf-8") == fresh, "run: python -m krea_widgets.catalogue.build_types"
    ids = typing.get_args(types.ModelId)
    assert set(krea.models) <= set(ids)
    assert {krea.models.find(name).id for name in ids} == set(krea.models)
    names = {one.name for model in krea.models.models() for one in model.parameters}
    assert names == {*types.Parameters.__annotations__, *build_types.EXPLICIT}


@pytest.mark.slow
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_a_checker_finds_the_mistakes_and_nothing_else(checker: str, tmp_path: Path) -> None:
    text = SCRIPT.read_text("utf-8")
    (tmp_path / "right.py").write_text(text, "utf-8")
    expected = set()
    for wrong, right in MISTAKES.items():
        assert text.count(right) == 1, right
        expected.add(text[: text.index(right)].count("\n") + 1)
        text = text.replace(right, wrong)
    (tmp_path / "wrong.py").write_text(text, "utf-8")
    found = CHECKERS[checker](tmp_path)
    assert found["right.py"] == set()
    # Three mistakes share one line.
    assert found["wrong.py"] == expected


def of_mypy(folder: Path) -> dict[str, set[int]]:
    command = [sys.executable, "-m", "mypy", "--strict", "--output=json", "--config-file=", "right.py", "wrong.py"]
    env = {**os.environ, "MYPYPATH": str(Path(krea.__file__).parents[1])}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert lines, done.stdout + done.stderr
    return by_file((line["file"], line["line"]) for line in lines if line["severity"] == "error")


def of_pyright(folder: Path) -> dict[str, set[int]]:
    settings = {
        "typeCheckingMode": "strict",
        "extraPaths": [str(Path(krea.__file__).parents[1])],
        "venvPath": str(Path(sys.prefix).parent),
        "venv": Path(sys.prefix).name,
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [sys.executable, "-m", "basedpyright", "--outputjson", "right.py", "wrong.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)["generalDiagnostics"]
    errors = (one for one in found if one["severity"] == "error")
    return by_file((Path(one["file"]).name, one["range"]["start"]["line"] + 1) for one in errors)


def by_file(found: typing.Iterable[tuple[str, int]]) -> dict[str, set[int]]:
    files: dict[str, set[int]] = {"right.py": set(), "wrong.py": set()}
    for name, line in found:
        files.setdefault(name, set()).add(line)
    return files


CHECKERS = {"mypy": of_mypy, "pyright": of_pyright}


@pytest.mark.parametrize("name", ["animate", "submit", "asubmit", "aanimate", "sweep"])
def test_ipython_completes_every_keyword(name: str) -> None:
    from IPython.core.completer import IPCompleter, provisionalcompleter
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    shell.user_ns["krea"] = krea
    completer = IPCompleter(shell, namespace=shell.user_ns, global_namespace={})
    keywords = {*EXPLICIT, "models"} - {"model", "webhook_url"} if name == "sweep" else EXPLICIT
    for jedi in (True, False):
        completer.use_jedi = jedi
        for keyword in keywords:
            text = f"krea.{name}('cat.png', '', {keyword[:-1]}"
            with provisionalcompleter():
                offered = {one.text.rstrip("=") for one in completer.completions(text, len(text))}
            assert keyword in offered, (jedi, keyword)
