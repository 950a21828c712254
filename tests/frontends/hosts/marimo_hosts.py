"""marimo's two pages: an app, which has run every cell before it appears, and its editor."""

from __future__ import annotations

import shutil
from pathlib import Path
from textwrap import indent

from lab import LabServer, Notebook
from pages import FrontEnd, Voila

PHOTO = Path(__file__).parents[3] / "notebooks" / "lighthouse.jpg"
CELLS = (
    # Long enough to see its progress.
    "import krea_widgets as krea\n"
    "quick = dict(model='bytedance/seedance-1.0-pro-fast', resolution='480p')\n"
    "form = krea.Animate(**quick, duration=10)\nform",
    "clip = krea.animate('lighthouse.jpg', 'dolly in', **quick, duration=2)\nclip",
    "krea.Compare({'in': clip, 'around': krea.submit('lighthouse.jpg', 'orbit left', **quick, duration=2)})",
    "krea.Gallery()",
    "krea.sweep('lighthouse.jpg', ['pan left', 'tilt up'], **quick, duration=2)",
)
# Of a cell, what it wrote to stderr, and what an app says instead of both.
ERRORS = ".output-area > [role=alert], .console-output-area .stderr, :text('An internal error occurred')"
RUN_ALL = "[data-testid=run-button]:not(.disabled)"


class MarimoApp(Voila):
    """A page of `marimo run`."""

    def open(self, server: LabServer) -> Notebook:
        """Open it, and listen to the console."""
        self.page.on("console", self._hear)
        self.page.on("pageerror", self._hear_error)
        self.page.goto(server.url)
        self._ready()
        return self

    def _ready(self) -> None:
        self.page.locator("marimo-anywidget").first.wait_for(state="attached")

    def errors(self) -> list[str]:
        """The errors on the page, and what was written to stderr."""
        return self.page.locator(ERRORS).all_inner_texts()


class MarimoEditor(MarimoApp):
    """A page of `marimo edit`."""

    def _ready(self) -> None:
        # The last button is that of the whole notebook. A reloaded page has nothing to run.
        button, first = self.page.locator(RUN_ALL), self.page.locator("marimo-anywidget").first
        button.or_(first).last.wait_for(state="attached")
        if not first.count():
            button.last.click()
        super()._ready()


def marimo(python: Path, root: Path, port: int, mode: str) -> list[str]:
    """The command of marimo for a notebook that it writes into `root`."""
    shutil.copy(PHOTO, root)
    app = root / "app.py"
    cells = (f"@app.cell\ndef _():\n{indent(cell, '    ')}\n    return\n" for cell in CELLS)
    app.write_text("\n\n".join(["import marimo\n\napp = marimo.App()\n", *cells]))
    return [str(python), "-m", "marimo", mode, str(app), "--headless", "--no-token", f"--port={port}"]


# It serves no folder, so clips arrive in chunks.
MARIMO = {
    f"marimo-{mode}": FrontEnd(
        f"marimo {mode}",
        "marimo",
        lambda python, port, root, mode=mode: marimo(python, root, port, mode),
        "",
        clip="chunks",
        comparison="chunks",
        cells=False,
        keeps_kernel=book is MarimoEditor,
        tabs=False,
        book=book,
        environment="marimo",
        probe="health",
    )
    for mode, book in (("run", MarimoApp), ("edit", MarimoEditor))
}
