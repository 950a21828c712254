"""Over real sockets: what a lost connection means, what a token leaves behind, and an ASGI app as the other backend."""

from __future__ import annotations

import asyncio
import logging
import traceback
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from krea_widgets import errors
from krea_widgets.api import Client
from krea_widgets.api.transport import Bearer
from krea_widgets.settings import Token

CANARY = "0b5e55ed-canary:s/ecret"
JOB = b'{"job_id":"j1","status":"queued"}'


def http(status: str, body: bytes = b"", *headers: str, length: int | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


async def no_sleep(seconds: float) -> None:
    """No test waits."""


async def failing(client: Client, use: Any) -> Exception | None:
    try:
        await use(client)
    except Exception as error:  # handed to the test, which looks at it
        return error
    finally:
        await client.aclose()
    return None


def submit(client: Client) -> Any:
    return client.submit("kling/kling-2.5", {"prompt": "x"})


@pytest.mark.parametrize(
    "script",
    [None, b"HTTP/1.1 200 OK\r\nContent-Le", http("200 OK", b'{"job_id":', length=33), b"not http at all\r\n\r\n"],
    ids=["no answer", "half a head", "half a body", "noise"],
)
def test_a_submit_whose_answer_is_lost_may_have_been_sent(loopback, script: bytes | None):
    async def main() -> None:
        async with loopback(script, http("200 OK", JOB)) as server:
            error = await failing(Client(base_url=server.url, sleep=no_sleep), submit)
            assert isinstance(error, errors.Unreachable)
            assert error.maybe_sent
            assert len(server.requests) == 1

    asyncio.run(main())


def test_a_submit_that_finds_nobody_was_surely_not_sent(loopback):
    async def main() -> None:
        async with loopback(http("200 OK", JOB)) as server:
            secure = server.url.replace("http:", "https:")
            tls = await failing(Client(base_url=secure, sleep=no_sleep), submit)
            assert not any(b"POST" in request for request in server.requests)
        closed = await failing(Client(base_url=server.url, sleep=no_sleep), submit)
        for error in (tls, closed):
            assert isinstance(error, errors.Unreachable)
            assert not error.maybe_sent

    asyncio.run(main())


def test_a_question_survives_lost_connections(loopback):
    async def main() -> None:
        async with loopback(None, http("200 OK", JOB[:9], length=len(JOB)), http("200 OK", JOB)) as server:
            client = Client(base_url=server.url, sleep=no_sleep)
            assert (await client.job("j1")).status == "queued"
            assert len(server.requests) == 3
            await client.aclose()

    asyncio.run(main())


def test_an_upload_is_counted_as_it_leaves(loopback):
    seen: list[int] = []
    data = b"\x00\xff" * 200_000

    async def main() -> None:
        async with loopback(http("200 OK", b'{"image_url":"https://gen.krea.ai/a.jpg"}')) as server:
            client = Client(base_url=server.url)
            await client.upload(data, name="a", mime_type="image/jpeg", on_progress=lambda done, _: seen.append(done))
            await client.aclose()
            assert data in server.requests[0]

    asyncio.run(main())
    assert seen == sorted(seen)
    assert len(seen) > 3
    assert seen[-1] == len(data)


ECHO = f'{{"error":{{"message":"Bad token Bearer {CANARY} given","code":"{CANARY}"}}}}'.encode()
SCRIPTS = {
    "refused": http("401 Unauthorized", ECHO),
    "echoed with escapes": http("422 Unprocessable", ECHO.replace(b"/", rb"\/")),
    "echoed as text": http("500 Oops", b"token " + CANARY.encode()),
    "echoed in strange JSON": http("200 OK", b'["' + CANARY.encode() + b'"]'),
    "redirected away": http("302 Found", b"", "Location: http://localhost:9/"),
    "lost": None,
    "noise": b"noise\r\n\r\n",
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS.keys())
@pytest.mark.parametrize("action", ["submit", "job", "upload"])
def test_the_token_is_nowhere_to_be_seen(loopback, caplog, script: bytes | None, action: str):
    """Not in the error, its parts, its traceback with every local variable, nor in any log at DEBUG."""
    caplog.set_level(logging.DEBUG)
    actions: dict[str, Any] = {
        "submit": submit,
        "job": lambda client: client.job("j1"),
        "upload": lambda client: client.upload(b"x", name="a", mime_type="image/png"),
    }

    async def main() -> tuple[Exception | None, str]:
        async with loopback(script) as server:
            client = Client(base_url=server.url, token=Token(CANARY), sleep=no_sleep)
            error = await failing(client, actions[action])
            assert CANARY.encode() in server.requests[0], "the test is worth nothing unless the token was sent"
            return error, repr(client)

    error, shown = asyncio.run(main())
    assert isinstance(error, errors.KreaError)
    assert error.__context__ is None
    traces = traceback.TracebackException.from_exception(error, capture_locals=True)
    ours = "".join(frame for frame in traces.format() if __file__ not in frame)
    logs = "".join(f"{record.getMessage()} {record.args}" for record in caplog.records)
    assert "receive_response_headers" in logs or script in (None, SCRIPTS["noise"])
    assert "http" in ours
    for text in (shown, str(error), repr(error), repr(vars(error)), ours, logs):
        for secret in (CANARY, CANARY.replace("/", "\\/"), CANARY.rpartition(":")[2]):
            assert secret not in text


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "http://api.krea.ai/", "https://api.krea.ai:444/", "https://krea.ai/"]
)
def test_a_request_that_strays_carries_no_token(url: str):
    """The second lock: redirects are not followed away from home, and if one were, it would go without the token."""
    auth = Bearer(Token(CANARY), httpx.URL("https://api.krea.ai"))
    home, away = httpx.Request("GET", "https://api.krea.ai:443/jobs"), httpx.Request("GET", url)
    assert "authorization" in next(auth.auth_flow(home)).headers
    assert "authorization" not in next(auth.auth_flow(away)).headers


def test_the_token_stays_at_home(loopback, tmp_path: Path):
    """Images and clips are fetched without it, even from the API's own origin."""

    async def main() -> None:
        async with loopback(http("200 OK", b"data")) as server:
            client = Client(base_url=server.url, token=Token(CANARY))
            await client.fetch(f"{server.url}/a.png")
            await client.download(f"{server.url}/a.mp4", tmp_path / "a.part")
            await client.aclose()
            assert len(server.requests) == 2
            assert not any(b"authorization" in request.lower() for request in server.requests)

    asyncio.run(main())


def test_an_asgi_app_can_be_the_backend(tmp_path: Path):
    """The client takes an app in place of the network; addresses elsewhere go to `result_transport`."""
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"clip" * 1000)

    async def assets(request: Request) -> Response:
        file = (await request.form())["file"]
        assert not isinstance(file, str)
        await request.close()
        return JSONResponse({"id": file.filename, "image_url": "http://sandbox/a.png", "width": file.size})

    async def generate(request: Request) -> Response:
        return JSONResponse({"job_id": request.url.path, "status": "queued", "result": await request.json()})

    async def video(request: Request) -> Response:
        return FileResponse(clip)

    routes = [
        Route("/assets", assets, methods=["POST"]),
        Route("/generate/video/{model:path}", generate, methods=["POST"]),
        Route("/clip.mp4", video),
    ]
    part = tmp_path / "x.part"
    part.write_bytes(b"clip" * 10)

    async def main() -> None:
        client = Client(
            base_url="http://sandbox",
            transport=httpx.ASGITransport(app=Starlette(routes=routes)),
            result_transport=httpx.MockTransport(lambda request: httpx.Response(200, content=b"from elsewhere")),
        )
        asset = await client.upload(b"1234567", name="a", mime_type="image/png")
        assert (asset.id, asset.width) == ("a.png", 7)
        assert (await client.submit("a/b", {"prompt": "x"})).raw["result"] == {"prompt": "x"}
        assert isinstance(await failing_job(client), errors.NotFound)
        seen: list[int] = []
        size = await client.download("http://sandbox/clip.mp4", part, on_progress=lambda done, _: seen.append(done))
        assert size == 4000
        assert seen[0] == 40
        assert await client.fetch("https://example.com/b.png") == (b"from elsewhere", "b.png")
        await client.aclose()

    asyncio.run(main())
    assert part.read_bytes() == clip.read_bytes()


async def failing_job(client: Client) -> Exception | None:
    try:
        await client.job("unknown")
    except errors.KreaError as error:
        return error
    return None
