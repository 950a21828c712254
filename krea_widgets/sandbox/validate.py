"""Validates request bodies as Krea does: by the model's original closed schema, then by rules outside the schema."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from ..catalogue import Model, bundled

__all__ = [
    "DEPRECATIONS",
    "Issue",
    "Model",
    "gone_body",
    "issues",
    "media_issues",
    "media_urls",
    "plain",
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

formats = FormatChecker(["uuid"])


def _is_uri(value: object) -> bool:
    if not isinstance(value, str):
        return True
    parts = urlsplit(value)
    return bool(parts.scheme and (parts.netloc or parts.path)) and not any(char.isspace() for char in value)


# Without another package, jsonschema does not check this format.
formats.checks("uri", raises=ValueError)(_is_uri)


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
    errors = _validator(model).iter_errors(body)
    found = [issue for error in sorted(errors, key=_path_of) for issue in _issues_of(error)]
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
    """The errors of a body's media URLs; `media_type` gives a file's type, None for other hosts' URLs."""
    found = []
    for path, url in media_urls(model.schema, body):
        kind = media_type(url)
        if kind is None:
            found.append(Issue(path, "Invalid asset URL"))
        elif "image" in path and not kind.startswith("image/"):
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


def plain(schema: Mapping[str, Any]) -> Any:
    """A copy of a schema with dicts and lists for the catalogue's read-only mappings and sequences."""
    return json.loads(json.dumps(schema, default=dict))


@functools.lru_cache(maxsize=256)
def _validator(model: Model) -> Draft202012Validator:
    return Draft202012Validator(plain(model.schema), format_checker=formats)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _path_of(error: ValidationError) -> tuple[str, ...]:
    return tuple(str(part) for part in error.absolute_path)


def _issues_of(error: ValidationError) -> Iterator[Issue]:
    path = ".".join(_path_of(error))
    if error.validator == "additionalProperties":
        for key in sorted(set(error.instance) - set(error.schema.get("properties", {}))):
            yield Issue(_join(path, key), f"Unrecognized key: {key!r}", "unrecognized_keys")
    elif error.validator == "required":
        for key in sorted(set(error.validator_value) - set(error.instance)):
            # The validator reports every missing key as an error of its own.
            if f"{key!r} is a required" in error.message:
                yield Issue(_join(path, key), "Required", "required")
    elif error.validator == "anyOf":
        yield Issue(path, _any_of_message(error))
    else:
        yield Issue(path, _message(error))


def _any_of_message(error: ValidationError) -> str:
    choices = [part["const"] for part in error.validator_value if "const" in part]
    if choices:
        return f"Invalid value: expected one of {', '.join(map(str, choices))}"
    of_its_type = [inner for inner in error.context or () if inner.validator != "type"]
    return _message(of_its_type[0]) if of_its_type else "Invalid type"


def _message(error: ValidationError) -> str:
    limit = error.validator_value
    choices = ", ".join(map(str, limit)) if isinstance(limit, (list, tuple)) else limit
    texts = {
        "type": f"Invalid type: expected {choices}",
        "enum": f"Invalid value: expected one of {choices}",
        "const": f"Invalid value: expected {limit}",
        "minimum": f"Too small: expected at least {limit}",
        "exclusiveMinimum": f"Too small: expected more than {limit}",
        "maximum": f"Too big: expected at most {limit}",
        "maxLength": f"Too long: expected at most {limit} characters",
        "minLength": f"Too short: expected at least {limit} characters",
        "maxItems": f"Too many: expected at most {limit}",
        "minItems": f"Too few: expected at least {limit}",
        "pattern": f"Invalid text: must match {limit}",
        "format": f"Invalid {limit}",
    }
    return texts.get(str(error.validator), f"Invalid: {error.validator}")
