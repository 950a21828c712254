"""The progress of a job or a sweep: in a cell's output, or on a terminal's error stream."""

from __future__ import annotations

import functools
import os
import sys
import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Protocol

from .._util.html import escape_text
from .._util.notebook import in_notebook, publish
from .._util.text import date_time
from ..job_status import Progress

__all__ = ["progress", "progress_until_error"]

NOT_WELL = ("failed", "cancelled", "uncertain")
# A format of tqdm.
BAR = "[{bar:28}] {desc}"


class Work(Protocol):
    """What has a progress: a `Job` or a `Sweep`."""

    @property
    def progress(self) -> Progress: ...
    def done(self) -> bool: ...
    def on_progress(self, callback: Any, /, *, lane: str) -> Any: ...


def progress(*work: Work | Iterable[Work]) -> None:
    """Show the progress of jobs or sweeps, one line each, in a notebook or a terminal; it does not wait.

    Without a notebook or a terminal it shows nothing.

    Args:
        work: Jobs and sweeps, or lists of them.

    Example:
        ```python
        jobs = [krea.submit("cat.png", prompt) for prompt in ("slow dolly in", "orbit left")]
        krea.progress(jobs)
        ```
    """
    each: Any
    for one in work:
        for each in one if isinstance(one, (list, tuple)) else [one]:
            _show(each)


def progress_until_error(work: Work) -> None:
    """As `progress`, for a call that raises: in a cell, its error says why it failed."""
    _show(work, raises=True)


def _show(work: Work, *, raises: bool = False) -> None:
    if in_notebook():
        _in_cell(work, raises)
    elif sys.stderr is not None and sys.stderr.isatty():
        _on_terminal(work)


def _in_cell(work: Work, raises: bool) -> None:
    # ipywidgets is imported with the first one.
    from .saved_outputs import saved_outputs

    display_id = f"krea-progress-{uuid.uuid4().hex[:12]}"

    def bundle(work: Work) -> dict[str, str]:
        progress = work.progress
        if raises and work.done() and progress.phase in NOT_WELL:
            progress = replace(progress, message=f"{progress.phase.capitalize()}.")
        over = work.done()
        text = progress.message if over else f"{progress.message} · {date_time()}"
        return {"text/html": bar_html(progress, over=over), "text/plain": text}

    def update(work: Work) -> None:
        data = bundle(work)
        publish(data, display_id, update=True)
        # VS Code would ask to download ipywidgets' scripts.
        if "VSCODE_PID" not in os.environ:
            saved_outputs().update(display_id, data)

    publish(bundle(work), display_id)
    work.on_progress(update, lane="display")


def bar_html(progress: Progress, *, over: bool) -> str:
    """A bar and a sentence, readable in light and dark, with nothing but inline styles."""
    message = escape_text(progress.message)
    if over:
        well = progress.phase not in NOT_WELL
        colour = "var(--jp-content-font-color2, #767676)" if well else "var(--jp-error-color1, #c62828)"
        return f'<div role="status" style="font-size:13px;color:{colour}">{message}</div>'
    # A notebook that was saved meanwhile is read later.
    at = f'<span style="opacity:.65"> · {date_time()}</span>'
    value = "" if progress.fraction is None else f' value="{progress.fraction:.3f}"'
    return (
        '<div role="status" style="font-size:13px;max-width:480px;color:var(--jp-content-font-color1, inherit)">'
        f'<progress{value} max="1" aria-label="Progress" style="width:100%;height:6px;'
        f'accent-color:var(--jp-brand-color1, #1976d2)"></progress><div>{message}{at}</div></div>'
    )


@functools.cache
def _terminal_bar() -> Any:
    """tqdm's bar: it fits itself to the terminal, and several are drawn below each other."""
    from tqdm import tqdm

    class Bar(tqdm):  # type: ignore[misc]  # it is untyped
        # No thread that draws without news.
        monitor_interval = 0

    return Bar


def _on_terminal(work: Work) -> None:
    bar = _terminal_bar()(total=1.0, file=sys.stderr, dynamic_ncols=True, bar_format=BAR, desc=work.progress.message)

    def draw(work: Work) -> None:
        progress = work.progress
        # An unknown fraction is not drawn.
        bar.bar_format = "{desc}" if work.done() or progress.fraction is None else BAR
        bar.n = progress.fraction or 0.0
        bar.set_description_str(progress.message)
        if work.done():
            bar.close()

    work.on_progress(draw, lane="display")
