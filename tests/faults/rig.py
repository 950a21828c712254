"""What the fault tests share: a served sandbox that renders at once, studios whose waits are short, other processes."""

from __future__ import annotations

import asyncio
import contextlib
import io
import multiprocessing
import os
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any

import av
from PIL import Image

from krea_widgets import Studio, sandbox
from krea_widgets.engine import PollPolicy

TOKEN = "canary-3f9c:b71d0e5a8842c6"
MODEL = "kling/kling-2.5"
PACE = PollPolicy(first=1.0, growth=1.2, longest=2.0, jitter=0.2, lost=6)
SHRINK = 0.02  # of every wait


@dataclass
class Outcome:
    """What came of a case of a matrix. `made` are jobs by the server's own count, `told` are what a person was told."""

    case: Any
    made: int = 0
    clips: int = 0
    told: int = 0
    message: list[str] = field(default_factory=list)


async def short(seconds: float) -> None:
    """A sleep for tests: all waits of client and engine, fifty times shorter."""
    await asyncio.sleep(seconds * SHRINK)


@cache
def tiny_mp4() -> bytes:
    """A real MP4 of eight small frames."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as file:
        stream = file.add_stream("libx264", rate=8)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for number in range(8):
            picture = Image.new("RGB", (64, 36), (number * 30, 90, 160))
            file.mux(stream.encode(av.VideoFrame.from_image(picture)))
        file.mux(stream.encode())
    return buffer.getvalue()


def is_the_film(data: bytes) -> bool:
    """Whether it is what the server gave out, with one box of settings behind it and nothing else."""
    film = tiny_mp4()
    behind = data[len(film) :]
    return data.startswith(film) and behind[:8] == struct.pack(">I4s", len(behind), b"uuid")


def render_at_once(take: sandbox.RenderRequest) -> None:
    """A renderer for tests: always the same small clip."""
    take.out.write_bytes(tiny_mp4())
    take.on_progress(1.0)


def app(faults: str = "", **options: Any) -> Any:
    """A sandbox as an ASGI app that takes only the canary token."""
    made = sandbox.app(**{"pace": 0, "renderer": render_at_once, "token": TOKEN, "concurrency": 50, **options})
    made.state.sandbox.faults.add(faults)
    return made


@contextlib.contextmanager
def krea(faults: str = "", **options: Any) -> Iterator[tuple[str, sandbox.Sandbox]]:
    """That sandbox on a loopback socket: its URL, and itself."""
    made = app(faults, **options)
    with sandbox.serving(made) as url:
        yield url, made.state.sandbox


def studio_at(url: str, folder: Path, **options: Any) -> Studio:
    """A studio whose backend "krea" is that server, with journal and clips below `folder`."""
    places = {"home": folder / "home", "clips": folder / "clips"}
    return Studio("krea", token=TOKEN, base_url=url, **{**places, "pace": PACE, "sleep": short, **options})


@cache
def still() -> Image.Image:
    """A small picture; the same one each time, so that it is uploaded once."""
    return Image.effect_noise((64, 48), 40).convert("RGB")


@cache
def processes() -> ForkServerContext:
    """Other processes, forked from one that has imported everything already, also what a first request imports."""
    context = multiprocessing.get_context("forkserver")
    package = [f"krea_widgets.{name}" for name in ("api", "studio", "sandbox", "catalogue.build")]
    lazy = ["anyio._backends._asyncio", "httpcore", "h11", "PIL.ImageCms", "PIL.JpegImagePlugin"]
    context.set_forkserver_preload([*package, *lazy, "av", "PIL.Image", "pytest"])
    return context


def start(work: Callable[..., Any], *arguments: Any) -> tuple[ForkServerProcess, Connection]:
    """Run `work(pipe, *arguments)` in another process; gives the process and this end of the pipe."""
    here, there = processes().Pipe()
    process = processes().Process(target=partial(_quietly, work), args=(there, *arguments))
    process.start()
    there.close()
    return process, here


def elsewhere(work: Callable[..., Any], *arguments: Any) -> Any:
    """What `work(pipe, *arguments)` sends from another process."""
    process, pipe = start(work, *arguments)
    with pipe:
        try:
            return pipe.recv()
        finally:
            process.join(30)


class Server:
    """A sandbox in a process of its own, so that this one holds the client only."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self.url: str = pipe.recv()

    def ask(self, what: str) -> Any:
        """ "made": how many jobs there were; "statuses": of all answers; "clear": no more faults; "end"."""
        self._pipe.send(what)
        return self._pipe.recv()


@contextlib.contextmanager
def krea_elsewhere(faults: str = "", **options: Any) -> Iterator[Server]:
    """As `krea`, in another process."""
    process, pipe = start(_serve, faults, options)
    with pipe:
        server = Server(pipe)
        try:
            yield server
        finally:
            server.ask("end")
            process.join(30)


def _serve(pipe: Connection, faults: str, options: dict[str, Any]) -> None:
    with krea(faults, **options) as (url, server):
        pipe.send(url)
        while (what := pipe.recv()) != "end":
            if what == "clear":
                server.faults.clear()
            pipe.send([seen.status for seen in tuple(server.log)] if what == "statuses" else server.jobs_created)
    pipe.send(None)


def _quietly(work: Callable[..., Any], pipe: Connection, *arguments: Any) -> None:
    for name in ("KREA_API_KEY", "KREA_API_TOKEN"):
        os.environ.pop(name, None)
    with pipe:
        work(pipe, *arguments)
