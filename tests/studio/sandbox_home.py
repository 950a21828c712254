"""A home with a sandbox whose renderer copies a tiny film, so that sweeps can be run in no time."""

from __future__ import annotations

import shutil
import threading
from contextlib import closing, contextmanager

import av
import numpy as np

from krea_widgets import Studio, sandbox
from krea_widgets.engine import PollPolicy
from krea_widgets.settings import Token


def write_tiny(path):
    """A real MP4 of a few small frames."""
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for number in range(6):
            file.mux(
                stream.encode(av.VideoFrame.from_ndarray(np.full((36, 64, 3), number * 40, "uint8"), format="rgb24"))
            )
        file.mux(stream.encode())
    return path


class SandboxHome:
    """A home with a sandbox whose renderer copies a tiny film; studios in it come and go as kernels do."""

    def __init__(self, folder, tiny):
        self.folder, self.tiny = folder, tiny
        self.gate = threading.Event()  # renders wait for it
        self.gate.set()
        self.at_once = self.most = 0
        self.lock = threading.Lock()
        self.app = sandbox.app(token=None, renderer=self.render, pace=0, workers=8, concurrency=8)
        self.double = self.app.state.sandbox

    def render(self, take):
        with self.lock:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        while not self.gate.wait(0.01) and not take.cancel.is_set():
            pass
        with self.lock:
            self.at_once -= 1
        shutil.copy(self.tiny, take.out)

    @contextmanager
    def studio(self, backend="sandbox"):
        pace = PollPolicy(first=0.02, longest=0.05, lost=2)
        studio = Studio(
            backend,
            token=Token("a-token-of-tests") if backend == "krea" else None,
            home=self.folder / "home",
            clips=self.folder / "clips",
            transport=sandbox.InProcess(self.app),
            base_url="https://sandbox",
            pace=pace,
        )
        with closing(studio):
            yield studio

    @property
    def posts(self):
        return sum(seen.method == "POST" and seen.path.startswith("/generate/") for seen in tuple(self.double.log))
