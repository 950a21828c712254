"""Many jobs at the same time, without rendering: processor, memory, requests and time of each.

Submitting 1,000 takes 1 s of processor of the caller's thread. It waits longer than that for the journal's lock, while
the disk confirms the submits of the first ones, and for the interpreter, which the engine needs for 1.5 s meanwhile.

What was tried and did not help:
- Lists with twice as many items as jobs are watched: the oldest jobs fall off behind those that have ended, and cost a
  request each. Four times as many requests as with an item for each job that was started since.
- The digest of a file's bytes as the only key of its image: reading and hashing 4 MB took as long as all else.
"""

from __future__ import annotations

import gc
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from PIL import Image
from rig import tiny_mp4
from tables import FULL

from krea_widgets import Studio, sandbox
from krea_widgets.media import image_codec
from krea_widgets.sandbox import InProcess

pytestmark = [pytest.mark.slow, pytest.mark.alone]

SIZES = (1, 10, 100, 1000) if FULL else (10, 40)
# Milliseconds of processor and KB of memory for each of 1,000 jobs, and seconds until all are submitted.
MOST = {"processor": 15, "memory": 80, "submit": 3}


@dataclass
class Figures:
    """What some jobs cost together.

    Attributes:
        jobs: Their number.
        submit: Seconds until all were submitted.
        wall: Seconds until all clips were saved.
        processor: Seconds of this process, with the sandbox.
        memory: Bytes more than before, at the most.
    """

    jobs: int
    submit: float
    wall: float
    processor: float
    memory: int
    requests: int


@contextmanager
def stub(folder: Path, *, workers: int = 2, seconds: float = 0.0) -> Iterator[tuple[Studio, Any]]:
    """A studio with a sandbox that takes `seconds` for each clip, which is always the same tiny one."""
    film = tiny_mp4()

    def render(request: Any) -> None:
        time.sleep(seconds)
        request.out.write_bytes(film)

    app = sandbox.app(token=None, renderer=render, pace=0, workers=workers, concurrency=2000, backlog=4000)
    folder.mkdir()
    try:
        with closing(
            Studio("sandbox", home=folder / "home", clips=folder / "clips", transport=InProcess(app))
        ) as studio:
            yield studio, app.state.sandbox
    finally:
        app.state.sandbox.close()
        shutil.rmtree(folder)


@contextmanager
def peak_memory() -> Iterator[Callable[[], int]]:
    """Gives the bytes that this process has taken more than before, at the most."""
    process, ended = psutil.Process(), threading.Event()
    gc.collect()
    before = highest = process.memory_info().rss

    def look() -> None:
        nonlocal highest
        while not ended.wait(0.02):
            highest = max(highest, process.memory_info().rss)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield lambda: highest - before
    finally:
        ended.set()
        looking.join()


@pytest.fixture(scope="module")
def photo_12mp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("photo") / "photo.jpg"
    Image.effect_noise((1000, 750), 40).convert("RGB").resize((4000, 3000)).save(path, quality=90)
    return path


@pytest.fixture(scope="module")
def table(photo_12mp: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Figures]:
    found = {}
    with stub(tmp_path_factory.mktemp("scale") / "warm") as (studio, _):
        studio.submit(photo_12mp, "pan left").wait(60)
    for size in SIZES:
        with stub(tmp_path_factory.mktemp("scale") / "home") as (studio, double), peak_memory() as memory:
            processor, start = time.process_time(), time.perf_counter()
            jobs = [studio.submit(photo_12mp, f"pan left {number}") for number in range(size)]
            submitted = time.perf_counter() - start
            clips = [job.wait(600) for job in jobs]
            wall, processor = time.perf_counter() - start, time.process_time() - processor
            assert len({clip.path for clip in clips}) == size
            assert double.jobs_created == size
            found[size] = Figures(size, submitted, wall, processor, memory(), len(double.log))
    return found


def test_many_jobs_cost_no_more_than_a_few_each(table, new_table) -> None:
    shown = new_table("I. Jobs of one photo of 12 megapixels at the same time, without rendering", "")
    for found in table.values():
        row = f"{found.jobs} job{'s' * (found.jobs > 1)}"
        shown.add(row, 1000 * found.processor / found.jobs, "processor of each, ms")
        shown.add(row, found.memory / found.jobs / 1000, "memory of each, KB")
        shown.add(row, found.requests / found.jobs, "requests of each")
        shown.add(row, found.submit, "submitted after, s")
        shown.add(row, found.wall, "saved after, s")
    few, many = table[SIZES[-2]], table[SIZES[-1]]
    assert many.processor / many.jobs <= 1.5 * few.processor / few.jobs
    # A submit, a download, and what all of them share.
    assert many.requests / many.jobs <= 4
    if FULL:
        shown.bar("processor of each, ms", 1000 * many.processor / many.jobs, MOST["processor"])
        shown.bar("memory of each, KB", many.memory / many.jobs / 1000, MOST["memory"])
        shown.bar("submitted after, s", many.submit, MOST["submit"])


def test_an_image_is_decoded_once_whatever_the_number_of_jobs(tmp_path, monkeypatch) -> None:
    decoded = []
    load = image_codec.load
    monkeypatch.setattr(image_codec, "load", lambda image, label: (decoded.append(label), load(image, label)))
    for jobs in (1, 20):
        path = tmp_path / f"{jobs}.jpg"
        Image.effect_noise((800, 600), 40).convert("RGB").save(path)
        with stub(tmp_path / str(jobs)) as (studio, _):
            started = [studio.submit(path, f"pan left {number}") for number in range(jobs)]
            assert all(job.wait(60) for job in started)
        assert decoded == [path.name] * len(decoded)
        assert len(decoded) == 1
        decoded.clear()


def test_variations_take_as_long_as_one_and_the_servers_limit(photo_12mp, tmp_path) -> None:
    """32 clips, of which the server makes 8 at a time, take four times as long as it needs for one."""

    def wall(jobs: int) -> float:
        with stub(tmp_path / str(jobs), workers=8, seconds=0.3) as (studio, _):
            start = time.perf_counter()
            started = [studio.submit(photo_12mp, f"pan left {number}") for number in range(jobs)]
            assert all(job.wait(60) for job in started)
            return time.perf_counter() - start

    one, variations = wall(1), wall(32)
    assert variations <= 1.4 * (one + 3 * 0.3)
