"""A sandbox without its renderer: clips are copies of one tiny MP4, so that a job takes no time."""

from __future__ import annotations

import asyncio
import io
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from krea_widgets import sandbox
from krea_widgets.sandbox.camera.render_request import RenderRequest


class Simulator:
    """A sandbox that needs no token, and a caller that uses a new event loop for every request, and no socket."""

    def __init__(self, tiny: Path, **options: Any) -> None:
        self.takes: list[RenderRequest] = []
        self.tiny = tiny
        self.app = sandbox.app(**{"pace": 0, "renderer": self.render, "token": None, **options})
        self.sandbox: sandbox.Sandbox = self.app.state.sandbox

    def render(self, take: RenderRequest) -> None:
        self.takes.append(take)
        take.on_progress(0.5)
        shutil.copy(self.tiny, take.out)

    def request(self, method: str, path: str, **rest: Any) -> httpx.Response:
        async def go() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
                return await client.request(method, path, **rest)

        return asyncio.run(go())

    def get(self, path: str, **rest: Any) -> httpx.Response:
        return self.request("GET", path, **rest)

    def upload(self, data: bytes, name: str = "still.png", kind: str = "image/png", **fields: str) -> httpx.Response:
        return self.request("POST", "/assets", files={"file": (name, data, kind)}, data=fields)

    def still(self, width: int = 96, height: int = 64) -> str:
        """The URL of a new asset of this size."""
        return str(self.upload(png(width, height)).json()["image_url"])

    def generate(self, model: str = "kling/kling-2.5", **body: Any) -> httpx.Response:
        return self.request("POST", f"/generate/video/{model}", json={"prompt": "slow pan", **body})

    def submit(self, model: str = "kling/kling-2.5", **body: Any) -> str:
        reply = self.generate(model, **body)
        assert reply.status_code == 200, reply.text
        return str(reply.json()["job_id"])

    def until(self, job_id: str, *statuses: str, **rest: Any) -> dict[str, Any]:
        """The job's reply once it is in one of these states."""
        end = time.monotonic() + 10
        while time.monotonic() < end:
            reply: dict[str, Any] = self.get(f"/jobs/{job_id}", **rest).json()
            if reply["status"] in statuses:
                return reply
            time.sleep(0.003)
        raise AssertionError(f"{reply} never became {statuses}")

    def finished(self, model: str = "kling/kling-2.5", **body: Any) -> dict[str, Any]:
        return self.until(self.submit(model, **body), "completed", "failed", "cancelled")


def png(width: int, height: int) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (width, height), (120, 40, 200)).save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="session")
def tiny_mp4(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real MP4 of 64x36 with a few frames of noise, some 10 kB."""
    import av
    import numpy as np

    path = tmp_path_factory.mktemp("tiny") / "tiny.mp4"
    noise = np.random.default_rng(3).integers(0, 255, (6, 36, 64, 3), dtype="uint8")
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for pixels in noise:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode())
    return path


@pytest.fixture
def simulators(tiny_mp4: Path) -> Iterator[Callable[..., Simulator]]:
    """Makes sandboxes that are closed after the test; takes the options of `sandbox.app`."""
    made: list[Simulator] = []

    def make(**options: Any) -> Simulator:
        made.append(Simulator(tiny_mp4, **options))
        return made[-1]

    yield make
    for simulator in made:
        simulator.sandbox.close()


@pytest.fixture(scope="module")
def lasting_simulator(tiny_mp4: Path) -> Iterator[Simulator]:
    """A sandbox for a whole file of tests, with room for all their jobs."""
    simulator = Simulator(tiny_mp4, backlog=100_000)
    yield simulator
    simulator.sandbox.close()


@pytest.fixture
def simulator(simulators: Callable[..., Simulator]) -> Simulator:
    return simulators()


@pytest.fixture(scope="session")
def make_png() -> Callable[[int, int], bytes]:
    return png
