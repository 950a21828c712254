"""How soon a person can begin: the import, and the first widget on the page."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from lab import Notebook
from tables import Table

pytestmark = [pytest.mark.slow, pytest.mark.alone]

IMPORTED = "import time; start = time.perf_counter(); {}; print(time.perf_counter() - start)"
ANIMATE = "import krea_widgets as krea\nkrea.Animate()"
# As many controls as a form of that size has.
CORE = """import ipywidgets as w
kinds = [w.Text, w.Dropdown, w.IntSlider, w.Checkbox, w.Button]
w.VBox([kind(description=f"{kind.__name__} {n}") for n in range(6) for kind in kinds])"""
# Complete: with the models and the price on the button; with the last of the core widgets.
SHOWN = {
    ANIMATE: "[...document.querySelectorAll('.kw-main-button .kw-cost')].some(one => one.textContent)",
    CORE: "[...document.querySelectorAll('.widget-vbox .jupyter-button')].filter(one => one.offsetHeight).length === 6",
}
# Milliseconds from the command that runs the cell to the frame with what is looked for.
RUN = """async ([source, shown]) => {
  const { shell, commands } = window.jupyterapp;
  shell.currentWidget.content.activeCell.model.sharedModel.setSource(source);
  const start = performance.now();
  commands.execute("notebook:run-cell");
  const look = new Function(`return ${shown}`);
  while (!look()) await new Promise(requestAnimationFrame);
  return performance.now() - start;
}"""


def test_import(new_table: Callable[..., Table]) -> None:
    def taken(statement: str) -> float:
        command = [sys.executable, "-c", IMPORTED.format(statement)]
        return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    statements = ["import krea_widgets", "import ipywidgets", "from krea_widgets import Animate", "import anywidget"]
    table = new_table("D. Import")
    table.measure({one: lambda one=one: taken(one) for one in statements})
    table.compare("import krea_widgets", "import ipywidgets", 1.10, slack=1.05)


@pytest.mark.browser
def test_the_first_widget_on_the_page(book: Notebook, new_table: Callable[..., Table]) -> None:
    table = new_table("D. From Shift+Enter to a complete widget")

    def shown(source: str) -> float:
        book.page.evaluate("window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
        taken = book.page.evaluate(RUN, [source, SHOWN[source]])
        book.wait_idle()
        assert book.errors() == []
        return float(taken) / 1000

    def in_new_kernel(source: str) -> float:
        book.restart()
        return shown(source)

    names = {"Animate": ANIMATE, "a VBox of 30 core widgets": CORE}
    # What the page loads once, for both.
    for source in names.values():
        shown(source)
    for column, way in {"again": shown, "in a new kernel": in_new_kernel}.items():
        candidates = {name: lambda source=source, way=way: way(source) for name, source in names.items()}
        table.measure(candidates, column=column)
        # Either takes half a second, so that anything else on the machine doubles it.
        table.compare("Animate", "a VBox of 30 core widgets", 0.8, column, slack=3)
