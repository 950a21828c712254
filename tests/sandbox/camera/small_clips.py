"""Small clips, for tests that do not look at each pixel: they take a fifth of the processor time."""

from __future__ import annotations

from pathlib import Path

# What a process runs before its first clip.
CODE = """
from krea_widgets.sandbox import jobs
from krea_widgets.sandbox.camera import render_request
render_request.LONGEST_EDGE = 320
jobs.PAUSES = {}
"""
# The same for tests that follow the progress: a clip takes as long as a large one, and waits instead of drawing.
WITH_PROGRESS = """
from krea_widgets.sandbox import jobs
from krea_widgets.sandbox.camera import render_request
render_request.LONGEST_EDGE = 320
jobs.PAUSES = {"queued": 0.1, "scheduled": 0.1}

def render(request, render_clip=jobs.render_clip):
    for step in range(20):
        request.on_progress(step / 20)
        request.cancel.wait(request.duration / 50)
    render_clip(request)

jobs.render_clip = render
"""


def in_kernels(ipython: Path, code: str = WITH_PROGRESS) -> dict[str, str]:
    """The environment variable with which each kernel runs `code` first; `ipython` is the folder of IPython's files."""
    startup = ipython / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "small_clips.py").write_text(code)
    return {"IPYTHONDIR": str(ipython)}
