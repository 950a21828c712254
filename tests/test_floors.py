"""The building's rules: every module stands on a floor, looks down only, and importing the package costs nothing."""

import ast
import json
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

import krea_widgets

PACKAGE = Path(krea_widgets.__file__).parent
FLOORS = [
    {"_util"},
    {"errors", "status"},
    {"secret"},
    {"settings"},
    {"catalogue", "media"},
    {"api", "journal", "sandbox"},
    {"engine"},
    {"studio"},
    {"widgets"},
    {"_api"},
    {"magics"},
    {"__main__"},
    {"__init__"},
]
LEVEL = {name: level for level, names in enumerate(FLOORS) for name in names}
HEAVY = ("httpx", "PIL", "numpy", "av", "cv2", "starlette", "uvicorn", "jsonschema", "asyncio", "sqlite3")


def rooms() -> list[tuple[str, Path]]:
    """Every source file with the name of its module on the first level."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        first = path.relative_to(PACKAGE).parts[0]
        found.append((first.removesuffix(".py"), path))
    return found


def imported(path: Path) -> set[str]:
    """The first-level modules of krea_widgets that a file imports when it runs (type-checking blocks left out)."""
    names = set()
    package = ["krea_widgets", *path.relative_to(PACKAGE).parent.parts]
    for node in ast.walk(without_type_checking(ast.parse(path.read_text(encoding="utf-8")))):
        if isinstance(node, ast.Import):
            targets = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base = [*base, *(node.module.split(".") if node.module else [])]
            targets = [[*base, alias.name] for alias in node.names]
        else:
            continue
        names |= {target[1] for target in targets if target[0] == "krea_widgets" and len(target) > 1}
    return names


def without_type_checking(tree: ast.AST) -> ast.AST:
    class Drop(ast.NodeTransformer):
        def visit_If(self, node: ast.If) -> ast.AST | None:
            self.generic_visit(node)
            return None if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING" else node

    return Drop().visit(tree)


def test_every_module_has_a_floor():
    assert {name for name, _ in rooms()} <= set(LEVEL), "place the new module on a floor"


@pytest.mark.parametrize(("room", "path"), rooms(), ids=lambda value: value if isinstance(value, str) else value.stem)
def test_imports_point_down_only(room, path):
    for other in imported(path) - {room}:
        if other in LEVEL:
            assert LEVEL[other] < LEVEL[room], f"{path.name} on floor {LEVEL[room]} imports {other} on {LEVEL[other]}"


def test_below_the_widgets_nothing_knows_of_notebooks():
    for room, path in rooms():
        if LEVEL[room] < LEVEL["studio"]:
            modules = {name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) for name in named(node)}
            assert not modules & {"ipywidgets", "IPython", "anywidget", "traitlets"}, path


def named(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return {node.module.split(".")[0]}
    return set()


def test_every_module_says_what_it_is_for():
    for _, path in rooms():
        doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
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


@pytest.mark.slow
@pytest.mark.alone
def test_import_costs_no_more_than_ipywidgets():
    code = "import time; start = time.perf_counter(); import {}; print(time.perf_counter() - start)"
    times: dict[str, list[float]] = {"krea_widgets": [], "ipywidgets": []}
    for _ in range(5):
        for name, taken in times.items():
            taken.append(float(fresh(code.format(name))))
    ratio = statistics.median(times["krea_widgets"]) / statistics.median(times["ipywidgets"])
    print(f"import krea_widgets / import ipywidgets = {ratio:.3f}")
    assert ratio <= 1.15
