"""The engine's thread: hands over at once, waits without nesting, leaves nothing behind."""

import asyncio
import threading
import time
from types import SimpleNamespace

import pytest

from krea_widgets.engine import EngineLoop
from krea_widgets.engine.listeners import Listeners


@pytest.fixture
def loop():
    loop = EngineLoop()
    yield loop
    loop.close()


async def where():
    return threading.current_thread().name


def test_coroutines_run_on_the_engines_thread(loop):
    assert loop.run(where()) == "krea_widgets engine"
    assert loop.spawn(where()).result() == "krea_widgets engine"


def test_it_can_be_waited_for_inside_a_running_loop(loop):
    async def cell():
        return loop.run(where())

    assert asyncio.run(cell()) == "krea_widgets engine"


def test_the_engines_thread_does_not_wait_for_itself(loop):
    async def inner():
        return loop.run(where())

    with pytest.raises(RuntimeError, match="cannot wait for itself"):
        loop.run(inner())


def test_callbacks_come_in_order_on_a_thread_that_may_wait(loop):
    heard = []
    for number in range(20):
        loop.call_on("lane", lambda number=number: heard.append((number, loop.run(where()))))
    done = threading.Event()
    loop.call_on("lane", done.set)
    assert done.wait(5)
    assert heard == [(number, "krea_widgets engine") for number in range(20)]


def test_nothing_starts_before_it_is_needed_and_nothing_stays():
    before = threading.active_count()
    loop = EngineLoop()
    assert threading.active_count() == before
    cancelled = []

    async def forever():
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    loop.spawn(forever())
    loop.run(where())
    loop.call_on("lane", lambda: None)
    loop.close()
    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert cancelled == [True]
    # A thread of an earlier test can have ended meanwhile.
    assert threading.active_count() <= before
    with pytest.raises(RuntimeError, match="closed"):
        loop.run(where())


def test_a_listener_is_told_soon_and_after_each_change_until_it_is_removed():
    told = []
    listeners = Listeners("the job", SimpleNamespace(call_on=lambda lane, call: call()))
    stop = listeners.add(lambda source: told.append((source, "one")))
    listeners.add(lambda source: told.append((source, "two")))
    assert told == [("the job", "one"), ("the job", "two")]
    stop()
    stop()  # again
    listeners.notify()
    assert told[2:] == [("the job", "two")]
