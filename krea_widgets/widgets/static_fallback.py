"""The output beside a widget that outlives the kernel: posters, relative videos and settings, as plain HTML.

A reopened notebook shows "model not found" where a widget was. What stands here is still shown then, by nbconvert and
by GitHub as well. While the live widget is on the page it hides this output, so that no clip is seen twice.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ..media import clip_html, shot_html

if TYPE_CHECKING:
    from ..engine import Job

__all__ = ["StaticFallback", "bundle_with_fallback", "fallback_html"]

MOST_CLIPS = 8  # posters are up to 30 KB each, and they are saved in the notebook


class StaticFallback:
    """One output, shown beside the widget and updated from any thread. Does nothing outside IPython.

    Args:
        token: A word of letters and digits that tells this widget's output from others on the page.
        draw: Makes the HTML of `token` and what is shown; `fallback_html` when left out.
    """

    def __init__(self, token: str, draw: Callable[[str, Sequence[Any]], str] | None = None) -> None:
        self._token = token
        self._draw = draw or fallback_html
        self._shown = False

    def show(self, jobs: Sequence[Any]) -> None:
        """Put the output here, now."""
        self._publish(jobs, update=False)
        self._shown = True

    def update(self, jobs: Sequence[Any]) -> None:
        """Write it anew wherever it was shown."""
        if self._shown:
            self._publish(jobs, update=True)

    def _publish(self, jobs: Sequence[Any], *, update: bool) -> None:
        if not in_ipython():
            return
        from IPython.display import display

        bundle = {"text/html": self._draw(self._token, jobs), "text/plain": ""}
        name = f"krea-widgets-{self._token}"
        display(bundle, raw=True, display_id=name, update=update)


def in_ipython() -> bool:
    """Whether there is somebody to display for."""
    module = sys.modules.get("IPython")
    return module is not None and module.get_ipython() is not None


def fallback_html(token: str, jobs: Sequence[Job]) -> str:
    """What is kept of these jobs: the newest clips, and how to get those that were not there yet."""
    kept = [job for job in jobs if job.clip is not None or not job.done][-MOST_CLIPS:]
    parts = [f'<div style="margin:0 0 16px">{_job_html(job)}</div>' for job in reversed(kept)]
    if not parts:
        parts = ['<p style="opacity:.75">This form needs its kernel. Run the cell to get it back.</p>']
    return f'<div class="krea-fallback kw-fallback-{token}">{"".join(parts)}</div>'


def _job_html(job: Job) -> str:
    if job.clip is not None:
        return clip_html(job.clip)
    name = f"job {job.id}" if job.id else "not yet accepted by Krea"
    return shot_html(job.shot, f"It was being made when this was saved ({name}). krea.resume() fetches it.")


def bundle_with_fallback(widget: Any, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The widget's own output as (data, metadata), for both majors of ipywidgets; anywidget adds what Colab needs."""
    made = widget._repr_mimebundle_(**kwargs) if widget._repr_mimebundle_ else None
    data, metadata = made if isinstance(made, tuple) else (made or {"text/plain": repr(widget)}, {})
    return data, metadata
