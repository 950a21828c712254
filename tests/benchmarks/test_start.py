"""What a start costs: the import, and what a widget says to its page while it is idle, runs and has finished."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from kernels import Kernel, fine, start
from tables import FULL, Table

pytestmark = [pytest.mark.slow]

WIDGETS = 20 if FULL else 5
IDLE = 5.0 if FULL else 0.5  # seconds
# Starting, uploading, sending, queued, working, saving, done.
PHASES = 7
SETUP = """
import krea_widgets as krea
def show(prompt=""):
    made = krea.Animate({photo!r}, prompt, model="bytedance/seedance-1.0-pro-fast", duration=2, resolution="480p")
    made.comm
    return made
"""


IMPORTED = "import time; start = time.perf_counter(); {}; print(time.perf_counter() - start)"


@pytest.mark.alone
def test_import(new_table: Callable[..., Table]) -> None:
    def taken(statement: str) -> float:
        command = [sys.executable, "-c", IMPORTED.format(statement)]
        return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    statements = ["import krea_widgets", "import ipywidgets", "from krea_widgets import Animate", "import anywidget"]
    table = new_table("D. Import")
    table.measure({one: lambda one=one: taken(one) for one in statements})
    table.compare("import krea_widgets", "import ipywidgets", 1.10, slack=1.05)


class Heard:
    """The comm messages that a kernel publishes, each with its bytes on the wire."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel
        self.sizes: list[int] = []
        self.contents: list[dict[str, Any]] = []
        hear = kernel._hear
        kernel._hear = lambda message: (self.note(message), hear(message))  # type: ignore[method-assign,assignment]

    def note(self, message: dict[str, Any]) -> None:
        if message["msg_type"] in ("comm_open", "comm_msg"):
            # Compactly, as ipykernel writes it.
            text = json.dumps(message["content"], separators=(",", ":"), ensure_ascii=False).encode()
            self.sizes.append(len(text) + sum(len(memoryview(part)) for part in message["buffers"]))
            self.contents.append(message["content"])

    def take(self) -> tuple[list[int], list[dict[str, Any]]]:
        """What was heard since the last call."""
        taken = self.sizes, self.contents
        self.sizes, self.contents = [], []
        return taken


@pytest.fixture
def kernel(tmp_path: Path) -> Iterator[Kernel]:
    env = {"KREA_WIDGETS_HOME": str(tmp_path / "home"), "KREA_API_KEY": "", "KREA_API_TOKEN": ""}
    with start(tmp_path, None, env=env) as kernel:
        yield kernel


def is_step(content: dict[str, Any]) -> bool:
    """Whether a message tells of progress only."""
    data = content.get("data", {})
    return "step" in (data.get("content", {}).get("kind"), data.get("kind"))


@pytest.mark.kernel
def test_messages_and_bytes(kernel: Kernel, photo: Path, new_table: Callable[..., Table]) -> None:
    table = new_table("D. What a widget says to its page", "")
    heard = Heard(kernel)

    def note(row: str) -> None:
        sizes, _ = heard.take()
        table.add(row, len(sizes), "messages")
        table.add(row, sum(sizes), "bytes")

    fine(kernel.run(SETUP.format(photo=str(photo))))
    heard.take()
    fine(kernel.run("import ipywidgets; box = ipywidgets.VBox([ipywidgets.IntSlider() for _ in range(30)])"))
    note("30 core widgets in a box")
    fine(kernel.run("widget = show('pan left')"))
    note("an Animate")
    name = kernel.widget("fraction")
    widget = kernel.widgets[name]
    kernel.tell(name, {"kind": "ready", "view": "v"})
    kernel.until(lambda: any(body["kind"] == "state" for _, body, _ in widget.messages))
    kernel.listen(0.3)
    note("its first view")
    kernel.listen(IDLE)
    note("idle")
    fine(kernel.run("job = widget.run()"))
    kernel.until(lambda: widget.state["status"] == "done")
    kernel.listen(0.3)
    steps = [size for size, content in zip(heard.sizes, heard.contents, strict=True) if is_step(content)]
    told = len(heard.sizes)
    note("a run")
    kernel.listen(IDLE)
    note("idle again, with a clip")
    fine(kernel.run(f"more = [show() for _ in range({WIDGETS})]"))
    note(f"{WIDGETS} more")
    kernel.listen(IDLE)
    note(f"{WIDGETS} more, idle")
    # Bytes and messages are the same on each machine.
    table.bar("largest step of progress, bytes", max(steps), 300, slack=1)
    table.bar("messages of a run that are neither a step nor a new phase", told - len(steps) - PHASES, 0, slack=1)
    for row in ("idle", "idle again, with a clip", f"{WIDGETS} more, idle"):
        table.bar(f"messages, {row}", table.median(row, "messages"), 0, slack=1)
    each = table.median(f"{WIDGETS} more", "bytes") / WIDGETS
    table.bar("bytes of a further Animate / of the first", each / table.median("an Animate", "bytes"), 1.05, slack=1)
