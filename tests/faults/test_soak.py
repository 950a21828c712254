"""Two hundred jobs at once with every tenth request failing: all accounted for, memory flat, nothing left behind."""

import asyncio
import gc
import os
import random
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
import rig

from krea_widgets.errors import JobError, KreaError
from krea_widgets.media import Clip

JOBS = 200
SHARE = 0.1  # of all requests fail
FAULTS = {
    "/assets": ("answer 502", "drop", "cut at 30%"),
    "/generate/*": ("answer 429 retry-after 1", "accept then drop", "accept then answer 524 html", "cut at 20%"),
    "/jobs/*": ("answer 502", "drop", "answer 524 html", "cut at 50%", "answer 404"),
    "/jobs": ("answer 503", "drop"),
    "/files/*": ("answer 503", "drop", "cut at 60%", "answer 403"),
}


def faults(seed: int) -> str:
    """Rules by which a tenth of the requests of each kind fails, at places that the seed tells."""
    dice = random.Random(seed)
    rules = []
    for path, ways in FAULTS.items():
        method = "POST" if path in ("/assets", "/generate/*") else "GET"
        hits = (number for number in range(1, 20 * JOBS) if dice.random() < SHARE)
        rules += [f"on {number}th {method} {path} {dice.choice(ways)}" for number in hits]
    return "\n".join(rules)


def memory() -> float:
    """What this process holds, in MB, after everything that can be freed has been."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def wave(studio, number: int) -> Counter:
    """All jobs at once; how they ended."""
    ends: Counter = Counter()
    jobs = [studio.submit(rig.still(), f"wave {number}, take {take}", model=rig.MODEL) for take in range(JOBS)]
    for job in jobs:
        try:
            job.wait(60)
            ends["clip"] += 1
        except JobError as error:
            ends[type(error).__name__] += 1
        except KreaError as error:
            ends[f"not started: {type(error).__name__}"] += 1
    return ends


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_two_hundred_jobs_at_once(tmp_path, record_property):
    studio_folder = tmp_path / "one"
    began = time.monotonic()
    with rig.krea(faults(1), backlog=1000, concurrency=200) as (url, server):
        threads, files = set(threading.enumerate()), open_files()
        studio = rig.studio_at(url, studio_folder)
        ends, held = Counter(), []
        for number in range(3):
            ends += wave(studio, number)
            held.append(memory())
        studio.close()
        time.sleep(0.2)
        server.faults.clear()
        again = rig.studio_at(url, studio_folder)
        for job in again.resume():
            job.wait(60)
            ends["clip"] += 1
            ends["resumed"] += 1
        open_at_the_end = again.left()
        again.close()
        made, seen = server.jobs_created, server.log.seen()
    failed = sum(request.status in (0, 403, 404, 429, 502, 503, 524) for request in seen)
    ids = [Clip.open(path).job_id for path in (studio_folder / "clips").glob("*.mp4")]
    figures = {
        "ends": dict(ends),
        "made": made,
        "requests": len(seen),
        "failed": failed,
        "MB after each wave": [round(value, 1) for value in held],
        "seconds": round(time.monotonic() - began, 1),
    }
    print(figures)
    assert failed / len(seen) > SHARE / 3
    assert made == len(ids) == len(set(ids)) == ends["clip"] == 3 * JOBS, figures
    assert open_at_the_end == []
    assert held[2] - held[1] < 8, figures  # the first wave fills caches
    left = [thread for thread in set(threading.enumerate()) - threads if thread.is_alive()]
    assert left == [], left
    assert open_files() - files == set()


def open_files() -> set[str]:
    """Files and sockets of this process, as far as they have names or numbers of their own."""
    found = set()
    for path in Path("/proc/self/fd").iterdir():
        try:
            name = os.readlink(path)
        except OSError:
            continue  # the listing's own
        if "krea" in name or "journal" in name or name.startswith("socket:"):
            found.add(name)
    return found


def test_closing_in_the_middle_leaves_nothing(tmp_path):
    """No thread, no task, no socket, no file; and the jobs are there for the next."""
    with rig.krea("on every GET /jobs/* stall 0.2s") as (url, server):
        time.sleep(0.1)
        threads, files = set(threading.enumerate()), open_files()
        studio = rig.studio_at(url, tmp_path)
        jobs = [studio.submit(rig.still(), f"take {number}", model=rig.MODEL) for number in range(5)]
        while server.jobs_created < 3:
            time.sleep(0.005)
        loop = studio._worlds.loop._loop
        studio.close()
        deadline = time.monotonic() + 5
        while set(threading.enumerate()) - threads and time.monotonic() < deadline:
            time.sleep(0.01)
        assert set(threading.enumerate()) - threads == set()
        assert loop.is_closed()
        assert asyncio.all_tasks(loop) == set()
        assert all(job.done for job in jobs)
        server.faults.clear()
        while open_files() - files and time.monotonic() < deadline:
            time.sleep(0.01)  # the server's end of the sockets
        assert open_files() - files == set()
        again = rig.studio_at(url, tmp_path)
        assert len([job.wait(30) for job in again.resume()]) == 5
        again.close()
        assert server.jobs_created == 5
