"""Turns error responses and transport failures into this package's errors.

Each message names the service that responded: Krea, or "the sandbox". The sandbox has no tokens, balance, support or
network, and bills nothing, so its errors have no advice about these and no sentence about money.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import httpx

from .. import errors
from .._util.text import capitalised, one_line
from ..secret import TOKEN_PAGE

__all__ = ["KREA", "at_service", "mark_free", "plain", "quoting", "refusal", "strange", "unreachable"]

KREA = "Krea"
_Error = TypeVar("_Error", bound=errors.KreaError)

_ERROR_LISTS = ("details", "errors", "issues", "validationErrors", "validation_errors")
_HTML = re.compile(r"<\s*(!doctype|html|head|body|title|script|div|center|h1|p)\b", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
# The escape sequences of terminals.
_ESCAPES = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])")
_CODE = re.compile(r"[\w.\-]+")
# Bidirectional controls, which can disguise text as other text.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_MAYBE_STARTED = "The job may have started: look for it before you send it again."


def at_service(service: str, error: _Error) -> _Error:
    """The error, without a sentence about money unless Krea is the service."""
    return error if service == KREA else error.without_billing()


def refusal(
    status: int,
    body: object,
    *,
    subject: str = "",
    retry_after: float | None = None,
    has_token: bool = True,
    submitting: bool = False,
    reading: bool = False,
    service: str = KREA,
) -> errors.ApiError:
    """The error for an error response.

    Args:
        status: 300 or more.
        body: Parsed JSON, or else the text.
        subject: What was requested: "job 123", "model kling/kling-2.5".
        submitting: Whether the request could have started a job.
        reading: Whether it was a GET. If a web page forbids it, a proxy sent that page and may allow a retry; Krea
            forbids in JSON.
    """
    common: dict[str, Any] = {
        "status": status,
        "body": plain(body, 500) if isinstance(body, str) else body,
        "details": _details(status, body),
    }
    who = capitalised(service)
    error: errors.ApiError
    if status == 410:
        error = _gone(body, subject, service, common)
    elif status == 429:
        what = quoting(f"{who} accepts no more jobs at the moment.", body, service)
        error = errors.TooManyJobs(
            what, retry_after=retry_after, advice="Wait until one of your jobs is done, then try again.", **common
        )
    elif status >= 500 or status in (408, 425):
        error = _server_error(body, submitting, service, common)
    elif status == 403 and reading and is_html(body):
        sender = "A proxy on the way to Krea" if service == KREA else who
        error = errors.StrangeReply(
            f"{sender} responded with a web page (403).", advice="Try again in a minute.", **common
        )
    elif status < 400:
        what = f"{who} redirected the request to another address ({status}), which was not followed."
        error = errors.StrangeReply(what, **common)
    elif status == 404:
        what = f"{who} has no {subject or 'such thing'}" + (
            ", or it belongs to another token." if service == KREA else "."
        )
        error = errors.NotFound(quoting(what, body, service), **common)
    elif status in _PLAIN_REFUSALS:
        kind, what, advice = _PLAN_REQUIRED if status == 402 and _requires_plan(body) else _PLAIN_REFUSALS[status]
        if status == 401 and not has_token:
            what = "Krea needs a token, and none is set."
        if service != KREA:
            what, advice = f"{who} refused the request ({status}).", ""
        error = kind(quoting(what, body, service), advice=advice, **common)
    else:
        error = _refused(body, service, common)
    return at_service(service, error)


_PLAIN_REFUSALS: dict[int, tuple[type[errors.ApiError], str, str]] = {
    401: (
        errors.BadToken,
        "Krea does not know this token.",
        f"Create a token at {TOKEN_PAGE} and set it as KREA_API_KEY.",
    ),
    402: (
        errors.OutOfFunds,
        "Your API balance at Krea is too low.",
        "Top it up at https://krea.ai/app/api; a subscription to the web app does not pay for the API.",
    ),
    403: (
        errors.Forbidden,
        "Krea does not allow this with your token.",
        "Use another token, or ask your workspace's owner or support@krea.ai to turn on API access.",
    ),
}

_PLAN_REQUIRED = (
    errors.PlanRequired,
    "Your workspace's plan at Krea does not include this; the API balance is not the cause.",
    "Change the plan at https://krea.ai, or choose another model.",
)


def _requires_plan(body: object) -> bool:
    """Whether a 402 is about the plan (Krea's scripts know "Plan required"), and not about money."""
    text = f"{error_code(body)} {server_message(body)}".lower().replace("_", " ")
    return bool(re.search(r"\bplan\b", text)) and not re.search(r"balance|credit|funds|insufficient", text)


def _server_error(body: object, submitting: bool, service: str, common: dict[str, Any]) -> errors.ServerError:
    status = common["status"]
    who = "Krea's server" if service == KREA else capitalised(service)
    what = f"{who} took too long" if status in (408, 504, 524) else f"{who} has a problem"
    advice = _MAYBE_STARTED if submitting else "Try again in a minute."
    return errors.ServerError(quoting(f"{what} ({status}).", body, service), advice=advice, **common)


def _gone(body: object, subject: str, service: str, common: dict[str, Any]) -> errors.ModelGone:
    replacement = plain(body.get("replacement"), 100).removeprefix("video/") if isinstance(body, Mapping) else ""
    advice = f"Use {replacement} instead." if replacement else "Choose another model."
    what = quoting(f"{capitalised(service)} has withdrawn {subject or 'this model'}.", body, service)
    return errors.ModelGone(what, replacement=replacement or None, advice=advice, **common)


def _refused(body: object, service: str, common: dict[str, Any]) -> errors.Refused:
    """400, 413, 422 and other 4xx."""
    who = capitalised(service)
    fields = field_errors(body)
    what = f"{who} found the file too large." if common["status"] == 413 else f"{who} did not accept the request."
    what = quoting(what, body, service)
    missing = [f"{field}: {message}" for field, message in fields.items() if message not in what][:5]
    if missing:
        what += f" ({'; '.join(missing)})"
    advice = ""
    if "asset url" in what.lower() or "file rejected" in what.lower():
        advice = "Use the image itself instead of its address, so that it is uploaded again."
    return errors.Refused(what, fields=fields, advice=advice, **common)


def strange(
    what: str, *, status: int, body: object = None, details: str = "", service: str = KREA
) -> errors.StrangeReply:
    """The error for an unknown kind of response; it shortens a text body."""
    body = plain(body, 500) if isinstance(body, str) else body
    return at_service(service, errors.StrangeReply(what, status=status, body=body, details=details))


def mark_free(error: errors.KreaError, service: str = KREA) -> None:
    """Let the error of a free request say that nothing was billed."""
    error.without_billing()
    if service == KREA:
        error.billing = "Nothing was billed."


def quoting(what: str, body: object, service: str = KREA) -> str:
    """`what` and the server's message, unless that is a mere code."""
    text = server_message(body)
    return f"{what} {capitalised(service)} says: “{text}”" if " " in text else what


def _details(status: int, body: object) -> str:
    parts = [f"HTTP {status}", error_code(body)]
    if isinstance(body, str) and is_html(body):
        title = page_title(body)
        parts.append(f"a web page: {title}" if title else "a web page")
    return ", ".join(part for part in parts if part)


# With these errors there was no connection, so no byte of the request has left.
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


def unreachable(error: Exception, host: str, *, submitting: bool = False, service: str = KREA) -> errors.Unreachable:
    """The error for a request without a complete response; the details have the exception's class and message.

    Args:
        error: From httpx, or another exception of a transport.
        submitting: Whether the request could have started a job.
    """
    maybe_sent = not isinstance(error, _NEVER_SENT)
    who = host if service == KREA else service
    if "CERTIFICATE" in str(error).upper():
        what = f"{who} could not be reached safely: this machine does not trust its certificate."
    elif isinstance(error, httpx.PoolTimeout):
        what = f"Too many requests to {who} are open."
    elif not maybe_sent:
        what = f"{who} could not be reached."
    elif isinstance(error, httpx.TimeoutException):
        what = f"{who} did not respond in time."
    elif isinstance(error, (httpx.HTTPError, OSError)):
        what = f"The connection to {who} broke off."
    else:
        what = f"The request to {who} failed ({type(error).__name__})."
    proxy = getattr(error, "proxy", "")
    check = f"the proxy in {proxy}" if proxy else "the network connection"
    advice = f"Check {check}, then try again." if service == KREA else "Try again."
    if submitting and maybe_sent:
        advice = _MAYBE_STARTED
    details = plain(f"{type(error).__name__}: {error}", 500)
    what = what if service == KREA else capitalised(what)
    return at_service(service, errors.Unreachable(what, maybe_sent=maybe_sent, advice=advice, details=details))


# The server's message, from an error body of any known form.


def plain(value: object, limit: int = 300) -> str:
    """Server text that is safe to show: one line without control characters; "" for HTML and for other types."""
    if not isinstance(value, str) or _HTML.search(value[:2000]):
        return ""
    text = _ESCAPES.sub("", value[: 20 * limit])
    if text.isascii() and text.isprintable():
        # Nearly all texts; the rest is slow.
        return one_line(text, limit)
    text = "".join(
        " " if char.isspace() else char
        for char in text
        if char.isspace() or (unicodedata.category(char) not in ("Cc", "Cs") and char not in _BIDI)
    )
    return one_line(text, limit)


def server_message(body: object) -> str:
    """The message in an error body of any known form (Krea docs show several), or ""."""
    return next((text for text in map(plain, _messages(body)) if text), "")


def _messages(body: object) -> Iterator[object]:
    # Best first.
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
    yield "; ".join(f"{field}: {message}" if field else message for field, message in _errors(body))
    yield error_code(body)


def error_code(body: object) -> str:
    error = body.get("error") if isinstance(body, Mapping) else None
    code = error.get("code") if isinstance(error, Mapping) else error
    return plain(code, 80)


def field_errors(body: object) -> dict[str, str]:
    """The message for each field, from any of the lists that validators use."""
    return {field: message for field, message in _errors(body) if field}


def _errors(body: object) -> Iterator[tuple[str, str]]:
    if not isinstance(body, Mapping):
        return
    error = body.get("error")
    for source in (body, error) if isinstance(error, Mapping) else (body,):
        for name in ("detail", *_ERROR_LISTS):
            yield from _errors_in(source.get(name))


def _errors_in(found: object) -> Iterator[tuple[str, str]]:
    """(field, message) from a list of errors, or from a map from fields to messages."""
    if isinstance(found, Mapping):
        inner = found.get("fieldErrors")
        for field, message in (inner if isinstance(inner, Mapping) else found).items():
            text = plain(message[0] if isinstance(message, list) and message else message)
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


def is_html(body: object) -> bool:
    return isinstance(body, str) and bool(_HTML.search(body[:2000]))


def page_title(page: str) -> str:
    title = _TITLE.search(page[:20_000])
    return plain(title[1], 120) if title else ""
