"""Clips from the open web, without any token: streamed to disk, and resumed where a lost connection left them."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx

from ..errors import DownloadFailed, NotFound
from ..media import not_saved
from ..secret import without_frames
from .errors import KREA, at_service, opening
from .network import Network
from .read_body import UnreadableError, check_packing, packings, pieces
from .responses import quoted, web_url
from .retry import PASSING, pauses
from .server_messages import plain

__all__ = ["FINAL", "LOST", "Download", "LostTryError", "alone", "length_of", "open_client", "told"]

T = TypeVar("T")

CHUNK = 1 << 20
_RANGE = re.compile(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18}|\*)", re.ASCII)

Sleep = Callable[[float], Awaitable[None]]
Random = Callable[[], float]


def open_client(
    transport: httpx.AsyncBaseTransport | None,
    mounts: dict[str, httpx.AsyncBaseTransport],
    agent: str,
) -> httpx.AsyncClient:
    """A client for any http(s) address: it knows no token and leaves the web at no redirect."""
    return httpx.AsyncClient(
        transport=transport or Network(),
        mounts=mounts,
        trust_env=False,
        timeout=httpx.Timeout(30.0, connect=10.0),
        # Unpacked, so that offsets and lengths count the file's own bytes; pictures and clips would not shrink anyway.
        headers={"User-Agent": agent, "Accept-Encoding": "identity"},
        follow_redirects=True,
        max_redirects=10,
        event_hooks={"request": [_stay_on_the_web]},
    )


async def _stay_on_the_web(request: httpx.Request) -> None:
    """Seen by every hop of a redirect: `file:` and the like are never asked for, whatever the transport could do."""
    if request.url.scheme not in ("http", "https"):
        raise httpx.UnsupportedProtocol("Only http and https addresses are followed.")


async def alone(work: Awaitable[T]) -> T:
    """The result of `work`; its errors leave without the frames of httpx, which hold the headers of the answer."""
    try:
        return await work
    except BaseException as error:
        failure = without_frames(error)
    raise failure


class LostTryError(Exception):
    """This try is lost, the next may do; the text is for the details."""


LOST = (LostTryError, httpx.HTTPError, ssl.SSLError, ConnectionError)  # the last two: should httpx let one through
FINAL = (httpx.UnsupportedProtocol, httpx.TooManyRedirects)  # no other try will go better


@dataclass
class Download:
    """One file on its way to `part`; what is there already is kept and the rest asked for.

    Attributes:
        client: From `open_client`.
        url: http(s) address.
        part: Where the bytes go; grows over tries and over sessions.
        limit: Most bytes that are taken.
        on_progress: Called with (bytes so far, bytes in all or None), on the loop.
        service: Who made the clip.
    """

    client: httpx.AsyncClient
    url: str
    part: Path
    limit: int
    on_progress: Callable[[int, int | None], None] | None = None
    service: str = KREA
    expected: int = 0  # bytes of the clip, as soon as that is known
    validator: str = ""  # what If-Range needs to be sure that the rest belongs to what is there

    async def run(self, *, sleep: Sleep, random: Random) -> int:
        """The file's size in bytes, once all of it is in `part`; up to 5 retries, 1 s doubled.

        Raises:
            NotFound: The address is gone or no longer valid (401, 403, 404, 410): a fresh one may work.
            DownloadFailed: The server stays away, the file is too large, or the disk does not take it.
        """
        self.url = quoted(self.url)
        if not web_url(self.url):
            raise self._failed("The clip's address is not one on the web.")
        waits = pauses(random, first=1.0, cap=16.0)
        while True:
            try:
                return await self._attempt()
            except LOST as error:
                wait = next(waits, None)
                if wait is None or isinstance(error, FINAL):
                    raise self._failed(
                        "The clip could not be fetched.",
                        advice=self._about_network("Check the network connection, then fetch it again."),
                        details=told(error),
                    ) from None
            except UnreadableError as error:
                raise self._failed(
                    "The clip comes packed in a way that cannot be unpacked.",
                    advice=self._about_network("A proxy of the network may do this; fetch it again later."),
                    details=told(error),
                ) from None
            except OSError as error:
                raise self._failed_on_disk(error) from None
            await sleep(wait)

    async def _attempt(self) -> int:
        have = await asyncio.to_thread(_size, self.part)
        headers = {}
        if have:
            headers["Range"] = f"bytes={have}-"
            if self.validator:
                headers["If-Range"] = self.validator
        async with self.client.stream("GET", self.url, headers=headers) as response:
            start, total = self._place(response, have)
            self.expected = total or 0
            if self.expected > self.limit:
                raise self._too_large()
            self._remember(response)
            done = await self._pour(response, start, total)
        if total is None or done == total:
            return done
        if done > total:
            self.part.unlink()
        raise LostTryError(f"{done} of {total} bytes came")

    def _place(self, response: httpx.Response, have: int) -> tuple[int, int | None]:
        """(offset at which the answer's bytes belong, bytes in all if told); raises for what is no file."""
        status = response.status_code
        if status in (401, 403, 404, 410):
            gone = NotFound("The clip's address is no longer valid.", status=status, details=f"HTTP {status}")
            raise at_service(self.service, gone)
        if status in PASSING:
            raise LostTryError(f"HTTP {status}")
        if status == 416 and have:
            self.part.unlink()
            raise LostTryError("HTTP 416: the part did not fit")
        if status not in (200, 206):
            giver = "The clip's server" if self.service == KREA else opening(self.service)
            raise self._failed(f"{giver} did not give out the clip.", details=f"HTTP {status}")
        if response.headers.get("content-type", "").startswith(("text/html", "application/json")):
            raise self._failed(
                "Something else than a clip came from the clip's address.",
                advice=self._about_network("A login page of the network may be in the way; fetch it again later."),
                details=plain(response.headers["content-type"]),
            )
        if status == 200:
            check_packing(response)  # before what is there is given up
            return 0, length_of(response)
        found = _RANGE.fullmatch(response.headers.get("content-range", ""))
        if not found or int(found[1]) != have or packings(response):
            self.part.unlink(missing_ok=True)
            raise LostTryError("an unfit range came")
        return have, None if found[2] == "*" else int(found[2])

    def _remember(self, response: httpx.Response) -> None:
        tag = response.headers.get("etag", "")
        validator = tag if tag.startswith('"') else response.headers.get("last-modified", "")
        self.validator = validator if validator.isascii() else ""

    async def _pour(self, response: httpx.Response, start: int, total: int | None) -> int:
        """Write what comes at `start`; returns the part's size. What came before a break is kept.

        The disk is touched in a thread: a mebibyte takes a local disk a millisecond, but the network folders of hosted
        notebooks up to seconds, during which no other job would be watched.
        """
        done = kept = start
        self._report(done, total)
        with self.part.open("ab" if start else "wb", buffering=2 * CHUNK) as file:
            async for piece in pieces(response):
                done += len(piece)
                if done > self.limit:
                    raise self._too_large()
                file.write(piece)  # into the buffer
                if done - kept >= CHUNK:
                    await asyncio.to_thread(file.flush)
                    kept = done
                    self._report(done, total)
        if done > kept:
            self._report(done, total)
        return done

    def _report(self, done: int, total: int | None) -> None:
        if self.on_progress:
            self.on_progress(done, total)

    def _too_large(self) -> DownloadFailed:
        return self._failed(f"The clip is larger than {self.limit / 1e9:.3g} GB, the most that is taken.")

    def _about_network(self, advice: str) -> str:
        return advice if self.service == KREA else "Fetch it again."

    def _failed(self, what: str, *, advice: str = "", details: str = "") -> DownloadFailed:
        return at_service(self.service, DownloadFailed(what, advice=advice, details=details))

    def _failed_on_disk(self, error: OSError) -> DownloadFailed:
        url = self.url if self.service == KREA else ""
        return at_service(self.service, not_saved(error, self.part.parent, url=url, needed=self.expected))


def told(error: Exception) -> str:
    """What went wrong, for the details."""
    return plain(f"{type(error).__name__}: {error}", 500)


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def length_of(response: httpx.Response) -> int | None:
    """The bytes that the body will have, when the server tells."""
    text = response.headers.get("content-length", "")
    return int(text) if text.isdecimal() and len(text) < 19 and not packings(response) else None
