"""An httpx transport that calls an ASGI app in this process and streams its answer, as a socket would."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
from starlette.types import ASGIApp, Message

__all__ = ["InProcess"]

AHEAD = 4  # messages the app may be ahead of the reader
GRACE = 0.5  # seconds that requests have to end by themselves


class InProcess(httpx.AsyncBaseTransport):
    """Like `httpx.ASGITransport`, but nearer to a socket; belongs to one asyncio loop.

    `httpx.ASGITransport` hands over an answer when it is complete. Here its body arrives in pieces, so a download shows
    its progress and one that is cut has begun; the client's read timeout holds; and a request that the client gives up
    goes on in the app, as it would on a server, until `aclose`.
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
            call.leave()
            raise
        return httpx.Response(head["status"], headers=head["headers"], stream=_Body(call))

    async def aclose(self) -> None:
        calls = dict(self._calls)
        for call in calls.values():
            call.leave()
        if calls:
            _, stuck = await asyncio.wait(calls, timeout=GRACE)  # an answer that is complete may have files to close
            for task in stuck:
                task.cancel()
            await asyncio.gather(*calls, return_exceptions=True)


class _Call:
    """One request on its way: the app's messages wait in a queue for the reader, its error comes last."""

    def __init__(self, request: httpx.Request) -> None:
        self._request = request
        self._timeout: float | None = request.extensions.get("timeout", {}).get("read")
        self._messages: asyncio.Queue[Message | Exception] = asyncio.Queue(AHEAD)
        self._left = asyncio.Event()

    async def run(self, app: ASGIApp) -> None:
        """The app's side."""
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
            await self._left.wait()
            return {"type": "http.disconnect"}

        try:
            await app(self._scope(), receive, self._put)
        except Exception as problem:  # it is the reader's to raise, or nobody's when the reader has left
            await self._put(problem)

    async def _put(self, message: Message | Exception) -> None:
        if not self._left.is_set():
            putting = asyncio.ensure_future(self._messages.put(message))
            leaving = asyncio.ensure_future(self._left.wait())
            await asyncio.wait({putting, leaving}, return_when=asyncio.FIRST_COMPLETED)
            putting.cancel()
            leaving.cancel()

    async def next_message(self) -> Message:
        """The app's next message; raises what the app raised, or `httpx.ReadTimeout`."""
        try:
            message = await asyncio.wait_for(self._messages.get(), self._timeout)
        except asyncio.TimeoutError:
            raise httpx.ReadTimeout("The sandbox did not answer in time.", request=self._request) from None
        if isinstance(message, Exception):
            raise message
        return message

    def leave(self) -> None:
        """The reader's end of it: the app hears of a disconnect, and what it still sends is lost."""
        self._left.set()

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


class _Body(httpx.AsyncByteStream):
    """The body of an answer, as it comes."""

    def __init__(self, call: _Call) -> None:
        self._call = call

    async def __aiter__(self) -> AsyncIterator[bytes]:
        more = True
        while more:
            message = await self._call.next_message()
            if message.get("body"):
                yield message["body"]
            more = message.get("more_body", False)

    async def aclose(self) -> None:
        self._call.leave()
