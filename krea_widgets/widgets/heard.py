"""A widget whose page is heard where it asked to be heard, whatever the kernel said last."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

__all__ = ["Heard"]


class Heard(anywidget.AnyWidget):
    """What all widgets here are.

    A page may speak over a subshell, a thread of the kernel. ipykernel 7.4 hands what it says to the subshell of the
    kernel's own last word about the widget instead, and JupyterLab ends some of those: from then on no message of any
    page arrives. Until then a click waits for the cell that runs, though its own subshell is free.
    """

    @traitlets.observe("comm")
    def _keep_to_the_subshell_of_the_page(self, change: Any) -> None:
        if hasattr(change["new"], "_reply_subshell_for"):  # ipykernel.comm.BaseComm, from 7.4 on; None: do not reroute
            change["new"]._reply_subshell_for = None
