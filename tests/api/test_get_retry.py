"""The pauses between tries and what Retry-After says."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from krea_widgets.api.get_retry import Retry, http_date, retry_after
from krea_widgets.errors import NotFound, ServerError, TooManyJobs, Unreachable


def test_pauses_double_up_to_a_cap():
    failing = [Unreachable("x", maybe_sent=True)] * 7
    assert run(*failing, retries=5)[1] == [0.5, 1.0, 2.0, 4.0, 8.0]
    assert run(*failing, retries=6, first=1.0, cap=16.0)[1] == [1, 2, 4, 8, 16, 16]


def test_pauses_are_shaken_by_a_quarter_at_most():
    error = Unreachable("x", maybe_sent=True)
    assert run(error, 7, random=0.0)[1] == [0.375]
    assert run(error, 7, random=1.0)[1] == [0.625]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7.0),
        (" 2.5 ", 2.5),
        ("0", 0.0),
        ("-3", 0.0),
        ("9999", 120.0),
        ("9" * 400, 120.0),
        ("inf", 120.0),
        ("nan", None),
        ("soon", None),
        ("", None),
        ("Thu, 01 Jan 1970 00:16:50 GMT", 10.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 120.0),
        ("Fri, 31 Dec 99999999999999999999 23:59:59 GMT", None),
    ],
)
def test_retry_after(text: str, seconds: float | None):
    assert retry_after(httpx.Headers({"Retry-After": text}), now=lambda: 1000.0) == seconds


def test_retry_after_believes_the_servers_own_clock():
    headers = httpx.Headers({"Retry-After": "Mon, 23 Nov 2026 12:00:30 GMT", "Date": "Mon, 23 Nov 2026 12:00:00 GMT"})
    assert retry_after(headers, now=lambda: 0.0) == 30.0


def test_dates_without_a_zone_are_utc():
    date = http_date("Mon, 23 Nov 2026 12:00:00 -0000")
    assert date is not None
    assert date.isoformat() == "2026-11-23T12:00:00+00:00"


def run(*outcomes: object, random: float = 0.5, retries: int = 2, **pauses: float) -> tuple[object, list[float]]:
    """What `Retry` makes of an attempt with these outcomes, and how long it slept."""
    left, slept = list(outcomes), []

    async def attempt() -> object:
        outcome = left.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def main() -> object:
        try:
            return await Retry(sleep, lambda: random)(attempt, retries=retries, **pauses)
        except Exception as error:  # handed to the test, which looks at it
            return error

    return asyncio.run(main()), slept


def test_retry_waits_and_gives_the_result():
    assert run(Unreachable("x", maybe_sent=True), ServerError("x", status=502), 7) == (7, [0.5, 1.0])


def test_retry_waits_as_long_as_the_server_asks():
    assert run(TooManyJobs("x", status=429, retry_after=30.0), 7) == (7, [30.0])


def test_retry_gives_up_with_the_last_error():
    last = ServerError("x", status=503)
    assert run(ServerError("x", status=503), ServerError("x", status=503), last) == (last, [0.5, 1.0])


@pytest.mark.parametrize("error", [ServerError("x", status=501), NotFound("x", status=404), ZeroDivisionError()])
def test_retry_leaves_what_does_not_pass(error: Exception):
    assert run(error) == (error, [])


@pytest.mark.parametrize("status", [408, 425, 500, 502, 503, 504, 524])
def test_retry_repeats_what_is_temporary(status: int):
    assert run(ServerError("x", status=status), 7) == (7, [0.5])


@pytest.mark.parametrize("status", [501, 505, 507, 520, 525])
def test_retry_does_not_repeat_other_errors_of_servers(status: int):
    error = ServerError("x", status=status)
    assert run(error) == (error, [])
