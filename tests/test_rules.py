"""The rules of the house that no linter knows, and what importing the package loads."""

from __future__ import annotations

import ast
import functools
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import krea_widgets

PACKAGE = Path(krea_widgets.__file__).parent
HEAVY = ("httpx", "PIL", "numpy", "av", "cv2", "starlette", "uvicorn", "jsonschema", "asyncio", "sqlite3")
MODULES = {"_util", "_api"}
# The names that Python, IPython, marimo and traitlets look up on foreign objects; whoever wraps a widget calls them.
HOOKS = {"_repr_html_", "_repr_mimebundle_", "_ipython_display_", "_display_"}
# Of ipykernel's comm and of nest_asyncio, which offer no public name for what is asked of them.
FOREIGN = {"_register_atexit", "_reply_subshell_for", "_nest_patched", "_nest_asyncio2"}


@functools.cache
def trees() -> dict[Path, ast.Module]:
    """The package's modules."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def private_names(tree: ast.AST) -> set[str]:
    """The `_private` names that this module itself defines, as functions, classes, attributes or variables."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
            names.add(node.attr)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names


def test_no_module_uses_the_private_names_of_another():
    found = []
    for path, tree in trees().items():
        own = private_names(tree) | HOOKS
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                used = {
                    alias.name for alias in node.names if node.level or (node.module or "").startswith("krea_widgets")
                }
            elif isinstance(node, ast.Attribute) and not is_own(node.value):
                used = {node.attr} - own - FOREIGN
            elif isinstance(node, ast.Call) and node.args and not is_own(node.args[0]):
                used = named_in_a_string(node) - own - FOREIGN
            else:
                continue
            used = {name for name in used if name.startswith("_") and not name.startswith("__")} - MODULES
            found += [f"{path.relative_to(PACKAGE).as_posix()} {name}" for name in used]
    assert not found


def named_in_a_string(call: ast.Call) -> set[str]:
    """The attribute that `getattr`, `setattr` or `hasattr` is called with."""
    is_access = isinstance(call.func, ast.Name) and call.func.id in ("getattr", "setattr", "hasattr", "delattr")
    name = call.args[1] if is_access and len(call.args) > 1 else None
    return {name.value} if isinstance(name, ast.Constant) and isinstance(name.value, str) else set()


def is_own(node: ast.expr) -> bool:
    """Whether this is `self`, `cls` or `super()`."""
    if isinstance(node, ast.Call):
        node = node.func
    return isinstance(node, ast.Name) and node.id in ("self", "cls", "super")


def test_no_class_name_means_two_things():
    names = Counter(node.name for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    assert not [name for name, times in names.items() if times > 1]


def test_every_module_says_what_it_is_for():
    for path, tree in trees().items():
        doc = ast.get_docstring(tree)
        assert doc, path
        assert doc.splitlines()[0].rstrip().endswith((".", ":")), path


def test_public_names_are_sorted_and_all_there():
    assert krea_widgets.__all__ == sorted(krea_widgets.__all__)
    assert dir(krea_widgets) == krea_widgets.__all__
    for name in krea_widgets.__all__:
        assert getattr(krea_widgets, name) is not None
    with pytest.raises(AttributeError):
        krea_widgets.nonsense  # noqa: B018


def fresh(code: str) -> str:
    """What a new interpreter prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_importing_starts_and_loads_nothing():
    code = (
        "import json, sys, threading; before = set(sys.modules); import krea_widgets; "
        "print(json.dumps([sorted(set(sys.modules) - before), threading.active_count()]))"
    )
    loaded, threads = json.loads(fresh(code))
    assert threads == 1
    assert not [name for name in loaded if name.split(".")[0] in HEAVY]
    assert [name for name in loaded if name.startswith("krea_widgets")] == ["krea_widgets"]


def test_widgets_load_nothing_heavy_either():
    loaded = json.loads(
        fresh(
            "import json, sys, ipywidgets, anywidget; before = set(sys.modules); from krea_widgets import Animate; "
            "print(json.dumps(sorted(set(sys.modules) - before)))"
        )
    )
    assert not [name for name in loaded if name.split(".")[0] in ("PIL", "numpy", "av", "cv2", "starlette", "uvicorn")]
