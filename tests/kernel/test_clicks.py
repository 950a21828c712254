"""The widget's messages in real kernels: from which thread they come differs, what becomes of them does not."""

from __future__ import annotations

from typing import Any

from kernels import Kernel, Widget, fine

SHOW = "widget = krea.Animate(PHOTO, **QUICK)\nwidget"


def shown(kernel: Kernel) -> tuple[str, Widget]:
    """The name and the state of a new widget."""
    fine(kernel.run(SHOW))
    name = kernel.widget("fraction")
    return name, kernel.widgets[name]


def click(widget: Widget, prompt: str) -> dict[str, Any]:
    """What the page sends when the button is pressed."""
    state = widget.state
    return {
        "kind": "run",
        "view": "page",
        "id": "1",
        "prompt": prompt,
        "model": state["model"],
        "values": state["values"],
    }


def fractions(widget: Widget) -> list[float]:
    """How far the bar was, at each update."""
    return [state["fraction"] for _, state in list(widget.updates) if "fraction" in state]


def test_a_click_while_a_cell_sleeps(kernel: Kernel) -> None:
    """Where clicks have a thread of their own (ipykernel 7.0 to 7.3), it starts at once; elsewhere, after the cell."""
    name, widget = shown(kernel)
    subshell = kernel.subshell() if kernel.version.startswith("7") else None
    sleeping, queued = kernel.send("time.sleep(5)", "print('queued')")
    kernel.listen(0.3)
    kernel.tell(name, click(widget, "slow dolly in"), subshell=subshell)
    kernel.until(lambda: widget.state["status"] == "done")
    if kernel.version == "7.3.0":
        assert not sleeping.done, "the click waited for the cell"
    kernel.until(lambda: queued.done)
    fine(sleeping, queued)
    assert len(set(fractions(widget))) >= 3, fractions(widget)
    assert fractions(widget) == sorted(fractions(widget))
    made = kernel.run("print(widget.clip.path.is_file(), widget.job.done)")
    assert made.text == "True True\n"


def test_cancel_is_heard_while_a_cell_waits(kernel: Kernel) -> None:
    """`await` leaves the kernel's loop free; a thread of its own hears the click in any case."""
    name, widget = shown(kernel)
    subshell = kernel.subshell() if kernel.version.startswith("7") else None
    kernel.tell(name, click(widget, "pan left [sandbox: stay queued 60s]"), subshell=subshell)
    kernel.until(lambda: widget.state["status"] == "waiting")
    (waiting,) = kernel.send("await asyncio.sleep(3)")
    kernel.listen(0.3)
    kernel.tell(name, {"kind": "cancel", "view": "page", "key": widget.state["jobs"][-1]["key"]}, subshell=subshell)
    kernel.until(lambda: widget.state["status"] == "cancelled")
    if kernel.version.startswith("7"):
        assert not waiting.done, "the click waited for the cell"
    assert "Not billed" in widget.state["words"]
    kernel.until(lambda: waiting.done)
    fine(waiting)


def test_a_job_started_in_a_cell_moves_the_widgets_bar_while_the_next_cell_sleeps(kernel: Kernel) -> None:
    _, widget = shown(kernel)
    cells = kernel.send("widget.prompt = 'orbit right'; job = widget.run()", "time.sleep(4)")
    kernel.until(lambda: len(set(fractions(widget))) >= 3)
    assert not cells[1].done, "the bar moved only after the cell"
    kernel.until(lambda: cells[1].done and widget.state["status"] == "done")
    fine(*cells)


def test_closing_the_widget_leaves_the_job_alone(kernel: Kernel) -> None:
    shown(kernel)
    cell = kernel.run(
        "widget.prompt = 'tilt up'; job = widget.run(); widget.close(); print(job.wait(60).path.is_file())"
    )
    fine(cell)
    assert cell.text == "True\n"
