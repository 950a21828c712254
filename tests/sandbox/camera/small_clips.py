"""Small clips, for tests that do not look at each pixel: they take a fifth of the processor time."""

from __future__ import annotations

from pathlib import Path

# What a process runs before its first clip.
CODE = "from krea_widgets.sandbox.camera import render_request; render_request.LONGEST_EDGE = 320"
# The same, where nobody follows the progress.
AT_ONCE = f"{CODE}; from krea_widgets.sandbox import jobs; jobs.PAUSES = {{}}"


def in_kernels(ipython: Path) -> dict[str, str]:
    """The environment variable with which each kernel runs `CODE` first; `ipython` is the folder of IPython's files."""
    startup = ipython / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "small_clips.py").write_text(CODE)
    return {"IPYTHONDIR": str(ipython)}
