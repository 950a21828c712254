"""The front ends that the tests drive: how each is served, and how its page differs from JupyterLab's."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from environments import kept_python
from lab import Notebook, lab_command
from playwright.sync_api import Locator, Page

HERE = Path(sys.executable)


@dataclass(frozen=True)
class FrontEnd:
    """One front end. `test_table.py` compares the table in tests/README.md with these.

    Attributes:
        name: Its name in the table.
        packages: Its kernel's packages.
        command: The command of its server, for a Python, a port and a folder.
        door: The part of a notebook's URL before its path.
        clip: How the clip reaches the page: by a URL of the notebook server, or in chunks from the kernel.
        comparison: The same for the compared clips.
        enter: What a person does on the server's pages before the notebook, such as to log in.
        scheme: "http" or "https".
        cells: Whether a user runs the cells one by one.
        keeps_kernel: Whether a reloaded page finds its kernel again. The scenario then reloads during a run.
        tabs: Whether the scenario opens a second tab.
        book: Drives its page.
        environment: The name of its server's and its kernel's environment, if that is not the tests' own.
        probe: A path that responds as soon as the server runs.
        own_noise: Patterns of the front end's own errors and warnings in the console. Any other one fails the test.
    """

    name: str
    packages: str
    command: Callable[[Path, int, Path], list[str]]
    door: str
    clip: Literal["url", "chunks"] = "url"
    comparison: Literal["url", "chunks"] = "url"
    enter: Callable[[Page, str], None] | None = None
    scheme: str = "http"
    cells: bool = True
    keeps_kernel: bool = True
    tabs: bool = True
    book: type[Notebook] = Notebook
    environment: str = ""
    probe: str = "api"
    own_noise: tuple[str, ...] = ()

    def python(self, cache: pytest.Cache | None) -> Path:
        """The interpreter of its environment, which is made when there is none."""
        assert cache is not None
        return kept_python(cache, self.environment) if self.environment else HERE

    def complaints(self, book: Notebook) -> list[str]:
        """The errors and warnings in the console that are not the front end's own."""
        noise = re.compile("|".join(self.own_noise) or "(?!)")
        return [line for line in book.complaints if not noise.search(line)]


class Classic(Notebook):
    """The notebook page of Jupyter Notebook 6."""

    RUN_CELL = "index => Jupyter.notebook.execute_cells([index])"
    SAVE = "() => Jupyter.notebook.save_notebook()"
    CELL = ".code_cell"
    OUTPUT = ".output_wrapper"

    def _ready(self) -> None:
        self.page.wait_for_function(
            "() => window.Jupyter?.notebook?._fully_loaded && Jupyter.notebook.kernel?.is_connected()"
        )
        # ipywidgets 7 looks for live widgets, and clears the page afterwards.
        self.page.wait_for_timeout(3000)
        self.wait_idle()

    def wait_idle(self, timeout: float = 60.0) -> None:
        """Waits until the kernel is idle and no cell is queued."""
        self.page.wait_for_function(
            """() => !Jupyter.notebook.kernel_busy
              && Jupyter.notebook.get_cells().every(cell => cell.input_prompt_number !== '*')""",
            timeout=timeout * 1000,
        )

    def errors(self) -> list[str]:
        """The error outputs of all cells."""
        return self.page.locator(".output_error").all_inner_texts()

    def close(self) -> None:
        """Ends the kernel, so that the next test has the machine to itself."""
        self.page.evaluate("() => Jupyter.notebook.session.delete()")


class Voila(Notebook):
    """A page of Voilà, which has run every cell before it appears."""

    def _ready(self) -> None:
        self.page.locator("#rendered_cells, .jp-Notebook").first.wait_for()

    def run_cell(self, index: int, *, wait: bool = True, timeout: float = 60.0) -> None:
        """Does nothing: Voilà has run the cell."""

    def cell(self, index: int) -> Locator:
        """The whole page."""
        return self.page.locator("body")

    def errors(self) -> list[str]:
        """The error outputs on the page."""
        return self.page.locator(".jp-RenderedText[data-mime-type*=stderr], .voila-error").all_inner_texts()

    def close(self) -> None:
        """Does nothing: the kernel ends with the page."""


def _options(values: dict[str, object]) -> list[str]:
    return [f"--{name}={value}" for name, value in values.items()]


def notebook_7(python: Path, port: int, root: Path) -> list[str]:
    """The command of Jupyter Notebook 7."""
    options = [option.replace("LabApp.", "JupyterNotebookApp.") for option in lab_command(port, root)[3:]]
    return [str(python), "-m", "notebook", *(option for option in options if "extension_manager" not in option)]


def classic(python: Path, port: int, root: Path) -> list[str]:
    """The command of Jupyter Notebook 6."""
    options: dict[str, object] = {
        "NotebookApp.ip": "127.0.0.1",
        "NotebookApp.port": port,
        "NotebookApp.port_retries": 0,
        "NotebookApp.notebook_dir": root,
        "NotebookApp.disable_check_xsrf": True,
        "NotebookApp.allow_root": True,
        "NotebookApp.token": "",
    }
    return [str(python), "-m", "notebook", "--no-browser", *_options(options)]


def voila(python: Path, port: int, root: Path) -> list[str]:
    """The command of Voilà for a folder."""
    options: dict[str, object] = {"Voila.ip": "127.0.0.1", "port": port, "token": "", "show_tracebacks": True}
    return [str(python), "-m", "voila", str(root), "--no-browser", *_options(options)]


FRONT_ENDS = {
    "lab": FrontEnd(
        "JupyterLab 4", "ipywidgets 8, ipykernel 7", lambda python, port, root: lab_command(port, root), "doc/tree"
    ),
    "notebook7": FrontEnd(
        "Notebook 7",
        "ipywidgets 8, ipykernel 7",
        notebook_7,
        "notebooks",
        # Its page is made of JupyterLab's parts.
        tabs=False,
        # Parts of JupyterLab that it has twice, or not at all.
        own_noise=("reading 'schema'", "Menu entry for command .* is duplicated", "Not same Y.Doc"),
    ),
    "classic": FrontEnd(
        "Notebook 6.5",
        "Colab's: ipywidgets 7.7.1, ipykernel 6.17",
        classic,
        "notebooks",
        book=Classic,
        environment="colab",
        own_noise=(
            # A second tab gets messages of a widget before it has looked for it.
            "Comm promise not found",
            # The kernel's ipywidgets is older than what this message is about.
            "jupyter.widget.control",
            # A key for an action that is defined later.
            "jupyter-notebook:find-and-replace does not exist",
        ),
    ),
    "voila": FrontEnd(
        "Voilà",
        "ipywidgets 8, ipykernel 7",
        voila,
        "voila/render",
        clip="chunks",
        comparison="chunks",
        cells=False,
        keeps_kernel=False,
        tabs=False,
        book=Voila,
        probe="",
        own_noise=(
            # It loads its icons from the web.
            "fontawesome",
            # Its parts of JupyterLab are older than those of the extensions that are installed here.
            "(Unsatisfied|No satisfying) version|Federation Runtime",
            "Failed to create module|getter for the shared module",
            # It serves no files, so clips arrive in chunks.
            r"status of 40[34].*krea_clips/",
        ),
    ),
}
