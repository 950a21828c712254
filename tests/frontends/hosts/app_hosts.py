"""Pages that are no notebooks of Jupyter: marimo's app, which has run every cell, its editor, and a Shiny app."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from textwrap import indent

from lab import LabServer, Notebook
from pages import FrontEnd, Voila

PHOTO = Path(__file__).parents[3] / "notebooks" / "lighthouse.jpg"
START = (
    "import krea_widgets as krea\n"
    "quick = dict(model='bytedance/seedance-1.0-pro-fast', resolution='480p')\n"
    "make = dict(image='lighthouse.jpg', duration=2, **quick)"
)
# Long enough to see its progress.
FORM = "krea.Animate(**quick, duration=10)"
CLIP = "clip = krea.animate(prompt='dolly in', **make)\nclip"
COMPARISON = (
    "krea.Compare({'in': krea.submit(prompt='zoom in', **make), 'around': krea.submit(prompt='orbit left', **make)})"
)
GALLERY = "krea.Gallery()"
SWEEP = "krea.sweep(prompts=['pan left', 'tilt up'], **make)"
# Of a cell, what it wrote to stderr, and what an app says instead of both.
ERRORS = ".output-area > [role=alert], .console-output-area .stderr, :text('An internal error occurred')"
ERRORS += ", .shiny-output-error"
RUN_ALL = "[data-testid=run-button]:not(.disabled)"


class App(Voila):
    """The only page of a server."""

    def open(self, server: LabServer) -> Notebook:
        """Open it, and listen to the console."""
        self.page.on("console", self._hear)
        self.page.on("pageerror", self._hear_error)
        self.page.goto(server.url)
        self._ready()
        return self

    def _ready(self) -> None:
        self.page.locator(".kw-root").first.wait_for()

    def errors(self) -> list[str]:
        """The errors on the page, and what was written to stderr."""
        return self.page.locator(ERRORS).all_inner_texts()


class MarimoEditor(App):
    """A page of `marimo edit`."""

    def _ready(self) -> None:
        # The last button is that of the whole notebook. A reloaded page has nothing to run.
        button, first = self.page.locator(RUN_ALL), self.page.locator("marimo-anywidget").first
        button.or_(first).last.wait_for(state="attached")
        if not first.count():
            button.last.click()
        super()._ready()


def marimo(mode: str, python: Path, port: int, root: Path) -> list[str]:
    """The command of marimo for a notebook that it writes into `root`."""
    sources = (START, FORM, CLIP, COMPARISON, GALLERY, SWEEP)
    cells = (f"@app.cell\ndef _():\n{indent(source, '    ')}\n    return\n" for source in sources)
    app = _write(root, "\n\n".join(["import marimo\n\napp = marimo.App()\n", *cells]))
    return [str(python), "-m", "marimo", mode, str(app), "--headless", "--no-token", f"--port={port}"]


def shiny(python: Path, port: int, root: Path) -> list[str]:
    """The command of Shiny for an app that it writes into `root`."""
    shown = {"form": FORM, "comparison": COMPARISON, "gallery": GALLERY, "sweep": f"{SWEEP}.board()"}
    outputs = "".join(f"\n@render_widget\ndef {name}():\n    return {source}\n" for name, source in shown.items())
    source = (
        f"from shiny import App, ui\nfrom shinywidgets import output_widget, render_widget\n{START}\n"
        f"page = ui.page_fluid(*(output_widget(name, height='auto') for name in {[*shown]}))\n"
        f"def server(input, output, session):\n{indent(outputs, '    ')}\napp = App(page, server)\n"
    )
    return [str(python), "-m", "shiny", "run", str(_write(root, source)), f"--port={port}"]


def _write(root: Path, source: str) -> Path:
    shutil.copy(PHOTO, root)
    app = root / "app.py"
    app.write_text(source, encoding="utf-8")
    return app


# None of them serves a folder, so clips arrive in chunks.
one_page = partial(FrontEnd, door="", clip="chunks", comparison="chunks", cells=False, tabs=False)
in_marimo = partial(one_page, packages="marimo", environment="marimo", probe="health")
APPS = {
    "marimo-run": in_marimo("marimo run", command=partial(marimo, "run"), keeps_kernel=False, book=App),
    "marimo-edit": in_marimo("marimo edit", command=partial(marimo, "edit"), book=MarimoEditor),
    "shiny": one_page(
        "Shiny",
        packages="shinywidgets",
        command=shiny,
        keeps_kernel=False,
        book=App,
        environment="shiny",
        probe="",
        # Of its date picker, which no page here has.
        own_noise=("DEPRECATED: (This filename|(The|This) language code)",),
    ),
}
