"""Turn an image into a video clip in a notebook, with Krea's image-to-video API.

```python
import krea_widgets as krea

# A widget: drop an image, describe the motion, get an MP4.
krea.Animate()
# The same as a call, which waits and returns a `Clip`.
clip = krea.animate("cat.png", "slow dolly in")
# Returns a `Job` immediately; `await job` or `job.wait()` gives the clip.
job = krea.submit("cat.png", "slow dolly in")
```

Without an API token everything runs in the sandbox, a simulator of Krea's API that is free.
Importing this package starts nothing and loads nothing heavy: names are imported on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._api import animate, login, logout, resume, submit, sweep, use
    from .catalogue import Catalogue
    from .engine import Job, allow_nested_loops
    from .media import Clip, Shot, Still
    from .studio.sweep.sweep import Sweep
    from .widgets import Animate, Compare, Gallery

    models: Catalogue
    __version__: str

__all__ = [
    "Animate",
    "Clip",
    "Compare",
    "Gallery",
    "Job",
    "Shot",
    "Still",
    "Sweep",
    "allow_nested_loops",
    "animate",
    "errors",
    "login",
    "logout",
    "models",
    "resume",
    "submit",
    "sweep",
    "use",
]

_HOMES = {
    "Animate": "widgets",
    "Clip": "media",
    "Compare": "widgets",
    "Gallery": "widgets",
    "Job": "engine",
    "Shot": "media",
    "Still": "media",
    "Sweep": "studio.sweep",
    "allow_nested_loops": "engine",
    "animate": "_api",
    "login": "_api",
    "logout": "_api",
    "resume": "_api",
    "submit": "_api",
    "sweep": "_api",
    "use": "_api",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    if name == "errors":
        return import_module(".errors", __name__)
    if name == "models":
        return import_module(".studio", __name__).studio().catalogue
    if name == "__version__":
        from importlib.metadata import version

        return version("krea-widgets")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)


def load_ipython_extension(shell: Any) -> None:
    """Register the magics `%krea` and `%%krea`; `%load_ext krea_widgets` calls it."""
    from .magics import register

    register(shell)
