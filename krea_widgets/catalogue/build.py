"""Writes models.json, the bundled model catalogue, from Krea's OpenAPI document.

`python -m krea_widgets.catalogue.build openapi.json` rewrites it. The document is that of https://api.krea.ai/openapi.json.
facts.json has what the document does not say: the default model, popular models, which fields exclude each other, and
the prices and times of the document of May 2026.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import BadInput
from .model import MODEL_ID

__all__ = ["build", "records", "write"]

HERE = Path(__file__).parent
PREFIX = "/generate/video/"
# Parts of one model's schema; those of October 2026 have up to some hundred.
MOST_PARTS = 20_000
# Levels of it; those of October 2026 have up to 8.
MOST_DEEP = 50
# Of a price table; those of October 2026 have up to 312. Each price looks at all of them.
MOST_CELLS = 4_000
# No clip costs this much, in any currency.
MOST_EXPENSIVE = 1e6
# Of a model: what `facts` add if the document does not have it.
FACTS = ("pricing", "usual_seconds", "aliases", "exclusive")

Record = dict[str, Any]


def build(document: Mapping[str, Any], facts: Mapping[str, Any] | None = None) -> list[Record]:
    """The content of models.json: a head record, then one record per model.

    Args:
        document: An OpenAPI document of Krea, with all models.
        facts: The content of facts.json. What it has of a model never replaces what the document has. A model that
            cannot be read in the document is that of `facts`, if it is whole there.

    Raises:
        BadInput: `document` has no readable video model.
    """
    facts = facts or {}
    models, earlier = records(document), facts.get("models", {})
    listed, readable = {str(path).rstrip("/") for path in document["paths"]}, {record["id"] for record in models}
    for name in (name for name in earlier if f"{PREFIX}{name}" in listed and name not in readable):
        # Those of `facts` alone have no schema.
        models += [earlier[name]] if "schema" in earlier[name] else []
    for record in models:
        known = earlier.get(record["id"], {})
        for key in FACTS:
            if known.get(key):
                record.setdefault(key, known[key])
    ids = [record["id"] for record in models]
    date = _date(document)
    head = {
        "source": f"Krea OpenAPI {date}".strip(),
        "date": date,
        "default": facts.get("default", ids[0]),
        "popular": [name for name in facts.get("popular", ()) if name in ids],
        "providers": facts.get("providers", {}),
        "compute_units": facts.get("compute_units", {}),
        "gone": {name: title for name, title in facts.get("gone", {}).items() if name not in ids},
    }
    return [head, *models]


def records(document: Mapping[str, Any]) -> list[Record]:
    """One record per video model of an OpenAPI document, of either dialect; unreadable models are left out.

    Raises:
        BadInput: It is not an OpenAPI document, or has no video model.
    """
    paths = document.get("paths") if isinstance(document, Mapping) else None
    if not isinstance(paths, Mapping):
        raise BadInput("This is not an OpenAPI document: it has no paths.")
    found = []
    for path, item in paths.items():
        operation = item.get("post") if isinstance(item, Mapping) else None
        if str(path).startswith(PREFIX) and isinstance(operation, Mapping):
            record = _record(str(path)[len(PREFIX) :].rstrip("/"), operation, document)
            if record:
                found.append(record)
    if not found:
        raise BadInput(f"The document has no readable video model under {PREFIX}.")
    return found


def write(document: Path, out: Path = HERE / "models.json") -> None:
    """Write one record per line, so that a diff names the models that changed."""
    facts = json.loads((HERE / "facts.json").read_text("utf-8"))
    content = build(json.loads(document.read_text("utf-8")), facts)
    lines = (json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in content)
    out.write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8")


def _date(document: Mapping[str, Any]) -> str:
    """The document's version if it is a date, else ""."""
    info = document.get("info")
    version = str(info.get("version", "")) if isinstance(info, Mapping) else ""
    return version if re.fullmatch(r"\d{4}-\d\d-\d\d", version) else ""


def _record(model_id: str, operation: Mapping[str, Any], document: Mapping[str, Any]) -> Record | None:
    schema: Any = operation
    for key in ("requestBody", "content", "application/json", "schema"):
        schema = schema.get(key)
        if isinstance(schema, Mapping) and isinstance(schema.get("$ref"), str):
            schema = _lookup(schema["$ref"], document)
        if not isinstance(schema, Mapping):
            return None
    try:
        schema = _inline(schema, document)
    except ValueError:
        return None
    properties = schema.get("properties")
    if not MODEL_ID.fullmatch(model_id) or not isinstance(properties, Mapping) or not properties:
        return None
    record: Record = {"id": model_id, "title": _title(model_id, operation.get("summary")), "schema": schema}
    optional = {
        "deprecated": operation.get("deprecated") is True,
        "aliases": _aliases(operation.get("x-krea-deprecated-field-aliases")),
        "pricing": _price_table(operation.get("x-krea-pricing"), _date(document)),
    }
    return record | {key: value for key, value in optional.items() if value}


def _inline(
    value: Any,
    document: Mapping[str, Any],
    inside: frozenset[str] = frozenset(),
    room: list[int] | None = None,
    deep: int = 0,
) -> Any:
    """`value` with local $refs replaced by what they point at; {} (any value) for circular or broken ones.

    Raises:
        ValueError: It is too deep, or grows without measure, because references to references double it.
    """
    room = [MOST_PARTS] if room is None else room
    room[0] -= 1
    if room[0] < 0 or deep > MOST_DEEP:
        raise ValueError("The schema is too large.")
    if isinstance(value, list):
        return [_inline(inner, document, inside, room, deep + 1) for inner in value]
    if not isinstance(value, Mapping):
        return value
    target = value.get("$ref")
    if not isinstance(target, str):
        return {key: _inline(inner, document, inside, room, deep + 1) for key, inner in value.items()}
    return {} if target in inside else _inline(_lookup(target, document), document, inside | {target}, room, deep + 1)


def _lookup(target: str, document: Mapping[str, Any]) -> Any:
    found: Any = document
    for step in target.removeprefix("#/").split("/"):
        found = found.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(found, Mapping) else None
    return {} if found is None else found


def _title(model_id: str, summary: object) -> str:
    """The summary, or the capitalised id if there is none or it is an internal name ("minimax_h3max_camera")."""
    title = str(summary or "").strip().rstrip("*").strip()
    if title and "_" not in title:
        return title
    return " ".join(part[:1].upper() + part[1:] for part in model_id.rpartition("/")[2].split("-"))


def _aliases(listed: object) -> dict[str, str]:
    """Old field names to new ones, without old names that are the new one in camelCase."""
    items = [item for item in listed if isinstance(item, Mapping)] if isinstance(listed, list) else []
    pairs = [(str(item.get("from")), str(item.get("to"))) for item in items]
    return {old: new for old, new in pairs if re.sub(r"(?=[A-Z])", "_", old).lower() != new}


def _price_table(pricing: object, date: str) -> Record | None:
    """`x-krea-pricing` as a table, or None if it is unreadable or has no readable point."""
    points = pricing.get("price_points") if isinstance(pricing, Mapping) else None
    if not isinstance(pricing, Mapping) or not isinstance(points, list):
        return None
    currency, unit = pricing.get("currency", "USD"), pricing.get("unit", "request")
    if not isinstance(unit, str) or not re.fullmatch("[A-Z]{3}|CU", str(currency)):
        return None
    usable = [point for point in points if _is_point(point)]
    dimensions = list(dict.fromkeys(name for point in usable for name in point["dimensions"]))
    if len(usable) * (len(dimensions) + 1) > MOST_CELLS:
        return None
    rows = [[*(point["dimensions"].get(name) for name in dimensions), float(point["amount"])] for point in usable]
    head = {"currency": currency, "unit": unit, "exact": currency != "CU"}
    head |= {"source": str(pricing.get("source", "")), "date": date}
    return {**head, "dimensions": dimensions, "rows": rows} if rows else None


def _is_point(point: object) -> bool:
    """Whether it is {"amount": number, also as text, "dimensions": {name: str, number, bool or None}}."""
    if not isinstance(point, Mapping) or not isinstance(point.get("dimensions"), Mapping):
        return False
    amount, plain = point.get("amount"), (str, int, float, bool, type(None))
    if isinstance(amount, str) and re.fullmatch(r"\d{1,9}(\.\d{1,9})?", amount):
        amount = float(amount)
    if isinstance(amount, bool) or not isinstance(amount, (int, float)) or not 0 <= amount < MOST_EXPENSIVE:
        return False
    return all(isinstance(value, plain) for value in point["dimensions"].values())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m krea_widgets.catalogue.build openapi.json")
    write(Path(sys.argv[1]))
