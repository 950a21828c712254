"""The browser's side as text: the committed bundles are those of the sources; and its Node tests."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from krea_widgets.widgets import STATIC

HERE = Path(__file__).parents[1]
# The sources are in the checkout; the bundles are the installed package's, which can be a wheel.
VIEWS = Path(__file__).parents[3] / "krea_widgets" / "widgets"
FOLDERS = ("animate", "compare", "gallery", "shared", "sweep")
SCRIPTS = sorted(path for name in FOLDERS for path in (VIEWS / name).glob("*.js"))
SHEETS = sorted(path for name in FOLDERS for path in (VIEWS / name).glob("*.css"))
# Bytes of a script.
MOST = {"animate": 65_000, "blind": 25_000, "compare": 40_000, "gallery": 35_000, "sweep": 55_000}
NOT_COPIED = shutil.ignore_patterns("node_modules", "__pycache__")
BUILT = sorted(path.name for path in STATIC.iterdir())


def sources_of(entry: Path) -> set[Path]:
    """A file and all that it imports, directly or not."""
    found, coming = set(), [entry]
    while coming:
        path = coming.pop().resolve()
        if path not in found:
            found.add(path)
            names = re.findall(r'(?:from|import) "(\.[^"]+)"', path.read_text("utf-8"))
            coming += [path.parent / name for name in names]
    return found


def hash_of(views: Path, name: str) -> str:
    """The hash that build.mjs writes into the first line of a bundle."""
    versions = json.loads((views / "package-lock.json").read_text("utf-8"))["packages"]
    sources = sources_of(next(views / folder / name for folder in FOLDERS if (views / folder / name).exists()))
    names = sorted([path.relative_to(views.resolve()).as_posix() for path in sources] + ["build.mjs"])
    hashed = hashlib.sha256(versions["node_modules/esbuild"]["version"].encode())
    for source in names:
        hashed.update(f"\n{source}\n{(views / source).read_text('utf-8')}".encode())
    return hashed.hexdigest()[:16]


@pytest.mark.parametrize("name", BUILT)
def test_each_bundle_was_built_from_the_present_sources(name):
    first = (STATIC / name).read_text("utf-8").partition("\n")[0]
    assert hash_of(VIEWS, name) in first, f"static/{name} is stale; run: cd {VIEWS} && npm ci && npm run build"


@pytest.mark.parametrize("changed", ["shared/tokens.css", "shared/dom.js", "build.mjs", "package-lock.json"])
def test_a_source_that_changes_without_a_build_is_noticed(changed, tmp_path):
    shutil.copytree(VIEWS, tmp_path / "views", ignore=NOT_COPIED)
    path = tmp_path / "views" / changed
    old = json.loads(path.read_text("utf-8")) if changed.endswith(".json") else path.read_text("utf-8")
    if changed.endswith(".json"):
        old["packages"]["node_modules/esbuild"]["version"] += "0"
        path.write_text(json.dumps(old), "utf-8")
    else:
        path.write_text(old + " ", "utf-8")
    stale = {name for name in BUILT if hash_of(tmp_path / "views", name) not in (STATIC / name).read_text("utf-8")}
    expected = {".css": "css", ".js": "js"}.get(path.suffix, "")
    # It imports nothing.
    alone = {"saved-outputs.js"} if expected else set()
    assert stale == {name for name in BUILT if name.endswith(expected)} - alone


def test_there_are_as_many_bundles_as_views_and_none_is_too_large():
    views = [f"{name}.{kind}" for name in MOST for kind in ("js", "css")]
    assert sorted(["compare-page.js", "saved-outputs.js", *views]) == BUILT
    assert {name for name, most in MOST.items() if (STATIC / f"{name}.js").stat().st_size > most} == set()
    assert "http" not in (VIEWS / "package-lock.json").read_text("utf-8").replace('"url": "http', "")  # of a registry


@pytest.mark.parametrize("name", [name for name in BUILT if name.endswith(".js")])
def test_a_bundle_parses(node, name):
    text = (STATIC / name).read_text("utf-8")
    done = subprocess.run([node, "--check", "--input-type=module"], input=text, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert len(re.findall(r"\bexport\b", text)) == (name != "compare-page.js")
    assert not re.search(r"(?:^|[;}\n])\s*import\b", text)


@pytest.mark.slow
def test_a_fresh_build_gives_the_committed_files(npm, tmp_path):
    shutil.copytree(VIEWS, tmp_path, ignore=NOT_COPIED, dirs_exist_ok=True)
    for name in BUILT:
        (tmp_path / "static" / name).unlink()

    env = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(npm[0]).parent), os.environ["PATH"]]),
    }  # its scripts call node

    def run(*message):
        return subprocess.run([*npm, *message], cwd=tmp_path, env=env, capture_output=True, encoding="utf-8")

    done = run("ci", "--no-audit", "--no-fund")
    if re.search("ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT", done.stderr):
        pytest.skip("the network is off")
    assert done.returncode == 0, done.stderr
    for script in ("build", "check"):
        done = run("run", script)
        assert done.returncode == 0, done.stdout + done.stderr
    for name in BUILT:
        assert (tmp_path / "static" / name).read_bytes() == (STATIC / name).read_bytes(), name


@pytest.mark.slow
def test_a_widget_follows_its_file_where_anywidget_is_asked_to_reload(tmp_path):
    pytest.importorskip("watchfiles")
    shutil.copytree(VIEWS.parent, tmp_path / "krea_widgets", ignore=NOT_COPIED)
    code = """
import time
from krea_widgets.widgets import STATIC, Animate
widget, end = Animate(), time.monotonic() + 30
while not ("changed" in widget._esm and "changed" in widget._css) and time.monotonic() < end:
    for name in ("animate.js", "animate.css"):  # again and again: the watching threads may not have begun
        (STATIC / name).write_text("/* changed */", "utf-8")
    time.sleep(0.3)
print("changed" in widget._esm, "changed" in widget._css)
"""
    path = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    env = {**os.environ, "ANYWIDGET_HMR": "1", "PYTHONPATH": path, "KREA_WIDGETS_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout == "True True\n", done.stderr


def test_data_never_becomes_markup_and_nothing_comes_from_elsewhere():
    for path in [*SCRIPTS, *SHEETS]:
        text = path.read_text("utf-8")
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "getElementById"):
            assert word not in text or (path.name, word) == ("compare-page.js", "getElementById"), (path.name, word)
        assert not re.search(r"(?:window|document(?:\.body)?)\.(?:addEventListener|on\w+ =)", text), path.name
        assert not re.search(r"""(?:src|href|url\(|from)\s*=?\s*["'(]?https?://""", text), path.name


def test_every_class_has_the_prefix_and_is_used():
    scripts = "".join(path.read_text("utf-8") for path in SCRIPTS)
    for sheet in SHEETS:
        text = re.sub(r"(?s:/\*.*?\*/)|@import .*", "", sheet.read_text("utf-8"))
        hosts = {"vscode-dark", "vscode-high-contrast", "vscode-high-contrast-light"}
        classes = set(re.findall(r"\.(-?[a-zA-Z_][\w-]*)", text)) - hosts
        assert {name for name in classes if name != "kw" and not name.startswith("kw-")} == set()
        assert {name for name in classes if name != "kw" and name not in scripts} == set(), sheet.name


@pytest.mark.parametrize("name", MOST)
def test_a_widgets_own_rules_weigh_more_than_the_shared_ones(name):
    """Every widget brings a copy of these to the page; the last copy must not undo the rules of the others."""
    own = VIEWS / "compare" / "blind.css"
    folder = {*(VIEWS / name).glob("*.css")} - {VIEWS / "compare" / "word-diff.css", own}
    for sheet in {own} if name == "blind" else folder:
        text = re.sub(r"(?s:/\*.*?\*/)|@import .*", "", sheet.read_text("utf-8")).strip()
        assert re.fullmatch(rf"\.kw\.kw-{name} {{\n(?:(?:  .*)?\n)*}}", text), sheet.name


@pytest.mark.parametrize("path", sorted(HERE.glob("*/*.test.mjs")), ids=lambda path: path.name)
def test_in_node(node, path):
    """The modules that need no page."""
    done = subprocess.run([node, "--test", path.name], cwd=path.parent, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
