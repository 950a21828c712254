"""A Jupyter server of its own and one notebook in it, driven through a real browser."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import small_clips
from playwright.sync_api import ConsoleMessage, Error, Locator, Page, ViewportSize

SETTINGS: dict[str, dict[str, Any]] = {
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},  # every cell stays in the page
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}

# Milliseconds for anything that a page has to show: the machine may be busy with much else, and slow for minutes.
PATIENCE = 90_000
VIEWPORT: ViewportSize = {"width": 1280, "height": 1000}


@dataclass(frozen=True)
class LabServer:
    """A running server; `root` is the folder that it serves, `door` what stands before a notebook's path."""

    url: str
    root: Path
    door: str = "doc/tree"

    def address(self, notebook: Path) -> str:
        """Where a page finds a notebook."""
        return f"{self.url}/{self.door}/{notebook.relative_to(self.root).as_posix()}"


def lab_command(port: int, root: Path, python: str | Path = sys.executable, **more: object) -> list[str]:
    """What starts JupyterLab; `more` adds to these options or replaces them."""
    options: dict[str, object] = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": root,
        "ServerApp.disable_check_xsrf": True,
        "ServerApp.allow_root": True,
        "IdentityProvider.token": "",
        "LabApp.extension_manager": "readonly",  # the other one asks PyPI
        "LabApp.news_url": None,
        **more,
    }
    return [
        str(python),
        "-m",
        "jupyterlab",
        "--no-browser",
        *(f"--{name}={value}" for name, value in options.items()),
    ]


@contextlib.contextmanager
def serve(
    root: Path,
    settings: Path,
    *,
    env: dict[str, str],
    command: Callable[[int, Path], list[str]] = lab_command,
    door: str = "doc/tree",
    probe: str = "api",
    scheme: str = "http",
    timeout: float = 60.0,
) -> Iterator[LabServer]:
    """Runs a server on a free port in a process group of its own, and ends all of it.

    Args:
        root: The folder with the notebooks.
        settings: An empty folder for configuration, runtime files and the log.
        env: Variables that the server and its kernels get on top of this process's.
        command: What starts the server, given its port and `root`.
        door: What stands before a notebook's path in its address.
        probe: The path that answers as soon as the server is up.
        scheme: "https" for a server with a certificate, which is not checked.
        timeout: Seconds until the server has to answer.
    """
    port = free_port()
    server = LabServer(f"{scheme}://127.0.0.1:{port}", root, door)
    log = settings / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command(port, root),
            env={**os.environ, **_folders(settings), **env},
            cwd=root,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_for(f"{server.url}/{probe}", process, log, timeout)
        yield server
    finally:
        _end(process)


def _folders(settings: Path) -> dict[str, str]:
    """Every folder that Jupyter reads or writes, inside `settings`; and the page's app object made reachable."""
    config = settings / "config"
    (config / "labconfig").mkdir(parents=True)
    # Each load of the page would start node, to see whether JupyterLab has to be built.
    page = {"exposeAppInBrowser": True, "buildCheck": False}
    (config / "labconfig" / "page_config.json").write_text(json.dumps(page))
    for name, values in SETTINGS.items():
        file = settings / "user" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values))
    return {
        "JUPYTER_CONFIG_DIR": str(config),
        "JUPYTER_DATA_DIR": str(settings / "data"),
        "JUPYTER_RUNTIME_DIR": str(settings / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(settings / "user"),
        "JUPYTERLAB_WORKSPACES_DIR": str(settings / "workspaces"),
        **small_clips.in_kernels(settings / "ipython"),
        "JUPYTER_PLATFORM_DIRS": "1",
    }


def free_port() -> int:
    """A port that no server has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path, timeout: float) -> None:
    end = time.monotonic() + timeout
    while not _answers(url):
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"The server did not start:\n{log.read_text(errors='replace')[-4000:]}")
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        # The certificate of a test's server is its own.
        with urllib.request.urlopen(url, timeout=2, context=ssl._create_unverified_context()):
            return True
    except OSError:  # which a URLError is
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """Asks the server to stop, which ends its kernels, then makes sure of the whole group."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(8)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(5)


# JupyterLab's, of a page whose kernel is restarted, and of its own plugins that need long to start on a slow machine;
# and a browser's on such a machine, of marimo's pictures.
OWN_WARNINGS = (
    "Connection lost, reconnecting in",
    "is taking too long to activate",
    "ms to activate",
    ".png was preloaded using link preload but not used",
)


@dataclass
class Notebook:
    """One open notebook: its page, its folder, and what the browser complained of."""

    # How another front end runs a cell by its index, saves, and marks a cell and its output.
    RUN_CELL: ClassVar[str] = """index => {
      window.jupyterapp.shell.currentWidget.content.activeCellIndex = index;
      return window.jupyterapp.commands.execute("notebook:run-cell");
    }"""
    SAVE: ClassVar[str] = "() => window.jupyterapp.commands.execute('docmanager:save')"
    CELL: ClassVar[str] = ".jp-CodeCell"
    OUTPUT: ClassVar[str] = ".jp-OutputArea"

    page: Page
    path: Path
    artefacts: Path
    complaints: list[str] = field(default_factory=list)
    expected: str = ""  # words of a complaint that a test brings about on purpose

    def open(self, server: LabServer) -> Notebook:
        """Opens it in the page, in the JupyterLab that is there or a new one, and waits until its kernel is idle."""
        self.page.on("console", self._hear)
        self.page.on("pageerror", self._hear_error)
        if self.page.url.startswith(f"{server.url}/{server.door}/"):
            self._open_here(self.path.relative_to(server.root).as_posix())
        else:
            self.page.goto(server.address(self.path))
        self._ready()
        return self

    def _open_here(self, path: str) -> None:
        """Opens it in place of the notebook before it, without loading JupyterLab again."""
        self.page.set_viewport_size(VIEWPORT)
        if self.page.locator('body[data-jp-theme-light="true"]').count() == 0:
            self.theme("Light")
        self.page.evaluate(
            """async (path) => {
              await window.jupyterapp.commands.execute("docmanager:open", { path, factory: "Notebook" });
            }""",
            path,
        )

    def reload(self) -> None:
        """Loads the page anew; the kernel goes on."""
        self.page.reload()
        self._ready()

    def interrupt(self) -> None:
        """What the Stop button does."""
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.interrupt()")
        self.wait_idle()

    def restart(self) -> None:
        """Restarts the kernel, which forgets every widget."""
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
        self.wait_idle()

    def _ready(self) -> None:
        self.page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
        self._wait_for_splash()
        self.wait_idle()

    def _hear(self, message: ConsoleMessage) -> None:
        # Hosts log much of themselves; a widget's own module, which anywidget loads from a blob, has nothing to tell.
        url = message.location.get("url", "")
        if message.type in ("error", "warning") or url.startswith("blob:"):
            self._complain(f"{message.type}: {message.text} ({url})")

    def _hear_error(self, error: Error) -> None:
        self._complain(f"uncaught: {error.stack or error}")

    def _complain(self, message: str) -> None:
        if any(words in message for words in OWN_WARNINGS):
            return
        if not self.expected or self.expected not in message:
            self.complaints.append(message)

    def wait_idle(self, timeout: float = 60.0) -> None:
        """Waits until the kernel has nothing to do and no cell waits in line."""
        self.page.wait_for_function(
            """() => {
              const panel = window.jupyterapp?.shell.currentWidget;
              const kernel = panel?.sessionContext?.session?.kernel;
              const waiting = panel?.content?.widgets.some(cell => cell.promptNode?.textContent?.includes('*'));
              return kernel?.status === 'idle' && kernel.connectionStatus === 'connected' && !waiting;
            }""",
            timeout=timeout * 1000,
        )

    def run_all(self, *, wait: bool = True, timeout: float = 60.0) -> None:
        """Runs all cells, as the menu does."""
        self._command("notebook:run-all-cells")
        if wait:
            self.wait_idle(timeout)

    def run_cell(self, index: int, *, wait: bool = True, timeout: float = 60.0) -> None:
        """Runs one cell; `wait=False` returns while it is running."""
        self.page.evaluate(f"index => void ({self.RUN_CELL})(index)", index)
        if wait:
            self.wait_idle(timeout)

    def save(self) -> str:
        """Saves as the person would; returns the file's text."""
        self.page.evaluate(self.SAVE)
        return self.path.read_text(encoding="utf-8")

    def save_with(self, words: str) -> str:
        """Saves until the file has these words: a page that was just reloaded takes what it missed a moment later."""
        for _ in range(40):
            if words in (text := self.save()):
                return text
            self.page.wait_for_timeout(250)
        raise AssertionError(f"{words!r} is not in the saved notebook")

    def cell(self, index: int) -> Locator:
        """The output of a cell."""
        return self.page.locator(self.CELL).nth(index).locator(self.OUTPUT).first

    def text(self, index: int) -> str:
        """What a cell printed or returned, as it stands in the page."""
        return self.cell(index).inner_text()

    def errors(self) -> list[str]:
        """The error outputs of all cells, from the notebook's model."""
        found: list[str] = self.page.evaluate(
            """() => window.jupyterapp.shell.currentWidget.content.model.toJSON().cells.flatMap(cell =>
              (cell.outputs || []).filter(o => o.output_type === 'error').map(o => `${o.ename}: ${o.evalue}`))"""
        )
        return found

    def theme(self, word: str) -> None:
        """Switches to JupyterLab's "Light" or "Dark" theme."""
        theme = f"JupyterLab {word}"
        self.page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", theme)
        self.page.locator(f'body[data-jp-theme-name="{theme}"]').wait_for(state="attached")
        self._wait_for_splash()

    def width(self, output: int) -> None:
        """Makes the window so wide that a cell's output has this many pixels."""
        size = self.page.viewport_size or {"width": 1280, "height": 900}
        area = self.page.locator(".jp-CodeCell .jp-OutputArea-output").first.bounding_box()
        assert area is not None, "there is no output to measure"
        self.page.set_viewport_size({"width": size["width"] + output - round(area["width"]), "height": size["height"]})
        # JupyterLab lays its panels out a moment later.
        self.page.wait_for_timeout(400)

    def picture(self, name: str, part: Locator | None = None) -> Path:
        """Keeps a screenshot of the page or of one part among the artefacts."""
        self.artefacts.mkdir(parents=True, exist_ok=True)
        path = self.artefacts / f"{name}.png"
        (part or self.page).screenshot(path=path)
        return path

    def close(self) -> None:
        """Closes it and ends its kernel, so that the next test has the machine to itself."""
        self.page.evaluate(
            """() => {
              for (const widget of [...window.jupyterapp.shell.widgets("main")]) {
                if (widget.context) widget.context.model.dirty = false;
                widget.close();
              }
            }"""
        )
        self.page.evaluate("() => window.jupyterapp.serviceManager.sessions.shutdownAll()")
        self.page.remove_listener("console", self._hear)
        self.page.remove_listener("pageerror", self._hear_error)

    def _wait_for_splash(self) -> None:
        # JupyterLab lays it over the page at the start and while themes change; a second change before it is gone
        # makes JupyterLab remove it twice and complain
        self.page.locator("#jupyterlab-splash").wait_for(state="detached")

    def _command(self, name: str) -> None:
        # not awaited: the command's promise lasts until the cells have run
        self.page.evaluate("name => { window.jupyterapp.commands.execute(name); }", name)


def write(path: Path, cells: Sequence[str]) -> None:
    """Writes a notebook with these code cells."""
    import nbformat.v4

    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    nbformat.write(book, path)


def drop(zone: Locator, path: Path, mime_type: str) -> None:
    """Drags a file over a drop zone and lets it go there, with the events that a browser sends."""
    transfer = zone.evaluate_handle(
        """async (zone, [text, name, type]) => {
          const bytes = await (await fetch(`data:${type};base64,${text}`)).blob();
          const transfer = new DataTransfer();
          transfer.items.add(new File([bytes], name, {type}));
          return transfer;
        }""",
        [base64.b64encode(path.read_bytes()).decode(), path.name, mime_type],
    )
    for event in ("dragenter", "dragover", "drop"):
        zone.dispatch_event(event, {"dataTransfer": transfer})
