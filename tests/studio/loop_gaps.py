"""How long a loop is kept waiting."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def loop_gaps() -> AsyncIterator[list[float]]:
    """The seconds between the beats of the running loop, which are 2 ms apart where nothing holds it."""
    gaps: list[float] = []

    async def watch() -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.002)
            now = time.perf_counter()
            gaps.append(now - last)
            last = now

    watching = asyncio.create_task(watch())
    try:
        yield gaps
    finally:
        watching.cancel()
