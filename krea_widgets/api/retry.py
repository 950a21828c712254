"""When to ask again: the pauses between tries, what a server's Retry-After says, and one loop that obeys both.

The loop is own code although libraries for it exist: the pauses are one pure generator, the loop is ten lines, and
three callers (questions, uploads, downloads) need the server's hint, an injected sleep and an injected random number.
With tenacity each of these is a callback on its retry state, and its jitter draws from the global random generator;
that came out longer than this and added a dependency.
"""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx

from ..errors import ApiError, ServerError, TooManyJobs, Unreachable

__all__ = ["PASSING", "http_date", "pauses", "retried", "retry_after"]

# 524 is Cloudflare's "the origin took too long"; all of these pass by themselves.
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 524})
LONGEST_HINT = 120.0  # seconds: a server that asks for more is asked again after two minutes all the same

T = TypeVar("T")


def pauses(
    random: Callable[[], float], *, retries: int = 5, first: float = 0.5, cap: float = 8.0, jitter: float = 0.25
) -> Iterator[float]:
    """The seconds to wait before each retry: `first`, doubled up to `cap`, each shaken by ± `jitter`.

    Example:
        >>> list(pauses(lambda: 0.5))
        [0.5, 1.0, 2.0, 4.0, 8.0]
    """
    for turn in range(retries):
        yield min(cap, first * 2**turn) * (1 + jitter * (2 * random() - 1))


def retry_after(headers: httpx.Headers, *, now: Callable[[], float] = time.time) -> float | None:
    """Seconds that `Retry-After` asks for (a number or an HTTP date), 0 to 120; None when it says nothing usable."""
    text = headers.get("retry-after", "").strip()
    try:
        seconds = float(text)
    except ValueError:
        until = http_date(text)
        if until is None:
            return None
        # The server's own clock, when it shows it, is the one its date was made with.
        here = http_date(headers.get("date", ""))
        seconds = until.timestamp() - (here.timestamp() if here else now())
    return None if math.isnan(seconds) else min(max(seconds, 0.0), LONGEST_HINT)


def http_date(text: str) -> datetime | None:
    """A date as HTTP headers write it, or None."""
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):  # what odd dates raise, by Python version
        return None
    return date if date.tzinfo else date.replace(tzinfo=timezone.utc)


async def retried(
    attempt: Callable[[], Awaitable[T]], waits: Iterator[float], *, sleep: Callable[[float], Awaitable[None]]
) -> T:
    """The result of `attempt`, tried again after each of `waits` while what went wrong is of the passing kind."""
    while True:
        hint = 0.0
        try:
            return await attempt()
        except (Unreachable, ServerError, TooManyJobs) as error:
            wait = next(waits, None)
            if wait is None or (isinstance(error, ApiError) and error.status not in PASSING):
                raise
            if isinstance(error, TooManyJobs):
                hint = error.retry_after or 0.0
        await sleep(max(wait, hint))
