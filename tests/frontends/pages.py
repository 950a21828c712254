"""The front ends that the tests drive: how each is served, and how its page differs from JupyterLab's."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lab import Notebook, lab_command
from playwright.sync_api import Locator


@dataclass(frozen=True)
class FrontEnd:
    """One front end; the table in tests/README.md is checked against these.

    Attributes:
        name: As the table calls it.
        packages: What its kernel has.
        command: What starts its server, given the Python that has it, a port and a folder.
        door: What stands before a notebook's path in its address.
        film: How the clip reaches the page: by an address of the notebook server, or in pieces from the kernel.
        board: The same of the clips that are compared.
        cells: Whether a person runs the cells one by one.
        keeps_kernel: Whether a page that is loaded anew finds its kernel again; then it is tried, during a run.
        tabs: Whether a second tab on the notebook is tried.
        book: Drives its page.
        colab: Whether it runs on Colab's packages.
        probe: A path that answers as soon as the server is up.
        own_noise: Patterns of what the front end itself says in the browser's console, whatever is on the page.
    """

    name: str
    packages: str
    command: Callable[[Path, int, Path], list[str]]
    door: str
    film: Literal["address", "pieces"] = "address"
    board: Literal["address", "pieces"] = "address"
    cells: bool = True
    keeps_kernel: bool = True
    tabs: bool = True
    book: type[Notebook] = Notebook
    colab: bool = False
    probe: str = "api"
    own_noise: tuple[str, ...] = ()


class Classic(Notebook):
    """The notebook page of Jupyter Notebook 6."""

    def _ready(self) -> None:
        self.page.wait_for_function(
            "() => window.Jupyter?.notebook?._fully_loaded && Jupyter.notebook.kernel?.is_connected()"
        )
        self.page.wait_for_timeout(
            3000
        )  # ipywidgets 7 looks for living widgets, and clears the page when it is through
        self.wait_idle()

    def wait_idle(self, timeout: float = 60.0) -> None:
        """Waits until the kernel has nothing to do and no cell waits in line."""
        self.page.wait_for_function(
            """() => !Jupyter.notebook.kernel_busy
              && Jupyter.notebook.get_cells().every(cell => cell.input_prompt_number !== '*')""",
            timeout=timeout * 1000,
        )

    def run_cell(self, index: int, *, wait: bool = True, timeout: float = 60.0) -> None:
        """Runs one cell; `wait=False` returns while it is running."""
        self.page.evaluate("index => Jupyter.notebook.execute_cells([index])", index)
        if wait:
            self.wait_idle(timeout)

    def save(self) -> str:
        """Saves as the person would; returns the file's text."""
        self.page.evaluate("() => Jupyter.notebook.save_notebook()")
        return self.path.read_text(encoding="utf-8")

    def cell(self, index: int) -> Locator:
        """The output of a cell."""
        return self.page.locator(".code_cell").nth(index).locator(".output_wrapper")

    def errors(self) -> list[str]:
        """The error outputs of all cells."""
        return self.page.locator(".output_error").all_inner_texts()

    def close(self) -> None:
        """Ends the kernel, so that the next test has the machine to itself."""
        self.page.evaluate("() => Jupyter.notebook.session.delete()")


class Voila(Notebook):
    """A page of Voilà: it has run every cell when it appears, and it has no cells to run."""

    def _ready(self) -> None:
        self.page.locator("#rendered_cells, .jp-Notebook").first.wait_for()

    def run_cell(self, index: int, *, wait: bool = True, timeout: float = 60.0) -> None:
        """Nothing: it was run before the page was there."""

    def cell(self, index: int) -> Locator:
        """The whole page."""
        return self.page.locator("body")

    def errors(self) -> list[str]:
        """What stands on the page in place of an output that failed."""
        return self.page.locator(".jp-RenderedText[data-mime-type*=stderr], .voila-error").all_inner_texts()

    def close(self) -> None:
        """Nothing: the kernel goes with the page."""


def _options(values: dict[str, object]) -> list[str]:
    return [f"--{name}={value}" for name, value in values.items()]


def notebook_7(python: Path, port: int, root: Path) -> list[str]:
    """What starts Jupyter Notebook 7."""
    options = [option.replace("LabApp.", "JupyterNotebookApp.") for option in lab_command(port, root)[3:]]
    return [str(python), "-m", "notebook", *(option for option in options if "extension_manager" not in option)]


def classic(python: Path, port: int, root: Path) -> list[str]:
    """What starts Jupyter Notebook 6."""
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
    """What starts Voilà for a folder."""
    options: dict[str, object] = {"Voila.ip": "127.0.0.1", "port": port, "token": "", "show_tracebacks": True}
    return [str(python), "-m", "voila", str(root), "--no-browser", *_options(options)]


HERE = Path(sys.executable)
FRONT_ENDS = {
    "lab": FrontEnd(
        "JupyterLab 4", "ipywidgets 8, ipykernel 7", lambda python, port, root: lab_command(port, root), "doc/tree"
    ),
    "notebook7": FrontEnd(
        "Notebook 7",
        "ipywidgets 8, ipykernel 7",
        notebook_7,
        "notebooks",
        tabs=False,  # its page is made of JupyterLab's parts
        own_noise=("reading 'schema'",),
    ),
    "classic": FrontEnd(
        "Notebook 6.5",
        "Colab's: ipywidgets 7.7.1, ipykernel 6.17",
        classic,
        "notebooks",
        book=Classic,
        colab=True,
        own_noise=("Comm promise not found",),  # a second tab hears of a widget before it has looked for it
    ),
    "voila": FrontEnd(
        "Voilà",
        "ipywidgets 8, ipykernel 7",
        voila,
        "voila/render",
        film="pieces",
        board="pieces",
        cells=False,
        keeps_kernel=False,
        tabs=False,
        book=Voila,
        probe="",
        # it looks for its icons on the web, and it gives out no files: that is why the clip comes in pieces
        own_noise=("fontawesome", "getter for the shared module", r"status of 40[34].*krea_clips/"),
    ),
}
