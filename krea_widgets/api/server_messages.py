"""What a server says in an error body of any known form, as text that is fit to be shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from .._util.text import one_line

__all__ = ["code", "field_faults", "is_page", "page_title", "plain", "said"]

LIST_OF_FAULTS = ("details", "errors", "issues", "validationErrors", "validation_errors")
_HTML = re.compile(r"<\s*(!doctype|html|head|body|title|script|div|center|h1|p)\b", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_ESCAPES = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])")  # what colours a terminal
_CODE = re.compile(r"[\w.\-]+")  # one word: a machine's name for what is wrong
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
    return one_line(text, limit)


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
    yield code(body)


def code(body: object) -> str:
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


def is_page(body: object) -> bool:
    """Whether a body is a web page instead of an answer."""
    return isinstance(body, str) and bool(_HTML.search(body[:2000]))


def page_title(page: str) -> str:
    """The title of a web page, or ""."""
    title = _TITLE.search(page[:20_000])
    return plain(title[1], 120) if title else ""
