"""What refusals and silences mean: error bodies and transport failures become this package's errors.

Each sentence names the service that answered: Krea, or "the sandbox". The sandbox has no tokens, balance, support or
network, and bills nothing, so its errors have no advice about them and no sentence about money.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import httpx

from .. import errors
from ..secret import TOKEN_PAGE
from .server_messages import code, field_faults, is_page, page_title, plain, said

__all__ = ["KREA", "at_service", "free", "opening", "quoting", "refusal", "strange", "unreachable"]

KREA = "Krea"
_Error = TypeVar("_Error", bound=errors.KreaError)

_MAYBE_STARTED = "The job may have started all the same: look for it before sending it again."


def opening(service: str) -> str:
    """The service's name at the beginning of a sentence."""
    return service[:1].upper() + service[1:]


def at_service(service: str, error: _Error) -> _Error:
    """The error as it is told of that service: only Krea bills."""
    return error if service == KREA else error.without_billing()


def refusal(
    status: int,
    body: object,
    *,
    subject: str = "",
    retry_after: float | None = None,
    has_token: bool = True,
    submitting: bool = False,
    asking: bool = False,
    service: str = KREA,
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
        service: Who answered.
    """
    common: dict[str, Any] = {
        "status": status,
        "body": plain(body, 500) if isinstance(body, str) else body,
        "details": _details(status, body),
    }
    who = opening(service)
    error: errors.ApiError
    if status == 410:
        error = _gone(body, subject, service, common)
    elif status == 429:
        what = quoting(f"{who} takes no more jobs at the moment.", body, service)
        error = errors.TooManyJobs(
            what, retry_after=retry_after, advice="Wait until one of them is done, then try again.", **common
        )
    elif status >= 500 or status in (408, 425):
        error = _trouble(body, submitting, service, common)
    elif status == 403 and asking and is_page(body):
        sender = "Something on the way to Krea" if service == KREA else who
        error = errors.StrangeReply(
            f"{sender} answered with a web page (403).", advice="Try again in a minute.", **common
        )
    elif status < 400:
        what = f"{who} sent the request on to another address ({status}), which was not followed."
        error = errors.StrangeReply(what, **common)
    elif status == 404:
        what = f"{who} has no {subject or 'such thing'}" + (", or it is not yours." if service == KREA else ".")
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
        f"Make one at {TOKEN_PAGE} and set it as KREA_API_KEY.",
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
}


def _trouble(body: object, submitting: bool, service: str, common: dict[str, Any]) -> errors.ServerError:
    """5xx and what else leaves it open whether the request was carried out."""
    status = common["status"]
    who = "Krea's server" if service == KREA else opening(service)
    what = f"{who} took too long" if status in (408, 504, 524) else f"{who} has a problem"
    advice = _MAYBE_STARTED if submitting else "Try again in a minute."
    return errors.ServerError(quoting(f"{what} ({status}).", body, service), advice=advice, **common)


def _gone(body: object, subject: str, service: str, common: dict[str, Any]) -> errors.ModelGone:
    replacement = plain(body.get("replacement"), 100).removeprefix("video/") if isinstance(body, Mapping) else ""
    advice = f"Use {replacement} instead." if replacement else "Choose another model."
    what = quoting(f"{opening(service)} has withdrawn {subject or 'this model'}.", body, service)
    return errors.ModelGone(what, replacement=replacement or None, advice=advice, **common)


def _refused(body: object, service: str, common: dict[str, Any]) -> errors.Refused:
    """400, 413, 422 and what else means: not like this."""
    who = opening(service)
    fields = field_faults(body)
    what = f"{who} found the file too large." if common["status"] == 413 else f"{who} did not accept the request."
    what = quoting(what, body, service)
    missing = [f"{field}: {fault}" for field, fault in fields.items() if fault not in what][:5]
    if missing:
        what += f" ({'; '.join(missing)})"
    advice = ""
    if "asset url" in what.lower() or "file rejected" in what.lower():
        advice = f"{who} could not use the picture's address: give the picture itself, so that it is uploaded again."
    return errors.Refused(what, fields=fields, advice=advice, **common)


def strange(
    what: str, *, status: int, body: object = None, details: str = "", service: str = KREA
) -> errors.StrangeReply:
    """An answer that is none of the API's known ones; `body` text is shortened."""
    body = plain(body, 500) if isinstance(body, str) else body
    return at_service(service, errors.StrangeReply(what, status=status, body=body, details=details))


def free(error: errors.KreaError, service: str = KREA) -> None:
    """Let an error about a request that never costs anything say so."""
    error.without_billing()
    if service == KREA:
        error.billing = "Nothing was billed."
        errors.KreaError.__init__(error, error.what, advice=error.advice, details=error.details)


def quoting(what: str, body: object, service: str = KREA) -> str:
    """`what`, with the service's own words when they are words: a lone code says nothing to a person."""
    text = said(body)
    return f"{what} {opening(service)} says: “{text}”" if " " in text else what


def _details(status: int, body: object) -> str:
    """For the curious: status, code, and the title of a web page that came instead of an answer."""
    parts = [f"HTTP {status}", code(body)]
    if isinstance(body, str) and is_page(body):
        title = page_title(body)
        parts.append(f"a web page: {title}" if title else "a web page")
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


def unreachable(error: Exception, host: str, *, submitting: bool = False, service: str = KREA) -> errors.Unreachable:
    """The error for a request that got no (whole) answer; the details hold the class and words of what was raised.

    Args:
        error: From httpx, or what else a transport raised.
        host: The API's host.
        submitting: Whether the request could have started a job.
        service: Who did not answer.
    """
    maybe_sent = not isinstance(error, _NEVER_SENT)
    who = host if service == KREA else service
    if "CERTIFICATE" in str(error).upper():
        what = f"{who} could not be reached safely: its certificate is not trusted here."
    elif isinstance(error, httpx.PoolTimeout):
        what = f"Too many requests to {who} are open at once."
    elif not maybe_sent:
        what = f"{who} could not be reached."
    elif isinstance(error, httpx.TimeoutException):
        what = f"{who} did not answer in time."
    elif isinstance(error, (httpx.HTTPError, OSError)):
        what = f"The connection to {who} broke off."
    else:
        what = f"The request to {who} failed ({type(error).__name__})."
    advice = "Check the network connection, then try again." if service == KREA else "Try again."
    if submitting and maybe_sent:
        advice = _MAYBE_STARTED
    details = plain(f"{type(error).__name__}: {error}", 500)
    told = what if service == KREA else opening(what)
    return at_service(service, errors.Unreachable(told, maybe_sent=maybe_sent, advice=advice, details=details))
