"""`allow_nested_loops()` makes `asyncio.run(...)` work in a cell, where that is safe."""

from __future__ import annotations

import asyncio
import re
import sys
from contextlib import suppress
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType

__all__ = ["allow_nested_loops"]

ADVICE = (
    "Write `await something()` in the cell instead of `asyncio.run(something())`. krea_widgets itself needs neither."
)


def allow_nested_loops(loop: asyncio.AbstractEventLoop | None = None) -> str:
    """Make `asyncio.run(...)` and `loop.run_until_complete(...)` work in a cell; krea_widgets never needs it.

    Measured: with nest_asyncio 1.6 and ipykernel 7.1 or newer, cells and clicks that are queued behind a nested call
    are lost. nest_asyncio2 is safe there from 1.7.3 on. Neither works on a loop that is not asyncio's own (uvloop), and
    nest_asyncio does not work on Python 3.14.

    Args:
        loop: The loop to patch; the running one by default.

    Returns:
        The name and version of the package used, such as "nest_asyncio 1.6.0".

    Raises:
        RuntimeError: It would break the notebook; the message says why and what to do instead.

    Example:
        >>> krea.allow_nested_loops()  # doctest: +SKIP
        'nest_asyncio 1.6.0'
    """
    if loop is None:
        with suppress(RuntimeError):
            loop = asyncio.get_running_loop()
    if loop is not None and not isinstance(loop, asyncio.BaseEventLoop):
        raise RuntimeError(f"A loop of the kind {type(loop).__module__} cannot be nested. {ADVICE}")
    if hasattr(asyncio, "_nest_patched") and not hasattr(asyncio, "_nest_asyncio2"):
        # nest_asyncio is active already.
        _refuse_if_cells_get_lost(installed("ipykernel"))
    name = choose(installed("ipykernel"), installed("nest_asyncio2"), installed("nest_asyncio"), sys.version_info[:2])
    patch: ModuleType = import_module(name)
    patch.apply(loop) if loop is not None else patch.apply()
    return f"{name} {version(name)}"


def choose(
    kernel: tuple[int, ...] | None,
    newer: tuple[int, ...] | None,
    older: tuple[int, ...] | None,
    python: tuple[int, ...],
) -> str:
    """The package that is safe with these versions; None means not installed."""
    if newer is not None and newer >= (1, 7, 3):
        return "nest_asyncio2"
    _refuse_if_cells_get_lost(kernel)
    if python >= (3, 14):
        raise RuntimeError(f"nest_asyncio does not work on Python {python[0]}.{python[1]}. {ADVICE}")
    if older is None:
        raise RuntimeError(f"nest_asyncio is not installed. {ADVICE}")
    return "nest_asyncio"


def _refuse_if_cells_get_lost(kernel: tuple[int, ...] | None) -> None:
    if kernel is not None and kernel >= (7, 1):
        raise RuntimeError(
            "With nest_asyncio, cells and clicks that are queued behind a nested call are lost "
            f"(ipykernel {'.'.join(map(str, kernel))}). {ADVICE} Or, in a new kernel and without "
            "nest_asyncio.apply(): pip install 'nest-asyncio2>=1.7.3'."
        )


def installed(package: str) -> tuple[int, ...] | None:
    """The version of a package as numbers; None if it is not installed."""
    try:
        return tuple(int(number) for number in re.findall(r"\d+", version(package)))
    except PackageNotFoundError:
        return None
