"""The engine's thread and the asyncio loop that it owns; the kernel's own loop is never touched."""

from __future__ import annotations

import asyncio
import atexit
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")

__all__ = ["EngineLoop", "Worker", "until_done"]

LISTEN = 0.1  # seconds

log = logging.getLogger("krea_widgets")


class EngineLoop:
    """A daemon thread running an event loop, started on first use.

    `spawn` hands a coroutine over and returns at once, from any thread; `run` waits for it. A cell that
    waits in `run` blocks only itself: the loop goes on, and an interrupt reaches the cell at once.
    `tell` runs a callback of the user's on another thread, so that it may itself wait for a job.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._lanes: dict[str, Worker] = {}
        self._closed = False

    def spawn(self, coro: Coroutine[Any, Any, T]) -> Future[T]:
        """Run a coroutine on the engine's loop; the future is a thread's, not a loop's."""
        try:
            loop = self._started()
        except RuntimeError:
            coro.close()
            raise
        return asyncio.run_coroutine_threadsafe(coro, loop)

    def run(self, coro: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the engine's loop and wait for its result, from any thread but the engine's own."""
        if threading.current_thread() is self._thread:
            coro.close()
            raise RuntimeError("The engine's thread cannot wait for itself.")
        future = self.spawn(coro)
        try:
            return future.result()
        except KeyboardInterrupt:
            future.cancel()
            raise

    def tell(self, callback: Callable[[], object], lane: str = "callbacks") -> None:
        """Run a callback soon, in order, on its lane's thread; one that blocks holds up its own lane only."""
        with self._lock:
            if self._closed:
                return
            if lane not in self._lanes:
                self._lanes[lane] = Worker(f"krea_widgets {lane}")
            worker = self._lanes[lane]
        worker.run(callback).add_done_callback(_log_failure)

    def close(self, timeout: float = 5.0) -> None:
        """Stop the loop and its thread; tasks are cancelled, which never cancels a job at Krea."""
        with self._lock:
            self._closed = True
            loop, thread, lanes = self._loop, self._thread, self._lanes
            self._loop, self._thread, self._lanes = None, None, {}
        if loop and thread and thread is not threading.current_thread():
            loop.call_soon_threadsafe(loop.stop)
            thread.join(timeout)
        for worker in lanes.values():
            worker.close()
        atexit.unregister(self.close)

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._closed:
                raise RuntimeError("This engine is closed.")
            if self._thread is not None and not self._thread.is_alive():
                raise RuntimeError("This studio belongs to the process that made it; after a fork make a new one.")
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=self._live, args=(self._loop,), name="krea_widgets engine", daemon=True
                )
                self._thread.start()
                atexit.register(self.close)
            return self._loop

    @staticmethod
    def _live(loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_forever()
        finally:
            tasks = asyncio.all_tasks(loop)
            for task in tasks:
                task.cancel()
            loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.run_until_complete(loop.shutdown_default_executor())
            loop.close()


class Worker:
    """A thread that makes calls one after the other, in the order in which they were given; started with the first.

    A daemon, not an executor's thread: a call that waits must not keep the process from ending.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._calls: SimpleQueue[Callable[[], object] | None] | None = None

    def run(self, call: Callable[..., T], *values: Any) -> Future[T]:
        """Make a call soon; the future has what it returns or raises."""
        future: Future[T] = Future()

        def make() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(call(*values))
            except BaseException as error:  # even a SystemExit ends the call, not the thread that all others wait for
                future.set_exception(error)

        with self._lock:
            if self._calls is None:
                self._calls = SimpleQueue()
                threading.Thread(target=_call_each, args=(self._calls,), name=self._name, daemon=True).start()
            self._calls.put(make)
        return future

    def close(self) -> None:
        """End the thread once it has made the calls that it was given."""
        with self._lock:
            if self._calls is not None:
                self._calls.put(None)
                self._calls = None


def _call_each(calls: SimpleQueue[Callable[[], object] | None]) -> None:
    while (call := calls.get()) is not None:
        call()


def _log_failure(future: Future[object]) -> None:
    if not future.cancelled() and (error := future.exception()) is not None:
        log.error("A callback failed", exc_info=error)


async def until_done(future: Future[Any]) -> None:
    """Wait, on any loop, for a thread's future; whoever stops waiting does not stop it.

    It wakes now and then, because a loop that sleeps soundly does not hear Stop: ipykernel's handler of the interrupt
    marks the cell as cancelled but wakes nobody.
    """
    while not future.done():  # noqa: ASYNC110 (the waking is the point)
        await asyncio.sleep(LISTEN)
