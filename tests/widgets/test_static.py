"""The browser's side as text: joined into one module that parses, without a name declared twice; and its Node tests."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from krea_widgets.widgets import STATIC, join_css, join_js
from krea_widgets.widgets.animate import MODULES, SHEETS, Animate

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def node() -> str:
    """Node as the playwright wheel brings it, else the system's."""
    try:
        import playwright
    except ImportError:
        found = shutil.which("node")
    else:
        bundled = Path(playwright.__file__).parent / "driver" / ("node.exe" if shutil.which("cmd.exe") else "node")
        found = str(bundled) if bundled.exists() else shutil.which("node")
    if not found:
        pytest.skip("Node is not here")
    return found


def test_the_joined_module_parses(node):
    done = subprocess.run(
        [node, "--check", "--input-type=module"], input=join_js(*MODULES), capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr


def test_no_name_is_declared_twice_and_nothing_is_left_of_the_joints():
    text = join_js(*MODULES)
    names = re.findall(r"^(?:async )?(?:function|const|let|class) (\w+)", text, re.MULTILINE)
    assert sorted({name for name in names if names.count(name) > 1}) == []
    assert not re.search(r"^\s*import\b", text, re.MULTILINE)
    assert re.findall(r"^export\b.*", text, re.MULTILINE) == ["export default { render };"]
    assert Animate._esm == text


def test_each_module_stands_after_those_that_it_imports():
    for index, name in enumerate(MODULES):
        text = (STATIC / f"{name}.js").read_text("utf-8")
        for imported in re.findall(r'from "\./(\w+)\.js"', text):
            assert imported in MODULES[:index], f"{name}.js imports {imported}.js"


def test_every_import_names_something_that_is_exported():
    for path in STATIC.glob("*.js"):
        for names, module in re.findall(r'import \{([^}]*)\} from "\./(\w+)\.js"', path.read_text("utf-8")):
            text = (STATIC / f"{module}.js").read_text("utf-8")
            for name in names.replace("\n", " ").split(","):
                wanted = name.strip()
                assert not wanted or re.search(rf"^export .*\b{wanted}\b", text, re.MULTILINE), (path.name, wanted)
                rest = path.read_text("utf-8").replace(f"{{{names}}}", "")
                assert not wanted or re.search(rf"\b{wanted}\b", rest), f"{path.name} does not use {wanted}"


def test_data_never_becomes_markup_and_nothing_comes_from_elsewhere():
    for path in [*STATIC.glob("*.js"), *STATIC.glob("*.css")]:
        text = path.read_text("utf-8")
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "getElementById"):
            assert word not in text, (path.name, word)
        assert not re.search(r"(?:window|document(?:\.body)?)\.(?:addEventListener|on\w+ =)", text), path.name
        assert not re.search(r"""(?:src|href|url\(|from)\s*=?\s*["'(]?https?://""", text), path.name
        assert text.startswith(("// ", "/* ")), f"{path.name} does not say what it is for"
        assert path.suffix == ".css" or len(text.splitlines()) <= 350, path.name


def test_every_class_has_the_prefix():
    for sheet in SHEETS:
        text = re.sub(r"/\*.*?\*/", "", join_css(sheet), flags=re.DOTALL)
        hosts = {"vscode-dark", "vscode-high-contrast", "vscode-high-contrast-light"}
        classes = set(re.findall(r"\.(-?[a-zA-Z_][\w-]*)", re.sub(r"\{[^{}]*\}", "{}", text))) - hosts
        assert {name for name in classes if name != "kw" and not name.startswith("kw-")} == set()
        for name in classes:
            used = any(name in path.read_text("utf-8") for path in STATIC.glob("*.js"))
            assert used or name == "kw", f"{name} is styled and never used"


def test_a_widgets_own_rules_weigh_more_than_the_shared_ones():
    """Every widget brings a copy of these to the page; the last copy must not undo the rules of the others."""
    text = join_css("tokens", "compare")
    shared = join_css("tokens")
    assert text.startswith(shared)
    assert ".kw .kw-" in shared
    assert ".kw .kw-" not in text[len(shared) :].replace(".kw.kw .kw-", "")


@pytest.mark.parametrize("path", sorted(HERE.glob("*.test.mjs")), ids=lambda path: path.name)
def test_in_node(node, path, tmp_path):
    """The host-free modules, each as the file that it is."""
    for script in STATIC.glob("*.js"):
        text = script.read_text("utf-8").replace('.js"', '.mjs"')
        (tmp_path / f"{script.stem}.mjs").write_text(text, "utf-8")
    shutil.copy(path, tmp_path)
    done = subprocess.run([node, "--test", path.name], cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
