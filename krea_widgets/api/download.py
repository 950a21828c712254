"""Downloads clips and images from any web address, without the token."""

from __future__ import annotations

import asyncio
import re
import ssl
import time
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote, urlsplit

import httpx

from .._util.text import capitalised
from ..errors import BadFile, DownloadFailed, NotFound
from ..media import not_saved
from ..media.image_codec import MAX_BYTES
from ..media.sources import ENDINGS, safe_name
from ..secret import without_frames
from .error_responses import KREA, at_service, plain
from .get_retry import RETRYABLE, Retry
from .network import Network
from .read_body import UnreadableError, check_encoding, chunks, encodings
from .responses import encode_spaces, web_url

__all__ = ["Download", "ascii_name", "fetch_image", "open_client", "without_httpx_frames"]

T = TypeVar("T")

# Bytes, and seconds, between writes to the disk: the first that is reached. Nobody sees progress more often.
CHUNK, WRITE_EVERY = 1 << 22, 0.2
# Bytes.
LARGEST_CLIP = 4 << 30
# Seconds, with all retries.
IMAGE_TIMEOUT = 120.0
_RANGE = re.compile(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18}|\*)", re.ASCII)
_ADVICE = "Check the address, or save the image and use the file."


def open_client(
    transport: httpx.AsyncBaseTransport | None, mounts: dict[str, httpx.AsyncBaseTransport], agent: str
) -> httpx.AsyncClient:
    """A client for any http(s) address. It has no token, and its redirects stay on the web."""
    return httpx.AsyncClient(
        transport=transport or Network(),
        mounts=mounts,
        trust_env=False,
        timeout=httpx.Timeout(30.0, connect=10.0),
        # Uncompressed, so that offsets and lengths count the file's bytes. Images and clips would not shrink anyway.
        headers={"User-Agent": agent, "Accept-Encoding": "identity"},
        follow_redirects=True,
        max_redirects=10,
        event_hooks={"request": [_stay_on_the_web]},
    )


async def _stay_on_the_web(request: httpx.Request) -> None:
    """Refuse `file:` and other schemes in each redirect, whatever the transport supports."""
    if request.url.scheme not in ("http", "https"):
        raise httpx.UnsupportedProtocol("Only http and https addresses are followed.")


async def without_httpx_frames(work: Awaitable[T]) -> T:
    """The result of `work`. Its errors lose the frames of httpx, which hold the response's headers."""
    try:
        return await work
    except BaseException as error:
        failure = without_frames(error)
    raise failure


class _IncompleteError(Exception):
    """This try brought no complete file; the next may. The text is for the details."""


# httpx should turn the last two into its own errors; these are for those that it lets through.
CONNECTION_ERRORS = (_IncompleteError, httpx.HTTPError, ssl.SSLError, ConnectionError)


def _is_retryable(error: Exception) -> bool:
    final = isinstance(error, (httpx.UnsupportedProtocol, httpx.TooManyRedirects))
    return isinstance(error, CONNECTION_ERRORS) and not final


@dataclass
class Download:
    """The download of one file to `part`. It requests only the bytes that `part` does not have.

    Attributes:
        part: The file that grows over tries and over sessions.
        on_progress: Called on the loop with (bytes so far, bytes in total or None).
        expected: The clip's bytes once they are known, else 0.
        validator: The If-Range value that proves that the rest belongs to `part`, or "".
    """

    client: httpx.AsyncClient
    url: str
    part: Path
    on_progress: Callable[[int, int | None], None] | None = None
    service: str = KREA
    expected: int = 0
    validator: str = ""

    async def run(self, retry: Retry) -> int:
        """The size in bytes of the complete file in `part`; up to 5 retries, after 1 s, doubled.

        Raises:
            NotFound: The address is no longer valid (401, 403, 404, 410): a fresh one may work.
            DownloadFailed: The server is unreachable, the file is too large, or it cannot be written.
        """
        self.url = encode_spaces(self.url)
        if not web_url(self.url):
            raise self._failed("The clip's address is no web address.")
        try:
            return await retry(self._attempt, first=1.0, cap=16.0, on=_is_retryable)
        except (*CONNECTION_ERRORS, UnreadableError) as error:
            if isinstance(error, UnreadableError):
                what, advice = (
                    "is compressed in an unsupported way",
                    "A network proxy may do this: download it again later.",
                )
            else:
                what, advice = "could not be downloaded", "Check the network connection, then download it again."
            raise self._failed(
                f"The clip {what}.", advice=self._about_network(advice), details=_error_text(error)
            ) from None
        except OSError as error:
            url = self.url if self.service == KREA else ""
            failure = not_saved(error, self.part.parent, url=url, needed=self.expected)
            raise at_service(self.service, failure) from None

    async def _attempt(self) -> int:
        size = await asyncio.to_thread(_size, self.part)
        headers = {}
        if size:
            headers["Range"] = f"bytes={size}-"
            if self.validator:
                headers["If-Range"] = self.validator
        async with self.client.stream("GET", self.url, headers=headers) as response:
            start, total = self._check(response, size)
            self.expected = total or 0
            if self.expected > LARGEST_CLIP:
                raise self._too_large()
            self.validator = _validator(response)
            done = await self._write(response, start, total)
        if total is None or done == total:
            return done
        if done > total:
            self.part.unlink()
        raise _IncompleteError(f"{done} of {total} bytes arrived")

    def _check(self, response: httpx.Response, size: int) -> tuple[int, int | None]:
        """(offset of the response's bytes in the file, total bytes or None); raises if it is no clip."""
        status = response.status_code
        if status in (401, 403, 404, 410):
            gone = NotFound("The clip's address is no longer valid.", status=status, details=f"HTTP {status}")
            raise at_service(self.service, gone)
        if status in RETRYABLE:
            raise _IncompleteError(f"HTTP {status}")
        if status == 416 and size:
            self.part.unlink()
            raise _IncompleteError("HTTP 416: the partial file did not fit")
        if status not in (200, 206):
            server = "The clip's server" if self.service == KREA else capitalised(self.service)
            raise self._failed(f"{server} refused the download.", details=f"HTTP {status}")
        if response.headers.get("content-type", "").startswith(("text/html", "application/json")):
            raise self._failed(
                "The clip's address returned something else than a clip.",
                advice=self._about_network("A login page of the network may be the cause: download it again later."),
                details=plain(response.headers["content-type"]),
            )
        if status == 200:
            # Before the partial file is overwritten.
            check_encoding(response)
            return 0, _content_length(response)
        found = _RANGE.fullmatch(response.headers.get("content-range", ""))
        if not found or int(found[1]) != size or encodings(response) or self._is_other_version(response, found[2]):
            self.part.unlink(missing_ok=True)
            raise _IncompleteError("the returned range does not fit")
        return size, None if found[2] == "*" else int(found[2])

    def _is_other_version(self, response: httpx.Response, total: str) -> bool:
        """Whether a rest is not of the file that the tries before began, which a server should not send."""
        validator = _validator(response)
        resized = self.expected > 0 and total not in ("*", str(self.expected))
        return resized or bool(self.validator and validator and validator != self.validator)

    async def _write(self, response: httpx.Response, start: int, total: int | None) -> int:
        """Write the body at `start`; returns the size of `part`. After a break, `part` keeps the bytes so far.

        A thread writes to the disk: a mebibyte takes a local disk a millisecond, but the network folders of hosted
        notebooks up to seconds, during which no other job would be watched. While other threads work, each change to
        that thread and back costs up to 10 ms.
        """
        done = written = start
        due = time.monotonic() + WRITE_EVERY
        self._report(done, total)
        with self.part.open("ab" if start else "wb", buffering=2 * CHUNK) as file:
            async for chunk in chunks(response):
                done += len(chunk)
                if done > LARGEST_CLIP:
                    raise self._too_large()
                # Into the buffer.
                file.write(chunk)
                if done - written >= CHUNK or time.monotonic() >= due:
                    await asyncio.to_thread(file.flush)
                    written, due = done, time.monotonic() + WRITE_EVERY
                    self._report(done, total)
        if done > written:
            self._report(done, total)
        return done

    def _report(self, done: int, total: int | None) -> None:
        if self.on_progress:
            self.on_progress(done, total)

    def _too_large(self) -> DownloadFailed:
        return self._failed(f"The clip is larger than the limit of {LARGEST_CLIP / 1e9:.3g} GB.")

    def _about_network(self, advice: str) -> str:
        return advice if self.service == KREA else "Download it again."

    def _failed(self, what: str, *, advice: str = "", details: str = "") -> DownloadFailed:
        return at_service(self.service, DownloadFailed(what, advice=advice, details=details))


def _error_text(error: Exception) -> str:
    return plain(f"{type(error).__name__}: {error}", 500)


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _validator(response: httpx.Response) -> str:
    """What identifies this version of a file: its strong tag or its date; "" without one."""
    tag = response.headers.get("etag", "")
    validator: str = tag if tag.startswith('"') else response.headers.get("last-modified", "")
    return validator if validator.isascii() else ""


def _content_length(response: httpx.Response) -> int | None:
    """The body's length in bytes, if the server tells it and the body is uncompressed."""
    text = response.headers.get("content-length", "")
    return int(text) if text.isdecimal() and len(text) < 19 and not encodings(response) else None


async def fetch_image(client: httpx.AsyncClient, url: str, retry: Retry) -> tuple[bytes, str]:
    """(bytes, file name) of an image at any web address; 2 retries, `IMAGE_TIMEOUT` seconds in total.

    Raises:
        BadFile: It is unreachable, missing, too slow, too large, empty, or a web page; the text names the address.
    """
    shown = _shown(url)
    url = encode_spaces(url)
    if not web_url(url):
        raise BadFile(f"{shown} is no web address.", name=shown)
    try:
        tries = retry(lambda: _read(client, url, shown), retries=2, on=_is_retryable)
        return await asyncio.wait_for(tries, IMAGE_TIMEOUT)
    except asyncio.TimeoutError:
        what = f"The image at {shown} did not arrive within {IMAGE_TIMEOUT:g} s."
        raise BadFile(what, name=shown, advice=_ADVICE) from None
    except CONNECTION_ERRORS as error:
        what = f"The image at {shown} could not be downloaded."
        raise BadFile(what, name=shown, advice=_ADVICE, details=_error_text(error)) from None
    except UnreadableError as error:
        what = f"The image at {shown} is compressed in an unsupported way."
        advice = "Save the image and use the file."
        raise BadFile(what, name=shown, advice=advice, details=_error_text(error)) from None


async def _read(client: httpx.AsyncClient, url: str, shown: str) -> tuple[bytes, str]:
    too_large = BadFile(f"The image at {shown} is larger than {MAX_BYTES / 1e6:.0f} MB.", name=shown)
    async with client.stream("GET", url, headers={"Accept": "image/*,*/*;q=0.5"}) as response:
        status = response.status_code
        if status in RETRYABLE:
            raise _IncompleteError(f"HTTP {status}")
        if status != 200:
            gone = status in (404, 410)
            what = f"There is no image at {shown}" if gone else f"The image at {shown} cannot be downloaded"
            raise BadFile(f"{what} ({status}).", name=shown)
        total = _content_length(response)
        if total is not None and total > MAX_BYTES:
            raise too_large
        data = bytearray()
        async for chunk in chunks(response):
            data += chunk
            if len(data) > MAX_BYTES:
                raise too_large
        if total is not None and len(data) < total:
            raise _IncompleteError(f"{len(data)} of {total} bytes arrived")
        if _is_page(response, data):
            raise BadFile(
                f"{shown} is a web page, not an image.",
                name=shown,
                advice="Copy the address of the image itself.",
            )
        if not data:
            raise BadFile(f"The file at {shown} is empty.", name=shown)
        return bytes(data), _name_of(response, url)


def _is_page(response: httpx.Response, data: bytearray) -> bool:
    start = bytes(data[:200]).lstrip().lower()
    return response.headers.get("content-type", "").startswith("text/html") or start.startswith(
        (b"<!doctype html", b"<html")
    )


def _shown(url: str) -> str:
    """An address without user, password, query and fragment, which can hold secrets."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2] if parts.hostname else ""
    except ValueError:
        return "That"
    return plain(f"{parts.scheme}://{host}{parts.path}", 200) if host else "That"


def _name_of(response: httpx.Response, url: str) -> str:
    """The file name from Content-Disposition, or else the last part of the address."""
    message = Message()
    message["Content-Disposition"] = response.headers.get("content-disposition", "inline")
    return safe_name(message.get_filename() or "") or safe_name(unquote(urlsplit(url).path)) or "image"


def ascii_name(name: str, mime_type: str) -> str:
    """An ASCII file name with the type's suffix."""
    stem = safe_name(name).rpartition(".")[0] or safe_name(name)
    folded = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9\-]+", "_", folded).strip("_")[:60] or mime_type.partition("/")[0]
    return stem + ENDINGS[mime_type][0]
