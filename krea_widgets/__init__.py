"""Turn a still picture into a video clip from inside a notebook, with Krea's image-to-video API.

```python
import krea_widgets as krea

krea.Animate()                                     # drop a picture, say how it moves, watch the clip
clip = krea.animate("cat.png", "slow dolly in")    # the same in one call; blocks and returns a Clip
job = krea.submit("cat.png", "slow dolly in")      # returns at once; `await job` or `job.wait()`
```

Without a token everything runs in the sandbox, an embedded double of Krea that costs nothing.
Importing this package starts nothing and loads nothing heavy: names are looked up on first use.
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
    """`%load_ext krea_widgets` brings the `%krea` and `%%krea` magics."""
    from .magics import register

    register(shell)
