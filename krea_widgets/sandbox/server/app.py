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
from .gate import Gate, Line
from .routes import ROUTES, refused
from .state import Sandbox
from .validate import ModelFacts

__all__ = ["app"]


class SandboxApp(Starlette):
    """Starlette with a line under every request that faults can hang up."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        line = scope["sandbox.line"] = Line(receive, send)
        try:
            await super().__call__(scope, receive, line.send)
        except ClientDisconnect:  # in the middle of an upload: no error of the sandbox's
            return
        except Exception:
            if not line.down:
                raise
        if line.down:
            await line.end()


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
    """The sandbox as an ASGI app; `app().state.sandbox` is the `Sandbox` behind it, whose `close` ends it.

    It works under uvicorn and, without a socket, under `httpx.ASGITransport`; from any event loop, also from several.
    Nothing starts before the first job.

    Args:
        pace: Factor for the pauses of the lifecycle; 0 in tests.
        seed: Added to every render's seed.
        token: The one token that is good; None takes any, and none.
        hosts: Names for the Host header besides this machine's own, "sandbox" and "testserver"; None takes any name.
        models: What can be generated; the bundled catalogue when None.
        renderer: Makes the MP4 of a `RenderRequest`; the real one when None.
        workers: Renders at once; 1, or 2 on four cores and more, when None.
        concurrency: Jobs that are not in the backlog.
        backlog: Open jobs beyond which 429 is answered.
        now: The time in UTC.

    Example:
        >>> transport = httpx.ASGITransport(app())
        >>> krea = httpx.AsyncClient(transport=transport, base_url="http://sandbox")
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
    made = SandboxApp(
        routes=ROUTES,
        middleware=[Middleware(Gate, faults=sandbox.faults, log=sandbox.log, token=token, hosts=hosts)],
        exception_handlers={HTTPException: refused, 404: refused, 405: refused},
    )
    made.state.sandbox = sandbox
    made.state.hosts = hosts
    return made
