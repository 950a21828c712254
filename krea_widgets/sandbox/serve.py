"""Serves the sandbox on a socket, for other programs, browsers and tests."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

import uvicorn
from starlette.applications import Starlette

__all__ = ["Server", "listen", "serving", "url"]

START_LIMIT = 30.0  # seconds


class Server(uvicorn.Server):
    """uvicorn with an `on_ready` callback; it closes the sandbox before a signal ends the program."""

    def __init__(self, app: Starlette, on_ready: Callable[[], None]) -> None:
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            lifespan="off",
            proxy_headers=False,
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=2,
        )
        super().__init__(config)
        self._sandbox = app.state.sandbox
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        self._sandbox.close()


@contextlib.contextmanager
def serving(app: Starlette) -> Iterator[str]:
    """Serve a sandbox app on 127.0.0.1 during a `with` block; yields its URL, and closes the sandbox at the end.

    Example:
        ```python
        import httpx
        from krea_widgets import sandbox

        with sandbox.serving(sandbox.app()) as url:
            httpx.get(url + "/jobs")
        ```
    """
    ready = threading.Event()
    with listen("127.0.0.1", 0) as listener:
        server = Server(app, ready.set)
        thread = threading.Thread(target=server.run, args=([listener],), name="krea-sandbox-server", daemon=True)
        thread.start()
        try:
            if not ready.wait(START_LIMIT):
                raise TimeoutError("The sandbox's server did not start.")
            yield url("127.0.0.1", listener)
        finally:
            server.should_exit = True
            thread.join(START_LIMIT)


def listen(host: str, port: int) -> socket.socket:
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)


def url(host: str, listener: socket.socket) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
