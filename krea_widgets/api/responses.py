"""Turns response bodies of any known form into jobs, pages of jobs, and assets, or raises StrangeReply."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx

from .._util.text import capitalised
from ..job_status import TERMINAL
from ..media import Asset
from ..settings import KREA_URL
from .error_responses import KREA, plain, quoting, strange

__all__ = [
    "AssetResponse",
    "JobResponse",
    "Page",
    "encode_spaces",
    "read_asset",
    "read_asset_page",
    "read_job",
    "read_page",
    "web_url",
]

# Levels of lists and maps that are searched for URLs; Krea uses two.
_MAX_DEPTH = 4
_VIDEO_SUFFIXES = (".mp4", ".mov", ".webm", ".m4v")
_IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")
_NUMBER = r"(\d{1,6}(?:\.\d{1,6})?)"
_ESTIMATED_TIME = re.compile(
    rf"[~≈]?\s*{_NUMBER}\s*(?:(?:-|–|to)\s*{_NUMBER})?\s*(s|secs?|seconds?|m|mins?|minutes?)?", re.ASCII | re.IGNORECASE
)
_NOT_IN_URLS = re.compile(r"[\s\x00-\x1f]")
_HOST = re.compile(r"[\w\-]+(\.[\w\-]+)*\.[a-z]{2,}/", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class JobResponse:
    """Krea's response about a job (Krea docs, "Job lifecycle"; Krea OpenAPI 2026-10-09).

    Attributes:
        status: Krea's status; an unknown one, or "", means pending.
        created_at: ISO 8601 time as sent, or "".
        completed_at: ISO 8601 time as sent, or None.
        urls: http(s) addresses of results, clips first. A completed job may have none.
        error_code: Krea's code for a failure, or "".
        error_message: Krea's message for a failure, one line, or "".
        progress: 0 to 1, or None. It is in no schema.
        estimated_seconds: Krea's `estimated_time`, the middle of a range, or None. It is in examples only.
        type: Krea's type of job, or "".
        raw: The body as sent, also its unreadable parts, but never the token.
    """

    job_id: str
    status: str
    created_at: str = ""
    completed_at: str | None = None
    urls: tuple[str, ...] = ()
    error_code: str = ""
    error_message: str = ""
    progress: float | None = None
    estimated_seconds: float | None = None
    type: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class AssetResponse:
    """A file that was uploaded (Krea OpenAPI 2026-10-09, "List assets").

    Attributes:
        asset: Its address, ID and size in pixels.
        uploaded_at: ISO 8601 time as sent, or "".
        size: Bytes, or None.
        mime_type: Such as "image/jpeg", or "".
        description: As it was uploaded, one line, or "".
    """

    asset: Asset
    uploaded_at: str = ""
    size: int | None = None
    mime_type: str = ""
    description: str = ""


Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some jobs or uploads, newest first; `next_cursor` is None on the last page."""

    items: tuple[Item, ...]
    next_cursor: str | None


def read_job(
    body: object, *, status: int = 200, job_id: str = "", base: str = KREA_URL, service: str = KREA
) -> JobResponse:
    """A job from a body of any known form.

    Args:
        job_id: The requested ID, for a body without one.
        base: The API's address, for relative addresses of results.

    Raises:
        StrangeReply: The body is no job, or has no ID.
    """
    if not isinstance(body, Mapping):
        what = f"{capitalised(service)} sent something that is no job."
        raise strange(what, status=status, body=body, details=type(body).__name__, service=service)
    found = _job_id(body) or job_id
    if not found:
        what = quoting(f"{capitalised(service)} sent a job without an ID.", body, service)
        raise strange(what, status=status, body=dict(body), service=service)
    state = _text(body.get("status")).lower().replace("canceled", "cancelled")
    code, message = _failure(body, state)
    return JobResponse(
        job_id=found,
        status=state,
        created_at=_text(body.get("created_at")),
        completed_at=_text(body.get("completed_at")) or None,
        urls=_urls(body, base),
        error_code=code,
        error_message=message,
        progress=_fraction(body.get("progress"), state),
        estimated_seconds=_estimated_seconds(body.get("estimated_time")),
        type=_text(body.get("type")),
        raw=dict(body),
    )


def read_page(body: object, *, base: str = KREA_URL, service: str = KREA) -> Page[JobResponse]:
    """A page of jobs. It leaves out items that are no jobs, because one bad item should not hide the others.

    Raises:
        StrangeReply: The body holds no list of jobs.
    """
    items, cursor = _items(body, "jobs", service)
    return Page(tuple(read_job(item, base=base, service=service) for item in items if _job_id(item)), cursor)


def read_asset_page(body: object, *, base: str = KREA_URL, service: str = KREA) -> Page[AssetResponse]:
    """A page of uploads, without items that have no ID or no address.

    Raises:
        StrangeReply: The body holds no list of uploads.
    """
    items, cursor = _items(body, "uploads", service)
    found = [
        AssetResponse(
            read_asset(item, base=base, service=service),
            _text(item.get("uploaded_at")),
            _positive(item.get("size_bytes")),
            _text(item.get("mime_type")),
            _text(item.get("description")),
        )
        for item in items
        if _text(item.get("id")) and _asset_url(item, base)
    ]
    return Page(tuple(found), cursor)


def _items(body: object, what: str, service: str) -> tuple[list[Mapping[str, Any]], str | None]:
    """The items and the cursor of a page; raises StrangeReply."""
    items = body.get("items") if isinstance(body, Mapping) else body
    if not isinstance(items, list):
        problem = f"{capitalised(service)} sent something that is no list of {what}."
        raise strange(problem, status=200, body=body, service=service)
    cursor = (body.get("next_cursor") or body.get("nextCursor")) if isinstance(body, Mapping) else None
    return [item for item in items if isinstance(item, Mapping)], _text(cursor) or None


def read_asset(body: object, *, status: int = 200, base: str = KREA_URL, service: str = KREA) -> Asset:
    """An uploaded file.

    Raises:
        StrangeReply: The body has no usable address.
    """
    url = _asset_url(body, base) if isinstance(body, Mapping) else ""
    if not isinstance(body, Mapping) or not url:
        what = f"{capitalised(service)} took the file but gave no address for it."
        raise strange(what, status=status, body=body, service=service)
    return Asset(
        url, id=_text(body.get("id")), width=_positive(body.get("width")), height=_positive(body.get("height"))
    )


def _asset_url(body: Mapping[str, Any], base: str) -> str:
    return _address(body.get("image_url") or body.get("url"), base)


def web_url(value: object) -> str:
    """`value` if it is a usable http(s) address, else ""."""
    if not isinstance(value, str) or len(value) > 8192 or _NOT_IN_URLS.search(value):
        return ""
    return value if _is_web_url(value) else ""


# A search reads the same list several times.
@functools.lru_cache(2048)
def _is_web_url(text: str) -> bool:
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        return False
    return url.scheme in ("http", "https") and bool(url.host)


def encode_spaces(url: str) -> str:
    """An address with %20 for each space."""
    return url.strip().replace(" ", "%20")


def _address(text: object, base: str) -> str:
    """The http(s) address that a response's text means, or "".

    Without http(s):// it must begin with "/" or end like a clip or an image: the same fields can hold other texts ("no
    clip: refused", "video/mp4"), which are no results.
    """
    if not isinstance(text, str):
        return ""
    url = encode_spaces(text)
    if not url.lower().startswith(("http://", "https://")):
        if not url.startswith("/") and not re.split("[?#]", url)[0].lower().endswith(_VIDEO_SUFFIXES + _IMAGE_SUFFIXES):
            return ""
        try:
            url = f"https://{url}" if _HOST.match(url) else urljoin(base, url)
        # Without a host, such as "//[".
        except ValueError:
            return ""
    return web_url(url)


def _job_id(body: Mapping[str, Any]) -> str:
    return _text(body.get("job_id")) or _text(body.get("id"))


def _text(value: object) -> str:
    """A short text, or a number as one; "" for anything else."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        return str(value)
    return plain(value, 400)


def _fraction(value: object, state: str) -> float | None:
    """Progress as 0 to 1. Up to 1 it is a fraction, above and with "%" it is a percentage.

    The integer 1 (not 1.0) means 1 % until the job is completed: Krea's samples print the number with "%", and a bar
    that shows too little for a moment is better than one that shows the end at the beginning.
    """
    percent = isinstance(value, str) and value.strip().endswith("%")
    if isinstance(value, str):
        value = value.strip().rstrip("%")
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    if not math.isfinite(number):
        return None
    first = state != "completed" and str(value).strip() == "1"
    return min(max(number / 100 if percent or first or number > 1 else number, 0.0), 1.0)


def _estimated_seconds(value: object) -> float | None:
    """90.0 for "60-120 seconds", "1-2 minutes", "90" or 90; None for anything else, and outside 1 s to 2 h."""
    found = _ESTIMATED_TIME.fullmatch(_text(value) if not isinstance(value, float) else str(value))
    if not found:
        return None
    first, last, unit = found.groups()
    seconds = (float(first) + float(last or first)) / 2 * (60 if (unit or "").lower().startswith("m") else 1)
    return seconds if 1 <= seconds <= 7200 else None


def _positive(value: object) -> int | None:
    usable = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 1e9
    return int(value) if usable else None  # type: ignore[call-overload]  # mypy does not follow `usable`


def _failure(body: Mapping[str, Any], state: str) -> tuple[str, str]:
    """(code, message) from `error`, `result.error` or a final job's `message`. Either can be ""."""
    result = body.get("result")
    for error in (body.get("error"), result.get("error") if isinstance(result, Mapping) else None):
        if isinstance(error, str) and plain(error):
            text = plain(error)
            return ("", text) if " " in text else (text, "")
        if isinstance(error, Mapping) and (error.get("code") or error.get("message")):
            return _text(error.get("code")), plain(error.get("message"))
    return "", plain(body.get("message")) if state in TERMINAL else ""


def _urls(body: Mapping[str, Any], base: str) -> tuple[str, ...]:
    """Each result's address once, clips first. Krea has used five fields and three shapes so far."""
    result = body.get("result")
    fields: list[object] = [body.get("urls")]
    if isinstance(result, Mapping):
        fields = [result.get("urls"), *fields, result.get("video_url"), result.get("url")]
    else:
        fields.insert(0, result)
    ranked: dict[str, int] = {}
    for value in fields:
        for kind, text in _addresses(value, "", _MAX_DEPTH):
            url = _address(text, base)
            if url:
                ranked[url] = min(ranked.get(url, 9), _rank(kind, url))
    return tuple(sorted(ranked, key=ranked.__getitem__))


def _addresses(found: object, kind: str, depth: int) -> Iterator[tuple[str, str]]:
    """(type, possible address) in a string, a `{type, url}`, a list of either, or a map from types to them."""
    if isinstance(found, str):
        yield kind, found
    elif depth and isinstance(found, list):
        for item in found:
            yield from _addresses(item, kind, depth - 1)
    elif depth and isinstance(found, Mapping):
        if "url" in found:
            yield from _addresses(found["url"], _text(found.get("type")) or kind, depth - 1)
        else:
            for name, item in found.items():
                yield from _addresses(item, str(name), depth - 1)


def _rank(kind: str, url: str) -> int:
    """0 for a clip, 1 for a possible clip, 2 for an image."""
    path = urlsplit(url).path.lower()
    if path.endswith(_VIDEO_SUFFIXES) or kind.lower().startswith(("video", "model")):
        return 0
    is_image = path.endswith(_IMAGE_SUFFIXES) or kind.lower().startswith(("preview", "thumb", "image", "poster"))
    return 2 if is_image else 1
