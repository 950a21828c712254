"""The studio that `krea.*`, the widgets and `Clip.extend` share."""

from __future__ import annotations

import os
import threading
from importlib import import_module
from typing import Any

__all__ = ["shared_studio"]

_studio: Any = None
_pid = 0
_lock = threading.Lock()


def shared_studio() -> Any:
    """The `krea_widgets.Studio`, made on first use. A forked process, which inherits no threads, gets a new one."""
    global _studio, _pid
    with _lock:
        if _studio is None or _pid != os.getpid():
            # By name and on first use: it is of a layer above all that share it.
            _studio, _pid = import_module("krea_widgets.public_api").Studio(), os.getpid()
        return _studio
