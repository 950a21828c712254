"""Imports of large packages without garbage collections."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["no_collection"]


@contextmanager
def no_collection() -> Iterator[None]:
    """No garbage collection while a large package is imported, and none because of it afterwards.

    What an import makes stays for good, and a full collection stops all threads for 20 to 50 ms.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():
            # All objects are now old ones.
            gc.freeze()
            gc.unfreeze()
        if enabled:
            gc.enable()
