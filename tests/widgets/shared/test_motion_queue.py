"""Clips are measured one at a time, in order, and stop when they are told to."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
from typing import Any

import pytest

from krea_widgets.media import Clip
from krea_widgets.widgets.motion_queue import MotionQueue


class Measuring:
    """Stands for `Clip.measure_motion`: a clip is measured until `finish` is set, or its own stop."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.finish = threading.Event()
        self.at_once = 0

    def __call__(self, clip: Clip, stop: threading.Event) -> None:
        self.at_once += 1
        assert self.at_once == 1
        self.begun.append(clip.path.name)
        while not (stop.is_set() or self.finish.wait(0.002)):
            pass
        self.at_once -= 1
        if stop.is_set():
            raise RuntimeError("stopped")
        if clip.path.name == "bad":
            raise ValueError("no film")
        self.ended.append(clip.path.name)


@pytest.fixture
def measuring(monkeypatch: pytest.MonkeyPatch) -> Measuring:
    measuring = Measuring()
    monkeypatch.setattr(Clip, "measure_motion", lambda clip, stop: measuring(clip, stop))
    return measuring


@pytest.fixture
def queue() -> Any:
    queue = MotionQueue()
    yield queue
    queue.stop()


@pytest.fixture
def clips(tmp_path: Any) -> dict[str, Clip]:
    return {name: Clip(tmp_path / name, "", {}) for name in ("a", "b", "bad", "c")}


def test_one_at_a_time_in_order_and_an_error_ends_only_its_own(measuring, queue, clips, until):
    told: list[tuple[str, str]] = []
    for name, clip in clips.items():
        queue.add(name, clip, lambda error, name=name: told.append((name, str(error or ""))))
        queue.add(name, clip, lambda _error: told.append(("twice", "")))
    until(lambda: measuring.begun == ["a"])
    assert len(queue) == 4
    measuring.finish.set()
    until(lambda: len(told) == 4)
    assert told == [("a", ""), ("b", ""), ("bad", "no film"), ("c", "")]
    assert len(queue) == 0


def test_what_is_stopped_says_nothing_and_can_be_asked_for_again(measuring, queue, clips, until):
    told: list[str] = []
    for name in ("a", "b", "c"):
        queue.add(name, clips[name], lambda _error, name=name: told.append(name))
    until(lambda: measuring.begun == ["a"])
    queue.stop("a", "b")
    assert len(queue) == 1
    queue.add("a", clips["a"], lambda _error: told.append("a again"))
    measuring.finish.set()
    until(lambda: len(told) == 2)
    assert told == ["c", "a again"]
    assert measuring.begun == ["a", "c", "a"]


def test_all_are_stopped_and_the_thread_ends(measuring, queue, clips, until):
    for name in ("a", "b", "c"):
        queue.add(name, clips[name], lambda _error: pytest.fail("told"))
    until(lambda: measuring.begun == ["a"])
    queue.stop()
    assert len(queue) == 0
    until(lambda: not any(thread.name == "krea-motion" for thread in threading.enumerate()))
    assert (measuring.begun, measuring.ended) == (["a"], [])
    measuring.finish.set()
    told = threading.Event()
    queue.add("b", clips["b"], lambda _error: told.set())
    assert told.wait(5)


@pytest.mark.slow
def test_python_ends_while_it_measures():
    code = """
    import time
    from pathlib import Path
    from krea_widgets.media import Clip
    from krea_widgets.widgets.motion_queue import MotionQueue

    def measure(clip, stop):
        print("begun", flush=True)
        while not stop.is_set():
            time.sleep(0.01)
        print("ended", flush=True)

    Clip.measure_motion = measure
    queue = MotionQueue()
    for name in "abc":
        queue.add(name, Clip(Path(name), "", {}), print)
    time.sleep(0.1)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "begun\nended\n", done
