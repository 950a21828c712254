"""Turns error responses and transport failures into this package's errors.

Each message names the service that responded: Krea, or "the sandbox". The sandbox has no tokens, balance, support or
network, and bills nothing, so its errors have no advice about these and no sentence about money.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import httpx

from .. import errors
from .._util.text import capitalised
from ..secret import TOKEN_PAGE
from .server_messages import error_code, field_errors, is_html, page_title, plain, server_message

__all__ = ["KREA", "at_service", "mark_free", "quoting", "refusal", "strange", "unreachable"]

KREA = "Krea"
_Error = TypeVar("_Error", bound=errors.KreaError)

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
        status: HTTP status, 300 or more.
        body: Parsed JSON, or else the text.
        subject: What was requested: "job 123", "model kling/kling-2.5".
        retry_after: Seconds from the header Retry-After; 429 only.
        has_token: Whether a token was sent.
        submitting: Whether the request could have started a job.
        reading: Whether it was a GET. If a web page forbids it, a proxy sent that page and may allow a retry; Krea
            forbids in JSON.
        service: Who responded.
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
        kind, what, advice = _PLAIN_REFUSALS[status]
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


def _server_error(body: object, submitting: bool, service: str, common: dict[str, Any]) -> errors.ServerError:
    """5xx, 408 and 425: the request may have been processed."""
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
        errors.KreaError.__init__(error, error.what, advice=error.advice, details=error.details)


def quoting(what: str, body: object, service: str = KREA) -> str:
    """`what` and the server's message, unless that is a mere code."""
    text = server_message(body)
    return f"{what} {capitalised(service)} says: “{text}”" if " " in text else what


def _details(status: int, body: object) -> str:
    """The status, the code, and the title of a web page."""
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
        host: The API's host.
        submitting: Whether the request could have started a job.
        service: Who did not respond.
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
    advice = "Check the network connection, then try again." if service == KREA else "Try again."
    if submitting and maybe_sent:
        advice = _MAYBE_STARTED
    details = plain(f"{type(error).__name__}: {error}", 500)
    what = what if service == KREA else capitalised(what)
    return at_service(service, errors.Unreachable(what, maybe_sent=maybe_sent, advice=advice, details=details))
