"""What Krea's refusals and silences mean: error bodies and transport failures become this package's errors."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from .. import errors

__all__ = ["field_faults", "free", "plain", "refusal", "said", "strange", "unreachable"]

LIST_OF_FAULTS = ("details", "errors", "issues", "validationErrors", "validation_errors")
_HTML = re.compile(r"<\s*(!doctype|html|head|body|title|script|div|center|h1|p)\b", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_ESCAPES = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])")  # what colours a terminal
_CODE = re.compile(r"[\w.\-]+")  # one word: a machine's name for what is wrong
_MAYBE_STARTED = "The job may have started all the same: look for it before sending it again."
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # these let text pose as other text


def plain(value: object, limit: int = 300) -> str:
    """Server text fit to be shown: one line, no control characters, no HTML, at most `limit` characters; else ""."""
    if not isinstance(value, str) or _HTML.search(value[:2000]):
        return ""
    text = _ESCAPES.sub("", value[: 20 * limit])
    text = "".join(
        " " if char.isspace() else char
        for char in text
        if char.isspace() or (unicodedata.category(char) not in ("Cc", "Cs") and char not in _BIDI)
    )
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def said(body: object) -> str:
    """Krea's own words in an error body of any known form (Krea docs show several), or ""."""
    return next((text for text in map(plain, _sayings(body)) if text), "")


def _sayings(body: object) -> Iterator[object]:
    """Where the words may stand, best first."""
    if not isinstance(body, Mapping):
        yield body
        return
    error, message = body.get("error"), body.get("message")
    if isinstance(error, Mapping):
        yield error.get("message")
    elif isinstance(error, str) and not (_CODE.fullmatch(error) and plain(message)):
        yield error
    yield message
    yield body.get("detail")
    yield "; ".join(f"{field}: {fault}" if field else fault for field, fault in _faults(body))
    yield _code(body)


def _code(body: object) -> str:
    """Krea's one-word name for the error, or ""."""
    error = body.get("error") if isinstance(body, Mapping) else None
    code = error.get("code") if isinstance(error, Mapping) else error
    return plain(code, 80)


def field_faults(body: object) -> dict[str, str]:
    """What is wrong with which field, from any of the lists in which validators report it."""
    return {field: fault for field, fault in _faults(body) if field}


def _faults(body: object) -> Iterator[tuple[str, str]]:
    if not isinstance(body, Mapping):
        return
    error = body.get("error")
    for place in (body, error) if isinstance(error, Mapping) else (body,):
        for name in ("detail", *LIST_OF_FAULTS):
            yield from _faults_in(place.get(name))


def _faults_in(found: object) -> Iterator[tuple[str, str]]:
    """(field, fault) of a list of faults, or of a map from fields to faults."""
    if isinstance(found, Mapping):
        inner = found.get("fieldErrors")
        for field, fault in (inner if isinstance(inner, Mapping) else found).items():
            text = plain(fault[0] if isinstance(fault, list) and fault else fault)
            if text:
                yield plain(field, 80), text
    for item in found[:20] if isinstance(found, list) else ():
        if isinstance(item, str) and plain(item):
            yield "", plain(item)
        elif isinstance(item, Mapping):
            where = next((item[key] for key in ("path", "loc", "field", "keys") if item.get(key)), "")
            steps = where if isinstance(where, list) else [where]
            field = ".".join(str(step) for step in steps if isinstance(step, (str, int)) and step != "body")
            text = next((text for text in (plain(item.get(key)) for key in ("message", "msg")) if text), "")
            if text or field:
                yield plain(field, 80), text or "not accepted"


def refusal(
    status: int,
    body: object,
    *,
    subject: str = "",
    retry_after: float | None = None,
    has_token: bool = True,
    submitting: bool = False,
    asking: bool = False,
) -> errors.ApiError:
    """The error for an answer that is not a success.

    Args:
        status: HTTP status, 300 or more.
        body: Parsed JSON, or the text when it is none.
        subject: What was asked for, in words: "job 123", "model kling/kling-2.5".
        retry_after: Seconds that the server asks to wait; 429 only.
        has_token: Whether a token was sent.
        submitting: Whether the request could have started a job.
        asking: Whether it was a question (GET): a web page that forbids one comes from a gatekeeper on the way, who may
            think better of it; Krea forbids in JSON.
    """
    common: dict[str, Any] = {
        "status": status,
        "body": plain(body, 500) if isinstance(body, str) else body,
        "details": _details(status, body),
    }
    if status == 410:
        return _gone(body, subject, common)
    if status == 429:
        what = _quoting("Krea takes no more jobs at the moment.", body)
        return errors.TooManyJobs(
            what, retry_after=retry_after, advice="Wait until one of them is done, then try again.", **common
        )
    if status >= 500 or status in (408, 425):
        return _trouble(body, submitting, common)
    if status == 403 and asking and isinstance(body, str) and _HTML.search(body[:2000]):
        what = "Something on the way to Krea answered with a web page (403)."
        return strange(what, advice="Try again in a minute.", **common)
    if status < 400:
        return strange(f"Krea sent the request on to another address ({status}), which was not followed.", **common)
    if status in _PLAIN_REFUSALS:
        kind, what, advice = _PLAIN_REFUSALS[status]
        if status == 401 and not has_token:
            what = "Krea needs a token, and none is set."
        if status == 404:
            what = f"Krea has no {subject or 'such thing'}, or it is not yours."
        return kind(_quoting(what, body), advice=advice, **common)
    return _refused(body, common)


_PLAIN_REFUSALS: dict[int, tuple[type[errors.ApiError], str, str]] = {
    401: (
        errors.BadToken,
        "Krea does not know this token.",
        "Make one at https://krea.ai/app/api/tokens and set it as KREA_API_KEY.",
    ),
    402: (
        errors.OutOfFunds,
        "The API balance at Krea does not cover this.",
        "Top it up at https://krea.ai/app/api; a subscription to the web app does not pay for the API.",
    ),
    403: (
        errors.Forbidden,
        "Krea does not let this token do that.",
        "The token may be for something else, or API access is off for your workspace"
        " (its owner or support@krea.ai can turn it on).",
    ),
    404: (errors.NotFound, "", ""),
}


def _trouble(body: object, submitting: bool, common: dict[str, Any]) -> errors.ServerError:
    """5xx and what else leaves it open whether the request was carried out."""
    status = common["status"]
    what = "Krea's server took too long" if status in (408, 504, 524) else "Krea's server has a problem"
    advice = _MAYBE_STARTED if submitting else "Try again in a minute."
    return errors.ServerError(_quoting(f"{what} ({status}).", body), advice=advice, **common)


def _gone(body: object, subject: str, common: dict[str, Any]) -> errors.ModelGone:
    replacement = plain(body.get("replacement"), 100).removeprefix("video/") if isinstance(body, Mapping) else ""
    advice = f"Use {replacement} instead." if replacement else "Choose another model."
    what = _quoting(f"Krea has withdrawn {subject or 'this model'}.", body)
    return errors.ModelGone(what, replacement=replacement or None, advice=advice, **common)


def _refused(body: object, common: dict[str, Any]) -> errors.Refused:
    """400, 413, 422 and what else means: not like this."""
    fields = field_faults(body)
    what = "Krea found the file too large." if common["status"] == 413 else "Krea did not accept the request."
    what = _quoting(what, body)
    missing = [f"{field}: {fault}" for field, fault in fields.items() if fault not in what][:5]
    if missing:
        what += f" ({'; '.join(missing)})"
    advice = ""
    if "asset url" in what.lower() or "file rejected" in what.lower():
        advice = "Krea could not use the picture's address: give the picture itself, so that it is uploaded again."
    return errors.Refused(what, fields=fields, advice=advice, **common)


def strange(what: str, *, status: int, body: object = None, details: str = "", advice: str = "") -> errors.StrangeReply:
    """An answer that is none of Krea's known ones; `body` text is shortened."""
    body = plain(body, 500) if isinstance(body, str) else body
    return errors.StrangeReply(what, status=status, body=body, details=details, advice=advice)


def free(error: errors.KreaError) -> None:
    """Let an error about a request that never costs anything say so."""
    error.billed = False
    error.money = "Nothing was billed."
    errors.KreaError.__init__(error, error.what, advice=error.advice, details=error.details)


def _quoting(what: str, body: object) -> str:
    """`what`, with Krea's own words when they are words: a lone code says nothing to a person."""
    text = said(body)
    return f"{what} Krea says: “{text}”" if " " in text else what


def _details(status: int, body: object) -> str:
    """For the curious: status, code, and the title of a web page that came instead of an answer."""
    parts = [f"HTTP {status}", _code(body)]
    if isinstance(body, str) and _HTML.search(body[:2000]):
        title = _TITLE.search(body[:20_000])
        parts.append(f"a web page: {plain(title[1], 120)}" if title else "a web page")
    return ", ".join(part for part in parts if part)


# In these cases not one byte of the request has left: no connection stood yet.
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


def unreachable(error: Exception, host: str, *, submitting: bool = False) -> errors.Unreachable:
    """The error for a request that got no (whole) answer; the details hold httpx's class and words."""
    maybe_sent = not isinstance(error, _NEVER_SENT)
    if "CERTIFICATE" in str(error).upper():
        what = f"{host} could not be reached safely: its certificate is not trusted here."
    elif isinstance(error, httpx.PoolTimeout):
        what = f"Too many requests to {host} are open at once."
    elif not maybe_sent:
        what = f"{host} could not be reached."
    elif isinstance(error, httpx.TimeoutException):
        what = f"{host} did not answer in time."
    else:
        what = f"The connection to {host} broke off."
    advice = _MAYBE_STARTED if submitting and maybe_sent else "Check the network connection, then try again."
    return errors.Unreachable(
        what, maybe_sent=maybe_sent, advice=advice, details=plain(f"{type(error).__name__}: {error}", 500)
    )
