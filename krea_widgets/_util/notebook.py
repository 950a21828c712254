"""Who shows the output, and where a message goes that a person must see."""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["in_notebook", "ipython_shell", "say"]


def ipython_shell() -> Any:
    """The shell, if IPython runs this code, else None."""
    module = sys.modules.get("IPython")
    return module.get_ipython() if module else None


def in_notebook() -> bool:
    """Whether what is shown appears on a page."""
    shell = ipython_shell()
    return shell is not None and hasattr(shell, "kernel")


def say(message: str) -> None:
    """Print a message: below the cell, or on stderr, because a script's stdout is for results."""
    print(message, file=sys.stdout if in_notebook() else sys.stderr)
