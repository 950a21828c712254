"""Retries: the loop with its backoff, and the header Retry-After, which it respects.

There are libraries for this. But the loop is ten lines, and the callers need the server's Retry-After, an injected
sleep and an injected random number. With tenacity each of these is a callback on its
retry state, and its jitter uses the global random generator; that was longer than this and added a dependency.
"""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx

from ..errors import ApiError, ServerError, TooManyJobs, Unreachable

__all__ = ["RETRYABLE", "Retry", "http_date", "retry_after"]

# These are temporary. 524 is Cloudflare's "the origin took too long".
RETRYABLE = frozenset({408, 425, 429, 500, 502, 503, 504, 524})
# Seconds. If a server demands a longer wait, the next try still follows after two minutes.
LONGEST_RETRY_AFTER = 120.0
# A fraction of each wait.
JITTER = 0.25

T = TypeVar("T")


def retry_after(headers: httpx.Headers, *, now: Callable[[], float] = time.time) -> float | None:
    """The seconds of `Retry-After` (a number or an HTTP date), 0 to 120; None without a usable value."""
    text = headers.get("retry-after", "").strip()
    try:
        seconds = float(text)
    except ValueError:
        until = http_date(text)
        if until is None:
            return None
        # The date is from the server's clock, so its Date header, if any, is the reference.
        here = http_date(headers.get("date", ""))
        seconds = until.timestamp() - (here.timestamp() if here else now())
    return None if math.isnan(seconds) else min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


def http_date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    # Python's versions raise different errors for invalid dates.
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=timezone.utc)


def is_temporary(error: Exception) -> bool:
    """Whether a request to the API that failed with this error may succeed now."""
    temporary = isinstance(error, (Unreachable, ServerError, TooManyJobs))
    return temporary and (not isinstance(error, ApiError) or error.status in RETRYABLE)


class Retry:
    """Repeats an attempt after `first` seconds, doubled up to `cap`, each wait varied by ± `JITTER`.

    Args:
        sleep: Waits.
        random: 0 to 1, for the jitter.
    """

    def __init__(self, sleep: Callable[[float], Awaitable[None]], random: Callable[[], float]) -> None:
        self._sleep, self._random = sleep, random

    async def __call__(
        self,
        attempt: Callable[[], Awaitable[T]],
        *,
        retries: int = 5,
        first: float = 0.5,
        cap: float = 8.0,
        on: Callable[[Exception], bool] = is_temporary,
    ) -> T:
        """The result of `attempt`, repeated while `on(error)` and at most `retries` times; then its error."""
        for turn in range(retries):
            try:
                return await attempt()
            except Exception as error:
                if not on(error):
                    raise
                demanded = error.retry_after if isinstance(error, TooManyJobs) else None
            wait = min(cap, first * 2**turn) * (1 + JITTER * (2 * self._random() - 1))
            await self._sleep(max(wait, demanded or 0.0))
        return await attempt()
