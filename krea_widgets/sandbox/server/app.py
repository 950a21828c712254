"""The sandbox as an ASGI app: Krea's API without network, token or money."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timezone

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from ..camera.render_request import Renderer
from .jobs import Sandbox
from .middleware import Connection, SandboxMiddleware
from .routes import ROUTES, exception_response
from .validate import ModelFacts

__all__ = ["app"]


class SandboxApp(Starlette):
    """Starlette with a `Connection` for every request, which faults can drop."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        connection = scope["sandbox.connection"] = Connection(receive, send)
        try:
            await super().__call__(scope, receive, connection.send)
        except ClientDisconnect:
            # The client left during an upload, which is no error of the sandbox.
            return
        except Exception:
            if not connection.dropped:
                raise
        if connection.dropped:
            await connection.close()


def app(
    *,
    pace: float = 1.0,
    seed: int = 0,
    token: str | None = None,
    hosts: Collection[str] | None = (),
    models: Iterable[ModelFacts] | None = None,
    renderer: Renderer | None = None,
    workers: int | None = None,
    concurrency: int = 4,
    backlog: int = 100,
    now: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
) -> Starlette:
    """The sandbox as an ASGI app; its state is the `Sandbox` in `app().state.sandbox`, which has a `close()`.

    It runs under uvicorn and, without a socket, under `InProcess` and `httpx.ASGITransport`, on one or several event
    loops. No thread starts before the first job.

    Args:
        pace: Factor for the pauses between the states of a job; 0 leaves them out.
        seed: Added to every render's seed.
        token: The only accepted token; None accepts every request, with any token or none.
        hosts: Accepted Host headers besides this machine's, "sandbox" and "testserver"; None accepts every name.
        models: The models; None: the bundled catalogue.
        renderer: Writes the MP4 of a `RenderRequest` and blocks until it is written; None: the camera.
        workers: Number of render threads; None: 1, or 2 on four cores and more.
        concurrency: Number of jobs that are not "backlogged".
        backlog: Number of open jobs above which a submit gets 429.
        now: The clock; its times are in UTC.

    Example:
        ```python
        import httpx
        from krea_widgets import sandbox

        transport = httpx.ASGITransport(sandbox.app())
        krea = httpx.AsyncClient(transport=transport, base_url="http://sandbox")
        ```
    """
    sandbox = Sandbox(
        models=models,
        renderer=renderer,
        pace=pace,
        seed=seed,
        workers=workers,
        concurrency=concurrency,
        backlog=backlog,
        now=now,
    )
    starlette = SandboxApp(
        routes=ROUTES,
        middleware=[Middleware(SandboxMiddleware, faults=sandbox.faults, log=sandbox.log, token=token, hosts=hosts)],
        exception_handlers={HTTPException: exception_response, 404: exception_response, 405: exception_response},
    )
    starlette.state.sandbox = sandbox
    starlette.state.hosts = hosts
    return starlette
