"""How free a kernel stays while eight jobs run and their films are downloaded: the gaps between ticks 5 ms apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import films
import pytest
from kernels import Kernel, fine, start
from tables import FULL, ROUNDS, Table

pytestmark = [pytest.mark.slow, pytest.mark.kernel, pytest.mark.alone]

LARGE = 100 if FULL else 10
SETUP = """
import asyncio, json, statistics, time
import requests
import krea_widgets as krea
from krea_widgets.engine import SANDBOX_POLLING

URL, MODEL = {url!r}, "bytedance/seedance-1.0-pro-fast"
studio = krea.Studio("krea", token="token-for-tests", base_url=URL, pace=SANDBOX_POLLING)

class Ticks:
    def __init__(self):
        self.gaps, self.last = [], time.perf_counter()
    def tick(self):
        now = time.perf_counter()
        self.gaps.append(now - self.last)
        self.last = now
    def tell(self):
        print(json.dumps([statistics.quantiles(self.gaps, n=100, method="inclusive")[98], max(self.gaps)]))

def eight():
    sizes = [{large}, *[2] * 7]
    widgets = [krea.Animate({photo!r}, f"pan left, {{size}} MB", model=MODEL, studio=studio) for size in sizes]
    return [widget.run() for widget in widgets]

async def on_the_loop(more):
    ticks = Ticks()
    while more():
        await asyncio.sleep(0.005)
        ticks.tick()
    return ticks

def on_the_thread(more):
    ticks = Ticks()
    while more():
        time.sleep(0.005)
        ticks.tick()
    return ticks

def running(jobs):
    return lambda: not all(job.done() for job in jobs)

def for_a_while():
    end = time.monotonic() + 2
    return lambda: time.monotonic() < end

def by_hand():
    headers = {{"Authorization": "Bearer t"}}
    body = {{"prompt": "pan left, {large} MB"}}
    job = requests.post(URL + "/generate/video/" + MODEL, json=body, headers=headers).json()
    while job["status"] != "completed":
        time.sleep(5)
        job = requests.get(URL + "/jobs/" + job["job_id"], headers=headers).json()
    return requests.get(job["result"]["urls"][0]).content

async def beside(work):
    ticking = asyncio.create_task(on_the_loop(lambda: not over))
    over = []
    await asyncio.sleep(0.5)
    work()
    over.append(True)
    return await ticking
"""
CELLS = {
    "the thread, idle": "on_the_thread(for_a_while()).tell()",
    "the thread, eight jobs": "on_the_thread(running(eight())).tell()",
    "the loop, idle": "(await on_the_loop(for_a_while())).tell()",
    "the loop, eight jobs": "(await on_the_loop(running(eight()))).tell()",
    "the loop, one job by a loop with sleep(5)": "(await beside(by_hand)).tell()",
}


def test_gaps(tmp_path: Path, photo: Path, new_table: Callable[..., Table]) -> None:
    table = new_table("B. Gaps between ticks 5 ms apart, in the kernel", "ms")
    films.write_films(tmp_path, 2, LARGE)
    env = {"KREA_WIDGETS_HOME": str(tmp_path / "home"), "IPYTHONDIR": str(tmp_path / "ipython")}

    def note(kernel: Kernel, row: str) -> None:
        cell = kernel.run(CELLS[row])
        fine(cell)
        p99, largest = json.loads(cell.text)
        table.add(row, 1000 * p99, "p99")
        table.add(row, 1000 * largest, "largest")

    with films.serving(tmp_path) as url, start(tmp_path, None, env=env) as kernel:
        fine(kernel.run(SETUP.format(url=url, photo=str(photo), large=LARGE)))
        # Imports what the first job needs.
        fine(kernel.run("for job in eight(): job.wait()"))
        for _ in range(ROUNDS if FULL else 1):
            for row in CELLS if FULL else ("the loop, idle", "the loop, eight jobs"):
                note(kernel, row)
    if FULL:
        # Times are only told, since the machine may do other things.
        for place in ("thread", "loop"):
            table.bar(f"p99 on the {place}, ms", table.median(f"the {place}, eight jobs", "p99"), 20)
            table.bar(f"largest on the {place}, ms", table.median(f"the {place}, eight jobs", "largest"), 100)
        table.compare("the loop, eight jobs", "the loop, one job by a loop with sleep(5)", 0.1, "largest")
    table.compare("the loop, eight jobs", "the loop, idle", 3, "p99", slack=3)
