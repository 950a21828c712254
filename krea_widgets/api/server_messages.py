"""Reads a server's message from an error body of any known form, as text that is safe to show."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from .._util.text import one_line

__all__ = ["error_code", "field_errors", "is_html", "page_title", "plain", "server_message"]

_ERROR_LISTS = ("details", "errors", "issues", "validationErrors", "validation_errors")
_HTML = re.compile(r"<\s*(!doctype|html|head|body|title|script|div|center|h1|p)\b", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
# The escape sequences of terminals.
_ESCAPES = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])")
_CODE = re.compile(r"[\w.\-]+")
# Bidirectional controls, which can disguise text as other text.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(value: object, limit: int = 300) -> str:
    """Server text that is safe to show: one line without control characters; "" for HTML and for other types."""
    if not isinstance(value, str) or _HTML.search(value[:2000]):
        return ""
    text = _ESCAPES.sub("", value[: 20 * limit])
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
    """Possible messages, best first."""
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
    """Krea's code for the error, or ""."""
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
    """Whether a body is a web page."""
    return isinstance(body, str) and bool(_HTML.search(body[:2000]))


def page_title(page: str) -> str:
    """The title of a web page, or ""."""
    title = _TITLE.search(page[:20_000])
    return plain(title[1], 120) if title else ""
