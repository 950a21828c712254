"""What happens around each endpoint (host, origin, size, faults, token, request log), and the responses of errors."""

from __future__ import annotations

import asyncio
import hmac
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Message, Receive, Scope, Send

from ..settings import is_this_machine
from .faults import Action, Faults

__all__ = [
    "ANY_BEARER",
    "UPLOAD_LIMIT",
    "Connection",
    "LoggedRequest",
    "SandboxApp",
    "error_response",
    "fault_body_response",
    "fault_response",
    "html_response",
    "is_own_host",
]

# Every token is accepted; a request without one is not.
ANY_BEARER = "*"
# Bytes of one file; Krea OpenAPI 2026-10-09, "Upload an asset".
UPLOAD_LIMIT = 75_000_000
# Bytes for the multipart boundaries and the description.
UPLOAD_SLACK = 100_000
# Bytes of a JSON body; the longest prompt of any model is 50 000 characters.
JSON_LIMIT = 1_000_000
# Names that are only used inside the process.
HOST_NAMES = frozenset({"sandbox", "testserver"})
# Shapes: Krea OpenAPI 2026-10-09 ("error"), the 401 and 402 bodies seen in the wild ("message"), Krea docs,
# "Deprecations" (410).
ERROR_BODIES: dict[int, dict[str, Any]] = {
    400: {"error": "Invalid request"},
    401: {"message": "Unauthorized"},
    402: {"message": "The API balance is empty. It is separate from the workspace's balance. Top it up to continue."},
    403: {"error": "This needs a workspace service API key"},
    404: {"error": "Not found"},
    410: {"error": "model_unavailable", "reason": "deprecated", "message": "The model was withdrawn."},
    422: {"error": "Input file rejected"},
    429: {"error": "CONCURRENCY_LIMIT_REACHED", "message": "You have reached the maximum number of concurrent jobs."},
    500: {"error": "Internal server error"},
}
TITLES = {
    404: "Not Found",
    405: "Method Not Allowed",
    502: "Bad gateway",
    503: "Service unavailable",
    504: "Gateway time-out",
    524: "A timeout occurred",
}


class ConnectionDropped(httpx.RemoteProtocolError):
    """A fault closed the connection.

    An ASGI app that is called in the same process has no connection to close. This exception leaves the app, passes
    `httpx.ASGITransport` and reaches the caller as the error that a closed socket would cause.
    """

    def __init__(self) -> None:
        super().__init__("Server disconnected without sending a complete response.")


class Connection:
    """The connection of one request; faults can drop it at any moment."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self.dropped = False
        self.status = 0

    async def send(self, message: Message) -> None:
        """Send a message, or ignore it after `drop`."""
        if not self.dropped:
            self.status = message.get("status", self.status)
            await self._send(message)

    def drop(self) -> None:
        """Send nothing more and unwind the request; `close` then closes the socket."""
        self.dropped = True
        raise ConnectionDropped

    async def close(self) -> None:
        """Close the socket under uvicorn; raise `ConnectionDropped` where there is no socket."""
        # uvicorn gives apps no means to close a connection, but `send` is a method of the object that holds it.
        transport = getattr(getattr(self._send, "__self__", None), "transport", None)
        if transport is None:
            raise ConnectionDropped
        transport.close()
        while (await self._receive())["type"] != "http.disconnect":
            # uvicorn sends a 500 for an app that returns before uvicorn knows of the disconnect.
            pass


def error_response(status: int, text: str) -> JSONResponse:
    """The body is `{"error": text}`."""
    return JSONResponse({"error": text}, status)


def html_response(status: int, headers: dict[str, str] | None = None) -> HTMLResponse:
    """An HTML page instead of JSON, as Krea's proxy sends it, and as unknown paths get it."""
    title = f"krea.ai | {status}: {TITLES.get(status, 'Error')}"
    html = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    return HTMLResponse(html, status, headers)


def fault_body_response(action: Action) -> Response:
    """The response of an "answer" fault; above 500 it is HTML, since Krea's proxy sends those."""
    headers = {} if action.wait is None else {"Retry-After": f"{action.wait:g}"}
    if action.html or action.status > 500:
        return html_response(action.status, headers)
    return JSONResponse(ERROR_BODIES.get(action.status, {"error": f"Error {action.status}"}), action.status, headers)


class DropConnection(Response):
    """Closes the connection instead of answering."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["sandbox.connection"].drop()


async def fault_response(action: Action) -> Response | None:
    """The response that a fault sends instead of the real one, or None; a "stall" fault waits here."""
    if action.kind == "stall":
        await asyncio.sleep(action.wait or 0)
        return None
    return DropConnection() if action.kind == "drop" else fault_body_response(action)


@dataclass(frozen=True)
class LoggedRequest:
    """One request, without its token; `status` is 0 when the connection was dropped before an answer."""

    method: str
    path: str
    status: int


class SandboxApp(Starlette):
    """Starlette, around which each request is checked in this order: host, origin, size, fault, token."""

    def __init__(
        self,
        *,
        faults: Faults,
        log: deque[LoggedRequest],
        token: str | None,
        hosts: Collection[str] | None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.faults, self.log, self.token, self.hosts = faults, log, token, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        connection = scope["sandbox.connection"] = Connection(receive, send)
        try:
            await self._handle(scope, receive, connection.send)
        except ClientDisconnect:
            # The client left during an upload, which is no error of the sandbox.
            return
        except Exception:
            if not connection.dropped:
                raise
        finally:
            if not scope["path"].startswith("/sandbox/"):
                self.log.append(LoggedRequest(scope["method"], scope["path"], connection.status))
        if connection.dropped:
            await connection.close()

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        method, path = scope["method"], scope["path"]
        refusal = self._foreign_site(method, headers) or _too_large(path, headers)
        if refusal:
            await refusal(scope, receive, send)
            return
        receive = _receive_at_most(receive, _limit(path))
        action = None if path.startswith("/sandbox/") else self.faults.take(method, path)
        if action and action.kind == "cut":
            send = _send_part(send, scope["sandbox.connection"], action.percent / 100)
        elif action:
            if action.accept:
                await self._call_app(scope, receive, _discard)
            instead = await fault_response(action)
            if instead:
                await instead(scope, receive, send)
                return
        await self._call_app(scope, receive, send)

    async def _call_app(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._unauthorized(scope["path"], Headers(scope=scope)) or super().__call__
        await app(scope, receive, send)

    def _foreign_site(self, method: str, headers: Headers) -> Response | None:
        """403 for pages of other sites: neither DNS rebinding nor a cross-site form can use the sandbox."""
        # Browsers always send a host and HTTP/1.1 needs one; HTTP/1.0 does not.
        host = headers.get("host")
        if host is not None and not is_own_host(host, self.hosts):
            return error_response(403, "This host name is not the sandbox's")
        origin = headers.get("origin")
        if origin and method not in {"GET", "HEAD"} and not is_own_host(origin.rpartition("//")[2], self.hosts):
            return error_response(403, "This origin may not use the sandbox")
        return None

    def _unauthorized(self, path: str, headers: Headers) -> Response | None:
        """401 without the right token; results and the OpenAPI document are public, as at Krea."""
        if path == "/openapi.json" or path.startswith("/files/"):
            return None
        scheme, _, token = headers.get("authorization", "").partition(" ")
        bearer, token = scheme.lower() == "bearer", token.strip()
        if self.token in (None, ANY_BEARER):
            accepted = (bearer and bool(token)) or (self.token is None and not scheme)
        else:
            accepted = bearer and hmac.compare_digest(token.encode(), self.token.encode())
        return None if accepted else fault_body_response(Action("answer", status=401))


def is_own_host(netloc: str, hosts: Collection[str] | None) -> bool:
    """Whether a host name (a port can follow) is this machine's; `hosts` adds names, None accepts every name."""
    if hosts is None:
        return True
    try:
        name = (urlsplit(f"//{netloc}").hostname or "").lower()
    except ValueError:
        return False
    return name in HOST_NAMES or name in hosts or is_this_machine(name)


def _limit(path: str) -> int:
    return UPLOAD_LIMIT + UPLOAD_SLACK if path == "/assets" else JSON_LIMIT


def _too_large(path: str, headers: Headers) -> Response | None:
    length = headers.get("content-length", "0")
    if length.isdecimal() and len(length) < 12 and int(length) <= _limit(path):
        return None
    if path == "/assets":
        return error_response(400, "File too large: the maximum is 75MB")
    return error_response(413, "Request body too large")


def _receive_at_most(receive: Receive, limit: int) -> Receive:
    """A `receive` that refuses a body which is longer than `limit` without a Content-Length that says so."""
    seen = 0

    async def counting() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(413, "Request body too large")
        return message

    return counting


def _send_part(send: Send, connection: Connection, fraction: float) -> Send:
    """A `send` that drops the connection after a fraction of the body; the headers promise all of it."""
    left = 0

    async def counting(message: Message) -> None:
        nonlocal left
        if message["type"] == "http.response.start":
            left = int(int(Headers(raw=message["headers"]).get("content-length", "0")) * fraction)
            await send(message)
            return
        body = message.get("body", b"")
        if len(body) < left:
            left -= len(body)
            await send(message)
            return
        await send({"type": "http.response.body", "body": body[:left], "more_body": True})
        connection.drop()

    return counting


async def _discard(message: Message) -> None:
    """A `send` that ignores everything."""
