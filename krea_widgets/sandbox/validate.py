"""Validates request bodies as Krea does: by the model's original closed schema, then by rules outside the schema."""

from __future__ import annotations

import json
import math
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from ..catalogue import Model, bundled

__all__ = [
    "DEPRECATIONS",
    "Issue",
    "Model",
    "gone_body",
    "issues",
    "media_issues",
    "media_urls",
    "read_json",
    "refusal_body",
]


@dataclass(frozen=True)
class Issue:
    """One error of a body; `path` is dotted ("reference_images.0"), "" for the whole body."""

    path: str
    message: str
    code: str = "invalid"


DEPRECATIONS = "https://www.krea.ai/docs/developers/deprecations"
# Dates and replacements of withdrawn models; Krea docs, "Deprecations". The catalogue names more, without either.
WITHDRAWN = {
    "bytedance/seedance-1.0-lite": ("2026-04-27", "bytedance/seedance-1.0-pro-fast"),
    "openai/sora-2": ("2026-04-27", ""),
}
# Models whose id begins with the first accept only one of the two fields.
EXCLUSIVE = ("bytedance/seedance-2", "end_image", "reference_images")

UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
    "number": (int, float),
    "integer": (int, float),
}


def _is(value: Any, types: str | Iterable[str]) -> bool:
    names = (types,) if isinstance(types, str) else types
    if isinstance(value, bool):
        return "boolean" in names
    whole = not isinstance(value, float) or value.is_integer()
    return any(isinstance(value, TYPES[name]) and (whole or name != "integer") for name in names)


def _same(value: Any, other: Any) -> bool:
    return isinstance(value, bool) == isinstance(other, bool) and bool(value == other)


def _is_of_format(text: str, name: str) -> bool:
    if name == "uuid":
        return bool(UUID.fullmatch(text))
    if name != "uri":
        return True
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path)) and not any(char.isspace() for char in text)


# For each rule of a schema: the type of value that it is for, whether one fits, and what is said of one that does not.
# The package jsonschema has all rules, but loading it takes a second where JupyterLab is installed.
RULES: dict[str, tuple[str, Callable[[Any, Any], bool], str]] = {
    "type": ("", _is, "Invalid type: expected {}"),
    "enum": ("", lambda value, choices: any(_same(value, one) for one in choices), "Invalid value: expected one of {}"),
    "const": ("", _same, "Invalid value: expected {}"),
    "minimum": ("number", operator.ge, "Too small: expected at least {}"),
    "exclusiveMinimum": ("number", operator.gt, "Too small: expected more than {}"),
    "maximum": ("number", operator.le, "Too big: expected at most {}"),
    "exclusiveMaximum": ("number", operator.lt, "Too big: expected less than {}"),
    "minLength": ("string", lambda text, least: len(text) >= least, "Too short: expected at least {} characters"),
    "maxLength": ("string", lambda text, most: len(text) <= most, "Too long: expected at most {} characters"),
    "minItems": ("array", lambda items, least: len(items) >= least, "Too few: expected at least {}"),
    "maxItems": ("array", lambda items, most: len(items) <= most, "Too many: expected at most {}"),
    "pattern": ("string", lambda text, pattern: bool(re.search(pattern, text)), "Invalid text: must match {}"),
    "format": ("string", _is_of_format, "Invalid {}"),
}


def read_json(body: bytes) -> Any:
    """Parse a JSON body, more strictly than `json.loads`, as servers do.

    Raises:
        ValueError: It is not JSON (NaN and infinity are not), or nested too deeply.
    """

    def finite(text: str) -> float:
        number = float(text)
        if not math.isfinite(number):
            raise ValueError(f"{text} is not a JSON number")
        return number

    try:
        read = json.loads(body, parse_constant=finite, parse_float=finite)
        if b"\\u" in body:
            # Half of a surrogate pair, such as "\\ud800", cannot be encoded.
            json.dumps(read, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return read


def issues(model: Model, body: Any) -> list[Issue]:
    """The errors of a body by the schema and by Krea's documentation; empty when it is accepted."""
    found = list(_misfits(model.schema, body))
    name, one, other = EXCLUSIVE
    if not found and model.id.startswith(name) and body.get(one) and body.get(other):
        found.append(Issue(one, f"{one} and {other} cannot be used together"))
    return found


def media_urls(schema: Mapping[str, Any], value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The path and text of every string of format "uri" in a body that passed its schema."""
    for part in schema.get("anyOf", ()):
        yield from media_urls(part, value, path)
    if isinstance(value, str) and schema.get("format") == "uri":
        yield path, value
    elif isinstance(value, dict):
        for name, part in schema.get("properties", {}).items():
            if name in value:
                yield from media_urls(part, value[name], _join(path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from media_urls(schema.get("items", {}), item, _join(path, str(index)))


def media_issues(model: Model, body: Any, media_type: Callable[[str], str | None]) -> list[Issue]:
    """The errors of a body's media URLs; `media_type` gives a file's type, "" if unknown, None if there is no file."""
    found = []
    for path, url in media_urls(model.schema, body):
        kind = media_type(url)
        if kind is None:
            found.append(Issue(path, "Invalid asset URL"))
        elif "image" in path and kind and not kind.startswith("image/"):
            found.append(Issue(path, "Input file rejected"))
    return found


def refusal_body(found: Iterable[Issue]) -> dict[str, Any]:
    """The body of a 422: one line for people, and the list of issues."""
    found = list(found)
    lines = [f"{issue.path}: {issue.message}" if issue.path else issue.message for issue in found]
    return {"error": "; ".join(lines), "issues": [asdict(issue) for issue in found]}


def gone_body(model_id: str) -> dict[str, Any] | None:
    """The body of a 410 for a withdrawn model, or None (Krea docs, "Deprecations")."""
    if model_id not in WITHDRAWN and model_id not in bundled().gone:
        return None
    date, replacement = WITHDRAWN.get(model_id, ("", ""))
    when = f" on {date}" if date else ""
    instead = f" Use 'video/{replacement}' instead." if replacement else ""
    body = {
        "error": "model_unavailable",
        "reason": "deprecated",
        "message": f"The model 'video/{model_id}' was withdrawn{when}.{instead}",
        "migration_url": DEPRECATIONS,
        "sunset_date": date,
        "replacement": f"video/{replacement}" if replacement else "",
    }
    return {name: text for name, text in body.items() if text}


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _misfits(schema: Mapping[str, Any], value: Any, path: str = "") -> Iterator[Issue]:
    for rule, limit in schema.items():
        if rule in ("anyOf", "oneOf"):
            yield from _none_of(limit, value, path)
        elif rule in RULES:
            kind, fits, message = RULES[rule]
            if (not kind or _is(value, kind)) and not fits(value, limit):
                shown = limit if isinstance(limit, (str, int, float)) else ", ".join(map(str, limit))
                yield Issue(path, message.format(shown))
    if isinstance(value, dict):
        yield from _misfits_inside(schema, value, path)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _misfits(schema.get("items", {}), item, _join(path, str(index)))


def _misfits_inside(schema: Mapping[str, Any], value: Mapping[str, Any], path: str) -> Iterator[Issue]:
    known = schema.get("properties", {})
    for name in (name for name in schema.get("required", ()) if name not in value):
        yield Issue(_join(path, name), "Required", "required")
    if schema.get("additionalProperties") is False:
        for name in sorted(set(value) - set(known)):
            yield Issue(_join(path, name), f"Unrecognized key: {name!r}", "unrecognized_keys")
    for name in sorted(set(known) & set(value)):
        yield from _misfits(known[name], value[name], _join(path, name))


def _none_of(parts: Iterable[Mapping[str, Any]], value: Any, path: str) -> Iterator[Issue]:
    """One issue if the value fits none of several schemas."""
    found = [list(_misfits(part, value)) for part in parts]
    if all(found):
        choices = [str(part["const"]) for part in parts if "const" in part]
        of_its_type = [
            issue.message for each in found for issue in each if not issue.message.startswith("Invalid type")
        ]
        chosen = f"Invalid value: expected one of {', '.join(choices)}" if choices else ""
        yield Issue(path, chosen or next(iter(of_its_type), "Invalid type"))
