"""A real kernel of a chosen ipykernel version, and the messages that a front end would send to it."""

from __future__ import annotations

import contextlib
import os
import queue
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import small_clips

PATIENCE = 60.0  # seconds for anything that a kernel has to answer; two cores may be busy with much else


@dataclass
class Cell:
    """What became of one cell: its reply, and its outputs so far."""

    status: str = ""  # "ok", "error", "aborted"; "" while there is no reply
    begun: bool = False
    idle: bool = False
    text: str = ""
    error: str = ""
    error_name: str = ""

    @property
    def done(self) -> bool:
        """Whether the reply and all outputs have come."""
        return self.idle and bool(self.status)


@dataclass
class Widget:
    """A widget as the front end knows it: its state, and the updates and messages it got, each with its time."""

    state: dict[str, Any]
    updates: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    messages: list[tuple[float, dict[str, Any], list[bytes]]] = field(default_factory=list)


class Kernel:
    """A running kernel and this front end's view of it; all of it is read by the thread that calls."""

    def __init__(self, client: Any, process: subprocess.Popen[bytes]) -> None:
        self.client = client
        self.process = process
        self.version = ""
        self.patched = False
        self.cells: dict[str, Cell] = {}
        self.widgets: dict[str, Widget] = {}
        self.redrawn: list[str] = []  # the plain text of every change of a display

    def wait_for_ready(self) -> None:
        """Until it answers; the client's own way gives up when a busy machine makes a heartbeat late."""
        idle = False
        while not idle:  # what was said before this front end listened is lost: ask until something is heard
            (cell,) = self.send("")
            self.until(lambda cell=cell: cell.status)
            self.listen(0.2)
            idle = cell.idle

    def send(self, *sources: str) -> list[Cell]:
        """Sends cells one behind the other without waiting, as "Run All" does."""
        return [self.cells.setdefault(self.client.execute(source), Cell()) for source in sources]

    def run_all(self, *sources: str) -> list[Cell]:
        """Sends cells one behind the other, and waits until all have ended well."""
        cells = self.send(*sources)
        self.until(lambda: all(cell.done for cell in cells))
        fine(*cells)
        return cells

    def run(self, source: str, timeout: float = PATIENCE) -> Cell:
        """Runs a cell to its end."""
        (cell,) = self.send(source)
        self.until(lambda: cell.done, timeout)
        return cell

    def until(self, true: Callable[[], object], timeout: float = PATIENCE) -> None:
        """Reads what the kernel says until `true()`, or fails with what the cells are."""
        end = time.monotonic() + timeout
        while not true():
            assert self.process.poll() is None, "the kernel has died"
            assert time.monotonic() < end, f"still waiting after {timeout:g} s; the last cells: {self._last()}"
            self._read(0.05)

    def under_way(self, cell: Cell) -> None:
        """Until a cell is being run; an interrupt that comes as it begins would be lost on the kernel's own code."""
        self.until(lambda: cell.begun)
        self.listen(0.3)

    def answer(self, text: str) -> dict[str, Any]:
        """Enters a text where a cell asks for one; returns its `prompt`, and whether it is a `password`."""
        asked = self.client.get_stdin_msg(timeout=PATIENCE)
        self.client.input(text)
        return dict(asked["content"])

    def completions(self, text: str) -> list[str]:
        """What Tab offers at the end of a cell, each with the text that stands before it."""
        request = self.client.complete(text)
        while True:
            reply = self.client.get_shell_msg(timeout=PATIENCE)
            if reply["parent_header"].get("msg_id") == request:
                found = reply["content"]
                return [text[: found["cursor_start"]] + match for match in found["matches"]]

    def teaching(self, name: str) -> str:
        """What `name?` shows."""
        cell = self.run(f"print(get_ipython().object_inspect_text({name!r}))")
        return cell.text

    def listen(self, seconds: float) -> None:
        """Reads what the kernel says for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._read(0.05)

    def interrupt(self) -> None:
        """What the Stop button does."""
        self.process.send_signal(signal.SIGINT)

    def subshell(self) -> str:
        """Makes a subshell (ipykernel 7): a thread that handles messages while a cell runs."""
        return str(self._control("create_subshell_request", {})["subshell_id"])

    def end_subshell(self, name: str) -> None:
        """Ends a subshell, as JupyterLab does when no comm of its kind is left on the page."""
        self._control("delete_subshell_request", {"subshell_id": name})

    def _control(self, kind: str, content: dict[str, Any]) -> dict[str, Any]:
        request = self.client.session.msg(kind, content)
        self.client.control_channel.send(request)
        while True:
            reply = self.client.get_control_msg(timeout=PATIENCE)
            if reply["parent_header"].get("msg_id") == request["header"]["msg_id"]:
                assert reply["content"]["status"] == "ok", reply["content"]
                return dict(reply["content"])

    def widget(self, trait: str) -> str:
        """The newest widget that has this trait."""
        return [name for name, widget in self.widgets.items() if trait in widget.state][-1]

    def tell(
        self, widget: str, content: dict[str, Any], *, buffers: Sequence[bytes] = (), subshell: str | None = None
    ) -> None:
        """Sends a widget the custom message that a click in the page would send."""
        data = {"method": "custom", "content": content}
        self._comm(widget, data, list(buffers), subshell)

    def set(self, widget: str, state: dict[str, Any], *, subshell: str | None = None) -> None:
        """Sets traits of a widget, as a control in the page would."""
        data = {"method": "update", "state": state, "buffer_paths": []}
        self._comm(widget, data, [], subshell)

    def _last(self) -> str:
        colours = re.compile(r"\x1b\[[\d;]*m")
        return "\n".join(colours.sub("", str(cell)) for cell in list(self.cells.values())[-4:])

    def _comm(self, widget: str, data: dict[str, Any], buffers: list[bytes], subshell: str | None) -> None:
        session = self.client.session
        message = session.msg("comm_msg", {"comm_id": widget, "data": data})
        if subshell is not None:
            message["header"]["subshell_id"] = subshell
        session.send(self.client.shell_channel.socket, message, buffers=buffers)

    def _read(self, timeout: float) -> None:
        with contextlib.suppress(queue.Empty):
            self._hear(self.client.get_iopub_msg(timeout=timeout))
            while True:
                self._hear(self.client.get_iopub_msg(timeout=0))
        with contextlib.suppress(queue.Empty):
            while True:
                message = self.client.get_shell_msg(timeout=0)
                if cell := self.cells.get(message["parent_header"].get("msg_id", "")):
                    cell.status = message["content"].get("status", "")

    def _hear(self, message: dict[str, Any]) -> None:
        kind, content = message["msg_type"], message["content"]
        if kind == "comm_open":
            self.widgets[content["comm_id"]] = Widget(dict(content["data"].get("state", {})))
        elif kind == "comm_msg" and content["comm_id"] in self.widgets:
            self._hear_widget(self.widgets[content["comm_id"]], content["data"], message["buffers"])
        elif kind == "update_display_data":
            self.redrawn.append(content["data"].get("text/plain", ""))
        elif cell := self.cells.get(message["parent_header"].get("msg_id", "")):
            if kind == "stream":
                cell.text += content["text"]
            elif kind in ("execute_result", "display_data"):
                cell.text += content["data"].get("text/plain", "")
            elif kind == "error":
                cell.error_name = content["ename"]
                cell.error = "\n".join([*content["traceback"], f"{content['ename']}: {content['evalue']}"])
            elif kind == "execute_input":
                cell.begun = True
            elif kind == "status":
                cell.idle = content["execution_state"] == "idle"

    @staticmethod
    def _hear_widget(widget: Widget, data: dict[str, Any], buffers: list[Any]) -> None:
        now = time.monotonic()
        if data.get("method") == "update":
            widget.state.update(data["state"])
            widget.updates.append((now, data["state"]))
        elif data.get("method") == "custom":
            widget.messages.append((now, data["content"], [bytes(buffer) for buffer in buffers]))


def fine(*cells: Cell) -> None:
    """Fails with the traceback of the first cell that did not end well."""
    for cell in cells:
        assert cell.status == "ok", cell.error or cell


@contextlib.contextmanager
def start(
    folder: Path, packages: Path | None, *, env: dict[str, str], python: Path | str = sys.executable
) -> Iterator[Kernel]:
    """Runs a kernel in a folder, with the packages of another folder before the installed ones.

    Args:
        folder: Its working folder; connection file, log and IPython's files lie in it too.
        packages: Where another ipykernel lies; None takes the installed one.
        env: Variables on top of this process's.
        python: The interpreter that has an ipykernel.
    """
    from jupyter_client.blocking.client import BlockingKernelClient
    from jupyter_client.connect import write_connection_file

    file, _ = write_connection_file(str(folder / "connection.json"), ip="127.0.0.1")
    path = [*([str(packages)] if packages else []), *filter(None, [os.environ.get("PYTHONPATH")])]
    # a kernel that knows its parent ends with it, even when the tests are killed
    own = {**small_clips.in_kernels(folder / "ipython"), "JPY_PARENT_PID": str(os.getpid())}
    with (folder / "kernel.log").open("wb") as log:
        process = subprocess.Popen(
            [str(python), "-m", "ipykernel_launcher", "-f", file],
            cwd=folder,
            env={**os.environ, **own, "PYTHONPATH": os.pathsep.join(path), **env},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    client = BlockingKernelClient(connection_file=file)
    client.load_connection_file()
    client.start_channels(hb=False)
    kernel = Kernel(client, process)
    try:
        kernel.wait_for_ready()
        yield kernel
    finally:
        client.shutdown()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)
        process.kill()
        process.wait(5)
        client.stop_channels()
        client.context.destroy(linger=0)
