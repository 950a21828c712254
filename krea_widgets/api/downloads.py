"""Files from the open web, without any token: a clip streamed to disk and resumed, an image read into memory."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx

from ..errors import BadStill, CollectFailed, NotFound
from .refusals import plain
from .replies import web_url
from .retries import PASSING, pauses

__all__ = ["Download", "fetch", "file_name", "open_client"]

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
        transport=transport,
        mounts=mounts,
        timeout=httpx.Timeout(30.0, connect=10.0),
        limits=httpx.Limits(max_connections=10, max_keepalive_connections=4),
        headers={"User-Agent": agent},
        follow_redirects=True,
        max_redirects=10,
        event_hooks={"request": [_stay_on_the_web]},
    )


async def _stay_on_the_web(request: httpx.Request) -> None:
    """Seen by every hop of a redirect: `file:` and the like are never asked for, whatever the transport could do."""
    if request.url.scheme not in ("http", "https"):
        raise httpx.UnsupportedProtocol("Only http and https addresses are followed.")


class _LostTryError(Exception):
    """This try is lost, the next may do; the text is for the details."""


_LOST = (_LostTryError, httpx.HTTPError, ssl.SSLError, ConnectionError)  # the last two: should httpx let one through
_FINAL = (httpx.UnsupportedProtocol, httpx.TooManyRedirects)  # no other try will go better


@dataclass
class Download:
    """One file on its way to `part`; what is there already is kept and the rest asked for.

    Attributes:
        client: From `open_client`.
        url: http(s) address.
        part: Where the bytes go; grows over tries and over sessions.
        limit: Most bytes that are taken.
        on_progress: Called with (bytes so far, bytes in all or None), on the loop.
    """

    client: httpx.AsyncClient
    url: str
    part: Path
    limit: int
    on_progress: Callable[[int, int | None], None] | None = None
    validator: str = ""  # what If-Range needs to be sure that the rest belongs to what is there

    async def run(self, *, sleep: Sleep, random: Random) -> int:
        """The file's size in bytes, once all of it is in `part`; up to 5 retries, 1 s doubled.

        Raises:
            NotFound: The address is gone or no longer valid (401, 403, 404, 410): a fresh one may work.
            CollectFailed: The server stays away, the file is too large, or the disk does not take it.
        """
        if not web_url(self.url):
            raise CollectFailed("The clip's address is not one on the web.")
        waits = pauses(random, first=1.0, cap=16.0)
        while True:
            try:
                return await self._attempt()
            except _LOST as error:
                wait = next(waits, None)
                if wait is None or isinstance(error, _FINAL):
                    raise CollectFailed(
                        "The clip could not be fetched.",
                        advice="Check the network connection, then fetch it again.",
                        details=_told(error),
                    ) from None
            except OSError as error:
                raise CollectFailed(
                    "The clip could not be written to disk.",
                    advice="Make room, or choose another folder for clips; then fetch it again.",
                    details=_told(error),
                ) from None
            await sleep(wait)

    async def _attempt(self) -> int:
        have = await asyncio.to_thread(_size, self.part)
        headers = {"Accept-Encoding": "identity"}  # so that offsets and lengths count the file's own bytes
        if have:
            headers["Range"] = f"bytes={have}-"
            if self.validator:
                headers["If-Range"] = self.validator
        async with self.client.stream("GET", self.url, headers=headers) as response:
            start, total = self._place(response, have)
            if total is not None and total > self.limit:
                raise self._too_large()
            self._remember(response)
            done = await self._pour(response, start, total)
        if total is None or done == total:
            return done
        if done > total:
            self.part.unlink()
        raise _LostTryError(f"{done} of {total} bytes came")

    def _place(self, response: httpx.Response, have: int) -> tuple[int, int | None]:
        """(offset at which the answer's bytes belong, bytes in all if told); raises for what is no file."""
        status = response.status_code
        if status in (401, 403, 404, 410):
            raise NotFound("The clip's address is no longer valid.", status=status, details=f"HTTP {status}")
        if status in PASSING:
            raise _LostTryError(f"HTTP {status}")
        if status == 416 and have:
            self.part.unlink()
            raise _LostTryError("HTTP 416: the part did not fit")
        if status not in (200, 206):
            raise CollectFailed("The clip's server did not give it out.", details=f"HTTP {status}")
        if response.headers.get("content-type", "").startswith(("text/html", "application/json")):
            raise CollectFailed(
                "Something else than a clip came from the clip's address.",
                advice="A login page of the network may be in the way; fetch it again later.",
                details=plain(response.headers["content-type"]),
            )
        if status == 200:
            return 0, _length(response)
        found = _RANGE.fullmatch(response.headers.get("content-range", ""))
        if not found or int(found[1]) != have or _encoded(response):
            self.part.unlink(missing_ok=True)
            raise _LostTryError("an unfit range came")
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
            async for piece in response.aiter_bytes():
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

    def _too_large(self) -> CollectFailed:
        return CollectFailed(f"The clip is larger than {self.limit / 1e9:.3g} GB, the most that is taken.")


def _told(error: Exception) -> str:
    return plain(f"{type(error).__name__}: {error}", 500)


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _length(response: httpx.Response) -> int | None:
    """The bytes that the body will have, when the server tells."""
    text = response.headers.get("content-length", "")
    return int(text) if text.isdecimal() and len(text) < 19 and not _encoded(response) else None


def _encoded(response: httpx.Response) -> bool:
    """Whether the body is compressed on the way, against our wish: then its lengths are not the file's."""
    return bool(response.headers.get("content-encoding", "identity") != "identity")


async def fetch(
    client: httpx.AsyncClient,
    url: str,
    *,
    limit: int,
    on_progress: Callable[[int, int | None], None] | None,
    sleep: Sleep,
    random: Random,
) -> tuple[bytes, str]:
    """(bytes, file name) of an image anywhere on the web; 2 retries.

    Raises:
        BadStill: Not reachable, not there, too large, empty, or a web page; it names the address.
    """
    shown = _shown(url)
    if not web_url(url):
        raise BadStill(f"{shown} is not an address on the web.", name=shown)
    waits = pauses(random, retries=2)
    while True:
        try:
            return await _read(client, url, shown, limit, on_progress)
        except _LOST as error:
            wait = next(waits, None)
            if wait is None or isinstance(error, _FINAL):
                raise BadStill(
                    f"The image at {shown} could not be fetched.",
                    name=shown,
                    advice="Check the address, or save the image and give the file.",
                    details=_told(error),
                ) from None
        await sleep(wait)


async def _read(
    client: httpx.AsyncClient, url: str, shown: str, limit: int, on_progress: Callable[[int, int | None], None] | None
) -> tuple[bytes, str]:
    too_large = BadStill(f"The image at {shown} is larger than {limit / 1e6:.0f} MB.", name=shown)
    async with client.stream("GET", url, headers={"Accept": "image/*,*/*;q=0.5"}) as response:
        status = response.status_code
        if status in PASSING:
            raise _LostTryError(f"HTTP {status}")
        if status != 200:
            what = "There is no image" if status in (404, 410) else "The server does not give out the image"
            raise BadStill(f"{what} at {shown} ({status}).", name=shown)
        total = _length(response)
        if total is not None and total > limit:
            raise too_large
        data = bytearray()
        async for chunk in response.aiter_bytes(CHUNK):
            data += chunk
            if len(data) > limit:
                raise too_large
            if on_progress:
                on_progress(len(data), total)
        if total is not None and len(data) < total:
            raise _LostTryError(f"{len(data)} of {total} bytes came")
        if _is_page(response, data):
            raise BadStill(
                f"{shown} is a web page, not an image.",
                name=shown,
                advice="Copy the address of the image itself.",
            )
        if not data:
            raise BadStill(f"Nothing is in the file at {shown}.", name=shown)
        return bytes(data), _name_of(response, url)


def _is_page(response: httpx.Response, data: bytearray) -> bool:
    start = bytes(data[:200]).lstrip().lower()
    return response.headers.get("content-type", "").startswith("text/html") or start.startswith(
        (b"<!doctype html", b"<html")
    )


def _shown(url: str) -> str:
    """An address as it may be shown: without user, password, query and fragment, where secrets stand."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return "That"
    return plain(f"{parts.scheme}://{host}{parts.path}", 200) if host else "That"


def _name_of(response: httpx.Response, url: str) -> str:
    """The file's name: as the server tells it, else the last step of the address."""
    said = Message()
    said["Content-Disposition"] = response.headers.get("content-disposition", "inline")
    return file_name(said.get_filename() or "") or file_name(unquote(urlsplit(url).path)) or "image"


def file_name(text: str) -> str:
    """The last step of a path as a harmless file name of at most 80 characters, or ""."""
    last = re.split(r"[/\\]", plain(text, 2000))[-1]
    return re.sub(r'[<>:"|?*]', "_", last).strip(". ")[-80:]
