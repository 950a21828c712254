"""Shows one job's progress where a person can see it: in the cell's output, or on a terminal's error stream."""

from __future__ import annotations

import html
import sys
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from ..engine import Job

__all__ = ["in_notebook", "show_progress"]

WIDTH = 28  # characters of a terminal's bar


def show_progress(job: Job, *, stream: TextIO | None = None) -> None:
    """Draw the job's progress from now until its end; draws nothing where nobody would see it."""
    if stream is None and in_notebook():
        _in_cell(job)
        return
    stream = stream or sys.stderr
    if stream is not None and stream.isatty():
        job.on_progress(lambda job: _on_terminal(job, stream), lane="display")


def in_notebook() -> bool:
    """Whether what is shown appears on a page."""
    shell = sys.modules.get("IPython")
    shell = shell.get_ipython() if shell else None
    return shell is not None and hasattr(shell, "kernel")


def _in_cell(job: Job) -> None:
    from IPython.display import display

    bundle = {"text/html": bar_html(job), "text/plain": job.progress.words}
    handle: Any = display(bundle, raw=True, display_id=True)

    def draw(job: Job) -> None:
        handle.update({"text/html": bar_html(job), "text/plain": job.progress.words}, raw=True)

    job.on_progress(draw, lane="display")


def bar_html(job: Job) -> str:
    """A bar and a sentence, readable in light and dark, with nothing but inline styles."""
    progress = job.progress
    words = html.escape(progress.words)
    if job.done:
        colour = "var(--jp-error-color1, #c62828)" if job.error else "var(--jp-content-font-color2, #767676)"
        return f'<div role="status" style="font-size:13px;color:{colour}">{words}</div>'
    value = "" if progress.fraction is None else f' value="{progress.fraction:.3f}"'
    return (
        '<div role="status" style="font-size:13px;max-width:480px;color:var(--jp-content-font-color1, inherit)">'
        f'<progress{value} max="1" aria-label="Progress" style="width:100%;height:6px;'
        f'accent-color:var(--jp-brand-color1, #1976d2)"></progress><div>{words}</div></div>'
    )


def _on_terminal(job: Job, stream: TextIO) -> None:
    fraction = job.progress.fraction
    filled = round(WIDTH * (fraction or 0))
    bar = "" if job.done else f"[{'#' * filled}{'-' * (WIDTH - filled)}] "
    stream.write(f"\r\x1b[2K{bar}{job.progress.words}" + ("\n" if job.done else ""))
    stream.flush()
