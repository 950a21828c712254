"""Krea's answers as values: bodies of any known form become jobs, pages of jobs and assets, or a StrangeReply."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from ..media import Asset
from ..settings import KREA_URL
from ..status import is_terminal
from .errors import KREA, opening, quoting, strange
from .server_messages import plain

__all__ = ["JobPage", "JobResponse", "quoted", "read_asset", "read_job", "read_page", "web_url"]

_DEEPEST = 4  # levels of lists and maps in which URLs are looked for; Krea uses two
_MOVING = (".mp4", ".mov", ".webm", ".m4v")
_STANDING = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")
_HOST = re.compile(r"[\w\-]+(\.[\w\-]+)*\.[a-z]{2,}/", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class JobResponse:
    """What Krea says about a job (Krea docs, "Job lifecycle"; Krea OpenAPI 2026-10-09).

    Attributes:
        job_id: Krea's id.
        status: Krea's word; an unknown word, or "", is a job still pending.
        created_at: ISO-8601 time as sent, or "".
        completed_at: ISO-8601 time as sent, or None.
        urls: http(s) addresses of results, clips first; may be empty even when completed.
        error_code: Krea's one word for a failure, or "".
        error_message: Krea's words for a failure, one line, or "".
        progress: 0 to 1 when Krea tells it (it is in no schema), else None.
        type: Krea's kind of job, or "".
        raw: The body as sent, with what could not be read (an odd `result`), but never the token.
    """

    job_id: str
    status: str
    created_at: str = ""
    completed_at: str | None = None
    urls: tuple[str, ...] = ()
    error_code: str = ""
    error_message: str = ""
    progress: float | None = None
    type: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class JobPage:
    """Some jobs, newest first, and where the next ones begin; `next_cursor` is None on the last page."""

    items: tuple[JobResponse, ...]
    next_cursor: str | None


def read_job(
    body: object, *, status: int = 200, job_id: str = "", base: str = KREA_URL, service: str = KREA
) -> JobResponse:
    """A job from a body of any known form.

    Args:
        body: The parsed body.
        status: HTTP status of the answer, for the error.
        job_id: The id asked for, taken when the body has none.
        base: The API's address, for results that are given relative to it.
        service: Who answered.

    Raises:
        StrangeReply: The body is no job, or nothing names its id.
    """
    if not isinstance(body, Mapping):
        what = f"{opening(service)} sent something that is no job."
        raise strange(what, status=status, body=body, details=type(body).__name__, service=service)
    found = _id_of(body) or job_id
    if not found:
        what = quoting(f"{opening(service)} sent a job without an id.", body, service)
        raise strange(what, status=status, body=dict(body), service=service)
    state = _word(body.get("status")).lower().replace("canceled", "cancelled")
    code, message = _failure(body, state)
    return JobResponse(
        job_id=found,
        status=state,
        created_at=_word(body.get("created_at")),
        completed_at=_word(body.get("completed_at")) or None,
        urls=_urls(body, base),
        error_code=code,
        error_message=message,
        progress=_fraction(body.get("progress"), state),
        type=_word(body.get("type")),
        raw=dict(body),
    )


def read_page(body: object, *, status: int = 200, base: str = KREA_URL, service: str = KREA) -> JobPage:
    """A page of jobs; items that are no jobs are left out, because one bad item should not hide the others.

    Raises:
        StrangeReply: The body holds no list of jobs.
    """
    items = body.get("items") if isinstance(body, Mapping) else body
    if not isinstance(items, list):
        what = f"{opening(service)} sent something that is no list of jobs."
        raise strange(what, status=status, body=body, service=service)
    known = (item for item in items if isinstance(item, Mapping) and _id_of(item))
    jobs = tuple(read_job(item, status=status, base=base, service=service) for item in known)
    cursor = (body.get("next_cursor") or body.get("nextCursor")) if isinstance(body, Mapping) else None
    return JobPage(jobs, _word(cursor) or None)


def read_asset(body: object, *, status: int = 200, base: str = KREA_URL, service: str = KREA) -> Asset:
    """An uploaded file as the service knows it.

    Raises:
        StrangeReply: The body has no usable address of the file.
    """
    url = _address(body.get("image_url") or body.get("url"), base) if isinstance(body, Mapping) else ""
    if not isinstance(body, Mapping) or not url:
        what = f"{opening(service)} took the file but gave no address for it."
        raise strange(what, status=status, body=body, service=service)
    return Asset(url, id=_word(body.get("id")), width=_pixels(body.get("width")), height=_pixels(body.get("height")))


def web_url(value: object) -> str:
    """`value` when it is an http(s) address that can be asked for, else ""."""
    if not isinstance(value, str) or len(value) > 8192 or any(char.isspace() or ord(char) < 32 for char in value):
        return ""
    try:
        url = httpx.URL(value)
    except (httpx.InvalidURL, ValueError):
        return ""
    return value if url.scheme in ("http", "https") and url.host else ""


def quoted(url: str) -> str:
    """An address in which the spaces are written as addresses have to write them."""
    return url.strip().replace(" ", "%20")


def _address(text: object, base: str) -> str:
    """The http(s) address that a text of an answer means, or "".

    Without http(s):// it is one only when it begins with "/" or ends like a clip or a picture: other texts ("no clip:
    refused", "video/mp4") stand in the same places, and must not be taken for a result.
    """
    if not isinstance(text, str):
        return ""
    url = quoted(text)
    if not url.lower().startswith(("http://", "https://")):
        if not url.startswith("/") and not re.split("[?#]", url)[0].lower().endswith(_MOVING + _STANDING):
            return ""
        try:
            url = f"https://{url}" if _HOST.match(url) else urljoin(base, url)
        except ValueError:  # such as "//[": no host
            return ""
    return web_url(url)


def _id_of(body: Mapping[str, Any]) -> str:
    return _word(body.get("job_id")) or _word(body.get("id"))


def _word(value: object) -> str:
    """A short text, or a number as one; "" for anything else."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        return str(value)
    return plain(value, 400)


def _fraction(value: object, state: str) -> float | None:
    """Progress as 0 to 1: up to 1 it is read as a fraction, above and with "%" as percent.

    The whole number 1 (not 1.0) is 1 % until the job is completed: Krea's samples print the figure with "%" behind it,
    and a bar that shows too little for a moment is better than one that shows the end at the beginning.
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


def _pixels(value: object) -> int | None:
    usable = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 1e9
    return int(value) if usable else None  # type: ignore[call-overload]  # mypy does not follow `usable`


def _failure(body: Mapping[str, Any], state: str) -> tuple[str, str]:
    """(code, message): `error`, then `result.error`, then a final job's `message`. Either may be missing."""
    result = body.get("result")
    for error in (body.get("error"), result.get("error") if isinstance(result, Mapping) else None):
        if isinstance(error, str) and plain(error):
            text = plain(error)
            return ("", text) if " " in text else (text, "")
        if isinstance(error, Mapping) and (error.get("code") or error.get("message")):
            return _word(error.get("code")), plain(error.get("message"))
    return "", plain(body.get("message")) if is_terminal(state) else ""


def _urls(body: Mapping[str, Any], base: str) -> tuple[str, ...]:
    """Every result address once, clips first; Krea has put them in five places and three shapes so far."""
    result = body.get("result")
    places: list[object] = [body.get("urls")]
    if isinstance(result, Mapping):
        places = [result.get("urls"), *places, result.get("video_url"), result.get("url")]
    else:
        places.insert(0, result)
    ranked: dict[str, int] = {}
    for place in places:
        for kind, text in _addresses(place, "", _DEEPEST):
            url = _address(text, base)
            if url:
                ranked[url] = min(ranked.get(url, 9), _rank(kind, url))
    return tuple(sorted(ranked, key=ranked.__getitem__))


def _addresses(found: object, kind: str, depth: int) -> Iterator[tuple[str, str]]:
    """(kind, what may be an address) in a string, a `{type, url}`, a list of either, or a map from kinds to them."""
    if isinstance(found, str):
        yield kind, found
    elif depth and isinstance(found, list):
        for item in found:
            yield from _addresses(item, kind, depth - 1)
    elif depth and isinstance(found, Mapping):
        if "url" in found:
            yield from _addresses(found["url"], _word(found.get("type")) or kind, depth - 1)
        else:
            for name, item in found.items():
                yield from _addresses(item, str(name), depth - 1)


def _rank(kind: str, url: str) -> int:
    """0 for a clip, 1 for what may be one, 2 for a picture."""
    path = urlsplit(url).path.lower()
    if path.endswith(_MOVING) or kind.lower().startswith(("video", "model")):
        return 0
    return 2 if path.endswith(_STANDING) or kind.lower().startswith(("preview", "thumb", "image", "poster")) else 1
