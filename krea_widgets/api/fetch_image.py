"""Images from anywhere on the web, without any token: read into memory, or refused by name."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Callable
from email.message import Message
from urllib.parse import unquote, urlsplit

import httpx

from ..errors import BadStill
from .download import FINAL, LOST, LostTryError, Random, Sleep, length_of, told
from .read_body import UnreadableError, pieces
from .responses import quoted, web_url
from .retry import PASSING, pauses
from .server_messages import plain

__all__ = ["ascii_name", "fetch", "file_name"]

_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}
_ADVICE = "Check the address, or save the image and give the file."


async def fetch(
    client: httpx.AsyncClient,
    url: str,
    *,
    limit: int,
    patience: float,
    on_progress: Callable[[int, int | None], None] | None,
    sleep: Sleep,
    random: Random,
) -> tuple[bytes, str]:
    """(bytes, file name) of an image anywhere on the web; 2 retries, `patience` seconds in all.

    Raises:
        BadStill: Not reachable, not there, too slow, too large, empty, or a web page; it names the address.
    """
    shown = _shown(url)
    url = quoted(url)
    if not web_url(url):
        raise BadStill(f"{shown} is not an address on the web.", name=shown)
    try:
        return await asyncio.wait_for(_tries(client, url, shown, limit, on_progress, sleep, random), patience)
    except asyncio.TimeoutError:
        raise BadStill(
            f"The image at {shown} did not come within {patience:g} s.", name=shown, advice=_ADVICE
        ) from None


async def _tries(
    client: httpx.AsyncClient,
    url: str,
    shown: str,
    limit: int,
    on_progress: Callable[[int, int | None], None] | None,
    sleep: Sleep,
    random: Random,
) -> tuple[bytes, str]:
    waits = pauses(random, retries=2)
    while True:
        try:
            return await _read(client, url, shown, limit, on_progress)
        except LOST as error:
            wait = next(waits, None)
            if wait is None or isinstance(error, FINAL):
                raise BadStill(
                    f"The image at {shown} could not be fetched.",
                    name=shown,
                    advice=_ADVICE,
                    details=told(error),
                ) from None
        except UnreadableError as error:
            what = f"The image at {shown} comes packed in a way that cannot be unpacked."
            raise BadStill(what, name=shown, advice="Save the image and give the file.", details=told(error)) from None
        await sleep(wait)


async def _read(
    client: httpx.AsyncClient, url: str, shown: str, limit: int, on_progress: Callable[[int, int | None], None] | None
) -> tuple[bytes, str]:
    too_large = BadStill(f"The image at {shown} is larger than {limit / 1e6:.0f} MB.", name=shown)
    async with client.stream("GET", url, headers={"Accept": "image/*,*/*;q=0.5"}) as response:
        status = response.status_code
        if status in PASSING:
            raise LostTryError(f"HTTP {status}")
        if status != 200:
            gone = status in (404, 410)
            what = f"There is no image at {shown}" if gone else f"The image at {shown} is not given out"
            raise BadStill(f"{what} ({status}).", name=shown)
        total = length_of(response)
        if total is not None and total > limit:
            raise too_large
        data = bytearray()
        async for chunk in pieces(response):
            data += chunk
            if len(data) > limit:
                raise too_large
            if on_progress:
                on_progress(len(data), total)
        if total is not None and len(data) < total:
            raise LostTryError(f"{len(data)} of {total} bytes came")
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


def ascii_name(name: str, mime_type: str) -> str:
    """A file name that any header can carry, with the suffix that its type asks for."""
    plain_name = file_name(name)
    stem = plain_name.rpartition(".")[0] or plain_name
    folded = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9\-]+", "_", folded).strip("_")[:60] or "image"
    return stem + _SUFFIXES.get(mime_type, "")
