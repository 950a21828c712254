"""The in-process transport: as streaming, as late and as final as a socket."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from krea_widgets.sandbox import InProcess


def run(app, go, **rest):
    async def around():
        async with httpx.AsyncClient(transport=InProcess(app), base_url="http://sandbox", **rest) as client:
            return await go(client)

    return asyncio.run(around())


def test_requests_and_uploads_pass(simulator, make_png):
    async def go(client):
        asset = (await client.post("/assets", files={"file": ("a.png", make_png(8, 8), "image/png")})).json()
        body = {"prompt": "x", "start_image": asset["image_url"]}
        return await client.post("/generate/video/kling/kling-2.5", json=body, params={"a": "b c"})

    assert run(simulator.app, go).status_code == 200


def test_the_body_comes_in_pieces_before_it_is_complete():
    wait = None

    async def slow(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"one", "more_body": True})
        await wait.wait()
        await send({"type": "http.response.body", "body": b"two", "more_body": False})

    async def go(client):
        nonlocal wait
        wait, seen = asyncio.Event(), []
        async with client.stream("GET", "/") as reply:
            async for chunk in reply.aiter_raw():
                seen.append(chunk)
                wait.set()
        return seen

    assert run(slow, go) == [b"one", b"two"]


def test_the_read_timeout_holds_and_the_request_goes_on(simulator):
    simulator.sandbox.faults.add("stall 0.2s")

    async def go(client):
        with pytest.raises(httpx.ReadTimeout):
            await client.post("/generate/video/kling/kling-2.5", json={"prompt": "x"})
        before = simulator.sandbox.jobs_created
        await asyncio.sleep(0.3)
        return before, simulator.sandbox.jobs_created

    assert run(simulator.app, go, timeout=0.05) == (0, 1)


def test_a_reader_that_leaves_frees_the_app():
    ended = []

    async def endless(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(50):
            await send({"type": "http.response.body", "body": b"x", "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass
        ended.append(True)

    async def go(client):
        async with client.stream("GET", "/") as reply:
            async for _ in reply.aiter_raw():
                break
        await asyncio.sleep(0.01)

    run(endless, go)
    assert ended == [True]


def test_errors_of_the_app_reach_the_caller():
    async def broken(scope, receive, send):
        raise OSError("broken")

    with pytest.raises(OSError, match="broken"):
        run(broken, lambda client: client.get("/"))


@pytest.mark.slow
def test_closing_ends_what_still_runs():
    async def stuck(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.sleep(60)

    async def go(client):
        return await client.send(client.build_request("GET", "/"), stream=True)

    assert run(stuck, go).status_code == 200
