"""kill -9 at any moment, and at any line, of a run of four jobs: a new process brings four clips home, paid for once.

There is one moment for which this cannot be promised: after the journal says "sending" and before the request has
reached the server. Nobody can then know that nothing was started, so the job is told as uncertain and the person sends
it again. How often that was is counted in `again`, and printed.
"""

import itertools
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path

import pytest
import rig

import krea_widgets
from krea_widgets.errors import SubmitUncertain
from krea_widgets.media import Clip

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is a matter of POSIX"),
]
PROMPTS = [f"slow pan, take {number}" for number in range(4)]
PACKAGE = Path(krea_widgets.__file__).parent
WATCHED = tuple(str(PACKAGE / part) for part in ("engine", "journal", "studio", "api", "media/clips"))
# A slow server, so that many a moment lies between request and answer; it goes on when its client is gone.
SLOW = "on every POST /generate/* stall 0.03s\non every GET /files/* stall 0.02s"


def four_jobs(pipe, url, folder, line):
    """The run that is killed: by itself at that line, or else from outside."""
    if line is not None:
        _trace(line, pipe)
    pipe.send("go")
    studio = rig.studio_at(url, folder)
    jobs = [studio.submit(rig.still(), prompt, model=rig.MODEL) for prompt in PROMPTS]
    for job in jobs:
        job.wait(60)
    studio.close()
    pipe.send("done")


def _trace(line, pipe):
    """Count the lines of this package that any thread runs, and end without a word at one of them."""
    count = itertools.count(1)

    def each(frame, event, argument):
        if event == "line" and next(count) == line:
            os.kill(os.getpid(), signal.SIGKILL)
        return each

    def enter(frame, event, argument):
        return each if frame.f_code.co_filename.startswith(WATCHED) else None

    threading.settrace(enter)
    sys.settrace(enter)


def take_up(pipe, url, folder):
    """The new process: resumes, and asks for what was never asked for because the end came too early."""
    studio = rig.studio_at(url, folder)
    told = {"resumed": 0, "again": 0, "never asked": 0}
    for job in studio.resume():
        try:
            job.wait(60)
            told["resumed"] += 1
        except SubmitUncertain:  # the server's count will tell whether that was the truth
            told["again"] += 1
            studio.send_again(job).wait(60)
    asked = [entry.shot for entry in studio.journal.entries()]
    for prompt in PROMPTS:
        if not any(prompt in shot for shot in asked):
            told["never asked"] += 1
            studio.submit(rig.still(), prompt, model=rig.MODEL).wait(60)
    told["open"] = len(studio.left())
    studio.close()
    pipe.send(told)


def killed_run(folder, *, after=None, line=None):
    """What the new process tells, after the checks that hold every time."""
    with rig.krea(SLOW) as (url, server):
        process, pipe = rig.start(four_jobs, url, folder, line)
        with pipe:
            assert pipe.recv() == "go"
            if after is not None:
                time.sleep(after)
                process.kill()
            process.join(60)
        made = server.jobs_created
        told = rig.elsewhere(take_up, url, folder)
        clips = [Clip.open(path) for path in (folder / "clips").glob("*.mp4")]
        ids = {clip.job_id for clip in clips}
        assert server.jobs_created == 4, told
        assert len(clips) == len(ids) == 4, told
        assert sorted(clip.prompt for clip in clips) == PROMPTS
        assert all(rig.is_the_film(clip.bytes()) for clip in clips)
        assert told["open"] == 0
        assert not list((folder / "home" / "stills").glob("*")), "a still outlived its jobs"
        assert not list((folder / "clips").glob(".*")), "a part outlived its job"
    return {**told, "made before": made}


@pytest.fixture(scope="module")
def length(tmp_path_factory):
    """How long the run takes when nobody kills it, in seconds."""
    with rig.krea(SLOW) as (url, _):
        began = time.monotonic()
        rig.elsewhere(lengthless, url, tmp_path_factory.mktemp("whole"))
        return time.monotonic() - began


def lengthless(pipe, url, folder):
    four_jobs(_Deaf(), url, folder, None)
    pipe.send(None)


class _Deaf:
    def send(self, message):
        pass


def counted_lines(pipe, url, folder):
    """How many lines of the package a whole run has."""
    count = itertools.count(1)

    def enter(frame, event, argument):
        return each if frame.f_code.co_filename.startswith(WATCHED) else None

    def each(frame, event, argument):
        if event == "line":
            next(count)
        return each

    threading.settrace(enter)
    sys.settrace(enter)
    four_jobs(_Deaf(), url, folder, None)
    sys.settrace(None)
    pipe.send(next(count))


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    with rig.krea(SLOW) as (url, _):
        return rig.elsewhere(counted_lines, url, tmp_path_factory.mktemp("lines"))


@pytest.mark.parametrize("seed", range(26))
def test_at_a_random_moment(seed, length, tmp_path):
    told = killed_run(tmp_path, after=random.Random(seed).uniform(0, length))
    print(told)


@pytest.mark.parametrize("seed", range(12))
def test_at_a_random_line(seed, lines, tmp_path):
    told = killed_run(tmp_path, line=random.Random(1000 + seed).randrange(1, lines))
    print(told)
