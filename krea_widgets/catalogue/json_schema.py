"""Reads parameters from a JSON schema, in every dialect of Krea's documents; unknown schemas give raw parameters.

The documents have: `anyOf` (also nested) of consts, `enum`, a lone `const`, `type` as a list with "null", `anyOf`
with null, `oneOf` of objects, arrays of URLs, of objects, of numbers (Krea OpenAPI of May 2026 and 2026-10-09).
labels.json has labels, hints and units by parameter, and those that the form always shows. Every other one that is not
required is under "More".
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from .parameters import Kind, Parameter, is_number, label

__all__ = ["parameter", "parameters"]

Node = dict[str, Any]
TEXTS = json.loads(Path(__file__).with_name("labels.json").read_text("utf-8"))
UUID = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
# The words in the name of an address, or of the object around a "url", that tell what is there.
MEDIA: Mapping[str, Kind] = {
    "image": "image", "images": "image", "style": "image", "video": "video", "videos": "video", "audio": "audio",
    "audios": "audio",
}  # fmt: skip
# Nested values below this depth are raw.
MAX_DEPTH = 8
# Characters of a pattern; Krea's have some twenty.
LONGEST_PATTERN = 200


def parameters(schema: Mapping[str, Any], *, depth: int = 0, inside: str = "") -> tuple[Parameter, ...]:
    """The parameters of an object schema; () if it has no properties."""
    properties = schema.get("properties")
    if not isinstance(properties, Mapping):
        return ()
    listed = schema.get("required")
    required = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    return tuple(
        parameter(str(name), inner, required=name in required, depth=depth, inside=inside)
        for name, inner in properties.items()
    )


def parameter(name: str, schema: Any, *, required: bool = False, depth: int = 0, inside: str = "") -> Parameter:
    """One parameter; an unknown schema becomes a raw "text" or "object", whose values are not checked.

    Args:
        name: Its wire name.
        schema: Its JSON schema.
        required: Whether a request must have it.
        depth: The number of values around it.
        inside: The name of the value around it.
    """
    node, nullable = _core(schema)
    deprecated = node.get("deprecated") is True
    unit = "s" if name.endswith("_seconds") else TEXTS["units"].get(name, "")
    common: Node = {
        "name": name,
        "label": TEXTS["labels"].get(name, name.replace("_", " ").capitalize()),
        "unit": unit,
        "hint": TEXTS["hints"].get(name, "") if depth else "",
        "required": required,
        "nullable": nullable,
        "deprecated": deprecated,
        "rare": deprecated or (name not in TEXTS["always_shown"] and not required),
    }
    found = Parameter(**common | _shape(name, node, unit, depth, inside))
    default = node.get("default")
    return found if default is None or not found.accepts(default) else replace(found, default=default)


def _shape(name: str, node: Node, unit: str, depth: int, inside: str) -> Node:
    choices = node.get("enum")
    if isinstance(choices, list) and choices and all(isinstance(one, (str, int, float)) for one in choices):
        labels = tuple(label(one, unit) for one in choices)
        return {"kind": "choice", "choices": tuple(choices), "labels": labels}
    match node.get("type"):
        case "boolean":
            return {"kind": "switch"}
        case "integer" | "number":
            return _number(node, unit)
        case "string":
            return _text(name, node, inside)
        case "array" if depth < MAX_DEPTH:
            return _array(name, node, depth)
        case "object" if depth < MAX_DEPTH and (fields := parameters(node, depth=depth + 1, inside=name)):
            return {"kind": "object", "fields": fields}
    return {"kind": "object" if node.get("type") in ("object", "array") else "text", "raw": True}


def _number(node: Node, unit: str) -> Node:
    low, high = _real(node.get("minimum")), _real(node.get("maximum"))
    above, below = _real(node.get("exclusiveMinimum")), _real(node.get("exclusiveMaximum"))
    # In OpenAPI 3.0, exclusiveMinimum is a flag of minimum.
    if node.get("exclusiveMinimum") is True:
        low, above = None, low
    if node.get("exclusiveMaximum") is True:
        high, below = None, high
    if low is not None and high is not None and low > high:
        # Nothing fits; Krea knows what it means.
        low = high = None
    integer = node.get("type") == "integer"
    span = high - low if low is not None and high is not None else None
    whole = integer or unit or (above is None if span is None else span > 10)
    return {
        "kind": "number" if span is None else "range",
        "minimum": low,
        "maximum": high,
        "exclusive_minimum": above,
        "exclusive_maximum": below,
        "integer": integer,
        "step": 1 if whole else 0.01 if span is not None and span <= 1 else 0.1,
    }


def _text(name: str, node: Node, inside: str = "") -> Node:
    shape: Node = {
        "kind": "text",
        "max_length": _count(node.get("maxLength")),
        "min_length": _count(node.get("minLength")),
    }
    words = inside.split("_") if name == "url" else name.split("_")
    medium = next((MEDIA[word] for word in words if word in MEDIA), None)
    if node.get("format") in ("uri", "url") or (not node.get("format") and name.endswith(("_url", "_image", "_video"))):
        shape["kind"] = medium or "url"
        if medium and name == "url":
            shape["label"] = medium.capitalize()
    elif node.get("format") == "uuid":
        shape["pattern"] = UUID
    elif isinstance(node.get("pattern"), str):
        shape["pattern"] = _python_pattern(node["pattern"])
    return shape


def _array(name: str, node: Node, depth: int) -> Node:
    item = parameter(name, node.get("items"), required=True, depth=depth + 1)
    kinds: dict[str, Kind] = {"image": "images", "video": "videos", "audio": "audios", "url": "urls"}
    return {
        "kind": kinds.get(item.kind, "list"),
        "item": item,
        "fields": item.fields,
        "max_items": _count(node.get("maxItems")),
        "min_items": _count(node.get("minItems")),
    }


def _core(schema: Any, depth: int = 0) -> tuple[Node, bool]:
    """The schema with anyOf, oneOf and allOf merged, and whether null is allowed."""
    if not isinstance(schema, Mapping) or depth > MAX_DEPTH:
        return {}, False
    node = dict(schema)
    nullable = node.pop("nullable", False) is True
    for part in _listed(node.pop("allOf", None)):
        node = {**_core(part, depth + 1)[0], **node}
    if "const" in node:
        node["enum"] = [node.pop("const")]
    if isinstance(node.get("type"), list):
        types = [one for one in node["type"] if one != "null"]
        nullable = nullable or len(types) < len(node["type"])
        node["type"] = types[0] if len(types) == 1 else "several"
    options = [_core(one, depth + 1) for key in ("anyOf", "oneOf") for one in _listed(node.pop(key, None))]
    if options:
        nullable = nullable or any(null or one.get("type") == "null" for one, null in options)
        node = {**_union([one for one, _ in options if one.get("type") != "null"]), **node}
    if isinstance(node.get("enum"), list) and None in node["enum"]:
        nullable, node["enum"] = True, [one for one in node["enum"] if one is not None]
    return node, nullable


def _union(options: Sequence[Node]) -> Node:
    """Merge alternatives: their choices, or the only one, or an unknown type."""
    if len(options) == 1:
        return options[0]
    if options and all(isinstance(one.get("enum"), list) for one in options):
        return {"enum": [choice for one in options for choice in one["enum"]]}
    kinds = {str(one.get("type")) for one in options}
    # Only Krea knows which fields of several objects belong together: "object" without properties is raw.
    return {"type": "object" if kinds == {"object"} else "several"}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _real(value: Any) -> float | None:
    return value if is_number(value) and abs(value) < float("inf") else None


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _python_pattern(pattern: str) -> str:
    """The pattern, with "$" for the end of the text as in JavaScript; "" if Python cannot compile it or might not end.

    Two repetitions, or one of a group, can take exponential time; one that can begin anywhere takes quadratic time. A
    long pattern takes long to compile, and Python warns of what may become its set operators. Krea checks what is not
    checked here.
    """
    if len(pattern) > LONGEST_PATTERN or re.search(r"\[\[|--|&&|\|\||~~", pattern):
        return ""
    bare = re.sub(r"\\.|\[(?:\\.|[^\]\\])*\]", "x", pattern)
    if "(" in bare or len(re.findall(r"[*+?{]", bare)) > pattern.startswith("^"):
        return ""
    try:
        re.compile(pattern)
    except re.error:
        return ""
    return pattern[:-1] + r"\Z" if pattern.endswith("$") and not pattern.endswith(r"\$") else pattern
