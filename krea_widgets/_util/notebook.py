"""Whether a notebook shows the output, and where a message goes that a person must see."""

from __future__ import annotations

import sys

__all__ = ["in_notebook", "say"]


def in_notebook() -> bool:
    """Whether what is shown appears on a page."""
    module = sys.modules.get("IPython")
    shell = module.get_ipython() if module else None
    return shell is not None and hasattr(shell, "kernel")


def say(message: str) -> None:
    """Print a message: below the cell, or on stderr, because a script's stdout is for results."""
    print(message, file=sys.stdout if in_notebook() else sys.stderr)
