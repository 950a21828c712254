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
        "backend": state["backend"],
    }


def fractions(widget: Widget) -> list[float]:
    """How far the bar was, at each new phase and each step."""
    steps = [(when, content) for when, content, _ in widget.messages if content["kind"] == "step"]
    told = sorted([*widget.updates, *steps], key=lambda one: one[0])
    return [state["fraction"] for _, state in told if state.get("fraction") is not None]


def test_a_click_while_a_cell_sleeps(kernel: Kernel) -> None:
    """Where clicks have a thread of their own (ipykernel 7), it starts at once; elsewhere, after the cell."""
    name, widget = shown(kernel)
    subshell = kernel.subshell() if kernel.version.startswith("7.") else None
    (sleeping,) = kernel.send("time.sleep(60)")
    kernel.under_way(sleeping)
    kernel.tell(name, click(widget, "slow dolly in"), subshell=subshell)
    if subshell:
        kernel.until(lambda: widget.state["status"] == "done", 50)
    assert not sleeping.done
    kernel.interrupt()
    kernel.until(lambda: sleeping.done and widget.state["status"] == "done")
    assert len(set(fractions(widget))) >= 3, fractions(widget)
    assert fractions(widget) == sorted(fractions(widget)), "the bar went backwards"
    made = kernel.run("print(widget.clip.path.is_file(), widget.job.done())")
    assert made.text == "True True\n"


def test_a_page_is_heard_though_the_subshell_of_an_earlier_word_is_gone(kernel: Kernel) -> None:
    """As when a page is loaded anew: JupyterLab ends the subshell over which it looked for widgets."""
    name, widget = shown(kernel)

    def ask_and_be_answered(kind: str, subshell: str | None = None) -> None:
        before = len(widget.messages)
        kernel.tell(name, {"kind": kind, "view": "page"}, subshell=subshell)
        kernel.until(lambda: any(content["kind"] == "state" for _, content, _ in widget.messages[before:]), 20)

    ask_and_be_answered("ready")
    if kernel.version.startswith("7."):
        subshell = kernel.subshell()
        ask_and_be_answered("heartbeat", subshell)
        ask_and_be_answered("heartbeat", subshell)
        kernel.end_subshell(subshell)
    ask_and_be_answered("ready")


def test_a_click_behind_queued_cells(kernel: Kernel) -> None:
    name, widget = shown(kernel)
    cells = kernel.send("time.sleep(0.5)", "await asyncio.sleep(0.5)", "print('queued')")
    kernel.tell(name, click(widget, "pan right"))
    kernel.until(lambda: cells[-1].done and widget.state["status"] == "done")
    fine(*cells)
    assert cells[-1].text == "queued\n"


def test_cancel_is_heard_while_a_cell_waits(kernel: Kernel) -> None:
    """ipykernel 7 hears the click at once: in a thread of its own, or on the loop that `await` leaves free."""
    name, widget = shown(kernel)
    subshell = kernel.subshell() if kernel.version.startswith("7.") else None
    kernel.tell(name, click(widget, "pan left [sandbox: stay queued 60s]"), subshell=subshell)
    kernel.until(lambda: widget.state["status"] == "waiting")
    (waiting,) = kernel.send(f"for _ in range({600 if subshell else 10}): await asyncio.sleep(0.1)")
    kernel.under_way(waiting)
    kernel.tell(name, {"kind": "cancel", "view": "page", "key": widget.state["jobs"][-1]["key"]}, subshell=subshell)
    kernel.until(lambda: widget.state["status"] == "cancelled", 50)
    assert "Cancelled" in widget.state["message"]
    if subshell:
        assert not waiting.done
        kernel.interrupt()
    kernel.until(lambda: waiting.done)


def test_a_job_started_in_a_cell_moves_the_widgets_bar_while_the_next_cell_sleeps(kernel: Kernel) -> None:
    _, widget = shown(kernel)
    starting, sleeping = kernel.send("widget.prompt = 'orbit right'; job = widget.run()", "time.sleep(60)")
    kernel.until(lambda: len(set(fractions(widget))) >= 3 and widget.state["status"] == "done", 50)
    assert not sleeping.done
    kernel.interrupt()
    kernel.until(lambda: sleeping.done)
    fine(starting)


def test_closing_the_widget_leaves_the_job_alone(kernel: Kernel) -> None:
    shown(kernel)
    cell = kernel.run(
        "widget.prompt = 'tilt up'; job = widget.run(); widget.close(); print(job.wait(60).path.is_file())"
    )
    fine(cell)
    assert cell.text == "True\n"
