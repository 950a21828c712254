"""What is reported of Colab's page: it hears nothing of what another thread than the kernel's own says."""

from __future__ import annotations

import threading
from typing import Any

dropped: list[str] = []  # the names of the threads whose messages were lost


def hears_the_main_thread_only(kernel: Any) -> None:
    """From now on, messages about widgets that another thread sends are lost on the way (colabtools 3373)."""
    send = kernel.session.send

    def sometimes(stream: Any, message: Any, *rest: Any, **more: Any) -> Any:
        kind = message if isinstance(message, str) else message["header"]["msg_type"]
        if kind.startswith("comm_") and threading.current_thread() is not threading.main_thread():
            dropped.append(threading.current_thread().name)
            return None
        return send(stream, message, *rest, **more)

    kernel.session.send = sometimes
