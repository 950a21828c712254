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

import sys
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import errors
    from .catalogue import Catalogue, Model, Price
    from .engine import Job, allow_nested_loops
    from .errors import KreaError
    from .job_status import Progress
    from .media import Asset, Clip, ImageLike, Recording, Shot, Still
    from .media.export.film import join
    from .public_api import (
        Studio,
        aanimate,
        adopt,
        animate,
        asubmit,
        budget,
        clips,
        job,
        jobs,
        login,
        logout,
        motion,
        quote,
        resume,
        send_again,
        spent,
        status,
        submit,
        sweep,
        uploads,
        use,
        wait_all,
    )
    from .studio.progress_display import progress
    from .studio.sweep.sweep import Sweep
    from .studio.types import AspectRatio, ModelId, Parameters, Resolution
    from .widgets import Animate, Compare, Gallery

    __version__: str
    models: Catalogue

__all__ = [
    "Animate",
    "AspectRatio",
    "Asset",
    "Clip",
    "Compare",
    "Gallery",
    "ImageLike",
    "Job",
    "KreaError",
    "Model",
    "ModelId",
    "Parameters",
    "Price",
    "Progress",
    "Recording",
    "Resolution",
    "Shot",
    "Still",
    "Studio",
    "Sweep",
    "aanimate",
    "adopt",
    "allow_nested_loops",
    "animate",
    "asubmit",
    "budget",
    "clips",
    "errors",
    "job",
    "jobs",
    "join",
    "login",
    "logout",
    "models",
    "motion",
    "progress",
    "quote",
    "resume",
    "send_again",
    "spent",
    "status",
    "submit",
    "sweep",
    "uploads",
    "use",
    "wait_all",
]

# The module of each name that is no method of the shared studio.
_HOMES = {
    "Animate": "widgets",
    "AspectRatio": "studio.types",
    "Asset": "media",
    "Clip": "media",
    "Compare": "widgets",
    "Gallery": "widgets",
    "ImageLike": "media",
    "Job": "engine",
    "KreaError": "errors",
    "Model": "catalogue",
    "ModelId": "studio.types",
    "Parameters": "studio.types",
    "Price": "catalogue",
    "Progress": "job_status",
    "Recording": "media",
    "Resolution": "studio.types",
    "Shot": "media",
    "Still": "media",
    "Studio": "public_api",
    "Sweep": "studio.sweep",
    "allow_nested_loops": "engine",
    "join": "media.export.film",
    "progress": "studio.progress_display",
}


def __getattr__(name: str) -> Any:
    if name == "errors":
        return import_module(".errors", __name__)
    if name == "__version__":
        from importlib.metadata import version

        return version("krea-widgets")
    if name in _HOMES:
        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    if name in __all__:
        from ._util.shared_studio import shared_studio

        return getattr(shared_studio(), "catalogue" if name == "models" else name)
    from ._util.text import did_you_mean

    hint = did_you_mean(name, __all__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}. {hint}".rstrip(), name=name)


def __dir__() -> list[str]:
    return sorted(__all__)


def load_ipython_extension(shell: Any) -> None:
    """Register the magics `%krea` and `%%krea`; `%load_ext krea_widgets` calls it."""
    from .magics import register

    register(shell)
    _complete(shell)


def _complete(shell: Any) -> None:
    """Let Tab offer models and values; what finds them is imported on the first Tab."""

    def krea_words(word: str) -> Any:
        return import_module(".completion", __name__).words(word, shell.Completer.text_until_cursor)

    def krea_matcher(context: Any) -> Any:
        return import_module(".completion", __name__).matcher(context)

    added: Any = krea_words
    with suppress(ImportError):
        # Since IPython 8.6; Colab has an earlier one.
        from IPython.core.completer import context_matcher

        added = context_matcher(identifier="krea")(krea_matcher)
    others = [one for one in shell.Completer.custom_matchers if getattr(one, "__name__", "") != added.__name__]
    shell.Completer.custom_matchers = [*others, added]


if "IPython" in sys.modules and (_shell := sys.modules["IPython"].get_ipython()) is not None:
    _complete(_shell)
