"""The studio that `krea.*`, the widgets and `Clip.extend` share. The public API, a layer above, sets its class."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["share", "shared_studio"]

S = TypeVar("S")
_make: Callable[[], Any] | None = None
_studio: Any = None
_pid = 0
_lock = threading.Lock()


def share(make: type[S]) -> type[S]:
    """Let `shared_studio` make this class."""
    global _make
    _make = make
    return make


def shared_studio() -> Any:
    """The `krea_widgets.Studio`, made on first use. A forked process, which inherits no threads, gets a new one."""
    global _studio, _pid
    if _make is None:
        raise RuntimeError("Import krea_widgets, and use its names: krea_widgets.Clip, krea_widgets.Job.")
    with _lock:
        if _studio is None or _pid != os.getpid():
            _studio, _pid = _make(), os.getpid()
        return _studio
