"""Calls a function in another Python process, so that no thread of this one waits for a decoder."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

__all__ = ["in_child"]

Result = TypeVar("Result")
CODE = f"from {__name__} import answer; answer()"
# Files that parent and child write for each other.
CALL, ANSWER = "call", "answer"


def in_child(function: Callable[..., Result], *arguments: Any) -> Result:
    """What `function(*arguments)` returns or raises, from a child process; function and values must be picklable.

    Some decoders hold the interpreter until they are done: 0.2 s for a WebP of 48 megapixels, and an event loop stands
    still as long. A child takes 0.2 s more. On the main thread, which waits anyway, and where no child can be started,
    the function is called here.
    """
    # An embedded interpreter names its program, not Python.
    python = Path(sys.executable or "").name.lower().startswith(("python", "pypy"))
    if not python or threading.current_thread() is threading.main_thread():
        return function(*arguments)
    try:
        with TemporaryDirectory(prefix="krea_widgets-") as folder:
            result: Result | Exception = _asked(Path(folder), function, arguments)
    # No process, no room on the disk, or a child that was killed.
    except (OSError, EOFError):
        return function(*arguments)
    if isinstance(result, Exception):
        raise result
    return result


def _asked(folder: Path, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    # Through files: a pickle of 40 MB goes to a file and back without a copy that holds the interpreter.
    with (folder / CALL).open("wb") as file:
        pickle.dump((function, arguments), file, protocol=5)
    # Nothing of Krea's is needed there, the token least of all.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KREA_")}
    environment["PYTHONPATH"] = os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path)
    # In the folder, since Python imports from the working directory first; and no console opens on Windows.
    subprocess.run(
        [sys.executable, "-c", CODE],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    with (folder / ANSWER).open("rb") as file:
        return pickle.load(file)


def answer() -> None:
    """In the child: read the call, write what it returns or raises."""
    with Path(CALL).open("rb") as file:
        function, arguments = pickle.load(file)
    try:
        result = function(*arguments)
    except Exception as error:
        result = error
    with Path(ANSWER).open("wb") as file:
        pickle.dump(result, file, protocol=5)
