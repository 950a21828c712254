"""The gate that every request passes: host and origin, size, token, faults on cue, and the log of what was seen."""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
from collections import deque
from collections.abc import Collection
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

import httpx
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..faults import Action, Faults
from .answers import canned, error

__all__ = ["JSON_LIMIT", "UPLOAD_LIMIT", "ConnectionDropped", "Gate", "HangUp", "Line", "Log", "Seen", "perform"]

UPLOAD_LIMIT = 75_000_000  # bytes of one file; Krea OpenAPI 2026-10-09, "Upload an asset"
UPLOAD_SLACK = 100_000  # bytes for the multipart frame and the description
JSON_LIMIT = 1_000_000  # bytes; the longest prompt of any model is 50 000 characters
NAMES = frozenset({"localhost", "sandbox", "testserver"})  # this machine, and the two that never leave the process


class ConnectionDropped(httpx.RemoteProtocolError):
    """The connection was closed on cue.

    An ASGI app has no connection to close when it is called in the same process. This exception then leaves the app,
    passes `httpx.ASGITransport` and reaches the caller as the error that a closed socket would have been.
    """


class Line:
    """The connection under a request: what is sent passes it, and it can be hung up at any moment."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self.down = False

    async def send(self, message: Message) -> None:
        """Pass a message on; nothing passes a line that is down."""
        if not self.down:
            await self._send(message)

    def hang_up(self) -> None:
        """Send nothing more, and unwind the request; `end` then does what the wire sees."""
        self.down = True
        raise ConnectionDropped("Server disconnected without sending a complete response.")

    async def end(self) -> None:
        """Close the socket under uvicorn; raise `ConnectionDropped` where there is no socket."""
        # uvicorn gives apps no means to close a connection, but `send` is a method of the object that holds it.
        transport = getattr(getattr(self._send, "__self__", None), "transport", None)
        if transport is None:
            raise ConnectionDropped("Server disconnected without sending a complete response.")
        transport.close()
        while (await self._receive())["type"] != "http.disconnect":
            pass  # an app that returned before uvicorn knows of the end would get a 500 sent in its name


class HangUp(Response):
    """No response: the connection closes instead."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["sandbox.line"].hang_up()


async def perform(action: Action) -> Response | None:
    """Do what a fault of a request says; gives the answer that stands for the real one, or None for the real one."""
    if action.kind == "stall":
        await asyncio.sleep(action.wait or 0)
        return None
    return HangUp() if action.kind == "drop" else canned(action)


@dataclass(frozen=True)
class Seen:
    """One request that was answered; `status` is 0 when the connection was dropped. Never holds a token."""

    method: str
    path: str
    status: int


class Log:
    """The last requests, oldest first."""

    def __init__(self, size: int = 10_000) -> None:
        self._seen: deque[Seen] = deque(maxlen=size)

    def add(self, method: str, path: str, status: int) -> None:
        self._seen.append(Seen(method, path, status))

    def seen(self) -> tuple[Seen, ...]:
        """The requests so far, without those to the sandbox's own `/sandbox/…`."""
        return tuple(self._seen)

    def as_json(self) -> list[dict[str, str | int]]:
        return [asdict(entry) for entry in self.seen()]


class Gate:
    """Middleware; in this order: host, origin, size, fault on cue, token."""

    def __init__(
        self, app: ASGIApp, *, faults: Faults, log: Log, token: str | None, hosts: Collection[str] | None
    ) -> None:
        self.app = app
        self.faults = faults
        self.log = log
        self.token = token
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        method, path, status = scope["method"], scope["path"], 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._pass(scope, receive, noting)
        finally:
            if not path.startswith("/sandbox/"):
                self.log.add(method, path, status)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        method, path = scope["method"], scope["path"]
        refusal = self._stranger(method, headers) or _too_large(path, headers)
        if refusal:
            await refusal(scope, receive, send)
            return
        receive = _limited(receive, _limit(path))
        action = None if path.startswith("/sandbox/") else self.faults.take(method, path)
        if action and action.kind == "cut":
            send = _cutting(send, scope["sandbox.line"], action.percent / 100)
        elif action:
            if action.accept:
                await self._answer(scope, receive, _nowhere)
            instead = await perform(action)
            if instead:
                await instead(scope, receive, send)
                return
        await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._unknown(scope["path"], Headers(scope=scope)) or self.app
        await app(scope, receive, send)

    def _stranger(self, method: str, headers: Headers) -> Response | None:
        """403 for a page of some other site: neither a rebound name nor a cross-site form may drive the sandbox."""
        host = headers.get("host")  # a browser always sends it, and HTTP/1.1 needs it; HTTP/1.0 does not
        if host is not None and not own_host(host, self.hosts):
            return error(403, "This host name is not the sandbox's")
        origin = headers.get("origin")
        if origin and method not in {"GET", "HEAD"} and not own_host(origin.rpartition("//")[2], self.hosts):
            return error(403, "This origin may not use the sandbox")
        return None

    def _unknown(self, path: str, headers: Headers) -> Response | None:
        """401 without the right token; results and the list of models are public, as at Krea."""
        if path == "/openapi.json" or path.startswith("/files/"):
            return None
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if self.token is None:
            good = not scheme or (scheme.lower() == "bearer" and bool(token.strip()))
        else:
            good = scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), self.token.encode())
        return None if good else error(401, "Unauthorized")


def own_host(netloc: str, hosts: Collection[str] | None) -> bool:
    """Whether a host name (a port may follow) is this machine's own; `hosts` adds names, None takes any name."""
    if hosts is None:
        return True
    try:
        name = (urlsplit(f"//{netloc}").hostname or "").lower()
        return name in NAMES or name in hosts or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _limit(path: str) -> int:
    return UPLOAD_LIMIT + UPLOAD_SLACK if path == "/assets" else JSON_LIMIT


def _too_large(path: str, headers: Headers) -> Response | None:
    length = headers.get("content-length", "0")
    if length.isdecimal() and len(length) < 12 and int(length) <= _limit(path):
        return None
    if path == "/assets":
        return error(400, "File too large: the maximum is 75MB")
    return error(413, "Request body too large")


def _limited(receive: Receive, limit: int) -> Receive:
    """Receive that stops a body which grows over the limit without having said so."""
    seen = 0

    async def counting() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(413, "Request body too large")
        return message

    return counting


def _cutting(send: Send, line: Line, part: float) -> Send:
    """Send that hangs up after this part of the body; the answer's head has promised all of it."""
    left = 0

    async def counting(message: Message) -> None:
        nonlocal left
        if message["type"] == "http.response.start":
            left = int(int(Headers(raw=message["headers"]).get("content-length", "0")) * part)
            await send(message)
            return
        body = message.get("body", b"")
        if len(body) < left:
            left -= len(body)
            await send(message)
            return
        await send({"type": "http.response.body", "body": body[:left], "more_body": True})
        line.hang_up()

    return counting


async def _nowhere(message: Message) -> None:
    """A send that loses everything."""
