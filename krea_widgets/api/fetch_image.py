"""Downloads images from any web address, without the token, into memory."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Callable
from email.message import Message
from urllib.parse import unquote, urlsplit

import httpx

from ..errors import BadStill
from .download import CONNECTION_ERRORS, IncompleteError, Random, Sleep, content_length, error_text, is_retryable
from .read_body import UnreadableError, chunks
from .responses import encode_spaces, web_url
from .retry import RETRYABLE, backoff, retry
from .server_messages import plain

__all__ = ["ascii_name", "fetch", "file_name"]

_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}
_ADVICE = "Check the address, or save the image and use the file."


async def fetch(
    client: httpx.AsyncClient,
    url: str,
    *,
    limit: int,
    timeout: float,
    on_progress: Callable[[int, int | None], None] | None,
    sleep: Sleep,
    random: Random,
) -> tuple[bytes, str]:
    """(bytes, file name) of an image at any web address; 2 retries, `timeout` seconds in total.

    Raises:
        BadStill: It is unreachable, missing, too slow, too large, empty, or a web page; the text names the address.
    """
    shown = _shown(url)
    url = encode_spaces(url)
    if not web_url(url):
        raise BadStill(f"{shown} is no web address.", name=shown)
    try:
        tries = retry(
            lambda: _read(client, url, shown, limit, on_progress),
            backoff(random, retries=2),
            sleep=sleep,
            on=is_retryable,
        )
        return await asyncio.wait_for(tries, timeout)
    except asyncio.TimeoutError:
        what = f"The image at {shown} did not arrive within {timeout:g} s."
        raise BadStill(what, name=shown, advice=_ADVICE) from None
    except CONNECTION_ERRORS as error:
        what = f"The image at {shown} could not be downloaded."
        raise BadStill(what, name=shown, advice=_ADVICE, details=error_text(error)) from None
    except UnreadableError as error:
        what = f"The image at {shown} is compressed in an unsupported way."
        advice = "Save the image and use the file."
        raise BadStill(what, name=shown, advice=advice, details=error_text(error)) from None


async def _read(
    client: httpx.AsyncClient, url: str, shown: str, limit: int, on_progress: Callable[[int, int | None], None] | None
) -> tuple[bytes, str]:
    too_large = BadStill(f"The image at {shown} is larger than {limit / 1e6:.0f} MB.", name=shown)
    async with client.stream("GET", url, headers={"Accept": "image/*,*/*;q=0.5"}) as response:
        status = response.status_code
        if status in RETRYABLE:
            raise IncompleteError(f"HTTP {status}")
        if status != 200:
            gone = status in (404, 410)
            what = f"There is no image at {shown}" if gone else f"The image at {shown} cannot be downloaded"
            raise BadStill(f"{what} ({status}).", name=shown)
        total = content_length(response)
        if total is not None and total > limit:
            raise too_large
        data = bytearray()
        async for chunk in chunks(response):
            data += chunk
            if len(data) > limit:
                raise too_large
            if on_progress:
                on_progress(len(data), total)
        if total is not None and len(data) < total:
            raise IncompleteError(f"{len(data)} of {total} bytes arrived")
        if _is_page(response, data):
            raise BadStill(
                f"{shown} is a web page, not an image.",
                name=shown,
                advice="Copy the address of the image itself.",
            )
        if not data:
            raise BadStill(f"The file at {shown} is empty.", name=shown)
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
        host = parts.hostname or ""
    except ValueError:
        return "That"
    return plain(f"{parts.scheme}://{host}{parts.path}", 200) if host else "That"


def _name_of(response: httpx.Response, url: str) -> str:
    """The file name from Content-Disposition, or else the last part of the address."""
    message = Message()
    message["Content-Disposition"] = response.headers.get("content-disposition", "inline")
    return file_name(message.get_filename() or "") or file_name(unquote(urlsplit(url).path)) or "image"


def file_name(text: str) -> str:
    """The last part of a path as a safe file name of at most 80 characters, or ""."""
    last = re.split(r"[/\\]", plain(text, 2000))[-1]
    return re.sub(r'[<>:"|?*]', "_", last).strip(". ")[-80:]


def ascii_name(name: str, mime_type: str) -> str:
    """An ASCII file name with the type's suffix."""
    plain_name = file_name(name)
    stem = plain_name.rpartition(".")[0] or plain_name
    folded = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9\-]+", "_", folded).strip("_")[:60] or "image"
    return stem + _SUFFIXES.get(mime_type, "")
