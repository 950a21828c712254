"""An httpx transport that calls an ASGI app in this process and streams its response."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
from starlette.types import ASGIApp, Message

__all__ = ["InProcess"]

# Messages that the app can send before the client reads them.
MESSAGES_AHEAD = 4
# Seconds that open requests have to end after `aclose`.
CLOSE_TIMEOUT = 0.5


class InProcess(httpx.AsyncBaseTransport):
    """Like `httpx.ASGITransport`, but with a socket's behaviour; each instance belongs to one asyncio loop.

    `httpx.ASGITransport` returns a response when it is complete. `InProcess` streams the body, so downloads show their
    progress and a "cut" fault leaves a partial file. The client's read timeout applies. A request that the client gives
    up continues in the app, as on a server, until `aclose`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._calls: dict[asyncio.Task[None], _Call] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        call = _Call(request)
        task = asyncio.get_running_loop().create_task(call.run(self._app))
        self._calls[task] = call
        task.add_done_callback(self._calls.pop)
        try:
            head = await call.next_message()
        except BaseException:
            await call.aclose()
            raise
        return httpx.Response(head["status"], headers=head["headers"], stream=call)

    async def aclose(self) -> None:
        calls = dict(self._calls)
        for call in calls.values():
            await call.aclose()
        if calls:
            # The app of a response that is read to its end can still have files to close.
            _, stuck = await asyncio.wait(calls, timeout=CLOSE_TIMEOUT)
            for task in stuck:
                task.cancel()
            await asyncio.gather(*calls, return_exceptions=True)


class _Call(httpx.AsyncByteStream):
    """One open request: the app's messages, and at last its error, wait in a queue for the client."""

    def __init__(self, request: httpx.Request) -> None:
        self._request = request
        self._timeout: float | None = request.extensions.get("timeout", {}).get("read")
        self._messages: asyncio.Queue[Message | Exception] = asyncio.Queue(MESSAGES_AHEAD)
        self._disconnected = asyncio.Event()

    async def run(self, app: ASGIApp) -> None:
        """Run the app until it returns."""
        stream = self._request.stream
        if not isinstance(stream, httpx.AsyncByteStream):
            raise TypeError("The request's body is not asynchronous.")
        chunks = stream.__aiter__()
        sent = False

        async def receive() -> Message:
            nonlocal sent
            if not sent:
                try:
                    return {"type": "http.request", "body": await chunks.__anext__(), "more_body": True}
                except StopAsyncIteration:
                    sent = True
                    return {"type": "http.request", "body": b"", "more_body": False}
            await self._disconnected.wait()
            return {"type": "http.disconnect"}

        try:
            await app(self._scope(), receive, self._put)
        except Exception as problem:
            # `next_message` raises it in the client; a client that has disconnected does not get it.
            await self._put(problem)

    async def _put(self, message: Message | Exception) -> None:
        if not self._disconnected.is_set():
            putting = asyncio.ensure_future(self._messages.put(message))
            disconnected = asyncio.ensure_future(self._disconnected.wait())
            await asyncio.wait({putting, disconnected}, return_when=asyncio.FIRST_COMPLETED)
            putting.cancel()
            disconnected.cancel()

    async def next_message(self) -> Message:
        """The app's next message; raises what the app raised, or `httpx.ReadTimeout`."""
        try:
            message = await asyncio.wait_for(self._messages.get(), self._timeout)
        except asyncio.TimeoutError:
            raise httpx.ReadTimeout("The sandbox did not answer in time.", request=self._request) from None
        if isinstance(message, Exception):
            raise message
        return message

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The body of the response, chunk by chunk."""
        more = True
        while more:
            message = await self.next_message()
            if message.get("body"):
                yield message["body"]
            more = message.get("more_body", False)

    async def aclose(self) -> None:
        """The client reads no more: the app receives "http.disconnect", and its further messages are ignored."""
        self._disconnected.set()

    def _scope(self) -> dict[str, Any]:
        request = self._request
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": request.method,
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "scheme": request.url.scheme,
            "path": request.url.path,
            "raw_path": request.url.raw_path.split(b"?")[0],
            "query_string": request.url.query,
            "server": (request.url.host, request.url.port),
            "client": ("127.0.0.1", 1),
            "root_path": "",
        }
