"""A client whose network is a function, and a server on the loopback that answers with scripted raw bytes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from krea_widgets.api import Client


@dataclass
class Network:
    """Answers requests from a list, the last one for ever, and keeps what it was asked and how long was slept."""

    answers: list[Any]  # httpx.Response, an exception, or a function of the request
    asked: list[httpx.Request] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        if callable(answer):
            answer = answer(request)
        elif isinstance(answer, httpx.Response):  # a response is read once, so each request gets its own
            answer = httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture
def ask() -> Callable[..., tuple[Any, Network]]:
    """`ask(lambda client: client.job("1"), answer, answer, ...)` -> (result or the exception raised, network)."""

    def run(use: Callable[[Client], Any], *answers: Any, **options: Any) -> tuple[Any, Network]:
        network = Network(list(answers))

        async def main() -> Any:
            transport = httpx.MockTransport(network)
            client = Client(transport=transport, sleep=network.sleep, random=lambda: 0.5, **options)
            try:
                return await use(client)
            except Exception as error:  # handed to the test, which looks at it
                return error
            finally:
                await client.aclose()

        return asyncio.run(main()), network

    return run


@dataclass
class Loopback:
    """Each connection gets one request and the next script: bytes to send (then the connection ends), or None."""

    scripts: list[bytes | None]
    requests: list[bytes] = field(default_factory=list, repr=False)
    url: str = ""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            start = await reader.readexactly(1)
            if start == b"\x16":  # a TLS greeting: this server speaks none, and hangs up
                return
            head = start + await reader.readuntil(b"\r\n\r\n")
            length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
            body = await reader.readexactly(int(length[0].split(b":")[1])) if length else b""
            self.requests.append(head + body)
            script = self.scripts[min(len(self.requests), len(self.scripts)) - 1]
            if script is not None:
                writer.write(script)
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            self.requests.append(b"")  # a caller who left
        finally:
            writer.close()


@pytest.fixture
def loopback() -> Callable[..., Any]:
    """`async with loopback(b"HTTP/1.1 ...", None) as server:` with `server.url` and `server.requests`."""

    @asynccontextmanager
    async def serve(*scripts: bytes | None) -> AsyncIterator[Loopback]:
        loop = Loopback(list(scripts))
        server = await asyncio.start_server(loop.answer, "127.0.0.1", 0)
        loop.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield loop
        finally:
            server.close()
            await server.wait_closed()

    return serve
