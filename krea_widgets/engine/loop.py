"""The engine's thread and its asyncio loop. The kernel's loop is not used."""

from __future__ import annotations

import asyncio
import atexit
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")

__all__ = ["EngineLoop", "Worker", "until_done"]

# Seconds between checks for an interrupt.
INTERRUPT_CHECK = 0.1


class EngineLoop:
    """A daemon thread with an event loop, started on first use.

    Any thread can call `spawn`, which does not wait for the coroutine, and `run`, which does. A cell that waits in
    `run` blocks only itself: the loop continues, and an interrupt reaches the cell. `call_on` makes a call that may
    block on another thread: a user's callback, or disk work.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._lanes: dict[str, Worker] = {}
        self._closed = False

    def spawn(self, coro: Coroutine[Any, Any, T]) -> Future[T]:
        """Run a coroutine on the engine's loop; the future is one of `concurrent.futures`."""
        try:
            loop = self._started()
        except RuntimeError:
            coro.close()
            raise
        return asyncio.run_coroutine_threadsafe(coro, loop)

    def run(self, coro: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the engine's loop and wait for its result.

        Raises:
            RuntimeError: Called on the engine's thread, or the loop is closed.
        """
        if threading.current_thread() is self._thread:
            coro.close()
            raise RuntimeError("The engine's thread cannot wait for itself.")
        future = self.spawn(coro)
        try:
            return future.result()
        except KeyboardInterrupt:
            future.cancel()
            raise

    def call_on(self, lane: str, call: Callable[[], T]) -> Future[T]:
        """Make a call on the lane's thread, in order; on a closed loop, the future is cancelled.

        A call that blocks delays only its own lane.
        """
        with self._lock:
            if self._closed:
                future: Future[T] = Future()
                future.cancel()
                return future
            if lane not in self._lanes:
                self._lanes[lane] = Worker(f"krea_widgets {lane}")
            return self._lanes[lane].run(call)

    def close(self, timeout: float = 5.0) -> None:
        """Stop the loop and its thread. This cancels the tasks, and no job at Krea."""
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
                raise RuntimeError("This studio is closed.")
            if self._thread is not None and not self._thread.is_alive():
                raise RuntimeError("This studio belongs to the process that made it. After a fork, make a new studio.")
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=self._run_forever, args=(self._loop,), name="krea_widgets engine", daemon=True
                )
                self._thread.start()
                atexit.register(self.close)
            return self._loop

    @staticmethod
    def _run_forever(loop: asyncio.AbstractEventLoop) -> None:
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
    """A thread that makes calls in order, started with the first call.

    It is a daemon, not an executor's thread: a call that waits must not keep the process from ending.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._calls: SimpleQueue[Callable[[], object] | None] | None = None

    def run(self, call: Callable[..., T], *values: Any) -> Future[T]:
        future: Future[T] = Future()

        def make() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(call(*values))
            except BaseException as error:
                # Even a SystemExit ends only this call. The other calls need the thread.
                future.set_exception(error)

        with self._lock:
            if self._calls is None:
                self._calls = SimpleQueue()
                threading.Thread(target=_call_each, args=(self._calls,), name=self._name, daemon=True).start()
            self._calls.put(make)
        return future

    def close(self) -> None:
        """End the thread after the calls in its queue."""
        with self._lock:
            if self._calls is not None:
                self._calls.put(None)
                self._calls = None


def _call_each(calls: SimpleQueue[Callable[[], object] | None]) -> None:
    while (call := calls.get()) is not None:
        call()


async def until_done(future: Future[Any]) -> None:
    """Wait on any loop for a `concurrent.futures` future. Cancelling the wait does not cancel the future.

    It polls, because a loop without a timer does not notice an interrupt: ipykernel's interrupt handler marks the cell
    as cancelled but does not wake the loop.
    """
    while not future.done():  # noqa: ASYNC110 (polling is the point)
        await asyncio.sleep(INTERRUPT_CHECK)
