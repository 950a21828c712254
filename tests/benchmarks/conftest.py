"""Collects the tables of the benchmarks: printed at the end of a run, and written where a file is named."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lab import VIEWPORT, Notebook, serve, write
from playwright.sync_api import Browser
from tables import Table

HEAD = """# Figures

`python tests/benchmarks` measured these side by side on {cores} cores ({system}, Python {python}) and wrote this file.
A limit that was missed says so. Times are of this machine; the ratios are what can be compared."""
TABLES = pytest.StashKey[list[Table]]()


@pytest.fixture
def new_table(request: pytest.FixtureRequest) -> Callable[..., Table]:
    """`new_table(title, unit)` makes a table that is printed after the tests, also when a bar is missed."""

    def make(title: str, unit: str = "s") -> Table:
        tables = request.config.stash.setdefault(TABLES, [])
        tables.append(Table(title, unit))
        return tables[-1]

    return make


@pytest.fixture(scope="module")
def book(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notebook]:
    """A notebook of one cell in a JupyterLab of its own, whose kernels have imported nothing."""
    base = tmp_path_factory.mktemp("lab")
    for name in ("notebooks", "settings", "home", "ipython"):
        (base / name).mkdir()
    path = base / "notebooks" / "notebook.ipynb"
    write(path, [""])
    env = {"KREA_WIDGETS_HOME": str(base / "home"), "KREA_WIDGETS_CLIPS": "", "KREA_API_KEY": "", "KREA_API_TOKEN": ""}
    with serve(path.parent, base / "settings", env={**env, "IPYTHONDIR": str(base / "ipython")}) as server:
        page = browser.new_page(viewport=VIEWPORT)
        yield Notebook(page, path, base).open(server)
        page.context.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    tables = terminalreporter.config.stash.get(TABLES, [])
    for table in tables:
        terminalreporter.write_line(f"\n{table}")
    if os.environ.get("KREA_BENCHMARKS"):
        machine = {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count()}
        found = {"machine": machine, "tables": [table.as_json() for table in tables]}
        out = Path(os.environ["KREA_BENCHMARKS"])
        out.write_text(json.dumps(found, indent=1), "utf-8")
        out.with_suffix(".md").write_text("\n\n".join([HEAD.format(**machine), *map(str, tables)]) + "\n", "utf-8")
