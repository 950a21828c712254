"""Who shows the output, and where a message goes that a person must see."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

__all__ = ["in_notebook", "ipython_shell", "publish", "say"]


def ipython_shell() -> Any:
    """The shell, if IPython runs this code, else None."""
    module = sys.modules.get("IPython")
    return module.get_ipython() if module else None


def in_notebook() -> bool:
    """Whether what is shown appears on a page."""
    shell = ipython_shell()
    return shell is not None and hasattr(shell, "kernel")


def publish(data: Mapping[str, str], display_id: str = "", *, update: bool = False) -> None:
    """Show an output (MIME type: content) below the cell, or update the one with this ID; does nothing elsewhere."""
    if in_notebook():
        transient = {"display_id": display_id} if display_id else {}
        # The notebook saves this one.
        metadata = {"krea_widgets": display_id} if display_id else {}
        ipython_shell().display_pub.publish(dict(data), metadata, transient=transient, update=update)


def say(message: str) -> None:
    """Print a message: below the cell, or on stderr, because a script's stdout is for results."""
    print(message, file=sys.stdout if in_notebook() else sys.stderr)
