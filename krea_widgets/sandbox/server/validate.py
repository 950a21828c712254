"""Judges a body as Krea does: by the model's original closed schema, then by what no schema says."""

from __future__ import annotations

import functools
import json
import math
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

__all__ = ["GONE", "Issue", "ModelFacts", "gone", "issues", "media_issues", "media_urls", "read_json", "refusal"]


class ModelFacts(Protocol):
    """What the sandbox needs of a model of the catalogue."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def schema(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Issue:
    """One thing that is wrong with a body; `path` is dotted ("reference_images.0"), "" for the whole."""

    path: str
    message: str
    code: str = "invalid"


# Withdrawn models: when, and what to use instead. Krea docs, "Deprecations"; those without a date are in Krea's OpenAPI
# of May 2026 and no longer in that of October.
GONE: dict[str, tuple[str, str]] = {
    "bytedance/seedance-1.0-lite": ("2026-04-27", "bytedance/seedance-1.0-pro-fast"),
    "openai/sora-2": ("2026-04-27", ""),
    "kling/kling-1": ("", ""),
    "kling/kling-1.5": ("", ""),
    "kling/kling-1.6": ("", ""),
    "kling/kling-2": ("", ""),
    "kling/kling-2.1": ("", ""),
    "runway/gen-3": ("", ""),
    "runway/aleph": ("", ""),
}
EITHER = ("bytedance/seedance-2", "end_image", "reference_images")  # models of this name take one of the two

formats = FormatChecker(formats=())


def _is_uri(value: object) -> bool:
    if not isinstance(value, str):
        return True
    parts = urlsplit(value)
    return bool(parts.scheme and (parts.netloc or parts.path)) and not any(char.isspace() for char in value)


def _is_uuid(value: object) -> bool:
    return not isinstance(value, str) or str(uuid.UUID(value)) == value.lower()


formats.checks("uri", raises=ValueError)(_is_uri)
formats.checks("uuid", raises=ValueError)(_is_uuid)


def read_json(body: bytes) -> Any:
    """The value of a JSON body; stricter than Python's reader, as servers are.

    Raises:
        ValueError: It is no JSON (NaN and the infinities are none), or nested beyond reason.
    """

    def finite(word: str) -> float:
        number = float(word)
        if not math.isfinite(number):
            raise ValueError(f"{word} is not a JSON number")
        return number

    try:
        read = json.loads(body, parse_constant=finite, parse_float=finite)
        if b"\\u" in body:
            json.dumps(read, ensure_ascii=False).encode()  # half of a pair, as "\\ud800" is, is in no UTF-8
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return read


def issues(model: ModelFacts, body: Any) -> list[Issue]:
    """What the schema, and what only the documentation says, hold against a body; empty when it is accepted."""
    found = [issue for error in sorted(_validator(model).iter_errors(body), key=_place) for issue in _issues_of(error)]
    name, one, other = EITHER
    if not found and model.id.startswith(name) and body.get(one) and body.get(other):
        found.append(Issue(one, f"{one} and {other} cannot be used together"))
    return found


def media_urls(schema: Mapping[str, Any], value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every media URL in a body that passed its schema, with its place: the strings whose format is "uri"."""
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


def media_issues(model: ModelFacts, body: Any, kind_of: Callable[[str], str | None]) -> list[Issue]:
    """What is wrong with the media of a body; `kind_of` gives the media type behind a URL, None when it is not ours."""
    found = []
    for path, url in media_urls(model.schema, body):
        kind = kind_of(url)
        if kind is None:
            found.append(Issue(path, "Invalid asset URL"))
        elif "image" in path and not kind.startswith("image/"):
            found.append(Issue(path, "Input file rejected"))
    return found


def refusal(found: Iterable[Issue]) -> dict[str, Any]:
    """The body of a 422: one line for a person, and the issues one by one."""
    found = list(found)
    lines = [f"{issue.path}: {issue.message}" if issue.path else issue.message for issue in found]
    return {"error": "; ".join(lines), "issues": [asdict(issue) for issue in found]}


def gone(model_id: str) -> dict[str, Any] | None:
    """The body of a 410 for a model that was withdrawn, or None (Krea docs, "Deprecations")."""
    if model_id not in GONE:
        return None
    date, replacement = GONE[model_id]
    when = f" on {date}" if date else ""
    instead = f" Use 'video/{replacement}' instead." if replacement else ""
    body = {
        "error": "model_unavailable",
        "reason": "deprecated",
        "message": f"The model 'video/{model_id}' was withdrawn{when}.{instead}",
        "migration_url": "https://www.krea.ai/docs/developers/deprecations",
    }
    return {
        **body,
        **({"sunset_date": date} if date else {}),
        **({"replacement": f"video/{replacement}"} if instead else {}),
    }


@functools.lru_cache(maxsize=256)
def _cached(text: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(text), format_checker=formats)


def _validator(model: ModelFacts) -> Draft202012Validator:
    # kept by content: schemas cannot be hashed, and the same id may come with another schema
    return _cached(json.dumps(model.schema, default=dict))


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _place(error: ValidationError) -> tuple[str, ...]:
    return tuple(str(part) for part in error.absolute_path)


def _issues_of(error: ValidationError) -> Iterator[Issue]:
    path = ".".join(_place(error))
    if error.validator == "additionalProperties":
        for key in sorted(set(error.instance) - set(error.schema.get("properties", {}))):
            yield Issue(_join(path, key), f"Unrecognized key: {key!r}", "unrecognized_keys")
    elif error.validator == "required":
        for key in sorted(set(error.validator_value) - set(error.instance)):
            if f"{key!r} is a required" in error.message:  # the validator reports each missing key by itself
                yield Issue(_join(path, key), "Required", "required")
    elif error.validator == "anyOf":
        yield Issue(path, _words_for_any(error))
    else:
        yield Issue(path, _words(error))


def _words_for_any(error: ValidationError) -> str:
    choices = [part["const"] for part in error.validator_value if "const" in part]
    if choices:
        return f"Invalid value: expected one of {', '.join(map(str, choices))}"
    of_its_type = [inner for inner in error.context or () if inner.validator != "type"]
    return _words(of_its_type[0]) if of_its_type else "Invalid type"


def _words(error: ValidationError) -> str:
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
