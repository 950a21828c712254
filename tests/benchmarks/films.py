"""Films and images of a given size, and a server whose clips they are: the sandbox in a process, which draws nothing.

A prompt such as "pan left, 50 MB" gets the film of that size, `SECONDS` after its submit.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tables import FULL

# The loop with sleep(5) notices the end after as long again: the mean of all durations.
SECONDS = 2.5 if FULL else 0.5
# Megabytes of images to upload; Krea takes 75.
IMAGES = (2, 12, 30, 74) if FULL else (2,)
IMAGE_WIDTH = 2000
# Of a film: noise, as no encoder makes it smaller.
SIZE, FPS, GROUP = (1280, 720), 24, 12


def write_films(folder: Path, *megabytes: int) -> None:
    """MP4s whose first frame can be shown before the rest has arrived, named "50.mp4"."""
    import av
    import numpy as np

    random = np.random.default_rng(4)
    group = folder / ".group.mp4"
    with av.open(str(group), "w") as film:
        stream = film.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        stream.options = {"preset": "ultrafast", "qp": "16", "bf": "0"}
        for _ in range(GROUP):
            pixels = random.integers(0, 256, (SIZE[1] // 8, SIZE[0] // 8, 3), "uint8").repeat(8, 0).repeat(8, 1)
            film.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, "rgb24")))
        film.mux(stream.encode(None))
    for size in megabytes:
        # The same group again and again.
        with av.open(str(folder / f"{size}.mp4"), "w", options={"movflags": "faststart"}) as film:
            written = start = 0
            stream = None
            while written < size * 1e6:
                with av.open(str(group)) as source:
                    stream = stream or film.add_stream_from_template(source.streams.video[0])
                    for packet in source.demux(video=0):
                        packet.stream = stream
                        if packet.dts is not None and written < size * 1e6:
                            packet.dts, packet.pts = packet.dts + start, packet.pts + start
                            written, end = written + packet.size, packet.dts + packet.duration
                            film.mux(packet)
                    start = end


def height_of(megabytes: int) -> int:
    """Pixels of an image of `write_image`."""
    return round(megabytes * 1e6 / IMAGE_WIDTH / 3)


def write_image(path: Path, megabytes: int) -> Path:
    """A PNG of this size: noise that is not compressed."""
    import numpy as np
    from PIL import Image

    shape = (height_of(megabytes), IMAGE_WIDTH, 3)
    Image.fromarray(np.random.default_rng(5).integers(0, 256, shape, "uint8")).save(path, compress_level=0)
    return path


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The URL of the server during a `with` block."""
    command = [sys.executable, __file__, str(folder)]
    # A link does not reach another disk.
    environment = {**os.environ, "TMPDIR": str(folder)}
    pipes = {"stdout": subprocess.PIPE, "stdin": subprocess.PIPE}
    with subprocess.Popen(command, **pipes, env=environment, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def main(folder: Path) -> None:
    from krea_widgets import sandbox
    from krea_widgets.sandbox.camera.render_request import RenderRequest

    def render(request: RenderRequest) -> None:
        found = re.search(r"(\d+) MB", request.prompt)
        assert found, request.prompt
        request.cancel.wait(SECONDS)
        os.link(folder / f"{found[1]}.mp4", request.out)

    with sandbox.serving(sandbox.app(renderer=render, pace=0, workers=8, concurrency=8)) as url:
        print(url, flush=True)
        # Until the pipe of whoever started this is closed.
        sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
